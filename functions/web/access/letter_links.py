"""Links in letters: a GET shows a button, its POST opens the door. Mail scanners press no buttons."""

from __future__ import annotations

from flask import Blueprint, g, redirect
from werkzeug.wrappers import Response

from ...domain.assistance import PREFIX
from ...domain.errors import Forbidden
from ...domain.marketplace import Marketplace, Staff
from ...domain.vocabulary import Role
from ...services.post import letter_links
from ...services.post.letter_links import Ticket
from ...services.tenants import staff
from ..frame import guards, rendering

GUARD = "the link's signature"
blueprint = Blueprint("letters", __name__)


@blueprint.get("/l/<marketplace>/<token>")
def show(marketplace: str, token: str) -> str:
    """What the link opens, and one button; nothing is used up by looking."""
    m = guards.market(marketplace)
    ticket = letter_links.read_ticket(g.desk, m.id, token)
    return rendering.render("pages/letter.html", ticket=ticket, token=token)


@blueprint.post("/l/<marketplace>/<token>")
def use(marketplace: str, token: str) -> Response:
    """Open the door: a buyer holds the complaint from here on, an invited arbiter its seat, a person of the
    staff has a new session."""
    m = guards.market(marketplace)
    ticket = letter_links.use_ticket(g.desk, m.id, token, g.now)
    if ticket.about.startswith(PREFIX):
        guards.hold_request(g.desk.assistance.assistance(m.id, ticket.about)[0])
        return redirect(f"/b/{m.id}/help/{ticket.about}", 303)
    if ticket.role is Role.BUYER:
        guards.hold(g.desk.cases.load(m.id, ticket.about))
        return redirect(f"/b/{m.id}/{ticket.about}", 303)
    if ticket.role is Role.ARBITER:
        g.visitor.sit(m.id, ticket.about, ticket.to)
        return redirect(f"/a/{m.id}/{ticket.about}", 303)
    return _sign_in(m, _person(m, ticket), ticket)


def _person(m: Marketplace, ticket: Ticket) -> Staff:
    """Who signs in: the one the link names, or the first of the merchant's people. Refuses who is disabled
    or gone."""
    if ticket.role is Role.MERCHANT:
        people = (
            p
            for p in m.staff.values()
            if p.merchant == ticket.to and p.role is Role.MERCHANT and not p.disabled
        )
        found = next(people, None)
    else:
        found = m.staff.get(ticket.to)
    if found is None:
        raise Forbidden(letter_links.OLD)
    return found


def _sign_in(m: Marketplace, person: Staff, ticket: Ticket) -> Response:
    key = staff.start(g.desk, m, person.id, g.now)
    area = "m" if person.role is Role.MERCHANT else "o"
    g.visitor.sign_in(m.id, area, key, g.now)
    if area == "o":
        return redirect(f"/o/{m.id}/second", 303)
    return redirect(f"/m/{m.id}/case/{ticket.about}" if ticket.about else f"/m/{m.id}", 303)
