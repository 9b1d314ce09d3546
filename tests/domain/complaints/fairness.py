"""What must hold whatever anybody does: each promise is a function that says what is wrong, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.domain import ledger, orders
from functions.domain.complaints import filing, lifecycle
from functions.domain.complaints.complaint import Command, Complaint, Mark
from functions.domain.complaints.grounds import Grounds, decided_anew, under_appeal
from functions.domain.errors import Refusal
from functions.domain.orders import Taken
from functions.domain.vocabulary import PARTIES, STATES, Action, Outcome, Remedy, RemedyState, Role, State
from tests.cast import WORDS
from tests.domain.complaints.world import HOUR, REFUND, Step, Unfair, World

A, S, R = Action, State, Role
ZERO = timedelta(0)
SERVED = frozenset(lifecycle.SERVED)
DECIDED = (Outcome.UPHELD, Outcome.DISMISSED)
MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND)
OTHER = {R.BUYER: R.MERCHANT, R.MERCHANT: R.BUYER}
APPEAL_FROM = (
    S.AWAITING_REMEDY,
    S.AWAITING_CONFIRMATION,
    S.AWAITING_CONFIRMATION_CHECK,
    S.AWAITING_ENFORCEMENT,
    S.CLOSED,
)


@dataclass
class Memory:
    """What is remembered beside the law, to hold it to."""

    heard: set[tuple[str, int, Role]] = field(default_factory=set)
    appeals: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    windows: dict[tuple[str, Role], datetime] = field(default_factory=dict)
    dropped: set[tuple[str, Role]] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    served: int = 0
    late: set[str] = field(default_factory=set)
    stood: dict[str, datetime] = field(default_factory=dict)
    still: defaultdict[str, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )


Promise = Callable[[World, Step, Memory], "str | None"]


def due_is_within_the_price(world: World, step: Step, _m: Memory) -> str | None:
    book = world.book
    asked = {c.debt for c in world.cases.values() if c.open}
    due = sum(ledger.due(book, debt) for debt in book.accounts if debt in asked)
    if book.price and due and due + ledger.paid(book) > book.price:
        return f"{due} due and {ledger.paid(book)} paid of {book.price}: {book.accounts}"
    return None


def what_is_given_is_within_the_price(world: World, step: Step, _m: Memory) -> str | None:
    debt = step.after.debt
    was, now = (ledger.account(book, debt).owed or 0 for book in step.books)
    book = world.book
    others = sum(
        max(each.paid, (each.owed or 0) if each.live else 0)
        for name, each in book.accounts.items()
        if name != debt
    )
    if book.price and now > was and now + others > book.price:
        return f"{now} given beside {others} of {book.price}"
    return None


def paid_through_the_desk_is_within_the_price(world: World, step: Step, m: Memory) -> str | None:
    """What the merchant says by "done" counts as paid through the desk, once it is settled; anything else
    that settles first is taken to be from elsewhere."""
    debt = step.after.debt
    was, now = (ledger.account(book, debt) for book in step.books)
    if step.do.action is A.DO_REMEDY:
        m.said[debt] += now.said - was.said
    settled = now.paid - was.paid
    if step.after.outcome is Outcome.VOID:
        m.said[debt] = m.paid[debt] = 0
    elif settled < 0:
        m.paid[debt] = max(0, m.paid[debt] + settled)
    elif settled:
        elsewhere = was.said - m.said[debt] + (step.do.fen if step.do.action is A.WITHDRAW else 0)
        through = max(0, settled - max(0, elsewhere))
        m.said[debt], m.paid[debt] = max(0, m.said[debt] - through), m.paid[debt] + through
    if now.said == 0:
        m.said[debt] = 0
    total = sum(m.paid.values())
    return f"{total} paid of {world.price}" if world.known and total > world.price else None


def nobody_decides_on_himself_or_twice(world: World, step: Step, _m: Memory) -> str | None:
    c, do = step.before, step.do
    if c is None:
        return None
    bench = world.bench(c.merchant)
    if do.action is A.RULE and bench.own and do.actor in bench.operators:
        return f"{do.actor} is a party"
    if do.action is A.TAKE_BACK and (c.draft is None or c.draft.by != do.actor):
        return f"{do.actor} took back what another ruled"
    if do.action is A.RULE and under_appeal(c) and c.ruling and c.ruling.by == do.actor:
        seats = [
            bench.arbiters | ({c.invited} if c.invited else set()),
            set() if bench.own else bench.operators,
        ]
        others = sum(1 for seat in seats if seat - {do.actor})
        if c.lapses < others:
            return f"{do.actor} decides the appeal of an own ruling though others are there"
    return None


def somebody_is_awaited_with_a_clock_and_can_act(world: World, step: Step, _m: Memory) -> str | None:
    for c in world.cases.values():
        if c.open != (c.clock is not None):
            return f"{c.state} and clock {c.clock}"
        if c.open and not any(
            state is c.state and role is not R.CLOCK and action not in lifecycle.UNTOUCHED
            for state, role, action in lifecycle.TRANSITIONS
        ):
            return f"nobody can do anything in {c.state}"
        if c.open and STATES[c.state].awaits is None:
            return f"nobody is awaited in {c.state}"
    return None


def an_appeal_is_decided_once(world: World, step: Step, m: Memory) -> str | None:
    c = step.before
    if c is None:
        return None
    if step.do.action is A.APPEAL and (c.final or m.appeals[c.id]):
        return "an appeal of what is final"
    if c.state is S.AWAITING_EFFECT and step.do.action is A.LAPSE and under_appeal(c):
        m.appeals[c.id] += 1
    return "decided twice" if m.appeals[c.id] > 1 else None


def an_appeal_window_is_never_cut(world: World, step: Step, m: Memory) -> str | None:
    """What a side was promised it can still use: alone, or by joining."""
    _promised(step, m)
    for c in world.cases.values():
        for side in PARTIES:
            until = m.windows.get((c.id, side))
            if until is None or world.now >= until or (wrong := _cut(world, c, side)) is None:
                continue
            return f"{side} of {c.id[-2:]} until {until}: {wrong}"
    return None


def _promised(step: Step, m: Memory) -> None:
    c, before, do = step.after, step.before, step.do
    if do.action in (A.APPEAL, A.JOIN_APPEAL, A.WITHDRAW_APPEAL):
        m.windows.pop((c.id, R(do.role)), None)
    if before is not None and (before.ruling is not c.ruling or c.outcome not in DECIDED):
        for side in PARTIES:
            m.windows.pop((c.id, side), None)
        if c.windows is not None and not c.final and c.outcome in DECIDED:
            m.windows |= {(c.id, side): c.windows.of(side) for side in PARTIES}


def _cut(world: World, c: Complaint, side: Role) -> str | None:
    own_late = world.bench(c.merchant).own and side is R.MERCHANT
    if own_late or c.ruling is None or (c.parent and world.cases[c.parent].windows is not None):
        return None
    action = A.APPEAL if c.state in APPEAL_FROM else A.JOIN_APPEAL if under_appeal(c) else None
    bench = world.bench(c.merchant)
    decides = bench.arbiters | (frozenset() if bench.own else bench.operators)
    if action is None or not (decides or c.invited):
        return None
    parent = world.cases.get(c.parent)
    if parent is not None and (decided_anew(c, parent) or under_appeal(parent)):
        return None
    if (side in c.appealed and under_appeal(c)) or (c.clock and world.now >= c.clock.due_at):
        return None
    do = Command(action, side, side, world.now, words=WORDS)
    try:
        lifecycle.decide(c, do, world.policy(c), **world.grounds(c))
    except Refusal as no:
        return f"{action} is refused in {c.state}: {no}"
    return None


def no_way_round_a_gate(world: World, step: Step, m: Memory) -> str | None:
    c, facts = step.after, step.do.facts
    said = facts.delivered_at if facts and c.verified and step.do.action in (A.FILE, A.VERIFY) else None
    if said is not None and c.filed_at > said + world.policy(c).window("filing"):
        m.late.add(c.id)
    stands = c.paused[-1].state if c.paused and c.state is S.AWAITING_REVIEW else c.state
    if stands not in SERVED:
        return None
    missing = [
        name
        for name, there in (
            ("verified", c.verified),
            ("merchant known", c.merchant or c.gone),
            ("admitted", c.admitted or c.id not in m.late),
        )
        if not there
    ]
    return f"{c.state} without {missing}" if missing else None


def a_merchant_is_not_told_again_and_again(world: World, step: Step, m: Memory) -> str | None:
    c = step.after
    if step.do.role is R.OPERATOR or step.books[1].served == 0:
        m.served = 0
    elif c.served_at is not None and (step.before is None or step.before.served_at is None):
        m.served += 0 if c.proved else 1
    cap = world.policy(c).number("served_cap")
    return f"{m.served} times and nobody decided" if m.served > cap else None


def the_real_buyer_can_always_complain(world: World, step: Step, _m: Memory) -> str | None:
    """Who never complained may, whatever the others did."""
    if step.books[0] == step.books[1] or any(c.browser.startswith("buyer") for c in world.cases.values()):
        return None
    c, do = world.new("buyer", "K1", REFUND)
    do = Command(do.action, do.role, do.actor, do.at, words=do.words, facts=do.facts, beside=True)
    typed = any(each.person == c.person for each in world.cases.values())
    try:
        if not typed:
            orders.may_file(world.book, c.claimant, c.category, cap=5, now=world.now)
        filing.file(c, do, Grounds(world.policy(c), world.bench(c.merchant), world.book))
    except (Refusal, Taken) as no:
        return f"{no!r} {no}: {world.book}"
    return None


def time_that_stood_still_is_given_back(world: World, step: Step, _m: Memory) -> str | None:
    b, a = step.before, step.after
    if b is None or (b.clock is None and not b.paused):
        return None
    if a.clock is None or len(a.paused) == len(b.paused):
        return None
    if b.clock is not None and len(a.paused) == len(b.paused) + 1:
        kept, left = a.paused[-1], max(b.clock.due_at - step.do.at, ZERO)
        same = (kept.state, kept.left, kept.span) == (b.state, left, b.clock.span)
        return None if same else f"kept {kept}, left {left}"
    if len(a.paused) == len(b.paused) - 1 and b.paused[-1].state is a.state and not a.appealed:
        still = b.paused[-1]
        reopened = step.do.action is A.REOPEN
        party = STATES[a.state].awaits in PARTIES
        grace = still.span / 2 if reopened else min(still.span, world.policy(a).window("grace"))
        left = max(still.left, grace if party or reopened else ZERO)
        given = a.clock.due_at - step.do.at
        fresh = step.do.action in (A.LAPSE, A.ACCEPT) and b.state in (S.AWAITING_EFFECT, S.APPEALED)
        return None if given == left or fresh else f"{given} given, {left} left in {a.state}"
    return None


def silence_binds_only_who_was_told(world: World, step: Step, m: Memory) -> str | None:
    b, a, do = step.before, step.after, step.do
    if do.action is not A.LAPSE and a.clock is not None:
        m.heard.add((a.id, a.clock.step, R(do.role)))
    if do.action is not A.LAPSE or b is None or b.clock is None:
        return None
    bound = {
        S.AWAITING_CONFIRMATION: (R.BUYER, a.state is S.CLOSED),
        S.AWAITING_BUYER: (R.BUYER, a.outcome is Outcome.RESOLVED),
        S.AWAITING_MERCHANT: (R.MERCHANT, a.outcome is Outcome.UPHELD),
    }
    side, binds = bound.get(b.state, (R.BUYER, False))
    ends_with_parent = bool(b.parent) and a.outcome in (Outcome.DISMISSED, Outcome.VOID)
    if not binds or ends_with_parent or (b.id, b.clock.step, side) in m.heard:
        return None
    return None if side in world.sent.get((b.id, b.clock.step), ()) else f"{side} bound in {b.state}"


def three_withdrawals_in_a_life(world: World, step: Step, m: Memory) -> str | None:
    if step.do.action is A.WITHDRAW:
        m.tries[step.after.id] += 1
    if step.before and step.before.state is S.AWAITING_REVIEW:
        marked = step.do.action is A.MARK or (step.do.action is A.LAPSE and step.before.marks)
        if marked and step.after.state is not S.AWAITING_REVIEW:
            m.tries[step.after.id] -= 1
    return "a fourth try" if m.tries[step.after.id] > 3 else None


def nothing_is_withdrawn_while_a_mark_stands(world: World, step: Step, _m: Memory) -> str | None:
    b, a = step.before, step.after
    withdrawn = a.outcome is Outcome.WITHDRAWN and b is not None and b.outcome is not Outcome.WITHDRAWN
    return f"marked {a.marks}" if withdrawn and set(a.marks) & set(Mark) else None


def one_debt_is_enforced_in_one_complaint(world: World, step: Step, _m: Memory) -> str | None:
    b, do = step.before, step.do
    if b is None or not b.parent or do.action in lifecycle.UNTOUCHED:
        return None
    parent = world.cases[b.parent]
    if parent.open and do.action is not A.LAPSE:
        return f"{do.action} in {b.state} while {parent.id} is {parent.state}"
    return None


def what_is_owed_in_an_open_complaint_keeps_its_room(world: World, step: Step, _m: Memory) -> str | None:
    for c in world.cases.values():
        mine = world.book.accounts.get(c.debt)
        enforced = c.state in (S.AWAITING_REMEDY, S.AWAITING_CONFIRMATION, S.AWAITING_ENFORCEMENT)
        if mine and enforced and not mine.live and (mine.owed or 0) > mine.paid:
            return f"{c.id[-2:]} in {c.state} owes {mine} and is taken to be over"
    return None


def nothing_is_enforced_where_nothing_is_due(world: World, step: Step, _m: Memory) -> str | None:
    b, a = step.before, step.after
    if b is None or a.state not in (S.AWAITING_REMEDY, S.AWAITING_ENFORCEMENT) or b.state is a.state:
        return None
    due = [item.kind for item in a.remedies if item.state is RemedyState.DUE]
    goes_on = bool(b.paused) and b.paused[-1].state is a.state
    if not due or goes_on or not set(due) <= set(MONEY):
        return None
    mine = ledger.account(world.book, a.debt)
    if ledger.due(world.book, a.debt) + mine.said == 0:
        return f"{a.state} with nothing due: {world.book}"
    return None


def who_proved_nothing_writes_nothing(world: World, step: Step, _m: Memory) -> str | None:
    if step.after.verified or step.books[0].accounts == step.books[1].accounts:
        return None
    return f"{step.do.action} of what is not verified: {step.books[1].accounts}"


def a_promise_is_made_once_and_failure_is_no_loop(world: World, step: Step, _m: Memory) -> str | None:
    b, a = step.before, step.after
    if b and b.fails and step.do.action in (A.ACCEPT, A.OFFER):
        return f"{step.do.action} after {b.fails} failures"
    return f"{a.fails} failures" if a.fails > 3 else None


def who_had_to_answer_could(world: World, step: Step, m: Memory) -> str | None:
    """Silence while a fulfilment complaint stood still is nobody's silence."""
    _stood(world, step, m)
    b = step.before
    if b is None or not b.parent or b.clock is None or step.do.action is not A.LAPSE:
        return None
    if STATES[b.state].awaits not in PARTIES or step.after.state is b.state:
        return None
    if step.after.outcome in (Outcome.DISMISSED, Outcome.VOID):
        return None
    start, end = b.clock.due_at - b.clock.span, b.clock.due_at
    stood = sum((max(ZERO, min(end, to) - max(start, at)) for at, to in m.still[b.parent]), ZERO)
    left = b.clock.span - stood
    return f"only {left} in {b.state}" if left < HOUR else None


def _stood(world: World, step: Step, m: Memory) -> None:
    c = step.after
    if under_appeal(c) and c.id not in m.stood:
        m.stood[c.id] = world.now
    elif not under_appeal(c) and c.id in m.stood:
        m.still[c.id].append((m.stood.pop(c.id), world.now))


PROMISES: tuple[Promise, ...] = (
    due_is_within_the_price,
    what_is_given_is_within_the_price,
    paid_through_the_desk_is_within_the_price,
    nobody_decides_on_himself_or_twice,
    somebody_is_awaited_with_a_clock_and_can_act,
    an_appeal_is_decided_once,
    an_appeal_window_is_never_cut,
    no_way_round_a_gate,
    a_merchant_is_not_told_again_and_again,
    the_real_buyer_can_always_complain,
    time_that_stood_still_is_given_back,
    silence_binds_only_who_was_told,
    three_withdrawals_in_a_life,
    nothing_is_withdrawn_while_a_mark_stands,
    one_debt_is_enforced_in_one_complaint,
    what_is_owed_in_an_open_complaint_keeps_its_room,
    nothing_is_enforced_where_nothing_is_due,
    who_proved_nothing_writes_nothing,
    a_promise_is_made_once_and_failure_is_no_loop,
    who_had_to_answer_could,
)


def watch(world: World) -> None:
    """Hold ``world`` to every promise from here on; raises ``Unfair``."""
    memory = Memory()

    def watcher(world: World, step: Step) -> None:
        for promise in PROMISES:
            wrong = promise(world, step, memory)
            if wrong is not None:
                raise Unfair(promise.__name__, wrong, world)

    world.watching.append(watcher)
