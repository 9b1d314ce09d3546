"""Past the withdrawal window: a buyer asks for help with number and passcode, proves it by a code, and the
operator withdraws; every page on the way through every gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from functions.domain.vocabulary import Outcome
from functions.local.cloud.sent_mail import Sent
from functions.services import identity
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.browser import chromium, gallery, gates
from tests.cast import Scene
from tests.web.visiting import code_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import TestCloud

pytestmark = pytest.mark.browser
WORDS = {
    "zh": (
        "超过期限，想撤销或继续投诉",
        "提交",
        "查看这条请求",
        "发送验证码",
        "验证",
        "撤销投诉",
        "确认办理",
    ),
    "en": (
        "I am past a time limit",
        "Send",
        "Open this request",
        "Send the code",
        "Prove it",
        "Withdraw the complaint",
        "Confirm and do it",
    ),
}
WHY = "已经和商家谈好并收到退款，想撤销，但过了时间。"


@pytest.fixture(scope="module")
def desk(cloud: TestCloud) -> Iterator[tuple[Scene, str]]:
    cloud.empty()
    made = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    scene = Scene(made, cast.marketplace(made), datetime.now(UTC).replace(microsecond=0) - timedelta(days=4))
    with gallery.serving(create_app(made, clock=lambda: scene.now), "localhost") as origin:
        yield scene, origin


def opened(browser: Browser, lang: str, *, width: int, scripts: bool) -> Page:
    context = chromium.context(browser, width=width, lang=lang, java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(8000)
    return page


def signed_in(scene: Scene, page: Page, origin: str) -> None:
    here, session = cookie.read(scene.desk, None), scene.signed_in("o1")
    here.sign_in("xinghai", "o", session, scene.now)
    value = scene.desk.vault.sign("session", {"n": here.nonce, "s": here.staff})
    secure = origin.replace("http", "https")
    page.context.add_cookies([{"name": cookie.NAME, "value": value, "url": secure, "secure": True}])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_is_past_the_window_is_withdrawn_by_an_operator(
    desk: tuple[Scene, str],
    browser: Browser,
    mailbox: Callable[[], list[Sent]],
    lang: str,
    scripts: bool,
) -> None:
    scene, origin = desk
    scene.after(minutes=2).file(order=f"KM2026{lang}{scripts:d}1")
    scene.contest()
    scene.tick(hours=73)
    phone = opened(browser, lang, width=390, scripts=scripts)
    watch, seen = gates.Watch(phone), dict[str, str]()
    number = ask(phone, watch, scene, origin, lang=lang, scripts=scripts, seen=seen)
    phone.get_by_role("button", name=WORDS[lang][3]).tap()
    phone.wait_for_url("**/code")
    scene.tick()
    phone.locator("#f-code").fill(
        code_in([mail for mail in mailbox() if f"complaint {scene.number}" in mail.text])
    )
    if scripts:
        assert gates.all_of(phone, watch, limit=gates.BUYER_BYTES) == [], "code"
    phone.get_by_role("button", name=WORDS[lang][4], exact=True).tap()
    phone.wait_for_url("**done=proved")
    console = opened(browser, lang, width=1280, scripts=scripts)
    seen["confirm"] = withdraw(console, scene, origin, number, lang=lang, scripts=scripts)
    assert scene.load().outcome is Outcome.WITHDRAWN
    assert phone.goto(f"{origin}/b/xinghai/help/{number}?lang={lang}").ok
    if scripts:
        assert gates.all_of(phone, watch, limit=gates.BUYER_BYTES) == [], "done"
    assert gates.html_valid(seen) == []
    phone.context.close()


def ask(
    page: Page,
    watch: gates.Watch,
    scene: Scene,
    origin: str,
    *,
    lang: str,
    scripts: bool,
    seen: dict[str, str],
) -> str:
    topic, send, open_it, *_ = WORDS[lang]
    answer = page.goto(f"{origin}/b/xinghai/help?lang={lang}")
    seen["form"] = answer.text()
    page.get_by_text(topic, exact=True).tap()
    page.locator("#f-words").fill(WHY)
    page.locator("#f-complaint").fill(scene.number)
    page.locator("#f-passcode").fill(identity.passcode(scene.desk, scene.load()))
    if scripts:
        assert gates.all_of(page, watch, limit=gates.BUYER_BYTES) == [], "form"
    page.get_by_role("button", name=send, exact=True).tap()
    number = page.locator("#number").inner_text()
    if scripts:
        assert gates.all_of(page, watch, limit=gates.BUYER_BYTES) == [], "received"
    page.get_by_role("link", name=open_it).tap()
    page.wait_for_url(f"**/help/{number}")
    seen["request"] = page.goto(page.url).text()
    if scripts:
        assert gates.all_of(page, watch, limit=gates.BUYER_BYTES) == [], "request"
    return number


def withdraw(page: Page, scene: Scene, origin: str, number: str, *, lang: str, scripts: bool) -> str:
    *_, label, confirm = WORDS[lang]
    signed_in(scene, page, origin)
    watch = gates.Watch(page)
    page.goto(f"{origin}/o/xinghai/assist/{number}?lang={lang}")
    page.get_by_role("link", name=label).click()
    page.wait_for_url("**act=assist_withdraw")
    served = page.goto(page.url).text()
    page.locator("#confirm ~ form #f-words").fill("买家用登记邮箱验证，本人要求撤销。")
    if scripts:
        assert gates.all_of(page, watch, limit=gates.CONSOLE_BYTES) == [], "confirm"
    page.get_by_role("button", name=confirm).click()
    page.wait_for_url("**did=assist_withdraw")
    page.context.close()
    return served
