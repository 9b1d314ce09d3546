"""An order's book as one compact JSON string beside what the shop says of the order, and back.

Sums and numbers are lists in their dataclass's order: new fields go to the end.
"""

from __future__ import annotations

import json
from typing import Any

from ...domain.order_book import Account, Claimant, OrderBook
from . import rows
from .rows import Item


def write(book: OrderBook) -> str:
    """All of a book but who holds it and its revision, which are attributes of their own."""
    value: dict[str, Any] = {
        "p": book.price,
        "s": book.served,
        "a": {debt: _account(each) for debt, each in book.accounts.items()},
        "w": {
            who: [each.undecided, rows.epoch(each.rests_until), dict(each.used)]
            for who, each in book.claimants.items()
        },
    }
    return json.dumps({name: each for name, each in value.items() if each}, separators=(",", ":"))


def read(item: Item) -> OrderBook:
    """The book of an order's row; of a row that has none, an order nobody complained of."""
    value = json.loads(item.get("book", "{}"))
    return OrderBook(
        held=item.get("held", ""),
        price=value.get("p", 0),
        served=value.get("s", 0),
        accounts={debt: Account(*each) for debt, each in value.get("a", {}).items()},
        claimants={who: _claimant(*each) for who, each in value.get("w", {}).items()},
        revision=item.get("rev", 0),
    )


def _account(each: Account) -> list[Any]:
    sums = [each.owed, each.paid, each.channel, each.silent, each.said, each.returned]
    return [*sums, each.live]


def _claimant(undecided: int, rests_until: int, used: dict[str, str]) -> Claimant:
    return Claimant(used, undecided, rows.when(rests_until) if rests_until else None)
