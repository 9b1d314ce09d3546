"""A merchant leaves the marketplace: nothing new is sent to it, and what is open goes to the operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...domain.complaints.complaint import Command
from ...domain.errors import Lapsed, NotAllowed, NotFound
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import Action, Role
from ...ports import Desk
from .. import complaints

PAGE = 50


def leave(desk: Desk, marketplace: Marketplace, merchant: str, *, by: str, now: datetime) -> int:
    """Record that ``merchant`` left, hand each of its open complaints to the operators, return how many.

    Twice is once. It still reads its complaints and may appeal. Refuses (``NotFound``) who is no merchant
    here, (``NotAllowed``) a marketplace that would leave itself; raises ``Conflict`` when somebody changed
    the merchant just then.
    """
    found = desk.tenants.merchant(marketplace.id, merchant)
    if found is None:
        raise NotFound
    if marketplace.bench(merchant).own:
        raise NotAllowed
    if not found.left:
        desk.tenants.put_merchant(marketplace.id, replace(found, left=True))
    return sum(
        _handed(desk, marketplace, number, by=by, now=now) for number in _open(desk, marketplace, merchant)
    )


def _open(desk: Desk, marketplace: Marketplace, merchant: str) -> list[str]:
    numbers, after = [], ""
    while True:
        page = desk.lists.merchant_list(marketplace.id, merchant, closed=False, limit=PAGE, after=after)
        numbers += [row.id for row in page.rows]
        after = page.after
        if not after:
            return numbers


def _handed(desk: Desk, marketplace: Marketplace, number: str, *, by: str, now: datetime) -> int:
    do = Command(Action.LEAVE, Role.OPERATOR, by, now)
    try:
        complaints.perform(desk, marketplace, number, do=do, now=now)
    except (NotAllowed, Lapsed, NotFound):
        return 0  # it is on record there, or over
    return 1
