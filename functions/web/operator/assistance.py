"""The operator's side of the assistance channel: requests, their talk, and what is done for who asks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from ...domain.assistance import ENDS, PROPOSALS, RESULTS, TOPICS, Assistance
from ...domain.complaints.filing import WHICH_MERCHANT
from ...domain.errors import Conflict, Invalid, Lapsed, NotAllowed
from ...domain.vocabulary import ACTIONS, Action, Role, Text
from ...services import assistance, assisting, commands
from ...services.tenants import merchants
from ..case import listing
from ..frame import forms, guards, rendering
from ..frame.guards import Desked

GUARD = "a live operator session with its second factor"
FIRST = Text("有人刚刚先答复了，您写的内容还在下面", "Somebody was first; what you wrote is kept below")
LABELS: dict[Action, Text] = {
    Action.ASSIST_WITHDRAW: Text("撤销投诉", "Withdraw the complaint"),
    Action.ASSIST_REOPEN: Text("继续投诉", "Continue the complaint"),
    Action.VOID: Text("按“非本人提交”作废", "Make it void: filed by somebody else"),
    Action.ASSIST_ASSIGN: Text("改由另一家商家处理", "Give it to another merchant"),
    Action.GRANT_LOOK: Text("允许再看一次补发的卡密", "Allow one more look at the reissued key"),
}
"""What can be done for who asked, in words."""
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
            seen=_seen(),
            result=forms.text("result", 20),
            way_in=forms.ticked("way_in"),
            now=g.now,
        )
    except Invalid as refusal:
        return _page(who, found, **rendering.errors(refusal)), 422
    except (NotAllowed, Conflict):
        return _page(who, _found(who, number), notice=FIRST), 409
    return _to(who, f"/assist/{number}?did=1")


@blueprint.post("/o/<marketplace>/assist/<number>/act")
def act(marketplace: str, number: str) -> Any:
    """Do what was confirmed for this asker, or tell the holder first; take back what was told."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    found, name = _found(who, number), forms.text("action", 20)
    try:
        _act(who, found, name)
    except Invalid as refusal:
        return _page(who, found, asked=name, **rendering.errors(refusal)), 422
    except (NotAllowed, Lapsed) as refusal:
        return _page(who, _found(who, number), notice=refusal.text), 409
    except Conflict:
        return _page(who, _found(who, number), notice=FIRST), 409
    return _to(who, f"/assist/{number}?did={name}")


def _act(who: Desked, found: Assistance, name: str) -> None:
    m, by = who.marketplace, who.staff.id
    if name == Action.ASSIST_DROP:
        assisting.take_back(g.desk, m, found.id, by=by, now=g.now)
        return
    if name not in assisting.ACTS:
        raise NotAllowed
    action = Action(name)
    given = commands.command(action, role=Role.OPERATOR, actor=by, given=forms.Sent(), now=g.now)
    wanted = assisting.Wanted(action, given.words, by, _merchant(who, given.merchant))
    assisting.act(g.desk, m, found.id, wanted, seen=_seen(), now=g.now)


def _merchant(who: Desked, name: str) -> str:
    """The id of the merchant that was chosen, by id or name; refuses (``Invalid``) one who is not from
    here."""
    found = merchants.chosen(g.desk, who.marketplace, name) if name else None
    if name and found is None:
        raise Invalid({"merchant": WHICH_MERCHANT})
    return found.id if found else ""


def _seen() -> int:
    """The version of the request that was before them; 0 for none."""
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


def _found(who: Desked, number: str) -> Assistance:
    guards.check_number(number)
    found: Assistance = g.desk.assistance.assistance(who.marketplace.id, number)[0]
    return found


def _page(who: Desked, found: Assistance, **context: Any) -> str:
    fresh = request.method == "GET"
    did = request.args.get("did", "") if fresh else ""
    asked = context.pop("asked", forms.plain_arg("act", 20) if fresh else "")
    offers = assisting.offers(g.desk, who.marketplace, found, by=who.staff.id, now=g.now)
    names = {each.id: each.name for each in who.marketplace.staff.values()}
    return rendering.render(
        "pages/operator_help.html",
        help=found,
        topic=TOPICS[found.topic],
        said=[(names.get(each.by, ""), each) for each in found.messages],
        result=RESULTS.get(found.result),
        acts=[(LABELS[each.action], ENDS[each.state], each) for each in found.acts],
        offers=[(LABELS[each.action], each) for each in offers],
        chosen=next(((LABELS[each.action], each) for each in offers if each.action == asked), None),
        told=PROPOSALS,
        did=did,
        did_act=ACTIONS[Action(did)].did if did in tuple(Action) else None,
        shops=who.marketplace.shops,
        many=who.marketplace.many,
        merchant=forms.text("merchant", 80),
        words=forms.text("words", 2000),
        way_in=forms.ticked("way_in"),
        here="assistance",
        **context,
    )


def _to(who: Desked, where: str) -> Response:
    return redirect(f"/o/{who.marketplace.id}{where}", 303)
