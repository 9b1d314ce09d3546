"""A card shop's order page, as buyers know it, with the one-click link that the desk lives from."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, g, render_template, request

from functions.domain.errors import NotFound
from functions.domain.marketplace import Marketplace
from functions.domain.vocabulary import Text
from functions.local.demo.demo_commands import MARKETPLACE_OF, delivered_at
from functions.local.demo.demo_orders import ORDERS, DemoOrder
from functions.local.demo.demo_staff import KEY
from functions.local.demo.seeding import link_parts
from functions.local.demo.stories import STORIES
from functions.web.frame import guards, language

GUARD = "this machine only: made-up orders of made-up shops"
STATUSES = {
    "unpaid": Text("待支付", "Unpaid"),
    "paid": Text("待发货", "Paid"),
    "processing": Text("处理中", "Processing"),
    "delivered": Text("已完成", "Completed"),
    "refunded": Text("已退款", "Refunded"),
}
PAID_BY = (Text("支付宝", "Alipay"), Text("微信支付", "WeChat Pay"), Text("QQ 钱包", "QQ Wallet"))
SHOWN = 14
TOLD = {story.order for story in STORIES}
blueprint = Blueprint("shop", __name__)


class Shown(NamedTuple):
    """An order as the shop shows it."""

    order: DemoOrder
    shop: str
    status: Text
    paid_by: Text
    ordered_at: datetime
    card: str
    complained: bool


@blueprint.get("/local/shop/<marketplace>")
def orders(marketplace: str) -> str:
    """The order asked for, or the first that nobody has complained of; and others to choose from."""
    m = guards.market(marketplace)
    mine = ranked(m)
    asked = request.args.get("order", mine[0].number if mine else "")
    order = next((each for each in mine if each.number == asked), None)
    if order is None:
        raise NotFound
    return render_template(
        "local/shop.html",
        lang=language.speaking(),
        market=m,
        shown=shown(order, m, g.now),
        link=link(m, order),
        others=[shown(each, m, g.now) for each in mine[:SHOWN]],
    )


def ranked(m: Marketplace) -> list[DemoOrder]:
    """The marketplace's demo orders: without a complaint first, and of those the delivered ones."""
    mine = [n for n, order in enumerate(ORDERS) if MARKETPLACE_OF[order.merchant] == m.id and KEY in m.keys]
    return [ORDERS[n] for n in sorted(mine, key=lambda n: (n in TOLD, ORDERS[n].days is None, n))]


def shown(order: DemoOrder, m: Marketplace, now: datetime) -> Shown:
    """What the page says of an order; the card key is made up from its number."""
    digest = hashlib.sha256(order.number.encode()).hexdigest().upper()
    delivered = delivered_at(order, now)
    card = "-".join(digest[i : i + 4] for i in range(0, 16, 4)) if delivered else ""
    ordered = (delivered or now) - timedelta(minutes=4)
    return Shown(
        order,
        m.shops[order.merchant],
        STATUSES[order.status],
        PAID_BY[int(digest[0], 16) % len(PAID_BY)],
        ordered,
        card,
        ORDERS.index(order) in TOLD,
    )


def link(m: Marketplace, order: DemoOrder) -> str:
    """A signed link, fresh this very moment."""
    payload, signature = link_parts(g.desk, m, order, g.now)
    return f"/c/{m.id}?{urlencode({'d': payload, 'k': KEY, 's': signature})}"
