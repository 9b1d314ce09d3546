"""Rulings: who may make one, their taking back, and what they bring when they take effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import ledger, orders
from ..errors import Invalid, NotAllowed
from ..order_book import OrderBook
from ..standard import CLAUSES
from ..vocabulary import Notice, Outcome, Remedy, RemedyState, Role, State, Text
from .appealing import check_time, may_decide, windows
from .clocks import enter, pause, resume, silent_again
from .closing import closed
from .complaint import Change, Command, Complaint, RemedyItem, Ruling, Settlement, both, changed
from .grounds import Grounds
from .settling import awarded, priced

PARTY = Text(
    "自营订单由店铺作为一方答复，不能自己裁决；可以邀请外部仲裁员",
    "The shop is a party here and does not rule on itself; an outside arbiter can be invited",
)


def rule(c: Complaint, do: Command, on: Grounds) -> Change:
    """A ruling that cites the standard. It takes effect after the time to take it back; until then nobody
    is told.

    Refuses (``Invalid``) no clause, an unknown one, no reason, an upheld ruling without a remedy, a
    partial refund that is not a part; (``NotAllowed``) who is a party, who has no seat at an appeal, and
    an appeal that the other side may still join.
    """
    if c.state is State.APPEALED:
        may_decide(c, do.actor, on)
        check_time(c, do.at)
    elif on.bench.own and do.actor not in on.bench.arbiters | {c.invited}:
        raise NotAllowed(PARTY)
    ruling = _checked(c, do)
    after = replace(pause(c, State.AWAITING_EFFECT, now=do.at, policy=on.policy), draft=ruling)
    return changed(after, do, payload=_ruled(ruling, do))


def _checked(c: Complaint, do: Command) -> Ruling:
    asked = do.ruling
    problems: dict[str, Text] = {}
    if asked is None or asked.outcome not in (Outcome.UPHELD, Outcome.DISMISSED):
        raise Invalid({"outcome": Text("请选择裁决结果", "Please choose an outcome")})
    if not asked.clauses or any(number not in CLAUSES for number in asked.clauses):
        problems["clauses"] = Text("请至少引用一条细则", "Please cite at least one clause")
    if len(do.words) < 10:
        problems["words"] = Text("请写明理由，至少 10 个字", "Please give a reason of at least 10 characters")
    if asked.outcome is Outcome.UPHELD and not asked.remedies:
        problems["remedy"] = Text("请选择处理结果", "Please choose a remedy")
    if problems:
        raise Invalid(problems)
    remedies = tuple(_exact(c, item) for item in asked.remedies) if asked.outcome is Outcome.UPHELD else ()
    return replace(asked, remedies=remedies, by=do.actor, at=do.at)


def _exact(c: Complaint, item: RemedyItem) -> RemedyItem:
    if item.kind is Remedy.NONE:
        return RemedyItem(Remedy.NONE, 0, RemedyState.CONFIRMED)
    if item.kind is Remedy.DEDUCT:
        if item.fen <= 0:
            raise Invalid({"deduct": Text("扣除金额须大于 0", "A deduction is more than 0")})
        return RemedyItem(Remedy.DEDUCT, item.fen, RemedyState.DONE)
    settlement = priced(c, Settlement(item.kind, item.fen))
    return RemedyItem(settlement.remedy, settlement.fen)


def take_back(c: Complaint, do: Command, on: Grounds) -> Change:
    """Who made the ruling takes it back before it takes effect, once; the clock goes on with the time that
    was left."""
    if c.draft is None or c.draft.by != do.actor or c.taken_back:
        raise NotAllowed(Text("只有作出裁决的人可以收回，只能一次", "Only who ruled takes it back, and once"))
    after = resume(replace(c, taken_back=True), now=do.at, policy=on.policy)
    return changed(replace(after, draft=None), do)


def undrafted(c: Complaint, do: Command, on: Grounds) -> Complaint:
    """``c`` as the parties know it while a ruling may be taken back: what they do discards the draft."""
    return replace(resume(c, now=do.at, policy=on.policy), draft=None)


def take_effect(c: Complaint, do: Command, on: Grounds) -> Change:
    """The ruling stands: both sides are told, and remedies that are not done yet fall due.

    What the merchant said it paid is settled or denied first; what was paid stays paid, so that only the
    difference is due. An appeal's ruling is final.
    """
    assert c.draft is not None
    appealed = bool(c.paused) and c.paused[-1].state is State.APPEALED
    book = _decided(c, on)
    ruled = replace(
        c,
        outcome=c.draft.outcome,
        remedies=_still_due(c, book),
        ruling=c.draft,
        draft=None,
        ruled_at=do.at,
        paused=(),
        seat=0,
        final=c.final or appealed,
        windows=None if appealed else windows(c, do.at, on),
    )
    notices = (Notice.RULED_BUYER, Notice.RULED_MERCHANT)
    payload = {"outcome": c.draft.outcome}
    if not any(item.state is RemedyState.DUE for item in ruled.remedies):
        over = closed(ruled, replace(do, role=Role.OPERATOR), ruled.outcome)
        return changed(over, do, *notices, payload=payload, book=book)
    state = State.AWAITING_ENFORCEMENT if c.gone or c.fails > 1 else State.AWAITING_REMEDY
    after = enter(ruled, state, now=do.at, policy=on.policy)
    return changed(after, do, *notices, payload=payload, book=book)


def _decided(c: Complaint, on: Grounds) -> OrderBook:
    assert c.draft is not None
    book = orders.judged(on.book)
    if c.draft.said:
        book = ledger.settle(book, c.debt)
    book = ledger.deny(book, c.debt)
    return awarded(c, c.draft.remedies, replace(on, known_book=book))


def _still_due(c: Complaint, book: OrderBook) -> tuple[RemedyItem, ...]:
    """The remedies, those of money done where nothing of it is due any more."""
    assert c.draft is not None
    paid = ledger.due(book, c.debt) == 0
    return tuple(
        replace(item, state=RemedyState.CONFIRMED)
        if paid and item.kind in (Remedy.REFUND, Remedy.PARTIAL_REFUND)
        else item
        for item in c.draft.remedies
    )


def still_silent(c: Complaint, do: Command, on: Grounds) -> Change:
    """An operator's time ran out: everybody who can act is told, and both parties the first time; it waits
    on, and is never decided by silence. What stays open too long ends as not ruled."""
    if do.at >= (c.continued_at or c.filed_at) + on.window("open_limit"):
        over = closed(replace(c, unfulfilled=True), do, c.outcome or Outcome.UPHELD) if c.fails else None
        return changed(over or closed(c, do, Outcome.UNRULED), do, *both(c))
    late = silent_again(c, now=do.at, policy=on.policy)
    return changed(late, do, Notice.ESCALATED, *late_notices(c))


def late_notices(c: Complaint) -> tuple[Notice, ...]:
    """Both parties hear once that the platform is late."""
    if c.lapses:
        return ()
    return (Notice.LATE_BUYER, *((Notice.LATE_MERCHANT,) if c.merchant_told else ()))


def _ruled(ruling: Ruling, do: Command) -> dict[str, Any]:
    remedies = [[item.kind, item.fen] for item in ruling.remedies]
    return {
        "outcome": ruling.outcome,
        "clauses": list(ruling.clauses),
        "remedies": remedies,
        "words": do.words,
    }
