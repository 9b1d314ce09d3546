"""What each job costs the table: calls, read units, write units, exactly. The bars are the product's
promise to its owner."""

from __future__ import annotations

import pytest

from functions.domain.vocabulary import Action, Role, State
from functions.ports import Stale
from functions.services import complaints, exports, submitting
from functions.services.sweep import sweep
from tests import cast
from tests.cast import TWO_HUNDRED, Scene
from tests.counting import Count, counting

LIMITS = ("UpdateItem",)


@pytest.fixture
def counted(cloud, table):
    """A scene whose desk has a client of its own, and the count of that client's calls."""
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint, shards=16)
    market = cast.marketplace(desk)
    with counting(client) as count:
        yield Scene(desk, market), count


def fresh(count: Count) -> None:
    count.calls.clear()


def transactions(count: Count) -> float:
    return sum(call.write_units for call in count.of("TransactWriteItems"))


def test_submitting_is_one_transaction_of_15_units_and_two_limits(counted):
    scene, count = counted
    entry = scene.entry(words=TWO_HUNDRED)
    fresh(count)
    submitting.submit(scene.desk, scene.market, entry, scene.now)
    assert [call.operation for call in count.calls].count("TransactWriteItems") == 1
    assert len(count.of("UpdateItem")) <= 2
    assert count.read_units == 0
    assert transactions(count) <= 15, str(count)


def test_the_status_page_is_one_call_of_one_and_a_half_units(counted):
    scene, count = counted
    scene.file(words=TWO_HUNDRED)
    scene.contest()
    fresh(count)
    case = scene.desk.cases.case("xinghai", scene.number)
    assert exports.history(scene.desk, case, scene.now)["head"] == case.complaint.head
    assert (len(count.calls), count.read_units <= 1.5) == (1, True), str(count)


STEPS = {
    "answer": lambda scene: scene.contest(),
    "accept": lambda scene: scene.do(Action.ACCEPT, Role.MERCHANT, words=TWO_HUNDRED),
    "withdraw": lambda scene: scene.do(Action.WITHDRAW, Role.BUYER, reason="mistake"),
    "ask": lambda scene: scene.do(Action.ADD_WORDS, Role.BUYER, words=TWO_HUNDRED),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("amt", ["30.00", "98.50"])
def test_acting_is_one_read_and_one_transaction_of_18_units_and_an_act_about_money_one_read_more(
    counted, step, amt
):
    scene, count = counted
    scene.file(words=TWO_HUNDRED, amt=amt)
    fresh(count)
    STEPS[step](scene)
    reads = ["GetItem"] * (len(count.calls) - 1)
    assert [call.operation for call in count.calls] == [*reads, "TransactWriteItems"]
    book = step == "accept" or (step == "withdraw" and amt == "30.00")
    assert len(reads) == (2 if book else 1)
    assert count.read_units <= 1
    assert count.write_units <= 18, str(count)


def test_who_is_signed_in_acts_with_one_read_unit_and_18_write_units(counted):
    scene, count = counted
    scene.file(words=TWO_HUNDRED)
    merchant, operator = scene.signed_in("s1"), scene.signed_in("o1")
    for act in (lambda: scene.contest(session=merchant), lambda: scene.rule(actor="o1", session=operator)):
        fresh(count)
        act()
        assert [call.operation for call in count.calls] == ["BatchGetItem", "TransactWriteItems"]
        assert count.read_units <= 1, str(count)
        assert count.write_units <= 18, str(count)


def test_withdrawing_with_what_is_remembered_of_the_buyer_is_one_read_unit(counted):
    scene, count = counted
    buyer = scene.file(words=TWO_HUNDRED).person
    fresh(count)
    scene.do(Action.WITHDRAW, Role.BUYER, reason="mistake", holder=buyer)
    assert [call.operation for call in count.calls] == ["BatchGetItem", "TransactWriteItems"]
    assert count.read_units <= 1, str(count)


def test_the_loser_of_a_race_writes_nothing_and_reads_no_more(counted):
    scene, count = counted
    scene.file()
    c = scene.load()
    scene.contest()
    fresh(count)
    with pytest.raises(Stale):
        complaints._attempt(
            scene.desk,
            scene.market,
            complaints.Known(c),
            do=cast.Command(Action.CONTEST, Role.MERCHANT, "m1", scene.now, words=TWO_HUNDRED),
            form=("k", "c"),
            session=None,
            seen=0,
            now=scene.now,
        )
    assert [call.operation for call in count.calls] == ["TransactWriteItems"]


def test_a_queue_page_is_one_call_whose_rows_are_all_it_examines(counted):
    scene, count = counted
    for i in range(30):
        scene.file(order=f"KM2026112{i:06d}", email=f"b{i}@qq.example", address=f"203.0.113.{i}")
    fresh(count)
    page = scene.desk.lists.queue("xinghai", "merchant", limit=25)
    assert len(page.rows) == 25
    assert (len(count.calls), count.examined, count.returned) == (1, 25, 25)
    assert count.read_units <= 2, str(count)


def test_an_idle_tick_is_half_a_unit_a_shard(counted):
    scene, count = counted
    sweep(scene.desk, scene.now)
    fresh(count)
    sweep(scene.desk, scene.now)
    assert (len(count.calls), count.read_units, count.write_units) == (16, 8.0, 0)


def test_a_tick_of_silences_is_three_calls_and_18_units_each_without_a_cap(counted):
    scene, count = counted
    due = 20
    for i in range(due):
        scene.file(order=f"KM2026112{i:06d}", email=f"b{i}@qq.example", address=f"203.0.113.{i}")
    scene.tick()
    scene.after(hours=24)
    fresh(count)
    assert sweep(scene.desk, scene.now).moved == due
    assert len(count.calls) <= 16 + 3 * due, "the row, whom its post reached, the transaction"
    assert count.write_units <= 18 * due


def test_a_whole_life_is_29_calls_9_reads_and_96_writes(counted):
    """The idle part of the two ticks, 16 queries each, belongs to the tick and not to a life."""
    scene, count = counted
    fresh(count)
    scene.file(words=TWO_HUNDRED)
    scene.tick()
    scene.contest()
    scene.tick()
    scene.rule()
    scene.tick(minutes=6)
    scene.tick()
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款")
    scene.tick()
    scene.do(Action.CONFIRM, Role.BUYER)
    scene.tick()
    life = [call for call in count.calls if call.operation != "Query"]
    assert len(life) <= 29, "\n".join(str(call) for call in life)
    assert sum(call.read_units for call in life) <= 9
    assert sum(call.write_units for call in life) <= 96
    assert scene.load().state is State.CLOSED
