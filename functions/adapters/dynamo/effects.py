"""Effects as parts of a transaction: one effect, one part. What may happen was decided before it came
here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...domain import effects
from ...domain.complaints.complaint import Complaint
from . import keys, order_books, rows
from .rows import Item
from .table import part_put, part_update

Part = dict[str, Any]
NEW = "attribute_not_exists(pk)"
HELD, FREE = "SET rev = :rev, book = :book, held = :me", "SET rev = :rev, book = :book REMOVE held"
UNWRITTEN = "attribute_not_exists(rev) AND attribute_not_exists(held)"
SEEN = "rev = :seen"
"""That the order's book is what was seen."""


def _write_order(c: Complaint, effect: effects.WriteOrder, shards: int) -> list[Part]:
    seen, book = effect.seen, effect.book
    values: Item = {":rev": book.revision, ":book": order_books.write(book)}
    if book.held:
        values[":me"] = book.held
    if seen.revision:
        values[":seen"] = seen.revision
    return [
        part_update(
            keys.order(c.marketplace, c.order),
            keys.ORDER,
            expression=HELD if book.held else FREE,
            condition=SEEN if seen.revision else UNWRITTEN,
            values=values,
        )
    ]


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


def _keep_seat(c: Complaint, effect: effects.KeepSeat, shards: int) -> list[Part]:
    key = {"pk": keys.complaint(c.marketplace, c.id), "sk": keys.seat(effect.invited)}
    return [part_put({**key, "box": effect.box}, NEW)]


PARTS: dict[type, Callable[[Complaint, Any, int], list[Part]]] = {
    effects.WriteOrder: _write_order,
    effects.Strike: _strike,
    effects.CountWithdrawal: _count_withdrawal,
    effects.WatchPictures: _watch_pictures,
    effects.RememberShown: _remember_shown,
    effects.KeepKey: _keep_key,
    effects.KeepSeat: _keep_seat,
}


def parts(c: Complaint, asked: tuple[effects.Effect, ...], shards: int) -> list[tuple[str, Part]]:
    """Each effect's parts, under ``order`` or ``effect``."""
    return [
        ("order" if isinstance(effect, effects.WriteOrder) else "effect", part)
        for effect in asked
        for part in PARTS[type(effect)](c, effect, shards)
    ]
