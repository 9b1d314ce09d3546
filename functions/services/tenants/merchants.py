"""Whose order it is: a merchant is who bears that very id, or for a person also that name; never another.

A shop that the marketplace lists is known from the list. How its merchant is reached is in the merchant's own
row, which only sending needs.
"""

from __future__ import annotations

from typing import NamedTuple

from ...domain.marketplace import Marketplace, Merchant
from ...ports import Desk

LONGEST = 80
"""Characters of what may be the id or the name of a merchant."""


class Shop(NamedTuple):
    """A merchant as a complaint names it: its id and its shop's name."""

    id: str
    name: str


def named(desk: Desk, marketplace: Marketplace, said: object) -> Shop | None:
    """The merchant whom a shop calls ``said``: the shop itself in ``single`` mode; None when nobody is it.

    An id is that very text: no other type, no other spelling, and never ``"0"``, which shops write for none.
    """
    if marketplace.mode == "single":
        return _known(desk, marketplace, marketplace.house) if marketplace.house else None
    return _of_id(desk, marketplace, said)


def chosen(desk: Desk, marketplace: Marketplace, said: str) -> Shop | None:
    """The merchant whom a person chose from a list or named: by id, or by its shop's whole name."""
    if marketplace.house:
        return named(desk, marketplace, said)
    found = _of_id(desk, marketplace, said)
    return found or (_shop(desk.tenants.merchant_called(marketplace.id, said)) if _may_be(said) else None)


def shop_of(marketplace: Marketplace, merchant: Shop | None) -> str:
    """The name of that merchant's shop; the marketplace's own where the merchant is not known."""
    return merchant.name if merchant else marketplace.name


def _of_id(desk: Desk, marketplace: Marketplace, said: object) -> Shop | None:
    return _known(desk, marketplace, said) if isinstance(said, str) and _may_be(said) else None


def _known(desk: Desk, marketplace: Marketplace, merchant: str) -> Shop | None:
    """From the list; who is not on it may be one of many, or new."""
    if merchant in marketplace.shops:
        return Shop(merchant, marketplace.shops[merchant])
    return _shop(desk.tenants.merchant(marketplace.id, merchant))


def _shop(merchant: Merchant | None) -> Shop | None:
    return Shop(merchant.id, merchant.name) if merchant and not merchant.left else None


def _may_be(said: str) -> bool:
    return bool(said.strip()) and said != "0" and len(said) <= LONGEST and said.isprintable()
