"""A complaint as a row and back.

What an index shows stands in attributes of its own; the rest is packed into one, so that the head row stays
under a kilobyte and each write costs as little as it can. Hashes are bytes, the person stands in the buyer's
index key alone, a merchant who was told in the merchant's, and what has its dataclass's default is not
written: a default never changes. Inner values are lists in their dataclass's order: new fields go to the end.

Rows of before have JSON: ``more``, and before that ``rest``, with the hashes in it. The name changes with
what is in it, so that a function of before that meets a row of now fails, and does not go on as if there were
nothing.
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
    Withdrawal,
)
from ...domain.complaints.remembering import DIGITS, short
from ...domain.complaints.windows import Windows
from ...domain.vocabulary import Outcome, Remedy, RemedyState, Role, State
from . import keys, lanes
from .packing import coded, decoded, narrow, packed, unpacked, wide


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


Item = lanes.Item
Codec = tuple[str, Callable[[Any], Any], Callable[[Any], Any]]


def _plain(value: Any) -> Any:
    return value


def _settlement(values: list[Any]) -> Settlement:
    return Settlement(Remedy(values[0]), values[1])


def _settled(settlement: Settlement) -> list[Any]:
    return [settlement.remedy, settlement.fen]


def _remembered(commands: Mapping[str, str]) -> str:
    """``"7f1d320123ab…"``: twelve hex digits each."""
    return "".join(key + content for key, content in commands.items())


def _commands(value: str | dict[str, str]) -> dict[str, str]:
    """Of rows of before, whose keys are whole, too: ``"file 0123abcd,Q29tbWFuZC0x 4567cdef"``."""
    if isinstance(value, dict):
        before = list(value.items())
    elif " " in value:
        before = [(key, content) for key, _, content in (each.partition(" ") for each in value.split(","))]
    else:
        return {
            value[i : i + DIGITS]: value[i + DIGITS : i + 2 * DIGITS]
            for i in range(0, len(value), 2 * DIGITS)
        }
    return {name: of for key, content in before for name, of in short(key, content).items()}


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
    "amended": ("am", _plain, _plain),
    "looks": ("lk", _plain, _plain),
    "key_tail": ("kt", _plain, _plain),
    "key_at": ("kn", _plain, _plain),
    "key_seen": ("ks", epoch, when),
    "pending": ("as", _plain, _plain),
}
"""Every field that no index shows: its short name, how it is written, how it is read. Empty ones are left
out."""


FLAGS = (
    *("late", "disputed", "extended", "reopened", "verified", "admitted", "proved", "final", "taken_back"),
    *("not_mine", "urged", "asked_again", "unfulfilled", "gone", "own", "look_granted"),
)
"""What is yes or no of a complaint: a bit each of one number, in this order for ever."""
OLD_FLAGS = {"late": "la", "disputed": "di", "extended": "x", "reopened": "ro"}
"""How rows of before wrote them."""


def write(c: Complaint, *, shards: int) -> Item:
    """The head row of ``c`` with its index keys."""
    rest = {
        short: put(value)
        for name, (short, put, _) in REST.items()
        if (value := getattr(c, name)) not in _EMPTY and value != _USUAL.get(name)
    }
    rest |= {"h": c.head, "o": c.order}
    if flags := sum(1 << bit for bit, name in enumerate(FLAGS) if getattr(c, name)):
        rest["y"] = flags
    if c.clock:
        rest["c"][0] = 0
    index = _index_keys(c, shards)
    for key, short_name in (("mk", "m"), ("bs", "f")):
        if key in index:
            rest.pop(short_name, None)
    item = {
        "pk": keys.complaint(c.marketplace, c.id),
        "sk": keys.META,
        "state": coded(c.state),
        "version": c.version,
        "category": c.category,
        "ask": f"{coded(c.ask.remedy)}:{c.ask.fen}",
        "fen": c.fen,
        "shop": narrow(c.shop),
        "goods": narrow(c.goods),
        "deadline": epoch(c.clock.due_at) if c.clock else 0,
        "outcome": coded(c.outcome) if c.outcome else None,
        "escalated": c.escalated or None,
        "lane": lanes.write(c),
        "b": packed(rest),
        **index,
    }
    return {name: value for name, value in item.items() if value not in _EMPTY}


_USUAL = {name: f.default for name, f in Complaint.__dataclass_fields__.items() if f.default is not MISSING}
_EMPTY: tuple[Any, ...] = (None, "", b"", (), {}, False)


def _index_keys(c: Complaint, shards: int) -> Item:
    wakes, since, alone = wakes_at(c), c.ended_at or c.filed_at, c.id.rpartition("-")[2]
    due = (
        {"dk": keys.shard(keys.complaint(c.marketplace, c.id), shards), "ds": keys.moment(wakes)}
        if wakes
        else {}
    )
    sorts_by = first_due(c) or since
    queue = {"qk": f"{c.marketplace}#{c.awaits or 'closed'}", "qs": keys.moment(sorts_by, alone)}
    openness = "open" if c.open else "closed"
    merchant = (
        {"mk": f"{c.marketplace}#{c.merchant}#{openness}", "ms": keys.moment(since, alone)}
        if c.merchant_told
        else {}
    )
    buyer = {"bk": f"{c.marketplace}#{c.person}", "bs": keys.moment(c.filed_at, alone)} if c.person else {}
    return {**due, **queue, **merchant, **buyer}


def read(item: Item) -> Complaint:
    """The complaint of a head row."""
    _, marketplace, number = keys.named(item["pk"])
    rest = _rest(item)
    person = item["bk"].partition("#")[2] if "bk" in item else ""
    remedy, fen = item["ask"].split(":")
    return Complaint(
        marketplace=marketplace,
        id=number,
        state=State(decoded(item["state"])),
        version=int(item["version"]),
        head=item["head"].hex() if "head" in item else rest.get("h", ""),
        order=item["order"].hex() if "order" in item else rest.get("o", ""),
        person=person,
        category=item["category"],
        ask=Settlement(Remedy(decoded(remedy)), int(fen)),
        fen=int(item.get("fen", 0)),
        shop=wide(item.get("shop", "")),
        goods=wide(item.get("goods", "")),
        outcome=Outcome(decoded(item["outcome"])) if "outcome" in item else None,
        triage=lanes.read(item).partition(" ")[0].strip("-"),
        flags=tuple(lanes.read(item).split()[1:]),
        **{**UNWRITTEN, "lapses": int(bool(item.get("escalated"))), **_fields(rest)},
    )


UNWRITTEN = {"merchant": "", "order_mask": "", "contact": ""}
"""What has no default and is left out where it is empty."""


def _fields(rest: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: get(rest[letters]) for name, (letters, _, get) in REST.items() if letters in rest}
    flags = {
        name: bool(rest.get("y", 0) >> bit & 1 or rest.get(OLD_FLAGS.get(name, "")))
        for bit, name in enumerate(FLAGS)
    }
    return {**known, **flags}


def _rest(item: Item) -> dict[str, Any]:
    """What no index shows, of a row of now or of before."""
    if "b" not in item:
        before: dict[str, Any] = json.loads(item["more"] if "more" in item else item["rest"])
        return before
    rest = unpacked(item["b"])
    if "mk" in item:
        rest["m"] = item["mk"].partition("#")[2].rpartition("#")[0]
    if "c" in rest:
        rest["c"][0] = item["deadline"]
    if "bs" in item:
        rest["f"] = int(item["bs"].partition("#")[0])
    return rest
