"""What the services need of the world, as Protocols, and the ``Desk`` that bundles it.

Adapters keep these promises; ``wiring.py`` plugs them in. Times are aware UTC, money is 分.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from .domain.assistance import Assistance
from .domain.complaint import Complaint, OrderFacts, Person
from .domain.history import Link
from .domain.letters import Email, Facts
from .domain.marketplace import Marketplace
from .domain.notices import Channel, Notice
from .domain.terms import Role


class Duty(NamedTuple):
    """The key of a row whose time has come."""

    pk: str
    sk: str


class SessionKey(NamedTuple):
    """Which staff session asks, at which epoch second: checked in the same read that loads the complaint."""

    staff: str
    secret: str
    asked_at: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A staff member's signed-in time, until ``ends_at`` at the latest. ``second`` once the second factor was shown."""

    staff: str
    role: Role
    merchant: str
    second: bool
    started_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Private:
    """What only the parties may read: stored sealed, erasable. ``delivered_at`` epoch seconds or 0."""

    order_no: str = ""
    email: str = ""
    phone: str = ""
    qty: int = 1
    paid_at: int = 0
    delivered_at: int = 0
    status: str = ""
    fingerprints: tuple[str, ...] = ()
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a case page shows, from one read."""

    complaint: Complaint
    private: Private
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
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


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and the cursor of the next page, empty at the end."""

    rows: tuple[ListRow, ...]
    after: str = ""


class PostState:
    """Where a message stands.

    ``UNKNOWN`` is a short message claimed and never confirmed: it is not sent again. ``OFF`` was not to be sent:
    nobody to write to, a channel that is off, or a day's cap that is spent.
    """

    WAITING, SENT, UNKNOWN, DEAD, OFF = "waiting", "sent", "unknown", "dead", "off"


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one person over one channel. ``to`` names the recipient by role and id; never an address."""

    id: str
    notice: Notice
    channel: Channel
    role: Role
    to: str
    lang: str
    next_at: datetime
    state: str = PostState.WAITING
    tries: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages of one transition, in one row. ``facts`` is what their templates say.

    ``about`` is the complaint, request or person it belongs to. ``claims`` fences who may settle it; ``prior`` is the
    epoch second of the claim before this one: a short message due by then that is still waiting may have gone out.
    """

    key: Duty
    marketplace: str
    about: str
    messages: tuple[Message, ...]
    facts: Mapping[str, Any]
    claims: int = 0
    prior: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """What a first commit carries beside the change: the sealed row and how the order may be taken."""

    private: Private
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One transaction: the complaint before and after with its linked event, and what goes with it.

    ``before`` None makes a new complaint. ``strike`` and ``withdrew`` go to the person's row.
    """

    before: Complaint | None
    after: Complaint
    link: Link
    now: datetime
    outbox: Outbox | None = None
    filing: Filing | None = None
    strike: bool = False
    withdrew: bool = False
    cap: int = 0
    cool_until: datetime | None = None
    follow_up: Commit | None = None


class Taken(Exception):
    """The order could not be locked. ``by`` is the complaint that holds or had it; ``why`` open, category, cap or cooling."""

    def __init__(self, why: str, by: str) -> None:
        super().__init__(why)
        self.why, self.by = why, by


class Stale(Exception):
    """The complaint moved on. ``current`` is what it is now."""

    def __init__(self, current: Complaint) -> None:
        super().__init__("stale")
        self.current = current


class Cases(Protocol):
    """Complaints and orders. Every call takes the marketplace first; what is missing raises ``NotFound``."""

    def load(self, marketplace: str, number: str, *, session: SessionKey | None = None) -> Complaint:
        """The complaint as it is now, one consistent read; with ``session`` also proves it live or raises ``SignedOut``."""

    def load_with_person(self, marketplace: str, number: str, person: str) -> tuple[Complaint, Person]:
        """The complaint and what is remembered of its buyer, one consistent read."""

    def case(self, marketplace: str, number: str, *, fresh: bool = False) -> Case:
        """The complaint, its sealed row and its history, one query; ``fresh`` reads consistently."""

    def private(self, marketplace: str, number: str) -> Private:
        """The sealed row alone."""

    def commit(self, commit: Commit) -> None:
        """All of it or nothing. Raises ``Stale``, or ``Taken`` when the order is; never applies twice."""

    def complaints(self, marketplace: str, numbers: Sequence[str]) -> tuple[Complaint, ...]:
        """Those of ``numbers`` that exist."""

    def order(self, marketplace: str, order: str) -> OrderFacts | None:
        """What the shop said of an order before anybody complained, or None."""

    def put_order(self, marketplace: str, order: str, facts: OrderFacts) -> None:
        """Remember what the shop says of an order."""


class Lists(Protocol):
    """What people see of many complaints, from indexes alone."""

    def queue(self, marketplace: str, awaited: str, *, limit: int, after: str = "", newest: bool = False) -> Page:
        """What awaits ``awaited`` (a role, or ``closed``), soonest deadline first."""

    def merchant_list(self, marketplace: str, merchant: str, *, closed: bool, limit: int, after: str = "") -> Page:
        """A merchant's open or ended complaints, newest first."""

    def buyer_list(
        self, marketplace: str, person: str, *, limit: int, after: str = ""
    ) -> tuple[tuple[Complaint, ...], str]:
        """A contact's complaints, newest first, and the next cursor."""


class Post(Protocol):
    """What waits for its time, and messages on their way."""

    def due(self, shard: int, now: datetime) -> Iterable[Duty]:
        """Keys whose time has come, all of them, from an index that may lag."""

    def postpone(self, duty: Duty, *, until: datetime) -> None:
        """Set a bad row aside until then."""

    def claim(self, duty: Duty, *, now: datetime, until: datetime) -> Outbox | None:
        """Lease an outbox row; None when somebody else holds it or nothing is due."""

    def settle(self, outbox: Outbox) -> None:
        """Record how its messages fared; the row is due again while any waits."""

    def outbox(self, key: Duty) -> Outbox:
        """One row of post."""

    def resend(self, outbox: Outbox) -> None:
        """Make a settled row due again with the messages it now has."""

    def dead(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Outbox, ...], str]:
        """Rows with a message that could not be delivered, oldest first, and the next cursor."""

    def post(self, outbox: Outbox) -> None:
        """Put a row of post that belongs to no transition (sign-in links, codes)."""


class Tenants(Protocol):
    """Marketplaces, their people and keys."""

    def marketplace(self, marketplace: str) -> Marketplace:
        """The tenant with its people and keys."""

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """Write the tenant, its merchants, people and keys."""

    def marketplaces(self) -> tuple[str, ...]:
        """The ids of all tenants."""

    def put_staff(self, marketplace: str, staff_id: str, **changes: Any) -> None:
        """Change some fields of one person."""

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """Use up one recovery code; False when it was not there."""


class Gate(Protocol):
    """Who may pass, how often: limits, budgets, one-time tokens, sessions."""

    def take(self, bucket: str, *, now: datetime, every: float, burst: int) -> int:
        """Take one from a bucket that refills one every ``every`` seconds: 0, or the seconds to wait."""

    def reserve(self, budget: str, *, cap: int, now: datetime) -> bool:
        """Reserve one of a day's ``cap`` before spending it."""

    def use_once(self, token: str, *, now: datetime, keep: int) -> bool:
        """Whether ``token`` was fresh; it is remembered ``keep`` seconds."""

    def open_session(self, marketplace: str, secret: str, session: Session) -> None:
        """Remember a signed-in session under the hash of its secret."""

    def session(self, marketplace: str, key: SessionKey, *, now: datetime) -> Session:
        """The live session, or ``SignedOut``."""

    def end_session(self, marketplace: str, key: SessionKey) -> None:
        """Sign out."""

    def end_sessions(self, marketplace: str, staff: str) -> None:
        """End every session of one person."""


class Helpdesk(Protocol):
    """Requests for assistance."""

    def put_assistance(
        self, request: Assistance, *, before: Assistance | None, outbox: Outbox | None, private: Private | None
    ) -> None:
        """A request as it is now, with its post; raises ``Conflict`` when somebody was first."""

    def assistance(self, marketplace: str, number: str) -> tuple[Assistance, Private]:
        """A request and its sealed contact."""


class Mail(Protocol):
    """Sends one raw MIME message; raises one of the three kinds in ``domain.delivery``."""

    def send(self, *, sender: str, to: str, raw: bytes, message_id: str) -> str:
        """The provider's id."""


class Pack(Protocol):
    """Makes a mail of a letter."""

    def __call__(self, email: Email, *, to: str, name: str, message_id: str, thread: str, list_name: str, at: datetime) -> bytes:
        """One raw MIME message for one recipient."""


class Text(Protocol):
    """Sends one short message; raises one of the three kinds in ``domain.delivery``."""

    def send(self, *, phone_e164: str, text: str) -> str:
        """The provider's id."""


class Letters(Protocol):
    """Writes what a notice says."""

    def email(self, notice: Notice, facts: Facts, lang: str) -> Email:
        """Subject, text and HTML."""

    def sms(self, notice: Notice, facts: Facts, lang: str) -> str:
        """One part of a short message."""


class Vault(Protocol):
    """Keys by purpose. A purpose may have two live keys while rotating; the first one makes, both open."""

    def mac(self, purpose: str, *parts: str) -> str:
        """Hex HMAC-SHA256 over ``parts`` under the purpose's first key."""

    def macs(self, purpose: str, *parts: str) -> tuple[str, ...]:
        """The same under every live key."""

    def seal(self, purpose: str, plain: bytes) -> str:
        """Authenticated encryption, as text."""

    def open(self, purpose: str, sealed: str) -> bytes:
        """What was sealed; raises ``ValueError`` when it was not by us."""

    def sign(self, purpose: str, value: Any) -> str:
        """``value`` as a signed, timed, URL-safe token."""

    def unsign(self, purpose: str, token: str, *, max_age: int) -> Any:
        """The value of a token not older than ``max_age`` seconds, or None."""

    def verify_ed25519(self, public_hex: str, message: bytes, signature_hex: str) -> bool:
        """Whether the signature is the key's."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is told of its surroundings."""

    base_url: str
    sender: str
    shards: int = 16
    sms_templates: Mapping[str, str] = field(default_factory=dict)
    post_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a service may reach. ``salt`` gives fresh random hex."""

    cases: Cases
    lists: Lists
    post: Post
    tenants: Tenants
    gate: Gate
    helpdesk: Helpdesk
    vault: Vault
    letters: Letters
    pack: Pack
    mail: Mail
    text: Text
    settings: Settings
    salt: Callable[[], str]
