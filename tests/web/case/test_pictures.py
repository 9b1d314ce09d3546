"""Pictures through the web: places asked for at each door, claimed by what carries them, shown to whom
they are for."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from functions.domain.vocabulary import Action, Role
from functions.services import submitting
from functions.services.pictures import uploads
from tests import cast
from tests.cast import WORDS, Scene, link
from tests.counting import counting
from tests.web.browsing import Person, app_of
from tests.web.test_matrix import hold
from tests.web.visiting import visitor


def buyer_of(scene: Scene, app) -> Person:
    return hold(Person(scene, app), scene.load())


def asked(person: Person, path: str, **fields) -> list:
    answer = person.send(f"{path}/slots", {"csrf": person.csrf(), **fields})
    return answer.get_json() if answer.status_code == 200 else answer.status_code


def claim(person: Person, scene: Scene, tokens: list[str], **fields: str):
    sent = {"csrf": person.csrf(), "cmd": f"{hash(tokens[0]):020d}"[-20:], "evidence": tokens, **fields}
    return person.send(f"/b/xinghai/{scene.number}/do", sent)


def test_a_form_gets_places_for_the_complaint_it_will_be(scene, app):
    buyer = visitor(app)
    buyer.open("/c/xinghai", **link(scene.now))
    fields = {
        name: value
        for name, value in buyer.fields("提交投诉").items()
        if name in ("csrf", "token", "d", "k", "s")
    }
    answer = buyer.client.post(
        "/c/xinghai/slots", data={**fields, "kind": ["image/jpeg", "text/html"]}, **buyer._how()
    )
    first, second = answer.get_json()
    assert (first["fields"]["Content-Type"], second["fields"]["Content-Type"]) == (
        "image/jpeg",
        "application/octet-stream",
    )
    assert first["fields"]["key"].split("/")[:1] == ["xinghai"] and "email" not in first["fields"]
    buyer.press("提交投诉", words=WORDS)
    assert buyer.status == 200
    number = buyer.path.split("/")[-2]
    assert first["fields"]["key"].split("/")[1] == number


@pytest.mark.parametrize("changed", ["csrf", "token", "s"])
def test_no_place_without_the_forms_token_or_with_a_changed_one(scene, app, changed):
    buyer = visitor(app)
    buyer.open("/c/xinghai", **link(scene.now))
    fields = {**buyer.fields("提交投诉"), "kind": "image/jpeg"}
    value = fields[changed]
    fields[changed] = value[:3] + ("0" if value[3] != "0" else "1") + value[4:]
    assert buyer.post("/c/xinghai/slots", **fields).status in (403, 422)


def test_each_side_claims_its_own_and_nobody_elses(scene, app, person):
    scene.file()
    stranger = Scene(scene.desk, scene.desk.tenants.marketplace("jiguang"))
    stranger.file(order="KM1000003", email="wang@qq.example")
    buyer, shop = buyer_of(scene, app), person("s1")
    path = f"/b/xinghai/{scene.number}"
    (mine,), (theirs,) = (
        asked(buyer, path, kind="image/png"),
        asked(shop, f"/m/xinghai/case/{scene.number}", kind="image/png"),
    )
    for token in (theirs["token"], stranger.uploaded()[0], "x"):
        refused = claim(buyer, scene, [token], action="add_words", add_words_words="看截图")
        assert refused.status_code == 422 and "请重新添加" in refused.text
        assert asked(buyer, path, slot=token, kind="image/png") == 422
    assert (
        asked(buyer, path, slot=mine["token"], kind="image/png")[0]["fields"]["key"] == mine["fields"]["key"]
    )
    assert scene.slots() == []
    assert claim(buyer, scene, [mine["token"]], action="add_words").status_code == 303
    fields = {"action": "answer", "how": "contest", "words": WORDS, "evidence": theirs["token"]}
    fields |= {"csrf": shop.csrf(), "cmd": "m" * 12}
    assert shop.send(f"/m/xinghai/case/{scene.number}/do", fields).status_code == 303
    assert [mine["fields"]["key"].split("/")[2], theirs["fields"]["key"].split("/")[2]] == scene.slots()


def test_only_so_many_places_are_given(scene, app):
    scene.file()
    buyer = buyer_of(scene, app)
    answers = [asked(buyer, f"/b/xinghai/{scene.number}", kind=["image/png"] * 20) for _ in range(5)]
    assert [len(each) for each in answers[:4]] == [9, 9, 9, 9] and answers[4] == 429


def test_a_refused_form_gives_back_its_pictures_and_drops_what_is_not_its_own(scene, app):
    buyer = visitor(app)
    buyer.open("/c/xinghai", **link(scene.now))
    token = buyer.fields("提交投诉")["token"]
    own = scene.uploaded(
        1, number=submitting.number_of(scene.desk, "xinghai", token, order_no="KM2026112200187")
    )[0]
    sent = {**buyer.fields("提交投诉"), "remedy": "partial_refund"}
    page = buyer.post("/c/xinghai", **sent, evidence=own)
    assert page.status == 422 and own in page.html
    page = buyer.post("/c/xinghai", **sent, evidence=scene.uploaded(1, number="TS-1")[0])
    assert page.status == 422 and 'name="evidence" value' not in page.html


def of_two_orders(scene: Scene, buyer) -> tuple[dict, dict, str]:
    """The forms of two orders in one browser, and a picture of the first."""
    first = buyer.open("/c/xinghai", **link(scene.now)).fields("提交投诉")
    number = submitting.number_of(scene.desk, "xinghai", first["token"], order_no="KM2026112200187")
    second = buyer.open("/c/xinghai", **link(scene.now, o="KM2026112200188")).fields("提交投诉")
    return first, second, scene.uploaded(1, number=number)[0]


@pytest.mark.parametrize("by", ["link", "hand"])
def test_a_picture_of_one_order_is_in_no_form_of_another_whoever_brings_its_token(scene, app, by):
    buyer = visitor(app)
    first, second, shot = of_two_orders(scene, buyer)
    if by == "hand":
        second = buyer.open("/c/xinghai/new").fields("下一步，核对信息")
        second |= {"order": "KM2026112200188", "merchant": "m1", "email": "zhang@qq.example", "step": "send"}
    path = "/c/xinghai" if by == "link" else "/c/xinghai/new"
    page = buyer.post(path, **{**second, "token": first["token"], "words": WORDS}, evidence=shot)
    assert page.status == 422 and shot not in page.html and WORDS in page and "请重新添加" in page
    assert buyer.post("/c/xinghai", **{**first, "words": WORDS}, evidence=shot).path.endswith("/receipt")
    scene.number = buyer.path.split("/")[-2]
    assert len(scene.slots()) == 1


def test_a_place_asked_for_with_another_orders_token_is_this_orders(scene, app):
    buyer = visitor(app)
    first, second, shot = of_two_orders(scene, buyer)
    fields = {name: second[name] for name in ("csrf", "d", "k", "s")} | {
        "token": first["token"],
        "kind": "image/png",
    }
    assert buyer.post("/c/xinghai/slots", **fields, slot=shot).status == 422
    (place,) = buyer.client.post("/c/xinghai/slots", data=fields, **buyer._how()).get_json()
    number = submitting.number_of(scene.desk, "xinghai", first["token"], order_no="KM2026112200188")
    assert place["fields"]["key"].split("/")[1] == number


def test_a_picture_brought_back_without_scripts_is_in_its_own_orders_form_only(scene, app):
    buyer = visitor(app)
    first, second, shot = of_two_orders(scene, buyer)
    page = buyer.post(
        "/c/xinghai/picture", **{name: first[name] for name in ("csrf", "token", "d", "k", "s")}
    ).html
    back = dict(
        parse_qsl(
            urlsplit(unescape(re.search(r'name="success_action_redirect" value="([^"]+)"', page)[1])).query
        )
    )
    assert (back["token"], back["d"]) == (first["token"], first["d"])
    assert f'value="{shot}"' in buyer.open("/c/xinghai", **{**back, "evidence": shot}).html
    mixed = {**back, "evidence": shot, **{name: second[name] for name in ("d", "k", "s")}}
    assert buyer.open("/c/xinghai", **mixed).status == 200
    assert f'value="{shot}"' not in buyer.html and "KM2026112200188" in buyer


def seen(html: str) -> list[str]:
    return [unescape(src) for src in re.findall(r'<img src="([^"]+)"', html)]


def test_the_other_side_sees_the_masked_copy_until_an_operator_shows_the_whole(scene, app, person):
    scene.file_with(1)
    (slot,) = scene.read()
    buyer, shop, operator = buyer_of(scene, app), person("s1"), person("o1")
    mine, theirs = (
        f"/b/xinghai/{scene.number}/picture/{slot}",
        f"/m/xinghai/case/{scene.number}/picture/{slot}",
    )
    assert f"/{slot}/full.jpg" in seen(buyer.get(mine).text)[0]
    assert f"/{slot}/masked.jpg" in seen(shop.get(theirs).text)[0]
    assert "sha" not in shop.get(theirs).text and "校验值" not in shop.get(theirs).text
    sent = {"csrf": operator.csrf(), "cmd": "r" * 12, "action": "reveal", "slot": slot}
    assert operator.send(f"/o/xinghai/case/{scene.number}/do", sent).status_code == 303
    assert f"/{slot}/full.jpg" in seen(shop.get(theirs).text)[0]
    assert scene.events()[-1] == Action.REVEAL
    sent = {"csrf": shop.csrf(), "cmd": "r" * 12, "action": "reveal", "slot": slot}
    assert shop.send(f"/m/xinghai/case/{scene.number}/do", sent).status_code == 409


def test_a_picture_nobody_read_is_not_for_the_other_side(scene, app, person):
    scene.file_with(1)
    (slot,) = scene.read(masked=None, verdict="not_read")
    page = person("s1").get(f"/m/xinghai/case/{scene.number}").text
    assert seen(page) == [] and "平台看过后才能查看这张截图" in page
    assert person("s1").get(f"/m/xinghai/case/{scene.number}/picture/{slot}").status_code == 404
    assert "未预审" in person("o1").get(f"/o/xinghai/case/{scene.number}").text


def test_addresses_of_pictures_last_five_minutes_and_say_what_they_are(scene, app):
    scene.file_with(2)
    scene.read()
    for address in seen(buyer_of(scene, app).get(f"/b/xinghai/{scene.number}").text):
        assert (
            "X-Amz-Expires=300" in address
            and "response-content-type=image%2Fjpeg" in address
            and "/kept/" in address
        )


def test_the_buyer_is_asked_for_a_better_picture_and_never_told_a_verdict(scene, app):
    scene.file_with(1)
    scene.read(verdict="unusable")
    page = buyer_of(scene, app).get(f"/b/xinghai/{scene.number}").text
    assert "看不清，重新拍一张会更快" in page and "与投诉" not in page


def test_what_could_not_be_cleaned_is_said_and_never_shown(scene, app, person):
    scene.file_with(1)
    scene.read(clean=None, refused="not_an_image", verdict=None)
    for page in (
        buyer_of(scene, app).get(f"/b/xinghai/{scene.number}"),
        person("o1").get(f"/o/xinghai/case/{scene.number}"),
    ):
        assert seen(page.text) == [] and "这个文件不是图片" in page.text
    assert "这个文件不是图片" not in person("s1").get(f"/m/xinghai/case/{scene.number}").text


def test_the_merchant_hears_nothing_of_pictures_that_go_with_a_withdrawal(scene, app, person):
    scene.file(amt="30.00")
    scene.withdraw(
        "settled",
        evidence=tuple(
            uploads.claimed(scene.desk, "xinghai", scene.number, tokens=scene.uploaded(1), side=Role.BUYER)
        ),
    )
    (slot,) = scene.read()
    assert slot not in person("s1").get(f"/m/xinghai/case/{scene.number}").text
    assert person("s1").get(f"/m/xinghai/case/{scene.number}/picture/{slot}").status_code == 404
    assert slot in person("o1").get(f"/o/xinghai/case/{scene.number}").text


def test_neither_side_takes_away_what_the_pre_check_said(scene, app, person):
    scene.file_with(1)
    scene.read(verdict="contradicts", why=[["success", "兑换成功", [1, 2, 3, 4]]])
    buyer, shop = buyer_of(scene, app), person("s1")
    for history in (
        buyer.get(f"/b/xinghai/{scene.number}/history.json"),
        shop.get(f"/m/xinghai/case/{scene.number}/history.json"),
    ):
        assert "contradicts" not in history.text and "兑换成功" not in history.text
    assert "contradicts" in person("o1").get(f"/o/xinghai/case/{scene.number}/history.json").text


def test_the_queue_shows_the_lane_and_what_the_words_press_for_and_narrows_to_either(scene, app, person):
    scene.file_with(1)
    scene.read(verdict="supports")
    scene.contest()
    plain = Scene(scene.desk, scene.market, scene.now)
    plain.file(
        order="KM1000009",
        email="li@qq.example",
        words="不给我转 200 块红包就给你刷差评，让你店开不下去，马上打钱。",
    )
    plain.contest()
    operator = person("o1")
    page = operator.get("/o/xinghai").text
    assert "凭证相符" in page and "疑似要挟" in page
    narrowed = operator.get("/o/xinghai?triage=fast").text
    assert scene.number in narrowed and plain.number not in narrowed
    narrowed = operator.get("/o/xinghai?triage=extort").text
    assert plain.number in narrowed and scene.number not in narrowed


def test_words_that_come_later_are_looked_at_too_whoever_says_them(scene):
    assert scene.file().flags == ()
    assert scene.contest().flags == ()
    assert scene.do(Action.ADD_WORDS, Role.MERCHANT, words="请加我微信 kami8899，私下给您退款。").flags == (
        "contact",
    )
    words = "不给我转 200 块红包就给你刷差评，让你店开不下去，马上打钱。"
    assert scene.do(Action.ADD_WORDS, Role.BUYER, words=words).flags == ("contact", "extort")
    assert scene.load().flags == ("contact", "extort")


def test_complaints_from_one_template_are_named_on_the_case(scene, app, person):
    scene.file(words="我在 11 月 22 日购买的点卡充值提示卡密无效，联系客服不回复，要求全额退款。")
    other = Scene(scene.desk, scene.market, scene.now)
    other.file(
        order="KM1000010",
        email="li@qq.example",
        words="我在 11 月 20 日购买的点卡充值提示卡密无效，联系客服不回复，要求全额退款。",
    )
    assert other.number in person("o1").get(f"/o/xinghai/case/{scene.number}").text
    assert person("o1").get(f"/o/xinghai/case/{other.number}").text.count(f"/case/{scene.number}") == 1


def test_the_words_suggest_a_category_before_sending_and_the_buyer_decides(scene, app):
    buyer = visitor(app)
    buyer.open("/c/xinghai/new").press(
        "下一步，核对信息",
        order="KM2026112200188",
        merchant="m1",
        category="K1",
        words="付款两天了一直没有发货，订单显示待发货，没收到卡密",
        email="zhang@qq.example",
    )
    assert "根据描述更像" in buyer
    form = next(form for form in buyer.page.forms if "改成这个" in form.buttons)
    buyer.press("改成这个")
    assert buyer.status == 200 and "根据描述更像" not in buyer
    assert form.fields["category"] == "K1" and buyer.fields("提交投诉")["category"] != "K1"


def test_words_being_typed_are_answered_with_a_likelier_category_or_with_nothing(scene, app):
    buyer = visitor(app)
    buyer.open("/c/xinghai", **link(scene.now))
    sent = {
        "csrf": buyer.fields("提交投诉")["csrf"],
        "words": "付款两天了一直没有发货，订单显示待发货，没收到卡密",
    }
    said = buyer.client.post("/c/xinghai/suggest", data={**sent, "category": "K1"}, **buyer._how()).get_json()
    assert said["code"] in ("D1", "D2") and "更像" in said["text"]
    for fits in ({**sent, "category": said["code"]}, {**sent, "words": "嗯", "category": "K1"}):
        assert buyer.client.post("/c/xinghai/suggest", data=fits, **buyer._how()).get_json()["code"] == ""
    assert buyer.post("/c/xinghai/suggest", words="付款两天了一直没有发货", category="K1").status == 403


def test_the_status_page_with_pictures_is_still_one_query_and_asks_nothing_of_storage(cloud, table):
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint, **cast.buckets(cloud.account))
    scene = Scene(desk, cast.marketplace(desk))
    scene.file_with(3)
    scene.read()
    buyer = hold(Person(scene, app_of(scene)), scene.load())
    with counting(client) as count:
        assert buyer.get(f"/b/xinghai/{scene.number}").status_code == 200
    assert [call.operation for call in count.calls] == ["Query"] and count.read_units <= 1.5
    assert "client" not in desk.pictures.__dict__, "no client of storage was made"
    assert scene.load().triage == "fast"
