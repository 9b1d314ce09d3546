"""The rows of a complaint and its events: nothing is lost on the way to the table and back, and a usual one
stays under a kilobyte as DynamoDB counts it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.dynamo import keys, rows, wire
from functions.adapters.dynamo.events import event_row, read_event
from functions.domain.complaints.complaint import Mark, Paused, RemedyItem, Ruling, Settlement, Withdrawal
from functions.domain.history import Event, Link, chain, erased, genesis, verify
from functions.domain.vocabulary import Outcome, Remedy, Role, State
from tests.cast import NOON, TWO_HUNDRED
from tests.domain.complaints.test_lifecycle import a_complaint
from tests.units import item_size

DAY = timedelta(days=1)
FORTY = "极速充值旗舰店官方" * 4 + "自动发货"
NUMBER = "TS-261122-7K3M9QXD"
PK = keys.complaint("xinghai", NUMBER)
FIXTURES = Path(__file__).parents[1] / "domain" / "fixtures"


def size(item: rows.Item) -> int:
    return item_size(wire.item_out(item))


def fullest(state: State):
    """A complaint with everything in it that can be there at once, at its longest."""
    items = (RemedyItem(Remedy.PARTIAL_REFUND, 999_999), RemedyItem(Remedy.DEDUCT, 999_999))
    ruling = Ruling(Outcome.UPHELD, ("3.1", "1.2"), items, "operator-1", NOON)
    return a_complaint(
        state,
        head="f" * 64,
        version=999,
        goods="通用游戏点卡 100 元面值自动发货",
        shop="极速充值旗舰店官方",
        order_mask="KM20****0187",
        merchant="merchant-0001",
        marketplace="xinghai-kameng",
        contact="z***@example-mail.example 138****8000",
        paused=(
            Paused(State.AWAITING_RULING, DAY, 3 * DAY, 75),
            Paused(State.AWAITING_MERCHANT_PROOF, DAY, 2 * DAY),
        ),
        ruling=ruling,
        draft=ruling,
        offer=Settlement(Remedy.PARTIAL_REFUND, 999_999),
        remedies=items,
        withdrawal=Withdrawal("resolved", 3, ("amount", "disputed", "amended"), low=False),
        appealed=(Role.BUYER, Role.MERCHANT),
        marks=(Mark.MALICIOUS, Mark.INCIDENT),
        late=True,
        disputed=True,
        extended=True,
        lapses=2,
        reopened=True,
        commands={f"key-{i:08d}": "0123abcd" for i in range(6)},
    )


@pytest.mark.parametrize("state", list(State))
def test_a_complaint_comes_back_from_its_row_as_it_was(state):
    for c in (
        a_complaint(state),
        fullest(state),
        replace(a_complaint(state), clock=None, state=State.CLOSED),
    ):
        assert rows.read(rows.write(c, shards=16)) == c


def test_a_usual_complaint_in_the_middle_of_its_life_is_under_a_kilobyte():
    c = a_complaint(State.AWAITING_REMEDY, head="f" * 64, paused=(), draft=None, withdrawal=None)
    c = replace(c, commands={f"Q29tbWFuZC0{i}": "0123abcd" for i in range(6)})
    assert size(rows.write(c, shards=16)) < 900


def test_so_is_one_whose_reissued_key_was_seen_and_may_be_seen_again():
    c = a_complaint(State.AWAITING_CONFIRMATION, head="f" * 64, paused=(), draft=None, withdrawal=None)
    c = replace(c, commands={f"Q29tbWFuZC0{i}": "0123abcd" for i in range(6)})
    c = replace(c, looks=1, key_tail="Z8RT", key_at=12, key_seen=NOON, look_granted=True)
    assert rows.read(rows.write(c, shards=16)) == c
    assert size(rows.write(c, shards=16)) < 960


@pytest.mark.parametrize("state", [State.AWAITING_MERCHANT, State.AWAITING_REMEDY, State.CLOSED])
def test_so_is_one_whose_shop_and_goods_have_forty_characters_each(state):
    c = a_complaint(state, head="f" * 64, paused=(), draft=None, withdrawal=None, offer=None)
    c = replace(c, ended_by=None, ended_at=None, shop=FORTY, goods=FORTY, goods_id="1024", goods_class="点卡")
    c = replace(c, commands={f"Q29tbWFuZC0{i}": "0123abcd" for i in range(6)})
    assert size(rows.write(c, shards=16)) <= 1024


def test_what_is_not_written_because_it_is_usual_stays_what_it_was():
    """A row without them was written with these: another default would change the past."""
    usual = {name: value for name, value in rows._USUAL.items() if value not in rows._EMPTY}
    assert usual == {"state": State.UNVERIFIED, "policy": 1, "lang": "zh", "epoch": 1}


def test_a_head_row_from_before_is_read_as_it_was_meant():
    c = a_complaint(State.AWAITING_MERCHANT, head="f" * 64, commands={"file": "0123abcd"})
    row = rows.write(c, shards=16)
    rest = json.loads(row["more"])
    rest |= {"h": c.head, "o": c.order, "p": c.person, "pv": 1, "l": "zh", "e": 1, "k": dict(c.commands)}
    old = {name: value for name, value in row.items() if name not in ("head", "order", "more")}
    assert rows.read(old | {"rest": json.dumps(rest)}) == c


def filed(**more: Any) -> Link:
    """The first event of a one-click complaint of two hundred characters."""
    payload = {
        "category": "K1",
        "ask": "partial_refund",
        "ask_fen": 9850,
        "order_fen": 19850,
        "merchant": "m1",
        "goods_id": "1024",
        "goods_class": "游戏点卡",
        "late": True,
        "by_shop": True,
        "words": TWO_HUNDRED,
        **more,
    }
    event = Event("file", Role.SHOP, "buyer", NOON, payload)
    return chain(event, n=1, prev=genesis("xinghai", NUMBER), salts=("0" * 32, "1" * 32))


def test_a_first_event_of_two_hundred_characters_is_under_a_kilobyte():
    assert len(TWO_HUNDRED) == 200
    assert size(event_row(PK, filed())) < 1024
    assert size(event_row(PK, filed(evidence=["0123456789ab"] * 6, late=None))) < 1024


def test_an_event_comes_back_from_its_row_as_it_was():
    first = filed()
    event = Event("contest", Role.MERCHANT, "m1", NOON, {"words": "不同意"})
    second = chain(event, n=2, prev=first.h, salts=("2" * 32, "3" * 32))
    for link in (first, second):
        assert read_event(event_row(PK, link)) == link
        assert all(isinstance(event_row(PK, link)[name], bytes) for name in ("h", "sf", "sw", "cw"))


def test_an_event_whose_words_were_erased_in_the_table_can_still_be_counted():
    row = event_row(PK, filed())
    left = {name: value for name, value in row.items() if name not in ("ew", "sw")}
    assert read_event(left) == erased(filed())
    verify("xinghai", NUMBER, [read_event(left)], filed().h)


def test_a_row_of_the_first_format_is_read_and_the_second_goes_on_after_it():
    export = json.loads((FIXTURES / "history-format-1.json").read_text(encoding="utf-8"))
    old = []
    for event in export["events"]:
        row = {name: value for name, value in event.items() if name != "n"}
        row["payload"] = json.dumps(event["payload"], ensure_ascii=False, separators=(",", ":"))
        old.append(read_event({"pk": PK, "sk": f"EV#{event['n']:06d}", **row}))
    verify("xinghai", export["complaint"], old, export["head"])
    event = Event("confirm", Role.BUYER, "buyer", NOON, {})
    new = chain(event, n=len(old) + 1, prev=old[-1].h, salts=("2" * 32, "3" * 32))
    verify("xinghai", export["complaint"], [*old, read_event(event_row(PK, new))], new.h)


@pytest.mark.parametrize("value", [True, 0, -5, "文字", "", b"", b"\x00\xff", ["a", b"b", 3], State.CLOSED])
def test_what_a_row_may_hold_comes_back(value):
    assert wire.back(wire.out(value)) == value


@pytest.mark.parametrize("value", [None, 1.5, {"a": 1}, {1}, NOON, [None]])
def test_a_type_that_no_row_knows_is_refused_and_never_made_text(value):
    with pytest.raises(TypeError):
        wire.out(value)


def test_nor_is_one_read_that_no_row_of_ours_has():
    with pytest.raises(TypeError):
        wire.back({"SS": ["a"]})


def test_only_what_waits_is_in_the_due_index_and_only_what_was_served_in_the_merchants():
    closed = rows.write(a_complaint(State.CLOSED), shards=16)
    assert "dk" not in closed
    unseen = rows.write(a_complaint(State.UNVERIFIED, served_at=None), shards=16)
    assert "mk" not in unseen
    assert unseen["dk"].startswith("DUE#")
