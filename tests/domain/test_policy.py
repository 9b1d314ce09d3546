"""Promises made do not move: a complaint keeps what it was filed under, whatever is published in its life."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.complaints import lifecycle
from functions.domain.complaints.clocks import CLOCKS, enter
from functions.domain.errors import Invalid, Refusal
from functions.domain.marketplace import Marketplace
from functions.domain.policy import BOUNDS, Holds, Policy
from functions.domain.vocabulary import Action, Role, State
from tests.cast import NOON
from tests.domain.complaints.test_lifecycle import a_command, a_complaint, decided, fit_for

PROMISED = [key for key, bound in BOUNDS.items() if bound.holds is Holds.PROMISED]
DESK = [key for key, bound in BOUNDS.items() if bound.holds is Holds.DESK]


def overrides() -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({}, optional={k: st.integers(b.floor, b.ceiling) for k, b in BOUNDS.items()})


def market(versions: list[dict[str, int]]) -> Marketplace:
    kept = {n: Policy(n, values) for n, values in enumerate(versions, start=1)}
    newest = max(kept)
    return Marketplace("m", "卡盟", policy=kept.pop(newest), earlier=kept)


@given(st.lists(overrides(), min_size=1, max_size=5), st.data())
def test_what_was_promised_at_filing_holds_under_any_sequence_of_policies(versions, data):
    filed = data.draw(st.integers(1, len(versions)))
    m, own = market(versions), Policy(filed, versions[filed - 1])
    promise = m.policy_for(filed)
    for key in PROMISED:
        assert promise.number(key) == own.number(key)
    for key in DESK:
        assert promise.number(key) == min(own.number(key), m.policy.number(key))
    for key in set(BOUNDS) - {*PROMISED, *DESK}:
        assert promise.number(key) == m.policy.number(key)


@given(
    st.lists(overrides(), min_size=2, max_size=5),
    st.sampled_from([s for s in State if s is not State.CLOSED]),
)
def test_no_clock_entered_later_is_longer_than_promised_and_none_of_a_party_is_shorter(versions, state):
    m, own = market(versions), Policy(1, versions[0])
    c = a_complaint(State.AWAITING_MERCHANT)
    promised = enter(c, state, now=NOON, policy=own).clock.span
    entered = enter(c, state, now=NOON, policy=m.policy_for(1)).clock.span
    desk = BOUNDS[CLOCKS[state].key].holds is Holds.DESK
    assert entered <= promised if desk else entered == promised


@settings(deadline=None)
@given(st.lists(overrides(), min_size=2, max_size=4))
def test_what_may_be_done_and_until_when_is_as_at_filing_for_everybody_but_the_desk(versions):
    m, own = market(versions), Policy(1, versions[0])
    for state, role, action in lifecycle.TRANSITIONS:
        if role not in (Role.BUYER, Role.MERCHANT) or action in (Action.WITHDRAW, Action.APPEAL):
            continue
        c = replace(a_complaint(state), policy=1)
        do = a_command(action, role)
        told = []
        for policy in (own, m.policy_for(1)):
            try:
                after = decided(fit_for(c, action, role), do, policy).complaint
                told.append((after.state, after.awaits is Role.OPERATOR or after.clock))
            except Refusal as refusal:
                told.append(refusal.text)
        assert told[0] == told[1], (state, role, action)


def test_a_version_that_is_not_known_is_the_newest():
    m = market([{}, {"response": 12 * 3600}])
    assert m.policy_for(7) is m.policy and m.policy_for(2) is m.policy


@pytest.mark.parametrize("wrong", [{"response": 1}, {"nothing": 5}, {"response": 10**9, "review": 0}])
def test_every_value_outside_its_bounds_is_named(wrong):
    with pytest.raises(Invalid) as refused:
        Policy(2, wrong)
    assert set(refused.value.fields) == set(wrong)
