"""What everybody may read: the front page and the published rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from ...domain.complaints.clocks import CLOCKS
from ...domain.complaints.withdrawal_reasons import REASONS
from ...domain.policy import BOUNDS, Policy
from ...domain.standard import CATEGORIES, CHAPTERS, CLAUSES, GROUPS
from ...domain.standard.promises import keys_beside
from ...domain.vocabulary import ROLE_LABELS, STATES
from ..frame import filters, guards, language, rendering

GUARD = "open: nothing here is anybody's"
blueprint = Blueprint("public", __name__)
OTHERS = (
    "filing",
    "fraud",
    "withdrawal",
    "reopening",
    "appeal_window",
    "reissue",
    "key_view",
    "proof_extension",
    "assistance",
    "cool_down",
    "complaints_per_order",
    "instant_fen",
    "default_upheld_fen",
)
"""The values of a policy that are no state's clock, as far as they are a buyer's or a merchant's business."""


@blueprint.get("/c/<marketplace>/")
def front(marketplace: str) -> Response:
    """The address people type."""
    return redirect(f"/c/{guards.market(marketplace).id}", 308)


@blueprint.get("/rules/<marketplace>")
def rules(marketplace: str) -> str:
    """《投诉处理规范》, from the tables the desk itself follows."""
    return rendering.render("pages/rules.html", **published(guards.market(marketplace).policy))


def published(policy: Policy) -> dict[str, Any]:
    """What ``pages/standard.html`` is made of, with the values of ``policy``."""
    return {
        "policy": policy,
        "categories": CATEGORIES,
        "groups": GROUPS,
        "clauses": CLAUSES,
        "chapters": CHAPTERS,
        "clocks": CLOCKS,
        "reasons": REASONS,
        "state_labels": {state: row.label for state, row in STATES.items()},
        "role_labels": ROLE_LABELS,
        "others": _values(policy, OTHERS),
        "beside": {number: _values(policy, keys_beside(number)) for number in CLAUSES},
    }


def _values(policy: Policy, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Each key's name and value; what is 0 is not in use and left out."""
    return [(filters.say(BOUNDS[key].label), _valued(policy, key)) for key in keys if policy.number(key)]


def _valued(policy: Policy, key: str) -> str:
    """A value of the policy in its unit: a length of time, a sum, a count."""
    number, unit = policy.number(key), BOUNDS[key].unit
    if unit == "s":
        return filters.span(number, language.speaking()) or "0"
    return filters.money(number) if unit == "fen" else str(number)
