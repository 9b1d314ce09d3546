"""The merchant's answer as its form asks for it: how in one choice, a remedy or to disagree.

A single shop answers from the operator's page of the case; everybody else from the merchant's.
"""

from __future__ import annotations

from typing import Any

from flask import g

from ...domain import card_keys
from ...domain.complaints.answering import upheld_by_silence
from ...domain.complaints.complaint import Command, Complaint, Settlement
from ...domain.errors import Invalid
from ...domain.marketplace import Marketplace, Staff
from ...domain.vocabulary import Action, Remedy, Role, State, Text
from ...services import commands, reissue
from ..frame import forms
from ..frame.filters import say
from . import staff_commands

ANSWER = "answer"
OFFERED = frozenset(
    {
        Action.GIVE_PROOF,
        Action.DO_REMEDY,
        Action.APPEAL,
        Action.JOIN_APPEAL,
        Action.WITHDRAW_APPEAL,
        Action.DECLINE_SEAT,
        Action.NOT_MINE,
        Action.PAID_ELSEWHERE,
        Action.RETURNED,
        Action.REOPEN,
        Action.ADD_WORDS,
    }
)
"""What the merchant's forms ask for beside the answer itself; an offer is an acceptance of less than was
asked."""
CONSEQUENCES = {
    State.AWAITING_MERCHANT: Text(
        "逾期未回复，平台按现有凭证直接裁决，不等您补说明",
        "After that the platform rules on what is there, without you",
    ),
    State.AWAITING_MERCHANT_PROOF: Text(
        "逾期未补充，平台按现有凭证裁决", "After that the ruling rests on what is there"
    ),
    State.AWAITING_REMEDY: Text(
        "逾期未处理会自动转为履行投诉", "After that a fulfilment complaint opens by itself"
    ),
}
KEY_IN_WORDS = Text(
    "这里像是写了卡密。补发的卡密请移到“新卡密”一栏，只给买家看一次；不是卡密就再提交一次，买家看到的会打码",
    "This looks like a card key. Move a reissued one to the field “New key”, which the buyer sees once; "
    "if it is none, send again, and the buyer reads it masked",
)
UPHELD = Text("逾期未回复，这笔小额投诉直接判成立", "After that this small complaint is upheld at once")
OWN = {
    State.AWAITING_MERCHANT: Text(
        "逾期未回复，会再催告一次；仍不回复，按买家的要求成立",
        "After that you are reminded once more; without an answer what the buyer asks is upheld",
    ),
    State.AWAITING_REMEDY: Text(
        "逾期未处理，改为退款再给一次期限；再逾期记录为未履行",
        "After that it becomes a refund with one more time limit, then it is recorded as unfulfilled",
    ),
}


def consequence(m: Marketplace, c: Complaint) -> str:
    """What follows when the merchant lets the present time pass."""
    if m.bench(c.merchant).own:
        text = OWN.get(c.state, CONSEQUENCES.get(c.state))
    elif c.state is State.AWAITING_MERCHANT and upheld_by_silence(c, m.policy_for(c.policy)):
        text = UPHELD
    else:
        text = CONSEQUENCES.get(c.state)
    return say(text) if text else ""


def agreed(m: Marketplace, c: Complaint) -> dict[str, Any]:
    """By when each remedy would be due, and whether it is at least what the buyer asked for."""
    return {
        remedy: {
            "by": g.now + m.policy_for(c.policy).window("reissue" if remedy is Remedy.REISSUE else "refund"),
            "covers": Settlement(remedy, c.fen).covers(c.ask),
        }
        for remedy in (Remedy.REFUND, Remedy.REISSUE)
    }


def command(name: str, person: Staff) -> Command:
    """What was sent, a card key sealed. ``accept`` grants what was asked.

    Refuses (``NotAllowed``) what no form here asks for, (``Invalid``) once a form, words that hold what
    looks like a card key.
    """
    do = reissue.keyed(g.desk, _sent(name, person), forms.Sent())
    if card_keys.found(do.words) and not forms.ticked("masked"):
        raise Invalid({"words": KEY_IN_WORDS})
    return do


def asked_about_keys(action: str, refusal: Invalid) -> dict[str, str]:
    """What a page is told so that the form of ``action`` may be sent again as it is."""
    return {"warned": action} if KEY_IN_WORDS in refusal.fields.values() else {}


def _sent(name: str, person: Staff) -> Command:
    if name == Action.ACCEPT:
        return Command(Action.ACCEPT, Role.MERCHANT, person.id, g.now)
    if name != ANSWER:
        return staff_commands.command(staff_commands.named(name), Role.MERCHANT, person.id, offered=OFFERED)
    how = forms.text("how", 20)
    action = Action.CONTEST if how == Action.CONTEST else Action.ACCEPT
    given = forms.Sent({"remedy": "how"})
    try:
        return commands.command(action, role=Role.MERCHANT, actor=person.id, given=given, now=g.now)
    except Invalid as refusal:
        raise Invalid(
            {"how" if name == "remedy" else name: text for name, text in refusal.fields.items()}
        ) from None
