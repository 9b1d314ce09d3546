"""What somebody does to a complaint: how it is told, what may go with it, and who reads of it."""

from __future__ import annotations

from typing import NamedTuple

from .action import Action
from .roles import PARTIES, Role
from .sights import Sight
from .text import Text


class ActionRow(NamedTuple):
    """What is said of an action and who reads of it.

    ``happened`` is its line in a timeline, where ``{who}`` is "您" to who did it. ``done`` is what the
    buyer reads right after doing it, ``did`` what staff do. ``pictures``: whether it may carry some.
    ``silent``: it mails nobody, because who is concerned sees it in the case, and nothing is asked of
    anybody but an operator.
    """

    happened: Text
    done: Text | None = None
    did: Text | None = None
    pictures: bool = False
    silent: bool = False
    buyer: Sight = Sight.WHOLE
    merchant: Sight = Sight.WHOLE


ACTIONS: dict[Action, ActionRow] = {
    Action.FILE: ActionRow(
        Text("投诉已提交", "Complaint filed"),
        pictures=True,
    ),
    Action.AMEND: ActionRow(
        Text("{who}修改了投诉内容", "{who} changed the complaint"),
        done=Text("已修改，商家会看到新的内容", "Changed; the merchant sees the new version"),
        silent=True,
    ),
    Action.VERIFY: ActionRow(
        Text("联系方式已核验", "Contact verified"),
        done=Text("已核验，接下来请看下面的进度", "Verified; see below what comes next"),
        silent=True,
    ),
    Action.ADMIT: ActionRow(
        Text("平台已受理，已通知商家", "Admitted, merchant told"),
        did=Text("已受理，商家会收到通知。", "Admitted; the merchant is told."),
    ),
    Action.DECLINE_ADMISSION: ActionRow(
        Text("平台不予受理", "Not admitted"),
        did=Text("已记录为不受理，买家会收到原因。", "Declined; the buyer is told why."),
    ),
    Action.ASSIGN: ActionRow(
        Text("平台已确认商家：{shop}", "The platform found the merchant: {shop}"),
        did=Text(
            "商家已确认，接下来请看下面的进度。", "The merchant is known now; see below what comes next."
        ),
    ),
    Action.NO_MERCHANT: ActionRow(
        Text("商家已退出，转平台裁决", "The merchant has left; the platform rules"),
        did=Text("已记录商家退出，请裁决。", "Recorded that the merchant has left; please rule."),
    ),
    Action.ASK_AGAIN: ActionRow(
        Text("{who}请平台重新考虑受理", "{who} asked again to be admitted"),
        done=Text("已请另一位客服重新考虑", "Another operator considers it again"),
        pictures=True,
    ),
    Action.NOT_MINE: ActionRow(
        Text("{who}说不是自己的订单，请平台确认商家", "{who} says that the order is not theirs"),
        did=Text("已请平台确认商家。", "The platform finds out whose order it is."),
    ),
    Action.LEAVE: ActionRow(
        Text("商家退出平台，由平台处理", "The merchant left; the platform deals with it"),
        did=Text("已转平台处理。", "The platform deals with it now."),
    ),
    Action.ACCEPT: ActionRow(
        Text("{who}同意处理", "{who} agreed"),
        did=Text("已回复，买家会收到通知。", "Answered; the buyer is told."),
        pictures=True,
    ),
    Action.OFFER: ActionRow(
        Text("{who}提出处理方案", "{who} made an offer"),
        did=Text("已回复，买家会收到通知。", "Answered; the buyer is told."),
        pictures=True,
    ),
    Action.CONTEST: ActionRow(
        Text("{who}不同意，转平台裁决", "{who} disagreed; the platform rules"),
        did=Text("已回复，买家会收到通知。", "Answered; the buyer is told."),
        pictures=True,
    ),
    Action.TAKE_OFFER: ActionRow(
        Text("{who}接受了方案", "{who} took the offer"),
        done=Text("已接受方案，已通知商家", "You took the offer; the merchant is told"),
    ),
    Action.DECLINE_OFFER: ActionRow(
        Text("{who}没有接受方案，转平台裁决", "{who} declined the offer; the platform rules"),
        done=Text("已转平台裁决，您不用再催", "The platform rules now; you need not ask"),
        pictures=True,
    ),
    Action.ADD_WORDS: ActionRow(
        Text("{who}留言", "{who} wrote"),
        done=Text("留言已发送", "Your message was sent"),
        did=Text("已发送。", "Sent."),
        pictures=True,
    ),
    Action.ASK_PROOF: ActionRow(
        Text("平台请求补充凭证", "The platform asked for more proof"),
        did=Text("已请对方补充，裁决时限暂停。", "Asked; the ruling's clock stands still."),
    ),
    Action.GIVE_PROOF: ActionRow(
        Text("{who}补充了凭证", "{who} gave proof"),
        done=Text("已收到补充的凭证", "Your proof has arrived"),
        did=Text("已补充，平台会接着裁决。", "Given; the platform goes on with its ruling."),
        pictures=True,
    ),
    Action.EXTEND: ActionRow(
        Text("补充凭证的时限已延长", "More time was given for proof"),
        did=Text("已延长一次。", "More time was given, once."),
    ),
    Action.RULE: ActionRow(
        Text("{who}作出裁决，待生效", "{who} drafted a ruling"),
        did=Text(
            "裁决已作出，还可以收回；到时生效并通知双方。",
            "Ruled. It can still be taken back before both sides are told.",
        ),
        silent=True,
        buyer=Sight.ON_EFFECT,
        merchant=Sight.ON_EFFECT,
    ),
    Action.TAKE_BACK: ActionRow(
        Text("{who}收回了裁决", "{who} took the ruling back"),
        did=Text("裁决已收回，没有通知任何人。", "Taken back; nobody was told."),
        silent=True,
        buyer=Sight.SEALED,
        merchant=Sight.SEALED,
    ),
    Action.DO_REMEDY: ActionRow(
        Text("{who}说已处理", "{who} reported it done"),
        did=Text("已记录，等买家确认。", "Recorded; the buyer is asked to confirm."),
        pictures=True,
    ),
    Action.PAID_ELSEWHERE: ActionRow(
        Text("{who}说已在别处退款", "{who} says that it was refunded elsewhere"),
        did=Text("已记录，裁决或确认时核实。", "Recorded; it is checked when ruled or confirmed."),
        pictures=True,
        silent=True,
    ),
    Action.RETURNED: ActionRow(
        Text("{who}说多退的已退回", "{who} says that what was too much was returned"),
        done=Text("已记录", "Recorded"),
        did=Text("已记录。", "Recorded."),
        silent=True,
    ),
    Action.ACCEPT_PROOF: ActionRow(
        Text("平台核实了付款凭证", "The platform checked the proof of payment"),
        did=Text("已核实，投诉结束，双方会收到通知。", "Checked; it is closed and both are told."),
    ),
    Action.CLOSE_UNFULFILLED: ActionRow(
        Text("平台结束处理，记录为未履行", "The platform closed it as unfulfilled"),
        did=Text("已记录为未履行，双方会收到通知。", "Recorded as unfulfilled; both are told."),
    ),
    Action.WAIVE: ActionRow(
        Text("{who}不再要求处理", "{who} asks for nothing more"),
        done=Text("已结束，不再要求处理", "Closed; nothing more is asked"),
    ),
    Action.CONFIRM: ActionRow(
        Text("{who}确认已收到", "{who} confirmed it"),
        done=Text("已确认收到，感谢您", "Confirmed, thank you"),
        silent=True,
    ),
    Action.DENY: ActionRow(
        Text("{who}没有收到，转平台裁决", "{who} did not get it; the platform rules"),
        done=Text("已转平台裁决，您不用再催", "The platform rules now; you need not ask"),
        pictures=True,
    ),
    Action.APPEAL: ActionRow(
        Text("{who}提出申诉", "{who} appealed"),
        done=Text("申诉已提交", "Your appeal was filed"),
        did=Text("申诉已提交，由另一位处理。", "Appealed; somebody else decides."),
        pictures=True,
    ),
    Action.JOIN_APPEAL: ActionRow(
        Text("{who}也提出申诉，一并处理", "{who} joined the appeal"),
        done=Text("已加入申诉，一并裁决", "You joined; both are decided at once"),
        did=Text("已加入申诉，一并裁决。", "Joined; both are decided at once."),
        pictures=True,
    ),
    Action.WITHDRAW_APPEAL: ActionRow(
        Text("{who}撤回申诉，裁决为最终结果", "{who} withdrew the appeal; the ruling is final"),
        done=Text("申诉已撤回，裁决为最终结果", "Withdrawn; the ruling is final"),
        did=Text("申诉已撤回，裁决为最终结果。", "Withdrawn; the ruling is final."),
    ),
    Action.INVITE_ARBITER: ActionRow(
        Text("平台邀请了外部仲裁员", "An outside arbiter was invited"),
        did=Text("邀请已发出，双方会看到。", "Invited; both sides see it."),
        silent=True,
    ),
    Action.DECLINE_SEAT: ActionRow(
        Text("{who}没有接受这位仲裁员", "{who} declined this arbiter"),
        done=Text("已记录，由下一位处理", "Recorded; the next in turn decides"),
        did=Text("已记录，由下一位处理。", "Recorded; the next in turn decides."),
        silent=True,
    ),
    Action.WITHDRAW: ActionRow(
        Text("{who}申请撤销", "{who} asked to withdraw"),
        pictures=True,
        merchant=Sight.HAPPENED,
    ),
    Action.CANCEL_WITHDRAWAL: ActionRow(
        Text("{who}取消了撤销，投诉继续", "{who} kept the complaint"),
        done=Text("已取消撤销，投诉照常处理", "The complaint is kept and goes on"),
        silent=True,
        merchant=Sight.HAPPENED,
    ),
    Action.APPROVE_WITHDRAWAL: ActionRow(
        Text("撤销已通过", "Withdrawal approved"),
        did=Text("撤销已通过，投诉结束。", "Withdrawn; the complaint is closed."),
        merchant=Sight.HAPPENED,
    ),
    Action.REFUSE_WITHDRAWAL: ActionRow(
        Text("撤销没有通过，投诉继续", "Withdrawal refused; it goes on"),
        did=Text(
            "撤销没有通过，投诉继续，买家会收到原因。", "Refused; it goes on and the buyer is told why."
        ),
        merchant=Sight.HAPPENED,
    ),
    Action.REOPEN: ActionRow(
        Text("{who}继续投诉", "{who} continued the complaint"),
        done=Text("投诉已继续", "The complaint goes on"),
        pictures=True,
    ),
    Action.VOID: ActionRow(
        Text("平台核实：不是订单本人提交，不作数", "Not filed by who bought it: it does not count"),
        did=Text("已作废，订单重新可投诉。", "Void; the order is free again."),
    ),
    Action.ASSIST_WITHDRAW: ActionRow(
        Text("平台按协助请求撤销了投诉", "Withdrawn by the platform on a request for assistance"),
        did=Text("已撤销，双方会收到通知。", "Withdrawn; both are told."),
        merchant=Sight.HAPPENED,
    ),
    Action.ASSIST_REOPEN: ActionRow(
        Text("平台按协助请求继续了投诉", "Continued by the platform on a request for assistance"),
        did=Text("投诉已继续，双方会收到通知。", "It goes on; both are told."),
        merchant=Sight.HAPPENED,
    ),
    Action.ASSIST_ASSIGN: ActionRow(
        Text("平台核实后改由商家 {shop} 处理", "The platform found that it is another merchant's: {shop}"),
        did=Text("已改由这家商家处理。", "It is this merchant's now."),
        merchant=Sight.HAPPENED,
    ),
    Action.ASSIST_PROPOSE: ActionRow(
        Text(
            "平台收到协助请求，准备处理，等买家意见",
            "The platform is about to act on a request; the buyer may object",
        ),
        did=Text("已告知投诉人，期满没有异议就办理。", "The holder is told; it is done unless they object."),
        merchant=Sight.SEALED,
    ),
    Action.ASSIST_DROP: ActionRow(
        Text("平台不再办理这项协助", "The platform does not do it after all"),
        did=Text("已收回，没有改动投诉。", "Taken back; the complaint is as it was."),
        silent=True,
        merchant=Sight.SEALED,
    ),
    Action.OBJECT: ActionRow(
        Text("{who}不同意平台准备的处理", "{who} objected to what the platform was about to do"),
        done=Text("已记录，平台不会这样处理", "Recorded; the platform will not do it"),
        silent=True,
        merchant=Sight.SEALED,
    ),
    Action.READ: ActionRow(
        Text("截图已处理", "Pictures were looked over"),
        silent=True,
        buyer=Sight.SEALED,
        merchant=Sight.SEALED,
    ),
    Action.REVEAL: ActionRow(
        Text("{who}允许商家查看截图原图", "{who} let the merchant see a picture whole"),
        did=Text("商家现在可以看到这张截图的原图。", "The merchant can see this picture whole now."),
        silent=True,
        buyer=Sight.SEALED,
        merchant=Sight.SEALED,
    ),
    Action.SEE_KEY: ActionRow(
        Text("{who}查看了补发的卡密，尾号 {tail}", "{who} looked at the reissued key, last four {tail}"),
        silent=True,
    ),
    Action.GRANT_LOOK: ActionRow(
        Text("{who}允许再看一次补发的卡密", "{who} allowed one more look at the reissued key"),
        did=Text("买家现在可以再看一次，请告诉买家。", "The buyer can look once more now; please tell them."),
        silent=True,
        merchant=Sight.HAPPENED,
    ),
    Action.LAPSE: ActionRow(
        Text("时限已到", "The time was over"),
    ),
    Action.MARK: ActionRow(
        Text("{who}更改了标记", "{who} changed a mark"),
        did=Text("标记已更改。", "The mark was changed."),
        silent=True,
        buyer=Sight.SEALED,
        merchant=Sight.SEALED,
    ),
    Action.WARN: ActionRow(
        Text("已提醒尽快处理", "A reminder was sent"),
        buyer=Sight.SEALED,
        merchant=Sight.SEALED,
    ),
}


def sight(action: str, role: Role) -> Sight:
    """What ``role`` reads of an event of that type: a party what its row says, everybody else all of it."""
    if role not in PARTIES:
        return Sight.WHOLE
    row = ACTIONS[Action(action)]
    return row.buyer if role is Role.BUYER else row.merchant
