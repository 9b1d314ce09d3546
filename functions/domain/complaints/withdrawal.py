"""Withdrawing a complaint: what may be withdrawn, what must be shown, what is instant, what a person reviews.

Never by silence against anyone: an unanswered review approves what is low risk and escalates the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from ..effects import CountWithdrawal, Strike
from ..errors import Invalid, NotAllowed, Refusal
from ..policy import Policy
from ..standard import CATEGORIES
from ..vocabulary import Notice, Outcome, State, Text
from .clocks import pause, resume
from .complaint import Change, Command, Complaint, Mark, Person, Withdrawal, changed, closed
from .ruling import still_silent


class Reason(NamedTuple):
    """Why a buyer withdraws; ``needs_proof`` for categories that rest on evidence, ``needs_note`` always."""

    label: Text
    needs_proof: bool = False
    needs_note: bool = False


REASONS: dict[str, Reason] = {
    "resolved": Reason(Text("问题已解决", "The problem is solved")),
    "mistake": Reason(Text("操作失误，选错商品或订单号", "My mistake: wrong goods or order number")),
    "settled": Reason(Text("与商家达成和解", "Settled with the merchant"), needs_proof=True),
    "other": Reason(Text("其他原因", "Another reason"), needs_note=True),
}


class Scene(NamedTuple):
    """A frequent case: the reason and the note it fills in."""

    label: Text
    reason: str
    note: Text


SCENES: dict[str, Scene] = {
    "late_delivery": Scene(
        Text("卡密延迟到账，现已收到", "The key came late and is here now"),
        "resolved",
        Text("卡密已到账并正常使用，投诉作废。", "The key has arrived and works; the complaint is void."),
    ),
    "works_now": Scene(
        Text("按客服指导已能使用", "It works after guidance"),
        "resolved",
        Text("按客服指导操作后已能正常使用。", "It works after following the guidance."),
    ),
    "reissued": Scene(
        Text("商家已补发", "The merchant reissued it"),
        "settled",
        Text("商家已补发卡密，已正常使用。", "The merchant reissued the key and it works."),
    ),
    "refunded": Scene(
        Text("商家已退款", "The merchant refunded"),
        "settled",
        Text("商家已退款，款项已收到。", "The merchant refunded and the money has arrived."),
    ),
    "wrong_goods": Scene(
        Text("选错了商品", "I chose the wrong goods"),
        "mistake",
        Text("我选错了商品，不是商家的问题。", "I chose the wrong goods; the merchant is not at fault."),
    ),
    "wrong_order": Scene(
        Text("填错了订单号", "I gave the wrong order number"),
        "mistake",
        Text("我填错了订单号。", "I gave the wrong order number."),
    ),
}


class Risk(StrEnum):
    """Why a person must look at a withdrawal."""

    AMOUNT = "amount"
    DISPUTED = "disputed"
    CATEGORY = "category"
    STRIKES = "strikes"
    FREQUENT = "frequent"
    COERCED = "coerced"
    REASON = "reason"
    AMENDED = "amended"
    PROOF = "proof"


RISK_LABELS: dict[Risk, Text] = {
    Risk.AMOUNT: Text("金额较大", "The amount is not small"),
    Risk.DISPUTED: Text("商家有异议", "The merchant disputed it"),
    Risk.CATEGORY: Text("这类投诉需要审核", "This category is reviewed"),
    Risk.STRIKES: Text("有违规记录", "There is a strike on record"),
    Risk.FREQUENT: Text("近 30 天撤销较多", "Many withdrawals in 30 days"),
    Risk.COERCED: Text("说明里有被要求撤销的迹象", "The note hints at pressure"),
    Risk.REASON: Text("其他原因", "Another reason"),
    Risk.AMENDED: Text("修改后再次提交", "Sent again after a refusal"),
    Risk.PROOF: Text("附有佐证待核对", "Proof to be looked at"),
}

LOW = frozenset({Risk.PROOF})
"""What silence may approve: nothing but proof that nobody has looked at yet."""

COERCIVE = (
    "不撤",
    "先撤",
    "才给",
    "才退",
    "逼我",
    "威胁",
    "让我撤",
    "要求我撤",
    "撤诉后",
    "撤销后再",
    "拉黑我",
)
"""Turns of phrase that hint at pressure; they bring a person, never a decision."""

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
        lambda c, now, policy: now > c.filed_at + policy.window("withdrawal"),
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
    if c.state is State.UNVERIFIED:
        return Forecast(proof=False, risks=())
    recent = sum(1 for when in person.withdrawals if when > now - timedelta(days=30))
    found = {
        Risk.AMOUNT: c.fen > policy.number("instant_fen"),
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


def withdraw(c: Complaint, do: Command, policy: Policy) -> Change:
    """Withdrawn at once when nothing speaks against it, else a ticket in the review queue while all clocks
    stand still."""
    check(c, now=do.at, policy=policy)
    if do.reason not in REASONS:
        raise Invalid({"reason": Text("请选择撤销原因", "Please choose a reason")})
    seen = forecast(c, do.reason, note=do.words, person=do.person, policy=policy, now=do.at)
    _need(do, seen)
    tries = (c.withdrawal.tries if c.withdrawal else 0) + 1
    asked = replace(c, withdrawal=Withdrawal(do.reason, tries, tuple(seen.risks), seen.low))
    fields = {"reason": do.reason, "scene": do.scene, "words": do.words, "proof": do.proof}
    payload = {**fields, "risks": list(seen.risks), "instant": seen.instant or None}
    if seen.instant:
        return changed(
            closed(asked, do, Outcome.WITHDRAWN),
            do,
            *_merchant(c, Notice.WITHDRAWN_MERCHANT),
            payload={**payload, "instant": True},
            effects=(CountWithdrawal(do.at),),
        )
    after = pause(asked, State.AWAITING_REVIEW, now=do.at, policy=policy)
    return changed(
        after, do, Notice.WITHDRAWAL_ASKED, *_merchant(c, Notice.WITHDRAWAL_PENDING), payload=payload
    )


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


def cancel(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer keeps the complaint after all; clocks go on with the time that was left."""
    return changed(resume(c, now=do.at), do)


def approve(c: Complaint, do: Command, policy: Policy) -> Change:
    """Withdrawn: order released, no effect on the merchant's score."""
    counted = (CountWithdrawal(do.at),)
    return changed(
        closed(c, do, Outcome.WITHDRAWN), do, *_ended(c), payload={"words": do.words}, effects=counted
    )


def refuse(c: Complaint, do: Command, policy: Policy) -> Change:
    """Not withdrawn, with the reason; clocks go on. A false reason leaves a strike."""
    if not do.words:
        raise Invalid({"words": Text("请写明不通过的原因", "Please say why it is refused")})
    payload = {"words": do.words, "false_reason": do.false_reason or None}
    struck = (Strike(),) if do.false_reason else ()
    return changed(resume(c, now=do.at), do, Notice.WITHDRAWAL_REFUSED, payload=payload, effects=struck)


def unreviewed(c: Complaint, do: Command, policy: Policy) -> Change:
    """The reviewer was silent: low risk is approved, anything else escalates."""
    assert c.withdrawal is not None
    return approve(c, do, policy) if c.withdrawal.low else still_silent(c, do, policy)


def _merchant(c: Complaint, notice: Notice) -> tuple[Notice, ...]:
    return (notice,) if c.merchant_told else ()


def _ended(c: Complaint) -> tuple[Notice, ...]:
    return (Notice.WITHDRAWN_BUYER, *_merchant(c, Notice.WITHDRAWN_MERCHANT))
