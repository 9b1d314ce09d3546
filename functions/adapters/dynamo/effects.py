"""Effects as parts of a transaction: one effect, one part. What may happen was decided before it came
here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...domain import effects
from ...domain.complaints.complaint import Complaint
from ...domain.orders import OrderBook
from . import keys, rows
from .rows import Item
from .table import part_put, part_update

Part = dict[str, Any]
CATEGORY = "c_"
NEW = "attribute_not_exists(pk)"
MINE = "held = :me"
UNWRITTEN = "attribute_not_exists(rev) AND attribute_not_exists(filed)"
SEEN_FREE = "rev = :seen AND filed = :filed AND attribute_not_exists(held)"
SEEN_HELD = "rev = :seen AND filed = :filed AND held = :held"
OLD_FREE = "attribute_not_exists(rev) AND filed = :filed AND attribute_not_exists(held)"
OLD_HELD = "attribute_not_exists(rev) AND filed = :filed AND held = :held"
"""That the book is what was seen: its revision, its count and its holder, since different lives may have
written as often."""


def read_book(item: Item) -> OrderBook:
    """The book of an order's row; one written before there were revisions has none."""
    cool = item.get("cool", 0)
    return OrderBook(
        item.get("held", ""),
        item.get("filed", 0),
        {name.removeprefix(CATEGORY): by for name, by in item.items() if name.startswith(CATEGORY)},
        rows.when(cool) if cool else None,
        item.get("rev", 0),
    )


def _write_order(c: Complaint, effect: effects.WriteOrder, shards: int) -> list[Part]:
    seen, book = effect.seen, effect.book
    fresh = {name: by for name, by in book.categories.items() if seen.categories.get(name) != by}
    names = {f"#c{i}": f"{CATEGORY}{name}" for i, name in enumerate(fresh)}
    values: Item = {":me": book.held, ":filed_now": book.filed, ":rev": book.revision}
    values |= {f":c{i}": by for i, by in enumerate(fresh.values())}
    kinds = "".join(f", #c{i} = :c{i}" for i in range(len(fresh)))
    expression = f"SET held = :me, filed = :filed_now, rev = :rev{kinds}"
    condition, known = _as_seen(seen)
    values |= known
    return [_order(c, expression, condition, values, names)]


def _as_seen(seen: OrderBook) -> tuple[str, Item]:
    if not seen.revision and not seen.filed:
        return UNWRITTEN, {}
    values: Item = {":filed": seen.filed}
    if seen.revision:
        values[":seen"] = seen.revision
    if seen.held:
        return SEEN_HELD if seen.revision else OLD_HELD, {**values, ":held": seen.held}
    return SEEN_FREE if seen.revision else OLD_FREE, values


def _release_order(c: Complaint, effect: effects.ReleaseOrder, shards: int) -> list[Part]:
    sets, adds, removes = "", "ADD rev :one", "REMOVE held"
    values: Item = {":me": c.id, ":one": 1}
    names: dict[str, str] = {}
    if effect.cool_until:
        sets, values[":cool"] = "SET cool = :cool ", rows.epoch(effect.cool_until)
    if effect.gives_back:
        adds, removes = f"{adds}, filed :back", f"{removes}, #c"
        values[":back"], names["#c"] = -1, f"{CATEGORY}{effect.gives_back}"
    return [_order(c, f"{sets}{adds} {removes}", MINE, values, names)]


def _hand_over_order(c: Complaint, effect: effects.HandOverOrder, shards: int) -> list[Part]:
    return [_order(c, "SET held = :to ADD rev :one", MINE, {":me": c.id, ":to": effect.to, ":one": 1}, {})]


def _order(c: Complaint, expression: str, condition: str, values: Item, names: dict[str, str]) -> Part:
    return part_update(
        keys.order(c.marketplace, c.order),
        keys.ORDER,
        expression=expression,
        condition=condition,
        values=values,
        names=names,
    )


def _strike(c: Complaint, effect: effects.Strike, shards: int) -> list[Part]:
    return _person(c, "ADD strikes :one", {":one": 1})


def _count_withdrawal(c: Complaint, effect: effects.CountWithdrawal, shards: int) -> list[Part]:
    expression = "SET withdrawals = list_append(if_not_exists(withdrawals, :none), :at)"
    return _person(c, expression, {":none": [], ":at": [rows.epoch(effect.at)]})


def _person(c: Complaint, expression: str, values: Item) -> list[Part]:
    """Nothing is remembered of who left no contact."""
    if not c.person:
        return []
    pk = keys.person(c.marketplace, c.person)
    return [part_update(pk, keys.PERSON, expression=expression, values=values)]


def _watch_pictures(c: Complaint, effect: effects.WatchPictures, shards: int) -> list[Part]:
    pk = keys.complaint(c.marketplace, c.id)
    key = {"pk": pk, "sk": keys.pictures(effect.n)}
    if effect.at is None:
        return [part_put(key)]
    return [part_put({**key, "dk": keys.shard(pk, shards), "ds": keys.moment(effect.at, c.id)})]


def _remember_shown(c: Complaint, effect: effects.RememberShown, shards: int) -> list[Part]:
    return [
        part_update(
            keys.shown(c.marketplace, mac),
            keys.ONE,
            expression="SET #b = if_not_exists(#b, :b), about = if_not_exists(about, :o)",
            values={":b": c.id, ":o": c.order},
            names={"#b": "by"},
        )
        for mac in effect.macs
    ]


def _keep_key(c: Complaint, effect: effects.KeepKey, shards: int) -> list[Part]:
    key = {"pk": keys.complaint(c.marketplace, c.id), "sk": keys.reissued(effect.n)}
    return [part_put({**key, "box": effect.box}, NEW)]


PARTS: dict[type, Callable[[Complaint, Any, int], list[Part]]] = {
    effects.WriteOrder: _write_order,
    effects.ReleaseOrder: _release_order,
    effects.HandOverOrder: _hand_over_order,
    effects.Strike: _strike,
    effects.CountWithdrawal: _count_withdrawal,
    effects.WatchPictures: _watch_pictures,
    effects.RememberShown: _remember_shown,
    effects.KeepKey: _keep_key,
}
ORDER = (effects.WriteOrder, effects.ReleaseOrder, effects.HandOverOrder)
"""The effects whose failing means that the order's book is not what was seen."""


def parts(c: Complaint, asked: tuple[effects.Effect, ...], shards: int) -> list[tuple[str, Part]]:
    """Each effect's parts, under ``order`` or ``effect``."""
    return [
        ("order" if isinstance(effect, ORDER) else "effect", part)
        for effect in asked
        for part in PARTS[type(effect)](c, effect, shards)
    ]
