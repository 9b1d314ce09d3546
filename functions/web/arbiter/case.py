"""The one case an outside arbiter was invited to: both sides' words, what may be decided, nothing else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from ...domain.complaints.complaint import Complaint
from ...domain.complaints.seating import awaits_invited
from ...domain.errors import Conflict, Invalid, Lapsed, NotAllowed
from ...domain.vocabulary import Action, Role, Text
from ...ports import Case
from ...services import seats
from ..case import casefile, offering, rulings, staff_commands
from ..frame import forms, guards, rendering
from ..frame.filters import say
from ..frame.guards import Seated

GUARD = "an invitation to this one complaint, held by the cookie"
OFFERED = frozenset({Action.RULE, Action.TAKE_BACK, Action.ASK_PROOF, Action.DECLINE_SEAT})
"""What the forms of an outside arbiter ask for."""
ENDED = Text(
    "您不再是这笔投诉的仲裁员：邀请已结束、已被拒绝，或平台另请了他人。下面是现在的情况。",
    "You are not the arbiter of this complaint any more: the invitation ended, was declined, or another was "
    "invited. Below is how it stands.",
)
DECIDED = Text(
    "您的裁决已生效，双方都收到了通知。下面是结果。",
    "Your ruling took effect and both sides were told. Below is the outcome.",
)
UNNEEDED = Text(
    "这笔投诉不再需要您裁决。下面是结果。",
    "This complaint needs no ruling of yours any more. Below is the outcome.",
)
blueprint = Blueprint("arbiter_case", __name__)


@blueprint.get("/a/<marketplace>/<number>")
def case(marketplace: str, number: str) -> str:
    """The case while the seat is theirs; afterwards a sentence and the outcome, as the parties know it."""
    return _page(*guards.seat_case(marketplace, number))


@blueprint.get("/a/<marketplace>/<number>/do")
def back(marketplace: str, number: str) -> Response:
    """Where a form that was refused is left behind by reloading or changing the language."""
    guards.check_number(number)
    return redirect(f"/a/{guards.market(marketplace).id}/{number}", 303)


@blueprint.post("/a/<marketplace>/<number>/do")
def act(marketplace: str, number: str) -> Any:
    """One action on what was seen. What cannot be taken, or was overtaken, comes back with everything
    typed."""
    who = guards.seat_acts(marketplace, number)
    action = request.form.get("action", "")
    try:
        do = rulings.command(action, Role.ARBITER, who.invited, offered=OFFERED)
        form: dict[str, Any] = {"key": forms.key(), "seen": rulings.seen()}
        seats.act(g.desk, who.marketplace, number, invited=who.invited, do=do, now=g.now, **form)
    except Invalid as refusal:
        return _again(marketplace, number, **staff_commands.errors(action, refusal)), 422
    except (NotAllowed, Lapsed) as refusal:
        return _again(marketplace, number, notice=refusal.text), 409
    except Conflict:
        return _again(marketplace, number, notice=staff_commands.FIRST), 409
    return redirect(f"/a/{who.marketplace.id}/{number}?did={action}", 303)


def _again(marketplace: str, number: str, **context: Any) -> str:
    return _page(*guards.seat_case(marketplace, number), **context)


def _page(who: Seated, found: Case, **context: Any) -> str:
    c, m = found.complaint, who.marketplace
    mine = awaits_invited(c, who.invited)
    c = c if mine else casefile.seen(c, Role.BUYER, g.now)
    return rendering.render(
        "pages/arbiter_case.html",
        c=c,
        front=f"/a/{m.id}/{c.id}",
        stands=casefile.standing(c, Role.ARBITER),
        over="" if mine else say(_over(c, who.invited)),
        kept=staff_commands.kept(),
        **staff_commands.shown(c),
        **(_open(who, found) if mine else {"ruled": rulings.ruled(m, c.ruling, mine=who.invited)}),
        **context,
    )


def _over(c: Complaint, invited: str) -> Text:
    if c.invited != invited:
        return ENDED
    return DECIDED if c.ruling is not None and c.ruling.by == invited else UNNEEDED


def _open(who: Seated, found: Case) -> dict[str, Any]:
    """What is shown while the seat is theirs: no contact, and the order's number masked."""
    c, m = found.complaint, who.marketplace
    book = offering.book_of(g.desk, c)
    said = casefile.statements(found, Role.ARBITER, front=f"/a/{m.id}/{c.id}")
    return {
        "steps": casefile.timeline(found, Role.ARBITER, g.now),
        "buyer": [each for each in said if each.role in (Role.BUYER, Role.SHOP)],
        "merchant": [each for each in said if each.role is Role.MERCHANT],
        "platform": [each for each in said if each.role in (Role.OPERATOR, Role.ARBITER)],
        "acts": offering.possible(c, m, Role.ARBITER, actor=who.invited, book=book) & OFFERED,
        **rulings.deciding(m, c, book, mine=who.invited),
    }
