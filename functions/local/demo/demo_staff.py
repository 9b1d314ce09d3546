"""Who works in the demo: the tenants of ``trade`` with their merchants, staff and shop keys. All of it is
made up."""

from datetime import datetime, timedelta
from typing import NamedTuple

from functions.domain.marketplace import LinkKey, Marketplace, Merchant, Staff, house_of
from functions.domain.vocabulary import Role
from functions.local.demo.demo_orders import MARKETPLACES, MERCHANTS
from functions.ports import Desk

TOTP = "SUYIDEMOSUYIDEMOSUYIDEMOSUYIDEMO"
"""The second factor of all demo staff (base 32): shown on the start page, so that a real sign-in can be
tried too."""
PHONE = "+8613800138000"
"""The number that carriers' own examples use; nothing leaves the embedded cloud."""
COLOURS = {"xinghai": "#1557d6", "jiguang": "#0f766e"}
KEY, OLD_KEY = "demo", "old"
"""The shops' key, and one that was revoked."""


class DemoStaff(NamedTuple):
    """Somebody who signs in at a marketplace; ``door`` names their button on the start page."""

    marketplace: str
    ref: str
    name: str
    role: Role
    door: str


STAFF: tuple[DemoStaff, ...] = (
    DemoStaff("xinghai", "wangfang", "王芳", Role.OPERATOR, "operator"),
    DemoStaff("xinghai", "liqiang", "李强", Role.OPERATOR, "second"),
    DemoStaff("xinghai", "chenjing", "陈静", Role.OPERATOR, "admin"),
    DemoStaff("xinghai", "zhouzheng", "周正", Role.ARBITER, "arbiter"),
    DemoStaff("jiguang", "sunli", "孙莉", Role.OPERATOR, "operator"),
    DemoStaff("jiguang", "gaoyang", "高洋", Role.OPERATOR, "second"),
    DemoStaff("jiguang", "hejun", "何军", Role.OPERATOR, "admin"),
)
"""The second marketplace seats no arbiter: another operator decides its appeals."""


def staff_of_merchant(merchant: str) -> str:
    """The id of the person who signs in for a merchant."""
    return f"m-{merchant}"


def shop_key(desk: Desk, marketplace: str, key_id: str = KEY) -> bytes:
    """The secret a demo shop signs with: derived, so that it needs no keeping."""
    return desk.vault.mac("shop_key", "demo", marketplace, key_id).encode()


def opened(desk: Desk, now: datetime) -> tuple[Marketplace, ...]:
    """The demo's marketplaces with their merchants, opened a month before ``now``. For an empty desk only."""
    for tenant in tenants(desk, now):
        desk.tenants.create(tenant)
    for each in MERCHANTS:
        desk.tenants.put_merchant(each.marketplace, Merchant(each.ref, each.name, (each.email,), (PHONE,)))
    return tuple(desk.tenants.marketplace(each.ref) for each in MARKETPLACES)


def tenants(desk: Desk, now: datetime) -> tuple[Marketplace, ...]:
    """The demo's marketplaces, without their merchants."""
    return tuple(
        Marketplace(
            each.ref,
            each.name,
            mode=each.mode,
            colour=COLOURS[each.ref],
            created=now - timedelta(days=30),
            returns=(desk.settings.base_url,),
            house=house_of(each.ref, each.mode, [m.ref for m in MERCHANTS if m.marketplace == each.ref]),
            staff=_staff(desk, each.ref),
            keys=_keys(desk, each.ref),
        )
        for each in MARKETPLACES
    )


def _staff(desk: Desk, marketplace: str) -> dict[str, Staff]:
    totp = desk.vault.seal("totp", TOTP.encode())
    people = [
        Staff(
            each.ref,
            each.name,
            f"{each.ref}@{marketplace}.example",
            each.role,
            admin=each.door == "admin",
            totp=totp,
        )
        for each in STAFF
        if each.marketplace == marketplace
    ]
    people += [
        Staff(staff_of_merchant(each.ref), each.name, each.email, Role.MERCHANT, merchant=each.ref)
        for each in MERCHANTS
        if each.marketplace == marketplace
    ]
    return {person.id: person for person in people}


def _keys(desk: Desk, marketplace: str) -> dict[str, LinkKey]:
    sealed = {key: desk.vault.seal("shop_key", shop_key(desk, marketplace, key)) for key in (KEY, OLD_KEY)}
    return {key: LinkKey(key, "hmac", material, revoked=key == OLD_KEY) for key, material in sealed.items()}
