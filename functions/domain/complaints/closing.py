"""How a complaint ends, and what an end that decides nothing leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..vocabulary import Outcome, State
from .complaint import Command, Complaint, Paused

INTERRUPTED = frozenset({Outcome.WITHDRAWN, Outcome.UNVERIFIED, Outcome.UNRULED})
"""Ends that decide nothing: the complaint may go on where it was interrupted."""


def closed(c: Complaint, do: Command, outcome: Outcome | None) -> Complaint:
    """``c`` at its end: no clock, and nothing paused but what an undecided end interrupted."""
    return replace(
        c,
        state=State.CLOSED,
        outcome=outcome,
        clock=None,
        paused=_interrupted(c, do.at) if outcome in INTERRUPTED else (),
        draft=None,
        ended_by=do.role,
        ended_at=do.at,
        lapses=0,
    )


def _interrupted(c: Complaint, now: datetime) -> tuple[Paused, ...]:
    if c.clock is None or c.state in (State.AWAITING_REVIEW, State.AWAITING_EFFECT):
        return c.paused
    left = max(c.clock.due_at - now, timedelta(0))
    return (*c.paused, Paused(c.state, left, c.clock.span, c.clock.warned))
