"""Twenty-four at once, twenty times: exactly one wins, and the record shows exactly one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from functions.domain.complaints.complaint import Command
from functions.domain.errors import Conflict, Duplicate, Lapsed, NotAllowed, Refusal
from functions.domain.vocabulary import Action, Role, State
from functions.services import complaints, submitting
from functions.services.sweep import sweep
from tests import cast
from tests.cast import Scene

AT_ONCE, ROUNDS = 24, 20
LOST = (NotAllowed, Conflict, Duplicate, Lapsed)


@pytest.fixture(scope="module")
def crowd():
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool


@pytest.fixture
def busy(cloud, table):
    """A desk whose client lets everybody through at once."""
    from botocore.config import Config

    client = cloud.new_client("dynamodb", config=Config(max_pool_connections=AT_ONCE))
    desk = cast.desk_over(table, lambda: client, cloud.endpoint, shards=2)
    return Scene(desk, cast.marketplace(desk))


def at_once(crowd: ThreadPoolExecutor, act: Callable[[int], Any]) -> list[Any]:
    """What each of the crowd got: a result or a refusal. Anything else is a failure of the test."""
    start = Barrier(AT_ONCE)

    def one(i: int) -> Any:
        start.wait()
        try:
            return act(i)
        except Refusal as refusal:
            return refusal
        except Conflict as conflict:
            return conflict

    return list(crowd.map(one, range(AT_ONCE)))


def order(n: int) -> str:
    return f"KM2026112{n:06d}"


@pytest.mark.parametrize("same_form", [True, False], ids=["one form sent 24 times", "24 forms for one order"])
def test_one_complaint_comes_of_24_submits(busy, crowd, same_form):
    for n in range(ROUNDS):
        busy.after(minutes=1)
        token = submitting.new_token(busy.desk, "xinghai", busy.now)
        entries = [
            busy.entry(order=order(n), token=token if same_form else "", address=f"198.51.100.{i}")
            for i in range(AT_ONCE)
        ]
        got = at_once(crowd, lambda i, es=entries: submitting.submit(busy.desk, busy.market, es[i], busy.now))
        numbers = {c.id for c in got if not isinstance(c, Exception)}
        refused = [c for c in got if isinstance(c, Exception)]
        assert len(numbers) == 1
        assert len(refused) == (0 if same_form else AT_ONCE - 1)
        assert all(isinstance(each, Duplicate) for each in refused)
    assert len(busy.desk.lists.queue("xinghai", "merchant", limit=100).rows) == ROUNDS


def winners(busy: Scene, crowd: ThreadPoolExecutor, action: Action, role: Role, **fields: Any) -> int:
    """How many of 24 different clicks did it; the history must show exactly as many."""
    before = len(busy.events())
    do = Command(action, role, "o1" if role is Role.OPERATOR else role.value, busy.now, **fields)

    def click(i: int) -> Any:
        return complaints.perform(
            busy.desk, busy.market, busy.number, do=do, key=f"race-{i:04d}", now=busy.now
        )

    got = at_once(crowd, click)
    won = [c for c in got if not isinstance(c, Exception)]
    assert [each for each in got if isinstance(each, Exception) and not isinstance(each, LOST)] == []
    assert len(busy.events()) - before == len(won)
    return len(won)


def test_one_of_24_withdrawals_wins(busy, crowd):
    for n in range(ROUNDS):
        busy.file(order=order(n), address=f"198.51.100.{n}")
        assert winners(busy, crowd, Action.WITHDRAW, Role.BUYER, reason="resolved") == 1
        assert busy.load().state is State.AWAITING_REVIEW


def test_one_of_24_rulings_wins(busy, crowd):
    for n in range(ROUNDS):
        busy.file(order=order(n), address=f"198.51.100.{n}")
        busy.contest()
        items = (cast.RemedyItem(cast.Remedy.REFUND, 0),)
        ruling = cast.Ruling(cast.Outcome.UPHELD, ("1.2",), items, "", busy.now)
        assert (
            winners(
                busy,
                crowd,
                Action.RULE,
                Role.OPERATOR,
                ruling=ruling,
                words="商家没有提供出库记录，按细则裁决。",
            )
            == 1
        )


def test_24_ticks_at_once_move_each_complaint_once_and_send_each_message_once(busy, crowd, mailbox):
    for n in range(ROUNDS):
        busy.file(order=order(n), address=f"198.51.100.{n}")
    busy.after(hours=24)
    done = at_once(crowd, lambda _: sweep(busy.desk, busy.now))
    assert sum(each.failed for each in done) == 0
    assert sum(each.moved for each in done) == ROUNDS
    at_once(crowd, lambda _: sweep(busy.desk, busy.now))
    for row in busy.desk.lists.queue("xinghai", "operator", limit=100).rows:
        busy.number = row.id
        assert busy.events() == ["file", "lapse"]
    ids = [mail.headers["Message-ID"] for mail in mailbox()]
    assert len(ids) == len(set(ids)) == ROUNDS * 5


def test_one_of_24_different_answers_wins(busy, crowd):
    for n in range(ROUNDS):
        busy.file(order=order(n), address=f"198.51.100.{n}")
        accept = Command(Action.ACCEPT, Role.MERCHANT, "m1", busy.now)
        contest = Command(
            Action.CONTEST, Role.MERCHANT, "m1", busy.now, words="发货前已检测有效，请核对输入。"
        )

        def click(i: int, accept: Command = accept, contest: Command = contest) -> Any:
            do = accept if i % 2 else contest
            return complaints.perform(
                busy.desk, busy.market, busy.number, do=do, key=f"race-{i:04d}", now=busy.now
            )

        won = [c for c in at_once(crowd, click) if not isinstance(c, Exception)]
        # A merchant may still accept while the ruling is awaited: then contest and accept both happened, in
        # that order.
        assert busy.events() in (["file", "accept"], ["file", "contest"], ["file", "contest", "accept"])
        assert len(won) == len(busy.events()) - 1
