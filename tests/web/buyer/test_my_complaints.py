"""My complaints: what this phone holds, how to find one again, and the assistance channel."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from functions.local.cloud.sent_mail import Sent
from tests.cast import Scene
from tests.web.visiting import Visit, code_in, filed, visitor

ORDERS = {"KM2026112200187": "zhang@qq.example", "KM2026112200188": "zhang@qq.example", "KM2026112200999": ""}


@pytest.fixture
def buyer(app: Flask, scene: Scene) -> Visit:
    """Holds three complaints; the second waits for them, the third was withdrawn."""
    buyer = visitor(app)
    numbers = []
    for at, (order, email) in enumerate(ORDERS.items()):
        one = filed(app, scene, o=order, email=email, amt=f"{30 + at}.00")
        cookie = one.client.get_cookie("__Host-suyi", domain="desk.example")
        assert cookie
        held = scene.desk.vault.unsign("session", cookie.value, max_age=99)
        numbers.append((scene.number, held))
        scene.after(minutes=1)
    scene.number = numbers[1][0]
    scene.offer()
    scene.number = numbers[2][0]
    scene.withdraw("resolved")
    together = {"n": numbers[0][1]["n"], "c": {k: v for _, held in numbers for k, v in held["c"].items()}}
    buyer.client.set_cookie(
        "__Host-suyi", scene.desk.vault.sign("session", together), domain="desk.example", secure=True
    )
    scene.number = numbers[0][0]
    return buyer


def rows(buyer: Visit) -> list[str]:
    return re.findall(r'class="row" href="/b/xinghai/(TS-[^"]+)"', buyer.html)


def test_what_waits_for_me_comes_first_and_ended_ones_are_apart(buyer: Visit, scene: Scene) -> None:
    buyer.open("/b/xinghai")
    assert len(rows(buyer)) == 2 and rows(buyer)[1] == scene.number
    assert "等您答复方案" in buyer and "极速卡社 · ¥31.00" in buyer and "剩 3 天" in buyer
    assert len(rows(buyer.open("/b/xinghai", show="closed"))) == 1 and "已撤销" in buyer
    assert len(rows(buyer.open("/b/xinghai", show="all"))) == 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("KM2026112200187", 1),
        ("0187", 1),
        ("0999", 1),
        ("极速", 3),
        ("点卡", 3),
        ("卡密无效", 3),
        ("TS-261122", 3),
        ("云点", 0),
    ],
)
def test_one_is_found_by_its_order_its_shop_or_its_goods(buyer: Visit, wanted: str, found: int) -> None:
    buyer.open("/b/xinghai", q=wanted)
    assert len(rows(buyer)) == found
    assert found or f"没有找到“{wanted}”" in buyer


def test_nothing_is_listed_of_another_marketplace(buyer: Visit) -> None:
    assert rows(buyer.open("/b/jiguang")) == [] and "查看我的投诉" in buyer


def test_who_holds_nothing_sees_the_doors(app: Flask) -> None:
    stranger = visitor(app).open("/b/xinghai")
    assert "投诉编号" in stranger and "投诉密码" in stranger
    assert stranger.follow("遇到困难，走协助通道").status == 200


def passcode_of(app: Flask, scene: Scene) -> str:
    buyer = filed(app, scene)
    found = re.search(r'id="passcode">([^<]+)<', buyer.open(f"/b/xinghai/{scene.number}/receipt").html)
    assert found
    return found[1]


def test_number_and_passcode_open_it_on_another_phone(app: Flask, scene: Scene) -> None:
    passcode = passcode_of(app, scene)
    other = visitor(app, address="198.51.100.1").open("/b/xinghai")
    other.press("进入", number=f" {scene.number.lower()} ", passcode=passcode.lower().replace("0", "o"))
    assert other.path == f"/b/xinghai/{scene.number}" and other.status == 200
    assert scene.number in other.open("/b/xinghai").html


def test_a_wrong_number_and_a_wrong_passcode_are_answered_alike(app: Flask, scene: Scene) -> None:
    passcode = passcode_of(app, scene)
    answers = set()
    for number, typed in (
        (scene.number, "00000000"),
        ("TS-261122-00000000", passcode),
        ("x", ""),
        ("#/..", passcode),
    ):
        other = visitor(app, address=f"198.51.100.{len(typed)}{len(number)}").open("/b/xinghai/enter")
        other.press("进入", number=number, passcode=typed)
        answers.add((other.status, re.search(r'id="e-passcode">([^<]+)', other.html)[1]))  # type: ignore[index]
    assert answers == {(422, "编号或密码对不上。也可以用邮箱验证码进入")}


def test_guessing_a_passcode_is_stopped_whoever_guesses(app: Flask, scene: Scene) -> None:
    passcode = passcode_of(app, scene)
    for n in range(8):
        other = visitor(app, address=f"198.51.100.{n}").open("/b/xinghai/enter")
        other.press("进入", number=scene.number, passcode=f"0000000{n}")
    assert other.status == 429
    other = visitor(app, address="198.51.100.99").open("/b/xinghai/enter")
    assert other.press("进入", number=scene.number, passcode=passcode).status == 429


def test_a_mailed_code_lists_all_complaints_of_a_contact(
    app: Flask, scene: Scene, buyer: Visit, mailbox: Callable[[], list[Sent]]
) -> None:
    other = visitor(app, address="198.51.100.1").open("/b/xinghai/code")
    other.press("发送验证码", email=" Zhang+shop@QQ.example ")
    assert "15 分内有效" in other
    scene.tick()
    code = code_in(mailbox())
    assert other.press("进入", code="000000" if code != "000000" else "111111").status == 422
    other.press("进入", code=code)
    assert other.path == "/b/xinghai" and len(rows(other)) == 2
    assert other.open(f"/b/xinghai/{rows(other)[0]}").status == 200


def test_a_code_is_good_for_one_use(app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]) -> None:
    filed(app, scene)
    one = (
        visitor(app, address="198.51.100.1")
        .open("/b/xinghai/code")
        .press("发送验证码", email="zhang@qq.example")
    )
    scene.tick()
    fields = {**one.fields("进入"), "code": code_in(mailbox())}
    assert one.post("/b/xinghai/code/check", **fields).status == 200
    assert one.post("/b/xinghai/code/check", **fields).status == 403
    market = one.open("/b/jiguang/code").fields("发送验证码")
    assert one.post("/b/jiguang/code/check", **{**market, **fields}).status == 422


def test_an_unknown_contact_gets_the_same_page_and_no_mail(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    filed(app, scene)
    scene.tick()
    before = len(mailbox())
    pages = []
    for n, email in enumerate(("zhong@qq.example", "zhang@qq.example")):
        other = (
            visitor(app, address=f"198.51.100.{n}").open("/b/xinghai/code").press("发送验证码", email=email)
        )
        pages.append((other.status, " ".join("".join(other.page.words).split())))
    scene.tick()
    assert pages[0] == pages[1]
    assert [mail.to for mail in mailbox()[before:]] == ["zhang@qq.example"]


def test_assistance_is_asked_for_in_a_short_form(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    asker = visitor(app).open("/b/xinghai/help", about="TS-261122-0390ABCD")
    assert asker.fields("提交")["complaint"] == "TS-261122-0390ABCD"
    asker.press("提交", words="太短")
    assert asker.status == 422 and "请留下邮箱" in asker and "太短" in asker
    fields = {
        **asker.fields("提交"),
        "topic": "lost_link",
        "words": "换了手机，找不到进度链接了。",
        "email": "zhang@qq.example",
    }
    for _ in range(2):
        asker.post("/b/xinghai/help", **fields)
    assert (
        asker.status == 200
        and "已收到" in asker
        and "z***@qq.example" in asker
        and "11月23日 12:00 前答复" in asker
    )
    asked = scene.desk.lists.queue("xinghai", "assistance", limit=9).rows
    assert len(asked) == 1 and asked[0].id in asker
    scene.tick()
    assert "zhang@qq.example" in [mail.to for mail in mailbox()]
