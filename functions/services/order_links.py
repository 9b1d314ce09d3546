"""Signed links from a shop: one URL carries the order, so that the buyer types nothing.

``d`` unpadded base64url JSON, ``k`` the key's id, ``s`` lower-case hex HMAC-SHA256 over ``d``, or an
Ed25519 signature. A link is the shop's word about an order, never the buyer's about a complaint.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ..domain.errors import Forbidden
from ..domain.marketplace import LinkKey, Marketplace
from ..domain.order_facts import OrderFacts
from ..domain.vocabulary import Text
from ..ports import Desk
from .identity import ORDER_NO, mask, plain
from .tenants import merchants

SKEW, LONGEST, MOST_FEN = 300, 86400, 10**9
STATUSES = (
    "unpaid",
    "paid",
    "processing",
    "delivered",
    "failed",
    "abnormal",
    "refunded",
    "frozen",
    "expired",
)
EXPIRED = Text(
    "这个链接已过期，手动填写订单号也可以投诉",
    "This link has expired; you can still complain by order number",
)


class SignedOrder(NamedTuple):
    """What a good link says. Times are epoch seconds, 0 for unknown."""

    order_no: str
    facts: OrderFacts
    qty: int
    paid_at: int
    delivered_at: int
    contact_mask: str
    fingerprints: tuple[str, ...]
    return_url: str


def read(
    desk: Desk, marketplace: Marketplace, args: Mapping[str, list[str]], *, now: datetime
) -> SignedOrder:
    """The order a link vouches for. Refuses (``Forbidden``) everything that is not exactly what a live key
    signed."""
    if set(args) - {"lang"} != {"d", "k", "s"} or any(len(values) != 1 for values in args.values()):
        raise Forbidden
    payload, key_id, signature = args["d"][0], args["k"][0], args["s"][0]
    key = marketplace.keys.get(key_id)
    if key is None or key.revoked or not _genuine(desk, key, payload, signature):
        raise Forbidden
    claims = _decoded(payload)
    _check_times(claims, now)
    if claims.get("v") != 1 or claims.get("aud") != marketplace.id:
        raise Forbidden
    return _order(claims, marketplace, merchants.named(desk, marketplace, claims.get("m")))


def _genuine(desk: Desk, key: LinkKey, payload: str, signature: str) -> bool:
    if not re.fullmatch(r"[0-9a-f]+", signature):
        return False
    if key.kind == "ed25519":
        return desk.vault.verify_ed25519(key.material, payload.encode(), signature)
    expected = hmac.new(
        desk.vault.open("shop_key", key.material), payload.encode(), hashlib.sha256
    ).hexdigest()
    return hmac.compare_digest(expected, signature)


def _decoded(payload: str) -> dict[str, Any]:
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        raise Forbidden from None
    if not isinstance(claims, dict):
        raise Forbidden
    return claims


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    iat, exp, at = claims.get("iat"), claims.get("exp"), int(now.timestamp())
    if not (type(iat) is int and type(exp) is int and 0 <= exp - iat <= LONGEST) or iat > at + SKEW:
        raise Forbidden
    if at > exp + SKEW:
        raise Forbidden(EXPIRED)


def _order(claims: dict[str, Any], marketplace: Marketplace, merchant: merchants.Shop | None) -> SignedOrder:
    order_no, status = claims.get("o"), claims.get("st")
    if not isinstance(order_no, str) or not ORDER_NO.fullmatch(order_no) or status not in STATUSES:
        raise Forbidden
    delivered = _seconds(claims, "dat") or (_seconds(claims, "pat") if claims.get("dm") == "auto" else 0)
    facts = OrderFacts(
        order_mask=mask(order_no),
        goods=_text(claims, "gn")[:40],
        goods_id=_text(claims, "gid")[:40],
        goods_class=_text(claims, "gc")[:40],
        fen=_fen(claims.get("amt")),
        merchant=merchant.id if merchant else "",
        shop=merchants.shop_of(marketplace, merchant),
        status=status,
        delivered_at=datetime.fromtimestamp(delivered, UTC) if delivered else None,
    )
    prints = claims.get("kf") if isinstance(claims.get("kf"), list) else []
    return SignedOrder(
        order_no=order_no,
        facts=facts,
        qty=_seconds(claims, "qty") or 1,
        paid_at=_seconds(claims, "pat"),
        delivered_at=delivered,
        contact_mask=_text(claims, "ctm")[:60],
        fingerprints=tuple(
            each for each in prints or () if isinstance(each, str) and re.fullmatch("[0-9a-f]{16}", each)
        )[:50],
        return_url=_return(claims, marketplace),
    )


def _text(claims: dict[str, Any], key: str) -> str:
    value = claims.get(key, "")
    return plain(value, 120) if isinstance(value, str) else ""


def _seconds(claims: dict[str, Any], key: str) -> int:
    value = claims.get(key, 0)
    return value if type(value) is int and 0 <= value < 2**33 else 0


def _fen(value: Any) -> int:
    try:
        fen = Decimal(value) * 100 if isinstance(value, str) and len(value) < 16 else Decimal(0)
    except InvalidOperation:
        raise Forbidden from None
    if not fen.is_finite() or not 0 <= fen <= MOST_FEN or fen != fen.to_integral_value():
        raise Forbidden
    return int(fen)


def _return(claims: dict[str, Any], marketplace: Marketplace) -> str:
    url = _text(claims, "ret")
    return url if any(url == origin or url.startswith(f"{origin}/") for origin in marketplace.returns) else ""


def mint(key: bytes, claims: Mapping[str, Any]) -> tuple[str, str]:
    """A shop's side, for tests, the demo and the command line: payload and HMAC signature."""
    payload = base64.urlsafe_b64encode(json.dumps(claims, ensure_ascii=False).encode()).rstrip(b"=").decode()
    return payload, hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()
