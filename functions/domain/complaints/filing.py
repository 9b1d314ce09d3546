"""Filing a complaint, and the gates on its way to the merchant.

A gate is a fact: verified, merchant known, admitted. Every way to the merchant checks all three and stops
at the first that is missing, so that there is no way round one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import orders
from ..errors import Invalid, Lapsed, NotAllowed
from ..order_book import OrderBook
from ..order_facts import OrderFacts
from ..orders import Taken
from ..policy import Policy
from ..standard import CATEGORIES
from ..vocabulary import Notice, Outcome, Remedy, Role, State, Text
from .clocks import enter, silent_again
from .closing import closed
from .complaint import Change, Command, Complaint, Settlement, changed, counted
from .grounds import Grounds
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
ANOTHER_OPERATOR = Text(
    "您上次没有受理，请由另一位客服决定", "You declined it before; another operator decides this time"
)
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


def file(c: Complaint, do: Command, on: Grounds) -> Change:
    """A new complaint: through the gates when a signed link vouches for the order, else unverified.

    A link for an order that another complaint holds, or where another in the same person's name used up
    what they may, is put to the operators beside it, where the filing says that the other is not theirs:
    anybody can type anybody's address into a link. Raises ``Taken``.
    """
    return ordered(None, _new(c, do, on), on)


def _new(c: Complaint, do: Command, on: Grounds) -> Change:
    late = is_late(c.category, do.facts, now=do.at, policy=on.policy)
    if do.facts is None:
        return _filed(enter(c, State.UNVERIFIED, now=do.at, policy=on.policy), do, Notice.VERIFY_CODE)
    known = replace(c, verified=True, late=late)
    cap = on.number("complaints_per_order")
    try:
        orders.may_file(on.book, c.claimant, c.category, cap=cap, now=do.at)
        after, book, notice = through_gates(known, on.book, now=do.at, on=on, shop=True)
    except Taken:
        if not do.beside:
            raise
        after = enter(known, State.AWAITING_CHECK, now=do.at, policy=on.policy)
        book = orders.priced(on.book, c.fen)
        return replace(_filed(after, do, Notice.RECEIPT, Notice.OPERATOR_ASKED), book=book)
    return replace(_filed(after, do, Notice.RECEIPT, notice), book=book)


def amend(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer puts right what was just filed: kind, asking, words. The merchant's clock goes on as it
    was.

    Refuses (``Lapsed``) after its minutes, (``Invalid``) what could not have been filed or has another
    filing window; raises ``Taken`` for a kind that the claimant has used up here.
    """
    if do.at > amendable_until(c, on.policy):
        raise Lapsed(TOO_LATE)
    asked = do.settlement or c.ask
    if problems := wanting(do.category, asked, do.words, fen=c.fen):
        raise Invalid(problems)
    if CATEGORIES[do.category].window != CATEGORIES[c.category].window:
        raise Invalid({"category": OTHER_WINDOW})
    if do.category != c.category:
        orders.may_file(on.book, c.claimant, do.category, cap=on.number("complaints_per_order"), now=do.at)
    after = replace(c, category=do.category, ask=full(asked, c.fen), amended=c.version + 1)
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


def verify(c: Complaint, do: Command, on: Grounds) -> Change:
    """The one-time code was right: known orders go on, others are put to the operator, who is asked at once.

    Late is what was filed late, however long the verifying took. An order that another complaint holds is
    for the operator to look at.
    """
    proved = replace(c, proved=True)
    if do.facts is None:
        return _to_check(proved, do, on, known=False)
    late = is_late(c.category, do.facts, now=c.filed_at, policy=on.policy)
    known = _with_facts(replace(proved, late=late, verified=True), do.facts)
    cap = on.number("complaints_per_order")
    orders.may_file(on.book, c.claimant, c.category, cap=cap, now=do.at, goes_on=c.reopened)
    try:
        after, book, notice = through_gates(known, on.book, now=do.at, on=on, shop=True)
    except Taken:
        return _to_check(known, do, on, known=True)
    payload = {"known": True, **counted(known)}
    return changed(after, do, Notice.RECEIPT, notice, payload=payload, book=book)


def _to_check(c: Complaint, do: Command, on: Grounds, *, known: bool) -> Change:
    payload = {"known": known, **(counted(c) if known else {})}
    if c.state is State.AWAITING_CHECK:
        return changed(c, do, payload=payload)
    asked = enter(c, State.AWAITING_CHECK, now=do.at, policy=on.policy)
    return changed(asked, do, Notice.OPERATOR_ASKED, payload=payload)


def through_gates(
    c: Complaint, book: OrderBook, *, now: datetime, on: Grounds, shop: bool = False
) -> tuple[Complaint, OrderBook, Notice]:
    """A verified ``c`` where its first missing gate stops it, else at its merchant; the order, which it holds
    from here on; and who is asked. Raises ``Taken`` where another complaint holds the order.

    Nobody is told, timed or counted in the place of a merchant whom nobody knows. Whose merchant was told
    again and again without anybody deciding, or who withdrew again and again, is admitted by an operator.
    What the ``shop`` says it cost is its price; what was typed and checked is, where nobody said it before.
    """
    book = orders.take(book, c.id, price=c.fen if shop or not book.price else 0)
    often = book.served >= on.number("served_cap") and not c.proved
    again = book.claimant(c.claimant).undecided >= on.number("served_cap")
    if not c.merchant:
        return enter(c, State.AWAITING_ASSIGNMENT, now=now, policy=on.policy), book, Notice.OPERATOR_ASKED
    if (c.late or often or again) and not (c.admitted or c.merchant_told):
        return enter(c, State.AWAITING_ADMISSION, now=now, policy=on.policy), book, Notice.OPERATOR_ASKED
    book = orders.served(book) if c.served_at is None else book
    return enter(c, State.AWAITING_MERCHANT, now=now, policy=on.policy), book, Notice.OPENED


def check_passed(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator finds that the order is the buyer's: on to the next gate.

    An order that another complaint holds must be freed first.
    """
    return _on(replace(c, verified=True), do, on)


def admit(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator takes a late or frequent complaint: the merchant's clock starts. Whoever declined it
    before is not asked again where another is there."""
    _need_another(c, do, on)
    return _on(replace(c, admitted=True), do, on)


def _need_another(c: Complaint, do: Command, on: Grounds) -> None:
    """Refuses (``NotAllowed``) who declined it before, where another operator is there."""
    if c.declined_by == do.actor and on.bench.operators - {do.actor}:
        raise NotAllowed(ANOTHER_OPERATOR)


def _on(c: Complaint, do: Command, on: Grounds) -> Change:
    after, book, notice = through_gates(c, orders.judged(on.book), now=do.at, on=on)
    return changed(after, do, Notice.ADMITTED, *_others(notice), payload={"words": do.words}, book=book)


def assign(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator says whose order it is: the merchant is told and its clock starts; what was filed late
    is admitted first.

    Refuses (``Invalid``) no merchant.
    """
    if not do.merchant:
        raise Invalid({"merchant": WHICH_MERCHANT})
    known = replace(c, merchant=do.merchant, shop=do.shop, gone=False)
    after, book, notice = through_gates(known, orders.judged(on.book), now=do.at, on=on)
    told = (Notice.ADMITTED,) if after.state is State.AWAITING_MERCHANT else ()
    payload = {**counted(known), "shop": do.shop, "words": do.words}
    return changed(after, do, *told, *_others(notice), payload=payload, book=book)


def no_merchant(c: Complaint, do: Command, on: Grounds) -> Change:
    """Whose order it was has left: nobody can answer, so it is ruled on; who says so takes what was late."""
    after = enter(replace(c, gone=True, admitted=True), State.AWAITING_RULING, now=do.at, policy=on.policy)
    return changed(after, do, Notice.UPDATE_BUYER, payload={"words": do.words})


def decline_admission(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator does not take it, and says why; what was declined before, another one decides."""
    _need_another(c, do, on)
    if not do.words:
        raise Invalid({"words": Text("请写明不受理的原因", "Please say why it is not taken")})
    over = closed(replace(c, declined_by=do.actor), do, DECLINED[c.state])
    return changed(over, do, Notice.NOT_ADMITTED, payload={"words": do.words})


DECLINED = {
    State.AWAITING_CHECK: Outcome.UNVERIFIED,
    State.AWAITING_ASSIGNMENT: Outcome.NOT_ADMITTED,
    State.AWAITING_ADMISSION: Outcome.NOT_ADMITTED,
}
"""How a complaint ends that an operator does not take, by where it stood."""


def ask_again(c: Complaint, do: Command, on: Grounds) -> Change:
    """What was not admitted is asked for once more, at the same gate and of another operator where there
    is one."""
    if c.outcome is not Outcome.NOT_ADMITTED or c.asked_again or c.ended_at is None:
        raise NotAllowed(Text("这笔投诉不能再请求受理", "It cannot be asked for again"))
    if do.at > c.ended_at + on.window("reopening"):
        raise Lapsed(Text("再次请求受理的期限已过", "The time to ask again is over"))
    fresh = replace(c, outcome=None, ended_at=None, ended_by=None, asked_again=True)
    state = State.AWAITING_ADMISSION if c.merchant else State.AWAITING_ASSIGNMENT
    after = enter(fresh, state, now=do.at, policy=on.policy)
    book = orders.take(on.book, c.id)
    return changed(after, do, Notice.OPERATOR_ASKED, payload={"words": do.words}, book=book)


def ask_operator(c: Complaint, do: Command, on: Grounds) -> Change:
    """Verification lapsed: the operator is asked."""
    return changed(enter(c, State.AWAITING_CHECK, now=do.at, policy=on.policy), do, Notice.OPERATOR_ASKED)


def unchecked(c: Complaint, do: Command, on: Grounds) -> Change:
    """No operator looked. What proves nothing is closed; whose mailbox or link was proved is never closed by
    an operator's silence, but ends after a time as not ruled, and may go on."""
    if not (c.proved or c.verified):
        return changed(closed(c, do, Outcome.UNVERIFIED), do, Notice.CLOSED_UNVERIFIED)
    if do.at >= (c.continued_at or c.filed_at) + on.window("unproved_limit"):
        return changed(closed(c, do, Outcome.UNRULED), do, Notice.UPDATE_BUYER)
    late = silent_again(c, now=do.at, policy=on.policy)
    return changed(late, do, Notice.ESCALATED, *((Notice.LATE_BUYER,) if c.lapses == 0 else ()))


def need_words(do: Command) -> None:
    """Refuses (``Invalid``) fewer than ten characters."""
    if len(do.words) < 10:
        raise Invalid({"words": WORDS_NEEDED})


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
