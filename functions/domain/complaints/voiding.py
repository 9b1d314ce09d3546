"""A complaint that was not the buyer's: it never counted, whatever became of it."""

from __future__ import annotations

from .. import ledger, orders
from ..errors import NotAllowed
from ..history import genesis
from ..vocabulary import Outcome, Text
from .closing import closed
from .complaint import Change, Command, Complaint, both, changed
from .filing import need_words
from .grounds import Grounds
from .numbers import number_for


def void(c: Complaint, do: Command, on: Grounds) -> Change:
    """Open or decided, what it used up, its rest, its hold and its ledger lines count for nothing; so does
    the hold of the complaint that enforces it."""
    if c.outcome is Outcome.VOID or c.parent:
        raise NotAllowed(Text("已经作废，或请作废原投诉", "It is void already, or void the first complaint"))
    need_words(do)
    book = ledger.void(orders.judged(on.book), c.debt)
    enforcing = number_for(do.at, genesis(c.marketplace, c.id))
    if book.held[-8:] == enforcing[-8:]:
        book = orders.freed(book, book.held)
    over = closed(c, do, Outcome.VOID)
    return changed(over, do, *both(c), payload={"words": do.words}, book=book)
