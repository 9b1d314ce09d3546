"""A reissued key from the merchant's form to the buyer's one look, without scripts; and one more look."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from functions import logs
from functions.domain.vocabulary import Action, Remedy, Role, State
from functions.services import identity
from functions.web.frame import cookie
from tests.cast import NEW_KEY, WORDS, Scene
from tests.web.browsing import Person, text_of
from tests.web.visiting import Visit, filed

FIRST_LINE = NEW_KEY.split("\n")[0]


@pytest.fixture
def buyer(app: Flask, scene: Scene) -> Visit:
    """A buyer whose merchant owes a new key."""
    somebody = filed(app, scene)
    scene.agree_reissue()
    return somebody


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line the desk logs."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("botocore", "urllib3")):
                heard.append(logs.line(record))

    ear, root = Ear(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(ear)
    root.setLevel(before)


def at(scene: Scene) -> str:
    return f"/b/xinghai/{scene.number}"


def case(scene: Scene, area: str = "m") -> str:
    return f"/{area}/xinghai/case/{scene.number}"


def give(me: Person, scene: Scene, key: str = NEW_KEY, **more: str):
    return me.post(f"{case(scene)}/do", case(scene), 'value="do_remedy"', key=key, **more)


def test_the_key_goes_from_the_merchants_form_to_the_buyers_one_look(
    scene: Scene, buyer: Visit, person: Callable[..., Person], lines: list[str]
) -> None:
    me = person("s1")
    assert give(me, scene).status_code == 303
    theirs = me.get(case(scene)).text
    assert "尾号 Z8RT，买家还没有看" in text_of(theirs) and "VHUM7" not in theirs
    buyer.open(at(scene))
    assert "商家补发了卡密" in buyer and "只能看一次，请先准备好记录" in buyer
    assert "VHUM7" not in buyer.html
    buyer.press("查看一次")
    assert buyer.status == 200 and NEW_KEY in buyer.html and 'id="key"' in buyer.html
    buyer.follow("已经记好，回去确认")
    assert "尾号 Z8RT，您在 11月22日 12:00 看过" in buyer and "VHUM7" not in buyer.html
    assert "查看一次" not in buyer
    buyer.press("确认已收到")
    assert scene.load().state is State.CLOSED
    assert "尾号 Z8RT，买家在 11月22日 12:00 看过" in text_of(me.get(case(scene)).text)
    assert [line for line in lines if "VHUM7" in line or "42QW" in line] == []


def test_a_look_pressed_twice_says_when_it_was_shown_and_how_to_ask_for_another(
    scene: Scene, buyer: Visit
) -> None:
    scene.give_key()
    buyer.open(at(scene))
    form = buyer.fields("查看一次")
    answer = buyer.client.post(f"{at(scene)}/key", data=form, base_url="https://desk.example")
    assert answer.status_code == 200 and FIRST_LINE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    scene.after(minutes=5)
    buyer.post(f"{at(scene)}/key", **form)
    assert buyer.status == 409 and "VHUM7" not in buyer.html
    assert "您在 11月22日 12:00 看过" in buyer
    assert "about=" + scene.number in buyer.page.links["走协助通道，申请再看一次"]


def test_reading_pages_shows_nothing_and_costs_no_look(scene: Scene, buyer: Visit) -> None:
    scene.give_key()
    for path in ("", "/key", "/history.json", "/receipt"):
        assert "VHUM7" not in buyer.open(f"{at(scene)}{path}").html
    assert scene.load().looks == 1


def test_a_look_without_the_pages_token_is_refused_and_costs_nothing(scene: Scene, buyer: Visit) -> None:
    scene.give_key()
    buyer.open(at(scene))
    buyer.post(f"{at(scene)}/key", **{**buyer.fields("查看一次"), "csrf": "x"})
    assert buyer.status == 403 and scene.load().looks == 1


def test_a_stranger_from_another_marketplace_finds_nothing(
    scene: Scene, buyer: Visit, person: Callable[..., Person]
) -> None:
    scene.give_key()
    elsewhere = Scene(scene.desk, scene.desk.tenants.marketplace("jiguang"), scene.now)
    theirs = elsewhere.file(order="KM1000003", email="wang@qq.example")
    stranger = person()
    here = cookie.read(scene.desk, None)
    here.hold("jiguang", theirs.id, identity.capability(scene.desk, theirs), person=theirs.person)
    value = scene.desk.vault.sign("session", {"n": here.nonce, "c": here.held})
    stranger.client.set_cookie(cookie.NAME, value, domain="desk.example", secure=True)
    for market in ("xinghai", "jiguang"):
        path = f"/b/{market}/{scene.number}/key"
        answer = stranger.send(path, {"csrf": stranger.csrf(), "cmd": "k" * 12})
        assert answer.status_code == 404
    operator = person("o1", market="jiguang")
    path = f"/o/jiguang/case/{scene.number}/do"
    said = {"csrf": operator.csrf(), "cmd": "k" * 12, "action": "grant_look", "look_words": WORDS}
    assert operator.send(path, said).status_code == 404
    assert scene.load().looks == 1


def test_a_reissue_needs_its_key_and_a_refused_form_shows_words_again_and_no_key(
    scene: Scene, buyer: Visit, person: Callable[..., Person]
) -> None:
    me = person("s1")
    again = give(me, scene, "", words="激活时请用港区账号。")
    assert again.status_code == 422 and 'href="#f-key"' in again.text and "激活时请用港区账号。" in again.text
    again = give(me, scene, NEW_KEY, words="字" * 501)
    assert again.status_code == 422 and "VHUM7" not in again.text
    field = again.text.split('id="f-key"')[1].split(">")[0]
    assert "data-sealed" in field and 'spellcheck="false"' in field and 'autocomplete="off"' in field


def test_an_appeal_closes_the_seal_on_the_page_too(scene: Scene, app: Flask) -> None:
    buyer = filed(app, scene)
    scene.contest()
    scene.ruled(remedy=Remedy.REISSUE)
    scene.give_key()
    buyer.open(at(scene))
    form = buyer.fields("查看一次")
    scene.do(Action.APPEAL, Role.MERCHANT, words="找到了当时的出库日志，能证明卡密有效")
    buyer.open(at(scene))
    assert "申诉处理期间，补发的卡密不能查看" in buyer and "查看一次" not in buyer
    buyer.post(f"{at(scene)}/key", **form)
    assert buyer.status == 409 and "申诉处理期间" in buyer and scene.load().looks == 1


def test_an_operator_allows_one_more_look_with_a_reason_once(
    scene: Scene, buyer: Visit, person: Callable[..., Person]
) -> None:
    scene.give_key()
    me = person("o1")
    assert "允许再看一次" not in me.get(case(scene, "o")).text
    scene.look()
    page = text_of(me.get(case(scene, "o")).text)
    assert "尾号 Z8RT，买家在 11月22日 12:00 看过" in page and "允许再看一次" in page
    where = f"{case(scene, 'o')}/do"
    short = me.post(where, case(scene, "o"), 'value="grant_look"', look_words="再看")
    assert short.status_code == 422 and 'href="#f-look_words"' in short.text
    reason = "买家打开时断网，没有记下来。"
    done = me.post(where, case(scene, "o"), 'value="grant_look"', look_words=reason)
    assert done.status_code == 303
    assert "允许再看一次补发的卡密" in text_of(me.get(done.location).text)
    buyer.open(at(scene))
    assert reason in buyer
    buyer.press("查看一次")
    assert NEW_KEY in buyer.html
    assert 'value="grant_look"' not in me.get(case(scene, "o")).text
    merchant = person("s1")
    assert reason not in merchant.get(case(scene)).text


def test_a_key_in_a_remark_is_asked_about_once_and_then_masked_to_the_buyer(
    scene: Scene, buyer: Visit, person: Callable[..., Person], mailbox: Callable[[], list]
) -> None:
    me, note = person("s1"), "新的给您：9XTFU-VHUM7-2B8Q4，请尽快使用"
    again = me.post(f"{case(scene)}/do", case(scene), 'value="add_words"', note=note)
    assert again.status_code == 422 and note in again.text and "像是写了卡密" in again.text
    assert scene.events()[-1] != Action.ADD_WORDS
    form = again.text.split('value="add_words"')[1].split("</form>")[0]
    assert 'name="masked" value="1"' in form
    sent = me.post(f"{case(scene)}/do", case(scene), 'value="add_words"', note=note, masked="1")
    assert sent.status_code == 303
    scene.tick()
    assert "VHUM7" not in buyer.open(at(scene)).html and "新的给您：[…]，请尽快使用" in buyer
    assert note in me.get(case(scene)).text
    assert note in person("o1").get(case(scene, "o")).text
    assert all("VHUM7" not in letter.text + letter.html for letter in mailbox())


@pytest.mark.parametrize(
    ("action", "name"), [("do_remedy", "words"), ("add_words", "note"), ("answer", "words")]
)
def test_every_words_field_of_a_merchant_asks(
    scene: Scene, person: Callable[..., Person], action: str, name: str
) -> None:
    scene.file()
    if action == "do_remedy":
        scene.agree_reissue()
    typed = {name: "卡密 9XTFU-VHUM7-2B8Q4 已重新发出", "how": "contest", "key": "1234-ABCD"}
    again = person("s1").post(f"{case(scene)}/do", case(scene), f'value="{action}"', **typed)
    assert again.status_code == 422 and f'href="#f-{name}"' in again.text
    assert 'name="masked"' in again.text and "1234-ABCD" not in again.text


def test_what_is_no_key_is_not_asked_about(scene: Scene, buyer: Visit, person: Callable[..., Person]) -> None:
    note = "订单号 KM2026112200187 已核对，2026-11-22 20:20 发货，退款单尾号 4471。"
    sent = person("s1").post(f"{case(scene)}/do", case(scene), 'value="add_words"', note=note)
    assert sent.status_code == 303
    assert note in buyer.open(at(scene))


def test_english_says_the_same(scene: Scene, buyer: Visit) -> None:
    scene.give_key()
    buyer.open(at(scene), lang="en")
    assert "The merchant reissued the key" in buyer and "You can look only once" in buyer
    buyer.press("Look once")
    assert NEW_KEY in buyer.html and "It is shown this once" in buyer
    assert "Last four Z8RT, you saw it at" in buyer.open(at(scene))
