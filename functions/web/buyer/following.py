"""One complaint as its buyer sees it, and what the buyer may do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from ...domain.assistance import PROPOSALS
from ...domain.complaints.complaint import Complaint
from ...domain.complaints.withdrawal import WITHDRAWABLE
from ...domain.errors import Invalid, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.standard import CATEGORIES, CLAUSES
from ...domain.vocabulary import ACTIONS, OUTCOMES, REMEDY_STATES, Action, Role, State, Text
from ...ports import Case
from ...services import assisting, buyers, commands, complaints, exports, identity
from ..case import casefile, offering, reissued, uploading
from ..case.sentences import settlement
from ..frame import forms, guards, rendering
from . import amending

GUARD = "the complaint's capability, or its proved contact"
blueprint = Blueprint("buyer", __name__)

OFFERED = frozenset(
    {
        Action.TAKE_OFFER,
        Action.DECLINE_OFFER,
        Action.CONFIRM,
        Action.DENY,
        Action.GIVE_PROOF,
        Action.ADD_WORDS,
        Action.APPEAL,
        Action.REOPEN,
        Action.CANCEL_WITHDRAWAL,
        Action.JOIN_APPEAL,
        Action.WITHDRAW_APPEAL,
        Action.DECLINE_SEAT,
        Action.WAIVE,
        Action.RETURNED,
        Action.ASK_AGAIN,
        Action.OBJECT,
    }
)
"""What a form of this page may ask for. Withdrawing and verifying have pages of their own."""


@blueprint.get("/b/<marketplace>/<number>")
def complaint(marketplace: str, number: str) -> str:
    """The whole complaint on one page, from one query."""
    m, case = guards.buyer_case(marketplace, number)
    return _page(m, case)


@blueprint.get("/b/<marketplace>/<number>/receipt")
def receipt(marketplace: str, number: str) -> str:
    """What was filed, how to come back to it, and what happens next."""
    m, case = guards.buyer_case(marketplace, number)
    return _receipt(m, case)


@blueprint.get("/b/<marketplace>/<number>/do")
@blueprint.get("/b/<marketplace>/<number>/verify")
def back(marketplace: str, number: str) -> Response:
    """A form's address, typed or reloaded: to the complaint it belongs to."""
    return redirect(_address(guards.market(marketplace), number), 303)


@blueprint.post("/b/<marketplace>/<number>/do")
def act(marketplace: str, number: str) -> Any:
    """One action of the table; refused input shows the page again with everything typed."""
    m, holder = guards.buyer_acts(marketplace, number)
    name = forms.text("action", 40)
    if name not in OFFERED:
        raise NotAllowed
    given = forms.Sent({field: f"{name}_{field}" for field in ("words", "fen")})
    try:
        do = commands.command(Action(name), role=Role.BUYER, actor="buyer", given=given, now=g.now)
        do = replace(do, evidence=uploading.claimed(m, number, Role.BUYER))
        doing = assisting.object_to if do.action is Action.OBJECT else complaints.perform
        doing(g.desk, m, number, do=do, key=forms.key(), holder=holder, now=g.now)
    except Invalid as refusal:
        named = {
            field if field == "evidence" else f"{name}_{field}": text
            for field, text in refusal.fields.items()
        }
        return _page(*guards.buyer_case(marketplace, number), Invalid(named)), 422
    return redirect(f"{_address(m, number)}?done={name}", 303)


@blueprint.post("/b/<marketplace>/<number>/verify")
def verify(marketplace: str, number: str) -> Any:
    """The mailed code: the merchant's clock starts, or an operator checks the order."""
    m, case = guards.buyer_case(marketplace, number)
    try:
        buyers.verify(g.desk, m, case.complaint.id, code=forms.text("code", 12), key=forms.key(), now=g.now)
    except Invalid as refusal:
        return _receipt(m, case, refusal), 422
    return redirect(f"{_address(m, number)}?done=verify", 303)


@blueprint.get("/b/<marketplace>/<number>/history.json")
def history(marketplace: str, number: str) -> Response:
    """The complaint's history to take away: whoever has it can prove that nothing in it was changed."""
    _, case = guards.buyer_case(marketplace, number)
    payload = exports.history(g.desk, case, g.now, Role.BUYER)
    headers = {"Content-Disposition": f'attachment; filename="{case.complaint.id}.json"'}
    return Response(
        json.dumps(payload, ensure_ascii=False, indent=1), mimetype="application/json", headers=headers
    )


def _page(m: Marketplace, case: Case, refusal: Invalid | None = None) -> str:
    case = replace(case, complaint=complaints.as_of(case.complaint, m, g.now))
    c = casefile.seen(case.complaint, Role.BUYER, g.now)
    _hold_what_followed(case)
    book = offering.book_of(g.desk, case.complaint)
    return rendering.render(
        "pages/complaint.html",
        c=c,
        can=offering.possible(case.complaint, m, Role.BUYER, book=book) & OFFERED,
        account=offering.account(case.complaint, book),
        seat=offering.seat(case.complaint, m),
        withdrawable=case.complaint.state in WITHDRAWABLE,
        clauses=[CLAUSES[number] for number in c.ruling.clauses] if c.ruling else [],
        remedies=_remedies(c),
        said=casefile.statements(case, Role.BUYER),
        outcome_label=OUTCOMES[c.outcome].label if c.outcome else None,
        offer=settlement(c.offer.remedy, c.offer.fen) if c.offer else "",
        asked_for=_asked_for(case),
        pending=_pending(case),
        reissued=reissued.key_of(case.complaint, m, g.now),
        done=_done(request.args.get("done", "")),
        errors=rendering.sentences(refusal) if refusal else {},
        pictures=uploading.kept(m, c.id, Role.BUYER),
        **_shared(m, case),
    )


def _receipt(m: Marketplace, case: Case, refusal: Invalid | None = None) -> str:
    c = complaints.as_of(case.complaint, m, g.now)
    return rendering.render(
        "pages/receipt.html",
        c=c,
        passcode=identity.passcode(g.desk, c),
        mailed="@" in c.contact,
        errors=rendering.sentences(refusal) if refusal else {},
        **_shared(m, replace(case, complaint=c)),
    )


def _shared(m: Marketplace, case: Case) -> dict[str, Any]:
    c = casefile.seen(case.complaint, Role.BUYER, g.now)
    return {
        "address": _address(m, c.id),
        "order_no": case.private.order_no or c.order_mask,
        "private": case.private,
        "category": CATEGORIES[c.category],
        "ask": settlement(c.ask.remedy, c.ask.fen),
        "standing": casefile.standing(c, Role.BUYER),
        "steps": casefile.timeline(case, Role.BUYER, g.now),
        "states": State,
        "amendable": amending.amendable(case.complaint, m),
    }


def _done(name: str) -> Text | None:
    return ACTIONS[Action(name)].done if name in tuple(Action) else None


def _address(m: Marketplace, number: str) -> str:
    return url_for("buyer.complaint", marketplace=m.id, number=number)


def _remedies(c: Complaint) -> list[tuple[str, str, str]]:
    return [
        (
            settlement(item.kind, item.fen),
            casefile.addressed(REMEDY_STATES[item.state].label, Role.BUYER),
            REMEDY_STATES[item.state].tone,
        )
        for item in c.remedies
    ]


def _asked_for(case: Case) -> str:
    """What the platform asked the buyer to prove, in its own words."""
    asked = [link.payload or {} for link in case.links if link.type == Action.ASK_PROOF]
    return str(asked[-1].get("words", "")) if asked else ""


def _pending(case: Case) -> tuple[Text, int] | None:
    """What the platform is about to do on a request for assistance, and until when the buyer may object, in
    epoch seconds."""
    if not case.complaint.pending:
        return None
    told = next(link.payload for link in reversed(case.links) if link.type == Action.ASSIST_PROPOSE)
    return (PROPOSALS[Action(told["proposes"])], int(told["until"])) if told else None


def _hold_what_followed(case: Case) -> None:
    """Who holds a complaint also holds the one that opened by itself because its remedy was missed."""
    c = case.complaint
    opened = [
        str(link.payload["follow_up"]) for link in case.links if link.payload and "follow_up" in link.payload
    ]
    for number in opened:
        if not g.visitor.capability(c.marketplace, number):
            guards.hold(replace(c, id=number, epoch=1))
