"""Continuing a complaint that ended: once, for a while, and only where nobody decided it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..errors import NotAllowed
from ..policy import Policy
from ..vocabulary import Notice, Outcome, RemedyState, Role, State, Text
from .clocks import enter
from .complaint import Change, Command, Complaint, changed


class Reopening(NamedTuple):
    """Where an ended complaint goes when continued, and who is told."""

    state: State
    notices: tuple[Notice, ...]


REOPENINGS: dict[Outcome, Reopening] = {
    Outcome.WITHDRAWN: Reopening(State.AWAITING_MERCHANT, (Notice.REOPENED,)),
    Outcome.RESOLVED: Reopening(State.AWAITING_RULING, (Notice.REOPENED, Notice.OPERATOR_ASKED)),
    Outcome.UPHELD: Reopening(State.AWAITING_RULING, (Notice.REOPENED, Notice.OPERATOR_ASKED)),
    Outcome.UNVERIFIED: Reopening(State.UNVERIFIED, (Notice.VERIFY_CODE,)),
}


def reopen(c: Complaint, do: Command, policy: Policy) -> Change:
    """Continue once: the settlement was not kept, silence had confirmed, or it was never verified."""
    way = REOPENINGS.get(c.outcome) if c.outcome else None
    silent = c.outcome in (Outcome.WITHDRAWN, Outcome.UNVERIFIED) or c.ended_by is Role.CLOCK
    if way is None or c.reopened or not silent or c.ended_at is None or _missed(c):
        raise NotAllowed(Text("这笔投诉不能再继续", "This complaint cannot be continued"))
    if do.at > c.ended_at + policy.window("reopening"):
        raise NotAllowed(
            Text(
                "继续投诉的期限已过。需要帮助可以走协助通道",
                "The time for continuing is over; the assistance channel can help",
            )
        )
    fresh = replace(c, outcome=None, reopened=True, ended_at=None, ended_by=None, withdrawal=None, offer=None)
    if way.state is State.AWAITING_MERCHANT and not c.merchant:
        way = Reopening(State.AWAITING_ASSIGNMENT, (Notice.OPERATOR_ASKED,))
    after = enter(fresh, way.state, now=do.at, policy=policy)
    return changed(after, do, *way.notices, payload={"words": do.words})


def _missed(c: Complaint) -> bool:
    return any(item.state is RemedyState.MISSED for item in c.remedies)
