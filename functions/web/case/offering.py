"""What a page offers somebody to do now, what is owed in this case, and who would decide an appeal."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import g

from ...domain import ledger
from ...domain.complaints.appealing import Seat, seats
from ...domain.complaints.complaint import Command, Complaint
from ...domain.complaints.lifecycle import may
from ...domain.marketplace import Marketplace
from ...domain.order_book import OrderBook
from ...domain.vocabulary import PARTIES, Action, Role, State, Text
from ...ports import Desk
from ...services.reading import could
from ..frame.filters import money, say

UNSPOKEN = "…" * 10
"""Words long enough for any action: whether it may be done is tried before anybody wrote anything."""
CHOSEN = frozenset({Action.MARK, Action.REVEAL})
"""What means nothing before something was chosen, so that it cannot be tried."""
SEATS: dict[Seat, Text] = {
    Seat.ARBITER: Text("由仲裁员裁决", "An arbiter decides"),
    Seat.OPERATOR: Text("由没有参与裁决的客服裁决", "An operator who did not rule decides"),
    Seat.REVIEW: Text(
        "这里没有别人，由原裁决人按新的凭证复核",
        "Nobody else is here: the same person reviews it with the new evidence",
    ),
}


class AccountLine(NamedTuple):
    """One line of the small account: ``label`` and what is said beside it."""

    label: str
    sum: str


def book_of(desk: Desk, c: Complaint) -> OrderBook | None:
    """The order's book where something was agreed, ruled or said to be paid; else nothing is read."""
    if not c.remedies and c.open:
        return None
    return desk.cases.book(c.marketplace, c.order, lagging=True) if c.merchant_told else None


def possible(
    c: Complaint, m: Marketplace, role: Role, *, actor: str = "", book: OrderBook | None = None
) -> frozenset[str]:
    """The actions the law would let ``role`` take now."""
    who = actor or role
    tried = (
        Command(action, role, who, g.now, words=UNSPOKEN, request=_asked(c, action))
        for action in may(c, role, now=g.now)
    )
    return frozenset(str(do.action) for do in tried if do.action in CHOSEN or could(c, m, do, book=book))


def _asked(c: Complaint, action: Action) -> str:
    """The request that an objection would be against."""
    return c.pending if action is Action.OBJECT else ""


def account(c: Complaint, book: OrderBook | None) -> list[AccountLine]:
    """What is owed, said, paid, still due and to be returned; a price that nobody knows names no sum."""
    if book is None or c.debt not in book.accounts:
        return []
    mine = ledger.account(book, c.debt)
    owed = money(mine.owed) if mine.owed and book.price else say(WHOLE) if mine.owed else money(0)
    still = ledger.due(book, c.debt) if mine.live else max(0, (mine.owed or 0) - mine.paid)
    lines = (
        (OWED, owed if mine.owed is not None else ""),
        (SAID, money(mine.said) if mine.said else ""),
        (PAID, money(mine.paid)),
        (DUE, (money(still) if book.price else owed) if still else money(0)),
        (BACK, money(mine.back) if mine.back else ""),
    )
    return [AccountLine(say(label), text) for label, text in lines if text]


WHOLE = Text("全额，金额待店铺填写", "All of it; the shop names the sum")
OWED = Text("应退", "Owed")
SAID = Text("商家说已退，待核实", "Said to be paid, not settled")
PAID = Text("已退", "Paid")
DUE = Text("还应退", "Still due")
BACK = Text("应退回", "To be returned")


def joins_until(c: Complaint, now: datetime) -> datetime | None:
    """Until when the other side may still join an appeal, before which nobody decides it; None when that is
    over."""
    if c.state is not State.APPEALED or c.windows is None:
        return None
    until = max((c.windows.of(side) for side in PARTIES if side not in c.appealed), default=now)
    return until if until > now else None


def seat(c: Complaint, m: Marketplace) -> str:
    """Who would decide an appeal, said before anybody files one; empty where nobody could."""
    turn = seats(c, m.bench(c.merchant))
    return say(SEATS[turn[0][0]]) if turn else ""
