"""Screenshots in a real browser: added with scripts and without, looked at by the operator, masked before
the merchant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from functions.domain.vocabulary import Action, Role
from functions.ports import Session, SessionKey
from functions.services import identity, submitting
from functions.services.pictures import uploads
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.browser import chromium, gallery, gates
from tests.cast import WORDS, Scene, link
from tests.darkroom import KEY, Darkroom, Told, jpeg, picture, posted, saved

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.conftest import TestCloud

pytestmark = pytest.mark.browser
ORDERS = count(1)
SHOTS = [
    {"name": f"{n}.png", "mimeType": "image/png", "buffer": saved(picture(seed=n), "PNG")} for n in range(3)
]
PASTE = """async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 400, height: 700});
    canvas.getContext('2d').fillRect(20, 20, 300, 30);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    const data = new DataTransfer();
    data.items.add(new File([blob], 'pasted.png', {type: 'image/png'}));
    document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
}"""
DROP = """async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 400, height: 700});
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    const data = new DataTransfer();
    data.items.add(new File([blob], 'dropped.png', {type: 'image/png'}));
    const over = document.querySelector('[data-slots]');
    over.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
SENT = "n => document.querySelectorAll('.tile [name=evidence]').length === n"
LOADED = (
    "() => [...document.querySelectorAll('main img')].every(each => each.complete && each.naturalWidth > 0)"
)


@dataclass
class Stage:
    """A desk being served with its buckets, and the darkroom that cleans what is uploaded to them."""

    scene: Scene
    origin: str
    room: Darkroom

    def link(self) -> str:
        """A signed link for an order of its own."""
        self.scene.after(minutes=2)
        order = f"KM20261122{next(ORDERS):05d}"
        self.room.worker.reader.words = (f"订单号：{order}", f"卡密：{KEY}", "提示：卡密已被使用")
        return f"{self.origin}/c/xinghai?" + urlencode(
            link(self.scene.now, o=order, dat=int(self.scene.now.timestamp()) - 60)
        )

    def developed(self) -> None:
        """What was uploaded is cleaned, and the clock takes it up."""
        self.room.develop()
        self.scene.tick(seconds=61)

    def filed(self) -> list[str]:
        """A complaint with three pictures, read."""
        token = submitting.new_token(self.scene.desk, self.scene.market.id, self.scene.now)
        order = f"KM20261122{next(ORDERS):05d}"
        whose = uploads.Whose(
            submitting.number_of(self.scene.desk, "xinghai", token, order_no=order), Role.BUYER, ""
        )
        how = {"kinds": ["image/jpeg"] * 3, "address": "", "now": self.scene.now}
        places = uploads.opened(self.scene.desk, self.scene.market, whose, **how)
        assert {posted(each.upload, jpeg(picture(seed=n))) for n, each in enumerate(places)} == {204}
        self.room.worker.reader.words = (f"订单号：{order}", f"卡密：{KEY}", "提示：卡密已被使用")
        self.scene.after(minutes=2).file(
            token=token, order=order, evidence=tuple(each.token for each in places)
        )
        self.developed()
        return self.scene.slots()


@pytest.fixture(scope="module")
def stage(cloud: TestCloud) -> Iterator[Stage]:
    cloud.empty()
    room = Darkroom(cloud, Told())
    room.empty()
    desk = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    scene = Scene(desk, cast.marketplace(desk), datetime.now(UTC).replace(microsecond=0))
    with gallery.serving(create_app(desk, clock=lambda: scene.now), "localhost") as origin:
        object.__setattr__(
            desk.settings, "base_url", origin
        )  # known only now; storage sends visitors back there
        yield Stage(scene, origin, room)


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = chromium.context(browser)
    page = context.new_page()
    page.set_default_timeout(8000)
    watch = gates.Watch(page)
    yield page
    context.close()
    meant = ("ERR_FAILED", "status of 422")
    assert (
        watch.violations,
        [each for each in watch.errors if not any(known in each for known in meant)],
    ) == ([], [])


def signed_in(browser: Browser, stage: Stage, staff: str, *, width: int) -> tuple[Page, gates.Watch]:
    """A page of somebody with a live session."""
    context = chromium.context(browser, width=width, reduced_motion="reduce")
    desk, person, now = stage.scene.desk, stage.scene.market.staff[staff], stage.scene.now
    secret = desk.salt()
    desk.sessions.open_session(
        "xinghai", secret, Session(staff, person.role, person.merchant, True, now, now + timedelta(hours=12))
    )
    here = cookie.read(desk, None)
    here.sign_in("xinghai", "m" if person.role is Role.MERCHANT else "o", SessionKey(staff, secret), now)
    value = desk.vault.sign("session", {"n": here.nonce, "s": here.staff})
    context.add_cookies(
        [{"name": cookie.NAME, "value": value, "url": stage.origin.replace("http", "https"), "secure": True}]
    )
    page = context.new_page()
    page.set_default_timeout(8000)
    return page, gates.Watch(page)


def test_three_screenshots_with_progress_one_of_them_failing_once_take_six_taps(
    phone: Page, stage: Stage
) -> None:
    asked = count(1)
    bars: list[int] = []

    def storage(route: Route) -> None:
        n = next(asked)
        bars.append(phone.locator(".tile progress").count())
        route.abort() if n == 2 else route.continue_()

    phone.goto(stage.link())
    phone.route(
        "**/suyi-test-quarantine-*",
        lambda route: storage(route) if route.request.method == "POST" else route.continue_(),
    )
    phone.get_by_role("radio", name="卡密已被使用").check()  # one
    phone.get_by_role("radio", name="补发卡密").check()  # two
    phone.set_input_files(
        "[data-slots] [type=file]", SHOTS
    )  # three opens the gallery, four chooses, five confirms
    phone.locator(".retry", has_text="这张没传上去，点这里重试").click()  # not of the six: the network failed
    phone.wait_for_function(SENT, arg=3)
    assert max(bars) >= 1, "a bar was to be seen while a picture was on its way"
    phone.get_by_role("button", name="截图 3 往前移").click()
    phone.get_by_role("button", name="移除截图 1").click()
    phone.wait_for_function(SENT, arg=2)
    phone.get_by_role("button", name="提交投诉").click()  # six
    phone.wait_for_url("**/receipt")
    stage.scene.number = phone.url.split("/")[-2]
    assert len(stage.scene.slots()) == 2
    stage.developed()
    phone.get_by_role("link", name="查看进度").click()
    phone.wait_for_function(LOADED)
    assert phone.locator(".thumbs img").count() == 2
    assert gates.weight(phone) and sum(gates.weight(phone).values()) <= gates.BUYER_BYTES
    phone.locator(".thumbs a").first.click()
    phone.wait_for_function(LOADED)
    assert "截图 1 / 2" in phone.inner_text("h1")


def test_a_buyers_pages_of_pictures_pass_every_gate(
    browser: Browser, stage: Stage, served: dict[str, str]
) -> None:
    slots = stage.filed()
    context = chromium.context(browser, reduced_motion="reduce")
    page = context.new_page()
    watch, wrong = gates.Watch(page), {}
    here = cookie.read(stage.scene.desk, None)
    c = stage.scene.load()
    here.hold("xinghai", c.id, identity.capability(stage.scene.desk, c), person=c.person)
    value = stage.scene.desk.vault.sign("session", {"n": here.nonce, "c": here.held})
    context.add_cookies(
        [{"name": cookie.NAME, "value": value, "url": stage.origin.replace("http", "https"), "secure": True}]
    )
    for lang in ("zh", "en"):
        for name, path in {"complaint": "", "picture": f"/picture/{slots[1]}"}.items():
            answer = page.goto(f"{stage.origin}/b/xinghai/{c.id}{path}?lang={lang}")
            page.wait_for_function(LOADED)
            served[f"buyer's {name} with pictures {lang}"] = answer.text() if answer else ""
            wrong[f"{name} {lang}"] = through_the_gates(page, watch, stage, gates.BUYER_BYTES)
    page.goto(stage.link())
    with page.expect_navigation() as led:
        page.evaluate(
            "() => { const form = document.querySelector('form[data-draft]'); form.action += "
            "'/picture'; form.submit() }"
        )
    served["one picture to add"] = led.value.text()
    wrong["one picture to add"] = through_the_gates(page, watch, stage, gates.BUYER_BYTES)
    context.close()
    assert {name: said for name, said in wrong.items() if said} == {}


def test_pasted_pictures_survive_a_reload_and_a_refused_form(phone: Page, stage: Stage) -> None:
    phone.goto(stage.link())
    phone.evaluate(PASTE)
    phone.wait_for_function(SENT, arg=1)
    phone.reload()
    phone.wait_for_function(SENT, arg=1)
    phone.set_input_files("[data-slots] [type=file]", SHOTS[:1])
    phone.wait_for_function(SENT, arg=2)
    phone.evaluate(DROP)
    phone.wait_for_function(SENT, arg=3)
    phone.get_by_role("button", name="移除截图 3").click()
    phone.wait_for_function(SENT, arg=2)
    phone.get_by_role("radio", name="部分退款").check()
    phone.get_by_role("button", name="提交投诉").click()
    phone.locator(".sum").wait_for()
    phone.wait_for_function(SENT, arg=2)
    phone.fill("[name=ask_fen]", "30")
    phone.get_by_role("button", name="提交投诉").click()
    phone.wait_for_url("**/receipt")
    stage.scene.number = phone.url.split("/")[-2]
    assert len(stage.scene.slots()) == 2
    phone.goto(stage.link())
    assert phone.locator(".tile").count() == 0, "what was sent is not in the next form"


def test_words_that_sound_like_another_problem_offer_it_and_one_tap_takes_it(
    phone: Page, stage: Stage
) -> None:
    phone.goto(stage.link())
    phone.fill("[name=words]", "付款两天了一直没有发货，订单显示待发货，没收到卡密")
    phone.locator("[name=words]").blur()
    phone.get_by_text("根据描述更像").wait_for()
    assert phone.get_by_role("radio", name="卡密无效").is_checked(), "nothing is changed for the buyer"
    phone.get_by_role("button", name="改成这个").click()
    assert phone.get_by_role("radio", name="未发货").is_checked()


def test_without_scripts_a_form_posts_to_storage_and_comes_back(browser: Browser, stage: Stage) -> None:
    context = chromium.context(browser, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(stage.link())
    page.get_by_role("button", name="先添加一张截图").click()
    page.set_input_files("#f-file", SHOTS[0])
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(lambda url: "evidence=" in url)
    assert page.get_by_text("截图 1，已上传").count() == 1
    page.fill("[name=words]", WORDS)
    page.get_by_role("button", name="提交投诉").click()
    page.wait_for_url("**/receipt")
    stage.scene.number = page.url.split("/")[-2]
    page.get_by_role("link", name="查看进度").click()
    page.locator("summary", has_text="补充说明或截图").click()
    page.get_by_role("button", name="先添加一张截图").click()
    page.set_input_files("#f-file", SHOTS[1])
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(lambda url: "evidence=" in url)
    page.get_by_role("button", name="发送").click()
    page.wait_for_url("**done=add_words")
    assert len(stage.scene.slots()) == 2
    stage.developed()
    page.reload()
    assert page.locator(".thumbs img").count() == 2
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_operator_sees_the_whole_picture_with_its_reasons_and_the_merchant_a_masked_one(
    browser: Browser, stage: Stage, served: dict[str, str], *, width: int
) -> None:
    slots = stage.filed()
    number = stage.scene.number
    wrong = {}
    page, watch = signed_in(browser, stage, "o1", width=width)
    for name, path in {"case": "", "picture": f"/picture/{slots[0]}"}.items():
        answer = page.goto(f"{stage.origin}/o/xinghai/case/{number}{path}")
        page.wait_for_function(LOADED)
        served[f"operator's {name} with pictures"] = answer.text() if answer else ""
        wrong[f"operator's {name}"] = through_the_gates(page, watch, stage)
    assert page.locator("svg rect").count() >= 2 and "显示已被使用" in page.inner_text("main")
    page.keyboard.press("r")
    page.keyboard.press("z")
    assert "r90" in str(page.get_attribute(".frame", "class")) and "near" in str(
        page.get_attribute(".frame", "class")
    )
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/picture/{slots[1]}")
    page.goto(f"{stage.origin}/o/xinghai/case/{number}/picture/{slots[0]}")

    shop, heard = signed_in(browser, stage, "s1", width=width)
    for name, path in {"case": "", "picture": f"/picture/{slots[0]}"}.items():
        answer = shop.goto(f"{stage.origin}/m/xinghai/case/{number}{path}")
        shop.wait_for_function(LOADED)
        served[f"merchant's {name} with pictures"] = answer.text() if answer else ""
        wrong[f"merchant's {name}"] = through_the_gates(shop, heard, stage)
    assert (
        "/masked.jpg" in str(shop.get_attribute(".frame img", "src"))
        and shop.locator("svg rect").count() == 0
    )
    page.locator("summary", has_text="允许商家查看原图").click()
    page.get_by_role("button", name="允许商家查看原图").click()
    page.wait_for_url("**did=reveal")
    shop.reload()
    assert "/full.jpg" in str(shop.get_attribute(".frame img", "src"))
    assert Action.REVEAL in stage.scene.events()
    page.context.close()
    shop.context.close()
    assert {name: said for name, said in wrong.items() if said} == {}


def through_the_gates(
    page: Page, watch: gates.Watch, stage: Stage, limit: int = gates.CONSOLE_BYTES
) -> list[str]:
    """Every gate, and the dark page at its narrowest; the bucket is the one other host there is."""
    bucket = stage.room.cloud.endpoint.split("//")[1]
    said = gates.all_of(page, watch, limit=limit)
    size = page.viewport_size
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320 if size and size["width"] < chromium.PHONE else 1280, "height": 800})
    said += gates.axe(page) + gates.overflow(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size or {"width": 390, "height": 844})
    watch.forget()
    return [each for each in said if each != bucket]


def test_a_merchant_answers_with_pictures_and_they_are_not_in_the_next_form(
    browser: Browser, stage: Stage
) -> None:
    stage.scene.after(minutes=2).file(order=f"KM20261122{next(ORDERS):05d}")
    page, watch = signed_in(browser, stage, "s1", width=1280)
    page.goto(f"{stage.origin}/m/xinghai/case/{stage.scene.number}")
    page.get_by_role("radio", name="不同意").check()
    page.fill("[name=words]", WORDS)
    page.set_input_files("[data-slots] [type=file]", SHOTS[:2])
    page.wait_for_function(SENT, arg=2)
    page.get_by_role("button", name="提交回复").click()
    page.wait_for_url("**did=*")
    assert len(stage.scene.slots()) == 2 and page.locator(".tile").count() == 0
    stage.developed()
    page.goto(f"{stage.origin}/m/xinghai/case/{stage.scene.number}")
    page.wait_for_function(LOADED)
    assert page.locator(".thumbs img").count() == 2 and page.locator(".tile").count() == 0
    assert (watch.violations, watch.errors) == ([], [])
    page.context.close()
