"""Rulings, their taking back, remedies, and appeals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import Invalid, Lapsed, NotAllowed
from ..history import Event, genesis
from ..policy import Policy
from ..standard import CLAUSES
from ..vocabulary import Action, Notice, Outcome, Remedy, RemedyState, Role, State, Text
from .answering import need_words, priced
from .clocks import enter, pause, resume
from .complaint import (
    Change,
    Command,
    Complaint,
    RemedyItem,
    Ruling,
    Settlement,
    changed,
    closed,
    counted,
    number_for,
)

FULFILMENT = {Remedy.REFUND: "P1", Remedy.PARTIAL_REFUND: "P1", Remedy.REISSUE: "P2"}
"""The fulfilment complaint that a missed remedy opens."""


def rule(c: Complaint, do: Command, policy: Policy) -> Change:
    """A ruling that cites the standard. It takes effect after the time to take it back; until then nobody
    is told.

    Refuses (``Invalid``) no clause, an unknown one, no reason, an upheld ruling without a remedy, a
    partial refund that is not a part; (``NotAllowed``) an appeal decided by who made the first ruling.
    """
    if c.state is State.APPEALED and c.ruling is not None and c.ruling.by == do.actor:
        raise NotAllowed(Text("申诉须由另一位客服或仲裁员处理", "An appeal is decided by somebody else"))
    ruling = _checked(c, do)
    after = replace(pause(c, State.AWAITING_EFFECT, now=do.at, policy=policy), draft=ruling)
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


def take_back(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator takes the ruling back before it takes effect; its clock goes on with the time that was
    left."""
    return changed(replace(resume(c, now=do.at), draft=None), do)


def take_effect(c: Complaint, do: Command, policy: Policy) -> Change:
    """The ruling stands: both sides are told, remedies fall due, a dismissal or an empty remedy closes."""
    assert c.draft is not None
    ruled = replace(
        c,
        outcome=c.draft.outcome,
        remedies=c.draft.remedies,
        ruling=c.draft,
        draft=None,
        ruled_at=do.at,
        paused=(),
    )
    notices = (Notice.RULED_BUYER, Notice.RULED_MERCHANT)
    payload = {"outcome": c.draft.outcome}
    if any(item.state is RemedyState.DUE for item in ruled.remedies):
        return changed(
            enter(ruled, State.AWAITING_REMEDY, now=do.at, policy=policy), do, *notices, payload=payload
        )
    return changed(closed(ruled, do, ruled.outcome), do, *notices, payload=payload)


def still_silent(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator's own clock lapsed: everybody who can act is told, and it waits on; never decided by
    silence."""
    return changed(replace(enter(c, c.state, now=do.at, policy=policy), escalated=True), do, Notice.ESCALATED)


def do_remedy(c: Complaint, do: Command, policy: Policy) -> Change:
    """The merchant says how it was made good; the buyer is asked to confirm."""
    if not do.words and not do.sealed:
        raise Invalid(
            {
                "words": Text(
                    "请写明怎么处理的，例如退款单号后 4 位",
                    "Say how, for instance the refund's last 4 digits",
                )
            }
        )
    done = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.DONE))
    after = enter(done, State.AWAITING_CONFIRMATION, now=do.at, policy=policy)
    return changed(after, do, Notice.REMEDY_DONE, payload={"words": do.words})


def confirm(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer has it, or stayed silent after being asked: closed with the outcome agreed or ruled."""
    moved = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.CONFIRMED))
    moved = replace(moved, remedies=_move(moved, RemedyState.DONE, RemedyState.CONFIRMED))
    return changed(closed(moved, do, c.outcome), do, payload={"words": do.words})


def deny(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer did not get it: the platform steps in."""
    need_words(do)
    again = replace(c, remedies=_move(c, RemedyState.DONE, RemedyState.DUE), disputed=True)
    after = enter(again, State.AWAITING_RULING, now=do.at, policy=policy)
    return changed(after, do, Notice.OPERATOR_ASKED, payload={"words": do.words})


def missed(c: Complaint, do: Command, policy: Policy) -> Change:
    """The remedy did not come in time: a fulfilment complaint opens by itself.

    A second miss, or one of what no fulfilment complaint is about, goes to the operator.
    """
    late = replace(c, remedies=_move(c, RemedyState.DUE, RemedyState.MISSED))
    owed = next(
        (item for item in c.remedies if item.state is RemedyState.DUE and item.kind in FULFILMENT), None
    )
    if owed is None or c.category.startswith("P"):
        after = replace(enter(late, State.AWAITING_RULING, now=do.at, policy=policy), escalated=True)
        return changed(after, do, Notice.ESCALATED)
    opened = _fulfilment(c, do, policy, owed)
    notices = (Notice.REMEDY_MISSED_BUYER, Notice.REMEDY_MISSED_MERCHANT)
    change = changed(
        closed(late, do, Outcome.UPHELD), do, *notices, payload={"follow_up": opened.complaint.id}
    )
    return replace(change, follow_up=opened)


def _fulfilment(c: Complaint, do: Command, policy: Policy, due: RemedyItem) -> Change:
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
        filed_at=do.at,
        policy=c.policy,
        lang=c.lang,
        parent=c.id,
        disputed=True,
        merchant_told=True,
    )
    payload = {**counted(fresh), "parent": c.id}
    known = {name: value for name, value in payload.items() if value not in ("", None)}
    event = Event(Action.FILE, Role.CLOCK, "clock", do.at, known)
    return Change(
        enter(fresh, State.AWAITING_RULING, now=do.at, policy=policy), event, (Notice.OPERATOR_ASKED,)
    )


def appeal(c: Complaint, do: Command, policy: Policy) -> Change:
    """One appeal a side, within the window after the ruling, with something new to say."""
    if c.ruled_at is None or do.role in c.appealed:
        raise NotAllowed(
            Text(
                "没有可以申诉的裁决，或已申诉过一次",
                "There is no ruling to appeal, or you appealed once already",
            )
        )
    if do.at > c.ruled_at + policy.window("appeal_window"):
        raise Lapsed(Text("申诉期限已过，裁决已是最终结果", "The appeal window is over; the ruling is final"))
    need_words(do)
    after = replace(c, appealed=(*c.appealed, do.role), paused=(), ended_at=None, ended_by=None)
    other = Notice.APPEALED_MERCHANT if do.role is Role.BUYER else Notice.APPEALED_BUYER
    after = enter(after, State.APPEALED, now=do.at, policy=policy)
    return changed(after, do, other, Notice.APPEAL_ASKED, payload={"words": do.words})


def _move(c: Complaint, old: RemedyState, new: RemedyState) -> tuple[RemedyItem, ...]:
    return tuple(replace(item, state=new) if item.state is old else item for item in c.remedies)


def _ruled(ruling: Ruling, do: Command) -> dict[str, Any]:
    remedies = [[item.kind, item.fen] for item in ruling.remedies]
    return {
        "outcome": ruling.outcome,
        "clauses": list(ruling.clauses),
        "remedies": remedies,
        "words": do.words,
    }
