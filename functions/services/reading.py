"""Decisions with all they rest on: what a rule asks for is read, and the rule asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from ..domain.complaints import lifecycle
from ..domain.complaints.complaint import Change, Command, Complaint
from ..domain.complaints.grounds import Needed, Unread
from ..domain.complaints.settling import presumed
from ..domain.errors import Invalid, NotFound, Refusal
from ..domain.marketplace import Marketplace
from ..domain.order_book import OrderBook
from ..domain.orders import Taken
from ..domain.vocabulary import Role
from ..ports import Desk, DueKind, DueRow, PostState

EVERYBODY = frozenset({Role.BUYER, Role.MERCHANT})


@dataclass
class Found:
    """What was read for a decision so far."""

    book: OrderBook | None = None
    parent: Complaint | None = None
    told: frozenset[Role] | None = None


@dataclass
class Reading:
    """Decisions about a complaint of ``marketplace``; what they ask for is read from ``desk`` into ``found``,
    a copy that may lag where the commit will tell."""

    desk: Desk | None
    marketplace: Marketplace
    found: Found
    lagging: bool = False

    def decided(self, decide: Callable[..., Change], c: Complaint, do: Command) -> Change:
        """What ``do`` makes of ``c``; refuses as the law does, raises ``Taken``."""
        policy = self.marketplace.policy_for(c.policy)
        return cast(Change, self._asked(c, lambda grounds: decide(c, do, policy, **grounds)))

    def swept(self, c: Complaint, now: datetime) -> Change | None:
        """What the clock makes of ``c`` at ``now``."""
        policy = self.marketplace.policy_for(c.policy)
        return cast(
            Change | None,
            self._asked(c, lambda grounds: lifecycle.sweep(c, now=now, policy=policy, **grounds)),
        )

    def _asked(self, c: Complaint, rule: Callable[[dict[str, Any]], Any]) -> Any:
        bench = self.marketplace.bench(c.merchant)
        while True:
            found = self.found
            try:
                return rule({"bench": bench, "book": found.book, "parent": found.parent, "told": found.told})
            except Unread as need:
                if self.desk is None:
                    raise
                self._read(self.desk, c, need.what)

    def _read(self, desk: Desk, c: Complaint, what: Needed) -> None:
        if what is Needed.BOOK:
            self.found.book = desk.cases.book(c.marketplace, c.order, lagging=self.lagging)
        elif what is Needed.PARENT:
            self.found.parent = desk.cases.load(c.marketplace, c.parent)
        else:
            self.found.told = told_of(desk, c)


def told_of(desk: Desk, c: Complaint) -> frozenset[Role]:
    """Whom the post of the present step reached: somebody it was handed over to. Of a step from before that
    was remembered everybody is taken to know."""
    if c.clock is None or not c.clock.step:
        return EVERYBODY
    return told_at(desk, c, c.clock.step)


def told_at(desk: Desk, c: Complaint, n: int) -> frozenset[Role]:
    """Whom the post of the ``n``-th event reached."""
    try:
        outbox = desk.post.outbox(DueRow(DueKind.COMPLAINT_POST, c.marketplace, c.id, n))
    except NotFound:
        return frozenset()
    return frozenset(m.to.role for m in outbox.messages if m.state == PostState.SENT)


def presuming(c: Complaint, marketplace: Marketplace, book: OrderBook | None = None) -> Reading:
    """For showing what may be done: nothing is read, the likely is presumed."""
    return Reading(None, marketplace, Found(book or presumed(c), None, EVERYBODY))


def could(c: Complaint, marketplace: Marketplace, do: Command, *, book: OrderBook | None = None) -> bool:
    """Whether the law would let ``do`` happen now, whatever is still to be filled in, as far as can be told
    without reading."""
    try:
        presuming(c, marketplace, book).decided(lifecycle.decide, c, do)
    except (Invalid, Unread):
        return True
    except (Refusal, Taken):
        return False
    return True
