"""The clock of each state: which window of the policy, and when it warns.

A pause keeps the time that was left and a resumption gives it back; the window's length is kept with it,
so that warnings still fall at half and three quarters of the whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from .complaint import Clock, Complaint, Paused
from .policy import Policy
from .terms import Remedy, State


class Window(NamedTuple):
    """The policy's key for a state's window, and the percentages at which its party is warned."""

    key: str
    warns: tuple[int, ...] = ()


CLOCKS: dict[State, Window] = {
    State.UNVERIFIED: Window("verification"),
    State.AWAITING_CHECK: Window("check"),
    State.AWAITING_ADMISSION: Window("admission", (50, 75)),
    State.AWAITING_MERCHANT: Window("response", (50, 75)),
    State.AWAITING_BUYER: Window("offer"),
    State.AWAITING_BUYER_PROOF: Window("proof"),
    State.AWAITING_MERCHANT_PROOF: Window("proof"),
    State.AWAITING_RULING: Window("ruling", (50, 75)),
    State.AWAITING_EFFECT: Window("take_back"),
    State.AWAITING_REMEDY: Window("refund"),
    State.AWAITING_CONFIRMATION: Window("confirmation"),
    State.AWAITING_REVIEW: Window("review"),
    State.APPEALED: Window("appeal"),
}


def window(c: Complaint, state: State, policy: Policy) -> timedelta:
    """How long ``state`` waits; a reissue is due sooner than a refund."""
    if state is State.AWAITING_REMEDY and all(item.kind is Remedy.REISSUE for item in c.remedies):
        return policy.window("reissue")
    return policy.window(CLOCKS[state].key)


def enter(c: Complaint, state: State, *, now: datetime, policy: Policy) -> Complaint:
    """``c`` in ``state`` with a fresh clock from ``now``."""
    span = window(c, state, policy)
    served = c.served or state is State.AWAITING_MERCHANT
    return replace(c, state=state, clock=Clock(now + span, span), served=served, escalated=False)


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
