"""Where a complaint stands. A state says who is awaited; every open one has exactly one clock, a closed
one none."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .roles import Role
from .text import Text


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
    AWAITING_CONFIRMATION_CHECK = "awaiting_confirmation_check"
    AWAITING_ENFORCEMENT = "awaiting_enforcement"
    AWAITING_REVIEW = "awaiting_review"
    APPEALED = "appealed"
    CLOSED = "closed"


class StateRow(NamedTuple):
    """What is said of a state.

    ``label`` names it to everybody, ``yours`` to who is awaited. ``lapsed`` is what a history says when
    its clock ran out, ``next`` what a timeline says will come. None of these is said of a closed one
    but its label.
    """

    label: Text
    awaits: Role | None = None
    yours: Text | None = None
    lapsed: Text | None = None
    next: Text | None = None


STATES: dict[State, StateRow] = {
    State.UNVERIFIED: StateRow(
        Text("待核验", "Needs verification"),
        awaits=Role.BUYER,
        yours=Text("等您核验", "Verify your contact"),
        lapsed=Text("没有按时核验，已请客服核实", "Not verified in time; an operator checks it"),
        next=Text("核实后通知商家，商家开始计时", "Once checked, the merchant is told and its clock starts"),
    ),
    State.AWAITING_CHECK: StateRow(
        Text("待客服核实", "Operator checking the order"),
        awaits=Role.OPERATOR,
        yours=Text("等您核实订单", "Check the order"),
        lapsed=Text("没有核实到这笔订单", "The order could not be confirmed"),
        next=Text("核实后通知商家，商家开始计时", "Once checked, the merchant is told and its clock starts"),
    ),
    State.AWAITING_ASSIGNMENT: StateRow(
        Text("待定商家", "Merchant not known yet"),
        awaits=Role.OPERATOR,
        yours=Text("等您确认商家", "Find the merchant"),
        lapsed=Text("确认商家超时，已升级给管理员", "Finding the merchant is late and was escalated"),
        next=Text(
            "确认商家后通知对方，商家开始计时", "Once it is known, the merchant is told and its clock starts"
        ),
    ),
    State.AWAITING_ADMISSION: StateRow(
        Text("逾期投诉，待受理", "Late, awaiting admission"),
        awaits=Role.OPERATOR,
        yours=Text("等您决定是否受理", "Admit or decline"),
        lapsed=Text("受理超时，已升级给管理员", "Admission is late and was escalated"),
        next=Text("受理后通知商家", "Once admitted, the merchant is told"),
    ),
    State.AWAITING_MERCHANT: StateRow(
        Text("等商家回复", "Waiting for merchant"),
        awaits=Role.MERCHANT,
        yours=Text("等您回复", "Your answer is due"),
        lapsed=Text("商家逾期没有回复", "The merchant did not answer in time"),
        next=Text("商家同意就处理，不同意由平台裁决", "Agreed and put right, or the platform rules"),
    ),
    State.AWAITING_BUYER: StateRow(
        Text("等买家答复方案", "Waiting for buyer's answer"),
        awaits=Role.BUYER,
        yours=Text("等您答复方案", "Answer the offer"),
        lapsed=Text("买家逾期没有答复方案", "The offer was not answered in time"),
        next=Text("接受就处理，不接受由平台裁决", "Taken and put right, or the platform rules"),
    ),
    State.AWAITING_BUYER_PROOF: StateRow(
        Text("等买家补充凭证", "Waiting for buyer's proof"),
        awaits=Role.BUYER,
        yours=Text("等您补充凭证", "Your proof is due"),
        lapsed=Text("买家逾期没有补充凭证", "The buyer's proof did not come in time"),
        next=Text("平台裁决，通知双方", "The platform rules and both sides are told"),
    ),
    State.AWAITING_MERCHANT_PROOF: StateRow(
        Text("等商家补充凭证", "Waiting for merchant's proof"),
        awaits=Role.MERCHANT,
        yours=Text("等您补充凭证", "Your proof is due"),
        lapsed=Text("商家逾期没有补充凭证", "The merchant's proof did not come in time"),
        next=Text("平台裁决，通知双方", "The platform rules and both sides are told"),
    ),
    State.AWAITING_RULING: StateRow(
        Text("待裁决", "Needs ruling"),
        awaits=Role.OPERATOR,
        yours=Text("等您裁决", "Your ruling is due"),
        lapsed=Text("裁决超时，已升级给管理员", "The ruling is late and was escalated"),
        next=Text("平台裁决，通知双方", "The platform rules and both sides are told"),
    ),
    State.AWAITING_EFFECT: StateRow(
        Text("裁决待生效", "Ruling about to take effect"),
        awaits=Role.OPERATOR,
        lapsed=Text("裁决生效", "The ruling took effect"),
        next=Text("裁决生效，通知双方", "The ruling takes effect and both sides are told"),
    ),
    State.AWAITING_REMEDY: StateRow(
        Text("等商家处理", "Waiting for remedy"),
        awaits=Role.MERCHANT,
        yours=Text("等您处理", "Your remedy is due"),
        lapsed=Text("商家逾期没有处理", "The remedy was not done in time"),
        next=Text("确认收到后投诉结束", "Once received it closes"),
    ),
    State.AWAITING_CONFIRMATION: StateRow(
        Text("等买家确认", "Waiting for confirmation"),
        awaits=Role.BUYER,
        yours=Text("等您确认", "Confirm or deny"),
        lapsed=Text("逾期没有答复，视为已收到", "No answer in time counts as received"),
        next=Text("确认后投诉结束", "Once confirmed it closes"),
    ),
    State.AWAITING_CONFIRMATION_CHECK: StateRow(
        Text("待核实凭证", "Checking the proof of payment"),
        awaits=Role.OPERATOR,
        yours=Text("等您核实凭证", "Check the proof"),
        lapsed=Text("凭证没有按时核实", "The proof was not checked in time"),
        next=Text("核实后投诉结束", "Once checked it closes"),
    ),
    State.AWAITING_ENFORCEMENT: StateRow(
        Text("待执行", "Needs enforcement"),
        awaits=Role.OPERATOR,
        yours=Text("等您处理执行", "Enforce what is owed"),
        lapsed=Text("执行处理超时，已升级给管理员", "Enforcement is late and was escalated"),
        next=Text(
            "商家补上，或平台记录为未履行", "The merchant makes it good, or it is recorded as unfulfilled"
        ),
    ),
    State.AWAITING_REVIEW: StateRow(
        Text("撤销审核中", "Withdrawal in review"),
        awaits=Role.OPERATOR,
        yours=Text("等您审核撤销", "Review the withdrawal"),
        lapsed=Text("撤销审核的时限已到", "The time for the review was over"),
        next=Text("通过就结束；不通过，投诉接着处理", "Approved it ends; refused it goes on"),
    ),
    State.APPEALED: StateRow(
        Text("申诉中", "Under appeal"),
        awaits=Role.ARBITER,
        yours=Text("等您处理申诉", "Decide the appeal"),
        lapsed=Text("申诉处理超时，已升级给管理员", "The appeal is late and was escalated"),
        next=Text("申诉裁决，通知双方", "The appeal is decided and both sides are told"),
    ),
    State.CLOSED: StateRow(
        Text("已结束", "Closed"),
    ),
}
