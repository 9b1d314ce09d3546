"""Continuing a complaint that ended: once, for a while, and only where nobody decided it.

It goes on where it was interrupted, behind the same gates. A ruling is appealed, never reopened.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from .. import ledger, orders
from ..errors import NotAllowed
from ..vocabulary import Notice, Outcome, Remedy, RemedyState, Role, State, Text
from .clocks import enter, resume
from .closing import INTERRUPTED
from .complaint import Change, Command, Complaint, changed
from .filing import UNTOLD, need_words, through_gates
from .grounds import Grounds

CLOSED_FOR_GOOD = Text("这笔投诉不能再继续", "This complaint cannot be continued")
TOO_LATE = Text(
    "继续投诉的期限已过。需要帮助可以走协助通道",
    "The time for continuing is over; the assistance channel can help",
)


def reopen(c: Complaint, do: Command, on: Grounds) -> Change:
    """Continue once: the settlement was not kept, silence had confirmed, or nobody decided it.

    Refuses (``NotAllowed``) a decision, a second time, and after its time; raises ``Taken`` while another
    complaint holds the order.
    """
    if do.role is Role.MERCHANT and c.outcome is not Outcome.UNRULED:
        raise NotAllowed(CLOSED_FOR_GOOD)
    window = on.window("continuing" if c.outcome is Outcome.UNRULED else "reopening")
    return continued(c, do, on, within=max(window, on.window("unconfirmed")) if c.unfulfilled else window)


def continued(c: Complaint, do: Command, on: Grounds, *, within: timedelta) -> Change:
    """What ``reopen`` does, ``within`` so long after the end."""
    if c.reopened or c.ended_at is None or c.parent or not (c.outcome in INTERRUPTED or by_silence(c)):
        raise NotAllowed(CLOSED_FOR_GOOD)
    if do.at > c.ended_at + within:
        raise NotAllowed(TOO_LATE)
    if c.outcome is not Outcome.UNVERIFIED:
        need_words(do)
    fresh = replace(c, outcome=None, reopened=True, ended_at=None, ended_by=None, continued_at=do.at)
    if c.outcome in INTERRUPTED:
        return _interrupted(fresh, do, on)
    return _denied(replace(fresh, outcome=c.outcome), do, on)


def by_silence(c: Complaint) -> bool:
    """Whether it ended because the buyer did not answer, and nothing was ruled missed by that."""
    missed = any(item.state is RemedyState.MISSED for item in c.remedies)
    return c.ended_by is Role.CLOCK and c.outcome in (Outcome.RESOLVED, Outcome.UPHELD) and not missed


def _interrupted(c: Complaint, do: Command, on: Grounds) -> Change:
    """Where it was interrupted, with the time it had left; half a window at least for a party."""
    payload = {"words": do.words}
    if not c.paused:
        state = State.AWAITING_CHECK if c.proved or c.verified else State.UNVERIFIED
        return changed(enter(c, state, now=do.at, policy=on.policy), do, Notice.VERIFY_CODE, payload=payload)
    after = resume(c, now=do.at, policy=on.policy, reopened=True)
    if after.state in (State.UNVERIFIED, State.AWAITING_CHECK):
        notice = Notice.VERIFY_CODE if after.state is State.UNVERIFIED else Notice.OPERATOR_ASKED
        return changed(after, do, notice, payload=payload)
    book = orders.take(on.book, c.id)
    if after.state in UNTOLD:
        return changed(after, do, Notice.OPERATOR_ASKED, payload=payload, book=book)
    if after.state is State.AWAITING_MERCHANT and not c.merchant:
        after, book, notice = through_gates(c, on.book, now=do.at, on=on)
        return changed(after, do, notice, payload=payload, book=book)
    asked = () if after.awaits is Role.MERCHANT else (Notice.OPERATOR_ASKED,)
    return changed(after, do, Notice.REOPENED, *asked, payload=payload, book=book)


def _denied(c: Complaint, do: Command, on: Grounds) -> Change:
    """Silence had confirmed and the buyer says otherwise: what it settled is only said again."""
    remedies = tuple(
        replace(item, state=RemedyState.DUE) if item.kind not in (Remedy.NONE, Remedy.DEDUCT) else item
        for item in c.remedies
    )
    again = replace(c, fails=c.fails + 1, remedies=remedies, disputed=True, unfulfilled=False)
    book = ledger.unsettle(on.book, c.debt)
    if book.held in ("", c.id):
        book = orders.take(book, c.id)
    state = State.AWAITING_REMEDY if on.bench.own else State.AWAITING_RULING
    after = enter(again, state, now=do.at, policy=on.policy)
    return changed(after, do, Notice.REOPENED, Notice.OPERATOR_ASKED, payload={"words": do.words}, book=book)
