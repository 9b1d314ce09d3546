"""What everybody may read: the front page and the published rules."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from ..domain.clocks import CLOCKS
from ..domain.policy import BOUNDS
from ..domain.standard import CATEGORIES, CHAPTERS, CLAUSES, GROUPS
from ..domain.withdrawal import REASONS
from . import guards, views

GUARD = "open: nothing here is anybody's"
room = Blueprint("public", __name__)


@room.get("/c/<marketplace>/")
def front(marketplace: str) -> Response:
    """The address people type."""
    return redirect(f"/c/{guards.market(marketplace).id}", 308)


@room.get("/rules/<marketplace>")
def rules(marketplace: str) -> str:
    """《投诉处理规范》, from the tables the desk itself follows."""
    m = guards.market(marketplace)
    return views.render(
        "pages/rules.html", policy=m.policy, bounds=BOUNDS, categories=CATEGORIES, groups=GROUPS, clauses=CLAUSES,
        chapters=CHAPTERS, clocks=CLOCKS, reasons=REASONS,
    )  # fmt: skip
