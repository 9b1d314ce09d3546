"""The demo's stories are playable by the law of complaints and end where they say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.complaints import filing
from functions.domain.complaints.complaint import Change, Command, Complaint, RemedyItem, Ruling, Settlement
from functions.domain.complaints.grounds import Grounds
from functions.domain.complaints.lifecycle import decide, sweep
from functions.domain.order_book import EMPTY, OrderBook
from functions.domain.order_facts import OrderFacts
from functions.domain.policy import Policy
from functions.domain.standard import CATEGORIES
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from functions.local.demo.demo_commands import REFUND_NUMBER, bench_of
from functions.local.demo.demo_orders import MARKETPLACES, MERCHANTS, ORDERS, DemoOrder
from functions.local.demo.stories import STEPS, STORIES, Step, Story
from functions.services.reading import EVERYBODY

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
POLICY = Policy()

every_story = pytest.mark.parametrize(
    "story", STORIES, ids=[f"{s.category}-{s.script[-1]}-{s.order}" for s in STORIES]
)


def facts(order: DemoOrder) -> OrderFacts:
    delivered = None if order.days is None else NOW - timedelta(days=order.days)
    return OrderFacts("mask", order.goods, order.fen, order.merchant, "shop", order.status, delivered)


def first(story: Story) -> Complaint:
    order = ORDERS[story.order]
    fen = {Remedy.REFUND: order.fen, Remedy.PARTIAL_REFUND: order.fen // 3}.get(story.ask, 0)
    return Complaint(
        marketplace="xinghai",
        id="TS-261122-00000000",
        category=story.category,
        ask=Settlement(story.ask, fen),
        fen=order.fen,
        merchant="" if story.unnamed else order.merchant,
        shop="shop",
        order="o",
        order_mask="mask",
        goods=order.goods,
        person="p",
        contact="c",
        filed_at=NOW,
    )


def words_of(story: Story, role: Role) -> str:
    return {Role.BUYER: story.words, Role.MERCHANT: story.answer}.get(role, story.reason)


def actor(story: Story, role: Role) -> str:
    seated = {Role.OPERATOR: bench_of(story).operators, Role.ARBITER: bench_of(story).arbiters}
    return min(seated.get(role, frozenset({str(role)})))


def command(step: Step, story: Story, at: datetime) -> Command:
    part = ORDERS[story.order].fen // 3
    items = tuple(RemedyItem(remedy, part) for remedy in step.remedies)
    outcome = Outcome.UPHELD if items else Outcome.DISMISSED
    offered = Settlement(Remedy.PARTIAL_REFUND, part) if step.action is Action.OFFER else None
    return Command(
        step.action,
        step.role,
        actor(story, step.role),
        at,
        words=words_of(story, step.role),
        settlement=offered,
        ruling=Ruling(outcome, (CATEGORIES[story.category].clause.number,), items, "", at),
        side=step.side,
        reason=step.reason,
        ref=REFUND_NUMBER,
        proof=story.words,
        sealed="a sealed key",
        facts=facts(ORDERS[story.order]) if step.known else None,
    )


def taken(complaint: Complaint, step: Step, story: Story, *, at: datetime, book: OrderBook) -> Change:
    grounds = {"bench": bench_of(story), "book": book, "told": EVERYBODY}
    if step.action is Action.FILE:
        on = Grounds(POLICY, bench_of(story), book, None, EVERYBODY)
        return filing.file(complaint, command(step, story, at), on)
    if step.role is not Role.CLOCK:
        return decide(complaint, command(step, story, at), POLICY, **grounds)
    assert complaint.clock is not None
    change = sweep(
        replace(complaint, clock=replace(complaint.clock, warned=75)),
        now=complaint.clock.due_at,
        policy=POLICY,
        **grounds,
    )
    assert change is not None
    return change


def played(story: Story) -> Complaint:
    complaint, at, book = first(story), NOW, EMPTY
    for name in story.script:
        step = STEPS[name]
        due = complaint.clock.due_at if complaint.clock else at
        at = due if step.role is Role.CLOCK and step.action is Action.LAPSE else at + timedelta(minutes=1)
        change = taken(complaint, step, story, at=at, book=book)
        complaint, book = replace(change.complaint, version=complaint.version + 1), change.book or book
    return complaint


RARE = {
    State.CLOSED,
    State.AWAITING_ENFORCEMENT,
    State.AWAITING_CONFIRMATION_CHECK,
    Outcome.VOID,
    Outcome.UNRULED,
    Outcome.REFUSED,
}
"""No state to stay in, or what takes weeks or a quarrel that the demo does not tell."""


@every_story
def test_a_story_ends_where_it_says(story: Story) -> None:
    complaint = played(story)
    assert (complaint.outcome if isinstance(story.ends, Outcome) else complaint.state) is story.ends
    assert complaint.open is isinstance(story.ends, State)


def test_the_stories_reach_every_state_and_outcome_that_a_month_of_trade_brings() -> None:
    assert {story.ends for story in STORIES} == {*State, *Outcome} - RARE


def test_every_step_is_used_and_every_script_begins_with_filing() -> None:
    assert {name for story in STORIES for name in story.script} == set(STEPS)
    assert all(STEPS[story.script[0]].action is Action.FILE for story in STORIES)


@every_story
def test_a_story_asks_for_what_its_category_offers_and_says_enough(story: Story) -> None:
    category = CATEGORIES[story.category]
    assert category.filed_by is Role.BUYER
    assert story.ask in {*category.remedies, Remedy.REFUND, Remedy.REISSUE}
    assert len(story.words) >= 10
    assert not re.search(r"[!！]", story.words + story.answer + story.reason)


@every_story
def test_nobody_in_a_story_can_be_reached(story: Story) -> None:
    assert story.contact.endswith(".example")
    assert not re.search(
        r"1[3-9]\d{9}|[A-Z0-9]{4}(-[A-Z0-9]{4}){2,}", story.words + story.answer + story.reason
    )


def test_the_size_of_the_trade() -> None:
    assert (len(MARKETPLACES), len(MERCHANTS), len(ORDERS), len(STORIES)) == (2, 8, 60, 42)
    assert Counter(m.marketplace for m in MERCHANTS) == {"xinghai": 7, "jiguang": 1}
    assert len({order.number for order in ORDERS}) == 60
    assert len({story.order for story in STORIES}) == 42
    assert {order.merchant for order in ORDERS} == {merchant.ref for merchant in MERCHANTS}


@pytest.mark.parametrize("order", ORDERS, ids=[order.number for order in ORDERS])
def test_an_order_is_as_its_shop_would_write_it(order: DemoOrder) -> None:
    assert re.fullmatch(r"[A-Z0-9]{16}" if order.merchant == "0" else r"[0-9]{18}", order.number)
    assert order.fen > 0
    assert (order.days is None) is (order.status in {"paid", "processing"})
