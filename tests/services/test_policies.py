"""Versions of a policy in the table: each is kept, none is written twice, and who lost hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.domain.errors import Conflict, Invalid
from functions.domain.vocabulary import State
from tests.cast import NOON


def publish(desk, seen: int = 1, **values: int):
    return desk.tenants.publish_policy("xinghai", values, by="o1", seen=seen, now=NOON)


def test_every_version_is_kept_with_who_published_it(desk, market):
    publish(desk, response=12 * 3600)
    publish(desk, seen=2, response=48 * 3600, review=3600)
    m = desk.tenants.marketplace("xinghai")
    assert (m.policy.version, m.policy.by, m.policy.at) == (3, "o1", NOON)
    assert {n: dict(each.overrides) for n, each in m.earlier.items()} == {1: {}, 2: {"response": 12 * 3600}}


def test_a_running_complaint_keeps_the_time_it_was_promised(scene):
    first = scene.file(order="KM0000001")
    publish(scene.desk, response=12 * 3600, offer=86400, ruling=86400)
    scene.market = scene.desk.tenants.marketplace("xinghai")
    second = scene.file(order="KM0000002")
    assert (first.policy, second.policy) == (1, 2)
    assert second.clock.span.total_seconds() == 12 * 3600
    scene.number = first.id
    assert scene.offer().clock.span == scene.market.earlier[1].window("offer")
    scene.tick(hours=73)
    ruling = scene.load()
    assert (ruling.state, ruling.clock.span.total_seconds()) == (State.AWAITING_RULING, 86400)


def test_of_24_who_publish_at_once_one_wins_and_the_others_are_told(desk, market):
    def attempt(n: int) -> bool:
        try:
            publish(desk, response=12 * 3600 + n)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(24) as pool:
        won = list(pool.map(attempt, range(24)))
    assert sum(won) == 1
    m = desk.tenants.marketplace("xinghai")
    assert (m.policy.version, m.policy.number("response")) == (2, 12 * 3600 + won.index(True))


def test_values_outside_their_bounds_are_refused_and_nothing_is_written(desk, market):
    with pytest.raises(Invalid):
        publish(desk, response=1)
    assert desk.tenants.marketplace("xinghai").policy.version == 1
