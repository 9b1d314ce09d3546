"""What the shop says of an order before anybody complains."""

from __future__ import annotations

from dataclasses import replace

from ..domain.complaints.complaint import OrderFacts
from ..domain.marketplace import Marketplace
from ..ports import Desk
from . import identity
from .tenants import merchants


def register(
    desk: Desk, marketplace: Marketplace, order_no: str, *, facts: OrderFacts, email: str = ""
) -> None:
    """Remember an order; its e-mail only as a MAC, so that a buyer's code can be matched against it."""
    merchant = merchants.named(desk, marketplace, facts.merchant)
    known = replace(
        facts,
        merchant=merchant.id if merchant else "",
        order_mask=identity.mask(order_no),
        contact=identity.person(desk, marketplace.id, email),
    )
    desk.cases.put_order(marketplace.id, identity.order(desk, marketplace.id, order_no), known)


def facts_for(desk: Desk, marketplace: Marketplace, order: str, *, person: str) -> OrderFacts | None:
    """What is known of an order, if ``person`` is the contact it was placed with."""
    facts = desk.cases.order(marketplace.id, order)
    return facts if facts is not None and facts.contact and facts.contact == person else None
