"""What a page costs the table when it comes through Lambda's door: limits, sessions and both languages are
on."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from functions import entry, jobs
from functions.domain.vocabulary import Role
from functions.ports import Session, SessionKey
from functions.web import create_app
from functions.web.frame import cookie as visitor
from tests import cast
from tests.cast import TWO_HUNDRED, Scene
from tests.counting import Count, counting
from tests.recorded import v2

CONTEXT = SimpleNamespace(aws_request_id="request-1")


class Door:
    """A browser that speaks to ``entry.handler`` and keeps its cookie."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.cookie = scene, ""

    def ask(self, path: str, method: str = "GET", **form: str) -> dict[str, Any]:
        address, _, query = path.partition("?")
        cookies = (self.cookie,) if self.cookie else ()
        headers = {"accept-language": "en", "host": "desk.example"}
        event = v2(
            address, method, query=query, body=urlencode(form), cookies=cookies, headers=headers, prefix="web"
        )
        said: dict[str, Any] = entry.handler(event, CONTEXT)
        for cookie in said["cookies"]:
            self.cookie = cookie.partition(";")[0]
        return said

    def sign_in(self, staff: str) -> None:
        now, secret = self.scene.now, self.scene.desk.salt()
        person = self.scene.market.staff[staff]
        session = Session(staff, person.role, person.merchant, True, now, now.replace(hour=23))
        self.scene.desk.sessions.open_session(self.scene.market.id, secret, session)
        here = visitor.read(self.scene.desk, None)
        here.sign_in(
            self.scene.market.id, "m" if person.role is Role.MERCHANT else "o", SessionKey(staff, secret), now
        )
        self.cookie = (
            f"{visitor.NAME}={self.scene.desk.vault.sign('session', {'n': here.nonce, 's': here.staff})}"
        )


@pytest.fixture
def visit(cloud, table, monkeypatch) -> Any:
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint, shards=16)
    scene = Scene(desk, cast.marketplace(desk))
    app = create_app(desk, clock=lambda: scene.now)
    monkeypatch.setattr(entry, "_application", lambda: app)
    monkeypatch.setattr(jobs, "_desk", lambda: desk)
    monkeypatch.setattr(jobs.clock, "now", lambda: scene.now)
    with counting(client) as count:
        yield scene, Door(scene), count


def costs(count: Count, job: Callable[[], Any]) -> tuple[list[str], float, float]:
    """Operations, read units and write units of one job; limits' writes are named and left out of the
    units."""
    count.calls.clear()
    job()
    kept = [call for call in count.calls if call.operation != "UpdateItem"]
    names = sorted(call.operation for call in count.calls)
    return names, sum(call.read_units for call in kept), sum(call.write_units for call in kept)


def form_of(scene: Scene) -> str:
    return f"/c/xinghai?{urlencode(cast.link(scene.now))}"


def filled(page: str) -> dict[str, str]:
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    more = {"category": "K1", "remedy": "refund", "words": TWO_HUNDRED, "email": "zhang@qq.example"}
    return {name: unescape(value) for name, value in hidden} | more


def test_the_form_costs_nothing_and_speaks_english(visit):
    scene, door, count = visit
    door.ask(form_of(scene))
    count.calls.clear()
    page = door.ask(form_of(scene))
    assert (page["statusCode"], count.calls) == (200, [])
    assert '<html lang="en">' in page["body"]


def test_filing_is_one_transaction_of_sixteen_units_and_two_limits(visit):
    scene, door, count = visit
    fields = filled(door.ask(form_of(scene))["body"])
    names, reads, writes = costs(count, lambda: door.ask("/c/xinghai", "POST", **fields))
    assert names == ["TransactWriteItems", "UpdateItem", "UpdateItem"]
    assert reads == 0
    assert writes <= 16


def test_the_status_page_is_one_query(visit):
    scene, door, count = visit
    fields = filled(door.ask(form_of(scene))["body"])
    scene.number = door.ask("/c/xinghai", "POST", **fields)["headers"]["Location"].split("/")[-2]
    scene.contest()
    names, reads, writes = costs(count, lambda: door.ask(f"/b/xinghai/{scene.number}"))
    assert (names, writes) == (["Query"], 0)
    assert reads <= 1.5


def test_the_queue_is_its_session_and_one_query(visit):
    scene, door, count = visit
    for i in range(30):
        scene.file(order=f"KM2026112{i:06d}", email=f"b{i}@qq.example", address=f"203.0.113.{i}")
        scene.contest()
    door.sign_in("o1")
    assert door.ask("/o/xinghai")["statusCode"] == 200
    names, reads, writes = costs(count, lambda: door.ask("/o/xinghai"))
    assert (names, writes) == (["GetItem", "Query"], 0)
    assert reads <= 3  # the page itself two, the session one
    assert count.examined == count.returned


def test_an_idle_tick_is_half_a_unit_a_shard(visit):
    _, _, count = visit
    names, reads, writes = costs(count, lambda: entry.handler({"job": "tick"}, CONTEXT))
    assert (names, reads, writes) == (["Query"] * 16, 8, 0)


def test_a_tick_with_one_silence_is_three_calls_more(visit):
    scene, _, count = visit
    scene.file()
    scene.tick(minutes=1)
    scene.after(days=2)
    names, _, writes = costs(count, lambda: entry.handler({"job": "tick"}, CONTEXT))
    assert names == ["GetItem", "GetItem", *["Query"] * 16, "TransactWriteItems"], (
        "the row, and whom its post reached"
    )
    assert writes <= 18
