"""The rows of a complaint and its events: nothing is lost on the way to the table and back, and a usual one
stays under a kilobyte as DynamoDB counts it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.adapters.dynamo import keys, lanes, rows, wire
from functions.adapters.dynamo.events import event_row, read_event
from functions.adapters.dynamo.packing import WORDS, narrow, packed, unpacked, wide
from functions.domain.complaints.complaint import Mark, Paused, RemedyItem, Ruling, Settlement, Withdrawal
from functions.domain.complaints.pictures import STRONGEST
from functions.domain.complaints.remembering import remembering
from functions.domain.complaints.windows import Windows
from functions.domain.complaints.withdrawal_reasons import REASONS, Risk
from functions.domain.history import Event, Link, chain, erased, genesis, verify
from functions.domain.standard import CLAUSES
from functions.domain.vocabulary import Outcome, Remedy, RemedyState, Role, State
from tests.cast import NOON, TWO_HUNDRED
from tests.domain.complaints.test_lifecycle import a_complaint
from tests.units import item_size

DAY = timedelta(days=1)
FORTY = "极速充值旗舰店官方" * 4 + "自动发货"
NUMBER = "TS-261122-7K3M9QXD"
PK = keys.complaint("xinghai", NUMBER)
HERE = Path(__file__).parent / "fixtures"
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
        commands=six(),
    )


def six() -> dict[str, str]:
    """As many commands as are remembered."""
    return remembered(*((f"Q29tbWFuZC0{i}", "0123abcd") for i in range(6)))


def remembered(*forms: tuple[str, str]) -> dict[str, str]:
    """What a complaint remembers of these keys and contents."""
    commands: dict[str, str] = {}
    for key, content in forms:
        commands = remembering(commands, key, content)
    return commands


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
    assert size(rows.write(replace(c, commands=six()), shards=16)) < 700


def test_so_is_one_whose_reissued_key_was_seen_and_may_be_seen_again():
    c = a_complaint(State.AWAITING_CONFIRMATION, head="f" * 64, paused=(), draft=None, withdrawal=None)
    c = replace(c, commands={f"{i:06x}": "0123ab" for i in range(6)})
    c = replace(c, looks=1, key_tail="Z8RT", key_at=12, key_seen=NOON, look_granted=True)
    assert rows.read(rows.write(c, shards=16)) == c
    assert size(rows.write(c, shards=16)) < 960


FORTY_CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=40, max_size=40)
FORTY_CODE = st.text("ABCDEFGHJKMNPQRSTVWXYZabcdefgh0123456789-_#", min_size=40, max_size=40)
HEXES = st.text("0123456789abcdef", min_size=6, max_size=6)
FEN = st.integers(0, 10**7)
"""Up to ¥100,000."""
SPAN = st.integers(0, 365 * 86400).map(lambda seconds: timedelta(seconds=seconds))
WHEN = SPAN.map(lambda span: NOON + span)
ITEMS = st.lists(
    st.builds(RemedyItem, st.sampled_from(Remedy), FEN, st.sampled_from(RemedyState)), min_size=2, max_size=2
).map(tuple)
RULED = st.builds(
    Ruling,
    st.sampled_from(Outcome),
    st.tuples(*[st.sampled_from(list(CLAUSES))] * 3),
    ITEMS,
    st.just("operator-1"),
    WHEN,
)
AT_THEIR_LONGEST = st.fixed_dictionaries(
    {
        "goods": FORTY_CHINESE,
        "shop": FORTY_CHINESE,
        "goods_id": FORTY_CODE,
        "goods_class": FORTY_CODE,
        "head": st.text("0123456789abcdef", min_size=64, max_size=64),
        "commands": st.dictionaries(HEXES, HEXES, min_size=6, max_size=6),
        "version": st.integers(1, 999),
        "policy": st.integers(2, 200),
        "lang": st.just("en"),
        "epoch": st.integers(2, 20),
        "fen": FEN,
        "ask": st.builds(Settlement, st.sampled_from(Remedy), FEN),
        "outcome": st.sampled_from(Outcome),
        "paused": st.tuples(*[st.builds(Paused, st.sampled_from(State), SPAN, SPAN, st.just(75))] * 2),
        "ruling": RULED,
        "draft": RULED,
        "ruled_at": WHEN,
        "offer": st.builds(Settlement, st.sampled_from(Remedy), FEN),
        "remedies": ITEMS,
        "withdrawal": st.builds(
            Withdrawal,
            st.sampled_from(list(REASONS)),
            st.integers(1, 3),
            st.permutations(Risk).map(lambda risks: tuple(risks[:3])),
            st.booleans(),
        ),
        "appealed": st.permutations([Role.BUYER, Role.MERCHANT]).map(tuple),
        "marks": st.permutations(Mark).map(tuple),
        "triage": st.sampled_from([str(each) for each in STRONGEST]),
        "flags": st.just(("contact", "extort")),
        "served_at": st.none() | WHEN,
        "lapses": st.integers(0, 9),
        "asked_of": st.just("bmBM"),
        "offers": st.integers(0, 2),
        "fails": st.integers(0, 3),
        "seat": st.integers(0, 3),
        "invited": st.just("x" * 8),
        "objected": st.permutations([Role.BUYER, Role.MERCHANT]).map(tuple),
        "windows": st.builds(Windows, WHEN, WHEN),
        "declined_by": st.just("operator-1"),
        "refused_at": WHEN,
        "continued_at": WHEN,
        "looks": st.integers(0, 1),
        "key_tail": st.just("Z8RT"),
        "key_at": st.integers(1, 99),
        "key_seen": WHEN,
        "amended": st.integers(0, 99),
        "pending": st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8),
        **{name: st.booleans() for name in rows.FLAGS},
    }
)


ENDED = st.fixed_dictionaries({"ended_at": WHEN, "ended_by": st.sampled_from(Role)})
NOT_ENDED = {"ended_at": None, "ended_by": None}
STANDING = {"clock": None, "paused": (), "draft": None, "lapses": 0}


@given(st.sampled_from(State), AT_THEIR_LONGEST, ENDED)
def test_any_complaint_at_its_longest_comes_back_and_is_under_a_kilobyte(state, fields, ended):
    c = replace(fullest(state), **fields, **NOT_ENDED, contact="z***@qq.example 138****8000")
    c = replace(c, **ended, **STANDING) if state is State.CLOSED else c
    row = rows.write(c, shards=16)
    assert rows.read(row) == c
    assert size(row) <= 1024


def test_a_flag_that_has_no_two_letters_is_written_out():
    c = a_complaint(State.AWAITING_RULING, flags=("contact", "new_flag"))
    row = rows.write(c, shards=16)
    assert (rows.read(row), lanes.list_row(row).triage) == (c, "- contact new_flag")


@given(st.text(max_size=90))
def test_what_is_narrow_is_widened_and_never_longer(text):
    assert wide(narrow(text)) == text
    assert len(narrow(text) if isinstance(narrow(text), bytes) else text.encode()) <= len(text.encode())


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(max_size=40)
    | st.integers(20, 200).map("长a".__mul__)
    | st.text("0123456789abcdef", max_size=40)
    | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=20),
)


@given(st.dictionaries(st.text(max_size=40), PLAIN, max_size=9))
def test_what_is_packed_is_unpacked(fields):
    assert unpacked(packed(fields)) == fields


@pytest.mark.parametrize("value", [1.5, {"a": 1}, b"x", {1}, NOON])
def test_what_is_not_plain_is_not_packed(value):
    with pytest.raises(TypeError):
        packed({"m": value})


def test_no_word_that_rows_are_packed_with_ever_changes_its_place():
    kept = json.loads((HERE / "packed-words.json").read_text(encoding="utf-8"))
    assert list(WORDS[: len(kept)]) == kept, "rows are there that mean these words by their places"
    assert len(set(WORDS)) == len(WORDS) <= 128


def test_every_word_of_a_complaint_is_one_byte():
    words = {*State, *Outcome, *Remedy, *RemedyState, *Role, *Mark, *Risk, *REASONS}
    words |= (
        {letters for letters, *_ in rows.REST.values()}
        | {str(each) for each in STRONGEST}
        | {"contact", "extort"}
    )
    assert words <= set(WORDS), "new words go to the end of packing.WORDS, and of the fixture"


def test_a_row_of_when_it_was_json_is_read_and_written_smaller():
    old = json.loads((HERE / "head-row-more.json").read_text(encoding="utf-8"))
    for attribute in old.values():
        attribute |= {kind: base64.b64decode(value) for kind, value in attribute.items() if kind == "B"}
    c = rows.read(wire.item_back(old))
    commands = remembered(("file", "0123abcd"), ("Q29tbWFuZC0x", "4567cdef"))
    goods = {"goods_id": "1024", "goods_class": "点卡"}
    now = fullest(State.AWAITING_REMEDY)
    told = {"served_at": rows.when(0), "clock": replace(now.clock, step=0), "lapses": 1}
    unknown = {"verified": False, "windows": None, "invited": ""}
    assert c == replace(now, commands=commands, **goods, **told, **unknown)
    assert size(rows.write(c, shards=16)) < item_size(old) - 300


def test_what_is_not_written_because_it_is_usual_stays_what_it_was():
    """A row without them was written with these: another default would change the past."""
    usual = {name: value for name, value in rows._USUAL.items() if value not in rows._EMPTY}
    assert usual == {"state": State.UNVERIFIED, "policy": 1, "lang": "zh", "epoch": 1}


def test_a_head_row_from_before_is_read_as_it_was_meant():
    c = a_complaint(State.AWAITING_MERCHANT, head="f" * 64, commands=remembered(("file", "0123abcd")))
    row = rows.write(c, shards=16)
    rest = rows._rest(row) | {"m": c.merchant, "k": {"file": "0123abcd"}}
    rest |= {"h": c.head, "o": c.order, "p": c.person, "pv": 1, "l": "zh", "e": 1}
    old = {name: value for name, value in row.items() if name != "b"}
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
