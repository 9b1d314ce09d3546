"""The published standard: what may be complained of, who proves what, and the clauses rulings cite.

Forms, the API's schema and the public rules page read these tables and nothing else. A new category is one
row in its group's module; its code is never given to another meaning.
"""

from __future__ import annotations

from ..vocabulary import Role, Text
from . import cards, delivery, description, fulfilment, general, service, violations
from .category import Category, Clause, Window

__all__ = [
    "CATEGORIES",
    "CHAPTERS",
    "CLAUSES",
    "GROUPS",
    "Category",
    "Clause",
    "Window",
    "default_category",
    "offered_to",
]

GROUPS: dict[str, Text] = {
    "D": Text("交付", "Delivery"),
    "K": Text("卡密", "Card keys"),
    "M": Text("描述", "Description"),
    "S": Text("服务", "Service"),
    "A": Text("账号代充", "Accounts and top-ups"),
    "F": Text("违规", "Violations"),
    "P": Text("履行", "Fulfilment"),
}

_GROUPED: tuple[tuple[Category, ...], ...] = (
    delivery.CATEGORIES,
    cards.CATEGORIES,
    description.CATEGORIES,
    service.SERVICE,
    service.ACCOUNTS,
    violations.CATEGORIES,
    fulfilment.CATEGORIES,
)

CATEGORIES: dict[str, Category] = {category.code: category for group in _GROUPED for category in group}

CHAPTERS: dict[str, Text] = {
    "1": Text("通则", "General rules"),
    **{str(n): label for n, label in enumerate(GROUPS.values(), start=2)},
    "9": Text("处理结果与时限", "Remedies and their time limits"),
}

CLAUSES: dict[str, Clause] = {
    clause.number: clause
    for clause in (
        *general.PRINCIPLES,
        *(category.clause for category in CATEGORIES.values()),
        *general.REMEDIES,
    )
}

_DEFAULTS: dict[str, str] = {
    "unpaid": "D4",
    "paid": "D1",
    "processing": "D1",
    "delivered": "K1",
    "failed": "D1",
    "abnormal": "D1",
    "refunded": "P1",
    "frozen": "D1",
    "expired": "D4",
}


def default_category(order_status: str) -> str:
    """The code to pre-select for an order in ``st`` of the signed link; K1 when the state is not known."""
    return _DEFAULTS.get(order_status, "K1")


def offered_to(role: Role) -> tuple[Category, ...]:
    """What this role may file, in the published order; nothing for roles that never file."""
    return tuple(category for category in CATEGORIES.values() if category.filed_by is role)
