"""Reasons that rulings often need, to start from. Chosen ones are sent as they stand unless something else
is written."""

from __future__ import annotations

from ...domain.vocabulary import Text

CANNED: dict[str, Text] = {
    "no_log": Text(
        "商家没有提供出库或发货记录，按细则由商家承担，投诉成立。",
        "The merchant gave no issue or delivery log; by the standard that counts against it. Upheld.",
    ),
    "silent": Text(
        "商家在时限内没有回复，按现有凭证裁决，投诉成立。",
        "The merchant did not answer in time; on what is there the complaint is upheld.",
    ),
    "log_shows_use": Text(
        "商家提供的记录显示，卡密在交付后由买家使用，投诉不成立。",
        "The merchant's log shows that the key was used by the buyer after delivery. Dismissed.",
    ),
    "as_described": Text(
        "商品页在下单前已写明这一限制，投诉不成立。",
        "The goods page stated this limit before the order was placed. Dismissed.",
    ),
    "part_unused": Text(
        "商品有一部分已经使用，按没有使用的部分退款。",
        "Part of the goods was used; the unused part is refunded.",
    ),
    "kept": Text(
        "申诉没有提出裁决时没有的新情况，维持原裁决。",
        "The appeal brings nothing that was not before the first ruling, which is kept.",
    ),
}
