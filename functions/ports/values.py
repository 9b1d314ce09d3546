"""What travels between services and adapters. Times are aware UTC, money is 分."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from ..domain.complaints.complaint import Complaint
from ..domain.effects import Effect
from ..domain.history import Link
from ..domain.order_book import OrderBook
from ..domain.vocabulary import Channel, Notice, Role


class DueKind(StrEnum):
    """What sort of row waits for its time."""

    COMPLAINT = "complaint"
    PICTURES = "pictures"
    COMPLAINT_POST = "complaint_post"
    ASSISTANCE = "assistance"
    ASSISTANCE_POST = "assistance_post"
    LETTER = "letter"


class DueRow(NamedTuple):
    """A row that waits: whose it is, what it is ``about``, and the ``n``-th of them; ``due`` is the epoch
    second it was due at, where the index told it.

    ``about`` is the number of its complaint or request; of a letter that belongs to neither, its own name.
    """

    kind: DueKind
    marketplace: str
    about: str
    n: int = 0
    due: int = 0


class Recipient(NamedTuple):
    """Who is written to: never an address. ``id`` is a merchant's or a person's; a buyer has none."""

    role: Role
    id: str


class Aside(NamedTuple):
    """A row that could not be carried out: since when, how often, the name of what was raised last."""

    row: DueRow
    since: datetime
    times: int
    error: str


class SessionKey(NamedTuple):
    """Which staff session asks, at which epoch second: checked in the same read that loads the complaint.

    ``seen`` is the version of the complaint they had before them when they decided; 0 when that does
    not matter. ``read`` likewise, where only a change of what was filed matters since.
    """

    staff: str
    secret: str
    asked_at: int = 0
    seen: int = 0
    read: int = 0


class Session(NamedTuple):
    """A staff member's signed-in time, until ``ends_at`` at the latest. ``second`` once the second factor
    was shown."""

    staff: str
    role: Role
    merchant: str
    second: bool
    started_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Private:
    """What only the parties may read: stored sealed, erasable. ``delivered_at`` epoch seconds or 0;
    ``shop`` what the buyer called a shop whom nobody knows."""

    order_no: str = ""
    email: str = ""
    phone: str = ""
    qty: int = 1
    paid_at: int = 0
    delivered_at: int = 0
    status: str = ""
    fingerprints: tuple[str, ...] = ()
    return_url: str = ""
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a case page shows, from one read."""

    complaint: Complaint
    private: Private
    links: tuple[Link, ...]


class ListRow(NamedTuple):
    """One line of a list, from its index alone. ``deadline`` is epoch seconds, 0 once closed."""

    id: str
    kind: str
    state: str
    outcome: str
    category: str
    ask: str
    fen: int
    shop: str
    goods: str
    deadline: int
    escalated: bool
    triage: str = ""


class Page(NamedTuple):
    """Rows of a list and the cursor of the next page, empty at the end."""

    rows: tuple[ListRow, ...]
    after: str = ""


class PostState:
    """Where a message stands.

    ``UNKNOWN`` is a short message claimed and never confirmed: it is not sent again. ``OFF`` was not to
    be sent: nobody to write to, a channel that is off, or a day's cap that is spent.
    """

    WAITING, SENT, UNKNOWN, DEAD, OFF = "waiting", "sent", "unknown", "dead", "off"


NO_CONTACT = "no contact"
"""The ``error`` of a message whose sealed row is gone: there is nobody left to write to."""


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one person over one channel. ``to`` names the recipient by role and id; never an
    address."""

    id: str
    notice: Notice
    channel: Channel
    to: Recipient
    lang: str
    next_at: datetime
    state: str = PostState.WAITING
    tries: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages of one transition, in one row. ``facts`` is what their templates say.

    ``about`` is the complaint, request or person it belongs to. ``claims`` fences who may settle it;
    ``prior`` is the epoch second of the claim before this one: a short message due by then that is
    still waiting may have gone out.
    """

    key: DueRow
    marketplace: str
    about: str
    messages: tuple[Message, ...]
    facts: Mapping[str, Any]
    claims: int = 0
    prior: int = 0


class Filing(NamedTuple):
    """What a first commit carries beside the change: the sealed row and how the order may be taken."""

    private: Private
    fingerprint: str


class Signature(NamedTuple):
    """An Ed25519 signature in hex, and the id of the key that made it."""

    key: str
    signature: str


class Upload(NamedTuple):
    """Where a form posts a file, and the hidden fields that allow it."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Commit:
    """One transaction: the complaint before and after with its linked event, and what goes with it.

    ``before`` None makes a new complaint. ``effects`` are what the decision asks of other rows.
    ``session``: whose session must be alive at that very moment.
    """

    before: Complaint | None
    after: Complaint
    link: Link
    now: datetime
    outbox: Outbox | None = None
    filing: Filing | None = None
    session: SessionKey | None = None
    follow_up: Commit | None = None
    effects: tuple[Effect, ...] = ()


class OrderMoved(Exception):
    """The order's book is not what was seen. ``book`` is what it is now: the decision is made again on it."""

    def __init__(self, book: OrderBook) -> None:
        super().__init__("order moved")
        self.book = book


class Stale(Exception):
    """The complaint moved on. ``current`` is what it is now."""

    def __init__(self, current: Complaint) -> None:
        super().__init__("stale")
        self.current = current
