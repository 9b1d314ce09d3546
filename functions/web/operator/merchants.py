"""The marketplace's merchants, and one who leaves it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request

from ...domain.errors import NotAllowed
from ...domain.vocabulary import Role, Text
from ...services.tenants import leaving
from ..frame import forms, guards, rendering

GUARD = "a live operator session with its second factor; only an admin lets a merchant leave"
ROWS = 50
ADMIN = Text("请管理员操作", "An administrator does this")
UNSURE = Text("请先勾选确认", "Please tick the box first")
blueprint = Blueprint("merchants", __name__)


@blueprint.get("/o/<marketplace>/merchants")
def merchants(marketplace: str) -> str:
    """All of them by their ids, fifty a page."""
    return _page(marketplace)


@blueprint.post("/o/<marketplace>/merchants")
def leave(marketplace: str) -> Any:
    """One leaves: its open complaints go to the operators."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    if not who.staff.admin:
        return _page(marketplace, notice=ADMIN), 403
    if not forms.ticked("sure"):
        return _page(marketplace, notice=UNSURE), 422
    try:
        moved = leaving.leave(g.desk, who.marketplace, forms.text("merchant", 80), by=who.staff.id, now=g.now)
    except NotAllowed as refusal:
        return _page(marketplace, notice=refusal.text), 409
    return redirect(f"/o/{who.marketplace.id}/merchants?moved={moved}", 303)


def _page(marketplace: str, **context: Any) -> str:
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    m = who.marketplace
    found, after = g.desk.tenants.merchants(m.id, limit=ROWS, after=forms.plain_arg("after", 80))
    moved = request.args.get("moved", "")
    return rendering.render(
        "pages/operator_merchants.html",
        merchants=found,
        after=after,
        admin=who.staff.admin,
        house=m.house,
        moved=moved if moved.isascii() and moved.isdigit() and len(moved) < 6 else "",
        here="merchants",
        **context,
    )
