"""What a page costs the table, through the web: limits and a staff session are all there is beside the job
itself."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests import cast
from tests.cast import TWO_HUNDRED, Scene
from tests.counting import Count, counting
from tests.web.browsing import Person, app_of


@pytest.fixture
def visit(cloud, table):
    """A scene with a browser, and the count of all its calls to AWS."""
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint)
    scene = Scene(desk, cast.marketplace(desk))
    with counting(client) as count:
        yield scene, Person(scene, app_of(scene)), count


def did(count: Count) -> list[str]:
    return [call.operation for call in count.calls]


def form(scene: Scene, **said: str) -> str:
    return f"/c/xinghai?{urlencode(cast.link(scene.now, **said))}"


def fields(person: Person, page: str) -> dict[str, str]:
    return {
        **person.hidden(page),
        "category": "K1",
        "remedy": "refund",
        "words": TWO_HUNDRED,
        "email": "zhang@qq.example",
    }


def test_opening_the_form_asks_aws_for_nothing(visit):
    scene, person, count = visit
    person.get(form(scene))
    count.calls.clear()
    assert person.get(form(scene)).status_code == 200
    assert person.get("/c/xinghai/new").status_code == 200
    assert did(count) == []


def test_submitting_is_one_transaction_and_two_limit_writes(visit):
    scene, person, count = visit
    sent = fields(person, form(scene))
    count.calls.clear()
    assert person.send("/c/xinghai", sent).status_code == 303
    assert sorted(did(count)) == ["TransactWriteItems", "UpdateItem", "UpdateItem"]
    assert (count.read_units, sum(call.write_units for call in count.of("TransactWriteItems")) <= 16) == (
        0,
        True,
    )


def test_the_status_page_is_one_query_of_a_unit_and_a_half(visit):
    scene, person, count = visit
    answer = person.send("/c/xinghai", fields(person, form(scene)))
    scene.number = answer.location.split("/")[-2]
    scene.contest()
    count.calls.clear()
    assert person.get(f"/b/xinghai/{scene.number}").status_code == 200
    assert did(count) == ["Query"]
    assert count.read_units <= 1.5


def test_the_queue_is_its_session_and_one_query_requests_for_assistance_included(visit):
    scene, person, count = visit
    for i in range(30):
        scene.file(order=f"KM2026112{i:06d}", email=f"b{i}@qq.example", address=f"203.0.113.{i}")
        scene.contest()
    person.sign_in("o1")
    person.get("/o/xinghai")
    count.calls.clear()
    assert person.get("/o/xinghai").status_code == 200
    assert sorted(did(count)) == ["GetItem", "Query"]
    assert sum(call.read_units for call in count.of("Query")) <= 2
    assert count.examined == count.returned
