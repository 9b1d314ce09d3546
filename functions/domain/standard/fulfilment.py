"""Group P: what was ruled or agreed has not been done. Normally opened by the clock."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

P1 = Category(
    code="P1",
    label=Text("退款未到", "Refund not received"),
    hint=Text("已同意或裁决退款，钱没到", "A refund was agreed or ruled, but has not come"),
    burden=Role.MERCHANT,
    proof=Text("有投诉编号就够，不用截图", "The complaint number is enough; no screenshot needed"),
    remedies=(Remedy.REFUND,),
    clause=Clause(
        "8.1",
        Text("退款未到", "Refund not received"),
        Text(
            "商家同意或平台裁决退款，到期没有退款记录的，投诉成立，系统自动发起，买家不用再举证。"
            "由商家提供收款渠道的退款凭证；凭证有效且款项在途的，投诉不成立，可等到账。处理结果为继续退款，"
            "两次仍未做到的按9.4。",
            "Upheld when a refund was agreed or ruled and no record of it exists at its due time; the desk "
            "opens it by itself and the buyer proves nothing. The merchant shows the channel's refund "
            "record; dismissed when it is valid and under way. Remedy: the same refund stays due, and 9.4 "
            "follows where it is twice not done.",
        ),
    ),
)

P2 = Category(
    code="P2",
    label=Text("补发未做", "Reissue not done"),
    hint=Text("已同意或裁决补发，没收到", "A reissue was agreed or ruled, but has not come"),
    burden=Role.MERCHANT,
    proof=Text("有投诉编号就够，不用截图", "The complaint number is enough; no screenshot needed"),
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    clause=Clause(
        "8.2",
        Text("补发未做", "Reissue not done"),
        Text(
            "商家同意或平台裁决补发，到期没有交付的，投诉成立，系统自动发起，买家不用再举证。"
            "由商家提供补发日志，日志与本投诉一致的，投诉不成立；补发的卡密仍不能用，按未补发处理。"
            "处理结果可改为全额退款，两次仍未做到的按9.4。",
            "Upheld when a reissue was agreed or ruled and not delivered by its due time; the desk opens it "
            "by itself and the buyer proves nothing. Dismissed when the merchant's log shows it delivered; "
            "a reissued key that does not work counts as none. Remedy: it may become a full refund, and 9.4 "
            "follows where it is twice not done.",
        ),
    ),
)

P3 = Category(
    code="P3",
    label=Text("裁决未履行", "Ruling not carried out"),
    hint=Text("裁决的其他内容没有做到", "Something else that was ruled has not been done"),
    burden=Role.MERCHANT,
    proof=Text("说明哪一项没做到就够", "Say which part has not been done"),
    remedies=(Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.REISSUE),
    clause=Clause(
        "8.3",
        Text("裁决未履行", "Ruling not carried out"),
        Text(
            "裁决或和解约定的内容，到期没有做到或只做了一部分的，投诉成立。买家指出哪一项，"
            "由商家证明已经做到，证明了的不成立。处理结果为继续做到，或改判退款，退款不超过实付；"
            "两次仍未做到的按9.4。",
            "Upheld when what was ruled or settled has not been done in time, or only in part. The buyer "
            "names the part; dismissed when the merchant proves that it was done. Remedy: it stays due or "
            "becomes a refund, never above the price, and 9.4 follows where it is twice not done.",
        ),
    ),
)

CATEGORIES = (P1, P2, P3)
