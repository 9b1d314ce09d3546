"""The page of a request for assistance: who may open it, what is said there, and how its asker proves who they
are; and what the holder of the complaint sees of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from functions.domain.assistance import ActState, Proof
from functions.domain.vocabulary import Action
from functions.local.cloud.sent_mail import Sent
from functions.services import assisting, identity
from functions.services.assisting import Wanted
from tests.cast import Scene
from tests.web.visiting import Visit, code_in, filed, visitor

WORDS = "已经和商家谈好了，想撤销，可是过了时间。"


def asked(app: Flask, scene: Scene, address: str = "203.0.113.50", **more: str) -> Visit:
    asker = visitor(app, address=address).open("/b/xinghai/help")
    return asker.press("提交", topic="past_window", words=WORDS, **{"complaint": scene.number, **more})


def latest(scene: Scene):
    rows = scene.desk.lists.queue("xinghai", "assistance", limit=9).rows
    return scene.desk.assistance.assistance("xinghai", rows[-1].id)[0]


def test_without_a_mailbox_the_answer_is_on_the_page_that_number_and_passcode_open(
    app: Flask, scene: Scene
) -> None:
    scene.file()
    passcode = identity.passcode(scene.desk, scene.load())
    asker = asked(app, scene, passcode=passcode)
    request = latest(scene)
    assert "显示在这条请求的页面" in asker and "答复到" not in asker
    scene.desk.assistance.put_assistance(
        assisting.rules.answer(request, words="请稍等，我们来办。", by="o1", now=scene.now),
        before=request,
        outbox=None,
        private=None,
    )
    assert "请稍等，我们来办。" in asker.follow("查看这条请求")
    elsewhere = visitor(app, address="203.0.113.51").open("/b/xinghai/enter")
    wrong = elsewhere.press("进入", number=request.id, passcode="AAAAAAAA")
    assert wrong.status == 422 and "编号或密码对不上" in wrong
    assert "请稍等，我们来办。" in wrong.press("进入", number=request.id, passcode=passcode)
    stranger = visitor(app).open(f"/b/xinghai/help/{request.id}")
    assert stranger.status == 404


def test_the_asker_answers_back_and_the_request_waits_for_an_operator_again(app: Flask, scene: Scene) -> None:
    scene.file()
    asker = asked(app, scene, email="lin@qq.example").follow("查看这条请求")
    request = latest(scene)
    scene.desk.assistance.put_assistance(
        assisting.rules.answer(request, words="请问退款到账了吗？", by="o1", now=scene.now),
        before=request,
        outbox=None,
        private=None,
    )
    assert asker.open(f"/b/xinghai/help/{request.id}").press("发送", words="").status == 422
    asker.press("发送", words="已经到账，谢谢。")
    assert "已经到账，谢谢。" in asker and "等客服答复" in asker
    assert [row.id for row in scene.desk.lists.queue("xinghai", "assistance", limit=9).rows] == [request.id]


def test_the_code_is_asked_for_on_the_page_and_whoever_exists_the_page_says_the_same(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    scene.file()
    asker = asked(app, scene, email="lin@qq.example").follow("查看这条请求")
    real = asker.press("发送验证码")
    page = real.html.replace(scene.number, "NUMBER")
    other = {"address": "203.0.113.60", "complaint": "TS-261122-ZZZZZZZZ", "email": "lin@qq.example"}
    nobody = asked(app, scene, **other).follow("查看这条请求")
    assert "如果投诉 TS-261122-ZZZZZZZZ 登记过邮箱" in nobody.press("发送验证码")
    assert len(page) == len(nobody.html.replace("TS-261122-ZZZZZZZZ", "NUMBER"))
    scene.tick()
    assert real.press("验证", code="000000").status == 422
    real.press("验证", code=code_in(mailbox()))
    assert "您已用登记的邮箱验证过" in real
    number = real.path.split("/")[-1].partition("?")[0]
    assert scene.desk.assistance.assistance("xinghai", number)[0].proof is Proof.CODE


def test_the_holder_sees_what_is_about_to_be_done_and_objects(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    holder = filed(app, scene)
    asked(app, scene, email="lin@qq.example")
    request, wanted = latest(scene), Wanted(Action.ASSIST_WITHDRAW, WORDS, "o1")
    asker = visitor(app, address="203.0.113.70")
    scene.tick()
    letter = next(mail for mail in reversed(mailbox()) if mail.to == "lin@qq.example")
    asker.open(re.findall(r"https://desk.example(/l/\S+)", letter.text)[0])
    (door,) = [name for form in asker.page.forms for name in form.buttons if form.action.startswith("/l/")]
    assert request.id in asker.press(door).path
    assisting.act(scene.desk, scene.market, request.id, wanted, seen=request.version, now=scene.now)
    holder.open(f"/b/xinghai/{scene.number}")
    assert "平台准备撤销这笔投诉" in holder
    asker.open(f"/b/xinghai/help/{request.id}")
    assert WORDS in asker and "平台准备撤销" not in asker, "who proved nothing is not told that there is one"
    holder.press("我不同意")
    assert "平台不会这样处理" in holder and "我不同意" not in holder.html
    assert latest(scene).acts[-1].state is ActState.OBJECTED
    assert scene.load().open and not scene.load().pending
