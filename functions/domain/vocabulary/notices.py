"""Who is told what: one row a notice, one folder of templates each under ``templates/notices/``.

A *notice* is what is said, a *message* is one notice to one person. Messages are written in the
transaction of what they tell of, and sent afterwards; ``urgent`` ones ignore quiet hours.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .roles import Role
from .text import Text


class Channel(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    SMS = "sms"


class Notice(StrEnum):
    """What is said."""

    RECEIPT = "receipt"
    VERIFY_CODE = "verify_code"
    SIGN_IN = "sign_in"
    LIST_CODE = "list_code"
    WAY_IN = "way_in"
    OPENED = "opened"
    REMINDER = "reminder"
    OPERATOR_ASKED = "operator_asked"
    OPERATOR_REMINDER = "operator_reminder"
    ESCALATED = "escalated"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    ACCEPTED = "accepted"
    OFFERED = "offered"
    OFFER_TAKEN = "offer_taken"
    OFFER_DECLINED = "offer_declined"
    MERCHANT_SILENT = "merchant_silent"
    WORDS_ADDED = "words_added"
    WORDS_ADDED_BUYER = "words_added_buyer"
    PROOF_ASKED_BUYER = "proof_asked_buyer"
    PROOF_ASKED_MERCHANT = "proof_asked_merchant"
    EXTENDED_BUYER = "extended_buyer"
    EXTENDED_MERCHANT = "extended_merchant"
    RULED_BUYER = "ruled_buyer"
    RULED_MERCHANT = "ruled_merchant"
    REMEDY_DONE = "remedy_done"
    REMEDY_MISSED_BUYER = "remedy_missed_buyer"
    REMEDY_MISSED_MERCHANT = "remedy_missed_merchant"
    APPEALED_BUYER = "appealed_buyer"
    APPEALED_MERCHANT = "appealed_merchant"
    APPEAL_ASKED = "appeal_asked"
    ARBITER_INVITED = "arbiter_invited"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_PENDING = "withdrawal_pending"
    WITHDRAWN_BUYER = "withdrawn_buyer"
    WITHDRAWN_MERCHANT = "withdrawn_merchant"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    REOPENED = "reopened"
    CLOSED_UNVERIFIED = "closed_unverified"
    REMINDER_BUYER = "reminder_buyer"
    URGED = "urged"
    REFUSED_BUYER = "refused_buyer"
    CLAIMED_BUYER = "claimed_buyer"
    UPDATE_BUYER = "update_buyer"
    UPDATE_MERCHANT = "update_merchant"
    LATE_BUYER = "late_buyer"
    LATE_MERCHANT = "late_merchant"
    ASSISTANCE_RECEIVED = "assistance_received"
    ASSISTANCE_ASKED = "assistance_asked"
    ASSISTANCE_ANSWERED = "assistance_answered"
    ASSIST_CODE = "assist_code"
    ASSIST_PROPOSED = "assist_proposed"


class NoticeRow(NamedTuple):
    """To whom a notice goes, what it is called where post is looked after, and what it cannot be written
    without.

    ``needs`` names fields of ``notice_facts.Facts``; the marketplace always. ``sms``: a short message
    goes too. ``urgent``: it may wake somebody. ``quotes``: it quotes somebody's own words, which no
    short message ever does. ``bundles``: several of a quarter of an hour are one letter.
    """

    to: Role
    label: Text
    needs: frozenset[str]
    sms: bool = False
    urgent: bool = False
    quotes: bool = False
    bundles: bool = False


_LINK = frozenset({"number", "link"})
_DUE = _LINK | {"deadline"}
_NEXT = _DUE | {"next_text"}
_STANDS = _NEXT | {"state"}
_RULED = _LINK | {"outcome", "next_text"}
_QUOTED = _LINK | {"reason"}

NOTICES: dict[Notice, NoticeRow] = {
    Notice.RECEIPT: NoticeRow(
        Role.BUYER, Text("投诉回执", "Receipt"), _STANDS | {"passcode"}, sms=True, urgent=True
    ),
    Notice.VERIFY_CODE: NoticeRow(
        Role.BUYER,
        Text("核验验证码", "Verification code"),
        frozenset({"code", "deadline", "number"}),
        urgent=True,
    ),
    Notice.SIGN_IN: NoticeRow(
        Role.OPERATOR, Text("登录链接", "Sign-in link"), frozenset({"deadline", "link"}), urgent=True
    ),
    Notice.LIST_CODE: NoticeRow(
        Role.BUYER, Text("查询验证码", "Listing code"), frozenset({"code", "deadline"}), urgent=True
    ),
    Notice.WAY_IN: NoticeRow(Role.BUYER, Text("进度链接", "Way in"), _LINK, urgent=True),
    Notice.OPENED: NoticeRow(
        Role.MERCHANT, Text("新投诉", "New complaint"), _NEXT | {"category"}, sms=True, urgent=True
    ),
    Notice.REMINDER: NoticeRow(Role.MERCHANT, Text("回复提醒", "Reminder"), _STANDS, sms=True),
    Notice.OPERATOR_ASKED: NoticeRow(Role.OPERATOR, Text("待客服处理", "Operator needed"), _STANDS),
    Notice.OPERATOR_REMINDER: NoticeRow(Role.OPERATOR, Text("客服提醒", "Operator's reminder"), _STANDS),
    Notice.ESCALATED: NoticeRow(
        Role.OPERATOR, Text("超时升级", "Escalation"), _LINK | {"state"}, sms=True, urgent=True
    ),
    Notice.ADMITTED: NoticeRow(Role.BUYER, Text("已受理", "Admitted"), _NEXT),
    Notice.NOT_ADMITTED: NoticeRow(Role.BUYER, Text("不予受理", "Not admitted"), _QUOTED, quotes=True),
    Notice.ACCEPTED: NoticeRow(Role.BUYER, Text("商家同意", "Merchant agreed"), _NEXT),
    Notice.OFFERED: NoticeRow(Role.BUYER, Text("处理方案", "Offer"), _NEXT, sms=True, quotes=True),
    Notice.OFFER_TAKEN: NoticeRow(Role.MERCHANT, Text("方案已接受", "Offer taken"), _NEXT),
    Notice.OFFER_DECLINED: NoticeRow(Role.MERCHANT, Text("方案未接受", "Offer declined"), _DUE),
    Notice.MERCHANT_SILENT: NoticeRow(Role.BUYER, Text("商家逾期未回复", "Merchant silent"), _DUE),
    Notice.WORDS_ADDED: NoticeRow(
        Role.MERCHANT, Text("买家留言", "Buyer's words"), _QUOTED, quotes=True, bundles=True
    ),
    Notice.WORDS_ADDED_BUYER: NoticeRow(
        Role.BUYER, Text("给买家的留言", "Words for the buyer"), _QUOTED, quotes=True, bundles=True
    ),
    Notice.PROOF_ASKED_BUYER: NoticeRow(
        Role.BUYER, Text("请买家补充凭证", "Proof asked of the buyer"), _NEXT, sms=True, quotes=True
    ),
    Notice.PROOF_ASKED_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("请商家补充凭证", "Proof asked of the merchant"), _NEXT, sms=True, quotes=True
    ),
    Notice.EXTENDED_BUYER: NoticeRow(Role.BUYER, Text("买家补充时限延长", "More time for the buyer"), _NEXT),
    Notice.EXTENDED_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("商家补充时限延长", "More time for the merchant"), _NEXT
    ),
    Notice.RULED_BUYER: NoticeRow(
        Role.BUYER, Text("裁决（给买家）", "Ruling, to the buyer"), _RULED, sms=True, quotes=True
    ),
    Notice.RULED_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("裁决（给商家）", "Ruling, to the merchant"), _RULED, sms=True, quotes=True
    ),
    Notice.REMEDY_DONE: NoticeRow(Role.BUYER, Text("请买家确认", "Please confirm"), _NEXT, sms=True),
    Notice.REMEDY_MISSED_BUYER: NoticeRow(
        Role.BUYER, Text("逾期未处理（给买家）", "Remedy missed, to the buyer"), _LINK | {"next_text"}
    ),
    Notice.REMEDY_MISSED_MERCHANT: NoticeRow(
        Role.MERCHANT,
        Text("逾期未处理（给商家）", "Remedy missed, to the merchant"),
        _LINK | {"next_text"},
        sms=True,
    ),
    Notice.APPEALED_BUYER: NoticeRow(Role.BUYER, Text("商家申诉（给买家）", "Appeal, to the buyer"), _DUE),
    Notice.APPEALED_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("买家申诉（给商家）", "Appeal, to the merchant"), _DUE
    ),
    Notice.APPEAL_ASKED: NoticeRow(Role.ARBITER, Text("待处理的申诉", "Appeal to decide"), _NEXT),
    Notice.ARBITER_INVITED: NoticeRow(
        Role.ARBITER, Text("请外部仲裁员裁决", "An outside arbiter is asked"), _STANDS, urgent=True
    ),
    Notice.WITHDRAWAL_ASKED: NoticeRow(Role.OPERATOR, Text("待审核的撤销", "Withdrawal to review"), _NEXT),
    Notice.WITHDRAWAL_PENDING: NoticeRow(Role.MERCHANT, Text("撤销审核中", "Withdrawal pending"), _NEXT),
    Notice.WITHDRAWN_BUYER: NoticeRow(Role.BUYER, Text("已撤销（给买家）", "Withdrawn, to the buyer"), _LINK),
    Notice.WITHDRAWN_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("已撤销（给商家）", "Withdrawn, to the merchant"), _LINK
    ),
    Notice.WITHDRAWAL_REFUSED: NoticeRow(
        Role.BUYER, Text("撤销未通过", "Withdrawal refused"), _QUOTED | {"next_text"}, sms=True, quotes=True
    ),
    Notice.REOPENED: NoticeRow(
        Role.MERCHANT, Text("买家继续投诉", "Reopened"), _STANDS, sms=True, urgent=True
    ),
    Notice.CLOSED_UNVERIFIED: NoticeRow(Role.BUYER, Text("未核验，已关闭", "Closed unverified"), _LINK),
    Notice.REMINDER_BUYER: NoticeRow(
        Role.BUYER, Text("提醒买家", "Reminder to the buyer"), _STANDS, sms=True
    ),
    Notice.URGED: NoticeRow(Role.MERCHANT, Text("催告", "Last reminder"), _DUE, sms=True, urgent=True),
    Notice.REFUSED_BUYER: NoticeRow(
        Role.BUYER, Text("店铺不同意", "Refused by the shop"), _LINK, sms=True, quotes=True
    ),
    Notice.CLAIMED_BUYER: NoticeRow(
        Role.BUYER, Text("有人也投诉了这笔订单", "Somebody else complained of the order"), _LINK
    ),
    Notice.UPDATE_BUYER: NoticeRow(
        Role.BUYER, Text("进展（给买家）", "News, to the buyer"), _LINK | {"state", "happened", "next_text"}
    ),
    Notice.UPDATE_MERCHANT: NoticeRow(
        Role.MERCHANT,
        Text("进展（给商家）", "News, to the merchant"),
        _LINK | {"state", "happened", "next_text"},
    ),
    Notice.LATE_BUYER: NoticeRow(
        Role.BUYER, Text("平台超时（给买家）", "The platform is late, to the buyer"), _DUE
    ),
    Notice.LATE_MERCHANT: NoticeRow(
        Role.MERCHANT, Text("平台超时（给商家）", "The platform is late, to the merchant"), _DUE
    ),
    Notice.ASSISTANCE_RECEIVED: NoticeRow(Role.BUYER, Text("协助请求回执", "Assistance receipt"), _DUE),
    Notice.ASSISTANCE_ASKED: NoticeRow(
        Role.OPERATOR, Text("待答复的协助请求", "Assistance asked"), _DUE, urgent=True
    ),
    Notice.ASSISTANCE_ANSWERED: NoticeRow(
        Role.BUYER, Text("协助答复", "Assistance answer"), _QUOTED, quotes=True
    ),
    Notice.ASSIST_CODE: NoticeRow(
        Role.BUYER,
        Text("协助请求验证码", "Assistance code"),
        frozenset({"code", "deadline", "number"}),
        urgent=True,
    ),
    Notice.ASSIST_PROPOSED: NoticeRow(
        Role.BUYER, Text("平台准备的处理", "About to be done"), _DUE | {"happened"}, sms=True, urgent=True
    ),
}
