"""What a change asks of its order's book: held, handed over or let go, and the ledger's new lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .. import ledger, orders
from ..effects import WriteOrder
from ..order_book import OrderBook
from ..vocabulary import Outcome, State
from .complaint import Change, Complaint
from .grounds import Grounds, decided_anew


def ordered(before: Complaint | None, change: Change, on: Grounds) -> Change:
    """``change`` with what it asks of its order, and with the lines it adds to the ledger in its event.

    What ends lets its order go, unless it never had to do with it. An appeal that changed nothing ends
    nothing: the complaint was over before, and what enforces it goes on.
    """
    after = change.complaint
    ends = before is not None and before.open and not after.open
    if ends and before is not None and before.state is State.APPEALED and after.outcome is before.outcome:
        ends = False
    voided = after.outcome is Outcome.VOID and (before is None or before.outcome is not Outcome.VOID)
    if change.book is None and not (ends or voided):
        return change
    book = change.book or on.book
    if voided:
        book = orders.voided(book, after.id, after.claimant)
    elif ends:
        book = _let_go(after, book, on, enforced=change.follow_up is not None)
    if book == on.book:
        return replace(change, book=None)
    written = replace(book, revision=on.book.revision + 1)
    effects = (*change.effects, WriteOrder(on.book, written))
    return replace(_lined(change, on.book, book), effects=effects, book=written)


def _let_go(after: Complaint, book: OrderBook, on: Grounds, *, enforced: bool) -> OrderBook:
    """The order is free, and its claimant has used up what was decided. A fulfilment complaint uses up
    nothing: it is there because of what the merchant did not do. The debt goes on where it is enforced anew.
    """
    assert after.outcome is not None
    assert after.ended_at is not None
    if after.parent:
        book = orders.freed(book, after.id)
        return book if decided_anew(after, on.parent) else ledger.rest_of(book, after.debt)
    counts = after.outcome in orders.USES_UP or after.asked_again
    outcome = Outcome.DISMISSED if after.outcome is Outcome.NOT_ADMITTED and counts else after.outcome
    book = orders.ended(
        book,
        after.id,
        after.claimant,
        category=after.category,
        outcome=outcome,
        rests_until=_rests_until(after, book, after.ended_at, on),
    )
    return book if enforced else ledger.rest_of(book, after.debt)


def _rests_until(after: Complaint, book: OrderBook, now: datetime, on: Grounds) -> datetime | None:
    if after.outcome is Outcome.DISMISSED:
        return now + on.window("cool_down")
    if after.outcome not in orders.RESTING:
        return None
    return now + orders.rest(book, after.claimant, most=on.window("rest"))


def _lined(change: Change, before: OrderBook, after: OrderBook) -> Change:
    lines = ledger.lines(before, after, change.complaint.debt)
    if not lines:
        return change
    said = [[line.what, line.fen] for line in lines]
    event = replace(change.event, payload={**change.event.payload, "ledger": said})
    return replace(change, event=event)
