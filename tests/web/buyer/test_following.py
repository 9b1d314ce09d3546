"""One complaint before its buyer: what the page says in each state, what can be done, and who else sees
nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services import exports
from tests.cast import WORDS, Scene
from tests.conftest import TestCloud
from tests.counting import counting
from tests.web.buyer.test_filing import FORGED, forge
from tests.web.visiting import Visit, filed, visitor

NOT_ENOUGH = "只退 30 元不够，卡密完全不能用。"


@pytest.fixture
def buyer(app: Flask, scene: Scene) -> Visit:
    return filed(app, scene)


def look(buyer: Visit, scene: Scene) -> Visit:
    return buyer.open(f"/b/xinghai/{scene.number}")


def proof_asked(scene: Scene) -> None:
    scene.contest()
    scene.do(Action.ASK_PROOF, Role.OPERATOR, side=Role.BUYER, words="请写明报错的时间和网址。")


def ruled(scene: Scene, outcome: Outcome = Outcome.UPHELD) -> None:
    scene.contest()
    scene.ruled(outcome)


def done(scene: Scene) -> None:
    ruled(scene)
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款，退款单尾号 0932。")


def nothing(scene: Scene) -> None:
    """Just filed."""


STANDS: dict[str, tuple[Callable[[Scene], Any], list[str], list[str]]] = {
    "filed": (
        nothing,
        ["等商家回复", "剩 1 天", "截止 11月23日 12:00", "逾期平台会介入裁决，您不用再催", WORDS],
        ["发送"],
    ),
    "contested": (Scene.contest, ["待裁决", "商家不同意，转平台裁决", "卡密发货前已检测有效"], ["发送"]),
    "offered": (
        Scene.offer,
        ["等您答复方案", "商家的方案：部分退款 ¥30.00", "您要的是全额退款 ¥98.50"],
        ["接受这个方案", "不接受这个方案"],
    ),
    "proof asked": (proof_asked, ["等您补充凭证", "请写明报错的时间和网址。"], ["提交"]),
    "accepted": (
        lambda s: s.do(Action.ACCEPT, Role.MERCHANT, words="同意退款"),
        ["等商家处理", "待执行"],
        ["已经收到了"],
    ),
    "ruled": (ruled, ["投诉成立", "1.2 超时不回复", "商家没有提供出库记录", "待执行"], ["提交申诉"]),
    "done": (
        done,
        ["等您确认", "商家说已处理，收到了吗？", "已原路退款"],
        ["确认已收到", "没有收到，由平台裁决", "提交申诉"],
    ),
    "dismissed": (lambda s: ruled(s, Outcome.DISMISSED), ["投诉不成立", "投诉已结束"], ["提交申诉"]),
    "in review": (lambda s: s.withdraw("resolved"), ["撤销审核中", "您申请撤销"], ["取消撤销，继续投诉"]),
    "silent": (lambda s: s.tick(hours=25), ["商家逾期没有回复", "待裁决"], []),
}


@pytest.mark.parametrize("name", STANDS)
def test_the_page_says_how_it_stands_and_what_can_be_done(buyer: Visit, scene: Scene, name: str) -> None:
    play, said, buttons = STANDS[name]
    play(scene)
    look(buyer, scene)
    assert [words for words in said if words not in buyer] == []
    offered = {text for form in buyer.page.forms for text in form.buttons}
    assert set(buttons) <= offered
    assert [
        text for text in offered if text in ("提交申诉", "接受这个方案", "确认已收到") and text not in buttons
    ] == []


DEEDS: dict[str, tuple[Callable[[Scene], Any], str, dict[str, str], State]] = {
    "take the offer": (Scene.offer, "接受这个方案", {}, State.AWAITING_REMEDY),
    "decline the offer": (
        Scene.offer,
        "不接受这个方案",
        {"decline_offer_words": NOT_ENOUGH},
        State.AWAITING_RULING,
    ),
    "give proof": (
        proof_asked,
        "提交",
        {"give_proof_words": "11 月 22 日 20:20 在官网提示卡密错误。"},
        State.AWAITING_RULING,
    ),
    "confirm": (done, "确认已收到", {}, State.CLOSED),
    "deny": (done, "没有收到，由平台裁决", {"deny_words": "查了付款渠道，没有到账。"}, State.AWAITING_RULING),
    "appeal": (ruled, "提交申诉", {"appeal_words": "裁决没有看到我补充的说明。"}, State.APPEALED),
    "keep it": (lambda s: s.withdraw("resolved"), "取消撤销，继续投诉", {}, State.AWAITING_MERCHANT),
    "add words": (
        nothing,
        "发送",
        {"add_words_words": "今天又试了一次，还是不行。"},
        State.AWAITING_MERCHANT,
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_button_does_what_it_says(buyer: Visit, scene: Scene, deed: str) -> None:
    play, button, words, state = DEEDS[deed]
    play(scene)
    look(buyer, scene).press(button, **words)
    assert buyer.status == 200 and 'role="status"' in buyer.html
    assert scene.load().state is state
    assert all(text in buyer for text in words.values())


def test_a_withdrawn_complaint_is_continued_once(app: Flask, scene: Scene) -> None:
    buyer = filed(app, scene, amt="30.00")
    scene.withdraw("resolved")
    assert "提交申诉" not in look(buyer, scene).html
    buyer.press("继续投诉", reopen_words="说好的补发一直没有收到。")
    assert "投诉已继续" in buyer and scene.load().state is State.AWAITING_MERCHANT
    scene.withdraw("resolved")
    assert "没有兑现，继续投诉" not in look(buyer, scene)


def test_too_few_words_are_asked_for_and_nothing_typed_is_lost(buyer: Visit, scene: Scene) -> None:
    done(scene)
    look(buyer, scene).press("没有收到，由平台裁决", deny_words="没到账")
    assert buyer.status == 422 and "还差 1 处没填好" in buyer and 'href="#f-deny_words"' in buyer.html
    assert buyer.fields("没有收到，由平台裁决")["deny_words"] == "没到账"
    assert scene.load().state is State.AWAITING_CONFIRMATION


def test_a_form_sent_twice_acts_once(buyer: Visit, scene: Scene) -> None:
    fields = {**buyer.fields("发送"), "add_words_words": "今天又试了一次，还是不行。"}
    for _ in range(3):
        assert buyer.post(f"/b/xinghai/{scene.number}/do", **fields).status == 200
    assert scene.events() == ["file", "add_words"]


def test_a_page_left_open_too_long_changes_nothing(buyer: Visit, scene: Scene) -> None:
    scene.offer()
    look(buyer, scene)
    scene.after(days=4)
    buyer.press("接受这个方案")
    assert buyer.status == 409
    assert "待裁决" in look(buyer, scene) and scene.load().offer is not None


def test_what_has_lapsed_shows_before_the_sweep_has_run(buyer: Visit, scene: Scene) -> None:
    scene.after(hours=25)
    assert "待裁决" in look(buyer, scene)
    assert scene.load().state is State.AWAITING_MERCHANT


def test_a_ruling_that_may_be_taken_back_is_not_told(buyer: Visit, scene: Scene) -> None:
    scene.contest()
    scene.rule()
    assert "待裁决" in look(buyer, scene)
    assert "商家没有提供出库记录" not in buyer and "裁决待生效" not in buyer
    assert "商家没有提供出库记录" not in buyer.open(f"/b/xinghai/{scene.number}/history.json").html


def test_the_record_can_be_taken_away_and_checked(buyer: Visit, scene: Scene) -> None:
    done(scene)
    answer = buyer.client.get(f"/b/xinghai/{scene.number}/history.json", base_url="https://desk.example")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert exports.check(json.loads(answer.text)) == len(scene.events())
    assert "zhang@qq.example" not in answer.text


def test_a_missed_remedy_leads_on_to_the_complaint_that_opened(buyer: Visit, scene: Scene) -> None:
    ruled(scene)
    scene.tick(days=4)
    look(buyer, scene)
    opened = (
        scene.load().commands and scene.desk.cases.case("xinghai", scene.number, fresh=True).links[-1].payload
    )
    assert opened and opened["follow_up"] in buyer
    buyer.open(f"/b/xinghai/{opened['follow_up']}")
    assert buyer.status == 200 and "退款未到" in buyer
    assert buyer.follow(scene.number).status == 200


def test_the_way_back_to_the_shop_is_the_shops_own(app: Flask, scene: Scene) -> None:
    buyer = filed(app, scene, ret="https://shop.example/order/1")
    assert buyer.page.links["返回店铺"] == "https://shop.example/order/1"
    other = filed(app, scene, o="KM2026112200188", ret="https://evil.example/")
    assert "返回店铺" not in other.page.links


def test_the_page_is_one_query(buyer: Visit, scene: Scene, cloud: TestCloud) -> None:
    with counting(cloud.client("dynamodb")) as count:
        look(buyer, scene)
    assert [call.operation for call in count.calls] == ["Query"]


GETS = ("", "/receipt", "/withdraw", "/history.json")
POSTS = ("/do", "/verify", "/withdraw")


@pytest.mark.parametrize(
    "who", ["nobody", "holds another", "proved another contact", "of another marketplace"]
)
def test_what_is_not_yours_is_not_there(app: Flask, scene: Scene, who: str) -> None:
    filed(app, scene)
    theirs, before = scene.number, scene.load()
    stranger = visitor(app, address="198.51.100.9")
    if who == "holds another":
        stranger = filed(app, scene, o="KM2026112200555", email="li@qq.example", address="198.51.100.9")
    if who == "proved another contact":
        stranger = proved(app, scene, "li@qq.example")
    market = "jiguang" if who == "of another marketplace" else "xinghai"
    if market == "jiguang":
        stranger = proved(app, scene, "zhang@qq.example", market)
    token = {
        "csrf": stranger.open("/c/xinghai/new").fields("下一步，核对信息")["csrf"],
        "cmd": "abcdefgh1234",
    }
    ways = [(stranger.open, path, {}) for path in GETS]
    ways += [
        (
            stranger.post,
            path,
            {
                **token,
                "action": "add_words",
                "add_words_words": "陌生人写的话，不该出现",
                "code": "000000",
                "step": "send",
                "reason": "resolved",
            },
        )
        for path in POSTS
    ]
    for go, path, fields in ways:
        answers = []
        for number in (theirs, "TS-261122-00000000"):
            seen = go(f"/b/{market}/{number}{path}", **fields)
            answers.append((seen.status, seen.html))
        assert answers[0] == answers[1] and answers[0][0] == 404, path
    scene.number = theirs
    assert scene.load() == before


def proved(app: Flask, scene: Scene, email: str, market: str = "xinghai") -> Visit:
    """Somebody whose cookie proves a contact, as after a mailed code."""
    from functions.services import identity
    from functions.web.frame import cookie as cookies

    here = cookies.read(scene.desk, None)
    here.prove(market, identity.person(scene.desk, market, email))
    said = scene.desk.vault.sign("session", {"n": here.nonce, "p": here.persons})
    somebody = visitor(app, address="198.51.100.9")
    somebody.client.set_cookie(cookies.NAME, said, domain="desk.example", secure=True)
    return somebody


def test_a_proved_contact_opens_and_acts(app: Flask, scene: Scene) -> None:
    filed(app, scene)
    buyer = look(proved(app, scene, "Zhang@qq.example"), scene)
    assert buyer.press("发送", add_words_words="换了手机，继续说明情况。").status == 200
    assert scene.events() == ["file", "add_words"]


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_action_changes_nothing(buyer: Visit, scene: Scene, forgery: str) -> None:
    scene.offer()
    fields = look(buyer, scene).fields("接受这个方案")
    assert forge(buyer, f"/b/xinghai/{scene.number}/do", fields, FORGED[forgery]) == 403
    assert scene.load().state is State.AWAITING_BUYER


def test_looking_changes_nothing(buyer: Visit, scene: Scene) -> None:
    scene.offer()
    before = scene.load()
    for path in (*GETS, "/do?action=take_offer", "/verify?code=1"):
        buyer.open(f"/b/xinghai/{scene.number}{path}")
    assert scene.load() == before


@pytest.mark.parametrize("action", ["accept", "rule", "lapse", "withdraw", "", "close"])
def test_only_a_buyers_own_actions_are_taken(buyer: Visit, scene: Scene, action: str) -> None:
    fields = {**buyer.fields("发送"), "action": action}
    assert buyer.post(f"/b/xinghai/{scene.number}/do", **fields).status == 409
    assert scene.events() == ["file"]


def test_fields_nobody_asked_for_change_nothing(buyer: Visit, scene: Scene) -> None:
    extra = {
        "settlement": "refund",
        "fen": "1",
        "side": "buyer",
        "mark": "malicious",
        "role": "operator",
        "actor": "o1",
    }
    buyer.post(
        f"/b/xinghai/{scene.number}/do",
        **{**buyer.fields("发送"), **extra, "add_words_words": "补充一句说明。"},
    )
    link = scene.desk.cases.case("xinghai", scene.number, fresh=True).links[-1]
    assert (link.role, link.actor, link.payload) == ("buyer", "buyer", {"words": "补充一句说明。"})
