"""The law of an order: who holds it, and what a claimant may still file.

Every function returns the book as it is then, or raises ``Taken``. Rights are each claimant's own: what
one person files, withdraws or loses takes nothing from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from .order_book import Claimant, OrderBook
from .vocabulary import Outcome

RESTS = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
"""How long a claimant rests after the first, the second and every further end that decided nothing."""
USES_UP = frozenset({Outcome.UPHELD, Outcome.DISMISSED, Outcome.RESOLVED, Outcome.REFUSED})
"""What was decided or agreed: only that uses up a category and counts towards the cap."""
RESTING = frozenset({Outcome.WITHDRAWN, Outcome.UNVERIFIED})
MOST_CLAIMANTS = 8
"""So many claimants are remembered; of more, those go first who have used up nothing."""


class Taken(Exception):
    """The order cannot be had. ``by`` is the complaint that has or had it; ``why`` open, category, cap or
    cooling; ``until`` is when a rest ends."""

    def __init__(self, why: str, by: str = "", until: datetime | None = None) -> None:
        super().__init__(why)
        self.why, self.by, self.until = why, by, until


def may_file(
    book: OrderBook, who: str, category: str, *, cap: int, now: datetime, goes_on: bool = False
) -> None:
    """Raises ``Taken`` for what ``who`` has used up, and while they rest; never for what others did.

    What ``goes_on`` after it ended rests for nobody: its own end is what made them rest.
    """
    mine = book.claimant(who)
    if category in mine.used:
        raise Taken("category", mine.used[category])
    if len(mine.used) >= cap:
        raise Taken("cap")
    if mine.rests_until is not None and now < mine.rests_until and not goes_on:
        raise Taken("cooling", until=mine.rests_until)


def take(book: OrderBook, complaint: str, *, price: int = 0) -> OrderBook:
    """The order held by ``complaint``. A price that the shop or an operator names is known from here on."""
    if book.held not in ("", complaint):
        raise Taken("open", book.held)
    return replace(book, held=complaint, price=price or book.price)


def priced(book: OrderBook, price: int) -> OrderBook:
    """What the shop says that the order cost is known from here on, whoever holds it; 0 says nothing."""
    return replace(book, price=price or book.price)


def freed(book: OrderBook, complaint: str) -> OrderBook:
    """The order no longer held by ``complaint``."""
    return replace(book, held="") if book.held == complaint else book


def served(book: OrderBook) -> OrderBook:
    """Its merchant was told of one more complaint."""
    return replace(book, served=book.served + 1)


def judged(book: OrderBook) -> OrderBook:
    """A human decided something about it."""
    return replace(book, served=0)


def hand_over(book: OrderBook, complaint: str, to: str) -> OrderBook:
    """What ``complaint`` held, its fulfilment complaint holds."""
    return replace(book, held=to) if book.held == complaint else book


def ended(
    book: OrderBook,
    complaint: str,
    who: str,
    *,
    category: str,
    outcome: Outcome,
    rests_until: datetime | None,
) -> OrderBook:
    """``complaint`` is over: the order is free, and its claimant has used up what was decided, or rests."""
    mine = book.claimant(who)
    if outcome in USES_UP:
        mine = replace(mine, used={category: complaint, **mine.used})
    elif outcome in RESTING:
        mine = replace(mine, undecided=mine.undecided + 1)
    if rests_until is not None:
        mine = replace(mine, rests_until=rests_until)
    return replace(freed(book, complaint), claimants=_remembered(book, who, mine))


def rest(book: OrderBook, who: str, *, most: timedelta) -> timedelta:
    """How long ``who`` rests after one more end that decided nothing, ``most`` at the longest."""
    return min(RESTS[min(book.claimant(who).undecided, len(RESTS) - 1)], most)


def voided(book: OrderBook, complaint: str, who: str) -> OrderBook:
    """``complaint`` was not the buyer's: what it used up, its rest and its hold count for nothing."""
    mine = book.claimant(who)
    used = {category: number for category, number in mine.used.items() if number != complaint}
    return replace(freed(book, complaint), claimants={**book.claimants, who: Claimant(used)})


def _remembered(book: OrderBook, who: str, mine: Claimant) -> Mapping[str, Claimant]:
    others = {name: each for name, each in book.claimants.items() if name != who}
    while len(others) >= MOST_CLAIMANTS:
        gone = next((name for name, each in others.items() if not each.used), next(iter(others)))
        del others[gone]
    return {**others, who: mine} if mine != Claimant() else others
