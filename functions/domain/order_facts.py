"""What a shop says of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the shop says of an order. ``fen`` 分; times UTC; ``contact`` is the HMAC of the order's
    e-mail, or empty; ``goods_id`` and ``goods_class`` are the shop's own codes, where it says them."""

    order_mask: str
    goods: str
    fen: int
    merchant: str
    shop: str
    status: str = "delivered"
    delivered_at: datetime | None = None
    contact: str = ""
    goods_id: str = ""
    goods_class: str = ""
