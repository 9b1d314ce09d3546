"""The clock of each state: which window of the policy, and when it warns.

A pause keeps the time that was left and a resumption gives it back; the window's length is kept with it,
so that warnings still fall at half and three quarters of the whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ..policy import Policy
from ..vocabulary import Remedy, State, Text
from .complaint import Clock, Complaint, Paused


class Window(NamedTuple):
    """The policy's key for a state's window, what happens when it passes, and the percentages at which it
    warns."""

    key: str
    lapse: Text
    warns: tuple[int, ...] = ()


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
        (50, 75),
    ),
    State.AWAITING_MERCHANT: Window(
        "response",
        Text("逾期平台会介入裁决，买家不用再催", "After that the platform steps in; the buyer need not ask"),
        (50, 75),
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
        (50, 75),
    ),
    State.AWAITING_EFFECT: Window(
        "take_back", Text("到时裁决生效并通知双方", "Then the ruling takes effect and both are told")
    ),
    State.AWAITING_REMEDY: Window(
        "refund",
        Text(
            "逾期未处理会自动转为履行投诉",
            "If it is not done by then, a fulfilment complaint opens by itself",
        ),
    ),
    State.AWAITING_CONFIRMATION: Window(
        "confirmation",
        Text("逾期未答复视为已收到，之后还可以继续一次", "Silence confirms it; it can be continued once"),
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


def window(c: Complaint, state: State, policy: Policy) -> timedelta:
    """How long ``state`` waits; a reissue is due sooner than a refund."""
    if state is State.AWAITING_REMEDY and all(item.kind is Remedy.REISSUE for item in c.remedies):
        return policy.window("reissue")
    return policy.window(CLOCKS[state].key)


def enter(c: Complaint, state: State, *, now: datetime, policy: Policy) -> Complaint:
    """``c`` in ``state`` with a fresh clock from ``now``."""
    span = window(c, state, policy)
    merchant_told = c.merchant_told or state is State.AWAITING_MERCHANT
    return replace(
        c, state=state, clock=Clock(now + span, span), merchant_told=merchant_told, escalated=False
    )


def pause(c: Complaint, state: State, *, now: datetime, policy: Policy) -> Complaint:
    """``c`` in ``state``, its present clock standing still with the time that is left."""
    assert c.clock is not None, "an open state has a clock"
    left = max(c.clock.due_at - now, timedelta(0))
    still = Paused(c.state, left, c.clock.span, c.clock.warned)
    return replace(enter(c, state, now=now, policy=policy), paused=(*c.paused, still))


def resume(c: Complaint, *, now: datetime) -> Complaint:
    """``c`` back in the state that stood still, with the time that was left."""
    *rest, still = c.paused
    clock = Clock(now + still.left, still.span, still.warned)
    return replace(c, state=still.state, clock=clock, paused=tuple(rest), escalated=False)


def next_mark(c: Complaint) -> int | None:
    """The next percentage at which to warn, or None."""
    if c.clock is None or c.escalated:
        return None
    warned = c.clock.warned
    return next((mark for mark in CLOCKS[c.state].warns if mark > warned), None)


def wakes_at(c: Complaint) -> datetime | None:
    """When the sweep must look at ``c``: the next warning, else the deadline; never once closed."""
    if c.clock is None:
        return None
    mark = next_mark(c)
    return c.clock.due_at if mark is None else c.clock.mark_at(mark)
