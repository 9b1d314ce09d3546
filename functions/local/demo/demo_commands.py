"""From a story's step to the command that its person gives. Rehearsal and play say the same."""

from datetime import datetime, timedelta
from typing import NamedTuple

from functions.domain.complaints.complaint import Command, RemedyItem, Ruling, Settlement
from functions.domain.complaints.grounds import Bench
from functions.domain.marketplace import Marketplace
from functions.domain.order_facts import OrderFacts
from functions.domain.standard import CATEGORIES
from functions.domain.vocabulary import Action, Outcome, Remedy, Role
from functions.local.demo.demo_orders import MARKETPLACES, MERCHANTS, ORDERS, DemoOrder
from functions.local.demo.demo_staff import STAFF, staff_of_merchant
from functions.local.demo.stories import Step, Story

SILENT = frozenset({Action.CONFIRM, Action.TAKE_OFFER, Action.EXTEND, Action.TAKE_BACK, Action.VERIFY})
"""Steps that need no words."""
REFUND_NUMBER = "4200002671202611"
"""What merchants give as a refund's number."""
MARKETPLACE_OF = {merchant.ref: merchant.marketplace for merchant in MERCHANTS}


def order_of(story: Story) -> DemoOrder:
    """What was bought."""
    return ORDERS[story.order]


def marketplace_of(story: Story) -> str:
    """The tenant it was bought at."""
    return MARKETPLACE_OF[order_of(story).merchant]


def part(story: Story) -> int:
    """The third of the order, in 分, that is meant wherever a part is asked, offered or ruled."""
    return order_of(story).fen // 3


def delivered_at(order: DemoOrder, filed_at: datetime) -> datetime | None:
    """When it was delivered, seen from the filing; None when nothing was."""
    return None if order.days is None else filed_at - timedelta(days=order.days, minutes=40)


def facts(order: DemoOrder, marketplace: Marketplace | None, filed_at: datetime) -> OrderFacts:
    """What the shop says of an order."""
    shop = marketplace.shops[order.merchant] if marketplace else ""
    delivered = delivered_at(order, filed_at)
    return OrderFacts("", order.goods, order.fen, order.merchant, shop, order.status, delivered)


def actor(story: Story, role: Role, n: int) -> str:
    """Who acts: the merchant's person, an operator in turn, the arbiter."""
    if role is Role.MERCHANT:
        return staff_of_merchant(order_of(story).merchant)
    home = marketplace_of(story)
    people = [each.ref for each in STAFF if (each.marketplace, each.role) == (home, role)][:2]
    return people[n % len(people)] if people else str(role)


def bench_of(story: Story) -> Bench:
    """Who may decide there."""
    home = marketplace_of(story)
    ids = {role: frozenset(p.ref for p in STAFF if (p.marketplace, p.role) == (home, role)) for role in Role}
    own = any(each.ref == home and each.mode == "single" for each in MARKETPLACES)
    return Bench(ids[Role.OPERATOR], ids[Role.ARBITER], own)


def command(story: Story, step: Step, *, n: int, at: datetime) -> Command:
    """What the ``n``-th story's person asks for in ``step`` at ``at``."""
    items = tuple(RemedyItem(remedy, part(story)) for remedy in step.remedies)
    outcome = Outcome.UPHELD if items else Outcome.DISMISSED
    words = {Role.BUYER: story.words, Role.MERCHANT: story.answer}.get(step.role, story.reason)
    return Command(
        step.action,
        step.role,
        actor(story, step.role, n),
        at,
        words="" if step.action in SILENT else words,
        settlement=Settlement(Remedy.PARTIAL_REFUND, part(story)) if step.action is Action.OFFER else None,
        ruling=Ruling(outcome, (CATEGORIES[story.category].clause.number,), items, "", at),
        side=step.side,
        reason=step.reason,
        ref=REFUND_NUMBER if step.action is Action.DO_REMEDY else "",
        proof=story.words if step.action is Action.WITHDRAW else "",
        sealed="a made-up key" if step.action is Action.DO_REMEDY else "",
    )


class NewKey(NamedTuple):
    """The form in which the ``n``-th story's merchant gives a new key, where one is due."""

    n: int

    def text(self, name: str) -> str:
        """A made-up key under its field's name."""
        return f"DEMO-{self.n:04d}-{self.n * 7919 % 10000:04d}" if name == "key" else ""

    def names(self, name: str) -> tuple[str, ...]:
        """No field comes more than once."""
        return (self.text(name),)
