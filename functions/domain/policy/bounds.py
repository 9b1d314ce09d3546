"""Every window, limit and threshold: its default, its floor, its ceiling, and whom it binds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..vocabulary import Text

MINUTE, HOUR, DAY = 60, 3600, 86400


class Holds(StrEnum):
    """Until when a value holds for a complaint that was filed under it.

    ``PROMISED``: to its end, whatever is published later. ``DESK``: the desk's own clocks, which a
    later version may shorten and never lengthen. ``NEWEST``: it is about the marketplace and no
    complaint.
    """

    PROMISED = "promised"
    DESK = "desk"
    NEWEST = "newest"


class Bound(NamedTuple):
    """One value: its default, floor and ceiling in ``unit`` (seconds ``s``, ``fen`` 分, or ``count``)."""

    default: int
    floor: int
    ceiling: int
    unit: str
    label: Text
    holds: Holds = Holds.PROMISED


BOUNDS: dict[str, Bound] = {
    "filing": Bound(
        7 * DAY, 3 * DAY, 60 * DAY, "s", Text("投诉时效（交付后）", "Filing window after delivery")
    ),
    "fraud": Bound(
        180 * DAY, 90 * DAY, 730 * DAY, "s", Text("违规类投诉时效", "Filing window for violations")
    ),
    "amendment": Bound(
        10 * MINUTE, 0, HOUR, "s", Text("提交后可修改的时间", "Time to put right what was filed")
    ),
    "verification": Bound(DAY, 6 * HOUR, 3 * DAY, "s", Text("核验时限", "Verification")),
    "check": Bound(
        2 * DAY,
        DAY,
        5 * DAY,
        "s",
        Text("客服核实时限", "Operator's check of an unverified order"),
        Holds.DESK,
    ),
    "assignment": Bound(
        DAY, 6 * HOUR, 3 * DAY, "s", Text("待定商家处理时限", "Finding the merchant of an order"), Holds.DESK
    ),
    "admission": Bound(
        3 * DAY, DAY, 7 * DAY, "s", Text("逾期投诉受理时限", "Admission of a late complaint"), Holds.DESK
    ),
    "urge": Bound(DAY, 12 * HOUR, 2 * DAY, "s", Text("催告时限（单店）", "Second reminder of a single shop")),
    "response": Bound(DAY, 12 * HOUR, 3 * DAY, "s", Text("商家回复时限", "Merchant's response")),
    "offer": Bound(3 * DAY, DAY, 7 * DAY, "s", Text("买家答复方案时限", "Buyer's answer to an offer")),
    "proof": Bound(2 * DAY, DAY, 5 * DAY, "s", Text("补充凭证时限", "More proof")),
    "proof_extension": Bound(DAY, 6 * HOUR, 2 * DAY, "s", Text("补充凭证延长", "Extension for proof")),
    "ruling": Bound(3 * DAY, DAY, 7 * DAY, "s", Text("裁决时限", "Ruling"), Holds.DESK),
    "take_back": Bound(
        5 * MINUTE, MINUTE, HOUR, "s", Text("裁决收回时间", "Time to take a ruling back"), Holds.DESK
    ),
    "reissue": Bound(DAY, 6 * HOUR, 3 * DAY, "s", Text("补发时限", "Reissue")),
    "refund": Bound(3 * DAY, DAY, 7 * DAY, "s", Text("退款时限", "Refund")),
    "enforcement": Bound(
        3 * DAY, DAY, 7 * DAY, "s", Text("执行处理时限", "Enforcement of what is owed"), Holds.DESK
    ),
    "unconfirmed": Bound(
        30 * DAY, 14 * DAY, 60 * DAY, "s", Text("待确认的最长时间", "Longest wait for a confirmation")
    ),
    "grace": Bound(
        4 * HOUR, HOUR, 12 * HOUR, "s", Text("恢复计时后至少剩余", "Least time left after a pause")
    ),
    "confirmation": Bound(3 * DAY, DAY, 7 * DAY, "s", Text("买家确认时限", "Buyer's confirmation")),
    "reopening": Bound(7 * DAY, 3 * DAY, 30 * DAY, "s", Text("继续投诉期限", "Reopening")),
    "withdrawal": Bound(
        3 * DAY, DAY, 7 * DAY, "s", Text("可撤销期限（提交后）", "Withdrawal window after filing")
    ),
    "review": Bound(DAY, HOUR, DAY, "s", Text("撤销审核时限", "Withdrawal review"), Holds.DESK),
    "key_view": Bound(
        30 * DAY,
        7 * DAY,
        180 * DAY,
        "s",
        Text("补发的卡密可查看的期限（结束后）", "Looking at a reissued key after the end"),
    ),
    "appeal_window": Bound(
        3 * DAY, DAY, 7 * DAY, "s", Text("申诉期限（裁决后）", "Appeal window after the ruling")
    ),
    "appeal": Bound(7 * DAY, 3 * DAY, 14 * DAY, "s", Text("申诉处理时限", "Appeal"), Holds.DESK),
    "join": Bound(DAY, DAY, 3 * DAY, "s", Text("加入申诉的时间", "Time to join an appeal")),
    "invite": Bound(2 * DAY, DAY, 4 * DAY, "s", Text("邀请仲裁员的时限", "Invitation of an arbiter")),
    "appeal_limit": Bound(
        21 * DAY, 14 * DAY, 30 * DAY, "s", Text("申诉最长时间", "Longest appeal"), Holds.DESK
    ),
    "review_limit": Bound(
        7 * DAY, 3 * DAY, 14 * DAY, "s", Text("撤销审核最长时间", "Longest withdrawal review"), Holds.DESK
    ),
    "open_limit": Bound(
        60 * DAY,
        30 * DAY,
        120 * DAY,
        "s",
        Text("平台处理最长时间", "Longest a complaint stays open"),
        Holds.DESK,
    ),
    "unproved_limit": Bound(
        14 * DAY,
        7 * DAY,
        30 * DAY,
        "s",
        Text("未能核实的最长时间", "Longest an unproved order waits"),
        Holds.DESK,
    ),
    "continuing": Bound(
        180 * DAY, 180 * DAY, 180 * DAY, "s", Text("平台未裁决后可继续", "Continuing what was not ruled")
    ),
    "objection": Bound(3 * DAY, DAY, 7 * DAY, "s", Text("异议期", "Time to object")),
    "assistance": Bound(DAY, 4 * HOUR, 2 * DAY, "s", Text("协助请求时限", "Assistance request"), Holds.DESK),
    "cool_down": Bound(DAY, 0, 7 * DAY, "s", Text("驳回后再次投诉间隔", "Cool-down after a dismissal")),
    "rest": Bound(
        DAY, 0, DAY, "s", Text("未决投诉后的间隔上限", "Longest rest after an undecided complaint")
    ),
    "served_cap": Bound(
        3,
        2,
        5,
        "count",
        Text("无人裁决时同一订单通知商家的次数", "Times a merchant is told of one order unruled"),
    ),
    "unknown_price_fen": Bound(
        50000, 5000, 500000, "fen", Text("金额未知时的上限", "Cap where the price is not known")
    ),
    "complaints_per_order": Bound(5, 2, 10, "count", Text("同一订单投诉上限", "Complaints per order")),
    "withdrawal_tries": Bound(3, 3, 3, "count", Text("撤销申请次数", "Tries at a withdrawal")),
    "instant_fen": Bound(5000, 0, 20000, "fen", Text("即时撤销金额上限", "Instant withdrawal up to")),
    "withdrawals_30d": Bound(
        3, 1, 10, "count", Text("30 天内免审撤销次数", "Withdrawals in 30 days before review")
    ),
    "default_upheld_fen": Bound(0, 0, 5000, "fen", Text("沉默即成立的金额上限", "Silence upholds up to")),
    "sms_per_day": Bound(200, 0, 5000, "count", Text("每日短信上限", "Short messages a day"), Holds.NEWEST),
    "emails_per_day": Bound(5000, 100, 50000, "count", Text("每日邮件上限", "E-mails a day"), Holds.NEWEST),
}
