"""No path of the desk updates, deletes or overwrites an event: every write of one is new or fails.

IAM forbids its roles to delete and to update events; that a Put overwrites nothing is beyond IAM and is
held here.
"""

from __future__ import annotations

from typing import Any

import pytest

from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import Command
from functions.domain.effects import WatchPictures
from functions.domain.vocabulary import Action, Outcome, Remedy, Role
from functions.services.recording import transaction_for
from tests import cast
from tests.cast import Scene

SINGLE = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}


@pytest.fixture
def played(cloud, table):
    """A scene, and every write to the table as (kind, sort key, condition)."""
    client, seen = cloud.new_client("dynamodb"), list[tuple[str, str, str]]()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        parts = params.get("TransactItems") or [{SINGLE[model.name]: params}]
        for part in parts:
            for kind, body in part.items():
                key = body.get("Key") or body["Item"]
                seen.append((kind, key["sk"]["S"], body.get("ConditionExpression", "")))

    for name in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"):
        client.meta.events.register(f"provide-client-params.dynamodb.{name}", note)
    client.meta.events.register("provide-client-params.dynamodb.BatchWriteItem", lambda **_: 1 / 0)
    desk = cast.desk_over(table, lambda: client, cloud.endpoint)
    return Scene(desk, cast.marketplace(desk)), seen


def lives(scene: Scene) -> None:
    """Contested, ruled, remedied; withdrawn and reopened; taken by the clock; missed and followed up."""
    scene.file()
    scene.contest()
    scene.ruled()
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款，单号尾号 4821")
    scene.file(order="KM2026112200188")
    scene.withdraw()
    scene.file(order="KM2026112200189")
    scene.tick(days=2)
    scene.rule(Outcome.UPHELD, Remedy.REFUND)
    scene.tick(minutes=6)
    scene.tick(days=4)
    scene.tick(days=8)
    pictures_are_read(scene)


def pictures_are_read(scene: Scene) -> None:
    """What was waited for has come, or is given up."""
    scene.file(order="KM2026112200190")
    do = Command(Action.READ, Role.CLOCK, "clock", scene.now, pictures={"a" * 12: {"refused": "lost"}})
    change = lifecycle.decide(scene.load(), do, scene.market.policy)
    scene.desk.cases.commit(
        transaction_for(
            scene.desk,
            scene.market,
            scene.load(),
            change=change,
            now=scene.now,
            effects=(WatchPictures(1, None),),
        )
    )
    scene.desk.cases.forget(scene.market.id, scene.number, 1)


def test_every_event_is_put_where_there_was_none_and_touched_by_nothing_else(played):
    scene, seen = played
    lives(scene)
    events = [(kind, condition) for kind, sort_key, condition in seen if sort_key.startswith("EV#")]
    assert len(events) > 12
    assert set(events) == {("Put", "attribute_not_exists(pk)")}


def test_only_sessions_are_ever_deleted(played):
    scene, seen = played
    lives(scene)
    assert not [each for each in seen if each[0] == "Delete"]
