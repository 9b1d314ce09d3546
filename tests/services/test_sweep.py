"""The sweep: who loses a race has not failed, what is gone is nothing, and what cannot be carried out is
seen by somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.vocabulary import Action, Role
from functions.ports import NO_CONTACT, DueKind, DueRow, PostState
from functions.services import assistance, submitting
from functions.services import sweep as sweeping
from functions.services.post import sending
from functions.services.sweep import Sweep, sweep
from tests.cast import NOON, WORDS, Scene

HOUR = timedelta(minutes=61)
MISSING = "TS-261122-ZZZZZZZZ"


@dataclass
class Instead:
    """A port of the desk, but for one call: ``act`` is given the port's own and what it was asked."""

    port: Any
    name: str
    act: Callable[..., Any]

    def __getattr__(self, name: str) -> Any:
        own = getattr(self.port, name)
        return own if name != self.name else lambda *args, **more: self.act(own, *args, **more)


def due(scene: Scene, at: timedelta = timedelta(days=30)) -> list[DueRow]:
    return [
        duty._replace(due=0) for shard in range(16) for duty in scene.desk.post.due(shard, scene.now + at)
    ]


def forgotten(scene: Scene, pk: str, sk: str) -> None:
    """A row that is not there any more."""
    scene.desk.cases.table.delete(pk, sk)


def asked_for_help(scene: Scene) -> str:
    token = submitting.new_token(scene.desk, "xinghai", scene.now)
    said = assistance.Asked(token, "lost_link", WORDS, email="lin@qq.example")
    return assistance.ask(scene.desk, scene.market, said, address="203.0.113.9", now=scene.now).id


def test_who_loses_the_race_for_a_lapsed_request_has_not_failed(scene):
    asked_for_help(scene)
    scene.after(hours=25)
    first: list[Sweep] = []

    def overtaken(own: Callable[..., None], *args: Any, **more: Any) -> None:
        first.append(sweep(scene.desk, scene.now))
        own(*args, **more)

    late = sweep(
        replace(scene.desk, assistance=Instead(scene.desk.assistance, "put_assistance", overtaken)), scene.now
    )
    assert ([each.failed for each in first], late.failed) == ([0], 0)
    assert (first[0].moved, late.moved) == (1, 0)
    assert scene.desk.post.aside("xinghai", limit=9, now=scene.now) == ()


@pytest.mark.parametrize("kind", sweeping.DUTIES)
def test_a_row_that_is_gone_while_the_index_still_lists_it_is_nothing(scene, kind):
    done = Sweep()
    sweeping._carry_out(
        scene.desk,
        DueRow(kind, "xinghai", MISSING, 1),
        now=scene.now,
        done=done,
        only_post=False,
    )
    assert (done.moved, done.posted, done.failed) == (0, 0, 0)


def test_pictures_of_a_complaint_that_is_gone_are_looked_for_no_more(scene):
    scene.file_with(1)
    forgotten(scene, f"CMP#xinghai#{scene.number}", "META")
    scene.tick(minutes=1)
    assert [duty for duty in due(scene) if duty.kind is DueKind.PICTURES] == []


def test_without_the_buyers_sealed_row_the_merchant_is_told_and_the_buyers_letter_is_dead(scene, mailbox):
    scene.file()
    forgotten(scene, f"CMP#xinghai#{scene.number}", "ORDER")
    scene.tick()
    assert [each.to for each in mailbox()] == ["m1@merchant.example"]
    ((outbox,), _) = scene.desk.post.dead("xinghai", limit=9)
    assert {(m.to.role, m.state, m.error) for m in outbox.messages} == {
        (Role.BUYER, PostState.DEAD, NO_CONTACT),
        (Role.MERCHANT, PostState.SENT, ""),
        (Role.MERCHANT, PostState.OFF, ""),
    }, "the merchant has no phone"
    assert [duty for duty in due(scene) if duty.kind is DueKind.COMPLAINT_POST] == []


def test_without_its_sealed_row_a_request_is_told_to_operators_and_the_askers_letter_is_dead(scene, mailbox):
    number = asked_for_help(scene)
    forgotten(scene, f"AST#xinghai#{number}", "ORDER")
    scene.tick()
    assert {each.to for each in mailbox()} == {"o1@desk.example", "o2@desk.example"}
    ((outbox,), _) = scene.desk.post.dead("xinghai", limit=9)
    assert [m.error for m in outbox.messages if m.to.role is Role.BUYER] == [NO_CONTACT]


def test_a_case_whose_parents_sealed_row_is_gone_is_still_a_case(scene):
    scene.file()
    scene.do(Action.ACCEPT, Role.MERCHANT)
    scene.tick(days=4)
    child = next(each.id for each in scene.desk.lists.queue("xinghai", "operator", limit=9).rows)
    forgotten(scene, f"CMP#xinghai#{scene.number}", "ORDER")
    assert scene.desk.cases.case("xinghai", child, fresh=True).private.email == ""


def test_a_letter_that_cannot_be_written_is_dead_after_its_tries(scene):
    def unwritable(own: Callable[..., Any], *args: Any, **more: Any) -> Any:
        raise KeyError("goods")

    scene.file()
    scene.desk = replace(scene.desk, letters=Instead(scene.desk.letters, "email", unwritable))
    for _ in range(40):
        scene.tick(minutes=15)
    ((outbox,), _) = scene.desk.post.dead("xinghai", limit=9)
    assert {(m.state, m.tries, m.error) for m in outbox.messages} == {
        (PostState.DEAD, sending.MAX_TRIES, "KeyError"),
        (PostState.OFF, 0, ""),
    }, "the merchant has no phone, and no short message was tried"


@pytest.fixture
def failing(scene):
    """A sweep for which the complaint's row cannot be read."""

    def unreadable(own: Callable[..., Any], *args: Any, **more: Any) -> Any:
        raise RuntimeError("zhang@qq.example")

    scene.file()
    scene.tick()
    scene.after(hours=25)
    broken = replace(scene.desk, cases=Instead(scene.desk.cases, "load", unreadable))
    return lambda: sweep(broken, scene.now).failed


def test_a_row_set_aside_is_noted_with_since_when_how_often_and_the_errors_name_alone(scene, failing):
    began = scene.now
    for times in (1, 2, 3):
        assert failing() == 1
        assert failing() == 0, "it waits for its hour"
        (note,) = scene.desk.post.aside("xinghai", limit=9, now=scene.now)
        assert note == (DueRow(DueKind.COMPLAINT, "xinghai", scene.number), began, times, "RuntimeError")
        scene.now += HOUR
    assert scene.desk.post.aside("langren", limit=9, now=scene.now) == ()


def test_a_note_goes_by_itself_once_its_row_is_carried_out(scene, failing):
    assert failing() == 1
    assert scene.tick(minutes=61).moved == 1
    assert scene.desk.post.aside("xinghai", limit=9, now=scene.now + timedelta(minutes=15)) == ()


def test_an_old_note_that_the_table_has_not_taken_yet_is_begun_anew(scene, failing):
    assert failing() == 1
    scene.after(hours=2)
    assert failing() == 1
    (note,) = scene.desk.post.aside("xinghai", limit=9, now=scene.now)
    assert (note.since, note.times) == (scene.now, 1)


def test_a_note_expires_by_the_tables_own_clock(scene, failing):
    failing()
    (row,) = scene.desk.cases.table.query_all("pk = :pk", {":pk": "ASIDE#xinghai"})
    assert 3600 < row["ttl"] - scene.now.timestamp() < 2 * 3600
    assert set(row) == {"pk", "sk", "since", "times", "fault", "ttl"}


def test_a_marketplace_that_is_not_there_is_a_failure_and_not_silence(scene):
    done = Sweep()
    duty = DueRow(DueKind.COMPLAINT, "nowhere", MISSING)
    sweeping._carry_out(scene.desk, duty, now=NOON, done=done, only_post=False)
    assert done.failed == 1
