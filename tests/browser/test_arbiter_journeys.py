"""An outside arbiter in a real browser: from the mail to the ruling, on a marketplace and for a single
shop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from functions.domain.marketplace import Merchant, Staff
from functions.domain.vocabulary import Outcome, Role, State
from functions.local.cloud.sent_mail import Sent
from functions.ports import Session, SessionKey
from functions.services import identity
from functions.services.sweep import sweep
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.browser import chromium, gates
from tests.browser.gallery import Quiet
from tests.cast import Scene
from tests.conftest import TestCloud

ADDRESS = "chen@arbiter.example"
REASON = "两边的记录都看过，商家没有出库记录，投诉成立。"
OPERATORS = {"o1": Staff("o1", "王芳", "o1@desk.example", Role.OPERATOR, admin=True)}
pytestmark = pytest.mark.browser
scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def whole_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Street:
    """A desk as it is served to browsers, and the mail that left it."""

    origin: str
    scene: Scene
    browser: Browser
    mailbox: Callable[[], list[Sent]]

    def page(self, fill: Callable[[cookie.Visitor], None], **how: object) -> Page:
        """A page of a browser whose cookie holds what ``fill`` put in."""
        context = chromium.context(self.browser, **how)  # type: ignore[arg-type]
        here = cookie.read(self.scene.desk, None)
        fill(here)
        claims = {"n": here.nonce, "s": here.staff, "c": here.held}
        value = self.scene.desk.vault.sign("session", claims)
        url = self.origin.replace("http", "https")
        context.add_cookies([{"name": cookie.NAME, "value": value, "url": url, "secure": True}])
        return context.new_page()

    def staff(self, name: str, **how: object) -> Page:
        """A page of somebody of the staff, signed in."""
        desk, market, now = self.scene.desk, self.scene.market, whole_now()
        person, secret = market.staff[name], desk.salt()
        session = Session(name, person.role, person.merchant, True, now, now + timedelta(hours=12))
        desk.sessions.open_session(market.id, secret, session)
        area = "m" if person.role is Role.MERCHANT else "o"
        return self.page(lambda v: v.sign_in(market.id, area, SessionKey(name, secret), now), **how)

    def buyer(self, **how: object) -> Page:
        """A page of the buyer, who holds the complaint."""
        c = self.scene.load()
        held = identity.capability(self.scene.desk, c)
        return self.page(lambda v: v.hold(c.marketplace, c.id, held, person=c.person), **how)

    def at(self, door: str) -> str:
        """The address of the case for who enters there."""
        case = "" if door in ("a", "b") else "case/"
        return f"{self.origin}/{door}/{self.scene.market.id}/{case}{self.scene.number}"

    def letter(self) -> str:
        """The link in the newest letter to the arbiter, as this street is reached."""
        assert not sweep(self.scene.desk, whole_now()).failed
        mail = [each for each in self.mailbox() if each.to == ADDRESS][-1]
        found = re.search(r"https://desk\.example(/l/\S+)", mail.text)
        assert found
        return self.origin + found[1]

    def takes_effect(self) -> None:
        """The time to take a ruling back passes."""
        assert not sweep(self.scene.desk, whole_now() + timedelta(minutes=6)).failed


@pytest.fixture
def opened(
    cloud: TestCloud, browser: Browser, mailbox: Callable[[], list[Sent]]
) -> Iterator[Callable[..., Street]]:
    """Opens a street for a marketplace of that name; its complaint is three hours old."""
    cloud.empty()
    desk = cast.desk_over(cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint)
    server = make_server("127.0.0.1", 0, create_app(desk), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"

    def street(**market: object) -> Street:
        scene = Scene(desk, cast.marketplace(desk, **market), whole_now() - timedelta(hours=3))
        scene.file()
        return Street(origin, scene, browser, mailbox)

    yield street
    server.shutdown()
    thread.join()
    server.server_close()


def invited(street: Street, scripts: bool) -> None:
    """The operator invites, on the page of the case."""
    page = street.staff("o1", width=1280, java_script_enabled=scripts)
    page.goto(street.at("o"))
    page.get_by_text("邀请外部仲裁员").click()
    page.get_by_label("仲裁员的邮箱").fill("o1@desk.example")
    page.get_by_role("button", name="发出邀请").click()
    page.get_by_text("不能担任外部仲裁员").first.wait_for()
    assert page.get_by_label("仲裁员的邮箱").input_value() == "o1@desk.example"
    page.get_by_label("仲裁员的邮箱").fill(ADDRESS)
    page.get_by_role("button", name="发出邀请").click()
    page.get_by_text("邀请已发出，双方会看到").wait_for()
    page.get_by_text("已邀请一位外部仲裁员，请其在").wait_for()
    page.context.close()


def looked_over(page: Page, watch: gates.Watch) -> None:
    """The page passes every gate, in both languages."""
    here = page.url.split("?")[0]
    for lang in ("en", "zh"):
        page.goto(f"{here}?lang={lang}")
        assert gates.all_of(page, watch, limit=gates.CONSOLE_BYTES) == []


def ruled(page: Page) -> None:
    """The arbiter's form, filled in and sent."""
    page.get_by_text("成立，全额退款").click()
    page.locator("#f-words").fill(REASON)
    page.get_by_role("button", name="作出裁决").click()
    page.get_by_role("heading", name="裁决待生效").wait_for()


def over(street: Street, link: str, scripts: bool) -> None:
    """The link, opened once more after the decision, shows the outcome and no form."""
    page = street.page(lambda _: None, java_script_enabled=scripts)
    page.goto(link)
    page.get_by_role("button", name="打开").tap()
    page.get_by_text("您的裁决已生效，双方都收到了通知").wait_for()
    assert page.locator("main form").count() == 0
    page.context.close()


@scripts
def test_both_sides_appeal_and_an_outside_arbiter_decides(
    opened: Callable[..., Street], scripts: bool
) -> None:
    street = opened()
    street.scene.contest()
    street.scene.ruled(Outcome.DISMISSED)
    buyer = street.buyer(java_script_enabled=scripts)
    buyer.goto(street.at("b"))
    buyer.get_by_text("对裁决不服，提出申诉").tap()
    buyer.get_by_label("申诉理由").fill("官网确认这张卡密从未激活成功过。")
    buyer.get_by_role("button", name="提交申诉").tap()
    buyer.get_by_text("申诉已提交").first.wait_for()
    merchant = street.staff("s1", java_script_enabled=scripts)
    merchant.goto(street.at("m"))
    merchant.get_by_text("加入申诉，一并裁决").first.tap()
    merchant.get_by_label("您的理由").fill("出库记录显示已经正常发货一次。")
    merchant.get_by_role("button", name="加入申诉").tap()
    merchant.get_by_text("已加入申诉").first.wait_for()
    invited(street, scripts)
    link = street.letter()
    page = street.page(lambda _: None, java_script_enabled=scripts)
    watch = gates.Watch(page)
    page.goto(link)
    page.get_by_role("button", name="打开").tap()
    page.wait_for_url(street.at("a"))
    page.get_by_text("官网确认这张卡密从未激活成功过").wait_for()
    page.get_by_text("出库记录显示已经正常发货一次").wait_for()
    if scripts:
        looked_over(page, watch)
    ruled(page)
    street.takes_effect()
    c = street.scene.load()
    assert (c.state, c.outcome, c.final, c.ruling and c.ruling.by) == (
        State.AWAITING_REMEDY,
        Outcome.UPHELD,
        True,
        c.invited,
    )
    over(street, link, scripts)
    for each in (buyer, merchant, page):
        each.context.close()


@scripts
def test_a_single_shop_invites_answers_and_is_ruled_on(opened: Callable[..., Street], scripts: bool) -> None:
    house = {"m1": Merchant("m1", "极速卡社", ("m1@merchant.example",))}
    street = opened(mode="single", merchants=house, staff=OPERATORS)
    invited(street, scripts)
    owner = street.staff("o1", width=1280, java_script_enabled=scripts)
    owner.goto(street.at("o"))
    owner.locator("label", has_text="不同意").click()
    owner.locator("#f-words").fill("卡密发货前已检测有效，请核对输入。")
    owner.get_by_role("button", name="提交回复").click()
    owner.get_by_text("已回复").first.wait_for()
    assert street.scene.load().state is State.AWAITING_RULING
    assert owner.get_by_role("button", name="作出裁决").count() == 0
    link = street.letter()
    page = street.page(lambda _: None, width=1280, java_script_enabled=scripts)
    watch = gates.Watch(page)
    page.goto(link)
    page.get_by_role("button", name="打开").click()
    page.wait_for_url(street.at("a"))
    if scripts:
        looked_over(page, watch)
    ruled(page)
    street.takes_effect()
    assert street.scene.load().state is State.AWAITING_REMEDY
    over(street, link, scripts)
    for each in (owner, page):
        each.context.close()
