"""Putting right what was just filed: for ten minutes, on record, and the merchant's time stays as it was."""

from __future__ import annotations

import pytest

from functions.domain.errors import NotAllowed
from functions.domain.standard import CATEGORIES
from functions.domain.vocabulary import Action, Remedy, Role
from tests.cast import WORDS, link
from tests.web.visiting import filed, visitor


@pytest.fixture
def buyer(app, scene):
    return filed(app, scene, amt="30.00")  # so little that it is withdrawn at once


def page(scene) -> str:
    return f"/b/xinghai/{scene.number}/amend"


def test_the_receipt_leads_to_a_form_with_all_that_was_filed(buyer, scene):
    assert page(scene) in buyer.open(f"/b/xinghai/{scene.number}/receipt").html
    buyer.open(page(scene))
    assert WORDS in buyer
    assert buyer.fields("保存修改")["category"] == "K1"


def test_what_is_changed_is_the_complaint_and_both_versions_stay_on_record(buyer, scene):
    before = scene.load()
    buyer.open(page(scene)).press(
        "保存修改",
        category="K2",
        remedy="partial_refund",
        ask_fen="29.99",
        words="兑换时提示已被使用，刚才选错了问题。",
    )
    after = scene.load()
    assert (after.category, after.ask.remedy, after.ask.fen) == ("K2", Remedy.PARTIAL_REFUND, 2999)
    assert after.clock == before.clock
    assert scene.events() == ["file", "amend"]
    assert WORDS in buyer and "兑换时提示已被使用" in buyer and "您修改了投诉内容" in buyer


def test_what_is_missing_is_said_and_nothing_typed_is_lost(buyer, scene):
    before = scene.load()
    buyer.open(page(scene)).press("保存修改", remedy="partial_refund", ask_fen="", words="改到一半的话")
    assert buyer.status == 422
    assert 'href="#f-ask_fen"' in buyer.html and "改到一半的话" in buyer
    assert scene.load() == before


def test_all_that_the_order_cost_is_no_part_of_it_and_what_was_typed_stays(buyer, scene):
    before = scene.load()
    buyer.open(page(scene)).press(
        "保存修改", remedy="partial_refund", ask_fen="30", words="兑换时提示已被使用，想退一部分。"
    )
    assert buyer.status == 422 and "请选“全额退款”" in buyer and "想退一部分" in buyer
    assert buyer.fields("保存修改")["ask_fen"] == "30"
    assert scene.load() == before


def test_an_ordinary_problem_does_not_become_a_violation(buyer, scene):
    buyer.open(page(scene)).press("保存修改", category="F1")
    assert buyer.status == 422 and "请撤销后重新提交" in buyer
    assert CATEGORIES[scene.load().category].window == "filing"


def test_after_ten_minutes_it_is_over(buyer, scene):
    fields = buyer.open(page(scene)).fields("保存修改")
    scene.after(minutes=11)
    assert buyer.open(page(scene)).path.endswith(scene.number)
    buyer.post(page(scene), **{**fields, "words": "太晚了才想起来要改的话"})
    assert (buyer.status, "修改时间已过" in buyer) == (409, True)
    assert scene.events() == ["file"]


def test_after_the_merchants_answer_it_is_over_too(buyer, scene):
    fields = buyer.open(page(scene)).fields("保存修改")
    scene.contest()
    buyer.post(page(scene), **{**fields, "words": "商家答复之后才改的话"})
    assert (buyer.status, scene.events()) == (409, ["file", "contest"])


def test_a_change_is_no_way_round_the_same_kind_once(app, buyer, scene):
    """What was decided is used up, under whatever kind the next one was filed."""
    scene.do(Action.ACCEPT, Role.MERCHANT)
    scene.do(Action.CONFIRM, Role.BUYER)
    buyer.open("/c/xinghai", **link(scene.now, amt="30.00")).press(
        "提交投诉", category="D1", words=WORDS, email="zhang@qq.example"
    )
    scene.number = buyer.path.split("/")[-2]
    filed_again = scene.load()
    buyer.open(page(scene)).press("保存修改", category="K1", words="其实还是卡密无效，想改回原来的问题。")
    assert (buyer.status, "同类问题已投诉过" in buyer) == (422, True)
    assert "其实还是卡密无效" in buyer
    assert scene.load() == filed_again


def test_nobody_else_changes_it(app, buyer, scene):
    fields = buyer.open(page(scene)).fields("保存修改")
    stranger = visitor(app)
    assert stranger.open(page(scene)).status == 404
    stranger.post(page(scene), **{**fields, "words": "陌生人想改成这样的话"})
    assert stranger.status in (403, 404)
    assert scene.events() == ["file"]
    with pytest.raises(NotAllowed):
        scene.do(Action.AMEND, Role.MERCHANT, category="K2", words=WORDS)
