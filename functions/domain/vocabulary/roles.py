"""Who acts. The clock is an actor like the others."""

from __future__ import annotations

from enum import StrEnum

from .text import Text


class Role(StrEnum):
    """Who acts. The clock is an actor like the others."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    OPERATOR = "operator"
    ARBITER = "arbiter"
    SHOP = "shop"
    CLOCK = "clock"


PARTIES = (Role.BUYER, Role.MERCHANT)
"""Whom a complaint is between."""

ROLE_LABELS: dict[Role, Text] = {
    Role.BUYER: Text("买家", "Buyer"),
    Role.MERCHANT: Text("商家", "Merchant"),
    Role.OPERATOR: Text("平台客服", "Operator"),
    Role.ARBITER: Text("仲裁员", "Arbiter"),
    Role.SHOP: Text("店铺程序", "Shop"),
    Role.CLOCK: Text("时限", "Clock"),
}
