"""What a change asks of its order: taken, renamed, handed over or let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..effects import Effect, HandOverOrder, ReleaseOrder, WriteOrder
from ..orders import EMPTY, GIVES_BACK, OrderBook, file, rename, resume
from ..policy import Policy
from ..vocabulary import Action, Outcome
from .complaint import Change, Command, Complaint

COUNTED = frozenset({Action.FILE, Action.VERIFY, Action.ADMIT})
"""What takes an order for the first time. Whoever continues or appeals had it before."""


def ordered(
    before: Complaint | None, change: Change, do: Command, *, policy: Policy, book: OrderBook | None
) -> Change:
    """``change`` with what it asks of its order, decided on ``book``: what was read, or presumed where
    nothing was.

    Raises ``Taken`` when the order cannot be had.
    """
    effect = _effect(before, change, do, policy, book)
    return change if effect is None else replace(change, effects=(*change.effects, effect))


def _effect(
    before: Complaint | None, change: Change, do: Command, policy: Policy, book: OrderBook | None
) -> Effect | None:
    after, held = change.complaint, before is not None and before.locks_order
    if change.follow_up is not None:
        return HandOverOrder(change.follow_up.complaint.id)
    if held and not after.locks_order:
        return _released(after, do.at, policy)
    if not after.locks_order or (held and before is not None and before.category == after.category):
        return None
    seen = book if book is not None else _presumed(before, do)
    if held:
        return WriteOrder(seen, rename(seen, after.id, after.category))
    if do.action not in COUNTED:
        return WriteOrder(seen, resume(seen, after.id, after.category))
    cap = policy.number("complaints_per_order")
    return WriteOrder(seen, file(seen, after.id, after.category, cap=cap, now=do.at))


def _released(after: Complaint, at: datetime, policy: Policy) -> ReleaseOrder:
    cools = after.outcome is Outcome.DISMISSED
    return ReleaseOrder(
        at + policy.window("cool_down") if cools else None,
        after.category if after.outcome in GIVES_BACK else "",
    )


def _presumed(before: Complaint | None, do: Command) -> OrderBook:
    """What an order's book most likely is, so that it need not be read: its only complaint's."""
    if before is None or do.action in COUNTED:
        return EMPTY
    mine = {before.category: before.id}
    if before.locks_order:
        return OrderBook(before.id, 1, mine, revision=1)
    return OrderBook("", 1, mine, revision=2)
