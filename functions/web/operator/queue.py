"""The operator's queue: what is due first, from one query; requests for assistance before everything else."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, request

from ...domain.complaints.complaint import Command, Mark
from ...domain.errors import Conflict, Lapsed, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.standard import CATEGORIES
from ...domain.vocabulary import Action, Role, State, Text
from ...ports import ListRow, Page
from ...services import complaints
from ...services.tenants import merchants
from ...services.tenants.staff import may_see
from ..case import listing
from ..case.precheck_words import FLAG_LABELS, TRIAGE_LABELS
from ..frame import forms, guards, rendering
from ..frame.filters import say
from ..frame.guards import Desked

GUARD = "a live operator or arbiter session with its second factor"
NUMBER = re.compile(r"TS-\d{6}-[0-9A-Z]{8}")
TOGETHER = 25
"""How many ticked complaints are marked at once."""
blueprint = Blueprint("operator", __name__)

VIEWS: dict[str, tuple[Text, str, tuple[State, ...]]] = {
    "": (Text("需要我处理", "Needs me"), "desk", ()),
    "ruling": (Text("待裁决", "To rule"), "operator", (State.AWAITING_RULING,)),
    "review": (Text("撤销审核", "Withdrawals"), "operator", (State.AWAITING_REVIEW,)),
    "check": (
        Text("待核实受理", "To check"),
        "operator",
        (State.AWAITING_CHECK, State.AWAITING_ASSIGNMENT, State.AWAITING_ADMISSION),
    ),
    "merchant": (Text("等商家", "Merchant's turn"), "merchant", ()),
    "buyer": (Text("等买家", "Buyer's turn"), "buyer", ()),
    "appeals": (Text("申诉", "Appeals"), "arbiter", ()),
    "closed": (Text("已结束", "Closed"), "closed", ()),
}
"""Saved views: their name in the address, their label, who is awaited, and the states shown of those."""
ARBITER = ("appeals",)
SORTINGS = {**TRIAGE_LABELS, **FLAG_LABELS}
"""What the queue can be narrowed to by the pre-check: triage, and flags of the words."""


@blueprint.get("/o/<marketplace>")
def queue(marketplace: str) -> Any:
    """One page of what awaits somebody, soonest deadline first. A whole number leads straight to its case."""
    who = guards.staff(marketplace, "o", Role.OPERATOR, Role.ARBITER)
    m, asked = who.marketplace, _asked(who)
    if NUMBER.fullmatch(asked["q"].upper()):
        found = g.desk.cases.complaints(m.id, [asked["q"].upper()])
        if found and may_see(who.staff, found[0]):
            return redirect(f"/o/{m.id}/case/{found[0].id}", 303)
        return _page(who, asked, Page(()))
    _, awaited, _ = VIEWS[asked["view"]]
    page = g.desk.lists.queue(
        m.id, awaited, limit=listing.ROWS, after=listing.cursor(), newest=awaited == "closed"
    )
    return _page(who, asked, page)


def _asked(who: Desked) -> dict[str, str]:
    """The filters of the address; what is unknown is as if it had not been said."""
    asked = {name: forms.plain_arg(name, 80) for name in ("view", "category", "merchant", "triage", "q")}
    allowed = ARBITER if who.staff.role is Role.ARBITER else tuple(VIEWS)
    asked["view"] = asked["view"] if asked["view"] in allowed else allowed[0]
    asked["category"] = asked["category"] if asked["category"] in CATEGORIES else ""
    asked["triage"] = asked["triage"] if asked["triage"] in SORTINGS else ""
    if asked["merchant"] not in who.marketplace.shops and not who.marketplace.many:
        asked["merchant"] = ""
    return asked


def _page(who: Desked, asked: dict[str, str], page: Page) -> str:
    m, role = who.marketplace, who.staff.role
    standing, requests = _apart(page)
    shop = _shop(m, asked["merchant"])
    rows = [row for row in standing if _fits(row, asked, shop)]
    lines = [
        {**listing.line(row, role, href=f"/o/{m.id}/case/{row.id}"), "sorting": listing.sorting(row.triage)}
        for row in rows
    ]
    allowed = ARBITER if role is Role.ARBITER else tuple(VIEWS)
    kept = {name: value for name, value in asked.items() if value}
    return rendering.render(
        "pages/operator_queue.html",
        lines=lines,
        asked=asked,
        here="queue",
        requests=[] if any(asked.values()) else requests,
        views=[(say(VIEWS[name][0]), _address(m, view=name), name == asked["view"]) for name in allowed],
        categories=CATEGORIES,
        shops=m.shops,
        many=m.many,
        narrowed=bool({"category", "merchant", "triage", "q"} & set(kept)),
        sortings=[(name, say(label)) for name, label in SORTINGS.items()],
        after=_address(m, **kept, after=page.after) if page.after else "",
        seen=len(standing),
        late=sum(1 for each in lines if each["due"] and each["due"] <= g.now),
        marked=forms.plain_arg("marked", 2),
    )


def _apart(page: Page) -> tuple[list[ListRow], list[ListRow]]:
    """Complaints, and the requests for assistance that come before them."""
    requests = [row for row in page.rows if row.kind == "assistance"]
    return [row for row in page.rows if row not in requests], requests


def _address(m: Marketplace, **query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"/o/{m.id}" + (f"?{urlencode(kept)}" if kept else "")


def _shop(m: Marketplace, asked: str) -> str:
    """The name of the shop that rows are narrowed to, as they have it; as typed where nobody bears it."""
    found = merchants.chosen(g.desk, m, asked) if m.many and asked else None
    return found.name if found else m.shops.get(asked, asked)


def _fits(row: ListRow, asked: dict[str, str], shop: str) -> bool:
    """Whether a row of the page passes the filters: they look at this page only, and the page says so."""
    states, tail = VIEWS[asked["view"]][2], asked["q"].upper()
    return (
        (not states or State(row.state) in states)
        and asked["category"] in ("", row.category)
        and shop in ("", row.shop)
        and (not asked["triage"] or asked["triage"] in row.triage.split())
        and (not tail or row.id.endswith(tail) or tail in row.goods.upper() or tail in row.shop.upper())
    )


@blueprint.post("/o/<marketplace>/mark")
def mark_together(marketplace: str) -> Any:
    """Mark the ticked complaints as one incident; those that are marked or were first changed by others
    stay as they are."""
    who = guards.staff_acts(marketplace, "o", Role.OPERATOR)
    numbers = [number for number in request.form.getlist("ids") if NUMBER.fullmatch(number)][:TOGETHER]
    found = g.desk.cases.complaints(who.marketplace.id, numbers)
    marked = sum(_marked(who, c.id) for c in found if c.open and Mark.INCIDENT not in c.marks)
    return redirect(_address(who.marketplace, marked=str(marked)), 303)


def _marked(who: guards.Acting, number: str) -> bool:
    do = Command(Action.MARK, Role.OPERATOR, who.staff.id, g.now, mark=Mark.INCIDENT)
    try:
        complaints.perform(
            g.desk, who.marketplace, number, do=do, key=forms.key(), session=who.key, now=g.now
        )
    except (NotAllowed, Lapsed, Conflict):
        return False
    return True
