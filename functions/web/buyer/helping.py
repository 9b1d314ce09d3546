"""The assistance channel on the asker's side: the form, and the page of a request with its talk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from ...domain.assistance import ENDS, PROPOSALS, RESULTS, SILENT, TOPICS, Assistance, Proof
from ...domain.errors import Conflict, Invalid, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import ACTIONS, Text
from ...services import assistance, assisting, buyers, identity, submitting
from ...services.assistance import Asked
from ..frame import forms, guards, language, proof_of_work, rendering

GUARD = "open to ask; a request only to who holds it"
FIRST = Text("刚刚有了新的留言，您写的内容还在下面", "There is a new message; what you wrote is kept below")
blueprint = Blueprint("helping", __name__)


@blueprint.get("/b/<marketplace>/help")
def help_form(marketplace: str) -> str:
    """The assistance channel: a short form."""
    return _help(guards.market(marketplace))


@blueprint.post("/b/<marketplace>/help")
def ask_help(marketplace: str) -> Any:
    """File the request; the page says until when it is answered, and where."""
    m = guards.market(marketplace)
    proof_of_work.weigh(m.id, guards.address())
    try:
        asked = assistance.ask(g.desk, m, _asked(m), address=guards.address(), now=g.now)
    except Invalid as refusal:
        return _help(m, refusal), 422
    guards.hold_request(asked)
    return rendering.render("pages/help_received.html", asked=asked, about=request.form.get("about", "")[:40])


def _asked(m: Marketplace) -> Asked:
    complaint = forms.text("complaint", 40).upper()
    return Asked(
        token=request.form.get("token", ""),
        topic=forms.text("topic", 40),
        words=forms.text("words", 2000),
        complaint=complaint,
        email=identity.email_of(request.form.get("email", "")),
        phone=identity.phone_of(request.form.get("phone", "")),
        passcode=forms.text("passcode", 40),
        held=g.visitor.capability(m.id, complaint),
        lang=language.speaking(),
    )


def _help(m: Marketplace, refusal: Invalid | None = None) -> str:
    stale = refusal is None or "token" in refusal.fields
    kept = "" if stale else request.form.get("token", "")
    fields = ("topic", "words", "complaint", "email", "phone")
    typed = {name: request.form.get(name, "")[:4000] for name in fields}
    about = request.values.get("about", "")[:40]
    typed["complaint"] = typed["complaint"] or about
    return rendering.render(
        "pages/help.html",
        typed=typed,
        about=about,
        held=bool(about and g.visitor.capability(m.id, about)),
        token=kept or submitting.new_token(g.desk, m.id, g.now),
        topics=TOPICS,
        challenge=proof_of_work.challenge(),
        errors=rendering.sentences(refusal) if refusal else {},
    )


@blueprint.get("/b/<marketplace>/help/<number>")
def one(marketplace: str, number: str) -> str:
    """A request: what was said, how it stands, and a field to answer in."""
    return _page(guards.asker(marketplace, number)[1])


@blueprint.post("/b/<marketplace>/help/<number>")
def reply(marketplace: str, number: str) -> Any:
    """The asker writes once more."""
    m, found = guards.asker(marketplace, number)
    try:
        assistance.reply(g.desk, m, found.id, words=forms.text("words", 2000), now=g.now)
    except Invalid as refusal:
        return _page(found, **rendering.errors(refusal)), 422
    except NotAllowed as refusal:
        return _page(found, notice=refusal.text), 409
    except Conflict:
        return _page(guards.asker(marketplace, number)[1], notice=FIRST), 409
    return redirect(f"/b/{m.id}/help/{number}?done=said", 303)


@blueprint.post("/b/<marketplace>/help/<number>/code")
def send_code(marketplace: str, number: str) -> Any:
    """Mail a code to the contact on record of the complaint; the same page whether there is such a one."""
    m, found = guards.asker(marketplace, number)
    if not found.complaint or not found.open:
        raise NotAllowed
    proof_of_work.weigh(m.id, guards.address())
    return _check(found, assisting.send_code(g.desk, m, found, address=guards.address(), now=g.now))


@blueprint.post("/b/<marketplace>/help/<number>/proof")
def prove(marketplace: str, number: str) -> Any:
    """The right code proves the asker: an operator may do what they ask at once."""
    m, found = guards.asker(marketplace, number)
    asked = request.form.get("asked", "")
    try:
        assisting.prove(g.desk, m, found.id, challenge=asked, code=forms.text("code", 12), now=g.now)
    except Invalid as refusal:
        return _check(found, asked, refusal), 422
    return redirect(f"/b/{m.id}/help/{number}?done=proved", 303)


@blueprint.get("/b/<marketplace>/help/<number>/code")
@blueprint.get("/b/<marketplace>/help/<number>/proof")
def back(marketplace: str, number: str) -> Response:
    """A form's address, typed or reloaded: to the request it belongs to."""
    m, found = guards.asker(marketplace, number)
    return redirect(f"/b/{m.id}/help/{found.id}", 303)


def _page(found: Assistance, **context: Any) -> str:
    done = request.args.get("done", "") if request.method == "GET" else ""
    return rendering.render(
        "pages/help_request.html",
        help=found,
        topic=TOPICS[found.topic],
        result=RESULTS.get(found.result),
        acts=shown(found),
        by_code=found.proof is Proof.CODE,
        done=done,
        silent=int(SILENT.total_seconds()),
        challenge=proof_of_work.challenge(),
        words=forms.text("words", 2000),
        here="mine",
        **context,
    )


def shown(found: Assistance) -> list[tuple[Text, Text, datetime | None]]:
    """Each act in words, how it stands, and until when it waits; nothing to who proved nothing, since it
    would tell that there is such a complaint."""
    return (
        []
        if not found.proof
        else [
            (PROPOSALS.get(act.action) or ACTIONS[act.action].happened, ENDS[act.state], act.due_at)
            for act in found.acts
        ]
    )


def _check(found: Assistance, asked: str, refusal: Invalid | None = None) -> str:
    return rendering.render(
        "pages/help_code.html",
        help=found,
        asked=asked,
        code_age=buyers.CODE_AGE,
        here="mine",
        errors=rendering.sentences(refusal) if refusal else {},
    )
