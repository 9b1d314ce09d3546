"""Orders: what the shop says of one before anybody complains, and what is said to who cannot have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..domain.complaints.complaint import Command
from ..domain.errors import Duplicate, NotAllowed, Refusal
from ..domain.formats import moment, zone
from ..domain.marketplace import Marketplace
from ..domain.order_facts import OrderFacts
from ..domain.orders import Taken
from ..domain.vocabulary import Action, Text
from ..ports import Desk
from . import identity
from .post.single_letters import send_way_in
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


COOLING = Text(
    "您对这笔订单的上一笔投诉刚结束，{zh} 以后可以再提交；需要帮助可以走协助通道",
    "Your last complaint on this order has just ended; file again after {en}, or ask for assistance",
)
CAPPED = Text(
    "这笔订单的投诉次数已达上限，可以走协助通道",
    "This order has reached its limit of complaints; the assistance channel can help",
)
SAME = Text(
    "这笔订单的同类问题已投诉过。如果是您提交的，进度链接已重新发到当时留的联系方式",
    "This order already had a complaint of this kind. If it was yours, its link was sent again to "
    "the contact you left",
)
ANOTHER = Text(
    "这笔订单现在有另一笔投诉在处理，等它结束后再试；也可以走协助通道",
    "Another complaint on this order is open; try again when it has ended, or ask for assistance",
)
SAME_KIND = Text(
    "这笔订单的同类问题已投诉过，不能改成这一类", "This order already had a complaint of that kind"
)
NOT_NOW = Text(
    "这位买家对这笔订单的投诉次数已达上限，或刚有一笔结束",
    "This buyer's limit of complaints on the order is reached, or one has just ended",
)
FILING = (Action.FILE, Action.VERIFY)


def refusal(desk: Desk, marketplace: Marketplace, taken: Taken, *, do: Command, now: datetime) -> Refusal:
    """What who asks for a taken order is told, in words that are theirs.

    Whoever files gets the same answer, and the complaint that has the order its way in, not oftener
    than the limit. Nobody is written to because of what somebody else was refused.
    """
    if do.action in FILING:
        if taken.by:
            send_way_in(desk, marketplace, taken.by, now)
            return Duplicate(taken.by, SAME if taken.why == "category" else None)
        return NotAllowed(_cooling(marketplace, taken) if taken.until else CAPPED)
    if not taken.by:
        return NotAllowed(NOT_NOW)
    return Duplicate(taken.by, SAME_KIND if do.action is Action.AMEND else ANOTHER)


def _cooling(marketplace: Marketplace, taken: Taken) -> Text:
    assert taken.until is not None
    times = {lang: moment(taken.until, tz=zone(marketplace.tz), lang=lang) for lang in ("zh", "en")}
    return Text(*(each.format(**times) for each in COOLING))
