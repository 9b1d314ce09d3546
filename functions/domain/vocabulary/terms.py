"""The words of the trade as values: who acts, who is awaited, what may be done.

A state says who is awaited. Every open state has exactly one clock; a closed one has none.
Labels are Chinese first, English second, and live here so that no page invents its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """One thing said in both languages of the desk."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        """The words in ``lang``: English for ``"en"``, else Chinese."""
        return self.en if lang == "en" else self.zh


class Role(StrEnum):
    """Who acts. The clock is an actor like the others."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    OPERATOR = "operator"
    ARBITER = "arbiter"
    SHOP = "shop"
    CLOCK = "clock"


class State(StrEnum):
    """Where a complaint stands."""

    UNVERIFIED = "unverified"
    AWAITING_CHECK = "awaiting_check"
    AWAITING_ASSIGNMENT = "awaiting_assignment"
    AWAITING_ADMISSION = "awaiting_admission"
    AWAITING_MERCHANT = "awaiting_merchant"
    AWAITING_BUYER = "awaiting_buyer"
    AWAITING_BUYER_PROOF = "awaiting_buyer_proof"
    AWAITING_MERCHANT_PROOF = "awaiting_merchant_proof"
    AWAITING_RULING = "awaiting_ruling"
    AWAITING_EFFECT = "awaiting_effect"
    AWAITING_REMEDY = "awaiting_remedy"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_REVIEW = "awaiting_review"
    APPEALED = "appealed"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a complaint ended."""

    RESOLVED = "resolved"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    UNVERIFIED = "unverified"
    NOT_ADMITTED = "not_admitted"


class Action(StrEnum):
    """What somebody does to a complaint. ``LAPSE``, ``WARN`` and ``READ`` are the clock's."""

    FILE = "file"
    AMEND = "amend"
    VERIFY = "verify"
    ADMIT = "admit"
    DECLINE_ADMISSION = "decline_admission"
    ASSIGN = "assign"
    ACCEPT = "accept"
    OFFER = "offer"
    CONTEST = "contest"
    TAKE_OFFER = "take_offer"
    DECLINE_OFFER = "decline_offer"
    ADD_WORDS = "add_words"
    ASK_PROOF = "ask_proof"
    GIVE_PROOF = "give_proof"
    EXTEND = "extend"
    RULE = "rule"
    TAKE_BACK = "take_back"
    DO_REMEDY = "do_remedy"
    CONFIRM = "confirm"
    DENY = "deny"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    CANCEL_WITHDRAWAL = "cancel_withdrawal"
    APPROVE_WITHDRAWAL = "approve_withdrawal"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    REOPEN = "reopen"
    READ = "read"
    REVEAL = "reveal"
    LAPSE = "lapse"
    MARK = "mark"
    WARN = "warn"


class Remedy(StrEnum):
    """What makes it good. ``DEDUCT`` is taken from the deposit by the marketplace itself."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REISSUE = "reissue"
    DEDUCT = "deduct"
    NONE = "none"


class RemedyState(StrEnum):
    """Where a remedy stands."""

    DUE = "due"
    DONE = "done"
    CONFIRMED = "confirmed"
    MISSED = "missed"


AWAITED: dict[State, Role] = {
    State.UNVERIFIED: Role.BUYER,
    State.AWAITING_CHECK: Role.OPERATOR,
    State.AWAITING_ASSIGNMENT: Role.OPERATOR,
    State.AWAITING_ADMISSION: Role.OPERATOR,
    State.AWAITING_MERCHANT: Role.MERCHANT,
    State.AWAITING_BUYER: Role.BUYER,
    State.AWAITING_BUYER_PROOF: Role.BUYER,
    State.AWAITING_MERCHANT_PROOF: Role.MERCHANT,
    State.AWAITING_RULING: Role.OPERATOR,
    State.AWAITING_EFFECT: Role.OPERATOR,
    State.AWAITING_REMEDY: Role.MERCHANT,
    State.AWAITING_CONFIRMATION: Role.BUYER,
    State.AWAITING_REVIEW: Role.OPERATOR,
    State.APPEALED: Role.ARBITER,
}

STATE_LABELS: dict[State, Text] = {
    State.UNVERIFIED: Text("待核验", "Needs verification"),
    State.AWAITING_CHECK: Text("待客服核实", "Operator checking the order"),
    State.AWAITING_ASSIGNMENT: Text("待定商家", "Merchant not known yet"),
    State.AWAITING_ADMISSION: Text("逾期投诉，待受理", "Late, awaiting admission"),
    State.AWAITING_MERCHANT: Text("等商家回复", "Waiting for merchant"),
    State.AWAITING_BUYER: Text("等买家答复方案", "Waiting for buyer's answer"),
    State.AWAITING_BUYER_PROOF: Text("等买家补充凭证", "Waiting for buyer's proof"),
    State.AWAITING_MERCHANT_PROOF: Text("等商家补充凭证", "Waiting for merchant's proof"),
    State.AWAITING_RULING: Text("待裁决", "Needs ruling"),
    State.AWAITING_EFFECT: Text("裁决待生效", "Ruling about to take effect"),
    State.AWAITING_REMEDY: Text("等商家处理", "Waiting for remedy"),
    State.AWAITING_CONFIRMATION: Text("等买家确认", "Waiting for confirmation"),
    State.AWAITING_REVIEW: Text("撤销审核中", "Withdrawal in review"),
    State.APPEALED: Text("申诉中", "Under appeal"),
    State.CLOSED: Text("已结束", "Closed"),
}

OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.RESOLVED: Text("已解决", "Resolved"),
    Outcome.UPHELD: Text("投诉成立", "Upheld"),
    Outcome.DISMISSED: Text("投诉不成立", "Dismissed"),
    Outcome.WITHDRAWN: Text("已撤销", "Withdrawn"),
    Outcome.UNVERIFIED: Text("未核验，已关闭", "Closed unverified"),
    Outcome.NOT_ADMITTED: Text("不予受理", "Not admitted"),
}

ROLE_LABELS: dict[Role, Text] = {
    Role.BUYER: Text("买家", "Buyer"),
    Role.MERCHANT: Text("商家", "Merchant"),
    Role.OPERATOR: Text("平台客服", "Operator"),
    Role.ARBITER: Text("仲裁员", "Arbiter"),
    Role.SHOP: Text("店铺程序", "Shop"),
    Role.CLOCK: Text("时限", "Clock"),
}

REMEDY_LABELS: dict[Remedy, Text] = {
    Remedy.REFUND: Text("全额退款", "Full refund"),
    Remedy.PARTIAL_REFUND: Text("部分退款", "Partial refund"),
    Remedy.REISSUE: Text("补发卡密", "Reissue"),
    Remedy.DEDUCT: Text("扣除保证金", "Deposit deduction"),
    Remedy.NONE: Text("不处理", "None"),
}

REMEDY_STATE_LABELS: dict[RemedyState, Text] = {
    RemedyState.DUE: Text("待执行", "Due"),
    RemedyState.DONE: Text("已执行", "Done"),
    RemedyState.CONFIRMED: Text("买家已确认", "Confirmed"),
    RemedyState.MISSED: Text("逾期未执行", "Missed"),
}
