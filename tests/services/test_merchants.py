"""Whose order it is: a merchant whom nobody knows is asked about, never replaced by another."""

from __future__ import annotations

import pytest

from functions.domain.errors import Invalid
from functions.domain.marketplace import Merchant, house_of
from functions.domain.order_facts import OrderFacts
from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services import buyers, identity, orders
from tests import cast

UNKNOWN = [
    None,
    "",
    "0",
    0,
    1,
    True,
    ["m1"],
    {"id": "m1"},
    "newmerchant9",
    "M1",
    " m1",
    "m1 ",
    "ｍ1",
    "m1\u200b",
    "m1\n",
    1.5,
]
"""What a shop's link may call a merchant that is none of this marketplace's."""


def told(mailbox) -> set[str]:
    return {sent.to for sent in mailbox()}


@pytest.mark.parametrize("said", UNKNOWN, ids=repr)
def test_a_link_with_an_unknown_merchant_waits_for_an_operator_and_no_merchant_hears_of_it(
    scene, mailbox, said
):
    c = scene.file(signed=scene.signed(m=said))
    assert (c.state, c.merchant, c.awaits, c.merchant_told) == (
        State.AWAITING_ASSIGNMENT,
        "",
        Role.OPERATOR,
        False,
    )
    assert c.shop == scene.market.name
    scene.tick(minutes=1)
    assert told(mailbox) == {"zhang@qq.example", "o1@desk.example", "o2@desk.example"}
    for merchant in scene.market.shops:
        for closed in (False, True):
            assert not scene.desk.lists.merchant_list("xinghai", merchant, closed=closed, limit=9).rows


def test_a_merchant_that_is_known_by_its_very_id_is_told_at_once(scene, mailbox):
    c = scene.file(signed=scene.signed(m="m2"))
    assert (c.state, c.merchant, c.shop) == (State.AWAITING_MERCHANT, "m2", "云点数卡")
    scene.tick(minutes=1)
    assert "m2@merchant.example" in told(mailbox) and "m1@merchant.example" not in told(mailbox)


def test_the_operator_says_whose_it_is_and_the_merchants_clock_starts_then(scene, mailbox):
    scene.file(signed=scene.signed(m=None))
    c = scene.after(hours=5).do(Action.ASSIGN, Role.OPERATOR, merchant="m2")
    assert (c.state, c.merchant, c.shop, c.merchant_told) == (State.AWAITING_MERCHANT, "m2", "云点数卡", True)
    assert c.clock.due_at == scene.now + scene.market.policy.window("response")
    scene.tick(minutes=1)
    assert "m2@merchant.example" in told(mailbox) and "m1@merchant.example" not in told(mailbox)
    assert [
        row.id for row in scene.desk.lists.merchant_list("xinghai", "m2", closed=False, limit=9).rows
    ] == [c.id]


def test_a_late_complaint_of_an_unknown_merchant_is_assigned_and_then_admitted(scene):
    at = int(scene.now.timestamp()) - 9 * 86400
    assert scene.file(signed=scene.signed(m="0", pat=at, dat=at)).state is State.AWAITING_ASSIGNMENT
    c = scene.do(Action.ASSIGN, Role.OPERATOR, merchant="m1")
    assert (c.state, c.merchant_told) == (State.AWAITING_ADMISSION, False)
    assert scene.do(Action.ADMIT, Role.OPERATOR).state is State.AWAITING_MERCHANT


def test_the_operator_may_decline_with_a_reason_and_the_buyer_reads_it(scene, mailbox):
    scene.file(signed=scene.signed(m=None))
    with pytest.raises(Invalid):
        scene.do(Action.DECLINE_ADMISSION, Role.OPERATOR)
    c = scene.do(Action.DECLINE_ADMISSION, Role.OPERATOR, words="与店铺核对过，没有这笔订单。")
    assert (c.state, c.outcome, c.merchant_told) == (State.CLOSED, Outcome.NOT_ADMITTED, False)
    scene.tick(minutes=1)
    assert any("没有这笔订单" in sent.text for sent in mailbox() if sent.to == "zhang@qq.example")
    assert not {"m1@merchant.example", "m2@merchant.example"} & told(mailbox)


@pytest.mark.parametrize("merchant", ["", "0", "m9", "M1", "s1", "o1"])
def test_nobody_is_assigned_who_is_no_merchant_of_this_marketplace(scene, merchant):
    cast.marketplace(scene.desk, "tiandi", merchants={"m9": Merchant("m9", "别家", ("m9@merchant.example",))})
    scene.file(signed=scene.signed(m=None))
    with pytest.raises(Invalid) as refused:
        scene.do(Action.ASSIGN, Role.OPERATOR, merchant=merchant)
    assert set(refused.value.fields) == {"merchant"}
    assert scene.load().state is State.AWAITING_ASSIGNMENT


def test_an_operator_who_says_nothing_is_urged_and_silence_decides_nothing(scene):
    scene.file(signed=scene.signed(m=None))
    scene.tick(hours=24)
    assert (scene.load().state, scene.load().escalated) == (State.AWAITING_ASSIGNMENT, True)


def test_withdrawn_and_continued_it_still_waits_for_an_operator(scene):
    scene.file(signed=scene.signed(m=None, amt="20.00"))
    assert scene.withdraw("mistake").outcome is Outcome.WITHDRAWN
    c = scene.do(Action.REOPEN, Role.BUYER, words="商家没有兑现，继续投诉。")
    assert (c.state, c.merchant_told) == (State.AWAITING_ASSIGNMENT, False)


@pytest.mark.parametrize("house", ["xinghai", "0"])
@pytest.mark.parametrize("said", [*UNKNOWN, "xinghai", "m2"], ids=repr)
def test_in_single_mode_every_order_is_the_shops_own(desk, said, house):
    own = Merchant(house, "星海卡铺", ("o1@desk.example",))
    market = cast.marketplace(desk, mode="single", merchants={house: own})
    scene = cast.Scene(desk, market)
    c = scene.file(signed=scene.signed(m=said))
    assert (c.state, c.merchant, c.shop) == (State.AWAITING_MERCHANT, house, "星海卡铺")
    by_hand = scene.file(by_link=False, merchant="", order="KM2026112200999", address="203.0.113.9")
    assert (by_hand.merchant, by_hand.shop) == (house, "星海卡铺")


def test_an_order_the_shop_told_of_without_a_merchant_waits_once_it_is_verified(scene):
    facts = OrderFacts("", "点卡", 9850, "0", "", delivered_at=scene.now)
    orders.register(scene.desk, scene.market, "KM2026112200187", facts=facts, email="zhang@qq.example")
    c = scene.file(by_link=False)
    code = identity.verify_code(scene.desk, c)
    c = buyers.verify(scene.desk, scene.market, c.id, code=code, key="a-click-1", now=scene.now)
    assert (c.state, c.merchant) == (State.AWAITING_ASSIGNMENT, "")


def test_a_single_marketplace_knows_itself_by_its_own_id_or_as_its_only_merchant():
    assert house_of("xinghai", "single", ["m1", "m2"]) == house_of("xinghai", "multi", ["xinghai"]) == ""
    assert house_of("xinghai", "single", ["m1"]) == "m1"
    assert house_of("xinghai", "single", ["m1", "xinghai"]) == "xinghai"
