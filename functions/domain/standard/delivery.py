"""Group D: what was paid for has not come, not in time, or not in full."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

D1 = Category(
    code="D1",
    label=Text("未发货", "Not delivered"),
    hint=Text("已付款，没收到卡密或到账", "Paid, but no key and no top-up came"),
    burden=Role.MERCHANT,
    proof=Text("有订单号就够，不用截图", "The order number is enough; no screenshot needed"),
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    clause=Clause(
        "2.1",
        Text("未发货", "Not delivered"),
        Text(
            "付款后超过商品页写明的发货时间仍未交付的，投诉成立。由商家提供发货日志；"
            "没有日志，或日志与订单对不上的，按未发货处理。日志证明已按时交付的，投诉不成立。"
            "处理结果为全额退款，买家愿意的也可补发。",
            "Upheld when nothing was delivered within the time on the goods page. The merchant "
            "proves delivery by "
            "its log; without one, or when it does not match the order, the goods count as not delivered. "
            "Dismissed when the log shows delivery on time. Remedy: full refund, or reissue if the "
            "buyer wants it.",
        ),
    ),
)

D2 = Category(
    code="D2",
    label=Text("延迟到账", "Late delivery"),
    hint=Text("比商品页写的时间晚很多", "Much later than the goods page said"),
    burden=Role.MERCHANT,
    proof=Text(
        "有订单号就够；有到账时间的截图更快", "The order number is enough; a screenshot of the time helps"
    ),
    remedies=(Remedy.PARTIAL_REFUND, Remedy.REFUND),
    clause=Clause(
        "2.2",
        Text("延迟到账", "Late delivery"),
        Text(
            "实际交付晚于商品页写明时间的，投诉成立；商品页没写时间的，以付款后一天为限。"
            "由商家提供交付时间记录。延误由上游或维护造成的，不免除责任。"
            "已到账且仍能使用的部分退款，因延误失去用处的全额退款。",
            "Upheld when delivery was later than the goods page said, or than one day where it said nothing. "
            "The merchant proves the time of delivery; an upstream delay or maintenance is no excuse. "
            "Remedy: partial refund if still usable, full refund if the delay made it useless. "
            "Dismissed when it came in time.",
        ),
    ),
)

D3 = Category(
    code="D3",
    label=Text("少发", "Short delivery"),
    hint=Text("收到的数量比买的少", "Fewer items than were bought"),
    burden=Role.MERCHANT,
    proof=Text("说明买了几个、收到几个就够", "Say how many were bought and how many came"),
    remedies=(Remedy.REISSUE, Remedy.PARTIAL_REFUND),
    clause=Clause(
        "2.3",
        Text("少发", "Short delivery"),
        Text(
            "收到的数量少于订单数量的，投诉成立。由商家提供逐条发货记录，"
            "记录证明数量足额的，投诉不成立。处理结果为补发缺少的部分；"
            "无货可补，或买家不再需要的，按缺少数量占订单的比例退款。",
            "Upheld when fewer items came than were ordered. The merchant proves the number by its "
            "issue log, item "
            "by item; dismissed when the log shows them all. Remedy: the missing items are "
            "reissued, or refunded "
            "in proportion when out of stock or no longer wanted.",
        ),
    ),
)

D4 = Category(
    code="D4",
    label=Text("扣款未出单", "Charged, no order"),
    hint=Text("钱扣了，订单没有生成或显示未付款", "Money taken, no order or shown as unpaid"),
    burden=Role.BUYER,
    proof=Text("一张付款记录截图就够", "One screenshot of the payment record is enough"),
    remedies=(Remedy.REFUND, Remedy.REISSUE),
    clause=Clause(
        "2.4",
        Text("扣款未出单", "Charged without an order"),
        Text(
            "买家提供一张付款记录，显示款项付给本店而订单未生成或仍为未付款的，投诉成立。"
            "商家称未收到款的，须提供收款渠道的查询结果；款项已原路退回的，投诉不成立。"
            "处理结果为全额退款，或按订单补发。",
            "Upheld when the buyer's payment record shows money paid to this shop for which no paid "
            "order exists. "
            "A merchant that denies receipt shows the payment channel's answer. Dismissed when the "
            "money has gone "
            "back the way it came. Remedy: full refund, or delivery of the order.",
        ),
    ),
)

D5 = Category(
    code="D5",
    label=Text("重复扣款/金额不符", "Charged twice or wrongly"),
    hint=Text("扣了两次，或金额和订单不一样", "Charged twice, or not the order's amount"),
    burden=Role.BUYER,
    proof=Text(
        "一张能看到金额的付款记录截图就够", "One screenshot of the payments with their amounts is enough"
    ),
    remedies=(Remedy.PARTIAL_REFUND, Remedy.REFUND),
    clause=Clause(
        "2.5",
        Text("重复扣款或金额不符", "Charged twice or wrongly"),
        Text(
            "买家的付款记录显示同一订单付款多次，或实付金额高于订单金额的，投诉成立。"
            "手续费在付款前已明示的，不算多收。商家可用收款渠道账单说明差额。"
            "处理结果为退还多收部分；商品未交付的，全额退款。",
            "Upheld when the buyer's payment record shows the same order paid more than once, or "
            "more than its "
            "amount; a fee shown before payment does not count. The merchant may explain the "
            "difference by the "
            "channel's statement. Remedy: the excess is refunded, or everything if nothing was delivered.",
        ),
    ),
)

CATEGORIES = (D1, D2, D3, D4, D5)
