"""Groups S and A: how the buyer was served, and what was done on the buyer's account."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

_CHAT = Text("一张聊天截图就够", "One screenshot of the chat is enough")

S1 = Category(
    code="S1",
    label=Text("商家不回复", "Merchant does not reply"),
    hint=Text("联系了商家，一直没人理", "Wrote to the merchant, nobody answers"),
    burden=Role.MERCHANT,
    proof=_CHAT,
    remedies=(Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.NONE),
    clause=Clause(
        "5.1",
        Text("商家不回复", "Merchant does not reply"),
        Text(
            "买家在商家写明的服务时间内联系，超过一天无人答复的，投诉成立。由商家提供答复记录，"
            "有记录的不成立。商品问题未解决的，按对应类型一并判定退款或补发；问题已解决的，只写明成立，"
            "不另行处理。",
            "Upheld when the buyer wrote within the stated service hours and had no answer for a day. The "
            "merchant shows its answer, in which case it is dismissed. An unsolved problem with the goods "
            "is ruled on with it, with refund or reissue; a solved one is upheld without a remedy.",
        ),
    ),
)

S2 = Category(
    code="S2",
    label=Text("拒绝承诺的售后", "Promised service refused"),
    hint=Text("说好的质保、退换不认了", "A promised warranty or return is refused"),
    burden=Role.BUYER,
    proof=Text(
        "一张承诺内容的截图就够，商品页或聊天都可以",
        "One screenshot of the promise, on the page or in a chat",
    ),
    remedies=(Remedy.REFUND, Remedy.REISSUE, Remedy.PARTIAL_REFUND),
    clause=Clause(
        "5.2",
        Text("拒绝承诺的售后", "Promised service refused"),
        Text(
            "商品页或聊天中承诺的质保、退换、补偿，条件已满足而商家拒绝的，投诉成立。"
            "买家提供一张承诺的截图，由商家说明条件为何未满足；说明成立的，投诉不成立。"
            "处理结果按承诺执行：退款、补发或部分退款。",
            "Upheld when a warranty, return or compensation was promised on the page or in a chat, "
            "its conditions "
            "were met, and the merchant refuses. The buyer shows the promise; the merchant shows "
            "which condition "
            "was not met, and then it is dismissed. Remedy: as promised, by refund, reissue or part refund.",
        ),
    ),
)

S3 = Category(
    code="S3",
    label=Text("辱骂威胁", "Abuse or threats"),
    hint=Text("商家辱骂、威胁或骚扰您", "The merchant insults, threatens or harasses you"),
    burden=Role.BUYER,
    proof=_CHAT,
    remedies=(Remedy.NONE, Remedy.REFUND),
    words_required=True,
    clause=Clause(
        "5.3",
        Text("辱骂威胁", "Abuse or threats"),
        Text(
            "商家以文字、语音或电话辱骂、威胁、骚扰买家，或以公开买家信息相要挟的，投诉成立。"
            "买家提供一张聊天或通话记录截图；看不出由商家发出的，投诉不成立。处理结果为写明成立及理由；"
            "商品问题另行判定退款或补发。",
            "Upheld when the merchant insults, threatens or harasses the buyer in any form, or threatens to "
            "publish the buyer's details. The buyer gives one screenshot; dismissed when it does not show "
            "that the merchant wrote it. Remedy: the ruling says so with its reasons; the goods are judged "
            "apart.",
        ),
    ),
)

S4 = Category(
    code="S4",
    label=Text("不会使用", "Need help using it"),
    hint=Text("商家会先教您怎么用", "The merchant explains it first"),
    burden=Role.BUYER,
    proof=Text("说明卡在哪一步就够", "Say at which step you are stuck"),
    remedies=(Remedy.NONE, Remedy.REISSUE, Remedy.PARTIAL_REFUND),
    scores=False,
    words_required=True,
    clause=Clause(
        "5.4",
        Text("不会使用", "Help with using it"),
        Text(
            "先由商家提供使用说明或协助，能用好的按已解决结束。商家在时限内不提供协助的，投诉成立，"
            "按5.1判定；说明后发现卡密确有问题的，按第3章判定。处理结果以协助为主，"
            "买家无需证明自己会用。",
            "The merchant explains or helps first; once it works the complaint ends as resolved. A merchant "
            "that gives no help in time has it upheld under 5.1, and a key that turns out bad is judged "
            "under chapter 3. Remedy: mainly help. The buyer need not prove any skill.",
        ),
    ),
)

A1 = Category(
    code="A1",
    label=Text("账号被找回", "Account taken back"),
    hint=Text("买的账号登不上、密码被改", "A bought account was reclaimed or its password changed"),
    burden=Role.BUYER,
    proof=Text("一张登录失败的截图就够", "One screenshot of the failed sign-in is enough"),
    remedies=(Remedy.REFUND, Remedy.REISSUE, Remedy.PARTIAL_REFUND),
    evidence_based=True,
    clause=Clause(
        "6.1",
        Text("账号被找回", "Account taken back"),
        Text(
            "所购账号在质保期内被原主找回、改密或冻结的，投诉成立；未写质保的按交付后三十天计。"
            "买家提供一张登录失败截图，商家可证明由买家泄露或违规使用造成，证明了的不成立。"
            "处理结果为全额退款或换号。",
            "Upheld when a bought account is reclaimed, has its password changed or is frozen "
            "within its warranty, "
            "or thirty days where none is stated. The buyer shows one failed sign-in; dismissed "
            "when the merchant "
            "proves the buyer leaked or misused it. Remedy: full refund or another account.",
        ),
    ),
)

A2 = Category(
    code="A2",
    label=Text("代充未到账/充错", "Top-up missing or wrong"),
    hint=Text("代充没到账，或充到别的号上", "The top-up did not arrive or went elsewhere"),
    burden=Role.MERCHANT,
    proof=Text("一张余额或充值记录截图就够", "One screenshot of the balance or top-up record is enough"),
    remedies=(Remedy.REFUND, Remedy.REISSUE, Remedy.PARTIAL_REFUND),
    evidence_based=True,
    clause=Clause(
        "6.2",
        Text("代充未到账或充错", "Top-up missing or wrong"),
        Text(
            "代充超过写明时间未到账，或充入账号与订单填写的不同，投诉成立。"
            "由商家提供充值成功记录，账号与金额须与订单一致；买家自己填错账号的，投诉不成立，商家应协助追回。"
            "处理结果为全额退款或重新充值。",
            "Upheld when a top-up did not arrive in the stated time or went to an account other "
            "than the order's. "
            "The merchant shows the top-up record with matching account and amount. Dismissed when "
            "the buyer gave "
            "the wrong account; the merchant should help to recover it. Remedy: full refund or a new top-up.",
        ),
    ),
)

A3 = Category(
    code="A3",
    label=Text("实名/二次验证不符", "Identity or verification problem"),
    hint=Text("登录要别人的实名、手机或验证码", "Sign-in asks for somebody else's identity or code"),
    burden=Role.MERCHANT,
    proof=Text("一张验证提示的截图就够", "One screenshot of the prompt is enough"),
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "6.3",
        Text("实名或二次验证不符", "Identity or verification problem"),
        Text(
            "账号需要他人实名、手机或二次验证才能使用，而商品页没有写明的，投诉成立。"
            "由商家提供下单时的商品页记录；已写明且商家按约定协助验证的，投诉不成立。"
            "处理结果为全额退款或换号，平台不要求买家提交证件。",
            "Upheld when the account needs another person's identity, phone or second step and the "
            "page did not "
            "say so. The merchant shows the page at the order; dismissed when it was stated and the "
            "help promised "
            "was given. Remedy: full refund or another account. No identity papers are asked of the buyer.",
        ),
    ),
)

SERVICE = (S1, S2, S3, S4)
ACCOUNTS = (A1, A2, A3)
