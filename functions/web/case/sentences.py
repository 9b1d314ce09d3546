"""The sentences of a case: a row an action, a state, a lapse. ``{who}`` is "您" to who did it themselves."""

from __future__ import annotations

from ...domain.vocabulary.terms import Action, State, Text

YOU = Text("您", "You")
PLATFORM = Text("平台客服", "The platform")

HAPPENED: dict[Action, Text] = {
    Action.FILE: Text("投诉已提交", "Complaint filed"),
    Action.AMEND: Text("{who}修改了投诉内容", "{who} changed the complaint"),
    Action.VERIFY: Text("联系方式已核验", "Contact verified"),
    Action.ADMIT: Text("平台已受理，已通知商家", "Admitted, merchant told"),
    Action.DECLINE_ADMISSION: Text("平台不予受理", "Not admitted"),
    Action.ASSIGN: Text("平台已确认商家：{shop}", "The platform found the merchant: {shop}"),
    Action.ACCEPT: Text("{who}同意处理", "{who} agreed"),
    Action.OFFER: Text("{who}提出处理方案", "{who} made an offer"),
    Action.CONTEST: Text("{who}不同意，转平台裁决", "{who} disagreed; the platform rules"),
    Action.TAKE_OFFER: Text("{who}接受了方案", "{who} took the offer"),
    Action.DECLINE_OFFER: Text(
        "{who}没有接受方案，转平台裁决", "{who} declined the offer; the platform rules"
    ),
    Action.ADD_WORDS: Text("{who}留言", "{who} wrote"),
    Action.ASK_PROOF: Text("平台请求补充凭证", "The platform asked for more proof"),
    Action.GIVE_PROOF: Text("{who}补充了凭证", "{who} gave proof"),
    Action.EXTEND: Text("补充凭证的时限已延长", "More time was given for proof"),
    Action.RULE: Text("{who}作出裁决，待生效", "{who} drafted a ruling"),
    Action.TAKE_BACK: Text("{who}收回了裁决", "{who} took the ruling back"),
    Action.DO_REMEDY: Text("{who}说已处理", "{who} reported it done"),
    Action.CONFIRM: Text("{who}确认已收到", "{who} confirmed it"),
    Action.DENY: Text("{who}没有收到，转平台裁决", "{who} did not get it; the platform rules"),
    Action.APPEAL: Text("{who}提出申诉", "{who} appealed"),
    Action.WITHDRAW: Text("{who}申请撤销", "{who} asked to withdraw"),
    Action.CANCEL_WITHDRAWAL: Text("{who}取消了撤销，投诉继续", "{who} kept the complaint"),
    Action.APPROVE_WITHDRAWAL: Text("撤销已通过", "Withdrawal approved"),
    Action.REFUSE_WITHDRAWAL: Text("撤销没有通过，投诉继续", "Withdrawal refused; it goes on"),
    Action.REOPEN: Text("{who}继续投诉", "{who} continued the complaint"),
    Action.LAPSE: Text("时限已到", "The time was over"),
    Action.MARK: Text("{who}更改了标记", "{who} changed a mark"),
    Action.WARN: Text("已提醒尽快处理", "A reminder was sent"),
    Action.READ: Text("截图已处理", "Pictures were looked over"),
    Action.REVEAL: Text("{who}允许商家查看截图原图", "{who} let the merchant see a picture whole"),
}

LAPSED: dict[str, Text] = {
    State.UNVERIFIED: Text("没有按时核验，已请客服核实", "Not verified in time; an operator checks it"),
    State.AWAITING_CHECK: Text("没有核实到这笔订单", "The order could not be confirmed"),
    State.AWAITING_ASSIGNMENT: Text(
        "确认商家超时，已升级给管理员", "Finding the merchant is late and was escalated"
    ),
    State.AWAITING_ADMISSION: Text("受理超时，已升级给管理员", "Admission is late and was escalated"),
    State.AWAITING_MERCHANT: Text("商家逾期没有回复", "The merchant did not answer in time"),
    State.AWAITING_BUYER: Text("买家逾期没有答复方案", "The offer was not answered in time"),
    State.AWAITING_BUYER_PROOF: Text("买家逾期没有补充凭证", "The buyer's proof did not come in time"),
    State.AWAITING_MERCHANT_PROOF: Text("商家逾期没有补充凭证", "The merchant's proof did not come in time"),
    State.AWAITING_RULING: Text("裁决超时，已升级给管理员", "The ruling is late and was escalated"),
    State.AWAITING_EFFECT: Text("裁决生效", "The ruling took effect"),
    State.AWAITING_REMEDY: Text("商家逾期没有处理", "The remedy was not done in time"),
    State.AWAITING_CONFIRMATION: Text("逾期没有答复，视为已收到", "No answer in time counts as received"),
    State.AWAITING_REVIEW: Text("撤销审核的时限已到", "The time for the review was over"),
    State.APPEALED: Text("申诉处理超时，已升级给管理员", "The appeal is late and was escalated"),
}

YOURS: dict[State, Text] = {
    State.UNVERIFIED: Text("等您核验", "Verify your contact"),
    State.AWAITING_CHECK: Text("等您核实订单", "Check the order"),
    State.AWAITING_ASSIGNMENT: Text("等您确认商家", "Find the merchant"),
    State.AWAITING_ADMISSION: Text("等您决定是否受理", "Admit or decline"),
    State.AWAITING_MERCHANT: Text("等您回复", "Your answer is due"),
    State.AWAITING_BUYER: Text("等您答复方案", "Answer the offer"),
    State.AWAITING_BUYER_PROOF: Text("等您补充凭证", "Your proof is due"),
    State.AWAITING_MERCHANT_PROOF: Text("等您补充凭证", "Your proof is due"),
    State.AWAITING_RULING: Text("等您裁决", "Your ruling is due"),
    State.AWAITING_REMEDY: Text("等您处理", "Your remedy is due"),
    State.AWAITING_CONFIRMATION: Text("等您确认", "Confirm or deny"),
    State.AWAITING_REVIEW: Text("等您审核撤销", "Review the withdrawal"),
    State.APPEALED: Text("等您处理申诉", "Decide the appeal"),
}
"""How a state reads to the one who is awaited."""

_ANSWER = Text("核实后通知商家，商家开始计时", "Once checked, the merchant is told and its clock starts")
_RULING = Text("平台裁决，通知双方", "The platform rules and both sides are told")

NEXT: dict[State, Text] = {
    State.UNVERIFIED: _ANSWER,
    State.AWAITING_CHECK: _ANSWER,
    State.AWAITING_ASSIGNMENT: Text(
        "确认商家后通知对方，商家开始计时", "Once it is known, the merchant is told and its clock starts"
    ),
    State.AWAITING_ADMISSION: Text("受理后通知商家", "Once admitted, the merchant is told"),
    State.AWAITING_MERCHANT: Text(
        "商家同意就处理，不同意由平台裁决", "Agreed and put right, or the platform rules"
    ),
    State.AWAITING_BUYER: Text("接受就处理，不接受由平台裁决", "Taken and put right, or the platform rules"),
    State.AWAITING_BUYER_PROOF: _RULING,
    State.AWAITING_MERCHANT_PROOF: _RULING,
    State.AWAITING_RULING: _RULING,
    State.AWAITING_EFFECT: Text("裁决生效，通知双方", "The ruling takes effect and both sides are told"),
    State.AWAITING_REMEDY: Text("确认收到后投诉结束", "Once received it closes"),
    State.AWAITING_CONFIRMATION: Text("确认后投诉结束", "Once confirmed it closes"),
    State.AWAITING_REVIEW: Text("通过就结束；不通过，投诉接着处理", "Approved it ends; refused it goes on"),
    State.APPEALED: Text("申诉裁决，通知双方", "The appeal is decided and both sides are told"),
}

DONE: dict[str, Text] = {
    Action.VERIFY: Text("已核验，接下来请看下面的进度", "Verified; see below what comes next"),
    Action.TAKE_OFFER: Text("已接受方案，已通知商家", "You took the offer; the merchant is told"),
    Action.DECLINE_OFFER: Text("已转平台裁决，您不用再催", "The platform rules now; you need not ask"),
    Action.CONFIRM: Text("已确认收到，感谢您", "Confirmed, thank you"),
    Action.DENY: Text("已转平台裁决，您不用再催", "The platform rules now; you need not ask"),
    Action.GIVE_PROOF: Text("已收到补充的凭证", "Your proof has arrived"),
    Action.AMEND: Text("已修改，商家会看到新的内容", "Changed; the merchant sees the new version"),
    Action.ADD_WORDS: Text("留言已发送", "Your message was sent"),
    Action.APPEAL: Text("申诉已提交", "Your appeal was filed"),
    Action.REOPEN: Text("投诉已继续", "The complaint goes on"),
    Action.CANCEL_WITHDRAWAL: Text("已取消撤销，投诉照常处理", "The complaint is kept and goes on"),
}
"""What the buyer reads right after doing it."""
