"""The clock of each state: which window of the policy, and when it warns.

A pause keeps the time that was left and a resumption gives it back; the window's length is kept with it,
so that warnings still fall at half and three quarters of the whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ..policy import Policy
from ..vocabulary import PARTIES, STATES, Notice, Remedy, RemedyState, Role, State, Text
from .complaint import Clock, Complaint, Paused


class Window(NamedTuple):
    """The policy's key for a state's window, what happens when it passes, and whether who is awaited is
    reminded."""

    key: str
    lapse: Text
    reminds: bool = True


CLOCKS: dict[State, Window] = {
    State.UNVERIFIED: Window(
        "verification",
        Text("逾期由客服核实订单，您不用再催", "After that an operator checks the order; you need not ask"),
    ),
    State.AWAITING_CHECK: Window(
        "check",
        Text("逾期未核实将关闭，之后还可以继续一次", "Unchecked by then it closes; it can be continued once"),
    ),
    State.AWAITING_ASSIGNMENT: Window(
        "assignment",
        Text("逾期会升级给管理员，不会因此被驳回", "After that it escalates; silence never decides it"),
    ),
    State.AWAITING_ADMISSION: Window(
        "admission",
        Text("逾期会升级给管理员，不会因此被驳回", "After that it escalates; silence never decides it"),
    ),
    State.AWAITING_MERCHANT: Window(
        "response",
        Text("逾期平台会介入裁决，买家不用再催", "After that the platform steps in; the buyer need not ask"),
    ),
    State.AWAITING_BUYER: Window(
        "offer",
        Text(
            "逾期未答复，按不同意处理，由平台裁决",
            "Without an answer it counts as declined and the platform rules",
        ),
    ),
    State.AWAITING_BUYER_PROOF: Window(
        "proof", Text("逾期未补充，按现有凭证裁决", "Without it the ruling rests on what is there")
    ),
    State.AWAITING_MERCHANT_PROOF: Window(
        "proof", Text("逾期未补充，按现有凭证裁决", "Without it the ruling rests on what is there")
    ),
    State.AWAITING_RULING: Window(
        "ruling",
        Text("逾期会升级给管理员，不会因此不了了之", "After that it escalates; it is never dropped"),
    ),
    State.AWAITING_EFFECT: Window(
        "take_back",
        Text("到时裁决生效并通知双方", "Then the ruling takes effect and both are told"),
        reminds=False,
    ),
    State.AWAITING_REMEDY: Window(
        "refund",
        Text(
            "逾期未处理会自动转为履行投诉，由平台跟进",
            "If it is not done by then, a fulfilment complaint opens by itself",
        ),
    ),
    State.AWAITING_CONFIRMATION: Window(
        "confirmation",
        Text("逾期未答复视为已收到，之后还可以继续一次", "Silence confirms it; it can be continued once"),
    ),
    State.AWAITING_CONFIRMATION_CHECK: Window(
        "enforcement",
        Text(
            "逾期按商家所说结束，之后还可以继续一次",
            "After that it ends as the merchant says; it can be continued once",
        ),
    ),
    State.AWAITING_ENFORCEMENT: Window(
        "enforcement",
        Text("逾期会升级给管理员，不会因此不了了之", "After that it escalates; it is never dropped"),
    ),
    State.AWAITING_REVIEW: Window(
        "review",
        Text(
            "逾期低风险的自动通过，其他升级处理",
            "After that low risk is approved and anything else escalates",
        ),
    ),
    State.APPEALED: Window("appeal", Text("逾期会升级给管理员", "After that it escalates")),
}


MARKS = (50, 75)
"""The percentages of a window at which who is awaited is reminded."""
REMINDED_OVER = timedelta(hours=24)
"""Shorter windows than this bring no reminder, nor does one as long unless the merchant must answer in it."""
WEEK = timedelta(days=7)
ENDING_SOONER = (State.AWAITING_CHECK, State.APPEALED)
"""What has a limit of its own, and lapses on in its own window until then."""


def window(c: Complaint, state: State, policy: Policy) -> timedelta:
    """How long ``state`` waits; what is due soonest counts, and a reissue is due sooner than a refund."""
    due = [item.kind for item in c.remedies if item.state is RemedyState.DUE]
    if state is State.AWAITING_REMEDY and Remedy.REISSUE in due:
        return policy.window("reissue")
    return policy.window(CLOCKS[state].key)


def enter(
    c: Complaint, state: State, *, now: datetime, policy: Policy, span: timedelta | None = None
) -> Complaint:
    """``c`` in ``state`` with a fresh clock from ``now``, of ``span`` where another than the state's own."""
    span = window(c, state, policy) if span is None else span
    served = now if state is State.AWAITING_MERCHANT else None
    clock = Clock(now + span, span, step=c.version + 1)
    return replace(c, state=state, clock=clock, served_at=c.served_at or served, lapses=0)


def pause(c: Complaint, state: State, *, now: datetime, policy: Policy) -> Complaint:
    """``c`` in ``state``, its present clock standing still with the time that is left."""
    assert c.clock is not None, "an open state has a clock"
    left = max(c.clock.due_at - now, timedelta(0))
    still = Paused(c.state, left, c.clock.span, c.clock.warned, c.lapses)
    return replace(enter(c, state, now=now, policy=policy), paused=(*c.paused, still))


def resume(c: Complaint, *, now: datetime, policy: Policy, reopened: bool = False) -> Complaint:
    """``c`` back in the state that stood still, with the time that was left.

    A party gets at least the grace; everybody half of the window where the complaint was over in between,
    or it would be over again at once.
    """
    *rest, still = c.paused
    floor = timedelta(0)
    if reopened:
        floor = still.span / 2
    elif STATES[still.state].awaits in PARTIES:
        floor = min(still.span, policy.window("grace"))
    clock = Clock(now + max(still.left, floor), still.span, still.warned, step=c.version + 1)
    return replace(c, state=still.state, clock=clock, paused=tuple(rest), lapses=still.lapses)


RUNS_AGAIN = {Role.BUYER: Notice.UPDATE_BUYER, Role.MERCHANT: Notice.UPDATE_MERCHANT}


def runs_again(c: Complaint) -> tuple[Notice, ...]:
    """Who is told that a clock of theirs runs again."""
    awaited = STATES[c.state].awaits
    return (RUNS_AGAIN[awaited],) if awaited in PARTIES else ()


def silent_again(c: Complaint, *, now: datetime, policy: Policy) -> Complaint:
    """An operator's time ran out: the state waits on and keeps its age; from the third time on, weekly."""
    span = window(c, c.state, policy)
    if c.lapses >= 2 and c.state not in ENDING_SOONER:
        span = max(span, WEEK)
    return replace(enter(c, c.state, now=now, policy=policy, span=span), lapses=c.lapses + 1)


def first_due(c: Complaint) -> datetime | None:
    """When the state was due at first, which is its age in a queue; None once closed."""
    return c.clock.due_at - c.clock.span * c.lapses if c.clock else None


def marks(c: Complaint) -> tuple[int, ...]:
    """The percentages at which who is awaited is reminded of the present clock."""
    if c.clock is None or not CLOCKS[c.state].reminds or c.escalated:
        return ()
    long = c.clock.span > REMINDED_OVER or c.state is State.AWAITING_MERCHANT
    return MARKS if long else ()


def next_mark(c: Complaint) -> int | None:
    """The next percentage at which to warn, or None."""
    if c.clock is None:
        return None
    warned = c.clock.warned
    return next((mark for mark in marks(c) if mark > warned), None)


def wakes_at(c: Complaint) -> datetime | None:
    """When the sweep must look at ``c``: the next warning, else the deadline; never once closed."""
    if c.clock is None:
        return None
    mark = next_mark(c)
    return c.clock.due_at if mark is None else c.clock.mark_at(mark)
