"""Complaints written from one template: found when somebody looks, among the merchant's latest; nothing is
stored."""

from __future__ import annotations

from ...domain.marketplace import Marketplace
from ...ports import Case, Desk

LATEST, SHORTEST, MOST = 20, 12, 9
"""How many open and as many ended complaints are compared; shorter words say too little; so many are
named."""


def complaints(desk: Desk, marketplace: Marketplace, case: Case) -> list[str]:
    """Numbers of those alike, in no more than three reads; none for a merchant who was not told yet."""
    from ...domain.wording import ALIKE, alike

    c = case.complaint
    words = next((str((link.payload or {}).get("words", "")) for link in case.links if link.n == 1), "")
    if len(words) < SHORTEST or not c.merchant_told:
        return []
    numbers = [
        row.id
        for closed in (False, True)
        for row in desk.lists.merchant_list(marketplace.id, c.merchant, closed=closed, limit=LATEST).rows
        if row.id != c.id
    ]
    others = desk.cases.words_of(marketplace.id, numbers)
    return [
        number
        for number, payload in others.items()
        if len(payload) >= SHORTEST and alike(words, payload) >= ALIKE
    ][:MOST]
