"""Forty-two complaints to show the desk with, each a row of ``stories.json`` and a script that ends in a
known place. All made up.

A script is a tuple of ``STEPS``. What a step says comes from the row: ``words`` for the buyer (filing,
proof, denial, appeal, settlement), ``answer`` for the merchant, ``reason`` for the operator and the
arbiter. A partial refund, asked, offered or ruled, is a third of the order in whole 分; the clauses
cited are the category's own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State


class Step(NamedTuple):
    """Who does what. ``known`` is whether the shop vouches for the order; ``remedies`` of a ruling, none
    dismisses."""

    role: Role
    action: Action
    remedies: tuple[Remedy, ...] = ()
    side: Role | None = None
    reason: str = ""
    known: bool = True


class Story(NamedTuple):
    """One complaint: ``order`` is an index into ``trade.ORDERS``, ``ends`` where the script leaves it.

    ``unnamed``: the shop's link does not say whose order it is.
    """

    order: int
    category: str
    ask: Remedy
    words: str
    answer: str
    reason: str
    contact: str
    script: tuple[str, ...]
    ends: State | Outcome
    unnamed: bool = False


STEPS: dict[str, Step] = {
    "file": Step(Role.BUYER, Action.FILE),
    "file_unsigned": Step(Role.BUYER, Action.FILE, known=False),
    "verify": Step(Role.BUYER, Action.VERIFY),
    "verify_unknown": Step(Role.BUYER, Action.VERIFY, known=False),
    "admit": Step(Role.OPERATOR, Action.ADMIT),
    "decline_admission": Step(Role.OPERATOR, Action.DECLINE_ADMISSION),
    "accept": Step(Role.MERCHANT, Action.ACCEPT),
    "offer": Step(Role.MERCHANT, Action.OFFER, (Remedy.PARTIAL_REFUND,)),
    "contest": Step(Role.MERCHANT, Action.CONTEST),
    "take_offer": Step(Role.BUYER, Action.TAKE_OFFER),
    "decline_offer": Step(Role.BUYER, Action.DECLINE_OFFER),
    "add_words_buyer": Step(Role.BUYER, Action.ADD_WORDS),
    "add_words_merchant": Step(Role.MERCHANT, Action.ADD_WORDS),
    "ask_proof_buyer": Step(Role.OPERATOR, Action.ASK_PROOF, side=Role.BUYER),
    "ask_proof_merchant": Step(Role.OPERATOR, Action.ASK_PROOF, side=Role.MERCHANT),
    "give_proof_merchant": Step(Role.MERCHANT, Action.GIVE_PROOF),
    "extend": Step(Role.OPERATOR, Action.EXTEND),
    "rule_refund": Step(Role.OPERATOR, Action.RULE, (Remedy.REFUND,)),
    "rule_partial": Step(Role.OPERATOR, Action.RULE, (Remedy.PARTIAL_REFUND,)),
    "rule_reissue": Step(Role.OPERATOR, Action.RULE, (Remedy.REISSUE,)),
    "rule_deduct": Step(Role.OPERATOR, Action.RULE, (Remedy.REFUND, Remedy.DEDUCT)),
    "rule_dismiss": Step(Role.OPERATOR, Action.RULE),
    "arbiter_refund": Step(Role.ARBITER, Action.RULE, (Remedy.REFUND,)),
    "take_back": Step(Role.OPERATOR, Action.TAKE_BACK),
    "effect": Step(Role.CLOCK, Action.LAPSE),
    "do_remedy": Step(Role.MERCHANT, Action.DO_REMEDY),
    "confirm": Step(Role.BUYER, Action.CONFIRM),
    "deny": Step(Role.BUYER, Action.DENY),
    "appeal_buyer": Step(Role.BUYER, Action.APPEAL),
    "join_merchant": Step(Role.MERCHANT, Action.JOIN_APPEAL),
    "appeal_merchant": Step(Role.MERCHANT, Action.APPEAL),
    "withdraw_resolved": Step(Role.BUYER, Action.WITHDRAW, reason="resolved"),
    "withdraw_settled": Step(Role.BUYER, Action.WITHDRAW, reason="settled"),
    "approve_withdrawal": Step(Role.OPERATOR, Action.APPROVE_WITHDRAWAL),
    "refuse_withdrawal": Step(Role.OPERATOR, Action.REFUSE_WITHDRAWAL),
    "reopen": Step(Role.BUYER, Action.REOPEN),
    "lapse": Step(Role.CLOCK, Action.LAPSE),
}


def _story(row: dict[str, Any]) -> Story:
    kind, name = row["ends"]
    ends = State(name) if kind == "state" else Outcome(name)
    return Story(**{**row, "ask": Remedy(row["ask"]), "script": tuple(row["script"]), "ends": ends})


_ROWS = json.loads(Path(__file__).with_name("stories.json").read_text(encoding="utf-8"))
STORIES: tuple[Story, ...] = tuple(_story(row) for row in _ROWS)
