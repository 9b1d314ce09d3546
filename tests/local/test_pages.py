"""The local pages lead in; without local mode there are none."""

import ast
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient

from functions import app as deployed
from functions.config import PURPOSES
from functions.domain.vocabulary import State
from functions.local import pages
from functions.local.clock import DemoClock
from functions.local.demo import seeding
from functions.local.demo.demo_staff import opened
from functions.local.demo.stories import STORIES
from functions.local.home import Home
from functions.local.ticker import Ticker
from functions.ports import Desk
from functions.services import identity
from functions.web import create_app
from tests.cast import NOON
from tests.conftest import TestCloud
from tests.served import hidden

BASE = "https://localhost"
ROOT = Path(__file__).parents[2]


class Standing(DemoClock):
    """A demo clock over a moment that stands still."""

    def __call__(self) -> datetime:
        return NOON + self.shift


@pytest.fixture
def local(desk: Desk, cloud: TestCloud, tmp_path: Path) -> pages.Local:
    clock = Standing(tmp_path / "clock.json")
    return pages.Local(clock, Ticker(desk, clock), cloud.endpoint)


@pytest.fixture
def app(desk: Desk, local: pages.Local) -> Flask:
    """The demo's tenants, one complaint, no seeding."""
    opened(desk, NOON)
    return create_app(desk, clock=local.clock, extend=lambda app: pages.install(app, local))


@pytest.fixture
def browser(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def see(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path, base_url=BASE)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.text


def press(browser: FlaskClient, path: str, **fields: str) -> str:
    """Sends a form of the start page; where it leads."""
    csrf = dict(hidden(see(browser, "/local")))["csrf"]
    answer = browser.post(path, base_url=BASE, data={"csrf": csrf, **fields}, headers={"Origin": BASE})
    return answer.headers.get("Location", "") if answer.status_code == 303 else str(answer.status_code)


def test_the_start_page_has_every_door_in_both_languages(browser: FlaskClient) -> None:
    page = see(browser, "/local")
    doors = [("xinghai", 6), ("jiguang", 5)]
    assert all(
        page.count(f'/{market}">\n<input type="hidden" name="csrf"') == count for market, count in doors
    )
    assert page.index("星海卡盟") < page.index("极光数卡")
    assert "推进到最近的期限" in page and "To the next deadline" in see(browser, "/local?lang=en")
    assert browser.get("/", base_url=BASE).headers["Location"] == "/local"


@pytest.mark.parametrize(
    ("role", "who", "leads"),
    [
        ("merchant", "m-chenguang", "/m/xinghai"),
        ("operator", "wangfang", "/o/xinghai"),
        ("second", "liqiang", "/o/xinghai"),
        ("arbiter", "zhouzheng", "/o/xinghai"),
        ("admin", "chenjing", "/o/xinghai"),
        ("buyer", STORIES[0].contact, "/b/xinghai"),
    ],
)
def test_a_door_signs_in(browser: FlaskClient, desk: Desk, role: str, who: str, leads: str) -> None:
    assert press(browser, f"/local/door/{role}/xinghai", who=who) == leads
    cookie = browser.get_cookie("__Host-suyi", domain="localhost")
    assert cookie is not None and cookie.secure
    said = desk.vault.unsign("session", cookie.value, max_age=60)
    if role == "buyer":
        assert said["p"]["xinghai"] == identity.person(desk, "xinghai", who)
    else:
        [name, _, _] = said["s"][leads[1:]]
        assert name == who


def test_a_buyer_holds_their_own_complaints_and_nobody_elses(browser: FlaskClient, desk: Desk) -> None:
    market = desk.tenants.marketplace("xinghai")
    mine = seeding.file(desk, market, STORIES[0], known=True, at=NOON - timedelta(hours=2))
    other = seeding.file(desk, market, STORIES[10], known=True, at=NOON - timedelta(hours=1))
    held = []
    for contact in (STORIES[10].contact, STORIES[0].contact):
        press(browser, "/local/door/buyer/xinghai", who=contact)
        cookie = browser.get_cookie("__Host-suyi", domain="localhost")
        assert cookie is not None
        held.append(list(desk.vault.unsign("session", cookie.value, max_age=60)["c"]))
    assert held == [[f"xinghai/{other.id}"], [f"xinghai/{mine.id}"]]


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/local/door/operator/xinghai", "chenjing"),
        ("/local/door/merchant/xinghai", "wangfang"),
        ("/local/door/arbiter/jiguang", "zhouzheng"),
        ("/local/door/owner/xinghai", "wangfang"),
        ("/local/door/operator/nowhere", "wangfang"),
        ("/local/door/buyer/xinghai", "stranger@x.example"),
    ],
)
def test_a_door_leads_to_its_own_people_only(browser: FlaskClient, path: str, who: str) -> None:
    assert press(browser, path, who=who) == "404"


@pytest.mark.parametrize("path", ["/local/door/operator/xinghai", "/local/clock"])
def test_a_form_from_elsewhere_is_refused(browser: FlaskClient, local: pages.Local, path: str) -> None:
    fields = {"who": "wangfang", "step": "day"}
    assert browser.post(path, base_url=BASE, data=fields).status_code == 403
    csrf = dict(hidden(see(browser, "/local")))["csrf"]
    foreign = {"Origin": "https://evil.example"}
    assert (
        browser.post(path, base_url=BASE, data={**fields, "csrf": csrf}, headers=foreign).status_code == 403
    )
    assert local.clock.shift == timedelta(0)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1", "evil.example:8000"])
def test_another_name_for_this_machine_is_refused(browser: FlaskClient, host: str) -> None:
    assert browser.get("/local", base_url=f"https://{host}").status_code == 421
    assert browser.post("/local/clock", base_url=f"https://{host}").status_code == 421


def test_the_shop_shows_orders_and_its_link_opens_the_form(browser: FlaskClient) -> None:
    page = see(browser, "/local/shop/xinghai")
    assert "一键投诉" in page and "卡密" in page and page.count("?order=") >= 10
    link = page.split('class="complain" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "投诉这笔订单" in see(browser, link)
    other = page.split("?order=")[3].split('"')[0]
    assert other in see(browser, f"/local/shop/xinghai?order={other}")
    assert browser.get("/local/shop/xinghai?order=1", base_url=BASE).status_code == 404
    assert browser.get("/local/shop/nowhere", base_url=BASE).status_code == 404
    with browser.get("/local/assets/shop.css", base_url=BASE) as sheet:
        assert sheet.mimetype == "text/css"


def test_letters_are_read_newest_first_and_their_html_loads_nothing(
    browser: FlaskClient, desk: Desk, local: pages.Local
) -> None:
    story = STORIES[9]
    seeding.file(desk, desk.tenants.marketplace("xinghai"), story, known=True, at=NOON)
    local.ticker.start()
    local.ticker.stop()
    box = see(browser, f"/local/mailbox?q={story.contact}")
    assert story.contact in box and "11月22日 12:00" in box
    number = box.split('href="/local/mailbox/')[1].split('"')[0]
    letter = browser.get(f"/local/mailbox/{number}", base_url=BASE)
    assert letter.status_code == 200
    assert letter.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert "没有找到" in see(browser, "/local/mailbox?q=nobody-at-all")
    assert browser.get("/local/mailbox/99999", base_url=BASE).status_code == 404


def test_time_moves_on_and_carries_out_what_fell_due(
    browser: FlaskClient, desk: Desk, local: pages.Local
) -> None:
    c = seeding.file(desk, desk.tenants.marketplace("xinghai"), STORIES[0], known=True, at=NOON)
    assert c.clock is not None
    assert press(browser, "/local/clock", step="hour") == "/local#clock"
    assert desk.cases.load(c.marketplace, c.id).state is State.AWAITING_MERCHANT
    press(browser, "/local/clock", step="next")
    assert local.clock() == c.clock.due_at
    after = desk.cases.load(c.marketplace, c.id)
    assert after.state is State.AWAITING_RULING
    press(browser, "/local/clock", step="day")
    assert local.clock.shift == timedelta(hours=48)
    assert press(browser, "/local/clock", step="back") == "404"


def test_with_nothing_waiting_there_is_no_next_deadline(browser: FlaskClient, local: pages.Local) -> None:
    assert press(browser, "/local/clock", step="next") == "422"
    assert local.clock.shift == timedelta(0)


def test_a_page_over_plain_http_on_localhost_keeps_its_cookie_for_curl(browser: FlaskClient) -> None:
    answer = browser.get("/local", base_url="http://localhost:8000")
    assert (
        answer.headers["Set-Cookie"].startswith("__Host-suyi=") and "Secure" in answer.headers["Set-Cookie"]
    )


def local_routes(app: Flask) -> list[str]:
    return [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/local")]


def test_without_local_mode_none_of_this_exists(desk: Desk, app: Flask) -> None:
    assert len(local_routes(app)) >= 7
    plain = create_app(desk)
    assert not local_routes(plain)
    for path in local_routes(app):
        known = path.replace("<marketplace>", "xinghai").replace("<role>", "operator").replace("<int:n>", "0")
        answer = plain.test_client().get(known.replace("<path:filename>", "shop.css"), base_url=BASE)
        assert answer.status_code == 404, known


def test_no_environment_and_no_header_opens_local_mode_on_a_deployment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for purpose in PURPOSES:
        monkeypatch.setenv(f"SUYI_KEY_{purpose.upper()}", "00" * 32)
    said = {"TABLE": "t", "BASE_URL": "http://localhost:8000", "SENDER": "a@b.example"}
    said |= dict.fromkeys(("LOCAL", "DEMO", "MODE", "DEBUG", "EXTEND"), "1")
    for name, value in said.items():
        monkeypatch.setenv(f"SUYI_{name}", value)
    for name in ("FLASK_DEBUG", "FLASK_ENV", "DEBUG"):
        monkeypatch.setenv(name, "1")
    before = logging.root.handlers[:]
    try:
        app = deployed.application()
    finally:
        logging.root.handlers[:] = before
    assert not local_routes(app) and "suyi-local" not in app.extensions
    headers = {
        "Host": "localhost",
        "X-Forwarded-Host": "localhost",
        "X-Suyi-Local": "1",
        "X-Original-URL": "/local",
    }
    answer = app.test_client().get("/local", base_url=BASE, headers=headers)
    assert answer.status_code == 404


def test_only_the_command_line_knows_the_local_rooms() -> None:
    for path in (ROOT / "functions").rglob("*.py"):
        if path.relative_to(ROOT).parts[1] in ("local", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            rooms = isinstance(node, ast.Import) or (
                isinstance(node, ast.ImportFrom) and node.module in (None, "functions")
            )
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if rooms else []  # type: ignore[attr-defined]
            assert not [
                name
                for name in names
                if name == "local" or "functions.local" in name or name.startswith("local.")
            ], path


def test_a_ticker_waits_while_stories_of_the_past_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    swept = mock.Mock(side_effect=OSError("it swept"))
    ticker = Ticker(
        mock.Mock(post=mock.Mock(due=swept), settings=mock.Mock(shards=1)), home.clock, home.storytelling
    )
    with home.telling():
        assert home.storytelling()
        ticker.start()
        ticker.nudge()
        ticker.stop()
    assert not home.storytelling()
    assert not swept.called


def test_a_ticker_outlives_a_failing_tick(
    desk: Desk, app: Flask, local: pages.Local, caplog: pytest.LogCaptureFixture
) -> None:
    c = seeding.file(desk, desk.tenants.marketplace("xinghai"), STORIES[0], known=True, at=NOON)
    broken = replace(desk, tenants=mock.Mock(marketplace=mock.Mock(side_effect=OSError("gone"))))
    ticker = Ticker(broken, local.clock)
    ticker.start()
    ticker.nudge()
    ticker.stop()
    assert "row set aside" in caplog.text
    assert desk.cases.load(c.marketplace, c.id).version == c.version
