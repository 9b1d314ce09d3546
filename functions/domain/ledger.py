"""What is owed on an order, in 分: one account a debt, all of one order's in one book.

A debt is what a complaint was given; its fulfilment complaint shares it. What was paid is a fact and stays;
what is due is computed from the sums, never written down. Through the desk an order is never paid more
than its price. While the price is unknown a cap bounds what may be owed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from .order_book import Account, OrderBook


class Line(NamedTuple):
    """One line of the ledger: what happened to how much, with the payment's number where one was named."""

    what: str
    fen: int
    ref: str = ""


def account(book: OrderBook, debt: str) -> Account:
    """The account of ``debt``; an empty one where nothing was written yet."""
    return book.accounts.get(debt, Account())


def due(book: OrderBook, debt: str) -> int:
    """What is still to be paid on ``debt``: what it gives and was not paid, within what is left of the
    price."""
    own = _unpaid(account(book, debt))
    if not book.price:
        return own
    others = sum(_unpaid(each) for name, each in book.accounts.items() if name != debt and each.live)
    return min(own, max(0, book.price - paid(book) - others))


def paid(book: OrderBook) -> int:
    """What was settled on the order in all."""
    return sum(each.paid for each in book.accounts.values())


def room(book: OrderBook, debt: str, *, cap: int) -> int:
    """The most that may be owed on ``debt`` in all: the price, or while unknown the cap, less what the
    other debts were paid or still give."""
    others = sum(
        max(each.paid, (each.owed or 0) if each.live else 0)
        for name, each in book.accounts.items()
        if name != debt
    )
    return max(0, (book.price or cap) - others)


def award(book: OrderBook, debt: str, fen: int, *, cap: int) -> OrderBook:
    """A decision or an agreement gives ``debt`` so much in all, within its room."""
    return _with(book, debt, owed=min(fen, room(book, debt, cap=cap)), live=True)


def undecided(book: OrderBook, debt: str) -> OrderBook:
    """What gave ``debt`` something no longer stands and nothing stands instead: nothing is owed, and nothing
    of what was paid is too much."""
    return _with(book, debt, owed=None, said=0, live=True)


def say(book: OrderBook, debt: str, fen: int) -> OrderBook:
    """The merchant says that it paid so much: nothing is settled by that."""
    return _with(book, debt, said=account(book, debt).said + fen)


def settle(book: OrderBook, debt: str, *, silently: bool = False, most: int | None = None) -> OrderBook:
    """What was said is paid: all of it by the buyer's own word, at most ``most`` by anybody else's."""
    mine = account(book, debt)
    fen = mine.said if most is None else min(mine.said, most)
    silent = mine.silent + (fen if silently else 0)
    return _with(book, debt, paid=mine.paid + fen, said=mine.said - fen, silent=silent)


def receive(book: OrderBook, debt: str, fen: int, *, channel: bool = False) -> OrderBook:
    """So much is known to be paid without anybody having said it."""
    mine = account(book, debt)
    return _with(book, debt, paid=mine.paid + fen, channel=mine.channel + (fen if channel else 0))


def deny(book: OrderBook, debt: str) -> OrderBook:
    """What was said was not paid."""
    return _with(book, debt, said=0)


def unsettle(book: OrderBook, debt: str) -> OrderBook:
    """What silence had settled is only said again: the person spoke after all."""
    mine = account(book, debt)
    return _with(book, debt, paid=mine.paid - mine.silent, said=mine.said + mine.silent, silent=0, live=True)


def give_back(book: OrderBook, debt: str, fen: int) -> OrderBook:
    """So much of what was too much came back."""
    return _with(book, debt, returned=account(book, debt).returned + fen)


def rest_of(book: OrderBook, debt: str) -> OrderBook:
    """The debt is over: it asks for no room any more, and one that never gave anything is forgotten."""
    mine = book.accounts.get(debt)
    if mine is None or mine.owed or mine.paid:
        return _with(book, debt, live=False) if mine else book
    return replace(book, accounts={name: each for name, each in book.accounts.items() if name != debt})


def void(book: OrderBook, debt: str) -> OrderBook:
    """The debt was a stranger's: only what the payment channel paid is a fact."""
    if debt not in book.accounts:
        return book
    mine = account(book, debt)
    kept = Account(0, mine.channel, mine.channel, live=False)
    return replace(book, accounts={**book.accounts, debt: kept})


def price_from(book: OrderBook, debt: str) -> OrderBook:
    """What the buyer says they got for a full refund is what the order cost, where nobody knew."""
    mine = account(book, debt)
    if book.price or not mine.paid:
        return book
    return _with(replace(book, price=mine.paid), debt, owed=mine.paid)


def lines(before: OrderBook, after: OrderBook, debt: str, *, ref: str = "") -> tuple[Line, ...]:
    """What happened between two books to ``debt``, as lines of the ledger in their order."""
    was, now = account(before, debt), account(after, debt)
    settled, lost = now.paid - was.paid, was.said - now.said
    found = (
        Line("owed", now.owed or 0) if now.owed != was.owed else None,
        Line("said", -lost, ref) if lost < 0 <= settled else None,
        Line("settled", settled, ref) if settled > 0 else None,
        Line("unsettled", -settled) if settled < 0 else None,
        Line("denied", lost - settled) if lost > max(settled, 0) else None,
        Line("returned", now.returned - was.returned) if now.returned > was.returned else None,
        Line("back", now.back) if now.back and now.back != was.back else None,
    )
    return tuple(line for line in found if line is not None)


def _unpaid(each: Account) -> int:
    return max(0, (each.owed or 0) - each.paid)


def _with(book: OrderBook, debt: str, **changes: int | bool | None) -> OrderBook:
    mine = replace(account(book, debt), **changes)  # type: ignore[arg-type]
    return replace(book, accounts={**book.accounts, debt: mine})
