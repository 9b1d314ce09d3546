"""What a decision rests on beside the complaint and the command: the policy, the order's book, who may
decide, who was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ..order_book import OrderBook
from ..policy import Policy
from ..vocabulary import Outcome, Role, State
from .complaint import Complaint


class Needed(StrEnum):
    """What may have to be read before a decision can be made."""

    BOOK = "book"
    PARENT = "parent"
    TOLD = "told"


class Unread(Exception):
    """The decision needs what was not read: ``what``. Read it and decide again; nothing was decided."""

    def __init__(self, what: Needed) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Bench:
    """Who may decide here, by id. ``own``: the goods are the marketplace's own, so that its operators are
    the party and none of them decides."""

    operators: frozenset[str] = frozenset()
    arbiters: frozenset[str] = frozenset()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known as somebody decides. What was not read raises ``Unread`` when a rule asks for it."""

    policy: Policy
    bench: Bench = field(default_factory=Bench)
    known_book: OrderBook | None = None
    known_parent: Complaint | None = None
    known_told: frozenset[Role] | None = None

    @property
    def book(self) -> OrderBook:
        """The order's book."""
        if self.known_book is None:
            raise Unread(Needed.BOOK)
        return self.known_book

    @property
    def parent(self) -> Complaint:
        """The complaint that this one enforces."""
        if self.known_parent is None:
            raise Unread(Needed.PARENT)
        return self.known_parent

    @property
    def told(self) -> frozenset[Role]:
        """Whom the post of the present step reached."""
        if self.known_told is None:
            raise Unread(Needed.TOLD)
        return self.known_told

    def window(self, key: str) -> timedelta:
        """A window of the policy."""
        return self.policy.window(key)

    def number(self, key: str) -> int:
        """A value of the policy in its own unit."""
        return self.policy.number(key)

    def neutral(self, c: Complaint) -> bool:
        """Whether anybody may rule on ``c`` who is no party to it."""
        return not self.bench.own or bool(self.bench.arbiters or c.invited)


def decided_anew(c: Complaint, parent: Complaint) -> bool:
    """Whether what the fulfilment complaint ``c`` enforces is no longer what stands: ``parent`` is void, was
    decided or agreed on appeal, or goes on itself."""
    anew = parent.final and parent.ruled_at is not None and parent.ruled_at > c.filed_at
    return anew or parent.outcome is not Outcome.UPHELD or (parent.open and not under_appeal(parent))


def under_appeal(c: Complaint) -> bool:
    """Whether an appeal of ``c`` goes on, whatever it waits for meanwhile."""
    return c.state is State.APPEALED or any(each.state is State.APPEALED for each in c.paused)


def was_told(c: Complaint, on: Grounds, side: Role) -> bool:
    """Whether ``side`` knows of the present step: it acted in it, or the step's post reached it.

    Silence counts only against who was told. A buyer without any contact never was.
    """
    if c.clock is not None and c.clock.heard:
        return True
    if side is Role.BUYER and not c.contact:
        return False
    return side in on.told
