"""The law of a complaint: every (state, role, action) that may happen, and what follows. What is not a row
is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..errors import Lapsed, NotAllowed
from ..order_book import OrderBook
from ..policy import Policy
from ..vocabulary import ACTIONS, PARTIES, Action, Notice, Role, State, Text
from . import (
    answering,
    appealing,
    assisting,
    filing,
    fulfilment,
    marking,
    pictures,
    proving,
    reissue,
    reopening,
    ruling,
    seating,
    voiding,
    withdrawal,
)
from .clocks import CLOCKS, marks, next_mark, runs_again, wakes_at
from .complaint import Change, Command, Complaint, changed
from .grounds import Bench, Grounds, decided_anew, under_appeal
from .ordering import ordered

Step = Callable[[Complaint, Command, Grounds], Change]
"""A pure decision: raises a ``Refusal``, or ``Unread`` for what it needs, or returns the ``Change``."""

A, R, S = Action, Role, State
OPEN = tuple(state for state in State if state is not State.CLOSED)
REMINDS = {
    Role.BUYER: Notice.REMINDER_BUYER,
    Role.MERCHANT: Notice.REMINDER,
    Role.OPERATOR: Notice.OPERATOR_REMINDER,
    Role.ARBITER: Notice.OPERATOR_REMINDER,
}
AGREES = (
    S.AWAITING_MERCHANT,
    S.AWAITING_BUYER,
    S.AWAITING_BUYER_PROOF,
    S.AWAITING_MERCHANT_PROOF,
    S.AWAITING_RULING,
    S.APPEALED,
)
"""Where the merchant may still grant what was asked."""
SERVED = tuple(state for state in OPEN if state not in filing.UNTOLD)
DECIDES = (R.OPERATOR, R.ARBITER)
UNTOUCHED = (A.READ, A.ADD_WORDS, A.MARK, A.WARN, A.REVEAL, A.OBJECT, A.ASSIST_DROP)
"""What may happen to a fulfilment complaint whatever becomes of the ruling that it enforces."""
STANDS_STILL = Text(
    "原投诉正在申诉，这一笔先停下，等申诉结果",
    "The first complaint is under appeal; this one stands still until it is decided",
)


def warn(c: Complaint, do: Command, on: Grounds) -> Change:
    """Half or three quarters of the window have passed: who is awaited is reminded, once a mark."""
    assert c.clock is not None
    assert c.awaits is not None
    passed = max((mark for mark in marks(c) if c.clock.mark_at(mark) <= do.at), default=0)
    if passed <= c.clock.warned:
        raise NotAllowed
    after = replace(c, clock=replace(c.clock, warned=passed))
    return changed(after, do, REMINDS[c.awaits], payload={"percent": passed})


TRANSITIONS: dict[tuple[State, Role, Action], Step] = {
    # filing and gates
    (S.UNVERIFIED, R.BUYER, A.VERIFY): filing.verify,
    (S.UNVERIFIED, R.OPERATOR, A.ADMIT): filing.check_passed,
    (S.UNVERIFIED, R.CLOCK, A.LAPSE): filing.ask_operator,
    (S.AWAITING_CHECK, R.BUYER, A.VERIFY): filing.verify,
    (S.AWAITING_CHECK, R.OPERATOR, A.ADMIT): filing.check_passed,
    (S.AWAITING_CHECK, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_CHECK, R.CLOCK, A.LAPSE): filing.unchecked,
    (S.AWAITING_ASSIGNMENT, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_ASSIGNMENT, R.OPERATOR, A.ASSIGN): filing.assign,
    (S.AWAITING_ASSIGNMENT, R.OPERATOR, A.NO_MERCHANT): filing.no_merchant,
    (S.AWAITING_ASSIGNMENT, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_ASSIGNMENT, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.AWAITING_ADMISSION, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_ADMISSION, R.OPERATOR, A.ADMIT): filing.admit,
    (S.AWAITING_ADMISSION, R.OPERATOR, A.DECLINE_ADMISSION): filing.decline_admission,
    (S.AWAITING_ADMISSION, R.CLOCK, A.LAPSE): ruling.still_silent,
    (S.CLOSED, R.BUYER, A.ASK_AGAIN): filing.ask_again,
    # the merchant's answer
    (S.AWAITING_MERCHANT, R.BUYER, A.AMEND): filing.amend,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.OFFER): answering.offer,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.CONTEST): answering.contest,
    (S.AWAITING_MERCHANT, R.MERCHANT, A.NOT_MINE): answering.not_mine,
    (S.AWAITING_MERCHANT, R.CLOCK, A.LAPSE): answering.silence,
    (S.AWAITING_BUYER, R.MERCHANT, A.OFFER): answering.offer,
    (S.AWAITING_BUYER, R.BUYER, A.TAKE_OFFER): answering.take_offer,
    (S.AWAITING_BUYER, R.BUYER, A.DECLINE_OFFER): answering.decline_offer,
    (S.AWAITING_BUYER, R.CLOCK, A.LAPSE): answering.offer_unanswered,
    **{(state, R.MERCHANT, A.ACCEPT): answering.accept for state in AGREES},
    **{(state, R.OPERATOR, A.LEAVE): answering.leave for state in SERVED},
    # proof and ruling
    (S.AWAITING_BUYER_PROOF, R.BUYER, A.GIVE_PROOF): proving.give_proof,
    (S.AWAITING_BUYER_PROOF, R.OPERATOR, A.EXTEND): proving.extend,
    (S.AWAITING_BUYER_PROOF, R.CLOCK, A.LAPSE): proving.no_proof,
    (S.AWAITING_MERCHANT_PROOF, R.MERCHANT, A.GIVE_PROOF): proving.give_proof,
    (S.AWAITING_MERCHANT_PROOF, R.OPERATOR, A.EXTEND): proving.extend,
    (S.AWAITING_MERCHANT_PROOF, R.CLOCK, A.LAPSE): proving.no_proof,
    **{
        (state, role, action): step
        for state in (S.AWAITING_RULING, S.APPEALED)
        for role in DECIDES
        for action, step in ((A.RULE, ruling.rule), (A.ASK_PROOF, proving.ask_proof))
    },
    (S.AWAITING_RULING, R.CLOCK, A.LAPSE): ruling.still_silent,
    **{(S.AWAITING_EFFECT, role, A.TAKE_BACK): ruling.take_back for role in DECIDES},
    (S.AWAITING_EFFECT, R.CLOCK, A.LAPSE): ruling.take_effect,
    # fulfilment
    (S.AWAITING_REMEDY, R.MERCHANT, A.DO_REMEDY): reissue.give_key,
    (S.AWAITING_REMEDY, R.OPERATOR, A.DO_REMEDY): reissue.give_key,
    (S.AWAITING_REMEDY, R.BUYER, A.CONFIRM): fulfilment.confirm,
    (S.AWAITING_REMEDY, R.BUYER, A.WAIVE): fulfilment.waive,
    (S.AWAITING_REMEDY, R.CLOCK, A.LAPSE): fulfilment.missed,
    (S.AWAITING_CONFIRMATION, R.BUYER, A.CONFIRM): fulfilment.confirm,
    (S.AWAITING_CONFIRMATION, R.BUYER, A.DENY): fulfilment.deny,
    (S.AWAITING_CONFIRMATION, R.CLOCK, A.LAPSE): fulfilment.unanswered,
    (S.AWAITING_CONFIRMATION_CHECK, R.BUYER, A.CONFIRM): fulfilment.confirm,
    (S.AWAITING_CONFIRMATION_CHECK, R.BUYER, A.DENY): fulfilment.deny,
    (S.AWAITING_CONFIRMATION_CHECK, R.OPERATOR, A.ACCEPT_PROOF): fulfilment.accept_proof,
    (S.AWAITING_CONFIRMATION_CHECK, R.CLOCK, A.LAPSE): fulfilment.unchecked_proof,
    (S.AWAITING_ENFORCEMENT, R.MERCHANT, A.DO_REMEDY): reissue.give_key,
    (S.AWAITING_ENFORCEMENT, R.BUYER, A.CONFIRM): fulfilment.confirm,
    (S.AWAITING_ENFORCEMENT, R.BUYER, A.WAIVE): fulfilment.waive,
    (S.AWAITING_ENFORCEMENT, R.OPERATOR, A.ACCEPT_PROOF): fulfilment.accept_proof,
    (S.AWAITING_ENFORCEMENT, R.OPERATOR, A.CLOSE_UNFULFILLED): fulfilment.close_unfulfilled,
    (S.AWAITING_ENFORCEMENT, R.CLOCK, A.LAPSE): fulfilment.unenforced,
    **{(state, R.MERCHANT, A.PAID_ELSEWHERE): fulfilment.paid_elsewhere for state in SERVED},
    **{(S.CLOSED, role, A.RETURNED): fulfilment.returned for role in PARTIES},
    # appeal
    **{(state, role, A.APPEAL): appealing.appeal for state in appealing.FROM for role in PARTIES},
    **{(S.APPEALED, role, A.JOIN_APPEAL): appealing.join for role in PARTIES},
    **{(S.APPEALED, role, A.WITHDRAW_APPEAL): appealing.withdraw_appeal for role in PARTIES},
    **{
        (state, R.OPERATOR, A.INVITE_ARBITER): appealing.invite
        for state in (S.AWAITING_MERCHANT, S.AWAITING_RULING, S.APPEALED)
    },
    **{
        (state, role, A.DECLINE_SEAT): appealing.decline_seat
        for state in (S.AWAITING_RULING, S.APPEALED)
        for role in (*PARTIES, R.ARBITER)
    },
    (S.APPEALED, R.CLOCK, A.LAPSE): appealing.undecided,
    # withdrawal, reopening, assistance
    **{
        (state, R.BUYER, A.WITHDRAW): withdrawal.withdraw
        for state in OPEN
        if state in withdrawal.WITHDRAWABLE
    },
    (S.AWAITING_REVIEW, R.BUYER, A.CANCEL_WITHDRAWAL): withdrawal.cancel,
    (S.AWAITING_REVIEW, R.OPERATOR, A.APPROVE_WITHDRAWAL): withdrawal.approve,
    (S.AWAITING_REVIEW, R.OPERATOR, A.REFUSE_WITHDRAWAL): withdrawal.refuse,
    (S.AWAITING_REVIEW, R.CLOCK, A.LAPSE): withdrawal.unreviewed,
    **{(S.CLOSED, role, A.REOPEN): reopening.reopen for role in PARTIES},
    **{(state, R.OPERATOR, A.VOID): voiding.void for state in State},
    **{
        (state, R.OPERATOR, A.ASSIST_WITHDRAW): assisting.withdraw
        for state in OPEN
        if state in withdrawal.WITHDRAWABLE
    },
    (S.CLOSED, R.OPERATOR, A.ASSIST_REOPEN): assisting.reopen,
    **{(state, R.OPERATOR, A.ASSIST_ASSIGN): assisting.assign for state in assisting.ASSIGNABLE},
    **{(state, R.OPERATOR, A.ASSIST_PROPOSE): assisting.propose for state in State},
    **{(state, R.OPERATOR, A.ASSIST_DROP): assisting.drop for state in State},
    **{(state, R.BUYER, A.OBJECT): assisting.object_to for state in State},
    # words, marks and the clock
    **{(state, R.BUYER, A.ADD_WORDS): proving.add_words for state in OPEN},
    **{(state, R.OPERATOR, A.ADD_WORDS): proving.add_words for state in OPEN},
    **{(state, R.MERCHANT, A.ADD_WORDS): proving.add_words for state in SERVED},
    **{(state, R.OPERATOR, A.MARK): marking.mark for state in OPEN},
    **{(state, R.OPERATOR, A.REVEAL): pictures.reveal for state in OPEN},
    **{(state, R.BUYER, A.SEE_KEY): reissue.see_key for state in reissue.WAITS_IN},
    **{(state, R.OPERATOR, A.GRANT_LOOK): reissue.grant_look for state in reissue.WAITS_IN},
    **{(state, R.CLOCK, A.READ): pictures.read for state in State},
    **{(state, R.CLOCK, A.WARN): warn for state, window in CLOCKS.items() if window.reminds},
}
"""The reason of each row stands in the docstring of its step."""


def decide(
    c: Complaint,
    do: Command,
    policy: Policy,
    *,
    bench: Bench | None = None,
    book: OrderBook | None = None,
    parent: Complaint | None = None,
    told: frozenset[Role] | None = None,
) -> Change:
    """What ``do`` makes of ``c``. Refuses (``NotAllowed``) what is no row, (``Lapsed``) what comes after
    the deadline.

    ``book`` is the order's, ``parent`` the complaint that ``c`` enforces, ``told`` whom the step's post
    reached: raises ``Unread`` for what it needs and was not given, ``Taken`` when the order cannot be had.
    """
    on = Grounds(policy, bench or Bench(), book, parent, told)
    assisting.permitted(c, do)
    step = TRANSITIONS.get((c.state, do.role, do.action))
    if do.role is not Role.CLOCK and c.clock is not None and do.at >= c.clock.due_at:
        raise Lapsed if step else NotAllowed
    before = c
    if step is None and _hidden_draft(c, do):
        c = ruling.undrafted(c, do, on)
        step = TRANSITIONS.get((c.state, do.role, do.action))
    if step is None or (do.evidence and not ACTIONS[do.action].pictures):
        raise NotAllowed
    seating.check_seat(c, do, on)
    change = assisting.settled(_heard(_enforcing(c, do, on, step), do), do)
    return ordered(before, seating.telling(before, change, do, on), on)


def _hidden_draft(c: Complaint, do: Command) -> bool:
    """To the parties a ruling that may be taken back does not exist: what was allowed before, is."""
    return c.state is State.AWAITING_EFFECT and do.role in PARTIES and bool(c.paused)


def _enforcing(c: Complaint, do: Command, on: Grounds, step: Step) -> Change:
    """A fulfilment complaint stands still while the ruling that it enforces is appealed, and ends when that
    was decided anew. Who could not act meanwhile has the whole window again, and is told of it."""
    if not c.parent or not c.open or do.action in UNTOUCHED:
        return step(c, do, on)
    parent = on.parent
    if decided_anew(c, parent):
        if do.action is Action.LAPSE:
            return fulfilment.parent_decided(c, do, on)
        raise NotAllowed(STANDS_STILL)
    appealed = under_appeal(parent)
    if not appealed and not (do.action is Action.LAPSE and _stood_still(c, parent)):
        return step(c, do, on)
    if do.action is not Action.LAPSE:
        raise NotAllowed(STANDS_STILL)
    assert c.clock is not None
    clock = replace(c.clock, due_at=do.at + c.clock.span, warned=0, step=c.version + 1, heard=False)
    return changed(replace(c, clock=clock), do, *(() if appealed else runs_again(c)))


def _stood_still(c: Complaint, parent: Complaint) -> bool:
    """Whether an appeal of ``parent`` ended while a party's present clock ran."""
    if c.clock is None or c.awaits not in PARTIES or parent.ended_at is None:
        return False
    return parent.ended_at > max(c.filed_at, c.clock.due_at - c.clock.span)


def _heard(change: Change, do: Command) -> Change:
    """Who is awaited and acts, in a step or into it, knows of it, whatever became of its letter."""
    now = change.complaint.clock
    if now is None or now.heard or change.complaint.awaits is not do.role:
        return change
    return replace(change, complaint=replace(change.complaint, clock=replace(now, heard=True)))


def clock_due(c: Complaint, *, now: datetime) -> Command | None:
    """What the clock has to do at ``now``: a lapse dated at its deadline, a warning, or nothing."""
    wakes = wakes_at(c)
    if wakes is None or c.clock is None or now < wakes:
        return None
    if now >= c.clock.due_at:
        return Command(Action.LAPSE, Role.CLOCK, "clock", now)
    return Command(Action.WARN, Role.CLOCK, "clock", now) if next_mark(c) else None


def sweep(
    c: Complaint,
    *,
    now: datetime,
    policy: Policy,
    bench: Bench | None = None,
    book: OrderBook | None = None,
    parent: Complaint | None = None,
    told: frozenset[Role] | None = None,
) -> Change | None:
    """What the clock makes of ``c`` at ``now``. A lapse is dated at its deadline and says which; the next
    clock starts now. Raises ``Unread`` as ``decide`` does."""
    do = clock_due(c, now=now)
    if do is None or c.clock is None:
        return None
    change = decide(c, do, policy, bench=bench, book=book, parent=parent, told=told)
    if do.action is not Action.LAPSE:
        return change
    payload = {**change.event.payload, "from": c.state}
    return replace(change, event=replace(change.event, at=c.clock.due_at, payload=payload))


def may(c: Complaint, role: Role, *, now: datetime) -> tuple[Action, ...]:
    """The actions that have a row for ``role`` here; past a deadline none has."""
    if c.clock is not None and now >= c.clock.due_at:
        return ()
    state = (
        c.paused[-1].state if c.state is State.AWAITING_EFFECT and role in PARTIES and c.paused else c.state
    )
    return tuple(action for each, who, action in TRANSITIONS if each is state and who is role)
