"""The operator's side of the assistance channel: requests, and one answer each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from ...domain.assistance import TOPICS, Assistance
from ...domain.errors import Conflict, Invalid, NotAllowed
from ...domain.vocabulary import Role, Text
from ...services import assistance
from ..case import listing
from ..frame import forms, guards, rendering
from ..frame.guards import Desked

GUARD = "a live operator session with its second factor"
FIRST = Text("有人刚刚先答复了，您写的内容还在下面", "Somebody was first; what you wrote is kept below")
blueprint = Blueprint("helpdesk", __name__)


@blueprint.get("/o/<marketplace>/assist")
def requests(marketplace: str) -> str:
    """What waits for an answer, soonest first; answered ones under their own tab."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    answered = request.args.get("state") == "answered"
    page = g.desk.lists.queue(
        who.marketplace.id,
        "answered" if answered else "assistance",
        limit=listing.ROWS,
        after=listing.cursor(),
        newest=answered,
    )
    return rendering.render(
        "pages/operator_assist.html",
        rows=page.rows,
        topics=TOPICS,
        answered=answered,
        after=page.after,
        here="assistance",
    )


@blueprint.get("/o/<marketplace>/assist/<number>")
def one(marketplace: str, number: str) -> str:
    """One request, and its answer or the form for it."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    return _page(who, _found(who, number))


@blueprint.post("/o/<marketplace>/assist/<number>")
def answer(marketplace: str, number: str) -> Any:
    """Answer by mail; if ticked, the complaint's own contact gets its link again, never the asker's."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    found = _found(who, number)
    try:
        assistance.answer(
            g.desk,
            who.marketplace,
            number,
            words=forms.text("words", 2000),
            by=who.staff.id,
            way_in=forms.ticked("way_in"),
            now=g.now,
        )
    except Invalid as refusal:
        return _page(who, found, **rendering.errors(refusal)), 422
    except (NotAllowed, Conflict):
        return _page(who, _found(who, number), notice=FIRST), 409
    return _to(who, f"/assist/{number}?did=1")


def _found(who: Desked, number: str) -> Assistance:
    guards.check_number(number)
    found: Assistance = g.desk.assistance.assistance(who.marketplace.id, number)[0]
    return found


def _page(who: Desked, found: Assistance, **context: Any) -> str:
    by = who.marketplace.staff.get(found.by)
    did = request.method == "GET" and "did" in request.args
    return rendering.render(
        "pages/operator_help.html",
        help=found,
        topic=TOPICS[found.topic],
        by=by.name if by else "",
        did=did,
        words=forms.text("words", 2000),
        way_in=forms.ticked("way_in"),
        here="assistance",
        **context,
    )


def _to(who: Desked, where: str) -> Response:
    return redirect(f"/o/{who.marketplace.id}{where}", 303)
