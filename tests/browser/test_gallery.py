"""Every macro, in both languages, both schemes and three widths, through every gate; and what the scripts
promise."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from altcha import verify_solution

from tests.browser import chromium, gallery, gates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
LOOKS = [(390, "light", "zh"), (320, "dark", "en"), (1280, "dark", "zh"), (320, "light", "en")]
"""Each language in each scheme, each width; the pages made of these macros go through the rest."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with gallery.serving() as origin:
        yield origin


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = chromium.context(browser)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_every_page_passes_every_gate(
    browser: Browser, origin: str, *, served: dict[str, str], look: tuple[int, str, str]
) -> None:
    width, scheme, lang = look
    context = chromium.context(browser, width=width, scheme=scheme, lang=lang)
    page = context.new_page()
    watch = gates.Watch(page)
    wrong = {}
    for name in gallery.BUYER + gallery.CONSOLE:
        watch.forget()
        answer = page.goto(f"{origin}/page/{name}?lang={lang}{'&brand=1' if scheme == 'dark' else ''}")
        served[f"{name} {lang}"] = answer.text()
        limit = gates.CONSOLE_BYTES if name in gallery.CONSOLE else gates.BUYER_BYTES
        wrong[name] = gates.all_of(page, watch, limit=limit)
    context.close()
    assert {name: said for name, said in wrong.items() if said} == {}


def test_the_gates_see_what_is_wrong(page: Page, origin: str) -> None:
    watch = gates.Watch(page)
    page.goto(f"{origin}/page/empty")
    page.evaluate("""() => {
        document.querySelector('main').innerHTML += `<p style="width:900px;color:#eee">x</p><img src="http://127.0.0.2/x.png">
            <input class="box"><button>y</button>`;
        document.querySelector('main input').style.fontSize = '12px';
        console.error('told');
    }""")
    page.wait_for_timeout(200)
    assert any("inline" in said for said in gates.csp_violations(watch))
    assert "told" in gates.console_errors(watch)
    page.locator("main p").last.evaluate("p => p.style.width = '900px'")
    assert gates.overflow(page)
    assert len(gates.touch_targets(page)) == 1
    assert len(gates.input_fonts(page)) == 1
    assert any(said.startswith("label") for said in gates.axe(page))
    assert gates.third_party_hosts(watch, origin) == ["127.0.0.2"]
    page.reload()
    assert (
        gates.weight(page)[f"{origin}/assets/desk.css"]
        == (gallery.ROOT / "site/assets/desk.css").stat().st_size
    )


def test_html_with_a_doubled_id_is_named() -> None:
    doubled = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p id="a">1</p><p id="a">2</p></body></html>'
    wrong = gates.html_valid({"here": doubled})
    assert any("no-dup-id" in said and said.startswith("here") for said in wrong)


@pytest.mark.parametrize("name", gallery.BUYER + gallery.CONSOLE)
def test_without_scripts_nothing_is_missing(browser: Browser, origin: str, name: str) -> None:
    context = chromium.context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/page/{name}")
    assert page.locator("h1").count() == 1
    assert all(item.is_visible() for item in page.locator(".then li").all())
    context.close()


def test_the_work_is_solved_and_holds(page: Page, origin: str) -> None:
    watch = gates.Watch(page)
    page.goto(f"{origin}/page/file")
    page.wait_for_function("() => document.querySelector('[data-pow]').value")
    payload = page.locator("[data-pow]").input_value()
    assert verify_solution(payload, gallery.SECRET, hmac_key_secret=gallery.SECRET).verified
    assert not watch.violations


def test_a_submit_before_the_work_is_done_waits_for_it(page: Page, origin: str) -> None:
    held: list[Route] = []
    page.route("**/pow-worker.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks its handlers; the work cannot begin before the click
    page.goto(f"{origin}/page/file")
    button = page.locator("button.main")
    button.click()
    page.wait_for_function("() => document.querySelector('button.main').ariaDisabled === 'true'")
    assert page.url.endswith("/page/file")
    held.pop().continue_()
    page.wait_for_url("**/received")
    assert page.locator("body").inner_text() == "True"


def test_the_summary_takes_the_focus_and_leads_to_the_field(page: Page, origin: str) -> None:
    page.goto(f"{origin}/page/errors")
    assert page.title().startswith("错误：")
    page.wait_for_function("() => document.activeElement.className === 'sum'")
    page.get_by_role("link", name="请再写几句").click()
    assert page.evaluate("() => document.activeElement.id") == "f-words"


def test_a_choice_shows_what_follows(page: Page, origin: str) -> None:
    page.goto(f"{origin}/page/withdraw")
    assert page.locator(".then li:visible").count() == 0
    page.get_by_label("与商家达成和解").check()
    assert "24 小时" in page.locator(".then li:visible").inner_text()


def test_the_countdown_goes_on_and_turns_overdue(page: Page, origin: str) -> None:
    page.clock.install(time=gallery.NOW - timedelta(seconds=10))
    page.goto(f"{origin}/page/mine")
    page.clock.pause_at(gallery.NOW)
    page.clock.run_for(48 * 60_000)
    assert page.locator("time.bad").count() == 2
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator("time[data-left]").all_inner_texts() == [
        "超时 2 小时 49 分",
        "超时 1 分",
        "剩 2 小时 15 分",
    ]


def test_characters_are_counted(page: Page, origin: str) -> None:
    page.goto(f"{origin}/page/file")
    page.get_by_label("说说经过").fill("卡密错误")
    assert page.locator("#c-words").inner_text() == "已写 4 / 500 字"


def test_words_survive_a_lost_connection_until_they_arrive(page: Page, origin: str) -> None:
    page.goto(f"{origin}/page/file")
    page.get_by_label("说说经过").fill("卡密错误，试了两次")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交投诉").click()
    assert "网络断了" in page.get_by_role("alert").inner_text()
    page.context.set_offline(False)
    page.goto(f"{origin}/page/file")
    assert page.get_by_label("说说经过").input_value() == "卡密错误，试了两次"
    assert "d" * 22 not in json.dumps(page.evaluate("() => ({...sessionStorage})"))
    page.goto(f"{origin}/page/done")
    page.wait_for_function("() => sessionStorage.length === 0")


def test_the_number_is_copied(page: Page, origin: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{origin}/page/done")
    page.get_by_role("button", name="复制编号").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == "TS-261122-0390"


def test_the_console_is_worked_by_keyboard(browser: Browser, origin: str) -> None:
    context = chromium.context(browser, width=1280)
    page = context.new_page()
    page.goto(f"{origin}/page/queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tbody input:checked").get_attribute("value") == "TS-261122-0409"
    page.locator("#f-q").press("j")
    assert page.locator("#f-q").input_value() == "j"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("details").get_attribute("open") is not None
    page.locator("summary").evaluate("s => s.blur()")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/ruling")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/queue")
    context.close()
