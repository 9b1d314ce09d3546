"""The law of an order, decided here and nowhere else: whoever files, continues or changes what, in any
order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain import orders
from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import Command
from functions.domain.effects import (
    CountWithdrawal,
    HandOverOrder,
    ReleaseOrder,
    Strike,
    WatchPictures,
    WriteOrder,
)
from functions.domain.orders import EMPTY, OrderBook, Taken
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.test_lifecycle import POLICY, a_command, a_complaint

CAP = 5
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["file", "resume", "rename", "release"]),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["K1", "K2", "D1"]),
        st.integers(0, 40),
    ),
    max_size=40,
)


@given(ACTS)
def test_in_any_order_one_holds_a_kind_is_filed_once_up_to_the_cap_and_never_while_it_rests(acts):
    book, now, filed = EMPTY, NOON, dict[str, str]()
    refused: list[Taken] = []
    for act, who, category, hours in acts:
        now += timedelta(hours=hours)
        before = book
        if act == "release":
            if book.held == who:
                book = replace(
                    book, held="", cool_until=now + timedelta(hours=24), revision=book.revision + 1
                )
            continue
        try:
            if act == "file":
                book = orders.file(book, who, category, cap=CAP, now=now)
            else:
                book = {"resume": orders.resume, "rename": orders.rename}[act](book, who, category)
        except Taken as taken:
            refused.append(taken)
            continue
        assert before.held in ("", who) and book.held == who
        assert book.revision == before.revision + 1
        assert dict(before.categories).items() <= dict(book.categories).items()
        if act == "file":
            assert category not in filed and len(filed) < CAP
            assert before.cool_until is None or now >= before.cool_until
        filed = dict(book.categories)
    assert all(each.by or each.why in ("cap", "cooling") for each in refused)


@pytest.mark.parametrize(
    ("book", "why", "by"),
    [
        (OrderBook("B", 1, {"K2": "B"}), "open", "B"),
        (OrderBook("", 1, {"K1": "B"}), "category", "B"),
        (OrderBook("", CAP, {}), "cap", ""),
        (OrderBook("", 1, {}, NOON + timedelta(seconds=1)), "cooling", ""),
    ],
)
def test_a_taken_order_says_why_and_who_has_it(book, why, by):
    with pytest.raises(Taken) as taken:
        orders.file(book, "A", "K1", cap=CAP, now=NOON)
    assert (taken.value.why, taken.value.by) == (why, by)


def asked(state: State, action: Action, role: Role, **changes):
    c = a_complaint(state, **changes)
    return lifecycle.decide(c, a_command(action, role), POLICY).effects


def test_an_unverified_complaint_takes_its_order_when_it_is_admitted_and_counts_then():
    (effect,) = asked(State.AWAITING_CHECK, Action.ADMIT, Role.OPERATOR)
    assert effect == WriteOrder(
        EMPTY, OrderBook("TS-261122-ABCDEFGH", 1, {"K1": "TS-261122-ABCDEFGH"}, revision=1)
    )


def test_a_withdrawal_counts_in_the_step_that_ends_it_and_lets_the_order_go():
    effects = asked(State.AWAITING_REVIEW, Action.APPROVE_WITHDRAWAL, Role.OPERATOR)
    assert effects == (CountWithdrawal(NOON), ReleaseOrder())


@pytest.mark.parametrize("action", [Action.READ])
def test_what_happens_to_a_withdrawn_complaint_later_counts_nothing(action):
    c = a_complaint(State.CLOSED, outcome=Outcome.WITHDRAWN)
    assert lifecycle.decide(c, a_command(action, Role.CLOCK), POLICY).effects == ()


def test_a_false_reason_is_a_strike_and_a_true_one_is_none():
    c = a_complaint(State.AWAITING_REVIEW)
    do = a_command(Action.REFUSE_WITHDRAWAL, Role.OPERATOR)
    assert lifecycle.decide(c, do, POLICY).effects == ()
    assert lifecycle.decide(c, replace(do, false_reason=True), POLICY).effects == (Strike(),)


def test_a_dismissal_lets_the_order_rest():
    policy = Policy(1, {"cool_down": 3600})
    c = a_complaint(State.AWAITING_ADMISSION)
    do = Command(Action.DECLINE_ADMISSION, Role.OPERATOR, "o1", NOON, words=WORDS)
    assert lifecycle.decide(c, do, policy).effects == (ReleaseOrder(NOON + timedelta(hours=1)),)


def test_a_missed_remedy_hands_the_order_to_the_complaint_it_opens():
    c = a_complaint(State.AWAITING_REMEDY)
    change = lifecycle.sweep(c, now=c.clock.due_at, policy=POLICY)
    assert change.effects == (HandOverOrder(change.follow_up.complaint.id),)


def test_pictures_are_looked_for_after_the_event_that_carries_them():
    do = replace(a_command(Action.ADD_WORDS, Role.BUYER), evidence=("a" * 12,))
    (effect,) = lifecycle.decide(a_complaint(State.AWAITING_MERCHANT), do, POLICY).effects
    assert effect == WatchPictures(2, NOON + timedelta(seconds=10))


def test_to_let_an_outcome_give_its_category_back_is_one_word(monkeypatch):
    monkeypatch.setattr("functions.domain.complaints.ordering.GIVES_BACK", frozenset({Outcome.WITHDRAWN}))
    effects = asked(State.AWAITING_REVIEW, Action.APPROVE_WITHDRAWAL, Role.OPERATOR)
    assert ReleaseOrder(None, "K1") in effects
