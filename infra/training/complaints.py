"""Made-up complaints and what their screenshots show: the same labels that a labelled set carries."""

from __future__ import annotations

import random
import string
from typing import Any

from . import grammar

MIX = (
    *["supports"] * 9,
    *["unbound"] * 4,
    *["mismatch"] * 6,
    *["contradicts"] * 4,
    *["irrelevant"] * 3,
    *["unusable"] * 3,
    *["reuse"] * 3,
    "pending",
)
FAILURES = ("invalid", "used", "expired", "region")
LATIN = string.ascii_uppercase + string.digits

Entry = dict[str, Any]


def order_no(chance: random.Random) -> str:
    """One of the shapes shops number orders in."""
    digits = "".join(chance.choices(string.digits, k=12))
    day = f"2026{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    return chance.choice(
        (
            f"{day}{digits[:10]}",
            f"SH{day}{digits[:6]}",
            f"{day}-{digits[:8]}",
            f"NO{digits}",
            f"{digits}{digits[:6]}",
            f"T{day}{digits[:8]}",
        )
    )


def card_key(chance: random.Random) -> str:
    """One of the shapes keys come in."""
    groups = lambda n, size: "-".join("".join(chance.choices(LATIN, k=size)) for _ in range(n))  # noqa: E731
    return chance.choice(
        (
            groups(3, 5),
            groups(4, 4),
            groups(5, 5),
            groups(1, 16),
            groups(1, 12),
            groups(2, 6),
            "".join(chance.choices(string.digits, k=16)),
        )
    )


def complaint(chance: random.Random) -> Entry:
    """What the buyer filed."""
    return {
        "order_no": order_no(chance),
        "card_key": card_key(chance),
        "complaint_type": "key_invalid",
        "product": chance.choice(grammar.sections("slots")["goods"]),
        "amount": "20.00",
    }


def gold(verdict: str, filed: Entry, chance: random.Random) -> Entry:
    """What the picture is to show, before it is drawn."""
    failure = chance.choice(FAILURES)
    label = {"contradicts": "success", "pending": "pending", "irrelevant": None, "unusable": None}.get(
        verdict, failure
    )
    shown = complaint(chance) if verdict == "mismatch" else filed
    both = chance.random()
    nothing = verdict in {"unbound", "irrelevant", "unusable"}
    return {
        "verdict": "supports" if verdict == "pending" else verdict,
        "error_class": label,
        "order_no_shown": None if nothing or (both < 0.35 and verdict != "pending") else shown["order_no"],
        "card_key_shown": None if nothing or both > 0.75 or verdict == "pending" else shown["card_key"],
        "reuse_of": None,
    }
