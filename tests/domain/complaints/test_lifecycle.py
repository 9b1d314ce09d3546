"""The law, row by row: what is a row happens, what is not is refused, and every open state has one clock."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.complaints import filing, lifecycle
from functions.domain.complaints.clocks import CLOCKS, enter, wakes_at
from functions.domain.complaints.complaint import (
    Clock,
    Command,
    Complaint,
    Mark,
    Paused,
    RemedyItem,
    Ruling,
    Settlement,
    Withdrawal,
)
from functions.domain.complaints.grounds import Bench
from functions.domain.complaints.settling import presumed
from functions.domain.complaints.windows import Windows
from functions.domain.errors import Lapsed, NotAllowed, Refusal
from functions.domain.policy import BOUNDS, Policy
from functions.domain.vocabulary import (
    ACTIONS,
    NOTICES,
    OUTCOMES,
    PARTIES,
    STATES,
    Action,
    Outcome,
    Remedy,
    Role,
    State,
)
from tests.cast import NOON, WORDS

POLICY = Policy()
REFUND = (RemedyItem(Remedy.REFUND, 9850),)
RULING = Ruling(Outcome.UPHELD, ("1.2",), REFUND, "o1", NOON)


DAYS = timedelta(days=3)
REQUEST = "HELP-261122-QRSTUVWX"
BENCH = Bench(frozenset({"o1", "o2"}), frozenset({"a1"}))
EVERYBODY = frozenset({Role.BUYER, Role.MERCHANT})


def grounds(c: Complaint, **changes: object) -> dict:
    """What a decision about ``c`` rests on where nothing else is said: two operators, an arbiter, everybody
    told, the order's book as ``c`` alone would have it."""
    parent = replace(c, id=c.parent, parent="", state=State.CLOSED, final=False) if c.parent else None
    return {"bench": BENCH, "book": presumed(c), "told": EVERYBODY, "parent": parent, **changes}


def decided(c: Complaint, do: Command, policy: Policy = POLICY, **changes: object):
    """What ``do`` makes of ``c`` on those grounds."""
    return lifecycle.decide(c, do, policy, **grounds(c, **changes))


def swept(c: Complaint, now, policy: Policy = POLICY, **changes: object):
    """What the clock makes of ``c`` on those grounds."""
    return lifecycle.sweep(c, now=now, policy=policy, **grounds(c, **changes))


def a_complaint(state: State, **changes: object) -> Complaint:
    """A complaint that stands in ``state`` with everything the rows of that state look at."""
    c = Complaint(
        marketplace="xinghai",
        id="TS-261122-ABCDEFGH",
        category="K1",
        ask=Settlement(Remedy.REFUND, 9850),
        fen=9850,
        merchant="m1",
        shop="极速卡社",
        order="0" * 32,
        order_mask="KM20****0187",
        goods="游戏点卡",
        person="p" * 32,
        contact="z***@qq.example",
        filed_at=NOON,
        version=1,
        served_at=NOON,
        verified=True,
        remedies=REFUND,
        outcome=Outcome.UPHELD,
        ruling=RULING,
        draft=RULING,
        ruled_at=NOON,
        windows=Windows(NOON + DAYS, NOON + DAYS),
        offer=Settlement(Remedy.PARTIAL_REFUND, 3000),
        ended_by=Role.CLOCK,
        ended_at=NOON,
        withdrawal=Withdrawal("resolved", 1),
        paused=(Paused(State.AWAITING_RULING, timedelta(hours=9), timedelta(hours=72)),),
        invited="out",
    )
    c = replace(c, state=state) if state is State.CLOSED else enter(c, state, now=NOON, policy=POLICY)
    return replace(c, **changes)  # type: ignore[arg-type]


SEEN = {
    Action.SEE_KEY: {"key_at": 1, "looks": 1, "key_tail": "1234"},
    Action.GRANT_LOOK: {"key_at": 1, "key_tail": "1234", "key_seen": NOON},
}
"""What a complaint has of a reissued key before somebody looks, or may look again."""
ACTORS = {
    Role.BUYER: "buyer",
    Role.MERCHANT: "m1",
    Role.OPERATOR: "o2",
    Role.ARBITER: "out",
    Role.CLOCK: "clock",
}


def fit_for(c: Complaint, action: Action, role: Role) -> Complaint:
    """``c`` as it has to be for that row to be open to ``role``."""
    other = Role.MERCHANT if role is Role.BUYER else Role.BUYER
    by_role = replace(RULING, by=ACTORS.get(role, "o2"))
    needed = {
        Action.TAKE_BACK: {"draft": by_role},
        Action.JOIN_APPEAL: {"appealed": (other,)},
        Action.WITHDRAW_APPEAL: {"appealed": (role,)},
        Action.INVITE_ARBITER: {"invited": ""},
        Action.ASK_AGAIN: {"outcome": Outcome.NOT_ADMITTED},
        Action.RULE: {"appealed": (Role.BUYER, Role.MERCHANT), "seat": 1},
        Action.ASK_PROOF: {"appealed": (Role.BUYER, Role.MERCHANT)},
        Action.REOPEN: {"outcome": Outcome.UNRULED} if role is Role.MERCHANT else {},
        Action.APPEAL: {"invited": ""},
        Action.ASSIST_ASSIGN: {"ruling": None, "remedies": ()},
        Action.ASSIST_DROP: {"pending": "QRSTUVWX"},
        Action.OBJECT: {"pending": "QRSTUVWX"},
        **SEEN,
    }
    return replace(c, **needed.get(action, {}))


def a_command(action: Action, role: Role, at: object = NOON) -> Command:
    """A command that carries all that any row asks for."""
    return Command(
        action,
        role,
        ACTORS.get(role, "someone"),
        at,
        words=WORDS,
        settlement=Settlement(Remedy.REFUND),
        reason="resolved",
        proof=WORDS,  # type: ignore[arg-type]
        ruling=RULING,
        side=Role.MERCHANT,
        mark=Mark.MALICIOUS,
        category="K2",
        pictures={"a" * 12: {"verdict": "supports"}},
        slot="a" * 12,
        merchant="m2",
        shop="云点数卡",
        ref="4200002671",
        fen=100 if action is Action.PAID_ELSEWHERE else 0,
        invited="out",
        key_at=1,
        request=REQUEST,
        proved=True,
        proposes=Action.VOID,
    )


EVERYTHING = list(itertools.product(State, Role, Action))


def hidden(state: State, role: Role, action: Action) -> bool:
    """What a party may do as if the ruling that may be taken back were not there."""
    return state is State.AWAITING_EFFECT and (State.AWAITING_RULING, role, action) in lifecycle.TRANSITIONS


NO_ROW = [
    row for row in EVERYTHING if row not in lifecycle.TRANSITIONS and not (row[1] in PARTIES and hidden(*row))
]


@pytest.mark.parametrize("row", NO_ROW, ids="-".join)
def test_what_is_no_row_is_refused(row):
    state, role, action = row
    with pytest.raises(NotAllowed):
        decided(a_complaint(state), a_command(action, role))


def seated(state: State, action: Action) -> dict:
    """Before a ruling an outside arbiter is invited only where the shop is a party itself."""
    own = action is Action.INVITE_ARBITER and state is not State.APPEALED
    return {"bench": replace(BENCH, own=True)} if own else {}


RETURNS = [row for row in lifecycle.TRANSITIONS if row[2] is Action.RETURNED]


@pytest.mark.parametrize("row", [row for row in lifecycle.TRANSITIONS if row not in RETURNS], ids="-".join)
def test_what_is_a_row_happens_and_leaves_one_clock_or_none(row):
    state, role, action = row
    c = fit_for(a_complaint(state), action, role)
    at = c.clock.mark_at(60) if action is Action.WARN else NOON + timedelta(seconds=1)
    if action is Action.WARN and wakes_at(c) == c.clock.due_at:
        return  # a window of a day or less brings no reminder
    change = decided(c, a_command(action, role, at), **seated(state, action))
    after = change.complaint
    said = Action.ACCEPT if action is Action.OFFER else action
    assert change.event.type == said, "an offer of all that was asked is an acceptance"
    assert (after.clock is None) == (after.state is State.CLOSED)
    assert after.clock is None or wakes_at(after) is not None
    assert after.open or after.outcome is not None
    assert set(change.notices) <= set(NOTICES)
    by_silence = (state, action) == (State.AWAITING_CONFIRMATION, Action.LAPSE)
    assert change.notices or ACTIONS[action].silent or by_silence, (
        "nobody is told, and it is not listed as silent"
    )


@pytest.mark.parametrize(
    "row", [row for row in lifecycle.TRANSITIONS if row[0] is not State.CLOSED], ids="-".join
)
def test_after_the_deadline_only_the_clock_acts(row):
    state, role, action = row
    c = a_complaint(state)
    if role is Role.CLOCK:
        return
    with pytest.raises(Lapsed):
        decided(c, a_command(action, role, c.clock.due_at))
    assert lifecycle.may(c, role, now=c.clock.due_at) == ()


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words_and_every_open_one_somebody_and_a_clock_with_its_lapse(state):
    assert STATES[state].label.zh
    assert STATES[state].label.en
    if state is State.CLOSED:
        assert STATES[state].awaits is None
        return
    row = STATES[state]
    assert row.awaits and row.lapsed and row.next
    window = CLOCKS[state]
    assert window.key in BOUNDS
    assert window.lapse.zh
    assert (state, Role.CLOCK, Action.LAPSE) in lifecycle.TRANSITIONS
    assert not window.reminds or (state, Role.CLOCK, Action.WARN) in lifecycle.TRANSITIONS


def test_every_outcome_has_words_and_every_notice_says_what_it_needs():
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("key", BOUNDS)
def test_policy_holds_every_value_between_floor_and_ceiling(key):
    bound = BOUNDS[key]
    assert bound.floor <= bound.default <= bound.ceiling
    assert Policy(2, {key: bound.floor}).number(key) == bound.floor
    for outside in (bound.floor - 1, bound.ceiling + 1):
        with pytest.raises(Refusal):
            Policy(2, {key: outside})


PRODUCT_CLOCKS = {
    "filing": 7 * 24,
    "fraud": 180 * 24,
    "verification": 24,
    "response": 24,
    "offer": 72,
    "proof": 48,
    "proof_extension": 24,
    "ruling": 72,
    "reissue": 24,
    "refund": 72,
    "confirmation": 72,
    "withdrawal": 72,
    "review": 24,
    "appeal_window": 72,
    "appeal": 7 * 24,
    "reopening": 7 * 24,
}


@pytest.mark.parametrize("key", PRODUCT_CLOCKS)
def test_the_default_clocks_are_the_published_ones(key):
    assert POLICY.window(key) == timedelta(hours=PRODUCT_CLOCKS[key])


def test_unverified_is_closed_72_hours_after_filing():
    assert POLICY.window("verification") + POLICY.window("check") == timedelta(hours=72)


def test_no_filing_window_may_be_under_three_days():
    assert BOUNDS["filing"].floor == 3 * 86400


REMINDED = [s for s in State if s in CLOCKS and CLOCKS[s].reminds]


@pytest.mark.parametrize("state", REMINDED)
def test_who_is_awaited_for_more_than_a_day_is_reminded_at_half_and_three_quarters_once_each(state):
    c = replace(a_complaint(state), paused=())
    span = c.clock.span
    said = []
    for percent in range(0, 100, 5):
        change = swept(c, NOON + span * percent / 100)
        if change is not None:
            said.append(percent)
            c = change.complaint
    long = span > timedelta(hours=24) or state is State.AWAITING_MERCHANT
    assert said == ([50, 75] if long else [])


def test_a_late_sweep_warns_once_for_both_marks():
    c = a_complaint(State.AWAITING_MERCHANT)
    change = swept(c, NOON + c.clock.span * 0.8)
    assert change.complaint.clock.warned == 75
    assert swept(change.complaint, NOON + c.clock.span * 0.9) is None


def test_a_paused_clock_gives_back_exactly_what_was_left():
    c = a_complaint(State.AWAITING_MERCHANT, paused=(), withdrawal=None, outcome=None, ruled_at=None)
    asked = decided(c, a_command(Action.WITHDRAW, Role.BUYER, NOON + timedelta(hours=5))).complaint
    assert asked.state is State.AWAITING_REVIEW
    refusal = a_command(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, NOON + timedelta(hours=25))
    refused = decided(asked, refusal).complaint
    assert refused.clock == Clock(NOON + timedelta(hours=25 + 19), timedelta(hours=24), step=2)


def test_silence_upholds_a_small_complaint_only_where_the_policy_says_so():
    c = a_complaint(State.AWAITING_MERCHANT, fen=3000, outcome=None, ruling=None, ruled_at=None)
    later = NOON + timedelta(hours=24)
    assert swept(c, later).complaint.state is State.AWAITING_RULING
    bold = Policy(2, {"default_upheld_fen": 5000})
    upheld = swept(c, later, bold).complaint
    assert (upheld.state, upheld.outcome, upheld.ruling.clauses) == (
        State.AWAITING_REMEDY,
        Outcome.UPHELD,
        ("1.2",),
    )


def test_filing_late_depends_on_the_category(monkeypatch):
    facts = filing.OrderFacts("KM20****0187", "点卡", 9850, "m1", "极速卡社", delivered_at=NOON)
    for days, category, late in [(6, "K1", False), (8, "K1", True), (8, "F1", False), (181, "F1", True)]:
        assert filing.is_late(category, facts, now=NOON + timedelta(days=days), policy=POLICY) is late
