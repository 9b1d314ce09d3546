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
from functions.domain.errors import Lapsed, NotAllowed, Refusal
from functions.domain.policy import BOUNDS, Policy
from functions.domain.vocabulary import (
    ACTIONS,
    NOTICES,
    OUTCOMES,
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
        merchant_told=True,
        remedies=REFUND,
        outcome=Outcome.UPHELD,
        ruling=RULING,
        draft=RULING,
        ruled_at=NOON,
        offer=Settlement(Remedy.PARTIAL_REFUND, 3000),
        ended_by=Role.CLOCK,
        ended_at=NOON,
        withdrawal=Withdrawal("resolved", 1),
        paused=(Paused(State.AWAITING_RULING, timedelta(hours=9), timedelta(hours=72)),),
    )
    c = replace(c, state=state) if state is State.CLOSED else enter(c, state, now=NOON, policy=POLICY)
    return replace(c, **changes)  # type: ignore[arg-type]


SEEN = {
    Action.SEE_KEY: {"key_at": 1, "looks": 1, "key_tail": "1234"},
    Action.GRANT_LOOK: {"key_at": 1, "key_tail": "1234", "key_seen": NOON},
}
"""What a complaint has of a reissued key before somebody looks, or may look again."""


def a_command(action: Action, role: Role, at: object = NOON) -> Command:
    """A command that carries all that any row asks for."""
    return Command(
        action,
        role,
        "someone",
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
        key_at=1,
    )


EVERYTHING = list(itertools.product(State, Role, Action))


@pytest.mark.parametrize("row", [row for row in EVERYTHING if row not in lifecycle.TRANSITIONS], ids="-".join)
def test_what_is_no_row_is_refused(row):
    state, role, action = row
    with pytest.raises(NotAllowed):
        lifecycle.decide(a_complaint(state), a_command(action, role), POLICY)


@pytest.mark.parametrize("row", lifecycle.TRANSITIONS, ids="-".join)
def test_what_is_a_row_happens_and_leaves_one_clock_or_none(row):
    state, role, action = row
    c = a_complaint(state, **SEEN.get(action, {}))
    at = c.clock.mark_at(60) if action is Action.WARN else NOON + timedelta(seconds=1)
    change = lifecycle.decide(c, a_command(action, role, at), POLICY)
    after = change.complaint
    said = (
        Action.ACCEPT if action is Action.OFFER else action
    )  # an offer of all that was asked is an acceptance
    assert change.event.type == said
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
        lifecycle.decide(c, a_command(action, role, c.clock.due_at), POLICY)
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
    assert not window.warns or (state, Role.CLOCK, Action.WARN) in lifecycle.TRANSITIONS


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


@pytest.mark.parametrize("state", [s for s in State if s in CLOCKS and CLOCKS[s].warns])
def test_warnings_come_at_half_and_three_quarters_and_once_each(state):
    c = replace(a_complaint(state), paused=())
    span = c.clock.span
    said = []
    for percent in range(0, 100, 5):
        change = lifecycle.sweep(c, now=NOON + span * percent / 100, policy=POLICY)
        if change is not None:
            said.append(percent)
            c = change.complaint
    assert said == [50, 75]


def test_a_late_sweep_warns_once_for_both_marks():
    c = a_complaint(State.AWAITING_MERCHANT)
    change = lifecycle.sweep(c, now=NOON + c.clock.span * 0.8, policy=POLICY)
    assert change.complaint.clock.warned == 75
    assert lifecycle.sweep(change.complaint, now=NOON + c.clock.span * 0.9, policy=POLICY) is None


def test_a_paused_clock_gives_back_exactly_what_was_left():
    c = a_complaint(State.AWAITING_MERCHANT, paused=(), withdrawal=None, outcome=None, ruled_at=None)
    asked = lifecycle.decide(
        c, a_command(Action.WITHDRAW, Role.BUYER, NOON + timedelta(hours=5)), POLICY
    ).complaint
    assert asked.state is State.AWAITING_REVIEW
    refused = lifecycle.decide(
        asked, a_command(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, NOON + timedelta(hours=25)), POLICY
    ).complaint
    assert refused.clock == Clock(NOON + timedelta(hours=25 + 19), timedelta(hours=24))


def test_silence_upholds_a_small_complaint_only_where_the_policy_says_so():
    c = a_complaint(State.AWAITING_MERCHANT, fen=3000, outcome=None, ruling=None, ruled_at=None)
    later = NOON + timedelta(hours=24)
    assert lifecycle.sweep(c, now=later, policy=POLICY).complaint.state is State.AWAITING_RULING
    bold = Policy(2, {"default_upheld_fen": 5000})
    upheld = lifecycle.sweep(c, now=later, policy=bold).complaint
    assert (upheld.state, upheld.outcome, upheld.ruling.clauses) == (
        State.AWAITING_REMEDY,
        Outcome.UPHELD,
        ("1.2",),
    )


def test_filing_late_depends_on_the_category(monkeypatch):
    facts = filing.OrderFacts("KM20****0187", "点卡", 9850, "m1", "极速卡社", delivered_at=NOON)
    for days, category, late in [(6, "K1", False), (8, "K1", True), (8, "F1", False), (181, "F1", True)]:
        assert filing.is_late(category, facts, now=NOON + timedelta(days=days), policy=POLICY) is late
