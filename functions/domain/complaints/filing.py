"""Filing, verifying and admitting a complaint."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from ..errors import Invalid, Lapsed
from ..orders import OrderBook
from ..policy import Policy
from ..standard import CATEGORIES
from ..vocabulary import Notice, Outcome, Remedy, Role, State, Text
from .clocks import enter
from .complaint import Change, Command, Complaint, OrderFacts, Settlement, changed, closed, counted
from .ordering import ordered
from .settling import is_part

MIN_WORDS = 10
"""Characters asked for where words are needed at all."""
WORDS_NEEDED = Text(
    "请再写几句，至少 10 个字，方便核实", "Please write a little more, at least 10 characters"
)
NO_PART = Text(
    "部分退款要少于订单金额；想全部退回，请选“全额退款”",
    "A partial refund is less than the order; to get all of it back, choose a full refund",
)
TOO_LATE = Text(
    "提交后的修改时间已过，可以补充说明", "The time to change it is over; you can add words instead"
)
OTHER_WINDOW = Text(
    "普通问题和违规类之间不能互改，请撤销后重新提交",
    "An ordinary problem cannot become a violation; withdraw and file again",
)


UNTOLD = frozenset(
    {State.UNVERIFIED, State.AWAITING_CHECK, State.AWAITING_ASSIGNMENT, State.AWAITING_ADMISSION}
)
"""Where no merchant was told yet, so that none may write."""
WHICH_MERCHANT = Text("请选择这笔订单的商家", "Please choose the merchant of this order")


def wanting(category: str, asked: Settlement, words: str, *, fen: int) -> dict[str, Text]:
    """What a complaint lacks, by field; empty when it may be filed. ``fen`` is the order's price in 分, 0
    while unknown."""
    found: dict[str, Text] = {}
    row = CATEGORIES.get(category)
    if row is None or row.filed_by is not Role.BUYER:
        found["category"] = Text("请选择遇到的问题", "Please choose what went wrong")
    elif row.words_required and len(words) < MIN_WORDS:
        found["words"] = WORDS_NEEDED
    if asked.remedy is Remedy.PARTIAL_REFUND and not is_part(asked.fen, fen):
        found["ask_fen"] = (
            NO_PART if asked.fen > 0 else Text("请填写希望退多少", "Please say how much you ask for")
        )
    return found


def is_late(category: str, facts: OrderFacts | None, *, now: datetime, policy: Policy) -> bool:
    """Whether the filing window is over; unknown delivery is never late."""
    delivered = facts.delivered_at if facts else None
    return delivered is not None and now > delivered + policy.window(CATEGORIES[category].window)


def file(c: Complaint, do: Command, policy: Policy, *, book: OrderBook | None = None) -> Change:
    """A new complaint: through the gates when a signed link vouches for the order, else unverified.

    ``book`` is the order's, where it was read; nothing is presumed of it else. Raises ``Taken``.
    """
    return ordered(None, _new(c, do, policy), do, policy=policy, book=book)


def _new(c: Complaint, do: Command, policy: Policy) -> Change:
    late = is_late(c.category, do.facts, now=do.at, policy=policy)
    if do.facts is None:
        return _filed(enter(c, State.UNVERIFIED, now=do.at, policy=policy), do, Notice.VERIFY_CODE)
    after, notice = through_gates(replace(c, late=late), now=do.at, policy=policy)
    return _filed(after, do, Notice.RECEIPT, notice)


def amend(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer puts right what was just filed: kind, asking, words. The merchant's clock goes on as it
    was.

    Refuses (``Lapsed``) after its minutes, (``Invalid``) what could not have been filed or has another
    filing window.
    """
    if do.at > amendable_until(c, policy):
        raise Lapsed(TOO_LATE)
    asked = do.settlement or c.ask
    if problems := wanting(do.category, asked, do.words, fen=c.fen):
        raise Invalid(problems)
    if CATEGORIES[do.category].window != CATEGORIES[c.category].window:
        raise Invalid({"category": OTHER_WINDOW})
    after = replace(c, category=do.category, ask=full(asked, c.fen))
    payload = {
        "category": after.category,
        "ask": after.ask.remedy,
        "ask_fen": after.ask.fen,
        "words": do.words,
    }
    return changed(after, do, payload=payload)


def amendable_until(c: Complaint, policy: Policy) -> datetime:
    """Until when what was filed may be put right, if the state allows it at all."""
    return c.filed_at + policy.window("amendment")


def full(asked: Settlement, fen: int) -> Settlement:
    """``asked`` with a full refund made as much as the order cost, in 分."""
    return Settlement(asked.remedy, fen) if asked.remedy is Remedy.REFUND else asked


def verify(c: Complaint, do: Command, policy: Policy) -> Change:
    """The one-time code was right: known orders go on, others are put to the operator, who is asked at once.

    Late is what was filed late, however long the verifying took.
    """
    if do.facts is None:
        if c.state is State.AWAITING_CHECK:
            return changed(c, do, payload={"known": False})
        asked = enter(c, State.AWAITING_CHECK, now=do.at, policy=policy)
        return changed(asked, do, Notice.OPERATOR_ASKED, payload={"known": False})
    late = is_late(c.category, do.facts, now=c.filed_at, policy=policy)
    known = _with_facts(replace(c, late=late), do.facts)
    after, notice = through_gates(known, now=do.at, policy=policy)
    return changed(after, do, Notice.RECEIPT, notice, payload={"known": True, **counted(known)})


def through_gates(c: Complaint, *, now: datetime, policy: Policy) -> tuple[Complaint, Notice]:
    """A verified ``c`` where its first missing gate stops it, else at its merchant; and who is asked there.

    Nobody is told, timed or counted in the place of a merchant whom nobody knows.
    """
    if not c.merchant:
        return enter(c, State.AWAITING_ASSIGNMENT, now=now, policy=policy), Notice.OPERATOR_ASKED
    if c.late:
        return enter(c, State.AWAITING_ADMISSION, now=now, policy=policy), Notice.OPERATOR_ASKED
    return enter(c, State.AWAITING_MERCHANT, now=now, policy=policy), Notice.OPENED


def admit(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator takes an unverified or late complaint: the merchant's clock starts, once it is known
    who that is."""
    after, notice = through_gates(replace(c, late=False), now=do.at, policy=policy)
    after = replace(after, late=c.late)
    return changed(after, do, Notice.ADMITTED, *_others(notice), payload={"words": do.words})


def assign(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator says whose order it is: the merchant is told and its clock starts; what was filed late
    is admitted first.

    Refuses (``Invalid``) no merchant.
    """
    if not do.merchant:
        raise Invalid({"merchant": WHICH_MERCHANT})
    known = replace(c, merchant=do.merchant, shop=do.shop)
    after, notice = through_gates(known, now=do.at, policy=policy)
    payload = {**counted(known), "shop": do.shop, "words": do.words}
    return changed(
        after, do, *((Notice.ADMITTED,) if after.merchant_told else ()), *_others(notice), payload=payload
    )


def decline_admission(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator does not take it, and says why."""
    if not do.words:
        raise Invalid({"words": Text("请写明不受理的原因", "Please say why it is not taken")})
    return changed(closed(c, do, DECLINED[c.state]), do, Notice.NOT_ADMITTED, payload={"words": do.words})


DECLINED = {
    State.AWAITING_CHECK: Outcome.UNVERIFIED,
    State.AWAITING_ASSIGNMENT: Outcome.NOT_ADMITTED,
    State.AWAITING_ADMISSION: Outcome.DISMISSED,
}
"""How a complaint ends that an operator does not take, by where it stood."""


def ask_operator(c: Complaint, do: Command, policy: Policy) -> Change:
    """Verification lapsed: the operator is asked."""
    return changed(enter(c, State.AWAITING_CHECK, now=do.at, policy=policy), do, Notice.OPERATOR_ASKED)


def close_unverified(c: Complaint, do: Command, policy: Policy) -> Change:
    """Nobody verified it: closed, and it may be reopened."""
    return changed(closed(c, do, Outcome.UNVERIFIED), do, Notice.CLOSED_UNVERIFIED)


def _others(notice: Notice) -> tuple[Notice, ...]:
    """Whom an operator's own act tells: not the operators."""
    return () if notice is Notice.OPERATOR_ASKED else (notice,)


def _with_facts(c: Complaint, facts: OrderFacts) -> Complaint:
    return replace(
        c,
        fen=facts.fen,
        ask=full(c.ask, facts.fen),
        merchant=facts.merchant,
        shop=facts.shop,
        goods=facts.goods,
        goods_id=facts.goods_id,
        goods_class=facts.goods_class,
        order_mask=facts.order_mask,
    )


def _filed(c: Complaint, do: Command, *notices: Notice) -> Change:
    payload: dict[str, Any] = {
        **counted(c),
        "words": do.words,
        "parent": c.parent,
        "by_shop": do.role is Role.SHOP or None,
    }
    return changed(c, do, *notices, payload=payload)
