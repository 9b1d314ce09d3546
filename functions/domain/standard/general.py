"""Chapters 1 and 9: rules that hold whatever the category. How they are proved, and how they end."""

from __future__ import annotations

from ..vocabulary import Text
from .category import Clause

PRINCIPLES = (
    Clause(
        "1.1",
        Text("谁来证明", "Who must prove"),
        Text(
            "谁手里有记录，谁来证明。发货日志、出卡日志、退款凭证在商家手里，由商家提供；"
            "报错、付款、聊天记录在买家手里，由买家提供。两边都没有的，按对买家有利的意思判定，"
            "但不作恶意认定。",
            "Whoever holds the record proves by it: delivery logs, issue logs and refund records "
            "are the merchant's, "
            "error messages, payments and chats the buyer's. Where neither side has one, the doubt "
            "is the buyer's "
            "benefit, and nobody is called malicious for it.",
        ),
    ),
    Clause(
        "1.2",
        Text("超时不回复", "Silence"),
        Text(
            "商家在时限内不回复的，记录在案并转平台裁决，不等商家补说明；小额订单平台可直接判投诉成立。"
            "买家不答复的，方案少于诉求视为不接受，等于诉求视为接受。"
            "平台超时只会升级处理，不会因此判任何一方输。",
            "A merchant that does not answer in time has its silence recorded and the marketplace "
            "rules; small "
            "amounts may be upheld at once. A buyer's silence declines an offer that is less than "
            "asked and accepts "
            "one that equals it. The marketplace's own delay escalates and is never held against anybody.",
        ),
    ),
    Clause(
        "1.3",
        Text("凭证的上限", "How much evidence is enough"),
        Text(
            "每类投诉公布多少凭证就够，达到即可受理，不再加码。截图够用就不要求视频，"
            "不要求到第三方办理证明，不要求交出账号密码。"
            "没有凭证也能投诉，平台会先向有记录的一方要。图片预检只作提示，不作判定。",
            "For each category the desk publishes what is enough; nobody is asked for more. Where a "
            "screenshot "
            "will do, no video, no third-party certificate and no account password is asked for. "
            "One may complain "
            "without evidence: the side that has the record is asked first. Automatic checks only advise.",
        ),
    ),
    Clause(
        "1.4",
        Text("卡密看过不再售", "Disclosed keys are never resold"),
        Text(
            "卡密一经展示给买家，不论投诉结果如何，都不得再次上架或发给别人。"
            "退款、补发、撤销之后仍然如此。平台按卡密指纹核对，再次出现的按3.7重复售卖判定。"
            "投诉期间卡密冻结，由商家留存记录。",
            "Once shown to a buyer, a card key is never put on sale or given to anybody else again, "
            "whatever the "
            "result: not after a refund, a reissue or a withdrawal. The desk compares fingerprints, "
            "and a key that "
            "comes back is judged under 3.7. While a complaint runs it stays on hold.",
        ),
    ),
    Clause(
        "1.5",
        Text("投诉时效", "Filing in time"),
        Text(
            "投诉时效从交付之日起算，具体天数见时限表；违规类另有更长时效。"
            "超过时效的投诉仍可提交，由平台决定是否受理，并说明理由。"
            "一笔订单同时只处理一个投诉，同一原因不重复受理，进度以第一个投诉为准。",
            "The filing window runs from delivery; its length is in the table of time limits, and "
            "is longer for "
            "violations. A late complaint may still be filed: the marketplace decides and gives its "
            "reason. One "
            "complaint per order is open at a time, and the same cause is not taken twice.",
        ),
    ),
    Clause(
        "1.6",
        Text("撤销投诉", "Withdrawal"),
        Text(
            "买家可在撤销时限内撤销，理由须真实。小额且无争议的即时撤销，其余由平台审核；"
            "审核期间其他时限暂停。"
            "违规类和调查中的批次事件不能撤销。撤销不影响商家信誉分，"
            "对方没有守约的，可在公布的期限内恢复一次。",
            "The buyer may withdraw within the published window and for a true reason: at once when "
            "small and "
            "undisputed, else after review, while other clocks stand still. Violations and incidents under "
            "investigation cannot be withdrawn. No effect on the score; if not kept, it may be "
            "reopened once.",
        ),
    ),
    Clause(
        "1.7",
        Text("申诉", "Appeals"),
        Text(
            "任何一方可在申诉时限内申诉一次，须有新凭证或指出细则适用错误。"
            "由仲裁员处理，没有仲裁员的由另一位客服处理，原裁决人不参与。"
            "申诉期间暂缓执行，申诉结果为最终结果，改判的同步更正记录和信誉分。",
            "Either side may appeal once within the appeal window, with new evidence or by showing "
            "that a clause "
            "was misapplied. An arbiter decides, or another operator than the one who ruled. The "
            "remedy waits "
            "meanwhile. The result is final, and records and scores are corrected with it.",
        ),
    ),
    Clause(
        "1.8",
        Text("恶意投诉与其他途径", "Abuse, and other ways open to you"),
        Text(
            "投诉不成立不等于恶意投诉。虚构撤销理由、重复使用他人凭证、借投诉索要额外钱财的，"
            "计一次违规记录，并告知原因，可申诉。"
            "本平台不是行政机关，买家随时可以向12315或支付渠道反映，不影响本投诉。",
            "A dismissed complaint is not an abusive one. A false reason for withdrawal, somebody "
            "else's evidence or "
            "demands beyond the order count as a strike; the reason is told and may be appealed. "
            "The desk is no "
            "authority: 12315 and the payment channel stay open and do not affect the complaint.",
        ),
    ),
)

REMEDIES = (
    Clause(
        "9.1",
        Text("全额退款", "Full refund"),
        Text(
            "退还订单实付金额，原路退回；原路退不了的，由双方在投诉内约定方式。"
            "商家须在退款时限内退款并上传退款凭证，时限见时限表。"
            "到期未退的，系统自动发起8.1，平台可从保证金划付。",
            "The amount paid is returned the way it came, or another way agreed in the case. The "
            "merchant refunds "
            "within the time limit for refunds and uploads the channel's record. If missed, a "
            "complaint under 8.1 "
            "opens by itself and the deposit may be drawn.",
        ),
    ),
    Clause(
        "9.2",
        Text("部分退款", "Partial refund"),
        Text(
            "按少发数量、差额、未用期限或延误程度计算，裁决写明金额和算法，精确到分。"
            "时限与全额退款相同。买家保留能使用的部分；"
            "商家给出低于诉求的方案，买家可以不接受，由平台裁决。",
            "Reckoned by what was missing, the difference, the unused time or the delay; the ruling "
            "states the "
            "amount and how it was reckoned. The time limit is that of a full refund. The buyer "
            "keeps what works "
            "and may decline an offer that is less than asked: then the marketplace rules.",
        ),
    ),
    Clause(
        "9.3",
        Text("补发", "Reissue"),
        Text(
            "商家在补发时限内补发同种商品，时限见时限表，补发内容只展示给买家本人。"
            "补发的卡密仍不能用，或到期没有补发的，系统自动发起8.2，默认改为全额退款。"
            "原卡密按1.4处理，不得再售。",
            "The merchant delivers the same goods again within the time limit for reissue; only the "
            "buyer sees "
            "them. If the new key fails as well, or none comes in time, a complaint under 8.2 opens "
            "by itself and "
            "becomes a full refund. The old key falls under 1.4 and is never resold.",
        ),
    ),
    Clause(
        "9.4",
        Text("扣除保证金", "Deposit deduction"),
        Text(
            "商家到期未履行，或违规成立的，平台可从保证金扣除，先用于退还买家。"
            "每次扣除须引用细则、写明金额，由两名客服确认，记入流水并通知商家。"
            "扣除不超过余额，商家可按1.7申诉。",
            "When a remedy is missed or a violation upheld, the deposit may be drawn, first of all "
            "to refund the "
            "buyer. Each deduction cites a clause and an amount, is confirmed by two operators, "
            "recorded in the "
            "ledger and told to the merchant; it never exceeds the balance and may be appealed under 1.7.",
        ),
    ),
    Clause(
        "9.5",
        Text("买家确认", "Buyer's confirmation"),
        Text(
            "商家标记已处理后，买家在确认时限内核对；没收到的点“没收到”，投诉继续。"
            "到期不答复的视为已确认，之后在公布的期限内仍可恢复一次。"
            "退款以实际到账为准，商家的截图不代替到账。",
            "When the merchant has marked a remedy as done, the buyer checks it within the "
            "confirmation time; "
            "whoever did not receive it says so and the complaint goes on. Silence confirms, and "
            "may be reopened "
            "once. Only money received counts as refunded; a screenshot does not replace it.",
        ),
    ),
    Clause(
        "9.6",
        Text("不予支持", "No remedy"),
        Text(
            "投诉不成立的，不作处理，订单解冻并恢复正常，裁决写明引用的细则和理由。"
            "不成立不影响商家信誉分，也不当然影响买家；"
            "买家有新凭证的，可在申诉时限内按1.7申诉一次。",
            "When a complaint is dismissed there is no remedy: the order is released, and the "
            "ruling states the "
            "clause and the reason. It does not touch the merchant's score, nor by itself the "
            "buyer's standing. "
            "With new evidence the buyer may appeal once under 1.7.",
        ),
    ),
)
