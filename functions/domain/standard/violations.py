"""Group F: fraud and other violations. Never withdrawn by the complainant: others may be harmed too."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

_ONE = Text("一张截图或一句说明就够", "One screenshot or one sentence is enough")

F1 = Category(
    code="F1",
    label=Text("欺诈/售假", "Fraud or fake goods"),
    hint=Text("收钱不发货跑路，或卖假货", "Money taken and gone, or fake goods sold"),
    burden=Role.BUYER,
    proof=_ONE,
    remedies=(Remedy.REFUND,),
    instant=False,
    withdrawable=False,
    window="fraud",
    words_required=True,
    clause=Clause(
        "7.1",
        Text("欺诈或售假", "Fraud or fake goods"),
        Text(
            "商家明知无货、假货仍收款，或以虚假身份骗取款项的，投诉成立。买家提供一项线索即可，"
            "由平台查证订单和双方的记录；查无实据的，投诉不成立，不作恶意认定。处理结果为全额退款；"
            "对商家的处理由平台另行决定。",
            "Upheld when the merchant knowingly took money for goods it did not have or that were fake, or "
            "under a false identity. One lead from the buyer is enough; the marketplace looks at the order "
            "and both sides' records. Dismissed, without blame, when nothing is found. Remedy: full refund; "
            "what becomes of the merchant is the marketplace's own decision.",
        ),
    ),
)

F2 = Category(
    code="F2",
    label=Text("涉赌", "Gambling"),
    hint=Text("出售赌博网站的充值、筹码或账号", "Selling credit, chips or accounts for gambling"),
    burden=Role.BUYER,
    proof=_ONE,
    remedies=(Remedy.NONE, Remedy.REFUND),
    instant=False,
    withdrawable=False,
    window="fraud",
    words_required=True,
    clause=Clause(
        "7.2",
        Text("涉赌", "Gambling"),
        Text(
            "出售或引流至赌博网站、赌博筹码、跑分充值的，投诉成立。举报人指出商品或对话即可，由平台核查，"
            "不要求举报人参与或付款取证；查无实据的不成立。处理结果为写明成立，需要退款的一并判定；"
            "商品和商家由平台另行处理。",
            "Upheld when gambling credit, chips or accounts are sold or advertised. Naming the goods or the "
            "chat is enough; nobody is asked to pay or take part to prove it. Dismissed when nothing is "
            "found. Remedy: the ruling says so, with a refund where one is due; what becomes of goods and "
            "merchant is the marketplace's own decision.",
        ),
    ),
)

F3 = Category(
    code="F3",
    label=Text("涉黄", "Sexual content"),
    hint=Text("出售色情内容、账号或引流", "Selling or advertising sexual content"),
    burden=Role.BUYER,
    proof=Text("一句说明就够，请不要上传色情内容", "One sentence is enough; please upload no such content"),
    remedies=(Remedy.NONE, Remedy.REFUND),
    instant=False,
    withdrawable=False,
    window="fraud",
    words_required=True,
    clause=Clause(
        "7.3",
        Text("涉黄", "Sexual content"),
        Text(
            "出售、传播色情内容或为其引流的，投诉成立。举报人指出商品名称或页面即可，请不要上传色情内容，"
            "由平台核查；查无实据的，投诉不成立。处理结果为写明成立，需要退款的一并判定；"
            "商品和商家由平台另行处理。",
            "Upheld when sexual content is sold, spread or advertised. Naming the goods or page is enough, "
            "and no such content should be uploaded: the marketplace looks for itself. Dismissed when "
            "nothing is found. Remedy: the ruling says so, with a refund where one is due; what becomes of "
            "goods and merchant is the marketplace's own decision.",
        ),
    ),
)

F4 = Category(
    code="F4",
    label=Text("外挂/木马", "Cheats or malware"),
    hint=Text("外挂、木马，或文件带病毒", "Cheats, trojans or infected files"),
    burden=Role.BUYER,
    proof=Text("一张截图就够，请不要上传文件本身", "One screenshot is enough; please do not upload the file"),
    remedies=(Remedy.REFUND,),
    instant=False,
    withdrawable=False,
    window="fraud",
    words_required=True,
    clause=Clause(
        "7.4",
        Text("外挂或木马", "Cheats or malware"),
        Text(
            "商品为外挂、盗号程序，或文件带有木马病毒的，投诉成立。买家提供一张查杀提示或商品截图即可，"
            "请不要上传文件本身；商家可以说明来源和检测结果，证明无害的不成立。处理结果为全额退款；"
            "商品和商家由平台另行处理。",
            "Upheld when the goods are cheats or steal accounts, or a file carries malware. One screenshot "
            "of the warning or the goods is enough, and the file itself is not to be uploaded; dismissed "
            "when the merchant's records show it harmless. Remedy: full refund; what becomes of goods and "
            "merchant is the marketplace's own decision.",
        ),
    ),
)

F5 = Category(
    code="F5",
    label=Text("诱导私下交易", "Off-platform dealing"),
    hint=Text("让您加好友、转账，绕开平台", "Asks you to pay or deal outside the platform"),
    burden=Role.BUYER,
    proof=Text("一张聊天截图就够", "One screenshot of the chat is enough"),
    remedies=(Remedy.NONE, Remedy.REFUND),
    instant=False,
    withdrawable=False,
    window="fraud",
    words_required=True,
    clause=Clause(
        "7.5",
        Text("诱导私下交易", "Off-platform dealing"),
        Text(
            "商家诱导买家绕开平台付款、换货或撤诉的，投诉成立。买家提供一张聊天截图，"
            "看不出由商家发出或只是正常售后沟通的，不成立。处理结果为写明成立，本平台订单仍可判退款；"
            "私下付款请同时向支付渠道投诉。",
            "Upheld when the merchant leads buyers to pay, exchange or withdraw outside the platform. One "
            "screenshot of the chat is enough; dismissed when it is ordinary service or not the merchant's. "
            "Remedy: the ruling says so, and the order itself may be refunded. For money paid outside, "
            "please complain at the payment channel as well.",
        ),
    ),
)

F6 = Category(
    code="F6",
    label=Text("敲诈", "Extortion"),
    hint=Text("对方以投诉、差评要挟额外钱财", "Demands money by threat of complaints or reviews"),
    burden=Role.MERCHANT,
    proof=Text("一张聊天截图就够", "One screenshot of the chat is enough"),
    remedies=(Remedy.NONE,),
    scores=False,
    instant=False,
    withdrawable=False,
    window="fraud",
    filed_by=Role.MERCHANT,
    words_required=True,
    clause=Clause(
        "7.6",
        Text("敲诈", "Extortion"),
        Text(
            "以投诉、差评或曝光相要挟，索要订单之外钱财的，由商家在答复里写明并附一张聊天截图，查实成立的，"
            "平台可标记为恶意投诉，标记期间不能撤销。要求退款、赔偿或表示将向12315、支付渠道反映的，"
            "不是敲诈，不成立。原投诉有理的部分照常处理。",
            "Demanding money beyond the order by threat of complaints, reviews or exposure. The merchant "
            "says so in its answer with one screenshot; when found true the complaint may be marked as "
            "malicious and cannot be withdrawn meanwhile. Asking for a refund or damages, or turning to "
            "12315 or the payment channel, is not extortion. What is right in the complaint is still judged.",
        ),
    ),
)

CATEGORIES = (F1, F2, F3, F4, F5, F6)
