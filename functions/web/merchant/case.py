"""A merchant's case and its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from ...domain import card_keys
from ...domain.complaints.answering import upheld_by_silence
from ...domain.complaints.complaint import Command, Complaint, Settlement
from ...domain.complaints.lifecycle import may
from ...domain.complaints.reissue import due
from ...domain.errors import Conflict, Invalid, Lapsed, NotAllowed
from ...domain.marketplace import Marketplace, Staff
from ...domain.vocabulary import Action, Remedy, Role, State, Text
from ...ports import Case
from ...services import commands, complaints, exports, reissue
from ..case import casefile, reissued, staff_commands, uploading
from ..frame import forms, guards, rendering
from ..frame.filters import say
from ..frame.guards import Desked
from .inbox import CONSEQUENCES

GUARD = "a live merchant session"
UPHELD = Text("逾期未回复，这笔小额投诉直接判成立", "After that this small complaint is upheld at once")
KEY_IN_WORDS = Text(
    "这里像是写了卡密。补发的卡密请移到“新卡密”一栏，只给买家看一次；不是卡密就再提交一次，买家看到的会打码",
    "This looks like a card key. Move a reissued one to the field “New key”, which the buyer sees once; "
    "if it is none, send again, and the buyer reads it masked",
)
blueprint = Blueprint("merchant_case", __name__)


@blueprint.get("/m/<marketplace>/case/<number>")
def case(marketplace: str, number: str) -> str:
    """One complaint: how long is left and what follows, the buyer's words, the order, and what may be
    answered."""
    who, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(who, found)


@blueprint.get("/m/<marketplace>/case/<number>/history.json")
def history(marketplace: str, number: str) -> Response:
    """The chained history as far as the merchant was told of it."""
    _, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return jsonify(exports.history(g.desk, found, g.now, Role.MERCHANT))


@blueprint.get("/m/<marketplace>/case/<number>/do")
def back(marketplace: str, number: str) -> Response:
    """Where a form that was refused is left behind by reloading or changing the language."""
    guards.check_number(number)
    return redirect(f"/m/{guards.market(marketplace).id}/case/{number}", 303)


@blueprint.post("/m/<marketplace>/case/<number>/do")
def act(marketplace: str, number: str) -> Any:
    """One action; session, sight and complaint in one read. What cannot be taken comes back with
    everything typed."""
    who = guards.staff_acts(marketplace, "m", Role.MERCHANT)
    guards.check_number(number)
    action = request.form.get("action", "")
    try:
        do = _without_keys(reissue.keyed(g.desk, _command(action, who.staff), forms.Sent()))
        do = replace(do, evidence=uploading.claimed(who.marketplace, number, Role.MERCHANT))
        complaints.perform(
            g.desk, who.marketplace, number, do=do, key=forms.key(), session=who.key, now=g.now
        )
    except Invalid as refusal:
        asked = {"warned": action} if KEY_IN_WORDS in refusal.fields.values() else {}
        return _again(marketplace, number, **staff_commands.errors(action, refusal), **asked), 422
    except (NotAllowed, Lapsed) as refusal:
        return _again(marketplace, number, notice=refusal.text), 409
    except Conflict:
        return _again(marketplace, number, notice=staff_commands.FIRST), 409
    return redirect(f"/m/{who.marketplace.id}/case/{number}?did={do.action}", 303)


def _without_keys(do: Command) -> Command:
    """``do`` as it was. Refuses (``Invalid``), once a form, words that hold what looks like a card key."""
    if card_keys.found(do.words) and not forms.ticked("masked"):
        raise Invalid({"words": KEY_IN_WORDS})
    return do


def _again(marketplace: str, number: str, **context: Any) -> str:
    who, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(who, found, **context)


def _page(who: Desked, found: Case, **context: Any) -> str:
    c = casefile.seen(found.complaint, Role.MERCHANT, g.now)
    m = who.marketplace
    return rendering.render(
        "pages/merchant_case.html",
        c=c,
        stands=casefile.standing(c, Role.MERCHANT),
        consequence=_consequence(m, c),
        steps=casefile.timeline(found, Role.MERCHANT, g.now),
        said=casefile.statements(found, Role.MERCHANT),
        order_no=found.private.order_no,
        acts=_acts(m, found.complaint, g.now),
        kept=staff_commands.kept(),
        agreed=_agreed(m, c),
        reissuing=due(c),
        reissued=reissued.key_of(found.complaint, m, g.now),
        pictures=uploading.kept(m, c.id, Role.MERCHANT),
        **staff_commands.shown(c),
        here="queue",
        **context,
    )


def _consequence(m: Marketplace, c: Complaint) -> str:
    upheld = c.state is State.AWAITING_MERCHANT and upheld_by_silence(c, m.policy_for(c.policy))
    text = UPHELD if upheld else CONSEQUENCES.get(c.state)
    return say(text) if text else ""


def _agreed(m: Marketplace, c: Complaint) -> dict[str, Any]:
    """By when each remedy would be due, and whether it is at least what the buyer asked for."""
    return {
        remedy: {
            "by": g.now + m.policy_for(c.policy).window("reissue" if remedy is Remedy.REISSUE else "refund"),
            "covers": Settlement(remedy, c.fen).covers(c.ask),
        }
        for remedy in (Remedy.REFUND, Remedy.REISSUE)
    }


def _acts(m: Marketplace, c: Complaint, now: datetime) -> set[str]:
    """What the page offers; an appeal only while one is left, and in time."""
    acts = {str(action) for action in may(c, Role.MERCHANT, now=now)}
    late = c.ruled_at is None or now > c.ruled_at + m.policy_for(c.policy).window("appeal_window")
    return acts - {Action.APPEAL} if late or Role.MERCHANT in c.appealed else acts


OFFERED = frozenset({Action.GIVE_PROOF, Action.DO_REMEDY, Action.APPEAL, Action.ADD_WORDS})
"""What a merchant's forms ask for beside the answer itself; an offer is an acceptance of less than was
asked."""


def _command(name: str, person: Staff) -> Command:
    """What was sent. The answer's form asks how in one choice: a remedy, or to disagree; ``accept`` grants
    what was asked."""
    if name == Action.ACCEPT:
        return Command(Action.ACCEPT, Role.MERCHANT, person.id, g.now)
    if name != "answer":
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
