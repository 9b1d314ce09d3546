"""A merchant's inbox: what awaits the merchant first, and what follows when it is left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request

from ...domain.vocabulary import Role, State
from ...ports import ListRow
from ..case import listing
from ..case.answers import CONSEQUENCES
from ..frame import guards, rendering
from ..frame.filters import say

GUARD = "a live merchant session"
blueprint = Blueprint("merchant_inbox", __name__)


@blueprint.get("/m/<marketplace>")
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
    return rendering.render(
        "pages/merchant_inbox.html",
        mine=[each for each in lines if each["mine"]],
        closed=closed,
        after=page.after,
        others=[each for each in lines if not each["mine"]],
        here="queue",
        shop=g.desk.tenants.merchant(m.id, who.staff.merchant),
    )


def _line(row: ListRow, href: str) -> dict[str, Any]:
    follows = CONSEQUENCES.get(State(row.state))
    return {**listing.line(row, Role.MERCHANT, href=href), "then": say(follows) if follows else ""}
