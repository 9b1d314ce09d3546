"""``suyi marketplace``: opening a tenant and looking at one."""

import argparse
import json
import re
import secrets
from datetime import datetime
from typing import Any

from functions.cli import policies
from functions.cli.reach import Refused, reach, takes_data
from functions.domain.errors import Conflict, Invalid, NotFound
from functions.domain.marketplace import LinkKey, Marketplace, Merchant, Staff, house_of
from functions.domain.vocabulary import Role
from functions.services.identity import email_of
from functions.services.tenants import staff

REF = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
FIRST_KEY = "k1"
SHOWN = 50
"""So many merchants are shown."""


def add(commands: Any) -> None:
    """The commands and their options."""
    group = commands.add_parser("marketplace", help="开通和查看平台 · open a marketplace, look at one")
    group = group.add_subparsers(required=True, metavar="ACTION")
    _describe(
        group.add_parser(
            "create", help="开通平台，店铺密钥只显示这一次 · open one; its key is shown this once"
        )
    )
    command = group.add_parser(
        "disable", help="停用一个人，立即退出其所有登录 · somebody signs in no more, and is signed out"
    )
    command.add_argument("id")
    command.add_argument("staff", help="人员编号，见 show · the person's id, as show prints it")
    takes_data(command)
    command.set_defaults(run=disable)
    command = group.add_parser("show", help="查看平台，不含密钥 · without its secrets")
    command.add_argument("id")
    takes_data(command)
    command.set_defaults(run=show)
    policies.describe(group)


def _describe(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "id", type=ref, help="网址里的编号 · its id in addresses: lower-case letters, digits, hyphens"
    )
    command.add_argument("--name", required=True, help="平台名称 · its name")
    command.add_argument(
        "--mode", choices=("multi", "single"), default="multi", help="多商家或单店 · many merchants or one"
    )
    command.add_argument("--colour", type=colour, default="#1557d6", help="#rrggbb")
    command.add_argument(
        "--operator",
        type=person,
        action="append",
        required=True,
        metavar="NAME=EMAIL",
        help="客服，可重复，第一位是管理员 · repeatable; the first is the admin",
    )
    command.add_argument(
        "--merchant",
        type=merchant,
        action="append",
        default=[],
        metavar="ID=NAME=EMAIL",
        help="商家，可重复 · repeatable",
    )
    command.add_argument(
        "--return",
        dest="returns",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="处理完可返回的店铺网址，可重复 · where links may send the buyer back to; repeatable",
    )
    takes_data(command)
    command.set_defaults(run=create)


def create(wanted: argparse.Namespace) -> int:
    """Refused when the id is taken."""
    reached = reach(wanted)
    if wanted.mode == "single" and len(wanted.merchant) > 1:
        raise Refused(
            "单店只有一个商家。A single shop has one merchant; leave --merchant out, or give it once."
        )
    secret = secrets.token_hex(32)
    key = LinkKey(FIRST_KEY, "hmac", reached.desk.vault.seal("shop_key", secret.encode()))
    merchants = {each.id: each for each in wanted.merchant or _house(wanted)}
    try:
        reached.desk.tenants.create(_described(wanted, merchants, key, reached.clock()))
    except Conflict:
        raise Refused(f"平台 {wanted.id} 已经存在。Marketplace {wanted.id} exists already.") from None
    for each in merchants.values():
        reached.desk.tenants.put_merchant(wanted.id, each)
    base = reached.desk.settings.base_url
    shown = {
        "marketplace": wanted.id,
        "complain_at": f"{base}/c/{wanted.id}",
        "operators_at": f"{base}/o/{wanted.id}",
    }
    print(json.dumps(shown | {"key_id": key.id, "key_secret": secret}, ensure_ascii=False, indent=2))
    return 0


def _described(
    wanted: argparse.Namespace, merchants: dict[str, Merchant], key: LinkKey, now: datetime
) -> Marketplace:
    people = [*_operators(wanted.operator), *(_seller(each) for each in merchants.values())]
    return Marketplace(
        wanted.id,
        wanted.name,
        mode=wanted.mode,
        colour=wanted.colour,
        returns=tuple(wanted.returns),
        created=now,
        house=house_of(wanted.id, wanted.mode, merchants),
        staff={each.id: each for each in people},
        keys={key.id: key},
    )


def disable(wanted: argparse.Namespace) -> int:
    """Refused for a marketplace or a person who is not there, and when others keep changing that person."""
    reached = reach(wanted)
    try:
        staff.disable(reached.desk, reached.desk.tenants.marketplace(wanted.id), wanted.staff)
    except Conflict:
        raise Refused(
            f"{wanted.staff} 还没有停用：同时有人在修改，请再试一次。"
            f"{wanted.staff} is not disabled: others are changing them right now; try again."
        ) from None
    print(json.dumps({"marketplace": wanted.id, "staff": wanted.staff, "disabled": True}))
    return 0


def show(wanted: argparse.Namespace) -> int:
    """Names, people, the first merchants and the state of each key, as JSON."""
    reached = reach(wanted)
    try:
        m = reached.desk.tenants.marketplace(wanted.id)
    except NotFound:
        raise Refused(f"没有平台 {wanted.id}。There is no marketplace {wanted.id}.") from None
    first, more = reached.desk.tenants.merchants(m.id, limit=SHOWN)
    shown = {
        "marketplace": m.id,
        "name": m.name,
        "mode": m.mode,
        "colour": m.colour,
        "tz": m.tz,
        "returns": list(m.returns),
        "created": m.created.isoformat() if m.created else None,
        "policy": m.policy.version,
        "merchants": [{"id": each.id, "name": each.name, "emails": list(each.emails)} for each in first],
        "more_merchants": bool(more),
        "staff": [
            {
                "id": each.id,
                "name": each.name,
                "email": each.email,
                "role": each.role,
                "admin": each.admin,
                "second_factor": bool(each.totp),
                "disabled": each.disabled,
            }
            for each in m.staff.values()
        ],
        "keys": [{"id": each.id, "kind": each.kind, "revoked": each.revoked} for each in m.keys.values()],
    }
    print(json.dumps(shown, ensure_ascii=False, indent=2))
    return 0


def _house(wanted: argparse.Namespace) -> list[Merchant]:
    """The shop's own merchant, where the marketplace is one shop and none was named: its letters go to the
    first operator."""
    return [Merchant(wanted.id, wanted.name, (wanted.operator[0][1],))] if wanted.mode == "single" else []


def _operators(people: list[tuple[str, str]]) -> list[Staff]:
    return [
        Staff(f"o{n}", name, email, Role.OPERATOR, admin=n == 1) for n, (name, email) in enumerate(people, 1)
    ]


def _seller(known: Merchant) -> Staff:
    return Staff(f"m-{known.id}", known.name, known.emails[0], Role.MERCHANT, merchant=known.id)


def ref(given: str) -> str:
    """An id that can stand in an address, for argparse."""
    if not REF.fullmatch(given):
        raise argparse.ArgumentTypeError(
            f"{given} 应由 1-40 位小写字母、数字、连字符组成 · not 1-40 lower-case letters, digits, hyphens"
        )
    return given


def colour(given: str) -> str:
    """#rrggbb, for argparse."""
    if not COLOUR.fullmatch(given):
        raise argparse.ArgumentTypeError(f"{given} 不是 #rrggbb · is not #rrggbb")
    return given


def person(given: str) -> tuple[str, str]:
    """NAME=EMAIL, for argparse."""
    name, _, email = given.partition("=")
    try:
        address = email_of(email)
    except Invalid:
        address = ""
    if not name or not address:
        raise argparse.ArgumentTypeError(f"{given} 应写成 姓名=邮箱 · should be NAME=EMAIL")
    return name, address


def merchant(given: str) -> Merchant:
    """ID=NAME=EMAIL, for argparse."""
    known, _, rest = given.partition("=")
    name, email = person(rest)
    return Merchant(ref(known), name, (email,))
