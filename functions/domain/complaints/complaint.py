"""A complaint as a value, what may be asked of it, and what a decision returns.

Everything here is frozen: a decision is a new ``Complaint`` inside a ``Change``, never an edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from ..effects import Effect, WatchPictures
from ..history import Event
from ..vocabulary import STATES, Action, Notice, Outcome, Remedy, RemedyState, Role, State

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number can be read out over the phone."""


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
        """Whether this is at least what was asked: a full refund always is."""
        if self.remedy is Remedy.REFUND:
            return True
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
    said."""

    due_at: datetime
    span: timedelta
    warned: int = 0

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


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was ruled, by whom, citing which clauses of the standard."""

    outcome: Outcome
    clauses: tuple[str, ...]
    remedies: tuple[RemedyItem, ...]
    by: str
    at: datetime


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
    was ``key_seen`` last, and how many ``looks`` at it are left.
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
    merchant_told: bool = False
    disputed: bool = False
    extended: bool = False
    escalated: bool = False
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
    looks: int = 0
    key_tail: str = ""
    key_at: int = 0
    key_seen: datetime | None = None
    look_granted: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody is still awaited."""
        return self.state is not State.CLOSED

    @property
    def awaits(self) -> Role | None:
        """Who is awaited now; nobody once closed."""
        return STATES[self.state].awaits

    @property
    def locks_order(self) -> bool:
        """Whether the order is taken: an unverified complaint must not keep the real buyer out."""
        return self.state not in (State.CLOSED, State.UNVERIFIED, State.AWAITING_CHECK)


@dataclass(frozen=True, slots=True)
class Person:
    """What the desk remembers of a complainant when weighing a withdrawal."""

    strikes: int = 0
    withdrawals: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the shop says of an order. ``fen`` 分; times UTC; ``contact`` is the HMAC of the order's
    e-mail, or empty; ``goods_id`` and ``goods_class`` are the shop's own codes, where it says them."""

    order_mask: str
    goods: str
    fen: int
    merchant: str
    shop: str
    status: str = "delivered"
    delivered_at: datetime | None = None
    contact: str = ""
    goods_id: str = ""
    goods_class: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for. Only the fields its action reads are looked at; the rest changes nothing.

    A reissued key comes ``sealed``, with its last four as ``tail``; ``key_at`` says which one is looked at.
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
    person: Person = Person()
    evidence: tuple[str, ...] = ()
    pictures: Mapping[str, Any] = field(default_factory=dict)
    slot: str = ""
    merchant: str = ""
    shop: str = ""
    sealed: str = ""
    tail: str = ""
    key_at: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A decision: the complaint after it, the event that says so, and who is told."""

    complaint: Complaint
    event: Event
    notices: tuple[Notice, ...] = ()
    follow_up: Change | None = None
    effects: tuple[Effect, ...] = ()


LOOK_AFTER = timedelta(seconds=10)
"""When pictures that were claimed are looked for first."""


def changed(
    c: Complaint,
    do: Command,
    *notices: Notice,
    payload: Mapping[str, Any] | None = None,
    effects: tuple[Effect, ...] = (),
) -> Change:
    """The ``Change`` that makes ``c`` the present state through ``do``, with the pictures that go with it."""
    fields = {**(payload or {}), "evidence": list(do.evidence) or None}
    event = Event(
        do.action, do.role, do.actor, do.at, {k: v for k, v in fields.items() if v not in ("", None)}
    )
    watched = (WatchPictures(c.version + 1, do.at + LOOK_AFTER),) if do.evidence else ()
    return Change(c, event, notices, effects=(*effects, *watched))


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


def closed(c: Complaint, do: Command, outcome: Outcome | None) -> Complaint:
    """``c`` at its end: no clock, nothing paused."""
    return replace(
        c,
        state=State.CLOSED,
        outcome=outcome,
        clock=None,
        paused=(),
        ended_by=do.role,
        ended_at=do.at,
        escalated=False,
    )


def number_for(day: datetime, seed: str) -> str:
    """The complaint number for a secret or parent ``seed``: ``TS-yymmdd-XXXXXXXX``, 40 bits of SHA-256."""
    value = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:5], "big")
    digits = "".join(ALPHABET[value >> shift & 31] for shift in range(35, -1, -5))
    return f"TS-{day.astimezone(UTC):%y%m%d}-{digits}"
