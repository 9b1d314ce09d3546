"""Ten thousand complaints change no figure: the same calls, the same units, the same items examined."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from functions.adapters.dynamo import rows, wire
from functions.domain.complaints.clocks import enter
from functions.domain.complaints.complaint import Complaint, Settlement
from functions.domain.complaints.numbers import ALPHABET
from functions.domain.policy import Policy
from functions.domain.vocabulary import Outcome, Remedy, Role, State
from functions.local.cloud.stack import bootstrap, credentials
from functions.services.sweep import sweep
from tests import cast
from tests.cast import NOON, Scene
from tests.counting import counting

MANY = 10_000


def complaint(i: int) -> Complaint:
    """One of the many: a quarter open, spread over the days to come."""
    code = "".join(ALPHABET[i >> shift & 31] for shift in (15, 10, 5, 0))
    c = Complaint(
        marketplace="xinghai",
        id=f"TS-261101-0000{code}",
        category="K1",
        ask=Settlement(Remedy.REFUND, 9850),
        fen=9850,
        merchant="m2",
        shop="云点数卡",
        order=f"{i:032x}",
        order_mask="KM20****0187",
        goods="游戏点卡 100 元面值",
        person=f"{i % 500:032x}",
        contact="b***@qq.example",
        filed_at=NOON - timedelta(days=20),
        served_at=NOON - timedelta(days=20),
        version=1,
        head="0" * 64,
    )
    if i % 4:
        return replace(
            c,
            state=State.CLOSED,
            outcome=Outcome.RESOLVED,
            ended_at=NOON - timedelta(minutes=i),
            ended_by=Role.BUYER,
        )
    return enter(c, State.AWAITING_MERCHANT, now=NOON + timedelta(minutes=i), policy=Policy())


def fill(client, table: str) -> None:
    items = [wire.item_out(rows.write(complaint(i), shards=16)) for i in range(MANY)]
    batches = [items[i : i + 25] for i in range(0, MANY, 25)]
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda b: client.batch_write_item(
                    RequestItems={table: [{"PutRequest": {"Item": x}} for x in b]}
                ),
                batches,
            )
        )


@pytest.fixture
def figures(cloud):
    """The same journey's counts before and after the table has filled up."""
    account = f"7{cloud.account[1:]}"  # nobody has to clear this table away
    table = bootstrap(cloud.endpoint, "many", account=account)
    client = boto3.client("dynamodb", **credentials(cloud.endpoint, account=account))
    cast.forever(client, table)
    desk = cast.desk_over(table, lambda: client, cloud.endpoint)
    scene = Scene(desk, cast.marketplace(desk))
    for i in range(30):
        scene.file(order=f"KM2026113{i:06d}", email=f"few{i}@qq.example", address=f"203.0.113.{i}")
    sweep(desk, scene.now)
    before = measured(scene, client, "KM2026114000001")
    fill(client, table)
    return before, measured(scene, client, "KM2026114000002")


def measured(scene: Scene, client, order: str) -> dict[str, tuple[int, float, float, int]]:
    jobs = {
        "submit": lambda: scene.file(order=order, email=f"{order}@qq.example", address=order),
        "status": lambda: scene.desk.cases.case("xinghai", scene.number),
        "queue": lambda: scene.desk.lists.queue("xinghai", "merchant", limit=25),
        "inbox": lambda: scene.desk.lists.merchant_list("xinghai", "m1", closed=False, limit=25),
        "mine": lambda: scene.desk.lists.buyer_list("xinghai", scene.load().person, limit=20),
        "answer": scene.contest,
        "rule": scene.rule,
        "idle tick": lambda: sweep(scene.desk, NOON - timedelta(days=1)),
    }
    figures = {}
    for name, job in jobs.items():
        with counting(client) as count:
            job()
        figures[name] = (len(count.calls), count.read_units, count.write_units, count.examined)
    return figures


def test_ten_thousand_complaints_change_nothing(figures):
    before, after = figures
    assert after == before
