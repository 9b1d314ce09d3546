"""What a settlement comes to in money, where the price may not be known: 0 分 is an unknown price, never a
free order."""

from __future__ import annotations

from ..vocabulary import Remedy
from .complaint import Complaint, Settlement

MOST = 10**9
"""The largest sum the desk takes, in 分."""


def is_part(fen: int, price: int) -> bool:
    """Whether ``fen`` is a part of ``price``, both in 分: of an unknown price any sum the desk takes."""
    return 0 < fen <= (price - 1 if price else MOST)


def granted(c: Complaint, settlement: Settlement) -> Settlement | None:
    """What granting ``settlement`` on ``c`` comes to; the clock asks this, so it never refuses.

    A part that is no less than a known price is the whole. None where nothing is named that anybody
    could grant: a part of no sum, or a remedy that is not between buyer and merchant.
    """
    if settlement.remedy is Remedy.REISSUE:
        return Settlement(Remedy.REISSUE)
    if settlement.remedy is Remedy.PARTIAL_REFUND and is_part(settlement.fen, c.fen):
        return settlement
    whole = settlement.remedy is Remedy.PARTIAL_REFUND and settlement.fen >= c.fen > 0
    return Settlement(Remedy.REFUND, c.fen) if whole or settlement.remedy is Remedy.REFUND else None
