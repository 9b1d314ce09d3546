"""A reissued key: given once, looked at once, one more look for a reason; sealed while an appeal is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.complaints.complaint import Command, Complaint, Paused, RemedyItem
from functions.domain.effects import KeepKey
from functions.domain.errors import Invalid, Lapsed, NotAllowed
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Remedy, RemedyState, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.test_lifecycle import a_complaint, decided

POLICY = Policy()
SOON = NOON + timedelta(minutes=1)
DUE = (RemedyItem(Remedy.REISSUE, 0),)


def act(c: Complaint, action: Action, role: Role, at=SOON, **fields):
    change = decided(c, Command(action, role, "someone", at, **fields))
    return replace(change, complaint=replace(change.complaint, version=c.version + 1))


def given(**changes) -> Complaint:
    """A complaint whose merchant has just given the new key."""
    c = a_complaint(State.AWAITING_REMEDY, remedies=DUE, paused=(), **changes)
    return act(c, Action.DO_REMEDY, Role.MERCHANT, sealed="box", tail="1234").complaint


def see(c: Complaint, at=SOON) -> Complaint:
    return act(c, Action.SEE_KEY, Role.BUYER, at, key_at=c.key_at).complaint


def grant(c: Complaint, at=SOON, words=WORDS) -> Complaint:
    return act(c, Action.GRANT_LOOK, Role.OPERATOR, at, words=words).complaint


def test_a_reissue_is_done_only_with_its_key_which_goes_into_a_row_of_its_own():
    c = a_complaint(State.AWAITING_REMEDY, remedies=DUE, version=6)
    with pytest.raises(Invalid) as refused:
        act(c, Action.DO_REMEDY, Role.MERCHANT, words=WORDS)
    assert set(refused.value.fields) == {"key"}
    change = act(c, Action.DO_REMEDY, Role.MERCHANT, sealed="box", tail="1234")
    after = change.complaint
    assert (after.looks, after.key_tail, after.key_at, after.key_seen) == (1, "1234", 7, None)
    assert after.remedies == (RemedyItem(Remedy.REISSUE, 0, RemedyState.DONE),)
    assert change.effects == (KeepKey(7, "box"),)
    assert change.event.payload == {"tail": "1234"}


@pytest.mark.parametrize("role", [Role.MERCHANT, Role.OPERATOR])
def test_where_no_reissue_is_due_no_key_is_kept_and_a_refunds_number_is_asked_for(role):
    c = a_complaint(State.AWAITING_REMEDY)
    change = act(c, Action.DO_REMEDY, role, sealed="box", tail="1234", ref="尾号 4471")
    assert change.complaint.key_at == 0
    assert not any(isinstance(effect, KeepKey) for effect in change.effects)
    with pytest.raises(Invalid):
        act(c, Action.DO_REMEDY, role, sealed="box", tail="1234")


def test_the_platform_may_give_a_key_and_may_have_given_it_elsewhere():
    c = a_complaint(State.AWAITING_REMEDY, remedies=DUE)
    assert act(c, Action.DO_REMEDY, Role.OPERATOR, words=WORDS).complaint.key_at == 0
    assert act(c, Action.DO_REMEDY, Role.OPERATOR, sealed="box", tail="1234").complaint.looks == 1


def test_looks_run_out_after_the_first():
    seen = see(given())
    assert (seen.looks, seen.key_seen) == (0, SOON)
    with pytest.raises(NotAllowed):
        see(seen)


def test_no_clock_state_or_remedy_moves_when_the_key_is_seen():
    c = given()
    heard = replace(c, clock=replace(c.clock, heard=True))
    assert replace(see(c), looks=1, key_seen=None, version=c.version) == heard


def test_a_look_at_another_key_than_the_newest_is_refused():
    c = given()
    with pytest.raises(NotAllowed):
        act(c, Action.SEE_KEY, Role.BUYER, key_at=c.key_at - 1)


def test_one_more_look_is_granted_after_the_first_with_a_reason_and_never_a_third():
    c = given()
    with pytest.raises(NotAllowed):
        grant(c)
    with pytest.raises(Invalid):
        grant(see(c), words="再看")
    again = see(grant(see(c)))
    assert again.looks == 0
    with pytest.raises(NotAllowed):
        grant(again)


def test_a_new_key_has_a_look_and_a_grant_of_its_own():
    c = see(grant(see(given())))
    due = a_complaint(
        State.AWAITING_REMEDY,
        remedies=DUE,
        version=9,
        key_at=c.key_at,
        key_tail="0000",
        key_seen=c.key_seen,
        look_granted=True,
    )
    fresh = act(due, Action.DO_REMEDY, Role.MERCHANT, sealed="other", tail="5678").complaint
    assert (fresh.looks, fresh.key_at, fresh.key_tail, fresh.key_seen, fresh.look_granted) == (
        1,
        10,
        "5678",
        None,
        False,
    )


def test_an_appeal_closes_the_seal_until_it_is_decided_and_opens_it_again():
    appealed = act(given(), Action.APPEAL, Role.MERCHANT, words=WORDS).complaint
    still = Paused(State.APPEALED, timedelta(hours=9), timedelta(hours=72))
    for shut in (appealed, a_complaint(State.AWAITING_EFFECT, paused=(still,), key_at=2, looks=1)):
        with pytest.raises(NotAllowed):
            see(shut)
        with pytest.raises(NotAllowed):
            grant(replace(shut, looks=0))
    decided = replace(a_complaint(State.CLOSED), key_at=2, looks=1, key_tail="1234")
    assert see(decided).looks == 0


@pytest.mark.parametrize("days", [1, 7, 29])
def test_an_unseen_key_waits_after_the_end_for_as_long_as_the_policy_says(days):
    closed = act(given(), Action.CONFIRM, Role.BUYER).complaint
    assert see(closed, closed.ended_at + timedelta(days=days)).looks == 0
    late = closed.ended_at + timedelta(days=30, seconds=1)
    with pytest.raises(Lapsed):
        see(closed, late)
    with pytest.raises(Lapsed):
        grant(replace(closed, looks=0, key_seen=SOON), late)
    patient = Policy(2, {"key_view": 180 * 86400})
    do = Command(Action.SEE_KEY, Role.BUYER, "buyer", late, key_at=closed.key_at)
    assert decided(closed, do, patient).complaint.looks == 0
