"""What staff do, in a real browser: by keyboard, and with JavaScript off; each of their pages through
every gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.ports import Session, SessionKey
from functions.services import assistance, submitting
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.browser import chromium, gates
from tests.browser.gallery import Quiet
from tests.cast import Scene
from tests.conftest import TestCloud

ORDERS = iter(range(10**6))
"""Each complaint of this file is on an order of its own, so that one marketplace serves all of its tests."""


def whole_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Desk:
    """The desk as it is served to browsers here."""

    origin: str
    scene: Scene
    browser: Browser

    def filed(self, *steps: Callable[[Scene], object]) -> Scene:
        """A complaint about three hours old, each a minute younger than the one before, with what happened
        to it."""
        n = next(ORDERS)
        mine = Scene(self.scene.desk, self.scene.market, self.scene.now + timedelta(minutes=n))
        mine.file(order=f"KM2026{n:06d}", email=f"z{n}@qq.example", address=f"198.51.100.{n}")
        for step in steps:
            step(mine)
        return mine

    def signed_in(self, staff: str, *, width: int = 390, second: bool = True, **how: object) -> Page:
        """A page of somebody with a live session."""
        context = chromium.context(self.browser, width=width, **how)
        desk, person, now = self.scene.desk, self.scene.market.staff[staff], whole_now()
        secret = desk.salt()
        session = Session(staff, person.role, person.merchant, second, now, now + timedelta(hours=12))
        desk.sessions.open_session("xinghai", secret, session)
        here = cookie.read(desk, None)
        here.sign_in("xinghai", "m" if person.role is Role.MERCHANT else "o", SessionKey(staff, secret), now)
        value = desk.vault.sign("session", {"n": here.nonce, "s": here.staff})
        context.add_cookies(
            [
                {
                    "name": cookie.NAME,
                    "value": value,
                    "url": self.origin.replace("http", "https"),
                    "secure": True,
                }
            ]
        )
        return context.new_page()

    def case(self, scene: Scene, door: str = "o") -> str:
        return f"{self.origin}/{door}/xinghai/case/{scene.number}"


@pytest.fixture(scope="module")
def desk(cloud: TestCloud, browser: Browser) -> Iterator[Desk]:
    """One served desk for all of this file's tests."""
    cloud.empty()
    made = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    opened = whole_now() - timedelta(hours=3)
    server = make_server("127.0.0.1", 0, create_app(made), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", Scene(made, cast.marketplace(made), opened), browser)
    server.shutdown()
    thread.join()
    server.server_close()


scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
pytestmark = pytest.mark.browser


def contested(scene: Scene) -> object:
    return scene.contest()


def withdrawn(scene: Scene) -> object:
    return scene.withdraw("settled", words="商家已补发，能用了", proof="客服说已补发，登录后余额到账")


def appealed(scene: Scene) -> None:
    scene.contest()
    scene.ruled()
    scene.do(Action.APPEAL, Role.MERCHANT, words="找到了当时的出库日志，能证明卡密有效")


@scripts
def test_a_merchant_agrees_in_three_taps(desk: Desk, scripts: bool) -> None:
    scene = desk.filed()
    page = desk.signed_in("s1", java_script_enabled=scripts)
    page.goto(f"{desk.origin}/m/xinghai")
    page.locator(f"a[href$='{scene.number}']").tap()
    page.get_by_text("同意全额退款").tap()
    page.get_by_role("button", name="提交回复").tap()
    page.get_by_text("已回复，买家会收到通知").wait_for()
    assert scene.load().state is State.AWAITING_REMEDY
    page.context.close()


@scripts
def test_a_merchants_reason_is_asked_for_and_kept(desk: Desk, scripts: bool) -> None:
    scene = desk.filed()
    page = desk.signed_in("s1", java_script_enabled=scripts)
    page.goto(desk.case(scene, "m"))
    page.locator("label", has_text="不同意").tap()
    page.get_by_label("说明").fill("不同意，请核对")
    page.get_by_role("button", name="提交回复").tap()
    page.get_by_role("heading", name="还差 1 处没填好").wait_for()
    assert page.title().startswith("错误：")
    assert page.get_by_label("说明").input_value() == "不同意，请核对"
    assert page.get_by_role("radio", name="不同意").is_checked()
    page.get_by_label("说明").fill("卡密发货前已检测有效，请核对输入")
    page.get_by_role("button", name="提交回复").tap()
    page.get_by_text("已回复").wait_for()
    assert scene.load().state is State.AWAITING_RULING
    page.context.close()


@scripts
def test_an_operator_rules_and_takes_it_back(desk: Desk, scripts: bool) -> None:
    scene = desk.filed(contested)
    page = desk.signed_in("o1", width=1280, java_script_enabled=scripts)
    page.goto(desk.case(scene))
    page.get_by_text("成立，全额退款").click()
    page.get_by_label("常用理由").select_option("no_log")
    page.get_by_role("button", name="作出裁决").click()
    page.get_by_role("heading", name="裁决待生效").wait_for()
    assert scene.load().draft.outcome is Outcome.UPHELD
    page.get_by_role("button", name="收回裁决").click()
    page.get_by_text("裁决已收回，没有通知任何人").wait_for()
    assert scene.load().state is State.AWAITING_RULING
    page.context.close()


@scripts
def test_a_withdrawal_is_refused_with_a_reason_or_approved(desk: Desk, scripts: bool) -> None:
    refused, approved = desk.filed(withdrawn), desk.filed(withdrawn)
    page = desk.signed_in("o1", width=1280, java_script_enabled=scripts)
    page.goto(desk.case(refused))
    page.get_by_label("不通过的原因").fill("佐证看不出是哪一笔订单")
    page.get_by_role("button", name="不通过").click()
    page.get_by_text("撤销没有通过，投诉继续，买家会收到原因").wait_for()
    page.goto(desk.case(approved))
    page.get_by_role("button", name="通过，结束投诉").click()
    page.get_by_text("撤销已通过，投诉结束").wait_for()
    assert (refused.load().state, approved.load().outcome) == (State.AWAITING_MERCHANT, Outcome.WITHDRAWN)
    page.context.close()


def test_an_evenings_work_by_keyboard(desk: Desk) -> None:
    first, second = desk.filed(contested, withdrawn), desk.filed(contested, withdrawn)
    page = desk.signed_in("o2", width=1280)
    page.goto(f"{desk.origin}/o/xinghai?view=review")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/case/{first.number}")
    page.keyboard.press("1")
    page.get_by_text("撤销已通过，投诉结束").wait_for()
    page.goto(desk.case(second))
    page.keyboard.press("2")
    page.keyboard.type("理由写到一半 g q")
    page.keyboard.press("Control+Enter")
    page.get_by_text("撤销没有通过").first.wait_for()
    assert (first.load().state, second.load().state) == (State.CLOSED, State.AWAITING_RULING)
    for keys, address in (("gs", "/assist"), ("gm", "/notices"), ("gq", "/o/xinghai")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"**{address}")
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("#f-q").input_value() == "jk"
    page.context.close()


def test_a_chosen_reason_is_put_where_it_can_be_changed_and_overwrites_nothing(desk: Desk) -> None:
    scene = desk.filed(contested)
    page = desk.signed_in("o1", width=1280)
    page.goto(desk.case(scene))
    page.get_by_label("常用理由").select_option("silent")
    assert "没有回复" in page.get_by_label("理由", exact=False).last.input_value()
    page.locator("#f-words").fill("我自己写的理由，不要改动")
    page.get_by_label("常用理由").select_option("no_log")
    assert page.locator("#f-words").input_value() == "我自己写的理由，不要改动"
    page.context.close()


def pages(desk: Desk) -> dict[str, tuple[str, str]]:
    """Every page of the staff: who looks, and where."""
    mine = desk.filed()
    ruling, draft, review = (
        desk.filed(contested),
        desk.filed(contested, lambda s: s.rule()),
        desk.filed(contested, withdrawn),
    )
    appeal = desk.filed(appealed)
    now, store = whole_now(), desk.scene.desk
    asked = assistance.ask(
        store,
        desk.scene.market,
        assistance.Asked(
            submitting.new_token(store, "xinghai", now),
            "lost_link",
            "我找不到之前的进度链接了，麻烦帮忙",
            mine.number,
            "lin@qq.example",
        ),
        address="",
        now=now,
    )
    case = "/o/xinghai/case/"
    return {
        "inbox": ("s1", "/m/xinghai"),
        "answer": ("s1", f"/m/xinghai/case/{mine.number}"),
        "queue": ("o1", "/o/xinghai"),
        "ruling": ("o1", case + ruling.number),
        "draft": ("o1", case + draft.number),
        "review": ("o1", case + review.number),
        "appeal": ("a1", case + appeal.number),
        "requests": ("o1", "/o/xinghai/assist"),
        "notices": ("o1", "/o/xinghai/notices"),
        "request": ("o1", f"/o/xinghai/assist/{asked.id}"),
        "sign-in": ("", "/o/xinghai/in"),
        "enrol": ("half", "/o/xinghai/enrol"),
    }


LOOKS = [("zh", "light", 320), ("en", "dark", 320), ("en", "light", 390), ("zh", "dark", 1280)]
"""Each language in each scheme, and every width."""


@pytest.fixture(scope="module")
def every_page(desk: Desk) -> dict[str, tuple[str, str]]:
    return pages(desk)


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_every_page_of_the_staff_passes_every_gate(
    desk: Desk,
    every_page: dict[str, tuple[str, str]],
    served: dict[str, str],
    lang: str,
    scheme: str,
    width: int,
) -> None:
    people = {
        who: desk.signed_in(
            "o2" if who == "half" else who or "s1",
            width=width,
            scheme=scheme,
            lang=lang,
            second=who != "half",
        )
        for who in ("s1", "o1", "a1", "half", "")
    }
    watches = {who: gates.Watch(page) for who, page in people.items()}
    wrong = []
    for name, (who, path) in every_page.items():
        watches[who].forget()
        response = people[who].goto(f"{desk.origin}{path}?lang={lang}")
        served[f"{name}-{lang}"] = response.text()
        found = gates.all_of(people[who], watches[who], limit=gates.CONSOLE_BYTES)
        wrong += [
            f"{name}: {each}" for each in found + ([] if response.status == 200 else [str(response.status)])
        ]
    for page in people.values():
        page.context.close()
    assert wrong == []
