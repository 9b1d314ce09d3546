"""Who is told what. One row a notice; one folder of templates each under ``templates/notices/``.

A *notice* is what is said, a *message* is one notice to one person. Messages are written in the
transaction of what they tell of, and sent afterwards; ``urgent`` ones ignore quiet hours.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .terms import Role


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
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_PENDING = "withdrawal_pending"
    WITHDRAWN_BUYER = "withdrawn_buyer"
    WITHDRAWN_MERCHANT = "withdrawn_merchant"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    REOPENED = "reopened"
    CLOSED_UNVERIFIED = "closed_unverified"
    ASSISTANCE_RECEIVED = "assistance_received"
    ASSISTANCE_ASKED = "assistance_asked"
    ASSISTANCE_ANSWERED = "assistance_answered"


SILENT = frozenset(
    {
        "amend",
        "confirm",
        "rule",
        "take_back",
        "mark",
        "cancel_withdrawal",
        "verify",
        "read",
        "reveal",
    }
)
"""Actions that mail nobody: who is concerned sees them in the case, and nothing is asked of anybody but an
operator.

A ruling is told when it takes effect, not while it can be taken back; a code that comes while the
operator is already checking only goes on record.
"""


class Row(NamedTuple):
    """To whom, whether a short message goes too, and whether it may wake somebody."""

    to: Role
    sms: bool = False
    urgent: bool = False


NOTICES: dict[Notice, Row] = {
    Notice.RECEIPT: Row(Role.BUYER, sms=True, urgent=True),
    Notice.VERIFY_CODE: Row(Role.BUYER, urgent=True),
    Notice.SIGN_IN: Row(Role.OPERATOR, urgent=True),
    Notice.LIST_CODE: Row(Role.BUYER, urgent=True),
    Notice.WAY_IN: Row(Role.BUYER, urgent=True),
    Notice.OPENED: Row(Role.MERCHANT, sms=True, urgent=True),
    Notice.REMINDER: Row(Role.MERCHANT, sms=True),
    Notice.OPERATOR_ASKED: Row(Role.OPERATOR),
    Notice.OPERATOR_REMINDER: Row(Role.OPERATOR),
    Notice.ESCALATED: Row(Role.OPERATOR, sms=True, urgent=True),
    Notice.ADMITTED: Row(Role.BUYER),
    Notice.NOT_ADMITTED: Row(Role.BUYER),
    Notice.ACCEPTED: Row(Role.BUYER),
    Notice.OFFERED: Row(Role.BUYER, sms=True),
    Notice.OFFER_TAKEN: Row(Role.MERCHANT),
    Notice.OFFER_DECLINED: Row(Role.MERCHANT),
    Notice.MERCHANT_SILENT: Row(Role.BUYER),
    Notice.WORDS_ADDED: Row(Role.MERCHANT),
    Notice.WORDS_ADDED_BUYER: Row(Role.BUYER),
    Notice.PROOF_ASKED_BUYER: Row(Role.BUYER, sms=True),
    Notice.PROOF_ASKED_MERCHANT: Row(Role.MERCHANT, sms=True),
    Notice.EXTENDED_BUYER: Row(Role.BUYER),
    Notice.EXTENDED_MERCHANT: Row(Role.MERCHANT),
    Notice.RULED_BUYER: Row(Role.BUYER, sms=True),
    Notice.RULED_MERCHANT: Row(Role.MERCHANT, sms=True),
    Notice.REMEDY_DONE: Row(Role.BUYER, sms=True),
    Notice.REMEDY_MISSED_BUYER: Row(Role.BUYER),
    Notice.REMEDY_MISSED_MERCHANT: Row(Role.MERCHANT, sms=True),
    Notice.APPEALED_BUYER: Row(Role.BUYER),
    Notice.APPEALED_MERCHANT: Row(Role.MERCHANT),
    Notice.APPEAL_ASKED: Row(Role.ARBITER),
    Notice.WITHDRAWAL_ASKED: Row(Role.OPERATOR),
    Notice.WITHDRAWAL_PENDING: Row(Role.MERCHANT),
    Notice.WITHDRAWN_BUYER: Row(Role.BUYER),
    Notice.WITHDRAWN_MERCHANT: Row(Role.MERCHANT),
    Notice.WITHDRAWAL_REFUSED: Row(Role.BUYER, sms=True),
    Notice.REOPENED: Row(Role.MERCHANT, sms=True, urgent=True),
    Notice.CLOSED_UNVERIFIED: Row(Role.BUYER),
    Notice.ASSISTANCE_RECEIVED: Row(Role.BUYER),
    Notice.ASSISTANCE_ASKED: Row(Role.OPERATOR, urgent=True),
    Notice.ASSISTANCE_ANSWERED: Row(Role.BUYER),
}
