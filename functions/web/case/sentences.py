"""Whom a sentence of a case speaks of, and what a settlement is called."""

from __future__ import annotations

from ...domain.vocabulary import OF_NO_SUM, REMEDY_LABELS, Remedy, Text
from ..frame.filters import money, say

YOU = Text("您", "You")
PLATFORM = Text("平台客服", "The platform")


def settlement(remedy: Remedy, fen: int) -> str:
    """``"部分退款 ¥49.00"``; of all of a price that nobody knows it says so."""
    if remedy is Remedy.REFUND and not fen:
        return say(OF_NO_SUM)
    return " ".join(part for part in (say(REMEDY_LABELS[remedy]), money(fen) if fen else "") if part)
