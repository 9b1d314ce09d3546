"""Group K: the card key came, but does not do what it was sold for."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

_ERROR = Text("一张报错截图就够", "One screenshot of the error is enough")

K1 = Category(
    code="K1",
    label=Text("卡密无效", "Key not valid"),
    hint=Text("充值或激活时提示错误", "An error when redeeming or activating"),
    burden=Role.MERCHANT,
    proof=_ERROR,
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "3.1",
        Text("卡密无效", "Key not valid"),
        Text(
            "卡密按商品页的用法输入后提示错误或不存在的，投诉成立。由商家提供进货或出卡日志，"
            "证明该卡密在交付时有效；拿不出的，按无效处理。输错、用错入口并能当场用好的，投诉不成立。"
            "处理结果为全额退款或补发。",
            "Upheld when the key, used as the goods page says, is refused as wrong or unknown. The "
            "merchant proves "
            "by its issue log that it was valid when delivered; without that it counts as invalid. "
            "Dismissed when "
            "it was mistyped or used in the wrong place and then works. Remedy: full refund or reissue.",
        ),
    ),
)

K2 = Category(
    code="K2",
    label=Text("卡密已被使用", "Key already used"),
    hint=Text("提示“已使用”或“已兑换”", "Shown as used or redeemed"),
    burden=Role.MERCHANT,
    proof=_ERROR,
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "3.2",
        Text("卡密已被使用", "Key already used"),
        Text(
            "首次使用即提示已使用或已兑换的，投诉成立。由商家提供出卡日志或上游的使用记录，"
            "证明使用发生在交付给买家之后且属于买家；使用早于交付，或没有记录的，按已被使用处理。"
            "处理结果为全额退款或补发。",
            "Upheld when the key is shown as used at its first use. The merchant proves, by its "
            "issue log or the "
            "issuer's record, that it was used after delivery and by this buyer, in which case it "
            "is dismissed; "
            "a use before delivery, or no record, counts against the merchant. Remedy: full refund "
            "or reissue.",
        ),
    ),
)

K3 = Category(
    code="K3",
    label=Text("卡密过期", "Key expired"),
    hint=Text("提示已过期或超过有效期", "Shown as expired"),
    burden=Role.MERCHANT,
    proof=_ERROR,
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "3.3",
        Text("卡密过期", "Key expired"),
        Text(
            "交付时已过期，或剩余有效期短于商品页写明期限的，投诉成立。由商家提供卡密的有效期记录。"
            "商品页已写明截止日期，买家在截止日期之后才使用的，投诉不成立。"
            "处理结果为全额退款或补发。",
            "Upheld when the key had expired at delivery, or was valid for less time than the goods "
            "page said. "
            "The merchant proves the key's validity by its record. Dismissed when the last day was "
            "stated and the "
            "buyer used it later. Remedy: full refund or reissue.",
        ),
    ),
)

K4 = Category(
    code="K4",
    label=Text("区服/平台不符", "Wrong region or platform"),
    hint=Text("提示地区、区服或平台不支持", "Not accepted for this region, server or platform"),
    burden=Role.MERCHANT,
    proof=_ERROR,
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "3.4",
        Text("区服或平台不符", "Wrong region or platform"),
        Text(
            "卡密的区服或平台与商品页不一致，或商品页没有写明限制的，投诉成立。"
            "由商家提供下单时的商品页记录。下单前已清楚写明限制、买家选错的，投诉不成立，"
            "卡密未使用的鼓励商家协助调换。处理结果为全额退款或补发。",
            "Upheld when the key's region or platform differs from the goods page, or the page "
            "named no limit. The "
            "merchant shows the page as it was at the order. Dismissed when the limit was plain and "
            "the buyer chose "
            "wrongly; an unused key may be exchanged. Remedy: full refund or reissue.",
        ),
    ),
)

K5 = Category(
    code="K5",
    label=Text("部分卡密无效", "Some keys not valid"),
    hint=Text("买了多张，其中几张不能用", "Several bought, some do not work"),
    burden=Role.MERCHANT,
    proof=Text(
        "不能用的每张一张报错截图，最多三张就够", "One screenshot a bad key; three at most are enough"
    ),
    remedies=(Remedy.REISSUE, Remedy.PARTIAL_REFUND, Remedy.REFUND),
    evidence_based=True,
    clause=Clause(
        "3.5",
        Text("部分卡密无效", "Some keys not valid"),
        Text(
            "一笔订单多张卡密，逐张判定，能用的不影响不能用的。买家指出哪几张不能用，"
            "由商家提供对应的出卡日志；证明不了的，这几张按无效处理，能证明有效的不成立。"
            "处理结果为补发，或按张退款。",
            "Each key of the order is judged by itself. The buyer says which do not work; the "
            "merchant proves by "
            "its issue log that they were valid, and those it cannot prove count as invalid. "
            "Remedy: these keys "
            "are reissued or refunded one by one; the working ones stay with the buyer.",
        ),
    ),
)

K6 = Category(
    code="K6",
    label=Text("使用后失效/被回收", "Stopped working after use"),
    hint=Text("用了一阵后失效、掉会员或被收回", "Worked at first, then lapsed or was revoked"),
    burden=Role.MERCHANT,
    proof=Text("一张显示失效的截图就够", "One screenshot showing that it stopped is enough"),
    remedies=(Remedy.PARTIAL_REFUND, Remedy.REISSUE, Remedy.REFUND),
    evidence_based=True,
    clause=Clause(
        "3.6",
        Text("使用后失效或被回收", "Stopped working after use"),
        Text(
            "在商品写明的期限或质保期内失效、被回收的，投诉成立。由商家证明来源正当，"
            "且失效由买家违反写明的使用规则造成；证明了的，投诉不成立。"
            "处理结果为补发，或按未用期限退款；来源不正当的全额退款。",
            "Upheld when it stopped working within its stated term or warranty. The merchant proves "
            "a proper source "
            "and that the buyer broke a stated rule of use; then it is dismissed. Remedy: reissue, "
            "or a refund of "
            "the unused time; a full refund when the source was improper.",
        ),
    ),
)

K7 = Category(
    code="K7",
    label=Text("重复售卖", "Key sold twice"),
    hint=Text("同一卡密也发给了别人", "The same key was also given to somebody else"),
    burden=Role.MERCHANT,
    proof=Text("一张截图或两笔订单号就够", "One screenshot or the two order numbers are enough"),
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    evidence_based=True,
    clause=Clause(
        "3.7",
        Text("重复售卖", "Key sold twice"),
        Text(
            "同一卡密交付给两笔以上订单的，投诉成立。买家给出两笔订单号或一张截图，"
            "由商家提供出卡日志证明只售出一次，证明了的不成立；写明可多人共用的商品除外。"
            "处理结果为全额退款或补发。",
            "Upheld when one key was delivered to more than one order. The buyer gives the two order "
            "numbers or one screenshot. Dismissed when the merchant's issue log shows a single sale, or the "
            "goods were stated to be shared. Remedy: full refund or reissue.",
        ),
    ),
)

CATEGORIES = (K1, K2, K3, K4, K5, K6, K7)
