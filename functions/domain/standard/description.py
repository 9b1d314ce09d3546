"""Group M: the goods are not what the page promised."""

from __future__ import annotations

from ..vocabulary import Remedy, Role, Text
from .category import Category, Clause

M1 = Category(
    code="M1",
    label=Text("与描述不符", "Not as described"),
    hint=Text("功能、版本或内容和商品页不一样", "Features, edition or content differ from the page"),
    burden=Role.BUYER,
    proof=Text("一张实际收到内容的截图就够", "One screenshot of what was received is enough"),
    remedies=(Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.REISSUE),
    evidence_based=True,
    words_required=True,
    clause=Clause(
        "4.1",
        Text("与描述不符", "Not as described"),
        Text(
            "实际内容与下单时商品页的名称、版本或功能有实质差别的，投诉成立。买家指出哪一处不符，"
            "商家提供下单时的商品页；页面含糊的，按对买家有利的意思理解。差别不影响使用的，投诉不成立。"
            "处理结果为全额、部分退款或补发。",
            "Upheld when what came differs in substance from the name, edition or features on the "
            "page at the "
            "order. The buyer points to the difference, the merchant shows the page; vague wording "
            "is read in the "
            "buyer's favour. Dismissed when it makes no difference to use. Remedy: refund, part of "
            "it, or reissue.",
        ),
    ),
)

M2 = Category(
    code="M2",
    label=Text("面值/时长缩水", "Less value or time"),
    hint=Text("到账的面值、天数比写的少", "Less credit or fewer days than stated"),
    burden=Role.BUYER,
    proof=Text("一张到账或到期时间的截图就够", "One screenshot of the credit or end date is enough"),
    remedies=(Remedy.PARTIAL_REFUND, Remedy.REISSUE, Remedy.REFUND),
    evidence_based=True,
    words_required=True,
    clause=Clause(
        "4.2",
        Text("面值或时长缩水", "Less value or time"),
        Text(
            "实际到账的面值、天数或次数少于商品页写明的，投诉成立，与未发货的数量问题分开判定。"
            "买家提供一张到账截图，商家可用充值记录说明。页面已写明赠送部分或折算方式的除外。"
            "处理结果为补足差额或按差额退款。",
            "Upheld when the credit, days or uses received are fewer than stated. The buyer gives "
            "one screenshot, "
            "the merchant may answer with its top-up record. Dismissed when the page stated the bonus or the "
            "conversion that explains it. Remedy: the difference is made up or refunded.",
        ),
    ),
)

M3 = Category(
    code="M3",
    label=Text("虚假宣传", "False advertising"),
    hint=Text("宣传的效果、来源或优惠不是真的", "Claims of effect, source or discount are untrue"),
    burden=Role.MERCHANT,
    proof=Text("一张宣传内容的截图就够", "One screenshot of the claim is enough"),
    remedies=(Remedy.REFUND,),
    evidence_based=True,
    words_required=True,
    clause=Clause(
        "4.3",
        Text("虚假宣传", "False advertising"),
        Text(
            "宣传“官方”“永久”“正版”等事实性内容，商家不能证明属实的，投诉成立。由商家证明宣传属实，"
            "买家只需指出是哪一句。一般的夸赞用语不作判定，投诉不成立。处理结果为全额退款。",
            "Upheld when the merchant cannot prove a claim of fact, such as official, permanent or genuine. "
            "The buyer only names the sentence; the merchant proves it. Ordinary praise is not judged, and "
            "then the complaint is dismissed. Remedy: full refund.",
        ),
    ),
)

M4 = Category(
    code="M4",
    label=Text("盗版侵权", "Pirated goods"),
    hint=Text("破解版、无授权的账号或素材", "Cracked or unlicensed software, accounts or content"),
    burden=Role.MERCHANT,
    proof=Text("一张截图或一句说明就够", "One screenshot or one sentence is enough"),
    remedies=(Remedy.REFUND,),
    evidence_based=True,
    words_required=True,
    clause=Clause(
        "4.4",
        Text("盗版侵权", "Pirated goods"),
        Text(
            "商品为破解、盗版或未经授权转售的，投诉成立。由商家提供授权或进货凭证；拿不出的，按无授权处理，"
            "能证明授权有效的，投诉不成立。处理结果为全额退款，权利人仍可另行主张。",
            "Upheld when the goods are cracked, pirated or resold without licence. The merchant shows its "
            "licence or purchase record; without it they count as unlicensed, with it the complaint is "
            "dismissed. Remedy: full refund; the owner's own rights remain.",
        ),
    ),
)

CATEGORIES = (M1, M2, M3, M4)
