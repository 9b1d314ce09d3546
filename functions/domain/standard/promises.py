"""What keeps each clause: the rows, windows, pages and rules without which its words would be empty.

The page prints the windows and numbers of a clause beside it, so that no text repeats a figure. A test looks
every promise up in the table it names.
"""

from __future__ import annotations

from typing import NamedTuple

from ..vocabulary import Action, Role, State


class Rule(NamedTuple):
    """A row of the law: in ``state``, ``role`` may do ``action``, or the clock does."""

    state: State
    role: Role
    action: Action


class Window(NamedTuple):
    """A length of time of the policy, by its key."""

    key: str


class Number(NamedTuple):
    """A sum or a count of the policy, by its key."""

    key: str


class Page(NamedTuple):
    """A page where it is done or read, by its endpoint."""

    endpoint: str


class Law(NamedTuple):
    """A function of the domain that decides it, by its dotted name within the domain."""

    name: str


class Advice(NamedTuple):
    """What is asked of somebody and enforced by nothing; ``why`` says whom it leaves free."""

    why: str


Promise = Rule | Window | Number | Page | Law | Advice

_A, _R, _S = Action, Role, State
_RULED = Rule(_S.AWAITING_RULING, _R.OPERATOR, _A.RULE)
_ASKED = Rule(_S.AWAITING_RULING, _R.OPERATOR, _A.ASK_PROOF)
_ANSWERED = Rule(_S.AWAITING_MERCHANT, _R.MERCHANT, _A.CONTEST)
_FILED = Law("complaints.filing.file")
_MISSED = Rule(_S.AWAITING_REMEDY, _R.CLOCK, _A.LAPSE)
_DONE = Rule(_S.AWAITING_REMEDY, _R.MERCHANT, _A.DO_REMEDY)
_DENIED = Rule(_S.AWAITING_CONFIRMATION, _R.BUYER, _A.DENY)
_MARKED = Rule(_S.AWAITING_RULING, _R.OPERATOR, _A.MARK)
_REOPENED = Rule(_S.CLOSED, _R.BUYER, _A.REOPEN)
_WITHDRAWN = Rule(_S.AWAITING_MERCHANT, _R.BUYER, _A.WITHDRAW)
_SHOWN = Advice("the desk neither sees the merchant's stock nor compares keys between orders")
_OWN_SHOP = Advice("what becomes of goods and merchants is the marketplace's own affair")
_LOGGED = (_FILED, _ASKED, _RULED)

_GENERAL: dict[str, tuple[Promise, ...]] = {
    "1.1": (_ASKED, _RULED),
    "1.2": (
        Rule(_S.AWAITING_MERCHANT, _R.CLOCK, _A.LAPSE),
        Rule(_S.AWAITING_BUYER, _R.CLOCK, _A.LAPSE),
        Law("complaints.answering.upheld_by_silence"),
        Law("complaints.grounds.was_told"),
        Window("response"),
        Window("urge"),
        Window("offer"),
        Number("default_upheld_fen"),
    ),
    "1.3": (
        _ASKED,
        Rule(_S.AWAITING_BUYER_PROOF, _R.OPERATOR, _A.EXTEND),
        Rule(_S.AWAITING_MERCHANT_PROOF, _R.OPERATOR, _A.EXTEND),
        Rule(_S.AWAITING_BUYER_PROOF, _R.CLOCK, _A.LAPSE),
        Window("proof"),
        Window("proof_extension"),
    ),
    "1.4": (_FILED, _RULED, _SHOWN),
    "1.5": (
        Law("complaints.filing.is_late"),
        Law("orders.may_file"),
        Rule(_S.CLOSED, _R.BUYER, _A.ASK_AGAIN),
        Rule(_S.AWAITING_ADMISSION, _R.OPERATOR, _A.ADMIT),
        Rule(_S.AWAITING_ADMISSION, _R.OPERATOR, _A.DECLINE_ADMISSION),
        Window("filing"),
        Window("fraud"),
        Window("admission"),
    ),
    "1.6": (
        _WITHDRAWN,
        Law("complaints.withdrawal.check"),
        Law("complaints.withdrawal.open_until"),
        Law("complaints.withdrawal.forecast"),
        Rule(_S.AWAITING_REVIEW, _R.OPERATOR, _A.REFUSE_WITHDRAWAL),
        _REOPENED,
        Page("withdrawing.which"),
        Window("withdrawal"),
        Window("review"),
        Window("reopening"),
        Number("withdrawal_tries"),
        Number("instant_fen"),
    ),
    "1.7": (
        Rule(_S.CLOSED, _R.BUYER, _A.APPEAL),
        Rule(_S.CLOSED, _R.MERCHANT, _A.APPEAL),
        Rule(_S.AWAITING_REMEDY, _R.MERCHANT, _A.APPEAL),
        Rule(_S.APPEALED, _R.ARBITER, _A.RULE),
        Rule(_S.APPEALED, _R.OPERATOR, _A.RULE),
        Rule(_S.APPEALED, _R.BUYER, _A.JOIN_APPEAL),
        Rule(_S.APPEALED, _R.MERCHANT, _A.JOIN_APPEAL),
        Rule(_S.APPEALED, _R.BUYER, _A.WITHDRAW_APPEAL),
        Rule(_S.APPEALED, _R.ARBITER, _A.DECLINE_SEAT),
        Law("complaints.appealing.seats"),
        Window("appeal_window"),
        Window("join"),
        Window("appeal"),
    ),
    "1.8": (
        Rule(_S.AWAITING_REVIEW, _R.OPERATOR, _A.REFUSE_WITHDRAWAL),
        Law("complaints.withdrawal.forecast"),
        _MARKED,
        Advice("12315 and the payment channel decide for themselves"),
    ),
    "1.9": (
        Rule(_S.AWAITING_RULING, _R.CLOCK, _A.LAPSE),
        Rule(_S.AWAITING_ADMISSION, _R.CLOCK, _A.LAPSE),
        Rule(_S.AWAITING_CHECK, _R.CLOCK, _A.LAPSE),
        Rule(_S.APPEALED, _R.CLOCK, _A.LAPSE),
        _REOPENED,
        Window("ruling"),
        Window("open_limit"),
        Window("unproved_limit"),
        Window("appeal_limit"),
        Window("review_limit"),
    ),
    "1.10": (
        Rule(_S.AWAITING_MERCHANT, _R.MERCHANT, _A.ACCEPT),
        _ANSWERED,
        Rule(_S.AWAITING_MERCHANT, _R.CLOCK, _A.LAPSE),
        Rule(_S.AWAITING_RULING, _R.ARBITER, _A.RULE),
        Rule(_S.AWAITING_RULING, _R.OPERATOR, _A.INVITE_ARBITER),
        Window("response"),
        Window("urge"),
        Advice("12315 and the payment channel decide for themselves"),
    ),
    "1.11": (
        Law("orders.may_file"),
        Law("orders.ended"),
        Law("orders.rest"),
        Rule(_S.AWAITING_CHECK, _R.OPERATOR, _A.VOID),
        Window("cool_down"),
        Window("rest"),
        Number("complaints_per_order"),
        Number("served_cap"),
    ),
}

_CATEGORIES: dict[str, tuple[Promise, ...]] = {
    "2.1": _LOGGED,
    "2.2": _LOGGED,
    "2.3": _LOGGED,
    "2.4": _LOGGED,
    "2.5": _LOGGED,
    "3.1": _LOGGED,
    "3.2": _LOGGED,
    "3.3": _LOGGED,
    "3.4": (*_LOGGED, Advice("an exchange of an unused key is the merchant's goodwill")),
    "3.5": _LOGGED,
    "3.6": _LOGGED,
    "3.7": _LOGGED,
    "4.1": _LOGGED,
    "4.2": _LOGGED,
    "4.3": _LOGGED,
    "4.4": (*_LOGGED, Advice("an owner's own rights are not the desk's")),
    "5.1": _LOGGED,
    "5.2": _LOGGED,
    "5.3": _LOGGED,
    "5.4": (*_LOGGED, _ANSWERED, Window("response")),
    "6.1": _LOGGED,
    "6.2": (*_LOGGED, Advice("a merchant is asked to help where the buyer mistyped")),
    "6.3": _LOGGED,
    "7.1": (*_LOGGED, Law("complaints.withdrawal.check"), _OWN_SHOP),
    "7.2": (*_LOGGED, Law("complaints.withdrawal.check"), _OWN_SHOP),
    "7.3": (*_LOGGED, Law("complaints.withdrawal.check"), _OWN_SHOP),
    "7.4": (*_LOGGED, Law("complaints.withdrawal.check"), _OWN_SHOP),
    "7.5": (*_LOGGED, Law("complaints.withdrawal.check"), _OWN_SHOP),
    "7.6": (_ANSWERED, _MARKED, Law("complaints.withdrawal.check"), _RULED),
    "8.1": (_MISSED, _RULED, Window("refund")),
    "8.2": (_MISSED, _RULED, Window("reissue")),
    "8.3": (_MISSED, _DENIED, _RULED),
}

_REMEDIES: dict[str, tuple[Promise, ...]] = {
    "9.1": (
        _DONE,
        _MISSED,
        Law("complaints.settling.granted"),
        Law("complaints.fulfilment.do_remedy"),
        Window("refund"),
    ),
    "9.2": (
        _RULED,
        Law("complaints.settling.is_part"),
        Law("ledger.due"),
        Rule(_S.AWAITING_BUYER, _R.BUYER, _A.DECLINE_OFFER),
        Window("refund"),
    ),
    "9.3": (_DONE, _MISSED, Law("complaints.clocks.window"), Window("reissue")),
    "9.4": (
        _MISSED,
        _DENIED,
        Rule(_S.AWAITING_ENFORCEMENT, _R.OPERATOR, _A.ACCEPT_PROOF),
        Rule(_S.AWAITING_ENFORCEMENT, _R.OPERATOR, _A.CLOSE_UNFULFILLED),
        Rule(_S.AWAITING_ENFORCEMENT, _R.MERCHANT, _A.DO_REMEDY),
        Window("enforcement"),
    ),
    "9.5": (
        _DENIED,
        Rule(_S.AWAITING_CONFIRMATION, _R.BUYER, _A.CONFIRM),
        Rule(_S.AWAITING_CONFIRMATION, _R.CLOCK, _A.LAPSE),
        Rule(_S.AWAITING_CONFIRMATION_CHECK, _R.OPERATOR, _A.ACCEPT_PROOF),
        Rule(_S.AWAITING_REMEDY, _R.BUYER, _A.WAIVE),
        _REOPENED,
        Window("confirmation"),
        Window("unconfirmed"),
        Window("reopening"),
    ),
    "9.6": (_RULED, Rule(_S.CLOSED, _R.BUYER, _A.APPEAL), Window("appeal_window")),
    "9.7": (
        Rule(_S.APPEALED, _R.OPERATOR, _A.RULE),
        Rule(_S.CLOSED, _R.BUYER, _A.RETURNED),
        Rule(_S.AWAITING_RULING, _R.MERCHANT, _A.PAID_ELSEWHERE),
        Law("ledger.due"),
        Law("ledger.award"),
        Number("unknown_price_fen"),
    ),
}

PROMISES: dict[str, tuple[Promise, ...]] = {**_GENERAL, **_CATEGORIES, **_REMEDIES}


def keys_beside(clause: str) -> tuple[str, ...]:
    """The policy's keys whose values are printed beside ``clause``, in the table's order."""
    return tuple(p.key for p in PROMISES[clause] if isinstance(p, Window | Number))
