"""Filing on the web: by one click, by hand, and everything that is not a form of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from functions.domain.vocabulary import State
from functions.local.cloud.sent_mail import Sent
from tests.cast import WORDS, Scene, claims, link
from tests.web.visiting import BASE, Visit, code_in, filed, visitor


def complaints_of(scene: Scene) -> int:
    return len(scene.desk.lists.queue(scene.market.id, "merchant", limit=50).rows)


def test_one_click_fills_in_the_order_and_ends_at_the_receipt(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    for said in ("KM2026112200187", "游戏点卡 100 元面值", "¥98.50", "极速卡社", "z***@qq.example"):
        assert said in buyer
    assert buyer.fields("提交投诉")["category"] == "K1"
    buyer.press("提交投诉", words=WORDS, email="zhang@qq.example")
    assert buyer.path.endswith("/receipt") and "投诉已提交" in buyer
    assert "商家须在 11月23日 12:00 前回复" in buyer
    assert "进度链接会发到 z***@qq.example" in buyer
    assert re.search(r'id="passcode">[0-9A-Z]{4}-[0-9A-Z]{4}<', buyer.html)
    assert buyer.follow("查看进度").status == 200 and WORDS in buyer


def test_a_receipt_says_when_no_mail_goes_out(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now)).press("提交投诉")
    assert "没有留邮箱，不会发邮件给您" in buyer and "会发到" not in buyer


def test_an_order_that_was_not_delivered_asks_about_that_first(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now, st="paid", dat=None))
    assert buyer.fields("提交投诉")["category"] == "D1"


BROKEN: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "expired": lambda s: link(s.now - timedelta(hours=3)),
    "of the future": lambda s: link(s.now + timedelta(minutes=6)),
    "lives too long": lambda s: link(s.now, exp=int(s.now.timestamp()) + 90000),
    "foreign": lambda s: link(s.now, aud="jiguang"),
    "revoked": lambda s: link(s.now, key_id="k0"),
    "unknown key": lambda s: link(s.now, key_id="k9"),
    "another secret": lambda s: link(s.now, key=b"x" * 32),
    "empty signature": lambda s: {**link(s.now), "s": ""},
    "no signature": lambda s: {k: v for k, v in link(s.now).items() if k != "s"},
    "no key": lambda s: {k: v for k, v in link(s.now).items() if k != "k"},
    "doubled": lambda s: {**link(s.now), "s": [link(s.now)["s"]] * 2},
    "more than signed": lambda s: {**link(s.now), "fen": "1"},
    "capital signature": lambda s: {**link(s.now), "s": link(s.now)["s"].upper()},
    "not JSON": lambda s: {**link(s.now), "d": "%%%"},
    "no order": lambda s: link(s.now, o=None),
    "order of another kind": lambda s: link(s.now, o=["KM2026112200187"]),
    "unknown state": lambda s: link(s.now, st="lost"),
    "no sum": lambda s: link(s.now, amt="NaN"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_link_opens_nothing_and_offers_the_form_by_hand(
    app: Flask, scene: Scene, broken: str
) -> None:
    buyer = visitor(app).open("/c/xinghai", **BROKEN[broken](scene))
    assert buyer.status == 403
    assert buyer.follow("手动填写订单号").path == "/c/xinghai/new"


def test_no_byte_of_a_link_can_be_changed(app: Flask, scene: Scene) -> None:
    good = link(scene.now)
    stranger = visitor(app)
    for name in ("d", "s"):
        for at in range(0, len(good[name]), 7):
            other = "0" if good[name][at] != "0" else "1"
            changed = {**good, name: good[name][:at] + other + good[name][at + 1 :]}
            assert stranger.open("/c/xinghai", **changed).status == 403


def test_a_form_with_a_broken_link_files_nothing(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    fields = buyer.fields("提交投诉")
    assert buyer.post("/c/xinghai", **{**fields, "s": "0" * 64}).status == 403
    assert complaints_of(scene) == 0


def test_an_order_answers_every_second_claimant_alike(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    filed(app, scene)
    scene.tick()
    before = len(mailbox())
    answers = []
    for number, email in enumerate(["zhang@qq.example", "stranger@qq.example", ""]):
        other = visitor(app, address=f"198.51.100.{number}").open("/c/xinghai", **link(scene.now))
        assert scene.number not in other.html
        other.press("提交投诉", words="这是另一个人写的投诉内容", email=email)
        answers.append((other.status, re.findall(r'<div role="alert">.*?</div>', other.html, re.DOTALL)))
        assert scene.number not in other.html
        assert other.open(f"/b/xinghai/{scene.number}").status == 404
    assert answers[0][0] == 409 and answers == [answers[0]] * 3 and answers[0][1]
    assert complaints_of(scene) == 1
    scene.tick(minutes=1)
    ways_in = [mail for mail in mailbox()[before:] if mail.to == "zhang@qq.example"]
    assert len(ways_in) == 2 and all("/l/xinghai/" in mail.text for mail in ways_in)
    assert not [mail for mail in mailbox() if mail.to == "stranger@qq.example"]


def test_who_holds_the_complaint_is_led_to_it_by_a_second_filing(app: Flask, scene: Scene) -> None:
    buyer = filed(app, scene)
    buyer.open("/c/xinghai", **link(scene.now)).press("提交投诉", words=WORDS)
    assert buyer.path == f"/b/xinghai/{scene.number}" and buyer.status == 200


FORGED: dict[str, dict[str, Any]] = {
    "no token": {"drop": "csrf"},
    "empty token": {"fields": {"csrf": ""}},
    "wrong token": {"fields": {"csrf": "0" * 32}},
    "foreign origin": {"headers": {"Origin": "https://evil.example"}},
    "null origin from elsewhere": {"headers": {"Origin": "null", "Sec-Fetch-Site": "cross-site"}},
    "from a sibling host": {"headers": {"Sec-Fetch-Site": "same-site"}},
    "as text": {"content_type": "text/plain"},
    "as JSON": {"content_type": "application/json"},
}


def forge(buyer: Visit, path: str, fields: dict[str, str], how: dict[str, Any]) -> int:
    sent = {k: v for k, v in {**fields, **how.get("fields", {})}.items() if k != how.get("drop")}
    more = {k: v for k, v in how.items() if k in ("headers", "content_type")}
    data: Any = "&".join(f"{k}={v}" for k, v in sent.items()) if "content_type" in how else sent
    return buyer.client.post(path, data=data, base_url=BASE, **more).status_code


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_form_changes_nothing(app: Flask, scene: Scene, forgery: str) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    assert forge(buyer, "/c/xinghai", buyer.fields("提交投诉"), FORGED[forgery]) == 403
    assert complaints_of(scene) == 0


def test_another_browsers_token_is_no_token(app: Flask, scene: Scene) -> None:
    mine, theirs = (visitor(app).open("/c/xinghai", **link(scene.now)) for _ in range(2))
    fields = {**mine.fields("提交投诉"), "csrf": theirs.fields("提交投诉")["csrf"]}
    assert mine.post("/c/xinghai", **fields).status == 403
    assert complaints_of(scene) == 0


def test_our_own_form_passes_as_browsers_send_it(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert forge(buyer, "/c/xinghai", buyer.fields("提交投诉"), {"headers": headers}) == 303


def test_simultaneous_clicks_make_one_complaint_with_one_receipt(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    fields, cookie = buyer.fields("提交投诉"), buyer.client.get_cookie("__Host-suyi", domain="desk.example")
    assert cookie

    def click(n: int) -> str:
        client = app.test_client(use_cookies=False)
        how = {"REMOTE_ADDR": f"198.51.100.{n}", "HTTP_COOKIE": f"__Host-suyi={cookie.value}"}
        return client.post("/c/xinghai", data=fields, base_url=BASE, environ_overrides=how).location

    with ThreadPoolExecutor(8) as clicks:
        receipts = set(clicks.map(click, range(24)))
    assert len(receipts) == 1 and "/receipt" in receipts.pop()
    assert complaints_of(scene) == 1


def test_a_sent_form_with_other_content_is_refused(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    fields = buyer.fields("提交投诉")
    assert buyer.post("/c/xinghai", **fields).status == 200
    assert buyer.post("/c/xinghai", **{**fields, "words": "换了另一段内容再发一次"}).status == 409
    assert complaints_of(scene) == 1


def test_fields_nobody_asked_for_change_nothing_stored(app: Flask, scene: Scene) -> None:
    extra = {
        "state": "closed",
        "fen": "1",
        "merchant": "m2",
        "person": "x",
        "version": "9",
        "order": "KM999999999999",
        "shop": "x",
    }
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    buyer.post("/c/xinghai", **{**buyer.fields("提交投诉"), **extra})
    scene.number = buyer.path.split("/")[-2]
    c = scene.load()
    assert (c.state, c.fen, c.merchant, c.order_mask) == (State.AWAITING_MERCHANT, 9850, "m1", "KM20****0187")


def test_words_are_text_and_keep_their_punctuation(app: Flask, scene: Scene) -> None:
    words = "提示“卡密错误”，试了两次；<script>alert(1)</script>\x00{{ 7*7 }}"
    buyer = visitor(app).open("/c/xinghai", **link(scene.now, gn="<img src=x onerror=alert(1)>"))
    assert "<img" not in buyer.html
    buyer.press("提交投诉", words=words).follow("查看进度")
    assert words.replace("\x00", "") in buyer and "<script>" not in buyer.html and "<img" not in buyer.html


def by_hand(app: Flask, **how: Any) -> Visit:
    return (
        visitor(app, **how)
        .open("/c/xinghai")
        .press(
            "下一步，核对信息",
            order="KM2026112200187",
            merchant="m1",
            fen="98.50",
            words=WORDS,
            email="zhang@qq.example",
            category="K1",
            remedy="refund",
        )
    )


def test_by_hand_everything_missing_is_named_at_once_in_the_order_of_the_page(app: Flask) -> None:
    buyer = visitor(app).open("/c/xinghai/new")
    buyer.press("下一步，核对信息", email="nobody", ask_fen="x", remedy="partial_refund", words="只写了这些")
    assert buyer.status == 422 and "还差 4 处没填好" in buyer
    assert re.findall(r'href="#f-(\w+)"', buyer.html) == ["order", "merchant", "ask_fen", "email"]
    assert "只写了这些" in buyer and 'value="nobody"' in buyer.html
    assert "<title>错误：" in buyer.html


def test_by_hand_is_checked_sent_and_verified_by_the_mailed_code(
    app: Flask, scene: Scene, mailbox: Callable[[], list[Sent]]
) -> None:
    buyer = by_hand(app)
    assert "核对后提交" in buyer and "KM2026112200187" in buyer and "zhang@qq.example" in buyer
    buyer.press("返回修改")
    assert buyer.fields("下一步，核对信息")["words"] == WORDS
    buyer.press("下一步，核对信息").press("提交投诉")
    assert "投诉已收下" in buyer and "还差一步" in buyer
    scene.number = buyer.path.split("/")[-2]
    assert scene.load().state is State.UNVERIFIED
    assert buyer.press("核验", code="000000").status == 422 and "验证码对不上" in buyer
    scene.tick()
    buyer.press("核验", code=code_in(mailbox()))
    assert "已核验" in buyer and scene.load().state is State.AWAITING_CHECK


def test_without_scripts_a_few_forms_by_hand_pass_and_then_they_wait(app: Flask) -> None:
    answers = [by_hand(app).press("提交投诉").status for _ in range(4)]
    assert answers[0] == 200 and answers[-1] == 429


def test_a_stale_form_keeps_what_was_typed(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    fields = {**buyer.fields("提交投诉"), "token": "old", "words": "写了很久的一段经过，不能丢"}
    assert buyer.post("/c/xinghai", **fields).status == 422
    assert "页面打开太久了" in buyer and "写了很久的一段经过，不能丢" in buyer
    assert buyer.press("提交投诉").status == 200


def test_a_token_of_one_order_files_another_orders_words_as_that_order_only(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    first = buyer.fields("提交投诉")
    second = buyer.open("/c/xinghai", **link(scene.now, o="KM2026112200188")).fields("提交投诉")
    mixed = buyer.post("/c/xinghai", **{**second, "token": first["token"], "words": "另一笔订单的经过"})
    other = mixed.path.split("/")[-2]
    buyer.post("/c/xinghai", **{**first, "words": WORDS})
    own = buyer.path.split("/")[-2]
    assert own != other
    for number, order, words in (
        (own, "KM2026112200187", WORDS),
        (other, "KM2026112200188", "另一笔订单的经过"),
    ):
        case = scene.desk.cases.case("xinghai", number)
        assert (case.private.order_no, (case.links[0].payload or {})["words"]) == (order, words)


def test_a_token_that_was_sent_for_one_order_opens_nothing_of_it_to_another(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    token = buyer.fields("提交投诉")["token"]
    number = buyer.press("提交投诉", words=WORDS).path.split("/")[-2]
    fields = buyer.open("/c/xinghai", **link(scene.now, o="KM2026112200188")).fields("提交投诉")
    buyer.post("/c/xinghai", **{**fields, "token": token, "words": WORDS})
    assert buyer.path.endswith("/receipt") and number not in buyer.path
    assert scene.desk.cases.case("xinghai", buyer.path.split("/")[-2]).private.order_no == "KM2026112200188"


def named(buyer: Visit, path: str, **args: Any) -> dict[str, str]:
    """What a form tells the browser of itself."""
    return dict(re.findall(r'data-(form|number|filed)="([^"]*)"', buyer.open(path, **args).html))


def test_a_form_is_kept_under_a_name_that_no_other_orders_form_has(app: Flask, scene: Scene) -> None:
    buyer = visitor(app)
    first = named(buyer, "/c/xinghai", **link(scene.now))
    later = named(buyer, "/c/xinghai", **link(scene.now + timedelta(minutes=1), amt="97.00"))
    other = named(buyer, "/c/xinghai", **link(scene.now, o="KM2026112200188"))
    hand, filled = named(buyer, "/c/xinghai/new"), named(buyer, "/c/xinghai/new", order="KM2026112200187")
    assert first["form"] == later["form"]
    assert len({each["form"] for each in (first, other, hand, filled)}) == 4
    assert not any("KM20" in each["form"] for each in (first, other, hand, filled))


def test_a_form_says_which_complaint_it_will_be_and_which_are_there(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    will_be = re.findall(r'data-number="([^"]*)"', buyer.html)
    buyer.press("提交投诉", words=WORDS)
    number = buyer.path.split("/")[-2]
    assert will_be == [number]
    assert f'data-done="{number}"' in buyer.html
    assert named(buyer, "/c/xinghai", **link(scene.now))["filed"] == number
    assert "filed" not in named(visitor(app), "/c/xinghai", **link(scene.now))


def test_no_order_is_in_a_form_that_was_rendered_for_somebody_else(app: Flask, scene: Scene) -> None:
    for order in ("KM2026112200187", "KM2026112200188"):
        buyer = visitor(app).open("/c/xinghai", **link(scene.now, o=order))
        assert {"KM2026112200187", "KM2026112200188"} & set(re.findall(r"KM\d{13}", buyer.html)) == {order}


def test_in_english_everything_is_english(app: Flask, scene: Scene) -> None:
    buyer = visitor(app).open("/c/xinghai", **link(scene.now), lang="en").press("Send complaint")
    assert "Complaint sent" in buyer and "must answer before Nov 23, 12:00" in buyer
    assert scene.desk.cases.load("xinghai", buyer.path.split("/")[-2]).lang == "en"


def test_a_link_of_another_marketplace_is_a_strangers(app: Flask, scene: Scene) -> None:
    assert visitor(app).open("/c/jiguang", **link(scene.now)).status == 403
    assert visitor(app).open("/c/nobody", **link(scene.now)).status == 404
    assert claims(scene.now)["aud"] == "xinghai"


def test_who_did_not_file_what_has_the_order_is_heard_beside_it_with_all_that_was_typed(
    app: Flask, scene: Scene
) -> None:
    first = scene.file(email="holder@qq.example")
    buyer = visitor(app).open("/c/xinghai", **link(scene.now))
    buyer.press("提交投诉", words=WORDS, email="real@qq.example")
    assert (buyer.status, WORDS in buyer, "那一笔不是我提交的" in buyer) == (409, True, True)
    assert first.id not in buyer.html
    buyer.post("/c/xinghai", **{**buyer.fields("提交投诉"), "beside": "1"})
    assert buyer.path.endswith("/receipt")
    scene.number = buyer.path.split("/")[-2]
    second = scene.load()
    assert (second.state, second.verified, second.order) == (State.AWAITING_CHECK, True, first.order)
