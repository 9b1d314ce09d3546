"""A merchant leaves: nothing new is sent to it, and nobody waits for its answer."""

from __future__ import annotations

import pytest

from functions.domain.errors import NotAllowed, NotFound
from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services.tenants import leaving


def left(scene) -> int:
    moved = leaving.leave(scene.desk, scene.market, "m1", by="o1", now=scene.now)
    scene.market = scene.desk.tenants.marketplace(scene.market.id)
    return moved


def test_what_waits_for_its_answer_is_ruled_on_and_what_it_owes_is_enforced(scene):
    waiting = scene.file(order="KM1000001").id
    owing = scene.file(order="KM1000002").id
    scene.do(Action.ACCEPT, Role.MERCHANT)
    assert left(scene) == 2
    states = {n: scene.desk.cases.load("xinghai", n).state for n in (waiting, owing)}
    assert states == {waiting: State.AWAITING_RULING, owing: State.AWAITING_ENFORCEMENT}
    scene.number = waiting
    assert scene.ruled().state is State.AWAITING_ENFORCEMENT, "nobody is there to do it"


def test_a_new_complaint_names_it_no_more_and_the_operator_has_it_at_once(scene, mailbox):
    left(scene)
    scene.tick()
    before = len(mailbox())
    c = scene.file()
    assert (c.state, c.merchant, c.merchant_told) == (State.AWAITING_ASSIGNMENT, "", False)
    assert scene.do(Action.NO_MERCHANT, Role.OPERATOR).state is State.AWAITING_RULING
    scene.tick()
    assert "m1@merchant.example" not in {sent.to for sent in mailbox()[before:]}
    assert "极速卡社" not in scene.market.shops.values()


def test_to_leave_twice_is_to_leave_once(scene):
    scene.file()
    assert (left(scene), left(scene)) == (1, 0)
    assert scene.events() == ["file", "leave"]


def test_who_is_no_merchant_here_cannot_leave(scene):
    with pytest.raises(NotFound):
        leaving.leave(scene.desk, scene.market, "nobody", by="o1", now=scene.now)


def test_it_still_appeals_what_is_open(scene):
    scene.file()
    scene.contest()
    scene.ruled(Outcome.UPHELD)
    left(scene)
    c = scene.do(Action.APPEAL, Role.MERCHANT, words="有新的出库记录，请再看一次。")
    assert c.state is State.APPEALED


def test_a_single_shop_does_not_leave_itself(desk):
    from tests import cast

    one = {"m1": cast.MERCHANTS["m1"]}
    market = cast.marketplace(desk, "alone", mode="single", merchants=one)
    with pytest.raises(NotAllowed):
        leaving.leave(desk, market, market.house, by="o1", now=cast.NOON)
