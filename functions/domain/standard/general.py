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
            "Whoever holds the record proves by it: delivery logs, issue logs and refund records are the "
            "merchant's, error messages, payments and chats the buyer's. Where neither side has one, the "
            "doubt is the buyer's benefit, and nobody is called malicious for it.",
        ),
    ),
    Clause(
        "1.2",
        Text("超时不回复", "Silence"),
        Text(
            "不答复只对已告知的一方计算：通知已送出且没有退回，或本人之后在投诉里操作过。"
            "商家逾期不答复的，记录在案并转平台裁决，公布金额以内的可直接判成立。"
            "买家不答复方案的，方案是全额退款视为接受，其他视为不接受。没通知到的，不因沉默而输。",
            "Silence counts only against who was told: by a notice that did not bounce, or by acting in the "
            "case since. A silent merchant is put on record and the marketplace rules; sums within the "
            "published limit may be upheld at once. A buyer's silence accepts a full refund and declines "
            "any other offer. Nobody who was never told loses by silence.",
        ),
    ),
    Clause(
        "1.3",
        Text("凭证的上限", "How much evidence is enough"),
        Text(
            "每类投诉公布多少凭证就够，不再加码：截图够用就不要求视频，不要求第三方证明，"
            "不要求交出账号密码；没有凭证也能投诉。裁决前平台向每一方最多要一次补充，可延长一次，"
            "到期按现有凭证裁决。图片预检只作提示，不作判定。",
            "For each category the desk publishes what is enough and asks for no more: no video where a "
            "screenshot will do, no third-party certificate, no account password. One may complain without "
            "evidence. Before a ruling each side is asked for more at most once, with one extension; then "
            "it is ruled on what is there. Automatic checks only advise.",
        ),
    ),
    Clause(
        "1.4",
        Text("卡密看过不再售", "Disclosed keys are never resold"),
        Text(
            "卡密一经展示给买家，不论投诉结果如何，都不得再次上架或发给别人；"
            "退款、补发、撤销之后仍然如此。平台不核对商家的库存：发现同一卡密又被售出的，"
            "可按3.7投诉，由商家拿出出卡日志。",
            "Once shown to a buyer, a card key is never put on sale or given to anybody else again, not "
            "after a refund, a reissue or a withdrawal. The desk does not look into a merchant's stock: "
            "whoever finds a key sold again may complain under 3.7, and the merchant then shows its issue "
            "log.",
        ),
    ),
    Clause(
        "1.5",
        Text("投诉时效", "Filing in time"),
        Text(
            "投诉时效从交付之日起算，未交付的不算逾期；违规类时效更长。"
            "逾期的投诉仍可提交，由平台决定是否受理并写明理由；不受理的，可以请平台再看一次，"
            "有其他客服的换人来看。一笔订单同时只处理一个投诉。",
            "The filing window runs from delivery, and what was never delivered is never late; it is longer "
            "for violations. A late complaint may still be filed: the marketplace decides and gives its "
            "reason. If not admitted, it may be asked again once, of another operator where there is one. "
            "One complaint per order is open at a time.",
        ),
    ),
    Clause(
        "1.6",
        Text("撤销投诉", "Withdrawal"),
        Text(
            "撤销期限从提交或商家被告知时算起，理由须真实，最多提交三次；没通过的，"
            "此后一天内仍可再交。小额且无争议的即时撤销，其余由平台审核，审核期间其他时限暂停。"
            "违规类和有标记的投诉不能撤销。撤销后可在公布的期限内继续投诉一次。",
            "The window runs from filing or from when the merchant was told. The reason must be true; there "
            "are three tries, and a day for the next after each refusal. Small and undisputed ones are "
            "withdrawn at once, the rest after review while other clocks stand still. Violations and marked "
            "complaints cannot be withdrawn. A withdrawn one may be reopened once.",
        ),
    ),
    Clause(
        "1.7",
        Text("申诉", "Appeals"),
        Text(
            "裁决后任何一方可在申诉期限内申诉，另一方可以加入，合并处理一轮，结果为最终结果；"
            "期间没做的处理暂停。由仲裁员处理，没有的由另一位客服处理；"
            "都没有的，由原裁决人凭新凭证复核。由谁处理，提交之前写明。商定的结果没有申诉。",
            "After a ruling either side may appeal in time and the other may join: one round, decided once, "
            "and final. What is not yet done stands still. An arbiter decides, else another operator; where "
            "there is neither, the same person looks again on new evidence. Who it will be is said before "
            "filing. What was agreed is not appealed.",
        ),
    ),
    Clause(
        "1.8",
        Text("恶意投诉与其他途径", "Abuse, and other ways open to you"),
        Text(
            "投诉不成立不等于恶意投诉。撤销理由不实的，计一次违规记录并告知原因，之后的撤销都要审核；"
            "标记为恶意的投诉，标记期间不能撤销。"
            "本平台不是行政机关，买家随时可以向12315或支付渠道反映，不影响本投诉。",
            "A dismissed complaint is not an abusive one. A false reason for withdrawal is a strike: the "
            "reason is told, and later withdrawals are reviewed. A complaint marked as malicious cannot be "
            "withdrawn while the mark stands. The desk is no authority: 12315 and the payment channel stay "
            "open and do not affect the complaint.",
        ),
    ),
    Clause(
        "1.9",
        Text("没有裁决的结束", "Ends without a ruling"),
        Text(
            "平台逾期只会升级处理，不因此判任何一方输。到公布的总期限仍没有处理的，"
            "以“平台未裁决”结束：不算成立，也不算不成立，之后可以继续。"
            "申诉到期没有处理的，原裁决照旧。核实不了订单的，以未核验关闭。",
            "The marketplace's own delay escalates and is never held against anybody. What is still "
            "undecided at the published limit ends as not ruled: neither upheld nor dismissed, and it can "
            "be continued. Where an appeal is not decided in time, the ruling stands. An order that cannot "
            "be verified closes as unverified.",
        ),
    ),
    Clause(
        "1.10",
        Text("单店", "Single shops"),
        Text(
            "只有一家店的投诉台，由店铺自己答复，不再转交；没有人裁决自己的事。"
            "店铺不同意的，以“店铺不同意”结束，不是裁决；设了或请了仲裁员的，由仲裁员裁决。"
            "店铺经催告仍不答复，按诉求成立。买家可以向12315或支付渠道投诉。",
            "Where the desk serves one shop, the shop itself answers at once, and nobody rules on himself. "
            "A contest ends as not agreed by the shop, which is no ruling, unless an arbiter is seated or "
            "invited and rules. Silence after one more reminder upholds what was asked. The buyer can turn "
            "to 12315 or the payment channel.",
        ),
    ),
    Clause(
        "1.11",
        Text("再次投诉", "Filing again"),
        Text(
            "有了决定的投诉，同一订单的同一类型不再受理，并计入订单的投诉次数；撤销、未核验、"
            "平台未裁决的不计，本人只需隔一段时间再提交，间隔逐次变长，时效相应顺延。"
            "别人的投诉、间隔和次数，不影响您的投诉。",
            "Only a decided complaint uses up its category and counts towards an order's number of "
            "complaints. A withdrawn, unverified or unruled one does not: its own filer waits a while, "
            "longer each time, and the filing window grows by it. Another's complaints, waits and counts "
            "never refuse yours.",
        ),
    ),
)

REMEDIES = (
    Clause(
        "9.1",
        Text("全额退款", "Full refund"),
        Text(
            "退还订单实付金额，原路退回；原路退不了的，由双方在投诉内约定。"
            "商家在退款期限内退款，标记完成须写退款单号或附图，到期未退按8.1处理。"
            "同一订单的投诉共用一本账，退款合计不超过实付；金额未知的写“全额”，待店铺填写。",
            "The amount paid is returned the way it came, or another way agreed in the case. Done in time "
            "means a refund number or a picture; a missed one falls under 8.1. All complaints of an order "
            "share one account, and refunds never exceed the price; an unknown price is written as the full "
            "amount until the shop gives it.",
        ),
    ),
    Clause(
        "9.2",
        Text("部分退款", "Partial refund"),
        Text(
            "按少发数量、差额、未用期限或延误程度计算，裁决写明金额和算法，精确到分。"
            "期限、凭证与全额退款相同，同一订单已退的计算在内，合计不超过实付。"
            "买家保留能用的部分；方案少于诉求的，买家可以不接受。",
            "Reckoned by what was missing, the difference, the unused time or the delay; the ruling states "
            "the amount and how. Time limit and proof are those of a full refund; what the order was "
            "already refunded counts, and all of it never exceeds the price. The buyer keeps what works and "
            "may decline less than was asked.",
        ),
    ),
    Clause(
        "9.3",
        Text("补发", "Reissue"),
        Text(
            "商家在补发期限内补发同种商品。补发的卡密经投诉台交付，只向买家完整展示一次，"
            "之后只显示后四位，不写进邮件和短信。补发的仍不能用，或到期没有补发的，按8.2处理。"
            "原卡密按1.4，不得再售。",
            "The merchant delivers the same goods again in time. A reissued key passes through the desk: "
            "shown to the buyer once in full, afterwards by its last four, and never in a mail or text "
            "message. If it fails as well, or none comes in time, 8.2 applies. The old key falls under 1.4 "
            "and is never resold.",
        ),
    ),
    Clause(
        "9.4",
        Text("两次没有做到", "Not done twice"),
        Text(
            "同一笔处理两次到期没做、或两次被买家否认的，由平台接手：认可付款凭证，等商家补做，"
            "或以“未履行”结束并记在这笔投诉里；单店先改为退款再给一次期限，再没做到就以未履行结束。"
            "投诉台不代收代付，买家可以向支付渠道或12315反映。",
            "A remedy twice missed or denied is the operator's: the proof of payment is accepted, the "
            "merchant does it after all, or it ends as unfulfilled and stands in this complaint's record. "
            "In a single shop it first becomes a refund with one more date, then ends as unfulfilled. The "
            "desk holds and pays no money; the payment channel and 12315 stay open.",
        ),
    ),
    Clause(
        "9.5",
        Text("买家确认", "Buyer's confirmation"),
        Text(
            "商家标记已处理后，买家在确认期限内核对；没收到的点“没收到”并写明，投诉继续。"
            "已告知而到期不答复的视为确认，之后仍可继续一次。"
            "没通知到的不因沉默确认，由平台看凭证决定；单店只写“商家称已处理”。",
            "When the merchant has marked a remedy as done, the buyer checks it in time; whoever did not "
            "receive it says so and the complaint goes on. Silence of a buyer who was told confirms, and "
            "may be reopened once. Who was never told confirms nothing: an operator looks at the proof, and "
            "a single shop's own word is named as that.",
        ),
    ),
    Clause(
        "9.6",
        Text("不予支持", "No remedy"),
        Text(
            "投诉不成立的，不作处理，裁决写明引用的细则和理由。"
            "不成立不等于恶意，不记违规。同一类型不再受理，其他类型仍可在时效内投诉；"
            "买家有新凭证的，可在申诉期限内按1.7申诉。",
            "When a complaint is dismissed there is no remedy; the ruling states the clause and the reason. "
            "It is not abuse and no strike. The same category is not taken again, others may be filed "
            "within their window; with new evidence the buyer may appeal under 1.7.",
        ),
    ),
    Clause(
        "9.7",
        Text("账目与退回", "The account, and what goes back"),
        Text(
            "已付的钱是事实，改判不会抹掉：后来多判的，只补差额；少判的，多付部分列为应退回，"
            "告知双方并记录，不从其他订单抵扣。买家沉默、平台认定的款项，只算到当时应付的数目；"
            "多出的以买家自己的话为准。",
            "What was paid is a fact and stays. A later decision that owes more adds the difference; one "
            "that owes less makes the rest due back, told to both and recorded, set off against no other "
            "order. Silence and the operator settle at most what was due; above that only the buyer's own "
            "word counts.",
        ),
    ),
)
