"""What the schedule starts: the minute's tick, the night's check; and what the post office reports."""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime
from functools import lru_cache
from typing import Any

from . import clock, logs
from .ports import Desk
from .services.sweep import Sweep, sweep
from .wiring import configured, connect

REPORTS = {"Bounce": "MailBounced", "Complaint": "MailReportedAsSpam"}
"""What a receipt is counted as; SES itself stops writing to such an address."""
log = logging.getLogger(__name__)


class TickFailed(Exception):
    """Some rows could not be carried out; they were set aside and the alarm should ring."""


def tick(desk: Desk, now: datetime) -> Sweep:
    """Carry out everything due at ``now``. Raises ``TickFailed`` at its end when a row failed, so that
    somebody looks."""
    done = sweep(desk, now)
    logs.measure(now, Lapses=done.moved, RowsFailed=done.failed, SweepLateness=done.late)
    if done.failed:
        raise TickFailed(f"{done.failed} row(s) set aside, {done.moved} moved, {done.posted} posted")
    return done


def scheduled_tick() -> dict[str, int]:
    """The minute's sweep of the deployed desk."""
    done = tick(_desk(), clock.now())
    log.info("tick", extra={"moved": done.moved, "posted": done.posted, "late": done.late})
    return {"moved": done.moved, "posted": done.posted}


def scheduled_night() -> dict[str, int]:
    """Once a day: how much post is dead, in one figure a person is shown; each marketplace's operators see
    their own."""
    desk = _desk()
    dead = {name: len(desk.post.dead(name, limit=50)[0]) for name in desk.tenants.marketplaces()}
    log.info("night", extra={"marketplaces": len(dead), "dead_post": sum(dead.values())})
    return {"marketplaces": len(dead), "dead_post": sum(dead.values())}


def feedback(record: dict[str, Any]) -> None:
    """One receipt of SES by SNS: counted, and logged without the address. Anything but JSON raises."""
    decoded = json.loads(record["Sns"]["Message"])
    kind = str(decoded.get("eventType") or decoded.get("notificationType") or "")
    detail = decoded.get("bounce") or decoded.get("complaint") or {}
    log.info("receipt", extra={"kind": kind, "permanent": detail.get("bounceType") == "Permanent"})
    if kind in REPORTS:
        logs.measure(clock.now(), **{REPORTS[kind]: 1})


@lru_cache(maxsize=1)
def _desk() -> Desk:
    return connect(configured(os.environ))
