"""Why complaints are withdrawn, and what speaks for a person to look."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..vocabulary import Text


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
