"""The one case of an outside arbiter: by the link in a letter, while the seat is theirs, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services import seats
from tests.cast import WORDS, Scene
from tests.web.browsing import Person, text_of
from tests.web.visiting import Visit, visitor

ADDRESS = "chen@arbiter.example"
REASON = "两边的记录都看过，商家没有出库记录，按细则成立。"


@pytest.fixture
def appealed(scene: Scene) -> Scene:
    """A dismissed complaint whose appeal both sides joined."""
    scene.file()
    scene.contest()
    scene.ruled(Outcome.DISMISSED)
    scene.do(Action.APPEAL, Role.BUYER, words="官网确认这张卡密从未激活成功过。")
    scene.do(Action.JOIN_APPEAL, Role.MERCHANT, words=WORDS)
    return scene


def at(scene: Scene, door: str = "o/xinghai/case") -> str:
    return f"/{door}/{scene.number}"


def invite(somebody: Person, scene: Scene, email: str = ADDRESS):
    page = f"{at(scene)}"
    return somebody.post(f"{page}/invite", page, 'name="email"', email=email)


@pytest.fixture
def link(appealed: Scene, person: Callable[..., Person], mailbox) -> str:
    """The link in the letter of the invited arbiter."""
    assert invite(person("o1"), appealed).status_code == 303
    appealed.tick()
    (letter,) = (mail for mail in mailbox() if mail.to == ADDRESS)
    return re.search(r"https://desk\.example(/l/\S+)", letter.text)[1]


@pytest.fixture
def me(app: Flask, link: str) -> Visit:
    """The arbiter, who opened the letter's link."""
    return visitor(app).open(link).press("打开")


def rule(me: Visit, **more: str) -> Visit:
    """The form of the ruling, filled in and sent."""
    fields = (
        me.fields("作出裁决 Ctrl ↵")
        if "作出裁决 Ctrl ↵" in buttons(me)
        else me.fields(button(me, "作出裁决"))
    )
    chosen = {"result": "refund", "clauses": "3.1", "words": REASON}
    return me.post(f"{me.path.split('?')[0].removesuffix('/do')}/do", **{**fields, **chosen, **more})


def buttons(me: Visit) -> list[str]:
    return [text for form in me.page.forms for text in form.buttons]


def button(me: Visit, text: str) -> str:
    return next(each for each in buttons(me) if text in each)


def test_looking_at_the_link_opens_nothing_and_pressing_opens_one_case(app, appealed, link):
    scanner = visitor(app)
    assert scanner.open(link).status == 200
    assert scanner.open(at(appealed, "a/xinghai")).status == 404
    me = visitor(app).open(link).press("打开")
    assert (me.path, me.status) == (at(appealed, "a/xinghai"), 200)
    for elsewhere in ("/o/xinghai", at(appealed)):
        assert "/in" in visitor(app).open(elsewhere).path
    assert me.open("/o/xinghai").path == "/o/xinghai/in"
    assert me.open(at(appealed, "b/xinghai")).status == 404


def test_both_sides_words_and_no_contact_no_number_no_other_case(me, appealed):
    for words in ("官网确认这张卡密从未激活成功过", "卡密发货前已检测有效", "KM20****0187", "极速卡社"):
        assert words in me, words
    for hidden in (
        "KM2026112200187",
        "qq.example",
        "merchant.example",
        ADDRESS,
        "z***",
        "/o/",
        "history.json",
    ):
        assert hidden not in me.html, hidden


def test_it_rules_takes_back_and_rules_again(me, appealed):
    rule(me)
    assert "裁决待生效" in me and appealed.load().state is State.AWAITING_EFFECT
    me.press("收回裁决")
    assert appealed.load().state is State.APPEALED
    rule(me, result="dismissed")
    assert appealed.load().draft.outcome is Outcome.DISMISSED


def test_what_is_missing_is_said_and_what_was_typed_is_kept(me, appealed):
    rule(me, words="太短了")
    assert me.status == 422 and "请写明理由，至少 10 个字" in me
    assert me.fields(button(me, "作出裁决"))["words"] == "太短了"
    assert appealed.load().state is State.APPEALED


def test_it_asks_one_side_for_proof(me, appealed):
    me.press("发出请求", proof_words="请提供出库记录")
    assert appealed.load().state is State.AWAITING_MERCHANT_PROOF
    assert me.status == 200 and "发出请求" not in buttons(me)


def test_after_the_decision_the_link_shows_the_outcome_and_nothing_is_done_any_more(app, me, appealed, link):
    late = me.fields(button(me, "作出裁决"))
    rule(me)
    appealed.after(minutes=6).tick()
    again = visitor(app).open(link).press("打开")
    assert "您的裁决已生效" in again and "成立" in again and "官网确认" not in again.html
    assert buttons(again) == []
    me.post(
        f"{at(appealed, 'a/xinghai')}/do",
        **{**late, "cmd": "another-form", "words": REASON, "result": "refund"},
    )
    assert me.status == 409 and REASON in me
    assert appealed.load().state is State.AWAITING_REMEDY


def test_who_declines_sees_that_it_ended_and_no_words(me, appealed):
    me.press("不担任", decline_seat_words="我认识卖家")
    assert appealed.load().invited == ""
    assert "您不再是这笔投诉的仲裁员" in me and "官网确认" not in me.html and buttons(me) == []


def test_who_was_replaced_neither_sees_nor_acts(app, me, appealed, person, link):
    form = me.fields(button(me, "作出裁决"))
    appealed.do(Action.DECLINE_SEAT, Role.BUYER, words="不接受")
    invite(person("o1"), appealed, "second@arbiter.example")
    appealed.tick()
    me.post(f"{at(appealed, 'a/xinghai')}/do", **{**form, "result": "refund", "words": REASON})
    assert me.status == 409 and "您不再是这笔投诉的仲裁员" in me and REASON in me
    again = visitor(app).open(link).press("打开")
    assert "您不再是这笔投诉的仲裁员" in again and "官网确认" not in again.html
    assert appealed.load().state is State.APPEALED


def test_a_draft_of_somebody_else_is_not_shown_to_who_declined(me, appealed):
    me.press("不担任")
    appealed.rule(Outcome.UPHELD, role=Role.ARBITER)
    me.open(at(appealed, "a/xinghai"))
    assert "待生效" not in me and "全额退款" not in me and "不成立" in me


def test_it_is_read_in_english_too(me, appealed):
    me.open(at(appealed, "a/xinghai"), lang="en")
    main = text_of(me.html)
    assert "outside arbiter" in main and "Decline the seat" in main


def test_a_link_of_another_marketplace_is_refused(app, appealed, link):
    assert visitor(app).open(link.replace("/xinghai/", "/jiguang/")).status == 403


def test_the_operators_page_offers_the_invitation_where_it_is_possible(appealed, person):
    me = person("o1")
    assert "邀请外部仲裁员" in me.get(at(appealed)).text
    invite(me, appealed)
    page = text_of(me.get(at(appealed)).text)
    assert "邀请外部仲裁员" not in page and "已邀请一位外部仲裁员，请其在" in page
    assert ADDRESS not in page


def test_before_a_ruling_a_marketplaces_operators_invite_nobody(scene, person):
    scene.file()
    scene.contest()
    assert "邀请外部仲裁员" not in person("o1").get(at(scene)).text


def test_an_address_that_is_refused_is_kept_in_its_field(appealed, person):
    answer = invite(person("o1"), appealed, "m1@merchant.example")
    assert answer.status_code == 422
    assert str(seats.INSIDE.zh) in text_of(answer.text) and 'value="m1@merchant.example"' in answer.text


def test_a_seated_arbiter_invites_nobody(appealed, person):
    me = person("a1")
    assert "邀请外部仲裁员" not in me.get(at(appealed)).text
    hidden = {"csrf": me.csrf(), "cmd": "m" * 12, "email": ADDRESS}
    assert me.send(f"{at(appealed)}/invite", hidden).status_code == 404


def test_the_operators_page_says_that_an_outside_arbiter_ruled(me, appealed, person):
    rule(me)
    appealed.after(minutes=6).tick()
    assert "外部仲裁员" in text_of(person("o1").get(at(appealed)).text)
