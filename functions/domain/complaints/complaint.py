"""A complaint as a value, what may be asked of it, and what a decision returns.

Everything here is frozen: a decision is a new ``Complaint`` inside a ``Change``, never an edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ..effects import Effect, WatchPictures
from ..history import Event
from ..order_book import OrderBook
from ..order_facts import OrderFacts
from ..person import Person
from ..vocabulary import STATES, Action, Notice, Outcome, Remedy, RemedyState, Role, State
from .windows import Windows


class Mark(StrEnum):
    """What an operator may mark a complaint as; either stops withdrawals."""

    MALICIOUS = "malicious"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A remedy asked for, offered or agreed. ``fen`` is 分; 0 where no money moves."""

    remedy: Remedy
    fen: int = 0

    def covers(self, asked: Settlement) -> bool:
        """Whether this is at least what was asked. Money where a key was asked for is something else."""
        if self.remedy is Remedy.REFUND:
            return asked.remedy is not Remedy.REISSUE
        return self.remedy is asked.remedy and self.fen >= asked.fen


@dataclass(frozen=True, slots=True)
class RemedyItem:
    """One line of the remedy ledger."""

    kind: Remedy
    fen: int
    state: RemedyState = RemedyState.DUE


@dataclass(frozen=True, slots=True)
class Clock:
    """The one clock of an open state. ``span`` is the whole window; ``warned`` the percentages already
    said.

    ``step`` is the event whose post tells of it, 0 where that is not known; ``heard``: who is awaited has
    acted since, so that they know of it.
    """

    due_at: datetime
    span: timedelta
    warned: int = 0
    step: int = 0
    heard: bool = False

    def mark_at(self, percent: int) -> datetime:
        """When ``percent`` of the window has passed."""
        return self.due_at - self.span + self.span * percent / 100


@dataclass(frozen=True, slots=True)
class Paused:
    """A state that stands still: ``left`` is the time its awaited party gets back."""

    state: State
    left: timedelta
    span: timedelta
    warned: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was ruled, by whom, citing which clauses; whether what the merchant ``said`` it paid counts."""

    outcome: Outcome
    clauses: tuple[str, ...]
    remedies: tuple[RemedyItem, ...]
    by: str
    at: datetime
    said: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The buyer's wish to withdraw: ``tries`` so far, ``risks`` why a person must look, ``low`` if silence
    approves."""

    reason: str
    tries: int
    risks: tuple[str, ...] = ()
    low: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint's present state: what a decision needs and a list shows. Words live in its events.

    Of a reissued key it knows its last four, ``key_tail``, that it came with event ``key_at``, when it
    was ``key_seen`` last, and how many ``looks`` at it are left. An act for the request ``pending`` waits for
    the holder's word.
    """

    marketplace: str
    id: str
    category: str
    ask: Settlement
    fen: int
    merchant: str
    shop: str
    order: str
    order_mask: str
    goods: str
    person: str
    contact: str
    filed_at: datetime
    state: State = State.UNVERIFIED
    version: int = 0
    head: str = ""
    policy: int = 1
    lang: str = "zh"
    clock: Clock | None = None
    paused: tuple[Paused, ...] = ()
    outcome: Outcome | None = None
    ruling: Ruling | None = None
    draft: Ruling | None = None
    ruled_at: datetime | None = None
    offer: Settlement | None = None
    remedies: tuple[RemedyItem, ...] = ()
    withdrawal: Withdrawal | None = None
    appealed: tuple[Role, ...] = ()
    marks: tuple[Mark, ...] = ()
    late: bool = False
    served_at: datetime | None = None
    disputed: bool = False
    extended: bool = False
    lapses: int = 0
    reopened: bool = False
    ended_by: Role | None = None
    ended_at: datetime | None = None
    parent: str = ""
    epoch: int = 1
    commands: Mapping[str, str] = field(default_factory=dict)
    triage: str = ""
    flags: tuple[str, ...] = ()
    goods_id: str = ""
    goods_class: str = ""
    verified: bool = False
    admitted: bool = False
    proved: bool = False
    browser: str = ""
    asked_of: str = ""
    offers: int = 0
    fails: int = 0
    seat: int = 0
    invited: str = ""
    objected: tuple[Role, ...] = ()
    windows: Windows | None = None
    final: bool = False
    taken_back: bool = False
    not_mine: bool = False
    urged: bool = False
    asked_again: bool = False
    declined_by: str = ""
    unfulfilled: bool = False
    gone: bool = False
    own: bool = False
    amended: int = 0
    refused_at: datetime | None = None
    continued_at: datetime | None = None
    looks: int = 0
    key_tail: str = ""
    key_at: int = 0
    key_seen: datetime | None = None
    look_granted: bool = False
    pending: str = ""

    @property
    def merchant_told(self) -> bool:
        """Whether the merchant was ever told of it."""
        return self.served_at is not None

    @property
    def escalated(self) -> bool:
        """Whether an operator's time ran out here."""
        return self.lapses > 0

    @property
    def debt(self) -> str:
        """Whose account it is paid from: its own, or that of the complaint it enforces."""
        return self.parent or self.id

    @property
    def claimant(self) -> str:
        """Whose filing rights it uses: the contact's, else the browser's; 16 hex digits, or empty."""
        return self.person[:16] or self.browser

    @property
    def open(self) -> bool:
        """Whether somebody is still awaited."""
        return self.state is not State.CLOSED

    @property
    def awaits(self) -> Role | None:
        """Who is awaited now; nobody once closed. On the marketplace's own goods an arbiter rules."""
        if self.state is State.AWAITING_RULING and self.own:
            return Role.ARBITER
        return STATES[self.state].awaits


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for. Only the fields its action reads are looked at; the rest changes nothing.

    A reissued key comes ``sealed``, with its last four as ``tail``; ``key_at`` says which one is looked at.
    ``request`` is the one for assistance it is done for, its asker ``proved`` or not.
    """

    action: Action
    role: Role
    actor: str
    at: datetime
    words: str = ""
    category: str = ""
    settlement: Settlement | None = None
    ruling: Ruling | None = None
    side: Role | None = None
    reason: str = ""
    scene: str = ""
    proof: str = ""
    false_reason: bool = False
    mark: Mark | None = None
    facts: OrderFacts | None = None
    person: Person = field(default_factory=Person)
    evidence: tuple[str, ...] = ()
    pictures: Mapping[str, Any] = field(default_factory=dict)
    slot: str = ""
    merchant: str = ""
    shop: str = ""
    fen: int = 0
    ref: str = ""
    invited: str = ""
    beside: bool = False
    sealed: str = ""
    tail: str = ""
    key_at: int = 0
    request: str = ""
    proved: bool = False
    proposes: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A decision: the complaint after it, the event that says so, and who is told.

    ``book`` is the order's after it, where the decision changes it.
    """

    complaint: Complaint
    event: Event
    notices: tuple[Notice, ...] = ()
    follow_up: Change | None = None
    effects: tuple[Effect, ...] = ()
    book: OrderBook | None = None


LOOK_AFTER = timedelta(seconds=10)
"""When pictures that were claimed are looked for first."""


def changed(
    c: Complaint,
    do: Command,
    *notices: Notice,
    payload: Mapping[str, Any] | None = None,
    effects: tuple[Effect, ...] = (),
    book: OrderBook | None = None,
) -> Change:
    """The ``Change`` that makes ``c`` the present state through ``do``, with the pictures that go with it."""
    fields = {"request": do.request, **(payload or {}), "evidence": list(do.evidence) or None}
    event = Event(
        do.action, do.role, do.actor, do.at, {k: v for k, v in fields.items() if v not in ("", None)}
    )
    watched = (WatchPictures(c.version + 1, do.at + LOOK_AFTER),) if do.evidence else ()
    return Change(c, event, notices, effects=(*effects, *watched), book=book)


def counted(c: Complaint) -> dict[str, Any]:
    """What figures need to know of ``c``: whose goods, what for, asking what, of how much."""
    return {
        "category": c.category,
        "ask": c.ask.remedy,
        "ask_fen": c.ask.fen,
        "order_fen": c.fen,
        "merchant": c.merchant,
        "goods_id": c.goods_id,
        "goods_class": c.goods_class,
        "late": c.late or None,
    }


def both(c: Complaint) -> tuple[Notice, ...]:
    """News for the buyer, and for the merchant where it knows of the complaint."""
    return (Notice.UPDATE_BUYER, *((Notice.UPDATE_MERCHANT,) if c.merchant_told else ()))
