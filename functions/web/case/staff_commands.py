"""What staff do to a case: a form read into one command, its refusal put back where it was typed."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from flask import g, request

from ...domain.complaints.complaint import Command, Complaint
from ...domain.complaints.settling import MONEY
from ...domain.errors import Invalid, NotAllowed
from ...domain.standard import CATEGORIES
from ...domain.vocabulary import (
    ACTIONS,
    REMEDY_STATES,
    Action,
    Remedy,
    RemedyState,
    Role,
    Text,
)
from ...services import commands
from ..frame import forms, rendering
from ..frame.filters import say
from .sentences import settlement

FIRST = Text(
    "有人刚刚先操作了，下面是最新进展，您写的内容还在",
    "Somebody was first: here is the newest state, your words are kept",
)
WORDS_IN = {
    "add_words": "note",
    "ask_proof": "proof_words",
    "appeal": "appeal_words",
    "decline_admission": "decline_words",
    "grant_look": "look_words",
}
"""Forms that share a page call their words differently, so that each error finds its field."""


OWN_FIELDS = frozenset(
    {
        Action.JOIN_APPEAL,
        Action.NOT_MINE,
        Action.PAID_ELSEWHERE,
        Action.RETURNED,
        Action.DECLINE_SEAT,
        Action.REOPEN,
        Action.NO_MERCHANT,
        Action.ACCEPT_PROOF,
        Action.CLOSE_UNFULFILLED,
        Action.VOID,
    }
)
"""Forms whose fields begin with their action's name: they stand beside others on one page."""


def called(action: Action) -> dict[str, str]:
    """What a form calls the fields of ``action``."""
    if action in OWN_FIELDS:
        return {name: f"{action}_{name}" for name in ("words", "fen", "ref")}
    return {"words": WORDS_IN.get(action, "words")}


def command(action: Action, role: Role, actor: str, *, offered: Container[Action]) -> Command:
    """The command a form sends. Refuses (``NotAllowed``) what is none of ``offered``."""
    if action not in offered:
        raise NotAllowed
    return commands.command(action, role=role, actor=actor, given=sent(action), now=g.now)


def sent(action: Action, **instead: str) -> forms.Sent:
    """The form that was sent, whose words may be called differently than the command's."""
    return forms.Sent(called(action), instead)


def named(name: str) -> Action:
    """The action of that name. Refuses (``NotAllowed``) what is none."""
    if name not in tuple(Action):
        raise NotAllowed
    return Action(name)


def errors(action: str, refusal: Invalid) -> dict[str, Any]:
    """The refusal's sentences under the names of the form they belong to."""
    sentences_by_field = rendering.sentences(refusal)
    names = called(Action(action)) if action in tuple(Action) else {}
    sentences_by_field = {names.get(name, name): text for name, text in sentences_by_field.items()}
    if "cmd" in sentences_by_field:
        return {"notice": refusal.fields["cmd"]}
    return {"errors": sentences_by_field, "failed": action}


def kept() -> dict[str, Any]:
    """What was typed, to be shown again, but for a card key; nothing on a fresh page."""
    typed = {name: forms.text(name, 4000) for name in request.form if name not in ("csrf", "cmd", "key")}
    return {**typed, "clauses": request.form.getlist("clauses")}


def shown(c: Complaint) -> dict[str, Any]:
    """What every case page of the staff shows of ``c``, in words."""
    did = _did(request.args.get("did", ""))
    return {
        "category": CATEGORIES[c.category],
        "did": say(did) if did and request.method == "GET" else "",
        "asked": settlement(c.ask.remedy, c.ask.fen),
        "refunds": any(item.kind in MONEY and item.state is RemedyState.DUE for item in c.remedies),
        "offered": settlement(c.offer.remedy, c.offer.fen) if c.offer else "",
        "remedies": [
            (settlement(item.kind, item.fen), say(REMEDY_STATES[item.state].label))
            for item in c.remedies
            if item.kind is not Remedy.NONE
        ],
    }


def _did(name: str) -> Text | None:
    return ACTIONS[Action(name)].did if name in tuple(Action) else None
