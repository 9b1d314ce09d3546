"""Whose seat it is: only who is seated decides as an arbiter, and who was invited is told when it is their
turn."""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotAllowed
from ..vocabulary import Action, Notice, Role, State, Text
from .appealing import seats
from .complaint import Change, Command, Complaint
from .grounds import Bench, Grounds, under_appeal

NO_SEAT = Text(
    "您不是这笔投诉的仲裁员，或者邀请已经结束",
    "You are not the arbiter of this complaint, or the invitation ended",
)


def check_seat(c: Complaint, do: Command, on: Grounds) -> None:
    """Refuses (``NotAllowed``) an arbiter who is neither seated here nor the one invited for ``c``."""
    if do.role is Role.ARBITER and do.actor not in on.bench.arbiters | {c.invited}:
        raise NotAllowed(NO_SEAT)


def awaits_invited(c: Complaint, invited: str) -> bool:
    """Whether that invitation still counts: it was not declined or replaced, and no decision took effect
    that ends it."""
    return bool(invited) and c.invited == invited and c.open and (under_appeal(c) or c.ruling is None)


def telling(before: Complaint, change: Change, do: Command, on: Grounds) -> Change:
    """``change`` with the notice to the invited arbiter: when they are invited, when their turn comes, and
    when who is awaited is reminded; not of what they did themselves."""
    c = change.complaint
    if not c.invited or (do.role is Role.ARBITER and do.actor == c.invited):
        return change
    comes = before.state is not c.state or not _turn(before, on.bench) or do.action is Action.WARN
    if before.invited == c.invited and not (comes and _turn(c, on.bench)):
        return change
    return replace(change, notices=(*change.notices, Notice.ARBITER_INVITED))


def _turn(c: Complaint, bench: Bench) -> bool:
    """Whether the invited arbiter may decide now."""
    if c.state is State.AWAITING_RULING:
        return bench.own
    turn = seats(c, bench)[: 1 + c.seat]
    return c.state is State.APPEALED and any(c.invited in who for _, who in turn)
