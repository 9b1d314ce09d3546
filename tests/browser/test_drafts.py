"""What is kept in a browser belongs to one form: the words, pictures and token of no other order's come
with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from functions.web import create_app
from tests import cast
from tests.browser import chromium, gallery, gates
from tests.browser.test_picture_journeys import SENT, SHOTS
from tests.cast import WORDS, Scene, link
from tests.darkroom import Darkroom, Told

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import TestCloud

pytestmark = pytest.mark.browser
KEPT = "() => Object.entries(sessionStorage)"


class Desk:
    """A desk being served with its buckets; orders are named by a letter, and each is opened a while after
    the last."""

    def __init__(self, scene: Scene, origin: str) -> None:
        self.scene, self.origin = scene, origin

    def link(self, order: str, **said: Any) -> str:
        self.scene.after(minutes=2)
        return f"{self.origin}/c/xinghai?" + urlencode(link(self.scene.now, o=f"KM20261122-{order}", **said))


@pytest.fixture(scope="module")
def at(cloud: TestCloud) -> Iterator[Desk]:
    cloud.empty()
    Darkroom(cloud, Told()).empty()
    desk = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    scene = Scene(desk, cast.marketplace(desk), datetime.now(UTC).replace(microsecond=0))
    with gallery.serving(create_app(desk, clock=lambda: scene.now), "localhost") as origin:
        yield Desk(scene, origin)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = chromium.context(browser)
    page = context.new_page()
    page.set_default_timeout(8000)
    watch = gates.Watch(page)
    yield page
    context.close()
    assert (watch.violations, [each for each in watch.errors if "status of 4" not in each]) == ([], [])


def typed(tab: Page, words: str, *, pictures: int = 0) -> str:
    """Words and pictures in the form that is open; its token."""
    tab.fill("[name=words]", words)
    if pictures:
        tab.set_input_files("[data-slots] [type=file]", SHOTS[:pictures])
        tab.wait_for_function(SENT, arg=pictures)
    return tab.input_value("[name=token]")


def held(tab: Page) -> tuple[str, int]:
    """The words and how many pictures the open form has, once what is kept was put back."""
    tab.wait_for_load_state("networkidle")
    return tab.input_value("[name=words]"), tab.locator(".tile").count()


def beside(tab: Page, address: str) -> Page:
    """A tab opened by the page that is open: a browser gives it a copy of all that is kept."""
    with tab.expect_popup() as opened:
        tab.evaluate("address => { window.open(address) }", address)
    opened.value.set_default_timeout(8000)
    return opened.value


def send(tab: Page) -> str:
    """Send the one-click form; the number of the complaint."""
    tab.get_by_role("button", name="提交投诉").click()
    tab.wait_for_url("**/receipt")
    return tab.url.split("/")[-2]


def said(at: Desk, number: str) -> tuple[str, int]:
    """The words a complaint was filed with, and how many pictures it has."""
    at.scene.number = number
    case = at.scene.desk.cases.case("xinghai", number, fresh=True)
    return str((case.links[0].payload or {}).get("words", "")), len(at.scene.slots())


def test_two_orders_in_one_tab_have_each_their_own_words_pictures_and_token(tab: Page, at: Desk) -> None:
    a, b = at.link("A1"), at.link("B1")
    tab.goto(a)
    token = typed(tab, WORDS, pictures=1)
    tab.goto(b)
    assert held(tab) == ("", 0)
    assert tab.input_value("[name=token]") != token
    typed(tab, "另一笔订单的经过，充值时提示已过期")
    tab.goto(a)
    assert held(tab) == (WORDS, 1)
    assert tab.input_value("[name=token]") == token
    tab.goto(b)
    assert said(at, send(tab)) == ("另一笔订单的经过，充值时提示已过期", 0)
    tab.goto(a)
    assert held(tab) == (WORDS, 1), "what was sent is another order's"
    assert said(at, send(tab)) == (WORDS, 1)
    assert not [name for name, _ in tab.evaluate(KEPT) if name.startswith(("draft:", "shots:"))]


def test_a_tab_opened_from_another_orders_form_starts_empty(tab: Page, at: Desk) -> None:
    tab.goto(at.link("A2"))
    token = typed(tab, WORDS, pictures=1)
    other = beside(tab, at.link("B2"))
    assert len(other.evaluate(KEPT)) == 2, "the copy is there"
    assert held(other) == ("", 0)
    assert other.input_value("[name=token]") != token
    assert said(at, send(other)) == ("", 0)
    assert said(at, send(tab)) == (WORDS, 1)


def test_one_order_opened_twice_is_one_complaint_and_its_pictures_are_in_no_other(
    tab: Page, at: Desk
) -> None:
    a = at.link("A3")
    tab.goto(a)
    token = typed(tab, WORDS, pictures=1)
    again = beside(tab, a)
    assert held(again) == (WORDS, 1)
    assert again.input_value("[name=token]") == token
    number = send(tab)
    again.fill("[name=words]", f"{WORDS}又想起来一点。")
    again.get_by_role("button", name="提交投诉").click()
    again.get_by_text("这份表单已经提交过").wait_for()
    assert said(at, number) == (WORDS, 1)
    again.goto(a)
    assert held(again) == (f"{WORDS}又想起来一点。", 0), "the words were not sent, the pictures were"
    assert again.input_value("[name=token]") != token
    tab.goto(a)
    assert held(tab) == ("", 0), "what was sent is not kept"


def by_hand(tab: Page, at: Desk, order: str) -> None:
    tab.goto(f"{at.origin}/c/xinghai/new")
    tab.fill("[name=order]", f"KM20261122-{order}")
    tab.select_option("[name=merchant]", "m1")
    tab.fill("[name=email]", "hand@qq.example")


def test_the_form_by_hand_is_kept_until_it_was_sent_and_no_longer(tab: Page, at: Desk) -> None:
    by_hand(tab, at, "H1")
    token = typed(tab, WORDS, pictures=1)
    tab.get_by_role("button", name="下一步").click()
    tab.get_by_role("button", name="提交投诉").wait_for()
    tab.goto(f"{at.origin}/c/xinghai/new")
    assert held(tab) == (WORDS, 1)
    assert (tab.input_value("[name=order]"), tab.input_value("[name=token]")) == ("KM20261122-H1", token)
    tab.get_by_role("button", name="下一步").click()
    assert said(at, send(tab)) == (WORDS, 1)
    tab.goto(f"{at.origin}/c/xinghai/new")
    assert held(tab) == ("", 0)
    assert tab.input_value("[name=order]") == ""


def test_what_was_typed_by_hand_is_in_no_form_that_names_its_order(tab: Page, at: Desk) -> None:
    by_hand(tab, at, "H2")
    typed(tab, WORDS, pictures=1)
    for named in (f"{at.origin}/c/xinghai/new?order=KM20261122-H3", at.link("H2")):
        tab.goto(named)
        assert held(tab) == ("", 0)


def test_going_back_from_the_check_page_shows_what_was_chosen_last(tab: Page, at: Desk) -> None:
    by_hand(tab, at, "H4")
    typed(tab, words := "付款两天了一直没有发货，订单显示待发货，没收到卡密")
    for pressed in ("下一步", "改成这个", "返回修改"):
        with tab.expect_navigation():
            tab.get_by_role("button", name=pressed).click()
    assert tab.input_value("[name=words]") == words
    assert tab.get_by_role("radio", name="未发货").is_checked()


def test_the_forms_of_a_case_are_kept_apart_and_only_what_was_sent_is_forgotten(tab: Page, at: Desk) -> None:
    tab.goto(at.link("C1"))
    number = at.scene.number = send(tab)
    at.scene.offer()
    address = f"{at.origin}/b/xinghai/{number}"
    tab.goto(address)
    for summary in ("不接受，由平台裁决", "补充说明"):
        tab.locator("summary", has_text=summary).click()
    tab.fill("[name=decline_offer_words]", "只退这些不够，卡密根本没法用")
    tab.fill("[name=add_words_words]", "客服昨天说过会补发一张新的")
    tab.get_by_role("button", name="发送").click()
    tab.wait_for_url("**done=add_words")
    assert tab.input_value("[name=decline_offer_words]") == "只退这些不够，卡密根本没法用"
    assert tab.input_value("[name=add_words_words]") == ""
    tab.locator("summary", has_text="补充说明").click()
    tab.fill("[name=add_words_words]", "又等了一天，还是没有人理")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="发送").click()
    tab.context.set_offline(False)
    tab.reload()
    assert tab.input_value("[name=add_words_words]") == "又等了一天，还是没有人理"


def test_no_order_number_is_kept_for_a_signed_link(tab: Page, at: Desk) -> None:
    tab.goto(at.link("N1"))
    typed(tab, WORDS, pictures=1)
    assert "KM20261122" not in str(tab.evaluate(KEPT))


def test_the_proof_of_a_withdrawal_keeps_its_pictures_over_a_reload_and_lends_them_to_no_other_form(
    tab: Page, at: Desk
) -> None:
    tab.goto(at.link("W1", amt="30.00"))
    at.scene.number = send(tab)
    address = f"{at.origin}/b/xinghai/{at.scene.number}"
    tab.goto(f"{address}/withdraw")
    tab.get_by_role("button", name="是这笔，继续").click()
    tab.get_by_role("radio", name="与商家达成和解").check()
    tab.get_by_role("button", name="提交撤销申请").click()
    tab.set_input_files("[data-slots] [type=file]", SHOTS[:1])
    tab.wait_for_function(SENT, arg=1)
    tab.reload()
    tab.wait_for_function(SENT, arg=1)
    other = beside(tab, address)
    other.wait_for_load_state("networkidle")
    assert other.locator("[data-slots]").count() == 1 and other.locator(".tile").count() == 0
    tab.get_by_role("button", name="提交撤销申请").click()
    tab.get_by_text("撤销申请已提交").first.wait_for()
    assert len(at.scene.slots()) == 1
    assert tab.evaluate(KEPT) == []
