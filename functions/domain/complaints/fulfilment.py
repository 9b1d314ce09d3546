"""What was decided is done, confirmed, missed or enforced.

Only the buyer's word settles all that was said. Silence, an operator or a decision settle at most what is
due. After two failures of one debt the next step is the operator's; there is no loop.
"""

from __future__ import annotations

from dataclasses import replace

from .. import ledger, orders
from ..errors import Invalid, NotAllowed
from ..history import Event, genesis
from ..order_book import OrderBook
from ..vocabulary import Action, Notice, Outcome, Remedy, RemedyState, Role, State, Text
from .clocks import enter, silent_again
from .closing import closed
from .complaint import Change, Command, Complaint, RemedyItem, Settlement, both, changed, counted
from .filing import need_words
from .grounds import Grounds, was_told
from .numbers import number_for
from .ruling import late_notices
from .settling import MONEY, NO_SUM, whole

FULFILMENT = {Remedy.REFUND: "P1", Remedy.PARTIAL_REFUND: "P1", Remedy.REISSUE: "P2"}
"""The fulfilment complaint that a missed remedy opens."""
PROOF = Text("请填写退款单号，或上传凭证图片", "Give the refund's number, or a picture that shows it")
TOO_MUCH = Text("这笔钱最多还应退 {most} 元", "At most {most} yuan are still due")
NUMBER = 4
"""Characters a refund's number has at least."""


def do_remedy(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant says how it was made good; the buyer is asked to confirm.

    Money needs a number or a picture. A part of what is due may be paid: the rest stays due on the same
    clock. All of an unknown price needs its sum, which nobody else knows.
    """
    if not _due_of_money(c):
        return _said_done(c, do, on, on.book)
    if len("".join(do.ref.split())) < NUMBER and not do.evidence:
        raise Invalid({"ref": PROOF})
    if not do.fen and _of_no_sum(c, on.book):
        raise Invalid({"fen": NO_SUM})
    book, left = on.book, max(0, ledger.due(on.book, c.debt) - ledger.account(on.book, c.debt).said)
    if do.fen > left:
        raise Invalid({"fen": Text(*(each.format(most=f"{left / 100:.2f}") for each in TOO_MUCH))})
    book = ledger.say(book, c.debt, do.fen or left)
    if 0 < do.fen < left and not _of_no_sum(c, on.book):
        return changed(c, do, Notice.UPDATE_BUYER, payload={"words": do.words}, book=book)
    return _said_done(c, do, on, book)


def _due_of_money(c: Complaint) -> bool:
    return any(item.kind in MONEY and item.state is RemedyState.DUE for item in c.remedies)


def _of_no_sum(c: Complaint, book: OrderBook) -> bool:
    """Whether all of a price is due that nobody named."""
    return not book.price and any(item.kind is Remedy.REFUND and not item.fen for item in c.remedies)


def _said_done(c: Complaint, do: Command, on: Grounds, book: OrderBook) -> Change:
    if c.state is State.AWAITING_ENFORCEMENT:
        return changed(c, do, Notice.REMEDY_DONE, payload={"words": do.words}, book=book)
    done = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.DONE))
    after = enter(done, State.AWAITING_CONFIRMATION, now=do.at, policy=on.policy)
    return changed(after, do, Notice.REMEDY_DONE, payload={"words": do.words}, book=book)


def confirm(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer has it: closed with the outcome agreed or ruled. Their word settles all that was said, or
    all that was due."""
    book = on.book
    if not ledger.account(book, c.debt).said and _due_of_money(c) and not _of_no_sum(c, book):
        book = ledger.say(book, c.debt, ledger.due(book, c.debt))
    book = ledger.settle(book, c.debt)
    if any(item.kind is Remedy.REFUND for item in c.remedies):
        book = ledger.price_from(book, c.debt)
    return _over(c, do, payload={"words": do.words}, book=book)


def waive(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer asks for nothing more: it ends, and nothing is settled by that."""
    return _over(c, do, Notice.UPDATE_MERCHANT, payload={"words": do.words}, book=on.book)


def unanswered(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer was silent. Who was told has confirmed; for who was not, an operator looks at the proof, and
    no shop confirms its own payment."""
    if was_told(c, on, Role.BUYER):
        due = ledger.due(on.book, c.debt)
        return _over(c, do, book=ledger.settle(on.book, c.debt, silently=True, most=due))
    span = on.window("unconfirmed") if on.bench.own else None
    after = enter(c, State.AWAITING_CONFIRMATION_CHECK, now=do.at, policy=on.policy, span=span)
    if on.bench.own:
        return changed(replace(after, lapses=1), do, Notice.UPDATE_MERCHANT)
    return changed(after, do, Notice.OPERATOR_ASKED)


def unchecked_proof(c: Complaint, do: Command, on: Grounds) -> Change:
    """Nobody looked at the proof: it waits for the buyer a while longer, then ends as the merchant says."""
    if c.lapses == 0:
        waits = enter(c, c.state, now=do.at, policy=on.policy, span=on.window("unconfirmed"))
        return changed(replace(waits, lapses=1), do, Notice.ESCALATED, *late_notices(c))
    return _over(replace(c, unfulfilled=True), do, *both(c), book=on.book)


def accept_proof(c: Complaint, do: Command, on: Grounds) -> Change:
    """An operator finds from the proof that it was paid, at most what is due; what is left is unfulfilled."""
    if on.bench.own:
        raise NotAllowed(Text("店铺不能确认自己的付款", "A shop does not confirm its own payment"))
    need_words(do)
    due = ledger.due(on.book, c.debt)
    book = ledger.settle(orders.judged(on.book), c.debt, most=due)
    short = ledger.due(book, c.debt) > 0
    payload = {"words": do.words}
    return _over(replace(c, unfulfilled=short), do, *both(c), payload=payload, book=book)


def close_unfulfilled(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator ends what the merchant does not do: what is left of it is on record."""
    need_words(do)
    over = replace(c, unfulfilled=True)
    return _over(over, do, *both(c), payload={"words": do.words}, book=orders.judged(on.book))


def unenforced(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator was silent: it escalates, and ends as unfulfilled when it was open too long."""
    if do.at >= (c.continued_at or c.filed_at) + on.window("open_limit"):
        return _over(replace(c, unfulfilled=True), do, *both(c), book=on.book)
    late = silent_again(c, now=do.at, policy=on.policy)
    return changed(late, do, Notice.ESCALATED, *late_notices(c))


def deny(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer did not get it."""
    need_words(do)
    again = replace(c, remedies=_move(c, RemedyState.DONE, RemedyState.DUE), disputed=True)
    return _failed(again, do, on, ledger.deny(on.book, c.debt))


def missed(c: Complaint, do: Command, on: Grounds) -> Change:
    """The remedy did not come in time. Where nothing is due any more nothing was missed."""
    if _nothing_due(c, on.book):
        return _nothing_left(c, do, on, on.book)
    late = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.MISSED))
    owed = next(
        (item for item in c.remedies if item.state is RemedyState.DUE and item.kind in FULFILMENT), None
    )
    if c.fails == 0 and not c.parent and not on.bench.own and owed is not None:
        return _opened(late, do, on, owed)
    return _failed(c, do, on, on.book)


def _failed(c: Complaint, do: Command, on: Grounds, book: OrderBook) -> Change:
    """A miss or a denial that stays in this complaint: once it is ruled on, or done once more by a single
    shop; then the operator enforces it."""
    c = replace(c, fails=c.fails + 1)
    words = {"words": do.words}
    if on.bench.own:
        return _own_failed(c, do, on, book)
    if c.fails < 2:
        after = enter(c, State.AWAITING_RULING, now=do.at, policy=on.policy)
        return changed(after, do, Notice.OPERATOR_ASKED, payload=words, book=book)
    refund, book = _as_refund(c, replace(on, known_book=book))
    if _nothing_due(refund, book):
        return _nothing_left(refund, do, on, book)
    after = enter(refund, State.AWAITING_ENFORCEMENT, now=do.at, policy=on.policy)
    return changed(after, do, Notice.OPERATOR_ASKED, *both(c), payload=words, book=book)


def _own_failed(c: Complaint, do: Command, on: Grounds, book: OrderBook) -> Change:
    if c.fails >= 2:
        over = replace(c, unfulfilled=True)
        return _over(over, do, *both(c), payload={"words": do.words}, book=book)
    refund, book = _as_refund(c, replace(on, known_book=book))
    if _nothing_due(refund, book):
        return _nothing_left(refund, do, on, book)
    after = enter(refund, State.AWAITING_REMEDY, now=do.at, policy=on.policy)
    return changed(after, do, *both(c), payload={"words": do.words}, book=book)


def _nothing_due(c: Complaint, book: OrderBook) -> bool:
    """Whether all the order cost was paid already, so that what failed leaves nothing to enforce."""
    due = [item.kind for item in c.remedies if item.state is RemedyState.DUE]
    return set(due) <= set(MONEY) and not ledger.due(book, c.debt) + ledger.account(book, c.debt).said


def _nothing_left(c: Complaint, do: Command, on: Grounds, book: OrderBook) -> Change:
    change = _over(c, do, *both(c), payload={"words": do.words}, book=book)
    return replace(change, complaint=replace(change.complaint, ended_by=Role.OPERATOR))


def _as_refund(c: Complaint, on: Grounds) -> tuple[Complaint, OrderBook]:
    """A reissue that failed becomes a full refund."""
    if not any(item.kind is Remedy.REISSUE for item in c.remedies):
        return c, on.book
    return replace(c, remedies=(RemedyItem(Remedy.REFUND, c.fen),)), whole(c, on)


def _opened(c: Complaint, do: Command, on: Grounds, owed: RemedyItem) -> Change:
    """A fulfilment complaint opens by itself, of the same debt, and holds the order on."""
    late = replace(c, fails=1)
    refund, book = _as_refund(late, on)
    opened = _fulfilment(refund, do, on, owed)
    number = opened.complaint.id
    notices = (Notice.REMEDY_MISSED_BUYER, Notice.REMEDY_MISSED_MERCHANT)
    over = closed(late, do, Outcome.UPHELD)
    change = changed(over, do, *notices, payload={"follow_up": number}, book=book)
    return replace(change, follow_up=opened, book=orders.hand_over(book, c.id, number))


def _fulfilment(c: Complaint, do: Command, on: Grounds, due: RemedyItem) -> Change:
    number = number_for(do.at, genesis(c.marketplace, c.id))
    fresh = Complaint(
        marketplace=c.marketplace,
        id=number,
        category=FULFILMENT[due.kind],
        ask=Settlement(due.kind, due.fen),
        fen=c.fen,
        merchant=c.merchant,
        shop=c.shop,
        order=c.order,
        order_mask=c.order_mask,
        goods=c.goods,
        goods_id=c.goods_id,
        goods_class=c.goods_class,
        person=c.person,
        contact=c.contact,
        browser=c.browser,
        filed_at=do.at,
        policy=c.policy,
        lang=c.lang,
        parent=c.id,
        disputed=True,
        verified=True,
        served_at=do.at,
        fails=c.fails,
        gone=c.gone,
    )
    payload = {**counted(fresh), "parent": c.id}
    known = {name: value for name, value in payload.items() if value not in ("", None)}
    event = Event(Action.FILE, Role.CLOCK, "clock", do.at, known)
    after = enter(fresh, State.AWAITING_RULING, now=do.at, policy=on.policy)
    return Change(after, event, (Notice.OPERATOR_ASKED,))


def paid_elsewhere(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant says that the payment channel, or it itself, already refunded: said, until the buyer,
    an operator or a decision settles it."""
    if len("".join(do.ref.split())) < NUMBER and not do.evidence:
        raise Invalid({"ref": PROOF})
    if do.fen <= 0:
        raise Invalid({"fen": Text("请写明退了多少", "Please say how much was refunded")})
    book = ledger.say(on.book, c.debt, do.fen)
    return changed(c, do, Notice.UPDATE_BUYER, payload={"words": do.words}, book=book)


def returned(c: Complaint, do: Command, on: Grounds) -> Change:
    """What was paid too much came back."""
    back = ledger.account(on.book, c.debt).back
    if back <= 0:
        raise NotAllowed(Text("没有应退回的款项", "Nothing is to be returned"))
    book = ledger.give_back(on.book, c.debt, min(do.fen or back, back))
    return changed(c, do, payload={"words": do.words}, book=book)


def parent_decided(c: Complaint, do: Command, on: Grounds) -> Change:
    """The ruling that this complaint enforces was decided anew: it enforces itself from here on."""
    outcome = on.parent.outcome or Outcome.DISMISSED
    return changed(closed(c, do, outcome), do, *both(c), book=on.book)


def _over(c: Complaint, do: Command, *notices: Notice, payload: object = None, book: OrderBook) -> Change:
    moved = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.CONFIRMED))
    if c.unfulfilled or do.action is Action.WAIVE:
        moved = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.MISSED))
    moved = replace(moved, remedies=_move(moved, RemedyState.DONE, RemedyState.CONFIRMED))
    outcome = c.outcome or Outcome.UPHELD
    return changed(closed(moved, do, outcome), do, *notices, payload=payload, book=book)  # type: ignore[arg-type]


def _move(c: Complaint, old: RemedyState, new: RemedyState) -> tuple[RemedyItem, ...]:
    return tuple(replace(item, state=new) if item.state is old else item for item in c.remedies)
