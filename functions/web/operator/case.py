"""A case on one page: for the operator who rules on it, and the arbiter who decides its appeal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from ...domain.complaints.complaint import Command, Complaint, Mark
from ...domain.complaints.reissue import due
from ...domain.complaints.withdrawal_reasons import REASONS, RISK_LABELS, Risk
from ...domain.errors import Conflict, Duplicate, Invalid, Lapsed, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.order_book import OrderBook
from ...domain.vocabulary import Action, Role, State, Text
from ...ports import Case
from ...services import complaints, exports, seats
from ...services.pictures import similar
from ..case import answers, casefile, listing, offering, pictures, reissued, rulings, staff_commands
from ..frame import forms, guards, rendering
from ..frame.filters import say
from ..frame.guards import Acting, Desked

GUARD = "a live operator or arbiter session with its second factor"
DECIDES = (Role.OPERATOR, Role.ARBITER)
TAKEN = Text("这笔订单已有另一笔投诉 {number}，不能再受理", "This order already has the complaint {number}")
blueprint = Blueprint("operator_case", __name__)


@blueprint.get("/o/<marketplace>/case/<number>")
def case(marketplace: str, number: str) -> str:
    """Both sides' words, the order, what happened, and the ruling beside it."""
    who, found = guards.staff_case(marketplace, number, "o", *DECIDES)
    return _page(who, found)


@blueprint.get("/o/<marketplace>/case/<number>/history.json")
def history(marketplace: str, number: str) -> Response:
    """The whole chained history."""
    _, found = guards.staff_case(marketplace, number, "o", *DECIDES)
    return jsonify(exports.history(g.desk, found, g.now))


@blueprint.get("/o/<marketplace>/case/<number>/do")
def back(marketplace: str, number: str) -> Response:
    """Where a form that was refused is left behind by reloading or changing the language."""
    guards.check_number(number)
    return redirect(f"/o/{guards.market(marketplace).id}/case/{number}", 303)


@blueprint.post("/o/<marketplace>/case/<number>/do")
def act(marketplace: str, number: str) -> Any:
    """One action on what was seen; session, sight, version and complaint in one read.

    What cannot be taken, or was overtaken, comes back with everything typed.
    """
    who = guards.staff_acts(marketplace, "o", *DECIDES)
    guards.check_number(number)
    action = request.form.get("action", "")

    def perform() -> Action:
        session = who.key._replace(seen=rulings.seen())
        do = _command(action, who)
        complaints.perform(
            g.desk, who.marketplace, number, do=do, key=forms.key(), session=session, now=g.now
        )
        return do.action

    return _tried(marketplace, number, action, perform)


@blueprint.get("/o/<marketplace>/case/<number>/invite")
def back_from_invitation(marketplace: str, number: str) -> Response:
    """As ``back``."""
    return back(marketplace, number)


@blueprint.post("/o/<marketplace>/case/<number>/invite")
def invite(marketplace: str, number: str) -> Any:
    """An outside arbiter is invited by mail, for this case alone."""
    who = guards.staff_acts(marketplace, "o", Role.OPERATOR)
    guards.check_number(number)

    def perform() -> Action:
        session = who.key._replace(seen=rulings.seen())
        email, actor = forms.text("email", 320), who.staff.id
        given: dict[str, Any] = {"email": email, "actor": actor, "key": forms.key(), "session": session}
        seats.invite(g.desk, who.marketplace, number, now=g.now, **given)
        return Action.INVITE_ARBITER

    return _tried(marketplace, number, Action.INVITE_ARBITER, perform)


def _tried(marketplace: str, number: str, action: str, perform: Callable[[], Action]) -> Any:
    """The case after ``perform``, which says what was done; what was refused comes back with everything
    typed."""
    try:
        did = perform()
    except Invalid as refusal:
        asked = answers.asked_about_keys(action, refusal)
        return _again(marketplace, number, **staff_commands.errors(action, refusal), **asked), 422
    except (NotAllowed, Lapsed) as refusal:
        return _again(marketplace, number, notice=refusal.text), 409
    except Conflict:
        return _again(marketplace, number, notice=staff_commands.FIRST), 409
    except Duplicate as refusal:
        words = Text(*(each.format(number=refusal.complaint) for each in TAKEN))
        return _again(marketplace, number, notice=words), 409
    return redirect(f"/o/{g.market.id}/case/{number}?did={did}", 303)


def _again(marketplace: str, number: str, **context: Any) -> str:
    who, found = guards.staff_case(marketplace, number, "o", *DECIDES)
    return _page(who, found, **context)


def _page(who: Desked, found: Case, **context: Any) -> str:
    c, role = found.complaint, who.staff.role
    book = offering.book_of(g.desk, c)
    payload, withdrawal, acts = casefile.statements(found, role), _withdrawal(found), _acts(who, c, book)
    if withdrawal:
        payload = [
            each for each in payload if each.at != withdrawal["at"] or each.text != withdrawal["words"]
        ]
    return rendering.render(
        "pages/operator_case.html",
        c=c,
        stands=casefile.standing(c, role),
        steps=casefile.timeline(found, role, g.now),
        buyer=[each for each in payload if each.role in (Role.BUYER, Role.SHOP)],
        merchant=[each for each in payload if each.role is Role.MERCHANT],
        platform=[each for each in payload if each.role in DECIDES],
        acts=acts,
        seat=offering.seat(c, who.marketplace),
        held=_held(c, book),
        taken_by=seats.taken_by(found, who.marketplace),
        kept=staff_commands.kept(),
        withdrawal=withdrawal,
        marks=_marks(c),
        here="queue",
        sorting=listing.sorting(" ".join((c.triage or "-", *c.flags))),
        alike=_alike(who.marketplace, found),
        reissuing=due(c),
        reissued=reissued.key_of(c, who.marketplace, g.now),
        **_order(who.marketplace, found),
        **rulings.deciding(who.marketplace, c, book, mine=who.staff.id),
        **staff_commands.shown(c),
        **context,
    )


def _order(m: Marketplace, found: Case) -> dict[str, Any]:
    """The order and whose it is: its number whole, and what its merchant may answer and faces."""
    c = found.complaint
    return {
        "order_no": found.private.order_no,
        "said_shop": found.private.shop,
        "shops": m.shops,
        "many": m.many,
        "consequence": answers.consequence(m, c),
        "agreed": answers.agreed(m, c),
        "own": m.bench(c.merchant).own,
    }


def _alike(m: Marketplace, found: Case) -> list[str]:
    """Complaints against the same merchant whose words are near-duplicates of this one's; looked up as the
    page is shown."""
    return similar.complaints(g.desk, m, found)


def _acts(who: Desked, c: Complaint, book: OrderBook | None) -> frozenset[str]:
    """What the page offers this person; the marketplace's own operators answer as the shop too."""
    role, m = who.staff.role, who.marketplace
    acts = offering.possible(c, m, role, actor=who.staff.id, book=book)
    if role is Role.OPERATOR and m.bench(c.merchant).own:
        acts |= offering.possible(c, m, Role.MERCHANT, actor=who.staff.id, book=book) & AS_SHOP
    return acts


AS_SHOP = frozenset({Action.ACCEPT, Action.OFFER, Action.CONTEST, *answers.OFFERED}) - {Action.ADD_WORDS}
"""What the operator of a single shop does as its merchant."""


def _withdrawal(found: Case) -> dict[str, Any] | None:
    """What the buyer says while a withdrawal is reviewed, and why a person must look."""
    c = found.complaint
    if c.withdrawal is None or c.state is not State.AWAITING_REVIEW:
        return None
    link = next(link for link in reversed(found.links) if link.type == Action.WITHDRAW)
    asked = link.payload or {}
    return {
        "reason": REASONS[c.withdrawal.reason].label,
        "words": asked.get("words", ""),
        "proof": asked.get("proof", ""),
        "shots": pictures.shots(found, Role.OPERATOR).get(link.n, ()),
        "at": casefile.moment_of(link),
        "tries": c.withdrawal.tries,
        "risks": [RISK_LABELS[Risk(risk)] for risk in c.withdrawal.risks],
    }


MARKS = {
    Mark.MALICIOUS: Text("恶意投诉", "Malicious"),
    Mark.INCIDENT: Text("批次事件", "Incident"),
}


def _marks(c: Complaint) -> list[tuple[str, str, bool]]:
    return [(mark, say(label), mark in c.marks) for mark, label in MARKS.items()]


OFFERED = frozenset(
    {
        Action.RULE,
        Action.TAKE_BACK,
        Action.ASK_PROOF,
        Action.EXTEND,
        Action.ADMIT,
        Action.ASSIGN,
        Action.NO_MERCHANT,
        Action.DECLINE_ADMISSION,
        Action.DO_REMEDY,
        Action.ACCEPT_PROOF,
        Action.CLOSE_UNFULFILLED,
        Action.APPROVE_WITHDRAWAL,
        Action.REFUSE_WITHDRAWAL,
        Action.DECLINE_SEAT,
        Action.VOID,
        Action.ADD_WORDS,
        Action.MARK,
        Action.REVEAL,
        Action.GRANT_LOOK,
    }
)
"""What the forms of operators and arbiters ask for."""


def _command(name: str, who: Acting) -> Command:
    """What was sent. A single shop's answer comes from the form ``shop``."""
    person = who.staff
    if name in (answers.ANSWER, Action.ACCEPT) or request.form.get("shop") == "1":
        return answers.command(name, person)
    return rulings.command(name, person.role, person.id, offered=OFFERED)


def _held(c: Complaint, book: OrderBook | None) -> str:
    """The complaint that has the order, where that is another one."""
    if c.state is not State.AWAITING_CHECK:
        return ""
    seen = book or g.desk.cases.book(c.marketplace, c.order, lagging=True)
    return seen.held if seen.held != c.id else ""
