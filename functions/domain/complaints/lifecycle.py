"""The law of a complaint: every (state, role, action) that may happen, and what follows. What is not a row
is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..errors import Lapsed, NotAllowed
from ..orders import OrderBook
from ..policy import Policy
from ..vocabulary import ACTIONS, Action, Notice, Role, State
from . import answering, filing, pictures, reissue, reopening, ruling, withdrawal
from .clocks import CLOCKS, next_mark, wakes_at
from .complaint import Change, Command, Complaint, changed
from .ordering import ordered

Step = Callable[[Complaint, Command, Policy], Change]
"""A pure decision: raises a ``Refusal`` or returns the ``Change``."""

A, R, S = Action, Role, State
OPEN = tuple(state for state in State if state is not State.CLOSED)
WARNED = {Role.MERCHANT: Notice.REMINDER, Role.OPERATOR: Notice.OPERATOR_REMINDER}


def warn(c: Complaint, do: Command, policy: Policy) -> Change:
    """Half or three quarters of the window have passed: the awaited party is reminded, once a mark."""
    assert c.clock is not None
    assert c.awaits is not None
    passed = max((mark for mark in CLOCKS[c.state].warns if c.clock.mark_at(mark) <= do.at), default=0)
    if passed <= c.clock.warned:
        raise NotAllowed
    after = replace(c, clock=replace(c.clock, warned=passed))
    return changed(after, do, WARNED[c.awaits], payload={"percent": passed})


def mark(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator marks it malicious or part of an incident, or takes the mark off again."""
    if do.mark is None:
        raise NotAllowed
    marks = tuple(m for m in c.marks if m is not do.mark) if do.mark in c.marks else (*c.marks, do.mark)
    return changed(replace(c, marks=marks), do, payload={"mark": do.mark, "on": do.mark in marks})


TRANSITIONS: dict[tuple[State, Role, Action], Step] = {
    (S.UNVERIFIED, R.BUYER, A.VERIFY): filing.verify,
    (S.UNVERIFIED, R.OPERATOR, A.ADMIT): filing.admit,
    (S.UNVERIFIED, R.CLOCK, A.LAPSE): filing.ask_operator,
    (S.AWAITING_CHECK, R.BUYER, A.VERIFY): filing.verify,
    (S.AWAITING_CHECK, R.OPERATOR, A.ADMIT): filing.admit,
    (S.AWAITING_CHECK, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_CHECK, R.CLOCK, A.LAPSE): filing.close_unverified,
    (S.AWAITING_ASSIGNMENT, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_ASSIGNMENT, R.OPERATOR, A.ASSIGN): filing.assign,
    (S.AWAITING_ASSIGNMENT, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_ASSIGNMENT, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.AWAITING_ADMISSION, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_ADMISSION, R.OPERATOR, A.ADMIT): filing.admit,
    (S.AWAITING_ADMISSION, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_ADMISSION, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.AWAITING_MERCHANT, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.ACCEPT): answering.accept,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.OFFER): answering.offer,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.CONTEST): answering.contest,
    (S.AWAITING_MERCHANT, R.CLOCK, A.LAPSE): answering.silence,
    (S.AWAITING_BUYER, R.BUYER, A.TAKE_OFFER): answering.take_offer,
    (S.AWAITING_BUYER, R.BUYER, A.DECLINE_OFFER): answering.decline_offer,
    (S.AWAITING_BUYER, R.CLOCK, A.LAPSE): answering.offer_unanswered,
    (S.AWAITING_BUYER_PROOF, R.BUYER, A.GIVE_PROOF): answering.give_proof,
    (S.AWAITING_BUYER_PROOF, R.OPERATOR, A.EXTEND): answering.extend,
    (S.AWAITING_BUYER_PROOF, R.CLOCK, A.LAPSE): answering.no_proof,
    (S.AWAITING_MERCHANT_PROOF, R.MERCHANT, A.GIVE_PROOF): answering.give_proof,
    (S.AWAITING_MERCHANT_PROOF, R.OPERATOR, A.EXTEND): answering.extend,
    (S.AWAITING_MERCHANT_PROOF, R.CLOCK, A.LAPSE): answering.no_proof,
    (S.AWAITING_RULING, R.OPERATOR, A.RULE): ruling.rule,
    (S.AWAITING_RULING, R.OPERATOR, A.ASK_PROOF): answering.ask_proof,
    (S.AWAITING_RULING, R.MERCHANT, A.ACCEPT): answering.accept,
    (S.AWAITING_RULING, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.AWAITING_EFFECT, R.OPERATOR, A.TAKE_BACK): ruling.take_back,
    (S.AWAITING_EFFECT, R.ARBITER, A.TAKE_BACK): ruling.take_back,
    (S.AWAITING_EFFECT, R.CLOCK, A.LAPSE): ruling.take_effect,
    (S.AWAITING_REMEDY, R.MERCHANT, A.DO_REMEDY): reissue.give_key,
    (S.AWAITING_REMEDY, R.OPERATOR, A.DO_REMEDY): reissue.give_key,
    (S.AWAITING_REMEDY, R.BUYER, A.CONFIRM): ruling.confirm,
    (S.AWAITING_REMEDY, R.CLOCK, A.LAPSE): ruling.missed,
    (S.AWAITING_CONFIRMATION, R.BUYER, A.CONFIRM): ruling.confirm,
    (S.AWAITING_CONFIRMATION, R.BUYER, A.DENY): ruling.deny,
    (S.AWAITING_CONFIRMATION, R.CLOCK, A.LAPSE): ruling.confirm,
    (S.AWAITING_REVIEW, R.BUYER, A.CANCEL_WITHDRAWAL): withdrawal.cancel,
    (S.AWAITING_REVIEW, R.OPERATOR, A.APPROVE_WITHDRAWAL): withdrawal.approve,
    (S.AWAITING_REVIEW, R.OPERATOR, A.REFUSE_WITHDRAWAL): withdrawal.refuse,
    (S.AWAITING_REVIEW, R.CLOCK, A.LAPSE): withdrawal.unreviewed,
    (S.APPEALED, R.ARBITER, A.RULE): ruling.rule,
    (S.APPEALED, R.OPERATOR, A.RULE): ruling.rule,
    (S.APPEALED, R.OPERATOR, A.ASK_PROOF): answering.ask_proof,
    (S.APPEALED, R.ARBITER, A.ASK_PROOF): answering.ask_proof,
    (S.APPEALED, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.CLOSED, R.BUYER, A.REOPEN): reopening.reopen,
    **{
        (state, role, A.APPEAL): ruling.appeal
        for state in (S.AWAITING_REMEDY, S.AWAITING_CONFIRMATION, S.CLOSED)
        for role in (R.BUYER, R.MERCHANT)
    },
    **{
        (state, R.BUYER, A.WITHDRAW): withdrawal.withdraw
        for state in OPEN
        if state in withdrawal.WITHDRAWABLE
    },
    **{(state, R.BUYER, A.ADD_WORDS): answering.add_words for state in OPEN},
    **{(state, R.OPERATOR, A.ADD_WORDS): answering.add_words for state in OPEN},
    **{(state, R.MERCHANT, A.ADD_WORDS): answering.add_words for state in OPEN if state not in filing.UNTOLD},
    **{(state, R.OPERATOR, A.MARK): mark for state in OPEN},
    **{(state, R.OPERATOR, A.REVEAL): pictures.reveal for state in OPEN},
    **{(state, R.BUYER, A.SEE_KEY): reissue.see_key for state in reissue.WAITS_IN},
    **{(state, R.OPERATOR, A.GRANT_LOOK): reissue.grant_look for state in reissue.WAITS_IN},
    **{(state, R.CLOCK, A.READ): pictures.read for state in State},
    **{(state, R.CLOCK, A.WARN): warn for state, clock in CLOCKS.items() if clock.warns},
}


def decide(c: Complaint, do: Command, policy: Policy, *, book: OrderBook | None = None) -> Change:
    """What ``do`` makes of ``c``. Refuses (``NotAllowed``) what is no row, (``Lapsed``) what comes after
    the deadline.

    ``book`` is the order's, where it was read; raises ``Taken`` when the order cannot be had.
    """
    step = TRANSITIONS.get((c.state, do.role, do.action))
    if step is None or (do.evidence and not ACTIONS[do.action].pictures):
        raise NotAllowed
    if do.role is not Role.CLOCK and c.clock is not None and do.at >= c.clock.due_at:
        raise Lapsed
    return ordered(c, step(c, do, policy), do, policy=policy, book=book)


def clock_due(c: Complaint, *, now: datetime) -> Command | None:
    """What the clock has to do at ``now``: a lapse dated at its deadline, a warning, or nothing."""
    wakes = wakes_at(c)
    if wakes is None or c.clock is None or now < wakes:
        return None
    if now >= c.clock.due_at:
        return Command(Action.LAPSE, Role.CLOCK, "clock", now)
    return Command(Action.WARN, Role.CLOCK, "clock", now) if next_mark(c) else None


def sweep(c: Complaint, *, now: datetime, policy: Policy) -> Change | None:
    """What the clock makes of ``c`` at ``now``. A lapse is dated at its deadline and says which; the next
    clock starts now."""
    do = clock_due(c, now=now)
    if do is None or c.clock is None:
        return None
    change = decide(c, do, policy)
    if do.action is not Action.LAPSE:
        return change
    payload = {**change.event.payload, "from": c.state}
    return replace(change, event=replace(change.event, at=c.clock.due_at, payload=payload))


def may(c: Complaint, role: Role, *, now: datetime) -> tuple[Action, ...]:
    """The actions that have a row for ``role`` here; past a deadline none has."""
    if c.clock is not None and now >= c.clock.due_at:
        return ()
    return tuple(action for state, who, action in TRANSITIONS if state is c.state and who is role)
