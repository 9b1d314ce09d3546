"""Twenty-four at once, twenty times: exactly one wins, and the record shows exactly one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pyotp
import pytest

from functions.domain.complaints.complaint import Command
from functions.domain.errors import Conflict, Duplicate, Lapsed, NotAllowed, Refusal
from functions.domain.marketplace import LinkKey, Marketplace, Merchant
from functions.domain.vocabulary import Action, Role, State
from functions.services import complaints, submitting
from functions.services.sweep import sweep
from functions.services.tenants import staff
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


# Tenants and their people


def again_and_again(act: Callable[[], Any]) -> Any:
    """As somebody does who is told that others were first."""
    for _ in range(AT_ONCE * 4):
        try:
            return act()
        except Conflict:
            continue
    raise AssertionError("nobody ever lets them")


def test_of_24_changes_of_one_tenant_none_is_lost_and_who_lost_is_told(busy, crowd):
    tenants, market = busy.desk.tenants, busy.market
    got = at_once(crowd, lambda i: tenants.put_marketplace(replace(market, name=f"{i}")))
    assert [each for each in got if each is None] == [None]

    def open_to(i: int) -> None:
        def once() -> None:
            now = tenants.inner.marketplace("xinghai")
            tenants.put_marketplace(replace(now, returns=(*now.returns, f"https://s{i}.example")))

        again_and_again(once)

    assert set(at_once(crowd, open_to)) == {None}
    now = tenants.marketplace("xinghai")
    assert len(set(now.returns)) == AT_ONCE + 1
    assert now.name == str(got.index(None))


def test_one_of_24_opens_a_marketplace_and_its_key_is_the_one_that_is_there(busy, crowd):
    for n in range(ROUNDS):
        keys = [LinkKey("k1", "ed25519", f"{i:064x}") for i in range(AT_ONCE)]
        got = at_once(
            crowd,
            lambda i, n=n, keys=keys: busy.desk.tenants.create(
                Marketplace(f"new{n}", f"{i}", created=busy.now, keys={"k1": keys[i]})
            ),
        )
        assert got.count(None) == 1 and sum(isinstance(each, Conflict) for each in got) == AT_ONCE - 1
        made = busy.desk.tenants.marketplace(f"new{n}")
        assert (made.name, made.keys["k1"]) == (str(got.index(None)), keys[got.index(None)])


def test_of_24_changes_of_one_person_none_is_lost_and_who_lost_is_told(busy, crowd):
    tenants = busy.desk.tenants

    def add(i: int) -> None:
        def once() -> None:
            now = tenants.person("xinghai", "o1")
            tenants.put_staff("xinghai", "o1", before=now, recovery=(*now.recovery, f"{i}"))

        again_and_again(once)

    assert set(at_once(crowd, add)) == {None}
    assert set(tenants.person("xinghai", "o1").recovery) == {f"{i}" for i in range(AT_ONCE)}
    spent = at_once(
        crowd, lambda i: again_and_again(lambda: tenants.spend_recovery("xinghai", "o1", f"{i % 12}"))
    )
    assert spent.count(True) == spent.count(False) == 12
    assert set(tenants.person("xinghai", "o1").recovery) == {f"{i}" for i in range(12, AT_ONCE)}


def test_somebody_disabled_amid_other_changes_is_disabled_or_it_is_said(busy, crowd):
    def act(i: int) -> Any:
        if i % 2:
            return staff.disable(busy.desk, busy.market, "o2")
        return busy.desk.tenants.put_staff("xinghai", "o2", phone=f"{i}")

    for _ in range(ROUNDS):
        busy.desk.tenants.put_staff("xinghai", "o2", disabled=False)
        got = at_once(crowd, act)
        done = [each is None for each in got]
        assert busy.desk.tenants.person("xinghai", "o2").disabled is any(done[1::2])
        phones = {f"{i}" for i in range(0, AT_ONCE, 2) if done[i]}
        assert not phones or busy.desk.tenants.person("xinghai", "o2").phone in phones


def test_one_of_24_enrolments_is_kept_and_the_others_hear_of_it(busy, crowd):
    key = busy.signed_in("o1")
    seeds = [pyotp.random_base32() for _ in range(AT_ONCE)]

    def enrol(i: int) -> Any:
        code = pyotp.TOTP(seeds[i]).at(busy.now)
        return staff.finish_enrolment(
            busy.desk, busy.market, key, secret=seeds[i], recovery=(f"{i}",), code=code, now=busy.now
        )

    got = at_once(crowd, enrol)
    won = [i for i, each in enumerate(got) if not isinstance(each, Exception)]
    assert len(won) == 1
    kept = busy.desk.vault.open("totp", busy.desk.tenants.person("xinghai", "o1").totp).decode()
    assert kept == seeds[won[0]]


def test_of_24_new_merchants_each_is_there_listed_and_called_by_its_name(busy, crowd):
    tenants = busy.desk.tenants
    at_once(crowd, lambda i: tenants.put_merchant("xinghai", Merchant(f"n{i}", f"新铺 {i}")))
    assert set(tenants.marketplace("xinghai").shops) == {"m1", "m2", *(f"n{i}" for i in range(AT_ONCE))}
    assert all(tenants.merchant_called("xinghai", f"新铺 {i}").id == f"n{i}" for i in range(AT_ONCE))
    got = at_once(crowd, lambda i: tenants.put_merchant("xinghai", Merchant("one", f"第 {i} 家")))
    assert got.count(None) >= 1 and {type(each) for each in got} <= {type(None), Conflict}
    assert tenants.marketplace("xinghai").shops["one"] == tenants.merchant("xinghai", "one").name
