"""The demo stands as promised: in every state, with believable ages, its deadlines around the present."""

from collections import Counter
from datetime import timedelta

import pytest

from functions.domain.complaints.complaint import Complaint
from functions.domain.policy import Policy
from functions.domain.vocabulary import Outcome, Role, State
from functions.local.demo import seeding
from functions.local.demo.demo_orders import MARKETPLACES, MERCHANTS
from functions.local.demo.schedule import schedule
from functions.local.demo.stories import STORIES
from functions.ports import Desk
from functions.services import exports
from functions.services.sweep import sweep
from tests.cast import NOON
from tests.conftest import TestCloud, how_many, sent
from tests.local.demo.test_stories import RARE

AWAITED = (Role.BUYER, Role.MERCHANT, Role.OPERATOR, Role.ARBITER, "closed")


def standing(desk: Desk) -> list[Complaint]:
    return [
        desk.cases.load(market.ref, row.id)
        for market in MARKETPLACES
        for awaited in AWAITED
        for row in desk.lists.queue(market.ref, awaited, limit=100).rows
    ]


def test_the_demo_as_it_stands_at_the_present(desk: Desk, cloud: TestCloud) -> None:
    letters = how_many(cloud.endpoint)
    played = seeding.seed(desk, NOON)
    assert (played.marketplaces, played.complaints) == (2, 42)
    found = standing(desk)
    own, following = [c for c in found if not c.parent], [c for c in found if c.parent]
    wanted = Counter(story.ends for story in STORIES)
    assert Counter(c.outcome if c.state is State.CLOSED else c.state for c in own) == wanted
    assert set(wanted) == {*State, *Outcome} - RARE
    assert [(c.category, c.state) for c in following] == [("P1", State.AWAITING_RULING)]
    assert_believable(found)
    assert_people(desk)
    assert len(desk.lists.queue("xinghai", "assistance", limit=10).rows) == 1
    assert len(sent(cloud.endpoint, account=cloud.account, since=letters)) > 60
    for c in (own[0], following[0]):
        whole = exports.history(desk, desk.cases.case(c.marketplace, c.id), NOON)
        assert exports.check(whole) == c.version
    done = sweep(desk, NOON)
    assert (done.moved, done.posted, done.failed) == (0, 0, 0), "nothing was left undone"


def assert_believable(found: list[Complaint]) -> None:
    open_ones = [c for c in found if c.clock is not None]
    assert all(NOON < c.clock.due_at <= NOON + timedelta(days=7) for c in open_ones if c.clock)
    assert sum(c.clock.due_at < NOON + timedelta(hours=12) for c in open_ones if c.clock) >= 5
    assert any(c.escalated for c in open_ones)
    assert any(c.clock.warned for c in open_ones if c.clock)
    assert all(NOON - timedelta(days=20) < c.filed_at < NOON for c in found)
    assert max(c.filed_at for c in found) > NOON - timedelta(hours=4)


def assert_people(desk: Desk) -> None:
    markets = [desk.tenants.marketplace(each.ref) for each in MARKETPLACES]
    assert sum(len(m.shops) for m in markets) == len(MERCHANTS) == 8
    for m in markets:
        operators = m.operators()
        assert len(operators) == 3 and all(person.totp for person in operators)
        assert sum(person.admin for person in operators) == 1
        assert {key.revoked for key in m.keys.values()} == {True, False}
    assert [person.role for person in markets[0].arbiters()] == [Role.ARBITER]


@pytest.mark.parametrize("n", range(len(STORIES)))
def test_a_schedule_is_in_order_and_in_the_past(n: int) -> None:
    steps = schedule(n, present=NOON, policy=Policy())
    assert tuple(step.name for step in steps) == STORIES[n].script
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at <= NOON
    assert steps == schedule(n, present=NOON, policy=Policy())
