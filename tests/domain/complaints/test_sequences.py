"""Sequences of acts that once ended unfairly, before a ruling: gates, answers, withdrawals, silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.domain import ledger
from functions.domain.complaints import filing
from functions.domain.complaints.complaint import Mark, RemedyItem, Settlement
from functions.domain.complaints.withdrawal import NotWithdrawable
from functions.domain.errors import Invalid, Lapsed, NotAllowed
from functions.domain.orders import Taken
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.fairness import watch
from tests.domain.complaints.world import (
    DAY,
    DISMISSED,
    HOUR,
    REFUND,
    World,
    contested,
    part,
    ruled,
    upheld,
)

A, R, S = Action, Role, State
ALL = upheld(REFUND)


def a_world(**made: object) -> World:
    """A world where every promise of the law is watched."""
    world = World(**made)  # type: ignore[arg-type]
    watch(world)
    return world


def test_by_hand_withdrawn_and_reopened_is_unverified_as_before_and_holds_nothing():
    world = a_world()
    c = world.file("eve", signed=False)
    world.act(A.WITHDRAW, R.BUYER, of=c)
    again = world.act(A.REOPEN, R.BUYER, of=c)
    assert (again.state, again.merchant_told, world.book.held) == (S.UNVERIFIED, False, "")
    assert world.file("buyer").state is S.AWAITING_MERCHANT


def test_late_withdrawn_and_reopened_waits_for_the_operator_as_before():
    world = a_world(delivered=NOON - 8 * DAY)
    c = world.file()
    world.act(A.WITHDRAW, R.BUYER, of=c)
    again = world.act(A.REOPEN, R.BUYER, of=c)
    assert (again.state, again.merchant_told) == (S.AWAITING_ADMISSION, False)


def test_contested_withdrawn_and_reopened_goes_on_at_the_ruling():
    world = a_world()
    c = contested(world)
    world.passes(HOUR)
    world.act(A.WITHDRAW, R.BUYER, of=c)
    world.act(A.APPROVE_WITHDRAWAL, R.OPERATOR, of=c)
    again = world.act(A.REOPEN, R.BUYER, of=c)
    assert (again.state, again.clock.due_at - world.now) == (S.AWAITING_RULING, 71 * HOUR)


def test_a_part_that_is_no_part_is_refused_at_filing_and_what_was_asked_can_always_be_granted():
    assert "ask_fen" in filing.wanting("K1", part(9850), WORDS, fen=9850)
    world = a_world()
    agreed = world.act(A.ACCEPT, R.MERCHANT, of=world.file(ask=part(9850)))
    assert (agreed.state, agreed.remedies) == (S.AWAITING_REMEDY, (RemedyItem(Remedy.REFUND, 9850),))


def test_silence_upholds_a_part_that_is_no_part_as_the_whole():
    world = a_world(price=3000, policies=[Policy(1, {"default_upheld_fen": 5000})])
    c = world.file(ask=part(4500))
    world.passes(DAY)
    assert world.cases[c.id].remedies == (RemedyItem(Remedy.REFUND, 3000),)


def test_an_offer_stands_with_the_time_left_when_a_withdrawal_is_refused():
    world = a_world()
    c = world.file()
    world.act(A.OFFER, R.MERCHANT, of=c, settlement=part(3000))
    world.passes(10 * HOUR)
    world.act(A.WITHDRAW, R.BUYER, of=c)
    world.passes(5 * HOUR)
    back = world.act(A.REFUSE_WITHDRAWAL, R.OPERATOR, of=c)
    assert (back.state, back.offer) == (S.AWAITING_BUYER, part(3000))
    assert back.clock.due_at - world.now == 62 * HOUR


def test_who_proved_a_mailbox_is_never_closed_by_an_operators_silence_and_goes_on_after_two_weeks():
    world = a_world()
    c = world.file(signed=False)
    world.act(A.VERIFY, R.BUYER, of=c)
    world.passes(6 * DAY)
    assert (world.cases[c.id].state, world.cases[c.id].escalated) == (S.AWAITING_CHECK, True)
    world.passes(15 * DAY)
    assert world.cases[c.id].outcome is Outcome.UNRULED
    assert world.book.claimant(c.claimant).used == {}
    world.passes(90 * DAY)
    assert world.act(A.REOPEN, R.BUYER, of=c).state is S.AWAITING_CHECK


def test_of_an_unknown_price_a_part_may_be_agreed_and_ruled():
    world = a_world(known=False)
    agreed = world.act(A.ACCEPT, R.MERCHANT, of=world.file(ask=part(2000)))
    assert ledger.due(world.book, agreed.debt) == 2000
    other = a_world(known=False)
    c = ruled(other, contested(other), upheld(part(1200)))
    assert ledger.due(other.book, c.debt) == 1200


def test_all_of_an_unknown_price_is_paid_by_naming_the_sum_which_is_the_price_once_confirmed():
    world = a_world(known=False)
    c = world.act(A.ACCEPT, R.MERCHANT, of=world.file())
    with pytest.raises(Invalid) as refusal:
        world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    assert set(refusal.value.fields) == {"fen"}
    world.act(A.DO_REMEDY, R.MERCHANT, of=c, fen=9850)
    world.act(A.CONFIRM, R.BUYER, of=c)
    assert (world.book.price, ledger.paid(world.book)) == (9850, 9850)


def test_who_signs_links_burns_nothing_of_the_real_buyers():
    world = a_world()
    for _ in range(5):
        c = world.file("shop")
        world.act(A.WITHDRAW, R.BUYER, "shop", of=c)
        if world.cases[c.id].open:
            world.act(A.APPROVE_WITHDRAWAL, R.OPERATOR, of=c)
        with pytest.raises(Taken):
            world.file("shop")
        world.passes(25 * HOUR)
    assert world.file("buyer").state in (S.AWAITING_MERCHANT, S.AWAITING_ADMISSION)


def test_who_types_the_buyers_address_into_a_link_burns_nothing_either():
    world = a_world()
    c = world.act(A.ACCEPT, R.MERCHANT, of=world.file("shop", typed="buyer"))
    world.act(A.CONFIRM, R.BUYER, "shop", of=c)
    with pytest.raises(Taken):
        world.file("buyer")
    assert world.file("buyer", beside=True).state is S.AWAITING_CHECK


def test_by_hand_withdrawn_and_reopened_is_verified_at_once():
    world = a_world()
    c = world.file(signed=False)
    world.act(A.WITHDRAW, R.BUYER, of=c)
    world.act(A.REOPEN, R.BUYER, of=c)
    assert world.act(A.VERIFY, R.BUYER, of=c, facts=world.facts()).state is S.AWAITING_MERCHANT


def test_a_shop_that_paid_and_answers_late_gets_nothing_back_by_its_own_no():
    world = a_world(own=True)
    c = world.file()
    world.passes(2 * DAY)
    world.act(A.DO_REMEDY, R.MERCHANT, "o1", of=c)
    world.act(A.CONFIRM, R.BUYER, of=c)
    world.act(A.APPEAL, R.MERCHANT, "o1", of=c)
    assert world.act(A.CONTEST, R.MERCHANT, "o1", of=c).outcome is Outcome.REFUSED
    assert (ledger.account(world.book, c.id).back, ledger.paid(world.book)) == (0, 9850)


def test_an_order_held_by_anothers_complaint_is_put_to_the_operators_and_freed_when_that_is_void():
    world = a_world()
    held = world.file("shop")
    c = world.file("buyer", beside=True)
    assert (c.state, world.book.held) == (S.AWAITING_CHECK, held.id)
    with pytest.raises(Taken):
        world.act(A.ADMIT, R.OPERATOR, of=c)
    world.act(A.VOID, R.OPERATOR, of=held)
    assert world.act(A.ADMIT, R.OPERATOR, of=c).state is S.AWAITING_MERCHANT
    assert world.cases[held.id].outcome is Outcome.VOID


def test_what_a_stranger_typed_is_no_price_where_the_shop_said_one_and_its_receipt_pays_nothing():
    world = a_world()
    c = world.act(A.ACCEPT, R.MERCHANT, of=world.file())
    other = world.file("eve", "K2", signed=False)
    world.act(A.WITHDRAW, R.BUYER, "eve", of=other, fen=9850)
    assert (world.book.price, ledger.due(world.book, c.debt)) == (9850, 9850)


def test_a_refused_withdrawal_may_be_asked_again_for_a_day_even_past_the_window():
    world = a_world()
    c = contested(world)
    world.passes(60 * HOUR)
    world.act(A.WITHDRAW, R.BUYER, of=c)
    world.passes(20 * HOUR)
    world.act(A.REFUSE_WITHDRAWAL, R.OPERATOR, of=c)
    world.passes(11 * HOUR)
    assert world.act(A.WITHDRAW, R.BUYER, of=c).state is S.AWAITING_REVIEW
    world.act(A.REFUSE_WITHDRAWAL, R.OPERATOR, of=c)
    world.passes(25 * HOUR)
    with pytest.raises(NotWithdrawable):
        world.act(A.WITHDRAW, R.BUYER, of=c)


def test_what_was_not_admitted_is_asked_for_once_more_and_another_operator_decides():
    world = a_world(delivered=NOON - 8 * DAY)
    c = world.file()
    world.act(A.DECLINE_ADMISSION, R.OPERATOR, "o1", of=c)
    assert world.act(A.ASK_AGAIN, R.BUYER, of=c).state is S.AWAITING_ADMISSION
    for action in (A.ADMIT, A.DECLINE_ADMISSION):
        with pytest.raises(NotAllowed):
            world.act(action, R.OPERATOR, "o1", of=c)
    world.act(A.DECLINE_ADMISSION, R.OPERATOR, "o2", of=c)
    with pytest.raises(NotAllowed):
        world.act(A.ASK_AGAIN, R.BUYER, of=c)


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_sets_a_waiting_withdrawal_back_without_costing_a_try_and_silence_approves_nothing(mark):
    world = a_world(price=3000)
    c = world.file()
    waiting = world.act(A.WITHDRAW, R.BUYER, of=c, reason="settled")
    assert waiting.withdrawal.low
    back = world.act(A.MARK, R.OPERATOR, of=c, mark=mark)
    assert (back.state, back.withdrawal.tries) == (S.AWAITING_MERCHANT, 0)
    with pytest.raises(NotWithdrawable):
        world.act(A.WITHDRAW, R.BUYER, of=c)
    world.passes(30 * DAY)
    assert world.cases[c.id].outcome is not Outcome.WITHDRAWN


def test_proof_is_asked_once_a_side_with_one_extension():
    world = a_world()
    c = contested(world)
    for side, state in ((R.BUYER, S.AWAITING_BUYER_PROOF), (R.MERCHANT, S.AWAITING_MERCHANT_PROOF)):
        assert world.act(A.ASK_PROOF, R.OPERATOR, of=c, side=side).state is state
        world.act(A.EXTEND, R.OPERATOR, of=c)
        with pytest.raises(NotAllowed):
            world.act(A.EXTEND, R.OPERATOR, of=c)
        world.passes(72 * HOUR)
        with pytest.raises(NotAllowed):
            world.act(A.ASK_PROOF, R.OPERATOR, of=c, side=side)


def test_who_left_no_contact_is_not_asked_for_proof():
    world = a_world()
    with pytest.raises(NotAllowed):
        world.act(A.ASK_PROOF, R.OPERATOR, of=contested(world, contact=False), side=R.BUYER)


def test_a_link_without_a_known_merchant_tells_nobody_until_an_operator_assigns_one():
    world = a_world(merchant="")
    c = world.file()
    assert (c.state, c.merchant_told) == (S.AWAITING_ASSIGNMENT, False)
    assigned = world.act(A.ASSIGN, R.OPERATOR, of=c, merchant="m2")
    assert (assigned.state, assigned.merchant) == (S.AWAITING_MERCHANT, "m2")


def test_a_late_complaint_whose_merchant_left_is_taken_by_who_says_so():
    world = a_world(merchant="", delivered=NOON - 8 * DAY)
    gone = world.act(A.NO_MERCHANT, R.OPERATOR, of=world.file())
    assert (gone.state, gone.admitted, gone.gone) == (S.AWAITING_RULING, True, True)


def test_a_shop_answers_its_own_complaint_at_once_and_never_rules_on_itself():
    world = a_world(own=True)
    assert world.act(A.ACCEPT, R.MERCHANT, "o1", of=world.file()).state is S.AWAITING_REMEDY
    other = a_world(own=True)
    assert contested(other).outcome is Outcome.REFUSED
    seated = a_world(own=True, arbiters={"a1"})
    c = contested(seated)
    with pytest.raises(NotAllowed):
        seated.act(A.RULE, R.OPERATOR, of=c, ruling=DISMISSED)
    assert ruled(seated, c, ALL, "a1", R.ARBITER).state is S.AWAITING_REMEDY


def test_a_silent_shop_is_urged_once_then_upheld_and_may_answer_late_once_only():
    world = a_world(own=True)
    c = world.file()
    world.passes(DAY)
    assert (world.cases[c.id].state, world.cases[c.id].urged) == (S.AWAITING_MERCHANT, True)
    world.passes(DAY)
    assert world.cases[c.id].outcome is Outcome.UPHELD
    late = world.act(A.APPEAL, R.MERCHANT, "o1", of=c)
    assert (late.state, ledger.due(world.book, c.id)) == (S.AWAITING_MERCHANT, 0)
    world.passes(DAY)
    assert world.cases[c.id].outcome is Outcome.UPHELD
    with pytest.raises(Lapsed):
        world.act(A.APPEAL, R.MERCHANT, "o1", of=c)


def test_a_shop_that_was_never_told_was_not_silent():
    world = a_world(own=True, reached={R.BUYER})
    c = world.file()
    world.passes(2 * DAY)
    assert world.cases[c.id].outcome is Outcome.UNRULED


def test_a_merchant_that_left_costs_no_time_wherever_the_complaint_stands():
    world = a_world()
    c = world.file()
    assert world.act(A.LEAVE, R.OPERATOR, of=c).state is S.AWAITING_RULING
    assert ruled(world, c, ALL).state is S.AWAITING_ENFORCEMENT
    owing, ruling = a_world(), a_world()
    agreed = owing.act(A.ACCEPT, R.MERCHANT, of=owing.file())
    assert owing.act(A.LEAVE, R.OPERATOR, of=agreed).state is S.AWAITING_ENFORCEMENT
    c = contested(ruling)
    ruling.act(A.LEAVE, R.OPERATOR, of=c)
    assert ruled(ruling, c, ALL).state is S.AWAITING_ENFORCEMENT


def test_operators_silent_for_ever_escalate_and_it_ends_as_not_ruled_and_may_go_on():
    world = a_world()
    c = contested(world)
    world.passes(20 * DAY)
    assert (world.cases[c.id].state, world.cases[c.id].lapses > 3) == (S.AWAITING_RULING, True)
    world.passes(50 * DAY)
    assert (world.cases[c.id].outcome, world.book.held) == (Outcome.UNRULED, "")
    assert world.act(A.REOPEN, R.MERCHANT, of=c).state is S.AWAITING_RULING


def test_silence_on_an_offer_takes_a_full_refund_only_and_only_from_who_was_told():
    for reached, ends in (({R.BUYER, R.MERCHANT}, S.AWAITING_REMEDY), ({R.MERCHANT}, S.AWAITING_RULING)):
        world = a_world(reached=reached)
        c = world.file(ask=Settlement(Remedy.REISSUE))
        world.act(A.OFFER, R.MERCHANT, of=c, settlement=REFUND)
        world.passes(72 * HOUR + timedelta(minutes=1))
        assert world.cases[c.id].state is ends
