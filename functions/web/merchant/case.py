"""A merchant's case and its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from ...domain.complaints.reissue import due
from ...domain.errors import Conflict, Invalid, Lapsed, NotAllowed
from ...domain.vocabulary import Role
from ...ports import Case
from ...services import complaints, exports
from ..case import answers, casefile, offering, reissued, rulings, staff_commands, uploading
from ..frame import forms, guards, rendering
from ..frame.guards import Desked

GUARD = "a live merchant session"
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
    _, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT, whole=True)
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
        do = answers.command(action, who.staff)
        do = replace(do, evidence=uploading.claimed(who.marketplace, number, Role.MERCHANT))
        session = who.key._replace(read=rulings.seen())
        complaints.perform(
            g.desk, who.marketplace, number, do=do, key=forms.key(), session=session, now=g.now
        )
    except Invalid as refusal:
        asked = answers.asked_about_keys(action, refusal)
        return _again(marketplace, number, **staff_commands.errors(action, refusal), **asked), 422
    except (NotAllowed, Lapsed) as refusal:
        return _again(marketplace, number, notice=refusal.text), 409
    except Conflict:
        return _again(marketplace, number, notice=staff_commands.FIRST), 409
    return redirect(f"/m/{who.marketplace.id}/case/{number}?did={do.action}", 303)


def _again(marketplace: str, number: str, **context: Any) -> str:
    who, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(who, found, **context)


def _page(who: Desked, found: Case, **context: Any) -> str:
    c = casefile.seen(found.complaint, Role.MERCHANT, g.now)
    m, book = who.marketplace, offering.book_of(g.desk, found.complaint)
    return rendering.render(
        "pages/merchant_case.html",
        c=c,
        stands=casefile.standing(c, Role.MERCHANT),
        consequence=answers.consequence(m, c),
        steps=casefile.timeline(found, Role.MERCHANT, g.now),
        said=casefile.statements(found, Role.MERCHANT),
        order_no=found.private.order_no,
        acts=offering.possible(found.complaint, m, Role.MERCHANT, book=book),
        account=offering.account(found.complaint, book),
        seat=offering.seat(found.complaint, m),
        kept=staff_commands.kept(),
        agreed=answers.agreed(m, c),
        reissuing=due(c),
        reissued=reissued.key_of(found.complaint, m, g.now),
        pictures=uploading.kept(m, c.id, Role.MERCHANT),
        **staff_commands.shown(c),
        here="queue",
        **context,
    )
