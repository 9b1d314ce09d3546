"""What the services need of the table. Every call that takes an id takes the marketplace first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from ..domain.assistance import Assistance
from ..domain.complaints.complaint import Complaint
from ..domain.marketplace import Marketplace, Merchant, Staff
from ..domain.order_book import OrderBook
from ..domain.order_facts import OrderFacts
from ..domain.person import Person
from ..domain.policy import Policy
from .values import Aside, Case, Commit, DueRow, Outbox, Page, Private, Session, SessionKey

if TYPE_CHECKING:
    from ..domain.assistance import Assistance


class Cases(Protocol):
    """Complaints and orders. Every call takes the marketplace first; what is missing raises ``NotFound``."""

    def load(
        self, marketplace: str, number: str, *, session: SessionKey | None = None, lagging: bool = False
    ) -> Complaint:
        """The complaint in one read, as it is now; ``lagging`` as it was a moment ago at half the price,
        for who commits on it.

        With ``session`` that too was live and whole, or ``SignedOut``.
        """

    def load_with_person(
        self, marketplace: str, number: str, person: str, *, lagging: bool = False
    ) -> tuple[Complaint, Person]:
        """The complaint and what is remembered of its buyer, one read as ``load``."""

    def case(self, marketplace: str, number: str, *, fresh: bool = False) -> Case:
        """The complaint, its sealed row and its history, one query; ``fresh`` reads consistently."""

    def private(self, marketplace: str, number: str) -> Private:
        """The sealed row alone."""

    def reissued(self, marketplace: str, number: str, n: int) -> str:
        """The reissued key that came with event ``n``, sealed."""

    def seat(self, marketplace: str, number: str, invited: str) -> str:
        """Where the arbiter of that invitation is written to, sealed."""

    def commit(self, commit: Commit) -> None:
        """All of it or nothing, never twice. Raises ``Stale``, ``OrderMoved``, ``SignedOut``
        (its session ended)."""

    def shown(self, marketplace: str, macs: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Which of ``macs`` a complaint's pictures showed before: its number and its order."""

    def words_of(self, marketplace: str, numbers: Sequence[str]) -> dict[str, str]:
        """What complaints said when they were filed, of those that are there."""

    def forget(self, marketplace: str, number: str, n: int) -> None:
        """Nothing of the ``n``-th event's pictures is waited for any more."""

    def complaints(self, marketplace: str, numbers: Sequence[str]) -> tuple[Complaint, ...]:
        """Those of ``numbers`` that exist."""

    def book(self, marketplace: str, order: str, *, lagging: bool = False) -> OrderBook:
        """What is remembered of an order's complaints, empty where nobody complained; ``lagging`` as
        ``load``."""

    def order(self, marketplace: str, order: str) -> OrderFacts | None:
        """What the shop said of an order before anybody complained, or None."""

    def put_order(self, marketplace: str, order: str, facts: OrderFacts) -> None:
        """Remember what the shop says of an order."""


class Lists(Protocol):
    """What people see of many complaints, from indexes alone."""

    def queue(
        self, marketplace: str, awaited: str, *, limit: int, after: str = "", newest: bool = False
    ) -> Page:
        """What awaits ``awaited``, soonest deadline first: a role's complaints, ``closed`` ones, requests
        for ``assistance`` or ``answered`` ones, or the operators' whole ``desk``: requests, then
        complaints."""

    def merchant_list(
        self, marketplace: str, merchant: str, *, closed: bool, limit: int, after: str = ""
    ) -> Page:
        """A merchant's open complaints, oldest first since they are due first, or its ended ones, newest
        first."""

    def buyer_list(
        self, marketplace: str, person: str, *, limit: int, after: str = ""
    ) -> tuple[tuple[Complaint, ...], str]:
        """A contact's complaints, newest first, and the next cursor."""


class Post(Protocol):
    """What waits for its time, and messages on their way."""

    def due(self, shard: int, now: datetime) -> Iterable[DueRow]:
        """Keys whose time has come, all of them, from an index that may lag."""

    def postpone(self, duty: DueRow, *, until: datetime) -> None:
        """Look at a row again only then."""

    def set_aside(self, duty: DueRow, *, error: str, now: datetime, until: datetime) -> None:
        """Postpone a row that could not be carried out, and note it for the operators until a little later
        than ``until``."""

    def aside(self, marketplace: str, *, limit: int, now: datetime) -> tuple[Aside, ...]:
        """The rows that are set aside now."""

    def claim(self, duty: DueRow, *, now: datetime, until: datetime) -> Outbox | None:
        """Lease an outbox row; None when somebody else holds it or nothing is due."""

    def settle(self, outbox: Outbox) -> None:
        """Record how its messages fared; the row is due again while any waits."""

    def outbox(self, key: DueRow) -> Outbox:
        """One row of post."""

    def resend(self, outbox: Outbox) -> None:
        """Make a settled row due again with the messages it now has."""

    def dead(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Outbox, ...], str]:
        """Rows with a message that could not be delivered, oldest first, and the next cursor."""

    def post(self, outbox: Outbox) -> None:
        """Put a row of post that belongs to no transition (sign-in links, codes)."""


class Tenants(Protocol):
    """Marketplaces, their merchants, people and keys."""

    def marketplace(self, marketplace: str, *, policy: int = 0) -> Marketplace:
        """The tenant with its people and keys, of its merchants only the names of a few; remembered from a
        moment ago at most; never from before version ``policy`` of its policy was published."""

    def create(self, marketplace: Marketplace) -> None:
        """Write a new tenant, its people and keys; raises ``Conflict`` when the id is taken."""

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """Change what a tenant that was read says of itself, not its people, keys or merchants; raises
        ``Conflict`` when somebody did since it was read."""

    def publish_policy(
        self, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
    ) -> Policy:
        """The next version of the policy; every one before it is kept.

        Refuses (``Invalid``) values outside their bounds; raises ``Conflict`` when ``seen`` is the
        newest no more.
        """

    def marketplaces(self) -> tuple[str, ...]:
        """The ids of all tenants."""

    def merchant(self, marketplace: str, merchant: str) -> Merchant | None:
        """The merchant of that very id, or None."""

    def merchant_called(self, marketplace: str, name: str) -> Merchant | None:
        """The merchant of that name, as ``spelled``; None for nobody's, and for a name that several bear."""

    def merchants(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Merchant, ...], str]:
        """So many merchants by their ids, and the next cursor."""

    def put_merchant(self, marketplace: str, merchant: Merchant) -> None:
        """Write one merchant, new or changed; raises ``Conflict`` when somebody wrote it first."""

    def person(self, marketplace: str, staff_id: str) -> Staff:
        """One of the staff as they are now; ``NotFound`` for nobody."""

    def put_staff(
        self, marketplace: str, staff_id: str, *, before: Staff | None = None, **changes: Any
    ) -> None:
        """Change some fields of one person, who is still ``before`` where that is given; raises ``Conflict``
        when somebody was first."""

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """Use up one recovery code; False when it was not there, ``Conflict`` when the person was changed
        meanwhile."""


class Limits(Protocol):
    """How often: rates, a day's budgets, tokens that count once."""

    def take(self, bucket: str, *, now: datetime, every: float, burst: int, cost: int = 1) -> int:
        """Take ``cost`` from a bucket that refills one every ``every`` seconds: 0, or the seconds to wait."""

    def reserve(self, budget: str, *, cap: int, now: datetime) -> bool:
        """Reserve one of a day's ``cap`` before spending it."""

    def use_once(self, token: str, *, now: datetime, keep: int) -> bool:
        """Whether ``token`` was fresh; it is remembered ``keep`` seconds."""


class Sessions(Protocol):
    """Who of the staff is signed in."""

    def open_session(self, marketplace: str, secret: str, session: Session) -> None:
        """Remember a signed-in session under the hash of its secret."""

    def session(self, marketplace: str, key: SessionKey, *, now: datetime) -> Session:
        """The live session, or ``SignedOut``."""

    def end_session(self, marketplace: str, key: SessionKey) -> None:
        """Sign out."""

    def end_sessions(self, marketplace: str, staff: str) -> None:
        """End every session of one person."""


class AssistanceRequests(Protocol):
    """Requests for assistance."""

    def put_assistance(
        self,
        request: Assistance,
        *,
        before: Assistance | None,
        outbox: Outbox | None,
        private: Private | None,
    ) -> None:
        """A request as it is now, with its post; raises ``Conflict`` when somebody was first."""

    def assistance(self, marketplace: str, number: str) -> tuple[Assistance, Private]:
        """A request and its sealed contact."""
