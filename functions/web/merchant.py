"""A merchant's inbox, its cases and its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from ..domain.answering import upheld_by_silence
from ..domain.complaint import Complaint, Settlement
from ..domain.errors import Conflict, Invalid, Lapsed, NotAllowed
from ..domain.lifecycle import may
from ..domain.marketplace import Marketplace
from ..domain.terms import Action, Remedy, Role, State, Text
from ..ports import Case, ListRow
from ..services import complaints, exports
from . import casefile, casework, forms, guards, listing, uploading, views
from .filters import say
from .guards import Desked

GUARD = "a live merchant session"
CONSEQUENCES = {
    State.AWAITING_MERCHANT: Text(
        "逾期未回复，平台按现有凭证直接裁决，不等您补说明",
        "After that the platform rules on what is there, without you",
    ),
    State.AWAITING_MERCHANT_PROOF: Text(
        "逾期未补充，平台按现有凭证裁决", "After that the ruling rests on what is there"
    ),
    State.AWAITING_REMEDY: Text("逾期未处理会自动转为履行投诉", "After that a fulfilment complaint opens by itself"),
}
UPHELD = Text("逾期未回复，这笔小额投诉直接判成立", "After that this small complaint is upheld at once")
room = Blueprint("merchant", __name__)


@room.get("/m/<marketplace>")
def inbox(marketplace: str) -> str:
    """What awaits the merchant first, by deadline; ended complaints under their own tab."""
    who = guards.staff(marketplace, "m", Role.MERCHANT)
    m, closed = who.marketplace, request.args.get("state") == "closed"
    page = g.desk.lists.merchant_list(
        m.id, who.staff.merchant, closed=closed, limit=listing.ROWS, after=listing.cursor()
    )
    lines = [_line(row, f"/m/{m.id}/case/{row.id}") for row in page.rows]
    if not closed:
        lines.sort(key=lambda each: each["due"] or g.now)
    return views.render(
        "pages/merchant_inbox.html", mine=[each for each in lines if each["mine"]], closed=closed, after=page.after,
        others=[each for each in lines if not each["mine"]], here="queue", shop=m.merchants.get(who.staff.merchant),
    )  # fmt: skip


def _line(row: ListRow, href: str) -> dict[str, Any]:
    follows = CONSEQUENCES.get(State(row.state))
    return {**listing.line(row, Role.MERCHANT, href=href), "then": say(follows) if follows else ""}


@room.get("/m/<marketplace>/case/<number>")
def case(marketplace: str, number: str) -> str:
    """One complaint: how long is left and what follows, the buyer's words, the order, and what may be answered."""
    who, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(who, found)


@room.get("/m/<marketplace>/case/<number>/history.json")
def history(marketplace: str, number: str) -> Response:
    """The chained history as far as the merchant was told of it."""
    _, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return jsonify(exports.history(found, Role.MERCHANT))


@room.get("/m/<marketplace>/case/<number>/do")
def back(marketplace: str, number: str) -> Response:
    """Where a form that was refused is left behind by reloading or changing the language."""
    guards.check_number(number)
    return redirect(f"/m/{guards.market(marketplace).id}/case/{number}", 303)


@room.post("/m/<marketplace>/case/<number>/do")
def act(marketplace: str, number: str) -> Any:
    """One action; session, sight and complaint in one read. What cannot be taken comes back with everything typed."""
    who = guards.staff_acts(marketplace, "m", Role.MERCHANT)
    guards.check_number(number)
    action = request.form.get("action", "")
    try:
        do = casework.command(ACTS, action, Role.MERCHANT, who.staff.id)
        do = replace(do, evidence=uploading.claimed(who.marketplace, number, Role.MERCHANT))
        complaints.perform(g.desk, who.marketplace, number, do=do, key=forms.key(), session=who.key, now=g.now)
    except Invalid as refusal:
        return _again(marketplace, number, **casework.errors(action, refusal)), 422
    except (NotAllowed, Lapsed) as refusal:
        return _again(marketplace, number, notice=refusal.text), 409
    except Conflict:
        return _again(marketplace, number, notice=casework.FIRST), 409
    return redirect(f"/m/{who.marketplace.id}/case/{number}?did={action}", 303)


def _again(marketplace: str, number: str, **context: Any) -> str:
    who, found = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(who, found, **context)


def _page(who: Desked, found: Case, **context: Any) -> str:
    c = casefile.seen(found.complaint, Role.MERCHANT, g.now)
    m = who.marketplace
    return views.render(
        "pages/merchant_case.html", c=c, stands=casefile.standing(c, Role.MERCHANT), consequence=_consequence(m, c),
        steps=casefile.timeline(found, Role.MERCHANT, g.now), said=casefile.said(found, Role.MERCHANT),
        order_no=found.private.order_no, acts=_acts(m, found.complaint, g.now), kept=casework.kept(),
        agreed=_agreed(m, c), pictures=uploading.kept(m, c.id, Role.MERCHANT), **casework.shown(c), here="queue", **context,
    )  # fmt: skip


def _consequence(m: Marketplace, c: Complaint) -> str:
    upheld = c.state is State.AWAITING_MERCHANT and upheld_by_silence(c, m.policy)
    text = UPHELD if upheld else CONSEQUENCES.get(c.state)
    return say(text) if text else ""


def _agreed(m: Marketplace, c: Complaint) -> dict[str, Any]:
    """By when each remedy would be due, and whether it is at least what the buyer asked for."""
    return {
        remedy: {
            "by": g.now + m.policy.window("reissue" if remedy is Remedy.REISSUE else "refund"),
            "covers": Settlement(remedy, c.fen).covers(c.ask),
        }
        for remedy in (Remedy.REFUND, Remedy.REISSUE)
    }


def _acts(m: Marketplace, c: Complaint, now: datetime) -> set[str]:
    """What the page offers; an appeal only while one is left, and in time."""
    acts = {str(action) for action in may(c, Role.MERCHANT, now=now)}
    late = c.ruled_at is None or now > c.ruled_at + m.policy.window("appeal_window")
    return acts - {Action.APPEAL} if late or Role.MERCHANT in c.appealed else acts


def _answer() -> dict[str, Any]:
    how = forms.text("how", 20)
    if how == Action.CONTEST:
        return {"action": Action.CONTEST, "words": forms.text("words")}
    if how not in (Remedy.REFUND, Remedy.REISSUE, Remedy.PARTIAL_REFUND):
        raise Invalid({"how": Text("请选择怎么处理", "Please choose how to deal with it")})
    fen = forms.fen("fen") if how == Remedy.PARTIAL_REFUND else 0
    return {"action": Action.ACCEPT, "settlement": Settlement(Remedy(how), fen), "words": forms.text("words")}


ACTS: dict[str, casework.Read] = {
    "answer": _answer,
    "accept": lambda: {"action": Action.ACCEPT},
    "give_proof": lambda: {"action": Action.GIVE_PROOF, "words": forms.text("words")},
    "do_remedy": lambda: {"action": Action.DO_REMEDY, "words": forms.text("words")},
    "appeal": lambda: {"action": Action.APPEAL, "words": forms.text("appeal_words")},
    "add_words": lambda: {"action": Action.ADD_WORDS, "words": forms.text("note")},
}
"""What a merchant's forms ask for, by the name they send."""
