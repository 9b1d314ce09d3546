"""What a settlement comes to in money, where the price may not be known: 0 分 is an unknown price, never a
free order."""

from __future__ import annotations

from .. import ledger
from ..errors import Invalid
from ..order_book import Account, OrderBook
from ..vocabulary import Remedy, State, Text
from .complaint import Complaint, RemedyItem, Settlement
from .grounds import Grounds

NO_PART = Text(
    "部分退款须大于 0、小于订单金额；要全部退回请选全额退款",
    "A partial refund is more than 0 and less than the order; for all of it choose a full refund",
)
NO_SUM = Text("请写明退多少", "Please say how much is refunded")
MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND)
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


def priced(c: Complaint, settlement: Settlement | None) -> Settlement:
    """What a person settles, its money made exact; refuses (``Invalid``) none at all or a part that is not
    a part.

    Of an unknown price any sum is a part; a full refund of it names no sum.
    """
    if settlement and settlement.remedy is Remedy.PARTIAL_REFUND and not is_part(settlement.fen, c.fen):
        raise Invalid({"fen": NO_PART if c.fen else NO_SUM})
    found = granted(c, settlement) if settlement else None
    if found is None:
        raise Invalid({"remedy": Text("请选择怎么处理", "Please choose a remedy")})
    return found


def awarded(c: Complaint, items: tuple[RemedyItem, ...], on: Grounds) -> OrderBook:
    """The book when a decision or an agreement gives ``items`` on the debt of ``c``.

    A full refund of an unknown price owes all the room there is, which is never shown as a sum.
    """
    cap = on.number("unknown_price_fen")
    fen = sum(_worth(c, item, on, cap) for item in items)
    return ledger.award(on.book, c.debt, fen, cap=cap)


def _worth(c: Complaint, item: RemedyItem, on: Grounds, cap: int) -> int:
    if item.kind is Remedy.PARTIAL_REFUND:
        return item.fen
    if item.kind is not Remedy.REFUND:
        return 0
    return item.fen or on.book.price or cap


def whole(c: Complaint, on: Grounds) -> OrderBook:
    """The book when a reissue that failed becomes a full refund."""
    return awarded(c, (RemedyItem(Remedy.REFUND, c.fen),), on)


def presumed(c: Complaint) -> OrderBook:
    """What the order's book most likely is, from ``c`` alone: for showing, never for deciding."""
    fen = sum(item.fen for item in c.remedies if item.kind in (Remedy.REFUND, Remedy.PARTIAL_REFUND))
    said = fen if c.state in (State.AWAITING_CONFIRMATION, State.AWAITING_CONFIRMATION_CHECK) else 0
    account = Account(owed=fen, said=said)
    return OrderBook(held=c.id, price=c.fen, accounts={c.debt: account} if c.remedies else {}, revision=1)
