"""Places for pictures: opened for one complaint and one side, counted before they are given, claimed by
what carries them.

Nothing is stored: a place is a signed token that says which complaint it belongs to, and whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ...domain.complaints.pictures import MOST, SLOT
from ...domain.errors import Invalid
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import Role, Text
from ...ports import Desk, Upload
from ..limits import spend

AGE = 43200
"""Seconds in which a place may be claimed: half the day that an unclaimed picture is kept."""
KINDS = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heic",
    "image/heif",
    "application/octet-stream",
)
"""What a file may say it is. It is looked at by its content all the same."""
LAPSED = Text("有截图放得太久，请重新添加", "A picture waited too long; please add it again")
TOO_MANY = Text("一次最多 9 张截图", "Nine pictures at most at a time")


class Place(NamedTuple):
    """One picture's place: its token, and the form that posts a file there."""

    token: str
    upload: Upload


class Whose(NamedTuple):
    """Whose pictures: of which complaint, of which side; ``order`` is what the limit counts by."""

    number: str
    side: Role
    order: str


def name(marketplace: str, number: str, slot: str) -> str:
    """Where a slot lies in either bucket."""
    return f"{marketplace}/{number}/{slot}"


def opened(
    desk: Desk, marketplace: Marketplace, whose: Whose, *, kinds: Sequence[str], address: str, now: datetime
) -> tuple[Place, ...]:
    """A fresh place for each of ``kinds``. Refuses (``Limited``) more than an order or an address may
    have."""
    kinds = [kind if kind in KINDS else KINDS[-1] for kind in kinds[:MOST]]
    _count(desk, marketplace, whose, cost=len(kinds), address=address, now=now)
    places = []
    for kind in kinds:
        slot = desk.salt()[:12]
        token = desk.vault.sign("evidence", [marketplace.id, whose.number, slot, whose.side])
        places.append(Place(token, desk.pictures.upload(name(marketplace.id, whose.number, slot), kind=kind)))
    return tuple(places)


def once_more(
    desk: Desk, marketplace: Marketplace, whose: Whose, *, token: str, kind: str, address: str, now: datetime
) -> Place:
    """The same place with a fresh form: a picture that did not get through is sent again. Refuses a
    stranger's token."""
    (slot,) = claimed(desk, marketplace.id, whose.number, tokens=(token,), side=whose.side)
    _count(desk, marketplace, whose, cost=1, address=address, now=now)
    kind = kind if kind in KINDS else KINDS[-1]
    return Place(token, desk.pictures.upload(name(marketplace.id, whose.number, slot), kind=kind))


def by_form(
    desk: Desk, marketplace: Marketplace, whose: Whose, *, back: str, address: str, now: datetime
) -> tuple[str, Upload]:
    """A place for who has no scripts, and the form for it: storage sends them to ``back`` with the token
    at its end."""
    _count(desk, marketplace, whose, cost=1, address=address, now=now)
    slot = desk.salt()[:12]
    token = desk.vault.sign("evidence", [marketplace.id, whose.number, slot, whose.side])
    upload = desk.pictures.upload(
        name(marketplace.id, whose.number, slot), kind=KINDS[-1], back=f"{back}{token}"
    )
    return token, upload


def claimed(
    desk: Desk, marketplace: str, number: str, *, tokens: Sequence[str], side: Role
) -> tuple[str, ...]:
    """The slots of ``tokens``, once each, in their order.

    Refuses (``Invalid`` under ``evidence``) more than nine, and any that is not of this complaint and
    this side.
    """
    slots: dict[str, None] = {}
    for token in tokens:
        claims = desk.vault.unsign("evidence", token, max_age=AGE)
        if (
            not isinstance(claims, list)
            or len(claims) != 4
            or claims[:2] != [marketplace, number]
            or claims[3] != side
        ):
            raise Invalid({"evidence": LAPSED})
        if not SLOT.fullmatch(str(claims[2])):
            raise Invalid({"evidence": LAPSED})
        slots[str(claims[2])] = None
    if len(slots) > MOST:
        raise Invalid({"evidence": TOO_MANY})
    return tuple(slots)


def alive(desk: Desk, marketplace: str, number: str, *, tokens: Sequence[str], side: Role) -> list[str]:
    """Those of ``tokens`` that can still be claimed: what a form shows again after it was refused."""
    kept = []
    for token in dict.fromkeys(tokens):
        try:
            claimed(desk, marketplace, number, tokens=(token,), side=side)
        except Invalid:
            continue
        kept.append(token)
    return kept[:MOST]


def _count(
    desk: Desk, marketplace: Marketplace, whose: Whose, *, cost: int, address: str, now: datetime
) -> None:
    if cost:
        spend(
            desk,
            marketplace.id,
            now=now,
            cost=cost,
            slots_order=whose.order or whose.number,
            slots_address=address,
        )
