"""The buyer's journeys in a real browser, with scripts and without, and every page they pass through every
gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from functions.domain.vocabulary import Action, Role, State
from functions.local.cloud.sent_mail import how_many, sent
from functions.web import create_app
from tests import cast
from tests.browser import chromium, gallery, gates
from tests.cast import WORDS, Scene, link
from tests.web.visiting import code_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

    from tests.conftest import TestCloud

pytestmark = pytest.mark.browser
LOOKS = list(product([(390, 320), (1280,)], ["zh", "en"]))
RULES_BYTES = 120_000
"""The published rules are a document of forty clauses, read once: more than a page may weigh otherwise."""


@dataclass
class Stage:
    """A desk being served, and the scene it is about. Orders are numbered so that each journey has its
    own."""

    scene: Scene
    origin: str
    cloud: TestCloud
    orders: int = 0

    def link(self, **order: Any) -> str:
        """A signed link for an order nobody complained about yet, a while after the last: all come from
        one address."""
        self.orders += 1
        self.scene.after(minutes=2)
        return f"{self.origin}/c/xinghai?" + urlencode(
            link(self.scene.now, o=f"KM20261122{self.orders:04d}", **order)
        )

    def code(self) -> str:
        """The newest code in the mailbox."""
        self.scene.tick()
        return code_in(
            sent(
                self.cloud.endpoint,
                account=self.cloud.account,
                since=max(0, how_many(self.cloud.endpoint) - 300),
            )
        )


@pytest.fixture(scope="module")
def stage(cloud: TestCloud) -> Iterator[Stage]:
    cloud.empty()
    desk = cast.desk_over(
        cloud.table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    scene = Scene(desk, cast.marketplace(desk))
    with gallery.serving(create_app(desk, clock=lambda: scene.now), "localhost") as origin:
        yield Stage(scene, origin, cloud)


@dataclass
class Phone:
    """A buyer's phone: every tap is counted."""

    page: Page
    stage: Stage
    taps: int = field(default=0)

    def open(self, path: str) -> Phone:
        """Type an address, or follow a link from the shop."""
        self.page.goto(path if path.startswith("http") else self.stage.origin + path)
        return self

    def tap(self, role: Any, name: str) -> Phone:
        """One tap on what is called ``name``."""
        self.page.get_by_role(role, name=name, exact=role == "button").first.click()
        self.taps += 1
        return self

    def type(self, **typed: str) -> Phone:
        """Fill in fields; looking for them costs no tap."""
        for name, value in typed.items():
            self.page.fill(f"[name={name}]", value)
        return self

    def sees(self, *said: str) -> Phone:
        """The page says all of it."""
        self.page.wait_for_load_state()
        text = self.page.inner_text("main")
        assert [words for words in said if words not in text] == [], text
        return self

    def file(self, **order: Any) -> Phone:
        """File by one click, to the complaint's page; the scene is about it from here on."""
        self.open(self.stage.link(**order)).type(words=WORDS, email="zhang@qq.example").tap(
            "button", "提交投诉"
        )
        self.page.wait_for_url("**/receipt")
        self.stage.scene.number = self.page.url.split("/")[-2]
        return self.tap("link", "查看进度")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Phone]:
    context = chromium.context(browser, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(8000)
    watch = gates.Watch(page)
    yield Phone(page, stage)
    context.close()
    assert (watch.violations, watch.errors) == ([], [])


def test_one_click_is_three_taps(phone: Phone, stage: Stage) -> None:
    phone.open(stage.link()).tap("radio", "卡密已被使用").tap("radio", "补发卡密").tap("button", "提交投诉")
    phone.page.wait_for_url("**/receipt")
    assert phone.taps == 3
    phone.sees("投诉已提交", "投诉密码", "前回复，逾期平台会介入").tap("link", "查看进度")
    phone.sees("卡密已被使用，补发卡密", "等商家回复")


def test_by_hand_with_the_code_from_the_mailbox(phone: Phone, stage: Stage) -> None:
    stage.orders += 1
    phone.open("/c/xinghai/new").type(
        order=f"KM20261122{stage.orders:04d}", words=WORDS, email=f"hand{stage.orders}@qq.example"
    )
    phone.page.select_option("[name=merchant]", "m1")
    phone.tap("button", "下一步，核对信息").sees("核对后提交", f"hand{stage.orders}@qq.example")
    phone.tap("button", "返回修改").tap("button", "下一步，核对信息").tap("button", "提交投诉")
    phone.page.wait_for_url("**/receipt")
    phone.sees("投诉已收下", "还差一步").type(code=stage.code()).tap("button", "核验")
    phone.sees("已核验", "待客服核实")


def test_a_plain_withdrawal_is_four_taps(phone: Phone, stage: Stage) -> None:
    phone.file(amt="30.00")
    phone.taps = 0
    phone.tap("link", "撤销投诉").tap("button", "是这笔，继续").tap("radio", "问题已解决").tap(
        "button", "提交撤销申请"
    )
    assert phone.taps == 4
    phone.sees("投诉已撤销", "投诉到此结束，不作裁决")


def test_a_reviewed_withdrawal_is_refused_amended_and_approved(phone: Phone, stage: Stage) -> None:
    phone.file(amt="30.00").tap("link", "撤销投诉").tap("button", "是这笔，继续").tap(
        "radio", "与商家达成和解"
    )
    phone.sees("需要审核，最长 1 天").tap("button", "提交撤销申请").sees("写下佐证，核对后提交")
    phone.type(proof="商家说会退款，还没有到账。").tap("button", "提交撤销申请").sees(
        "撤销申请已提交", "审核中"
    )
    stage.scene.do(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, words="还没有到账，请到账后再提交。")
    phone.tap("link", "查看进度").sees("撤销没有通过，投诉继续").tap("link", "撤销投诉").sees(
        "还没有到账，请到账后再提交。", "2 次"
    )
    phone.tap("button", "是这笔，继续").tap("button", "商家已退款").tap("button", "提交撤销申请")
    phone.type(proof="11 月 22 日退款 30 元已到账，尾号 0932。").tap("button", "提交撤销申请").sees("审核中")
    stage.scene.do(Action.APPROVE_WITHDRAWAL, Role.OPERATOR)
    phone.tap("link", "查看进度").sees("已撤销", "撤销已通过")
    assert stage.scene.load().state is State.CLOSED


def test_an_offer_is_declined_with_words(phone: Phone, stage: Stage) -> None:
    phone.file()
    stage.scene.offer()
    phone.open(f"/b/xinghai/{stage.scene.number}").sees("商家的方案：部分退款 ¥30.00")
    phone.page.locator("summary", has_text="不接受，由平台裁决").click()
    phone.type(decline_offer_words="只退 30 元不够。").tap("button", "不接受这个方案").sees(
        "已转平台裁决，您不用再催", "只退 30 元不够。"
    )


@pytest.fixture(scope="module")
def album(browser: Browser, stage: Stage) -> tuple[Any, dict[str, str]]:
    """One phone's cookies and the addresses of complaints in the states worth looking at."""
    context = chromium.context(browser)
    phone = Phone(context.new_page(), stage)
    scene, pages = stage.scene, {}
    played: dict[str, Callable[[], Any]] = {
        "filed": lambda: None,
        "offered": lambda: scene.offer(fen=1000),
        "proof": lambda: (
            scene.contest(),
            scene.do(Action.ASK_PROOF, Role.OPERATOR, side=Role.BUYER, words="请写明时间。"),
        ),
        "done": lambda: (
            scene.contest(),
            scene.ruled(),
            scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已退款"),
        ),
        "withdrawn": lambda: scene.withdraw("resolved"),
        "review": lambda: scene.withdraw("other", words="原因写得很清楚，请审核。"),
        "malicious": lambda: scene.do(Action.MARK, Role.OPERATOR, mark="malicious"),
    }
    for name, play in played.items():
        phone.file(amt="30.00", ret="https://shop.example/o")
        play()
        pages[name] = f"/b/xinghai/{scene.number}"
    state = context.storage_state()
    context.close()
    return state, pages


def opened(page: Page, stage: Stage, pages: dict[str, str]) -> Iterator[tuple[str, Response]]:
    """Each page in turn, with the answer it was made from."""
    paths = {
        "file": stage.link(),
        "by hand": "/c/xinghai/new",
        "mine": "/b/xinghai",
        "closed": "/b/xinghai?show=closed",
        "none found": "/b/xinghai?q=zzz",
        "doors": "/b/xinghai/enter",
        "code": "/b/xinghai/code",
        "help": "/b/xinghai/help",
        "receipt": f"{pages['filed']}/receipt",
        "amend": f"{pages['filed']}/amend",
        "rules": "/rules/xinghai",
        "broken link": "/c/xinghai?d=x",
        "letter": _letter(stage, pages),
        "which": f"{pages['filed']}/withdraw",
        "result": f"{pages['withdrawn']}/withdraw",
        "waiting": f"{pages['review']}/withdraw",
        "never": f"{pages['malicious']}/withdraw",
        **pages,
    }
    for name, path in paths.items():
        answer = page.goto(path if path.startswith("http") else stage.origin + path)
        assert answer
        yield name, answer


def _letter(stage: Stage, pages: dict[str, str]) -> str:
    number = pages["filed"].split("/")[-1]
    token = stage.scene.desk.vault.sign("letter", ["xinghai", "buyer", "buyer", number, "x"])
    return f"/l/xinghai/{token}"


def pressed(page: Page, stage: Stage, pages: dict[str, str]) -> Iterator[tuple[str, Response]]:
    """The pages that only a form leads to."""
    steps = [
        ("why", f"{pages['filed']}/withdraw", {}, ".btn.main"),
        ("why, missing", "", {}, ".btn.stop"),
        ("proof", "", {"reason": "settled"}, ".btn.stop"),
        ("by hand, missing", "/c/xinghai/new", {}, ".btn.main"),
        ("help, missing", "/b/xinghai/help", {}, ".btn.main"),
        ("code sent", "/b/xinghai/code", {"email": "nobody@qq.example"}, ".btn.main"),
    ]
    for name, path, typed, button in steps:
        if path:
            page.goto(stage.origin + path)
        for field_name, value in typed.items():
            box = page.locator(f"[name={field_name}]")
            box.fill(value) if box.count() == 1 else page.locator(
                f"[name={field_name}][value={value}]"
            ).check()
        with page.expect_navigation() as led:
            page.click(button)
        yield name, led.value


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0][0]}-{look[1]}")
def test_every_buyers_page_passes_every_gate(
    browser: Browser,
    stage: Stage,
    album: tuple[Any, dict[str, str]],
    *,
    served: dict[str, str],
    look: tuple[tuple[int, ...], str],
) -> None:
    widths, lang = look
    state, pages = album
    context: BrowserContext = chromium.context(
        browser, width=widths[0], lang=lang, storage_state=state, reduced_motion="reduce"
    )
    page = context.new_page()
    watch = gates.Watch(page)
    wrong: dict[str, list[str]] = {}
    for walk in (opened, pressed) if widths[0] < chromium.PHONE else (opened,):
        for name, answer in walk(page, stage, pages):
            served[f"{name} {lang}"] = answer.text()
            watch.errors[:] = [said for said in watch.errors if "status of 4" not in said]
            limit = RULES_BYTES if name == "rules" else gates.BUYER_BYTES
            wrong[name] = [*gates.all_of(page, watch, limit=limit), *_in_other_looks(page, widths)]
            watch.forget()
    context.close()
    assert {name: said for name, said in wrong.items() if said} == {}


def _in_other_looks(page: Page, widths: tuple[int, ...]) -> list[str]:
    """The page as it is open, dark and as wide as it comes: what depends on the look alone."""
    wrong = []
    for width, scheme in list(product(widths, chromium.SCHEMES))[1:]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": chromium.SIZES[width]})
        said = gates.axe(page, gates.AXE_RULES if scheme == "light" else gates.COLOUR_RULES) + gates.overflow(
            page
        )
        said += gates.touch_targets(page) if width < chromium.PHONE else []
        wrong += [f"{width} {scheme}: {each}" for each in said]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": widths[0], "height": chromium.SIZES[widths[0]]})
    return wrong
