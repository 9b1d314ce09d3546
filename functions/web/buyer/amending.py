"""Putting right what was just filed, instead of a check page before it: for ten minutes, while the
merchant reads it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, url_for
from werkzeug.wrappers import Response

from ...domain.complaints import lifecycle
from ...domain.complaints.complaint import Command, Complaint
from ...domain.complaints.filing import TOO_LATE, amendable_until
from ...domain.errors import Duplicate, Invalid, Lapsed, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import Action, Remedy, Role
from ...ports import Case
from ...services import commands, complaints
from ..frame import forms, guards, rendering
from ..frame.filters import yuan
from . import filing

GUARD = "the complaint's capability, or its proved contact"
blueprint = Blueprint("amending", __name__)


def amendable(c: Complaint, m: Marketplace) -> bool:
    """Whether its buyer may still change what was filed."""
    return Action.AMEND in lifecycle.may(c, Role.BUYER, now=g.now) and g.now <= amendable_until(
        c, m.policy_for(c.policy)
    )


@blueprint.get("/b/<marketplace>/<number>/amend")
def form(marketplace: str, number: str) -> str | Response:
    """What was filed, to be changed. Afterwards the complaint's own page, where words can be added."""
    m, case = guards.buyer_case(marketplace, number)
    if not amendable(case.complaint, m):
        return redirect(url_for("buyer.complaint", marketplace=m.id, number=number), 303)
    return _page(m, case)


@blueprint.post("/b/<marketplace>/<number>/amend")
def amend(marketplace: str, number: str) -> Any:
    """The change, once; refused input shows the page again with everything typed."""
    m, holder = guards.buyer_acts(marketplace, number)
    try:
        complaints.perform(g.desk, m, number, do=_read(), key=forms.key(), holder=holder, now=g.now)
    except Invalid as refusal:
        return _page(*guards.buyer_case(marketplace, number), refusal), 422
    except Duplicate as taken:
        return _page(*guards.buyer_case(marketplace, number), Invalid({"category": taken.text})), 422
    except NotAllowed:
        raise Lapsed(TOO_LATE) from None
    return redirect(url_for("buyer.complaint", marketplace=m.id, number=number, done="amend"), 303)


def _read() -> Command:
    """What was sent. Refuses (``Invalid``) each field under the name that the form gives it."""
    given = forms.Sent({"fen": "ask_fen"})
    try:
        return commands.command(Action.AMEND, role=Role.BUYER, actor="buyer", given=given, now=g.now)
    except Invalid as refusal:
        raise Invalid({given.called.get(name, name): text for name, text in refusal.fields.items()}) from None


def _page(m: Marketplace, case: Case, refusal: Invalid | None = None) -> str:
    c, errors = case.complaint, rendering.sentences(refusal) if refusal else {}
    payload = [link.payload or {} for link in case.links if link.type in (Action.FILE, Action.AMEND)]
    part = c.ask.remedy is Remedy.PARTIAL_REFUND
    kept = filing.typed(
        category=c.category,
        remedy=c.ask.remedy,
        words=str(payload[-1].get("words", "")) if payload else "",
        ask_fen=yuan(c.ask.fen) if part else "",
    )
    return rendering.render(
        "pages/amend.html",
        c=c,
        address=url_for("buyer.complaint", marketplace=m.id, number=c.id),
        errors=errors,
        fields=filing.questions(kept, errors, c.category),
        until=amendable_until(c, m.policy_for(c.policy)),
    )
