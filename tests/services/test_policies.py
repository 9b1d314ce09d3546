"""Versions of a policy in the table: each is kept, none is written twice, and who lost hears of it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.adapters.dynamo.tenants import CachedTenants
from functions.domain.errors import Conflict, Invalid, NotFound
from functions.domain.policy import BOUNDS
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


def test_a_process_that_has_not_heard_of_a_version_keeps_its_promises_all_the_same(scene):
    """Two processes: the other one read the tenant just before a version was published."""
    there = replace(scene.desk, tenants=CachedTenants(scene.desk.tenants.inner, lambda: 0.0))
    other = replace(scene, desk=there, market=there.tenants.marketplace("xinghai"))
    publish(scene.desk, offer=5 * 86400, response=48 * 3600)
    scene.market = scene.desk.tenants.marketplace("xinghai")
    c = scene.file()
    assert (c.policy, other.market.policy.version) == (2, 1)
    other.number = c.id
    assert other.offer().clock.span.total_seconds() == 5 * 86400
    assert there.tenants.marketplace("xinghai").policy.version == 2


def test_a_tenant_is_read_anew_for_a_version_it_does_not_know_and_for_no_other(desk, market):
    there = CachedTenants(desk.tenants.inner, lambda: 0.0)
    first = there.marketplace("xinghai")
    publish(desk)
    assert there.marketplace("xinghai") is first is there.marketplace("xinghai", policy=1)
    assert there.marketplace("xinghai", policy=2).policy.version == 2


def test_who_writes_a_tenant_as_they_read_it_before_takes_no_version_back(desk, market):
    publish(desk, response=12 * 3600)
    desk.tenants.put_marketplace(replace(market, name="改名卡盟"))
    assert desk.tenants.marketplace("xinghai").policy.version == 2
    assert publish(desk, seen=2, response=48 * 3600).version == 3
    assert set(desk.tenants.marketplace("xinghai").earlier) == {1, 2}


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_only_the_newest_version_is_followed_by_another(desk, market, seen):
    publish(desk)
    with pytest.raises(Conflict):
        publish(desk, seen=seen)
    assert desk.tenants.marketplace("xinghai").policy.version == 2


def test_the_version_of_a_tenant_made_before_versions_were_kept_is_kept_from_the_next_on(desk):
    body = {"name": "旧盟", "mode": "multi", "colour": "#000000", "tz": "Asia/Shanghai", "returns": []}
    config = {**body, "created": 0, "policy": [2, {"response": 48 * 3600}]}
    desk.tenants.inner.table.put({"pk": "MKT#xinghai", "sk": "CONFIG", "body": json.dumps(config)})
    publish(desk, seen=2)
    m = desk.tenants.marketplace("xinghai")
    assert (m.policy.version, m.policy_for(2).number("response")) == (3, 48 * 3600)


def test_nothing_is_published_for_a_tenant_that_is_not_there(desk):
    with pytest.raises(NotFound):
        publish(desk)


def test_what_was_published_within_the_bounds_of_its_day_holds_when_they_are_narrower(
    desk, market, monkeypatch
):
    publish(desk, response=48 * 3600)
    monkeypatch.setitem(BOUNDS, "response", BOUNDS["response"]._replace(ceiling=36 * 3600))
    m = CachedTenants(desk.tenants.inner, lambda: 0.0).marketplace("xinghai")
    assert m.policy.number("response") == 48 * 3600
    with pytest.raises(Invalid):
        publish(desk, seen=2, **m.policy.overrides)
