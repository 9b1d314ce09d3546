"""A complaint as a row and back.

What an index shows stands in attributes of its own; the rest is one compact JSON string, so that the
head row stays under a kilobyte and each write costs as little as it can. Hashes are bytes, the person
stands in the buyer's index key alone, and what has its dataclass's default is not written: a default never
changes. Inner values are lists in their dataclass's order: new fields go to the end.

Rows of before have ``rest`` instead of ``more``, with the hashes in it. The name changed with them, so that a
function of before that meets a row of now fails, and does not go on as if there were no head.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from datetime import UTC, datetime, timedelta
from typing import Any

from ...domain.complaints.clocks import first_due, wakes_at
from ...domain.complaints.complaint import (
    Clock,
    Complaint,
    Mark,
    Paused,
    RemedyItem,
    Ruling,
    Settlement,
    Windows,
    Withdrawal,
)
from ...domain.vocabulary import Outcome, Remedy, RemedyState, Role, State
from ...ports import ListRow
from . import keys

Item = dict[str, Any]
"""A row in plain Python values; ``wire`` turns it into DynamoDB's."""


def epoch(when: datetime | None) -> int:
    """Whole seconds since 1970 in UTC; 0 for never."""
    return int(when.timestamp()) if when else 0


def when(seconds: int) -> datetime:
    """The moment ``seconds`` after 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _span(delta: timedelta) -> int:
    return int(delta.total_seconds())


def _items(remedies: tuple[RemedyItem, ...]) -> list[list[Any]]:
    return [[item.kind, item.fen, item.state] for item in remedies]


def _remedies(values: list[list[Any]]) -> tuple[RemedyItem, ...]:
    return tuple(RemedyItem(Remedy(kind), fen, RemedyState(state)) for kind, fen, state in values)


def _ruling(values: list[Any]) -> Ruling:
    outcome, clauses, remedies, by, at, *said = values
    return Ruling(Outcome(outcome), tuple(clauses), _remedies(remedies), by, when(at), bool(said))


def _ruled(ruling: Ruling) -> list[Any]:
    written = [ruling.outcome, list(ruling.clauses), _items(ruling.remedies), ruling.by, epoch(ruling.at)]
    return [*written, 1] if ruling.said else written


Codec = tuple[str, Callable[[Any], Any], Callable[[Any], Any]]


def _plain(value: Any) -> Any:
    return value


def _settlement(values: list[Any]) -> Settlement:
    return Settlement(Remedy(values[0]), values[1])


def _settled(settlement: Settlement) -> list[Any]:
    return [settlement.remedy, settlement.fen]


def _remembered(commands: Mapping[str, str]) -> str:
    """``"file 0123abcd,Q29tbWFuZC0x 4567cdef"``: a one-time key has neither space nor comma."""
    return ",".join(f"{key} {content}" for key, content in commands.items())


def _commands(value: str | dict[str, str]) -> dict[str, str]:
    if isinstance(value, dict):
        return value
    pairs = (each.partition(" ") for each in value.split(","))
    return {key: content for key, _, content in pairs}


FLAGS: dict[str, str] = {
    "late": "l",
    "disputed": "d",
    "extended": "x",
    "reopened": "r",
    "verified": "v",
    "admitted": "a",
    "proved": "p",
    "final": "f",
    "taken_back": "t",
    "not_mine": "n",
    "urged": "u",
    "asked_again": "g",
    "unfulfilled": "o",
    "gone": "m",
    "own": "w",
    "look_granted": "k",
}
"""What is yes or no of a complaint: a letter each, in one word."""


OLD_FLAGS = {"late": "la", "disputed": "di", "extended": "x", "reopened": "ro"}
"""How rows of before wrote some of them."""


def _served(value: int | bool) -> datetime | None:
    """When the merchant was told; rows of before say only that it was, which is as long ago as can be."""
    return when(0 if value is True else value)


REST: dict[str, Codec] = {
    "merchant": ("m", _plain, _plain),
    "order_mask": ("om", _plain, _plain),
    "contact": ("ct", _plain, _plain),
    "filed_at": ("f", epoch, when),
    "policy": ("pv", _plain, _plain),
    "lang": ("l", _plain, _plain),
    "clock": (
        "c",
        lambda c: [epoch(c.due_at), _span(c.span), c.warned, c.step, c.heard],
        lambda v: Clock(when(v[0]), timedelta(seconds=v[1]), *v[2:]),
    ),
    "paused": (
        "ps",
        lambda ps: [[p.state, _span(p.left), _span(p.span), p.warned, p.lapses] for p in ps],
        lambda vs: tuple(
            Paused(State(s), timedelta(seconds=a), timedelta(seconds=b), w, *n) for s, a, b, w, *n in vs
        ),
    ),
    "ruling": ("r", _ruled, _ruling),
    "draft": ("d", _ruled, _ruling),
    "ruled_at": ("ra", epoch, when),
    "offer": ("of", _settled, _settlement),
    "remedies": ("re", _items, _remedies),
    "withdrawal": (
        "w",
        lambda w: [w.reason, w.tries, list(w.risks), w.low],
        lambda v: Withdrawal(v[0], v[1], tuple(v[2]), v[3]),
    ),
    "appealed": ("a", list, lambda v: tuple(Role(r) for r in v)),
    "marks": ("mk", list, lambda v: tuple(Mark(m) for m in v)),
    "served_at": ("s", epoch, _served),
    "ended_by": ("eb", _plain, Role),
    "ended_at": ("ea", epoch, when),
    "parent": ("pa", _plain, _plain),
    "epoch": ("e", _plain, _plain),
    "commands": ("k", _remembered, _commands),
    "goods_id": ("gi", _plain, _plain),
    "goods_class": ("gc", _plain, _plain),
    "lapses": ("z", _plain, _plain),
    "browser": ("b", _plain, _plain),
    "asked_of": ("q", _plain, _plain),
    "offers": ("n", _plain, _plain),
    "fails": ("fa", _plain, _plain),
    "seat": ("se", _plain, _plain),
    "invited": ("i", _plain, _plain),
    "objected": ("oj", list, lambda v: tuple(Role(r) for r in v)),
    "windows": (
        "v",
        lambda w: [epoch(w.buyer), epoch(w.merchant) - epoch(w.buyer)],
        lambda v: Windows(when(v[0]), when(v[0] + v[1])),
    ),
    "declined_by": ("db", _plain, _plain),
    "refused_at": ("rf", epoch, when),
    "continued_at": ("co", epoch, when),
    "looks": ("lk", _plain, _plain),
    "key_tail": ("kt", _plain, _plain),
    "key_at": ("kn", _plain, _plain),
    "key_seen": ("ks", epoch, when),
}
"""Every field that no index shows: its short name, how it is written, how it is read. Empty ones are left
out."""


def write(c: Complaint, *, shards: int) -> Item:
    """The head row of ``c`` with its index keys."""
    rest = {
        short: put(value)
        for name, (short, put, _) in REST.items()
        if (value := getattr(c, name)) not in _EMPTY and value != _USUAL.get(name)
    }
    if flags := "".join(letter for name, letter in FLAGS.items() if getattr(c, name)):
        rest["y"] = flags
    item = {
        "pk": keys.complaint(c.marketplace, c.id),
        "sk": keys.META,
        "state": c.state,
        "version": c.version,
        "head": bytes.fromhex(c.head),
        "order": bytes.fromhex(c.order),
        "category": c.category,
        "ask": f"{c.ask.remedy}:{c.ask.fen}",
        "fen": c.fen,
        "shop": c.shop,
        "goods": c.goods,
        "deadline": epoch(c.clock.due_at) if c.clock else 0,
        "outcome": c.outcome,
        "escalated": c.escalated or None,
        "lane": _sorting(c),
        "more": json.dumps(rest, ensure_ascii=False, separators=(",", ":")),
        **_index_keys(c, shards),
    }
    return {name: value for name, value in item.items() if value not in _EMPTY}


def _sorting(c: Complaint) -> str:
    """``"fast"``, ``"flag extort"``, ``"- contact"``: the triage and what was flagged in the words; empty
    when neither."""
    return " ".join((c.triage or "-", *c.flags)) if c.triage or c.flags else ""


_USUAL = {name: f.default for name, f in Complaint.__dataclass_fields__.items() if f.default is not MISSING}
_EMPTY: tuple[Any, ...] = (None, "", b"", (), {}, False)


def _index_keys(c: Complaint, shards: int) -> Item:
    wakes, since = wakes_at(c), c.ended_at or c.filed_at
    due = (
        {"dk": keys.shard(keys.complaint(c.marketplace, c.id), shards), "ds": keys.moment(wakes, c.id)}
        if wakes
        else {}
    )
    sorts_by = first_due(c) or since
    queue = {"qk": f"{c.marketplace}#{c.awaits or 'closed'}", "qs": keys.moment(sorts_by, c.id)}
    openness = "open" if c.open else "closed"
    merchant = (
        {"mk": f"{c.marketplace}#{c.merchant}#{openness}", "ms": keys.moment(since, c.id)}
        if c.merchant_told
        else {}
    )
    buyer = {"bk": f"{c.marketplace}#{c.person}", "bs": keys.moment(c.filed_at, c.id)} if c.person else {}
    return {**due, **queue, **merchant, **buyer}


def read(item: Item) -> Complaint:
    """The complaint of a head row."""
    _, marketplace, number = keys.named(item["pk"])
    rest = json.loads(item["more"] if "more" in item else item["rest"])
    fields: dict[str, Any] = {
        name: get(rest[short]) for name, (short, _, get) in REST.items() if short in rest
    }
    fields |= {
        name: letter in rest.get("y", "") or bool(rest.get(OLD_FLAGS.get(name)))
        for name, letter in FLAGS.items()
    }
    person = item["bk"].partition("#")[2] if "bk" in item else ""
    remedy, fen = item["ask"].split(":")
    return Complaint(
        marketplace=marketplace,
        id=number,
        state=State(item["state"]),
        version=int(item["version"]),
        head=item["head"].hex() if "head" in item else rest.get("h", ""),
        order=item["order"].hex() if "order" in item else rest.get("o", ""),
        person=person,
        category=item["category"],
        ask=Settlement(Remedy(remedy), int(fen)),
        fen=int(item.get("fen", 0)),
        shop=item.get("shop", ""),
        goods=item.get("goods", ""),
        outcome=Outcome(item["outcome"]) if "outcome" in item else None,
        triage=item.get("lane", "").partition(" ")[0].strip("-"),
        flags=tuple(item.get("lane", "").split()[1:]),
        **{
            "merchant": "",
            "order_mask": "",
            "contact": "",
            "lapses": int(bool(item.get("escalated"))),
            **fields,
        },
    )


def list_row(item: Item) -> ListRow:
    """One line of a list from an index entry; requests for assistance share the queue."""
    kind, _, number = keys.named(item["pk"])
    return ListRow(
        id=number,
        kind=kind,
        state=item.get("state", ""),
        outcome=item.get("outcome", ""),
        category=item.get("category", ""),
        ask=item.get("ask", ":").split(":")[0],
        fen=int(item.get("fen", 0)),
        shop=item.get("shop", ""),
        goods=item.get("goods", ""),
        deadline=int(item.get("deadline", 0)),
        escalated=bool(item.get("escalated")),
        triage=item.get("lane", ""),
    )
