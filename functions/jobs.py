"""What the schedule starts: the minute's tick."""

from __future__ import annotations

from datetime import datetime

from .ports import Desk
from .services.deadlines import Sweep, sweep


class TickFailed(Exception):
    """Some rows could not be carried out; they were set aside and the alarm should ring."""


def tick(desk: Desk, now: datetime) -> Sweep:
    """Carry out everything due at ``now``. Raises ``TickFailed`` at its end when a row failed, so that somebody looks."""
    done = sweep(desk, now)
    if done.failed:
        raise TickFailed(f"{done.failed} row(s) set aside, {done.moved} moved, {done.posted} posted")
    return done
