"""``suyi link``: a signed link for an order, as the shop would mint it; bad ones too, to see how they are
refused."""

import argparse
import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from functions.cli.reach import Refused, reach, takes_data
from functions.domain.errors import NotFound
from functions.domain.marketplace import LinkKey, Marketplace
from functions.services import order_links
from functions.services.identity import ORDER_NO
from functions.services.order_links import STATUSES

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
AGO = re.compile(r"(\d{1,4})([mhd])")


def add(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser("link", help="为订单签一个投诉链接 · mint a signed link for an order")
    command.add_argument("--marketplace", required=True, help="平台编号 · the marketplace's id")
    command.add_argument(
        "--key", help="店铺密钥编号，默认第一把可用的 · the shop key's id, else the first live one"
    )
    command.add_argument("--order", required=True, type=order, help="订单号 · the order number")
    command.add_argument("--goods", default="", help="商品名 · the goods' name")
    command.add_argument("--amount", type=amount, default="0.00", help="金额，单位元，例如 98.50 · in yuan")
    command.add_argument(
        "--status", choices=STATUSES, default="delivered", help="订单状态 · the order's state"
    )
    command.add_argument("--merchant", default="", help="商家编号 · the merchant's id")
    command.add_argument(
        "--delivered", type=ago, metavar="AGO", help="多久以前交付，例如 30m、2h、3d · how long ago"
    )
    command.add_argument("--quantity", type=int, default=1, help="数量 · how many")
    command.add_argument("--contact", default="", help="脱敏后的联系方式 · the masked contact")
    bad = command.add_mutually_exclusive_group()
    bad.add_argument("--expired", action="store_true", help="签一个过期的 · one that has expired")
    bad.add_argument("--foreign", action="store_true", help="签一个别的平台的 · one for another marketplace")
    bad.add_argument(
        "--revoked", action="store_true", help="用已吊销的密钥签 · one signed with a revoked key"
    )
    takes_data(command)
    command.set_defaults(run=mint)


def mint(wanted: argparse.Namespace) -> int:
    """Prints the address alone."""
    reached = reach(wanted)
    try:
        m = reached.desk.tenants.marketplace(wanted.marketplace)
    except NotFound:
        raise Refused(
            f"没有平台 {wanted.marketplace}。There is no marketplace {wanted.marketplace}."
        ) from None
    if wanted.merchant and reached.desk.tenants.merchant(m.id, wanted.merchant) is None:
        known = f": {', '.join(m.shops)}" if m.shops else ""
        raise Refused(f"平台没有商家 {wanted.merchant}。It has no merchant {wanted.merchant}{known}.")
    key = signing_key(m, wanted.key, revoked=wanted.revoked)
    secret = reached.desk.vault.open("shop_key", key.material)
    payload, signature = order_links.mint(secret, claims(wanted, m, reached.clock()))
    print(
        f"{reached.desk.settings.base_url}/c/{m.id}?{urlencode({'d': payload, 'k': key.id, 's': signature})}"
    )
    return 0


def signing_key(m: Marketplace, asked: str | None, *, revoked: bool) -> LinkKey:
    """The key named, or the first that fits; refused when there is none whose secret the desk holds."""
    fitting = [
        key for key in m.keys.values() if key.kind == "hmac" and (key.revoked is revoked or asked == key.id)
    ]
    found = next((key for key in fitting if asked in (None, key.id)), None)
    if found is None:
        raise Refused(
            f"平台 {m.id} 没有这样的 HMAC 密钥。{m.id} has no such HMAC key: {', '.join(m.keys) or '-'}."
        )
    return found


def claims(wanted: argparse.Namespace, m: Marketplace, now: datetime) -> dict[str, Any]:
    """What the link says; ``--expired`` and ``--foreign`` lie in one place each."""
    minted = now - timedelta(days=2) if wanted.expired else now
    at = int(minted.timestamp())
    claims = {
        "v": 1,
        "iat": at,
        "exp": at + 3600,
        "aud": f"{m.id}-other" if wanted.foreign else m.id,
        "o": wanted.order,
        "st": wanted.status,
        "m": wanted.merchant,
        "gn": wanted.goods,
        "amt": wanted.amount,
        "cur": "CNY",
        "qty": wanted.quantity,
        "ctm": wanted.contact,
    }
    if wanted.delivered is not None:
        claims["dat"] = int((now - wanted.delivered).timestamp())
    return {name: value for name, value in claims.items() if value != ""}


def order(given: str) -> str:
    """An order number a link can carry, for argparse."""
    if not ORDER_NO.fullmatch(given):
        raise argparse.ArgumentTypeError(
            f"{given} 不是 6-64 位字母、数字、_、- · is not 6-64 of letters, digits, _ and -"
        )
    return given


def amount(given: str) -> str:
    """A sum in yuan with two digits, for argparse."""
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value < 10**9 or value != round(value, 2):
        raise argparse.ArgumentTypeError(f"{given} 不是金额，例如 98.50 · is no sum, e.g. 98.50")
    return f"{value:.2f}"


def ago(given: str) -> timedelta:
    """A length of time such as 30m, 2h or 3d, for argparse."""
    found = AGO.fullmatch(given)
    if found is None:
        raise argparse.ArgumentTypeError(f"{given} 应像 30m、2h、3d 这样写 · should look like 30m, 2h or 3d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
