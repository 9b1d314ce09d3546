"""A reissued key on a phone: sealed by its merchant, looked at once by its buyer; every page on the way through
every gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from functions.services import identity
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.browser import chromium, gallery, gates
from tests.cast import NEW_KEY, Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import TestCloud

pytestmark = pytest.mark.browser


@dataclass
class Phone:
    """One phone that is the merchant's and the buyer's in turn, in one language."""

    page: Page
    watch: gates.Watch
    origin: str
    scene: Scene
    seen: dict[str, str]

    def open(self, name: str, path: str) -> None:
        """Type an address."""
        answer = self.page.goto(f"{self.origin}{path}")
        assert answer
        self.seen[name] = answer.text()

    def checked(self, name: str, limit: int = gates.BUYER_BYTES) -> None:
        """The page as it is passes every gate."""
        assert gates.all_of(self.page, self.watch, limit=limit) == [], name


@pytest.fixture(scope="module")
def desk(cloud: TestCloud) -> Iterator[tuple[Scene, str]]:
    cloud.empty()
    made = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    scene = Scene(made, cast.marketplace(made), datetime.now(UTC).replace(microsecond=0))
    with gallery.serving(create_app(made, clock=lambda: scene.now), "localhost") as origin:
        yield scene, origin


WORDS = {
    "zh": (
        "新卡密",
        "已处理，请买家确认",
        "商家补发了卡密",
        "查看一次",
        "复制卡密",
        "已复制",
        "已经记好，回去确认",
    ),
    "en": (
        "New key",
        "Done; ask the buyer to confirm",
        "The merchant reissued the key",
        "Look once",
        "Copy the key",
        "Copied",
        "I have it; go back and confirm",
    ),
}


def held(scene: Scene) -> str:
    """A cookie of somebody who is the complaint's buyer and signed in as its merchant."""
    c, here, session = scene.load(), cookie.read(scene.desk, None), scene.signed_in("s1")
    here.hold(c.marketplace, c.id, identity.capability(scene.desk, c), person=c.person)
    here.sign_in("xinghai", "m", session, scene.now)
    return scene.desk.vault.sign("session", {"n": here.nonce, "c": here.held, "s": here.staff})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_key_is_sealed_and_looked_at_once(
    desk: tuple[Scene, str], browser: Browser, lang: str, scripts: bool
) -> None:
    scene, origin = desk
    scene.after(minutes=2).file(order=f"KM2026{lang}{scripts:d}0")
    scene.agree_reissue()
    context = chromium.context(browser, width=390, lang=lang, java_script_enabled=scripts)
    secure = origin.replace("http", "https")
    context.add_cookies([{"name": cookie.NAME, "value": held(scene), "url": secure, "secure": True}])
    page = context.new_page()
    page.set_default_timeout(8000)
    phone = Phone(page, gates.Watch(page), origin, scene, {})
    give(phone, lang, scripts)
    look(phone, lang, scripts)
    assert gates.html_valid(phone.seen) == []
    context.close()


def give(phone: Phone, lang: str, scripts: bool) -> None:
    field, done, *_ = WORDS[lang]
    page, scene = phone.page, phone.scene
    phone.open("give", f"/m/xinghai/case/{scene.number}?lang={lang}")
    page.get_by_label(field).fill(NEW_KEY)
    page.locator("#f-words").fill("激活时请用港区账号。")
    if scripts:
        kept = page.evaluate("() => JSON.stringify(Object.entries(sessionStorage))")
        assert "激活时请用港区账号。" in kept and "VHUM7" not in kept, "the key is kept in no draft"
        phone.checked("give", gates.CONSOLE_BYTES)
    page.get_by_role("button", name=done).tap()
    page.wait_for_url("**did=do_remedy")
    assert "VHUM7" not in page.content() and "Z8RT" in page.inner_text("main")
    assert scene.load().looks == 1


def look(phone: Phone, lang: str, scripts: bool) -> None:
    _, _, card, press, copy, copied, back = WORDS[lang]
    page, scene = phone.page, phone.scene
    phone.open("waits", f"/b/xinghai/{scene.number}?lang={lang}")
    page.get_by_role("heading", name=card).wait_for()
    if scripts:
        phone.checked("waits")
    with page.expect_response("**/key") as answer:
        page.get_by_role("button", name=press).tap()
    page.wait_for_url("**/key")
    phone.seen["shown"] = answer.value.text()
    assert page.locator("#key").inner_text() == NEW_KEY
    if scripts:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name=copy).tap()
        page.get_by_role("button", name=copied).wait_for()
        assert page.evaluate("() => navigator.clipboard.readText()") == NEW_KEY
        phone.checked("shown")
    page.get_by_role("link", name=back).tap()
    page.wait_for_url(f"**/{scene.number}")
    assert "VHUM7" not in page.content() and "Z8RT" in page.inner_text("main")
    page.locator("button[value=confirm]").tap()
    page.wait_for_url("**done=confirm")
    assert not scene.load().open
    page.go_back()
    with pytest.raises(Error, match="CACHE_MISS"):  # the browser kept no answer to go back to
        page.go_back()
    assert scene.events().count("see_key") == 1
