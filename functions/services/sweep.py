"""The sweep: everything whose time has come, in one pass over the due index."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.errors import Conflict, NotFound
from ..domain.marketplace import Marketplace
from ..ports import Desk, DueKind, DueRow, Stale
from . import assisting, complaints
from .pictures import picture_intake
from .post import sending

ASIDE = timedelta(hours=1)
"""How long a row that cannot be carried out is set aside."""
log = logging.getLogger(__name__)


@dataclass
class Sweep:
    """What one pass did. ``failed`` rows were set aside; the pass went on. ``late`` is the oldest row's,
    in seconds."""

    moved: int = 0
    posted: int = 0
    failed: int = 0
    late: int = 0


def _complaint(desk: Desk, marketplace: Marketplace, duty: DueRow, now: datetime) -> int:
    try:
        c = desk.cases.load(marketplace.id, duty.about)
    except NotFound:
        return 0
    return int(complaints.enforce(desk, marketplace, c, now).version > c.version)


def _assistance(desk: Desk, marketplace: Marketplace, duty: DueRow, now: datetime) -> int:
    try:
        return assisting.wake(desk, marketplace, duty.about, now)
    except NotFound:
        return 0


def _post(desk: Desk, marketplace: Marketplace, duty: DueRow, now: datetime) -> int:
    return int(sending.dispatch(desk, marketplace, duty, now) is not None)


DUTIES: dict[DueKind, Callable[[Desk, Marketplace, DueRow, datetime], int]] = {
    DueKind.COMPLAINT: _complaint,
    DueKind.ASSISTANCE: _assistance,
    DueKind.PICTURES: picture_intake.look,
    DueKind.COMPLAINT_POST: _post,
    DueKind.ASSISTANCE_POST: _post,
    DueKind.LETTER: _post,
}
"""Who carries out which kind of row. A row that is gone while the index still lists it is nothing to do."""
POST = (DueKind.COMPLAINT_POST, DueKind.ASSISTANCE_POST, DueKind.LETTER)


def sweep(desk: Desk, now: datetime, *, only_post: bool = False) -> Sweep:
    """Carry out everything due at ``now``, without a cap. A row that raises is set aside and counted, the
    others go on."""
    done = Sweep()
    for shard in range(desk.settings.shards):
        for duty in desk.post.due(shard, now):
            done.late = max(done.late, int(now.timestamp()) - duty.due)
            _carry_out(desk, duty, now=now, done=done, only_post=only_post)
    return done


def _carry_out(desk: Desk, duty: DueRow, *, now: datetime, done: Sweep, only_post: bool) -> None:
    post = duty.kind in POST
    if only_post and not post:
        return
    try:
        marketplace = desk.tenants.marketplace(duty.marketplace)
        moved = DUTIES[duty.kind](desk, marketplace, duty, now)
    except (Stale, Conflict):
        return  # somebody else moved it: what is left of it is in the index again
    except Exception as fault:
        log.exception("row set aside", extra={"row": " ".join(duty.kind)})
        done.failed += 1
        desk.post.set_aside(duty, error=type(fault).__name__, now=now, until=now + ASIDE)
        return
    if post:
        done.posted += moved
    else:
        done.moved += moved
