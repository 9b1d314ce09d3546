"""The law of an order, decided here and nowhere else: whoever files, continues or changes what, in any
order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain import orders
from functions.domain.complaints.complaint import Command
from functions.domain.effects import CountWithdrawal, Strike, WatchPictures, WriteOrder
from functions.domain.order_book import EMPTY, Account, Claimant, OrderBook
from functions.domain.orders import Taken
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.test_lifecycle import a_command, a_complaint, decided, swept

CAP = 5
ME = "TS-261122-ABCDEFGH"
DAY = timedelta(days=1)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["file", "end"]),
        st.sampled_from(["anna", "shop", "eve"]),
        st.sampled_from(["K1", "K2", "D1"]),
        st.sampled_from(list(Outcome)),
        st.integers(0, 40),
    ),
    max_size=60,
)


@given(ACTS)
def test_in_any_order_one_holds_it_and_nobody_uses_up_what_is_anothers(acts):
    book, now, n, open_now = EMPTY, NOON, 0, None
    decisions: dict[str, set[str]] = {}
    for act, who, category, outcome, hours in acts:
        now += timedelta(hours=hours)
        if act == "end":
            if open_now is not None:
                number, whose, kind = open_now
                rests = None
                if outcome in orders.RESTING:
                    rests = now + orders.rest(book, whose, most=DAY)
                    assert rests - now <= DAY
                book = orders.ended(book, number, whose, category=kind, outcome=outcome, rests_until=rests)
                if outcome in orders.USES_UP:
                    decisions.setdefault(whose, set()).add(kind)
                open_now = None
                assert book.held == ""
            continue
        n += 1
        used, rests_until = decisions.get(who, set()), book.claimant(who).rests_until
        rests = rests_until is not None and now < rests_until
        mine = category in used or len(used) >= CAP or rests
        number = f"TS-{n}"
        taken = None
        try:
            orders.may_file(book, who, category, cap=CAP, now=now)
            book = orders.take(book, number)
        except Taken as refused:
            taken = refused.why
        assert taken == "open" if not mine and open_now else (taken is not None) == (mine or bool(open_now))
        if taken is None:
            open_now = (number, who, category)


@pytest.mark.parametrize(
    ("book", "why", "by"),
    [
        (OrderBook(claimants={"anna": Claimant({"K1": "B"})}), "category", "B"),
        (OrderBook(claimants={"anna": Claimant({f"K{n}": "B" for n in range(2, 7)})}), "cap", ""),
        (OrderBook(claimants={"anna": Claimant({}, 1, NOON + timedelta(seconds=1))}), "cooling", ""),
    ],
)
def test_a_claimant_who_may_not_file_is_told_why_and_others_may(book, why, by):
    with pytest.raises(Taken) as taken:
        orders.may_file(book, "anna", "K1", cap=CAP, now=NOON)
    assert (taken.value.why, taken.value.by) == (why, by)
    orders.may_file(book, "eve", "K1", cap=CAP, now=NOON)


def test_an_order_that_another_complaint_holds_cannot_be_taken():
    with pytest.raises(Taken) as taken:
        orders.take(OrderBook("B"), "A")
    assert (taken.value.why, taken.value.by) == ("open", "B")


def test_rests_are_an_hour_four_and_a_day_and_no_longer_than_the_policy_says():
    book = OrderBook(claimants={})
    found = []
    for _ in range(4):
        found.append(orders.rest(book, "anna", most=DAY) / timedelta(hours=1))
        book = orders.ended(book, "A", "anna", category="K1", outcome=Outcome.WITHDRAWN, rests_until=NOON)
    assert found == [1, 4, 24, 24]
    assert orders.rest(book, "anna", most=timedelta(0)) == timedelta(0)


def test_what_was_filed_by_somebody_else_counts_for_nothing():
    used = Claimant({"K1": "A", "K2": "B"}, 3, NOON + DAY)
    book = orders.voided(OrderBook("A", claimants={"eve": used}), "A", "eve")
    assert (book.held, book.claimants) == ("", {"eve": Claimant({"K2": "B"})})


def written(effects) -> OrderBook:
    """The book that a change asks to be written."""
    (effect,) = (each for each in effects if isinstance(each, WriteOrder))
    return effect.book


def test_an_unverified_complaint_takes_its_order_when_it_is_admitted():
    c = replace(a_complaint(State.AWAITING_CHECK, verified=False), served_at=None)
    book = written(decided(c, a_command(Action.ADMIT, Role.OPERATOR), book=EMPTY).effects)
    assert (book.held, book.served, book.revision) == (ME, 1, 1)


def test_a_withdrawal_counts_in_the_step_that_ends_it_and_lets_the_order_go():
    effects = decided(
        a_complaint(State.AWAITING_REVIEW), a_command(Action.APPROVE_WITHDRAWAL, Role.OPERATOR)
    ).effects
    assert CountWithdrawal(NOON) in effects
    book = written(effects)
    assert (book.held, book.claimant("p" * 16).used, book.claimant("p" * 16).undecided) == ("", {}, 1)


def test_what_happens_to_a_withdrawn_complaint_later_counts_nothing():
    c = a_complaint(State.CLOSED, outcome=Outcome.WITHDRAWN)
    assert decided(c, a_command(Action.READ, Role.CLOCK)).effects == ()


def test_a_false_reason_is_a_strike_and_a_true_one_is_none():
    c = a_complaint(State.AWAITING_REVIEW)
    do = a_command(Action.REFUSE_WITHDRAWAL, Role.OPERATOR)
    assert decided(c, do).effects == ()
    assert decided(c, replace(do, false_reason=True)).effects == (Strike(),)


@pytest.mark.parametrize(
    ("state", "action", "words", "uses_up"),
    [
        (State.AWAITING_ADMISSION, Action.DECLINE_ADMISSION, WORDS, False),
        (State.AWAITING_CHECK, Action.DECLINE_ADMISSION, WORDS, False),
        (State.AWAITING_REMEDY, Action.CONFIRM, "", True),
    ],
)
def test_only_what_was_decided_uses_up_its_category(state, action, words, uses_up):
    role = Role.BUYER if action is Action.CONFIRM else Role.OPERATOR
    do = Command(action, role, "o2", NOON, words=words)
    book = written(decided(a_complaint(state), do).effects)
    assert ("K1" in book.claimant("p" * 16).used) == uses_up


def test_not_admitted_twice_uses_up_its_category():
    c = a_complaint(State.AWAITING_ADMISSION, asked_again=True)
    do = Command(Action.DECLINE_ADMISSION, Role.OPERATOR, "o2", NOON, words=WORDS)
    assert "K1" in written(decided(c, do).effects).claimant("p" * 16).used


def test_a_dismissal_lets_its_claimant_rest():
    policy = Policy(1, {"cool_down": 3600})
    draft = replace(a_complaint(State.AWAITING_EFFECT).draft, outcome=Outcome.DISMISSED, remedies=())
    c = a_complaint(State.AWAITING_EFFECT, draft=draft)
    book = written(swept(c, c.clock.due_at, policy).effects)
    assert book.claimant("p" * 16).rests_until == c.clock.due_at + timedelta(hours=1)


def test_a_missed_remedy_hands_the_order_to_the_complaint_it_opens_with_the_same_debt():
    c = a_complaint(State.AWAITING_REMEDY)
    change = swept(c, c.clock.due_at)
    opened, book = change.follow_up.complaint, written(change.effects)
    assert (book.held, opened.debt) == (opened.id, c.id)
    assert book.accounts[c.id] == Account(owed=9850)


def test_pictures_are_looked_for_after_the_event_that_carries_them():
    do = replace(a_command(Action.ADD_WORDS, Role.BUYER), evidence=("a" * 12,))
    (effect,) = decided(a_complaint(State.AWAITING_MERCHANT), do).effects
    assert effect == WatchPictures(2, NOON + timedelta(seconds=10))
