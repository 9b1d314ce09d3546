"""A single shop: its owner answers from the operator's page, at once, and rules on nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.domain.vocabulary import Action, Outcome, Role, State
from tests import cast
from tests.cast import Scene
from tests.web.browsing import Person, app_of, text_of

WHY = "卡密发货前已检测有效，附出库记录。"


@pytest.fixture
def shop(desk) -> Scene:
    """A shop of one's own, without an arbiter."""
    owner = {"o1": cast.Staff("o1", "店主", "o1@desk.example", Role.OPERATOR, admin=True)}
    one = {"alone": cast.Merchant("alone", "极光数卡", ("owner@merchant.example",))}
    market = cast.marketplace(desk, "alone", mode="single", merchants=one, staff=owner)
    return Scene(desk, market)


def at(c) -> str:
    return f"/o/alone/case/{c.id}"


@pytest.fixture
def me(shop) -> Person:
    return Person(shop, app_of(shop)).sign_in("o1")


def test_the_owner_answers_at_once_from_the_case(shop, me):
    c = shop.file()
    page = text_of(me.get(at(c)).text)
    assert "店铺的答复" in page and "再催告一次" in page
    me.post(f"{at(c)}/do", at(c), 'value="answer"', how="refund")
    assert shop.load().state is State.AWAITING_REMEDY
    assert me.post(f"{at(c)}/do", at(c), 'value="do_remedy"', ref=" ").status_code == 422
    me.post(f"{at(c)}/do", at(c), 'value="do_remedy"', ref="退款单 4471")
    assert shop.load().state is State.AWAITING_CONFIRMATION
    assert 'value="accept_proof"' not in me.get(at(c)).text, "no shop confirms its own payment"


def test_where_nobody_neutral_is_seated_a_no_is_an_answer_and_no_ruling(shop, me, mailbox):
    c = shop.file()
    assert "店铺不同意" in text_of(me.get(at(c)).text)
    me.post(f"{at(c)}/do", at(c), 'value="answer"', how="contest", words=WHY)
    ended = shop.load()
    assert (ended.outcome, ended.ruling, ended.open) == (Outcome.REFUSED, None, False)
    shop.tick()
    told = [mail for mail in mailbox() if mail.to == "zhang@qq.example" and "不同意" in mail.subject]
    assert told and "12315" in told[-1].text


def test_a_shop_that_is_silent_is_reminded_once_more_and_then_what_was_asked_is_upheld(shop):
    shop.file()
    shop.tick()
    shop.tick(hours=24)
    c = shop.load()
    assert (c.state, c.urged, c.clock.span) == (State.AWAITING_MERCHANT, True, timedelta(hours=24))
    shop.tick()
    shop.tick(hours=24)
    c = shop.load()
    assert (c.state, c.outcome, c.ruling.by) == (State.AWAITING_REMEDY, Outcome.UPHELD, "clock")


def test_the_owner_cannot_rule_on_his_own_goods_and_a_seated_arbiter_does(desk):
    people = {
        "o1": cast.Staff("o1", "店主", "o1@desk.example", Role.OPERATOR),
        "a1": cast.Staff("a1", "周仲", "a1@desk.example", Role.ARBITER),
    }
    one = {"seated": cast.Merchant("seated", "极光数卡", ("owner@merchant.example",))}
    shop = Scene(desk, cast.marketplace(desk, "seated", mode="single", merchants=one, staff=people))
    me = Person(shop, app_of(shop)).sign_in("o1")
    c = shop.file()
    shop.do(Action.CONTEST, Role.MERCHANT, "o1", words=WHY)
    assert (shop.load().state, shop.load().awaits) == (State.AWAITING_RULING, Role.ARBITER)
    assert 'value="rule"' not in me.get(f"/o/seated/case/{c.id}").text
    assert shop.rule(Outcome.DISMISSED, role=Role.ARBITER).state is State.AWAITING_EFFECT


def test_an_operator_of_many_merchants_answers_for_none_of_them(scene, person):
    c = scene.file()
    me = person("o1")
    path = f"/o/xinghai/case/{c.id}"
    assert 'value="answer"' not in me.get(path).text
    form = {"csrf": me.csrf(), "cmd": "r" * 12, "action": "answer", "how": "refund"}
    assert me.send(f"{path}/do", form).status_code == 404
    assert scene.load() == c
