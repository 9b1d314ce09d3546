"""The law of an order: one complaint holds it at a time, a kind is complained of once, a cap, and a rest.

An ``OrderBook`` is what is remembered of one order's complaints. Each function returns the book as it
is then, or raises ``Taken``. The store keeps it under its revision: who decided on an older one decides
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .vocabulary import Outcome


class Taken(Exception):
    """The order cannot be had. ``by`` is the complaint that has or had it; ``why`` open, category, cap or
    cooling."""

    def __init__(self, why: str, by: str = "") -> None:
        super().__init__(why)
        self.why, self.by = why, by


@dataclass(frozen=True, slots=True)
class OrderBook:
    """One order: the complaint that ``held`` it, how many were ``filed``, which complaint was of which
    category.

    ``cool_until`` is when the rest after a dismissal ends; ``revision`` counts the writes, 0 before the
    first.
    """

    held: str = ""
    filed: int = 0
    categories: Mapping[str, str] = field(default_factory=dict)
    cool_until: datetime | None = None
    revision: int = 0


EMPTY = OrderBook()
"""An order that nobody complained of, which is what most are."""

GIVES_BACK: frozenset[Outcome] = frozenset()
"""The outcomes after which the order's category may be complained of again."""


def file(book: OrderBook, complaint: str, category: str, *, cap: int, now: datetime) -> OrderBook:
    """The order taken by a complaint that counts: once a category, up to ``cap``, not while it rests."""
    _free(book, complaint)
    if category in book.categories:
        raise Taken("category", book.categories[category])
    if book.filed >= cap:
        raise Taken("cap")
    if book.cool_until is not None and now < book.cool_until:
        raise Taken("cooling")
    return replace(_written(book, complaint, category), filed=book.filed + 1)


def resume(book: OrderBook, complaint: str, category: str) -> OrderBook:
    """The order taken again by a complaint that was counted before: continued, or appealed."""
    _free(book, complaint)
    known = book.categories.get(category, complaint)
    return replace(_written(book, complaint, category, known), filed=max(book.filed, 1))


def rename(book: OrderBook, complaint: str, category: str) -> OrderBook:
    """The holder is of another kind now. Both stay complained of, or a change would be a way round "once a
    kind"."""
    _free(book, complaint)
    known = book.categories.get(category, complaint)
    if known != complaint:
        raise Taken("category", known)
    return _written(book, complaint, category)


def _free(book: OrderBook, complaint: str) -> None:
    if book.held not in ("", complaint):
        raise Taken("open", book.held)


def _written(book: OrderBook, complaint: str, category: str, by: str = "") -> OrderBook:
    categories = {**book.categories, category: by or complaint}
    return replace(book, held=complaint, categories=categories, revision=book.revision + 1)
