"""Sequences of acts that once ended unfairly, from a ruling on: fulfilment, the ledger, appeals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.domain import ledger
from functions.domain.complaints.complaint import Settlement
from functions.domain.errors import Invalid, Lapsed, NotAllowed
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from tests.domain.complaints.test_sequences import ALL, a_world
from tests.domain.complaints.world import (
    DAY,
    DISMISSED,
    HOUR,
    World,
    contested,
    part,
    refunded,
    ruled,
    upheld,
)

A, R, S = Action, Role, State
REISSUE = Settlement(Remedy.REISSUE)
MINUTE = timedelta(minutes=1)


def enforcing(world: World) -> str:
    """The number of the fulfilment complaint."""
    return next(c.id for c in world.cases.values() if c.parent)


def test_an_appeal_in_time_is_taken_though_the_buyer_filed_another_kind_meanwhile():
    world = a_world()
    c = refunded(world, ruled(world, contested(world), upheld(part(3000))))
    other = world.file(category="K2")
    assert other.state is S.AWAITING_MERCHANT
    assert world.act(A.APPEAL, R.MERCHANT, of=c).state is S.APPEALED
    assert world.book.held == other.id


def test_dismissed_then_another_kind_then_the_first_is_appealed():
    world = a_world()
    c = ruled(world, contested(world), DISMISSED)
    world.passes(25 * HOUR)
    world.file(category="K2")
    assert world.act(A.APPEAL, R.BUYER, of=c).state is S.APPEALED


def test_both_appeal_in_one_round_which_is_decided_once_and_final():
    world = a_world()
    c = ruled(world, contested(world), upheld(part(3000)))
    world.act(A.APPEAL, R.BUYER, of=c)
    with pytest.raises(NotAllowed):
        world.act(A.RULE, R.OPERATOR, "o2", of=c, ruling=ALL)
    world.act(A.JOIN_APPEAL, R.MERCHANT, of=c)
    with pytest.raises(NotAllowed):
        world.act(A.RULE, R.OPERATOR, "o1", of=c, ruling=ALL)
    assert ruled(world, c, ALL, "o2").final
    for side in (R.BUYER, R.MERCHANT):
        with pytest.raises(NotAllowed):
            world.act(A.APPEAL, side, of=c)


def test_only_who_decided_takes_it_back_and_once():
    world = a_world(arbiters={"a1"})
    c = ruled(world, contested(world), DISMISSED)
    world.act(A.APPEAL, R.BUYER, of=c)
    world.passes(73 * HOUR)
    world.act(A.RULE, R.ARBITER, of=c, ruling=ALL)
    with pytest.raises(NotAllowed):
        world.act(A.TAKE_BACK, R.OPERATOR, "o1", of=c)
    assert world.act(A.TAKE_BACK, R.ARBITER, of=c).state is S.APPEALED
    world.act(A.RULE, R.ARBITER, of=c, ruling=ALL)
    with pytest.raises(NotAllowed):
        world.act(A.TAKE_BACK, R.ARBITER, of=c)


def test_a_reissue_missed_after_a_day_leaves_the_merchants_appeal():
    world = a_world()
    c = ruled(world, contested(world, ask=REISSUE), upheld(REISSUE))
    world.passes(25 * HOUR)
    assert world.cases[c.id].state is S.CLOSED
    assert world.act(A.APPEAL, R.MERCHANT, of=c).state is S.APPEALED


def test_where_nobody_else_is_there_who_ruled_looks_again_or_an_invited_arbiter_decides():
    world = a_world(operators={"o1"})
    c = ruled(world, contested(world), DISMISSED)
    world.act(A.APPEAL, R.BUYER, of=c)
    world.passes(73 * HOUR)
    assert ruled(world, c, ALL, "o1").outcome is Outcome.UPHELD
    invited = a_world(operators={"o1"})
    c = ruled(invited, contested(invited), DISMISSED)
    invited.act(A.APPEAL, R.BUYER, of=c)
    invited.act(A.INVITE_ARBITER, R.OPERATOR, of=c, invited="out")
    invited.passes(73 * HOUR)
    with pytest.raises(NotAllowed):
        invited.act(A.RULE, R.OPERATOR, "o1", of=c, ruling=DISMISSED)
    assert ruled(invited, c, ALL, "out", R.ARBITER).outcome is Outcome.UPHELD


def test_the_only_arbiter_of_a_shops_own_goods_looks_again_at_an_appeal():
    world = a_world(own=True, arbiters={"a1"})
    c = ruled(world, contested(world), DISMISSED, "a1", R.ARBITER)
    world.act(A.APPEAL, R.BUYER, of=c)
    world.passes(73 * HOUR)
    assert ruled(world, c, ALL, "a1", R.ARBITER).final


def test_letting_an_appeal_go_never_ends_the_other_sides_time():
    world = a_world()
    c = ruled(world, contested(world), upheld(part(3000)))
    world.act(A.APPEAL, R.BUYER, of=c)
    kept = world.act(A.WITHDRAW_APPEAL, R.BUYER, of=c)
    assert (kept.state, kept.final) == (S.AWAITING_REMEDY, False)
    with pytest.raises(Lapsed):
        world.act(A.APPEAL, R.BUYER, of=c)
    world.passes(70 * HOUR)
    assert world.act(A.APPEAL, R.MERCHANT, of=c).state is S.APPEALED


def test_at_an_appeal_nobody_is_asked_for_proof_while_the_other_side_may_join():
    world = a_world()
    c = ruled(world, contested(world), upheld(part(3000)))
    world.act(A.APPEAL, R.BUYER, of=c)
    with pytest.raises(NotAllowed):
        world.act(A.ASK_PROOF, R.OPERATOR, "o2", of=c, side=R.BUYER)
    world.act(A.JOIN_APPEAL, R.MERCHANT, of=c)
    assert world.act(A.ASK_PROOF, R.OPERATOR, "o2", of=c, side=R.BUYER).state is S.AWAITING_BUYER_PROOF


def test_done_needs_a_number_and_two_denials_lead_to_the_operator_and_an_end():
    world = a_world()
    c = ruled(world, contested(world), ALL)
    with pytest.raises(Invalid):
        world.act(A.DO_REMEDY, R.MERCHANT, of=c, ref="")
    world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    assert world.act(A.DENY, R.BUYER, of=c).state is S.AWAITING_RULING
    with pytest.raises(NotAllowed):
        world.act(A.ACCEPT, R.MERCHANT, of=c)
    ruled(world, c, ALL)
    world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    assert world.act(A.DENY, R.BUYER, of=c).state is S.AWAITING_ENFORCEMENT
    over = world.act(A.CLOSE_UNFULFILLED, R.OPERATOR, of=c)
    assert (over.outcome, over.unfulfilled) == (Outcome.UPHELD, True)


def test_a_merchant_that_never_pays_comes_to_the_operator_and_an_end_on_record():
    world = a_world()
    ruled(world, contested(world), ALL)
    world.passes(73 * HOUR)
    p = ruled(world, world.cases[enforcing(world)], ALL)
    world.passes(73 * HOUR)
    assert world.cases[p.id].state is S.AWAITING_ENFORCEMENT
    world.falls_silent()
    assert (world.cases[p.id].unfulfilled, world.book.held) == (True, "")


@pytest.mark.parametrize("given", [Settlement(Remedy.NONE), Settlement(Remedy.DEDUCT, 500)])
def test_upheld_with_nothing_to_do_is_appealed_and_never_reopened(given):
    world = a_world()
    c = ruled(world, contested(world), upheld(given))
    with pytest.raises(NotAllowed):
        world.act(A.REOPEN, R.BUYER, of=c)
    assert world.act(A.APPEAL, R.BUYER, of=c).state is S.APPEALED


def test_what_was_paid_counts_when_an_appeal_gives_more():
    world = a_world()
    c = refunded(world, ruled(world, contested(world), upheld(part(4000))))
    world.act(A.APPEAL, R.BUYER, of=c)
    world.passes(73 * HOUR)
    ruled(world, c, ALL, "o2")
    assert ledger.due(world.book, c.id) == 5850


def test_what_was_paid_too_much_is_to_be_returned_and_the_return_is_on_record():
    world = a_world()
    c = refunded(world, ruled(world, contested(world), ALL))
    world.act(A.APPEAL, R.MERCHANT, of=c)
    world.passes(73 * HOUR)
    ruled(world, c, DISMISSED, "o2")
    assert ledger.account(world.book, c.id).back == 9850
    world.act(A.RETURNED, R.BUYER, of=c)
    assert ledger.account(world.book, c.id).back == 0


def test_nobody_without_a_contact_confirms_by_silence_an_operator_looks_at_the_proof():
    world = a_world()
    c = world.act(A.ACCEPT, R.MERCHANT, of=world.file(contact=False))
    world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    world.passes(73 * HOUR)
    assert world.cases[c.id].state is S.AWAITING_CONFIRMATION_CHECK
    over = world.act(A.ACCEPT_PROOF, R.OPERATOR, of=c)
    assert (over.outcome, ledger.paid(world.book)) == (Outcome.RESOLVED, 9850)


def test_who_left_no_contact_may_appeal_for_a_week_also_while_the_proof_is_looked_at():
    world = a_world()
    c = ruled(world, contested(world, contact=False), upheld(part(3000)))
    world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    world.passes(73 * HOUR)
    assert world.cases[c.id].state is S.AWAITING_CONFIRMATION_CHECK
    assert world.act(A.APPEAL, R.BUYER, of=c).state is S.APPEALED


def test_a_shop_never_confirms_its_own_payment():
    world = a_world(own=True)
    c = world.act(A.ACCEPT, R.MERCHANT, "o1", of=world.file(contact=False))
    world.act(A.DO_REMEDY, R.MERCHANT, "o1", of=c)
    world.passes(73 * HOUR)
    with pytest.raises(NotAllowed):
        world.act(A.ACCEPT_PROOF, R.OPERATOR, of=c)
    world.passes(31 * DAY)
    assert world.cases[c.id].unfulfilled


def test_a_reissue_ruled_with_a_deduction_has_its_own_window():
    world = a_world()
    c = ruled(world, contested(world), upheld(REISSUE, Settlement(Remedy.DEDUCT, 500)))
    assert c.clock.span == DAY


def test_paid_confirmed_by_silence_and_continued_is_said_again_and_no_second_refund():
    world = a_world()
    c = ruled(world, contested(world), ALL)
    world.act(A.DO_REMEDY, R.MERCHANT, of=c)
    world.passes(73 * HOUR)
    assert ledger.paid(world.book) == 9850
    with pytest.raises(Invalid):
        world.act(A.REOPEN, R.BUYER, of=c, words="")
    world.act(A.REOPEN, R.BUYER, of=c)
    assert ledger.account(world.book, c.id).said == 9850
    known = ALL.__class__(ALL.outcome, ALL.clauses, ALL.remedies, "", ALL.at, said=True)
    assert ruled(world, c, known).state is S.CLOSED
    assert ledger.paid(world.book) == 9850


def test_what_was_said_from_elsewhere_never_stops_the_merchant_from_saying_done():
    world = a_world()
    c = ruled(world, contested(world), upheld(part(3000)))
    world.act(A.PAID_ELSEWHERE, R.MERCHANT, of=c, fen=5000)
    assert world.act(A.DO_REMEDY, R.MERCHANT, of=c).state is S.AWAITING_CONFIRMATION


def test_an_agreement_on_an_order_that_was_paid_back_already_is_over_at_once():
    world = a_world()
    refunded(world, world.act(A.ACCEPT, R.MERCHANT, of=world.file()))
    again = world.act(A.ACCEPT, R.MERCHANT, of=world.file(category="K2"))
    assert (again.state, again.outcome) == (S.CLOSED, Outcome.RESOLVED)


def appealed_while_enforced(world: World) -> tuple[str, str]:
    """A reissue missed, its fulfilment complaint, and the ruling appealed by the merchant."""
    c = ruled(world, contested(world, ask=REISSUE), upheld(REISSUE))
    world.passes(25 * HOUR)
    p = enforcing(world)
    ruled(world, world.cases[p], ALL)
    world.act(A.DO_REMEDY, R.MERCHANT, of=world.cases[p])
    world.act(A.APPEAL, R.MERCHANT, of=c)
    return c.id, p


def test_nobody_is_silent_in_a_fulfilment_complaint_that_stood_still():
    world = a_world()
    c, p = appealed_while_enforced(world)
    world.passes(73 * HOUR - MINUTE)
    with pytest.raises(NotAllowed):
        world.act(A.DENY, R.BUYER, of=world.cases[p])
    world.act(A.WITHDRAW_APPEAL, R.MERCHANT, of=world.cases[c])
    world.passes(2 * HOUR)
    assert world.cases[p].state is S.AWAITING_CONFIRMATION
    assert world.act(A.DENY, R.BUYER, of=world.cases[p]).state is S.AWAITING_ENFORCEMENT


def test_an_appeal_decided_ends_the_fulfilment_complaint_which_takes_nothing_with_it():
    world = a_world()
    c, p = appealed_while_enforced(world)
    world.act(A.JOIN_APPEAL, R.BUYER, of=world.cases[c])
    ruled(world, world.cases[c], ALL, "o2")
    world.passes(72 * HOUR - MINUTE)
    assert world.cases[p].state is S.CLOSED
    assert world.cases[c].state is S.AWAITING_REMEDY
    assert world.book.accounts[c].live
    mine = world.book.claimant(world.cases[c].claimant)
    assert (set(mine.used), mine.rests_until) == ({"K1"}, None)


def test_void_frees_the_order_of_what_enforces_it_too():
    world = a_world()
    c = ruled(world, contested(world, who="shop"), ALL)
    world.passes(73 * HOUR)
    assert world.book.held == enforcing(world)
    world.act(A.VOID, R.OPERATOR, of=c)
    assert world.book.held == ""
    assert world.file("buyer").state is S.AWAITING_MERCHANT
