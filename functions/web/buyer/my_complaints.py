"""My complaints: what this phone holds, and the doors for who holds nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from ...domain.assistance import PREFIX
from ...domain.complaints.complaint import Complaint
from ...domain.errors import Invalid
from ...domain.marketplace import Marketplace
from ...domain.standard import CATEGORIES
from ...domain.vocabulary import Role
from ...services import assistance, buyers, identity
from ..case import casefile
from ..frame import forms, guards, language, proof_of_work, rendering
from ..frame.filters import money, say

GUARD = "open: shows only what the visitor's cookie proves"
blueprint = Blueprint("mine", __name__)


@blueprint.get("/b/<marketplace>")
def mine(marketplace: str) -> str:
    """The visitor's complaints, or the doors when they hold none."""
    m = guards.market(marketplace)
    held, person = g.visitor.numbers(m.id), g.visitor.persons.get(m.id, "")
    if not held and not person:
        return _doors()
    found = buyers.complaints_of(g.desk, m, held=held, person=person, now=g.now)
    shown, wanted = request.args.get("show", "open"), request.args.get("q", "").strip()[:80]
    if wanted:
        rows = [c for c in found if buyers.finds(g.desk, c, wanted)]
    else:
        rows = [c for c in found if shown == "all" or c.open is (shown != "closed")]
    return rendering.render(
        "pages/mine.html",
        rows=[_row(m, c) for c in rows],
        shown="all" if wanted else shown,
        wanted=wanted,
        any=bool(found),
        asked=g.visitor.requests(m.id),
        here="mine",
    )


def _row(m: Marketplace, c: Complaint) -> dict[str, Any]:
    c = casefile.seen(c, Role.BUYER, g.now)
    stands = casefile.standing(c, Role.BUYER)
    about = " ·\u00a0".join(part for part in (c.shop, money(c.fen) if c.fen else "") if part)
    return {
        "href": f"/b/{m.id}/{c.id}",
        "title": say(CATEGORIES[c.category].label),
        "state": stands.text,
        "tone": stands.tone,
        "about": about,
        "number": c.id,
        "due": c.clock.due_at if c.clock else None,
    }


def _doors(refusal: Invalid | None = None) -> str:
    return rendering.render(
        "pages/doors.html",
        typed=request.form.get("number", "")[:40],
        asked=g.visitor.requests(g.market.id),
        challenge=proof_of_work.challenge(),
        here="mine",
        errors=rendering.sentences(refusal) if refusal else {},
    )


@blueprint.get("/b/<marketplace>/enter")
def doors(marketplace: str) -> str:
    """The door for number and passcode, also for who holds other complaints already."""
    guards.market(marketplace)
    return _doors()


@blueprint.post("/b/<marketplace>/enter")
def enter(marketplace: str) -> Any:
    """Number and passcode open one complaint, or the request for assistance about it; the same answer
    whichever is wrong."""
    m = guards.market(marketplace)
    proof_of_work.weigh(m.id, guards.address())
    number = identity.plain(request.form.get("number", ""), 40).upper()
    given = {"number": number, "passcode": forms.text("passcode", 40), "address": guards.address()}
    try:
        if number.startswith(PREFIX):
            guards.hold_request(assistance.enter_request(g.desk, m, **given, now=g.now))
            return redirect(f"/b/{m.id}/help/{number}", 303)
        guards.hold(buyers.enter(g.desk, m, **given, now=g.now))
    except Invalid as refusal:
        return _doors(refusal), 422
    return redirect(f"/b/{m.id}/{number}", 303)


@blueprint.get("/b/<marketplace>/code")
def code(marketplace: str) -> str:
    """The door for an e-mail address."""
    guards.market(marketplace)
    return _code()


def _code(refusal: Invalid | None = None) -> str:
    return rendering.render(
        "pages/code.html",
        typed=request.form.get("email", "")[:320],
        challenge=proof_of_work.challenge(),
        here="mine",
        errors=rendering.sentences(refusal) if refusal else {},
    )


@blueprint.post("/b/<marketplace>/code")
def send_code(marketplace: str) -> Any:
    """Mail a code; known and unknown addresses get the same answer."""
    m = guards.market(marketplace)
    proof_of_work.weigh(m.id, guards.address())
    try:
        email = identity.email_of(request.form.get("email", ""))
        asked = buyers.send_list_code(
            g.desk, m, email=email, lang=language.speaking(), address=guards.address(), now=g.now
        )
    except Invalid as refusal:
        return _code(refusal), 422
    return _check(asked, identity.mask_contact(email, ""))


def _check(asked: str, contact: str, refusal: Invalid | None = None) -> str:
    errors = rendering.sentences(refusal) if refusal else {}
    return rendering.render(
        "pages/code_check.html",
        asked=asked,
        contact=contact,
        code_age=buyers.CODE_AGE,
        here="mine",
        errors=errors,
    )


@blueprint.get("/b/<marketplace>/code/check")
def code_again(marketplace: str) -> Response:
    """A form's address, typed or reloaded: a code is asked for anew."""
    return redirect(f"/b/{guards.market(marketplace).id}/code", 303)


@blueprint.post("/b/<marketplace>/code/check")
def check_code(marketplace: str) -> Any:
    """The right code proves the contact: all its complaints are listed from here on."""
    m = guards.market(marketplace)
    asked = request.form.get("asked", "")
    try:
        person = buyers.answer_list_code(g.desk, m, challenge=asked, code=forms.text("code", 12), now=g.now)
    except Invalid as refusal:
        return _check(asked, forms.text("contact", 80), refusal), 422
    g.visitor.prove(m.id, person)
    return redirect(f"/b/{m.id}", 303)
