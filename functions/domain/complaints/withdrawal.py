"""Withdrawing a complaint: what may be withdrawn, what must be shown, what is instant, what a person reviews.

Never by silence against anyone: an unanswered review approves what is low risk and escalates the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from .. import ledger, orders
from ..effects import CountWithdrawal, Strike
from ..errors import Invalid, NotAllowed, Refusal
from ..person import Person
from ..policy import Policy
from ..standard import CATEGORIES
from ..vocabulary import Notice, Outcome, Role, State, Text
from .clocks import pause, resume, runs_again, silent_again
from .closing import closed
from .complaint import Change, Command, Complaint, Mark, Withdrawal, changed
from .grounds import Grounds
from .ruling import late_notices
from .settling import MOST
from .withdrawal_reasons import COERCIVE, LOW, REASONS, Risk

AFTER_REFUSAL = timedelta(hours=24)
"""A withdrawal may be asked for again so long after one was refused or set back."""
WITHDRAWABLE = frozenset(
    {
        State.UNVERIFIED,
        State.AWAITING_CHECK,
        State.AWAITING_ASSIGNMENT,
        State.AWAITING_ADMISSION,
        State.AWAITING_MERCHANT,
        State.AWAITING_BUYER,
        State.AWAITING_BUYER_PROOF,
        State.AWAITING_MERCHANT_PROOF,
        State.AWAITING_RULING,
    }
)


class NotWithdrawable(Refusal):
    """This complaint is never withdrawn, or no longer; ``assist`` when the assistance channel can help."""

    def __init__(self, text: Text, *, assist: bool) -> None:
        super().__init__(text)
        self.assist = assist


class Forecast(NamedTuple):
    """What will happen: whether proof is needed, and the risks that ask for a review (none: instant)."""

    proof: bool
    risks: tuple[Risk, ...]

    @property
    def instant(self) -> bool:
        """Approved at once."""
        return not self.risks

    @property
    def low(self) -> bool:
        """Silence may approve it."""
        return set(self.risks) <= LOW


class Obstacle(NamedTuple):
    """Something that stops every withdrawal while it ``stands``; ``assist`` when the assistance channel
    can help."""

    stands: Callable[[Complaint, datetime, Policy], bool]
    text: Text
    assist: bool = True


OBSTACLES: tuple[Obstacle, ...] = (
    Obstacle(
        lambda c, _now, _policy: not CATEGORIES[c.category].withdrawable,
        Text(
            "违规类投诉不能撤销，平台保留追究的权利",
            "Violations cannot be withdrawn; the marketplace may pursue them",
        ),
        assist=False,
    ),
    Obstacle(
        lambda c, _now, _policy: Mark.MALICIOUS in c.marks,
        Text("这笔投诉正在按恶意投诉核查，不能撤销", "Under review as malicious; it cannot be withdrawn"),
    ),
    Obstacle(
        lambda c, _now, _policy: Mark.INCIDENT in c.marks,
        Text("这笔投诉属于正在调查的批次事件，不能撤销", "Part of an incident under investigation"),
    ),
    Obstacle(
        lambda c, now, policy: now > open_until(c, policy),
        Text(
            "提交已超过可撤销的期限。需要帮助可以走协助通道",
            "The time for withdrawing is over; the assistance channel can help",
        ),
    ),
    Obstacle(
        lambda c, _now, policy: (
            c.withdrawal is not None and c.withdrawal.tries >= policy.number("withdrawal_tries")
        ),
        Text(
            "撤销申请已达次数上限。需要帮助可以走协助通道",
            "No tries are left; the assistance channel can help",
        ),
    ),
)


def check(c: Complaint, *, now: datetime, policy: Policy) -> None:
    """Refuses (``NotWithdrawable``, ``NotAllowed``) what may not be withdrawn now, saying why and where to
    turn."""
    for obstacle in OBSTACLES:
        if obstacle.stands(c, now, policy):
            raise NotWithdrawable(obstacle.text, assist=obstacle.assist)
    if c.state not in WITHDRAWABLE:
        raise NotAllowed(
            Text("已有处理结果，不用再撤销", "It is already decided; there is nothing to withdraw")
        )


def forecast(
    c: Complaint, reason: str, *, note: str, person: Person, policy: Policy, now: datetime
) -> Forecast:
    """What a withdrawal for ``reason`` would lead to, from the tables alone."""
    proof = REASONS[reason].needs_proof and CATEGORIES[c.category].evidence_based
    if not c.merchant_told:
        return Forecast(proof=False, risks=())
    recent = sum(1 for when in person.withdrawals if when > now - timedelta(days=30))
    found = {
        Risk.AMOUNT: not 0 < c.fen <= policy.number("instant_fen"),
        Risk.DISPUTED: c.disputed,
        Risk.CATEGORY: not CATEGORIES[c.category].instant,
        Risk.STRIKES: person.strikes > 0,
        Risk.FREQUENT: recent >= policy.number("withdrawals_30d"),
        Risk.COERCED: any(phrase in note for phrase in COERCIVE),
        Risk.REASON: reason == "other",
        Risk.AMENDED: c.withdrawal is not None,
        Risk.PROOF: proof,
    }
    return Forecast(proof, tuple(risk for risk, there in found.items() if there))


def open_until(c: Complaint, policy: Policy) -> datetime:
    """Until when it may be withdrawn: from filing, or from when the merchant was told, whichever is later;
    and a while after a refusal."""
    told = max(c.filed_at, c.served_at or c.filed_at) + policy.window("withdrawal")
    return max(told, c.refused_at + AFTER_REFUSAL) if c.refused_at else told


def withdraw(c: Complaint, do: Command, on: Grounds) -> Change:
    """Withdrawn at once when nothing speaks against it, else a ticket in the review queue while all clocks
    stand still.

    What the buyer says they got is settled, unless they proved nothing of the order. What the merchant alone
    said it paid is not: nobody gives up a right by withdrawing without a word of it.
    """
    check(c, now=do.at, policy=on.policy)
    if do.reason not in REASONS:
        raise Invalid({"reason": Text("请选择撤销原因", "Please choose a reason")})
    seen = forecast(c, do.reason, note=do.words, person=do.person, policy=on.policy, now=do.at)
    _need(do, seen)
    tries = (c.withdrawal.tries if c.withdrawal else 0) + 1
    asked = replace(c, withdrawal=Withdrawal(do.reason, tries, tuple(seen.risks), seen.low))
    fields = {"reason": do.reason, "scene": do.scene, "words": do.words, "proof": do.proof}
    payload = {**fields, "risks": list(seen.risks), "instant": seen.instant or None, "fen": do.fen}
    if seen.instant:
        return _withdrawn(asked, do, on, *_merchant(c, Notice.WITHDRAWN_MERCHANT), payload=payload)
    after = pause(asked, State.AWAITING_REVIEW, now=do.at, policy=on.policy)
    told = (Notice.WITHDRAWAL_ASKED, *_merchant(c, Notice.WITHDRAWAL_PENDING))
    return changed(after, do, *told, payload=payload)


def _withdrawn(
    c: Complaint, do: Command, on: Grounds, *notices: Notice, payload: Mapping[str, Any]
) -> Change:
    book = on.book
    if do.role is Role.BUYER and do.fen > 0 and c.verified:
        book = ledger.receive(book, c.debt, min(do.fen, MOST))
    if do.role is Role.OPERATOR:
        book = orders.judged(book)
    book = ledger.deny(book, c.debt)
    over = closed(c, do, Outcome.WITHDRAWN)
    counted = (CountWithdrawal(do.at),)
    return changed(over, do, *notices, payload=payload, effects=counted, book=book)


def _need(do: Command, seen: Forecast) -> None:
    problems: dict[str, Text] = {}
    if REASONS[do.reason].needs_note and len(do.words) < 10:
        problems["words"] = Text("请写明原因，至少 10 个字", "Please explain in at least 10 characters")
    if seen.proof and len(do.proof) < 10 and not do.evidence:
        problems["proof"] = Text(
            "请写下商家的处理方案或聊天要点，至少 10 个字",
            "Give the merchant's solution or the chat, at least 10 characters",
        )
    if problems:
        raise Invalid(problems)


def cancel(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer keeps the complaint after all; clocks go on with the time that was left."""
    after = resume(c, now=do.at, policy=on.policy)
    return changed(after, do, *(notice for notice in runs_again(after) if notice is Notice.UPDATE_MERCHANT))


def approve(c: Complaint, do: Command, on: Grounds) -> Change:
    """Withdrawn: order released, no effect on the merchant's score. Nothing is approved while a mark
    stands."""
    if c.marks:
        raise NotAllowed(Text("有标记的投诉不能通过撤销", "What is marked is not withdrawn"))
    return _withdrawn(c, do, on, *_ended(c), payload={"words": do.words})


def refuse(c: Complaint, do: Command, on: Grounds) -> Change:
    """Not withdrawn, with the reason; clocks go on, and it may be asked again for a while. A false reason
    leaves a strike."""
    if not do.words:
        raise Invalid({"words": Text("请写明不通过的原因", "Please say why it is refused")})
    payload = {"words": do.words, "false_reason": do.false_reason or None}
    struck = (Strike(),) if do.false_reason else ()
    after = resume(replace(c, refused_at=do.at), now=do.at, policy=on.policy)
    told = (Notice.WITHDRAWAL_REFUSED, *_merchant(c, Notice.UPDATE_MERCHANT))
    return changed(after, do, *told, payload=payload, effects=struck)


def unreviewed(c: Complaint, do: Command, on: Grounds) -> Change:
    """The reviewer was silent: low risk is approved, anything else escalates, and in the end is approved
    unless somebody pressed for it; what is marked waits on."""
    assert c.withdrawal is not None
    if c.marks:
        return set_back(c, do, on)
    limit = c.clock is not None and c.clock.span * (c.lapses + 1) >= on.window("review_limit")
    if c.withdrawal.low or (limit and Risk.COERCED not in c.withdrawal.risks):
        return approve(c, do, on)
    if limit:
        after = resume(replace(c, refused_at=do.at), now=do.at, policy=on.policy)
        return changed(after, do, Notice.UPDATE_BUYER, *_merchant(c, Notice.UPDATE_MERCHANT))
    return changed(silent_again(c, now=do.at, policy=on.policy), do, Notice.ESCALATED, *late_notices(c))


def set_back(c: Complaint, do: Command, on: Grounds, *, payload: Mapping[str, Any] | None = None) -> Change:
    """A mark stops a pending withdrawal: it costs no try, and may be asked again once the mark is off."""
    assert c.withdrawal is not None
    spared = replace(c.withdrawal, tries=max(0, c.withdrawal.tries - 1))
    after = resume(replace(c, withdrawal=spared, refused_at=do.at), now=do.at, policy=on.policy)
    return changed(after, do, Notice.UPDATE_BUYER, *_merchant(c, Notice.UPDATE_MERCHANT), payload=payload)


def _merchant(c: Complaint, notice: Notice) -> tuple[Notice, ...]:
    return (notice,) if c.merchant_told else ()


def _ended(c: Complaint) -> tuple[Notice, ...]:
    return (Notice.WITHDRAWN_BUYER, *_merchant(c, Notice.WITHDRAWN_MERCHANT))
