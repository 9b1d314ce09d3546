"""The buyer's one look at a reissued key: pressed, shown on the answer itself, never again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect
from werkzeug.wrappers import Response

from ...domain.complaints.complaint import Complaint
from ...domain.errors import Lapsed, NotAllowed
from ...domain.marketplace import Marketplace
from ...services import reissue
from ..case.reissued import key_of
from ..frame import guards, rendering
from ..frame.filters import say

GUARD = "the complaint's capability, or its proved contact"
blueprint = Blueprint("reissued", __name__)


@blueprint.get("/b/<marketplace>/<number>/key")
def back(marketplace: str, number: str) -> Response:
    """The answer's address, typed or opened again: to the complaint, where nothing is shown unasked."""
    guards.check_number(number)
    return redirect(f"/b/{guards.market(marketplace).id}/{number}", 303)


@blueprint.post("/b/<marketplace>/<number>/key")
def see(marketplace: str, number: str) -> Any:
    """The key, once. Sent again it says when it was shown and how to ask for one more look."""
    m, holder = guards.buyer_acts(marketplace, number)
    guards.buyer_case(marketplace, number)
    try:
        shown = reissue.look(g.desk, m, number, holder=holder, now=g.now)
    except (NotAllowed, Lapsed) as refusal:
        return _page(m, g.desk.cases.load(m.id, number), why=say(refusal.text)), 409
    return _page(m, shown.complaint, key=shown.key)


def _page(m: Marketplace, c: Complaint, *, key: str = "", why: str = "") -> str:
    return rendering.render(
        "pages/key.html", c=c, address=f"/b/{m.id}/{c.id}", key=key, why=why, reissued=key_of(c, m, g.now)
    )
