"""A merchant's inbox: what awaits the merchant first, and what follows when it is left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request

from ...domain.vocabulary import Role, State, Text
from ...ports import ListRow
from ..case import listing
from ..frame import guards, rendering
from ..frame.filters import say

GUARD = "a live merchant session"
CONSEQUENCES = {
    State.AWAITING_MERCHANT: Text(
        "逾期未回复，平台按现有凭证直接裁决，不等您补说明",
        "After that the platform rules on what is there, without you",
    ),
    State.AWAITING_MERCHANT_PROOF: Text(
        "逾期未补充，平台按现有凭证裁决", "After that the ruling rests on what is there"
    ),
    State.AWAITING_REMEDY: Text(
        "逾期未处理会自动转为履行投诉", "After that a fulfilment complaint opens by itself"
    ),
}
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
