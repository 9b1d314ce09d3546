"""When each story's steps happened, so that open complaints have their deadline around the demo's present.

A story is rehearsed through the law of complaints first, without a store, to learn how long it is; then
it is laid on the calendar from its end.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions.domain.complaints import filing
from functions.domain.complaints.complaint import Change, Command, Complaint, Settlement
from functions.domain.complaints.grounds import Grounds
from functions.domain.complaints.lifecycle import decide, sweep
from functions.domain.order_book import EMPTY
from functions.domain.order_facts import OrderFacts
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Remedy, Role
from functions.local.demo.demo_commands import bench_of, command, facts, order_of, part
from functions.local.demo.stories import STEPS, STORIES, Step, Story
from functions.services.reading import EVERYBODY

LEFT = (0.9, 0.45, 0.07, 0.7, 0.25)
"""Shares of the last window that are left at the present, dealt out in turn to the stories that end open."""
LEFT_BY_STORY = {16: -0.1, 21: 0.98}
"""One ruling is overdue and was escalated; one was just made and can still be taken back."""
ENDED_HOURS, OLDEST_HOURS = {34: 20}, 264
"""A missed remedy is recent, so that the complaint it opened still has its time; others ended in the last
days."""


class Scheduled(NamedTuple):
    """A step with its moment."""

    at: datetime
    name: str


def schedule(n: int, *, present: datetime, policy: Policy) -> tuple[Scheduled, ...]:
    """The steps of story ``n``, none after ``present``."""
    steps, ended = _rehearsed(STORIES[n], n, start=present, policy=policy)
    if ended.clock is None:
        hours = ENDED_HOURS.get(n, 20 + n * 37 % OLDEST_HOURS)
        shift = present - timedelta(hours=hours) - steps[-1].at
    else:
        shift = present + (ended.clock.due_at - steps[-1].at) * _left(n) - ended.clock.due_at
    return tuple(Scheduled((step.at + shift).replace(microsecond=0), step.name) for step in steps)


def _left(n: int) -> float:
    return LEFT_BY_STORY.get(n, LEFT[n % len(LEFT)])


def _rehearsed(story: Story, n: int, *, start: datetime, policy: Policy) -> tuple[list[Scheduled], Complaint]:
    known = facts(order_of(story), None, start)
    complaint, at, steps = _blank(story, start), start, [Scheduled(start, story.script[0])]
    filed = _knowing(command(story, STEPS[story.script[0]], n=n, at=start), STEPS[story.script[0]], known)
    on = Grounds(policy, bench_of(story), EMPTY, None, EVERYBODY)
    change = filing.file(complaint, filed, on)
    for k, name in enumerate(story.script[1:], start=1):
        on = replace(on, known_book=change.book or on.known_book)
        complaint = replace(change.complaint, version=k)
        step = STEPS[name]
        at = _next_at(complaint, step, at=at, turn=n * 7 + k * 5)
        change = _after(complaint, _knowing(command(story, step, n=n, at=at), step, known), on)
        steps.append(Scheduled(at, name))
    return steps, change.complaint


def _next_at(complaint: Complaint, step: Step, *, at: datetime, turn: int) -> datetime:
    """A lapse at its deadline; a person well within the time there is, or within a day of the end."""
    if complaint.clock is None:
        return at + timedelta(hours=5 + turn % 17)
    if step.role is Role.CLOCK:
        return complaint.clock.due_at
    return at + (complaint.clock.due_at - at) * (0.12 + 0.04 * (turn % 10))


def _after(complaint: Complaint, do: Command, on: Grounds) -> Change:
    grounds: dict[str, Any] = {"bench": on.bench, "book": on.known_book, "told": on.known_told}
    if do.role is not Role.CLOCK:
        return decide(complaint, do, on.policy, **grounds)
    assert complaint.clock is not None, "a lapse needs a clock"
    change = sweep(complaint, now=complaint.clock.due_at, policy=on.policy, **grounds)
    assert change is not None, "a clock that is due does something"
    return change


def _knowing(do: Command, step: Step, known: OrderFacts) -> Command:
    told = step.action in (Action.FILE, Action.VERIFY) and step.known
    return replace(do, facts=known if told else None)


def _blank(story: Story, start: datetime) -> Complaint:
    order = order_of(story)
    fen = {Remedy.REFUND: order.fen, Remedy.PARTIAL_REFUND: part(story)}.get(story.ask, 0)
    return Complaint(
        marketplace="",
        id="",
        category=story.category,
        ask=Settlement(story.ask, fen),
        fen=order.fen,
        merchant="" if story.unnamed else order.merchant,
        shop="",
        order="",
        order_mask="",
        goods=order.goods,
        person="",
        contact=story.contact,
        filed_at=start,
    )
