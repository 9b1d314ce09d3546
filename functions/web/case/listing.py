"""Lists of complaints: a line as its index has it, in the words of who reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import request

from ...domain.complaints.clocks import CLOCKS
from ...domain.standard import CATEGORIES
from ...domain.vocabulary import OUTCOMES, PARTIES, REMEDY_LABELS, STATES, Outcome, Remedy, Role, State
from ...ports import ListRow
from ..frame.filters import money, say
from .precheck_words import FLAG_LABELS, TRIAGE_LABELS, TRIAGE_TONES

ROWS = 50
"""Lines on a page."""


def line(row: ListRow, role: Role, *, href: str) -> dict[str, Any]:
    """A row as the macros take it; ``mine`` when it awaits ``role``, and ``then`` what happens when it
    lapses."""
    state, deadline = _seen(row, role)
    mine = STATES[state].awaits is role and STATES[state].yours is not None
    return {
        "href": href,
        "number": row.id,
        "title": say(CATEGORIES[row.category].label),
        "mine": mine,
        "about": " ·\u00a0".join(part for part in (row.goods, money(row.fen) if row.fen else "") if part),
        "shop": row.shop,
        "fen": row.fen,
        "ask": say(REMEDY_LABELS[Remedy(row.ask)]),
        "escalated": row.escalated,
        "due": datetime.fromtimestamp(deadline, UTC) if deadline else None,
        "then": say(CLOCKS[state].lapse) if mine else "",
        **_standing(row, state, mine=mine),
    }


def sorting(triage: str) -> list[tuple[str, str]]:
    """What the pre-check and the words say of a complaint, as badges: ``"flag extort"`` is two."""
    name, *flags = triage.split() or [""]
    badges = [(say(TRIAGE_LABELS[name]), TRIAGE_TONES[name])] if name in TRIAGE_LABELS else []
    return badges + [(say(FLAG_LABELS[flag]), "bad") for flag in flags if flag in FLAG_LABELS]


def _seen(row: ListRow, role: Role) -> tuple[State, int]:
    """State and deadline as ``role`` may know them: to the parties a ruling that may be taken back is not
    made yet."""
    if row.state == State.AWAITING_EFFECT and role in PARTIES:
        return State.AWAITING_RULING, 0
    return State(row.state), row.deadline


def _standing(row: ListRow, state: State, *, mine: bool) -> dict[str, str]:
    if state is State.CLOSED:
        outcome = Outcome(row.outcome) if row.outcome else Outcome.RESOLVED
        return {"state": say(OUTCOMES[outcome].label), "tone": OUTCOMES[outcome].tone}
    label = STATES[state].yours if mine else None
    return {"state": say(label or STATES[state].label), "tone": "warn" if mine else "info"}


def cursor() -> str:
    """Where the page asked for begins; empty for the first."""
    return request.args.get("after", "")[:80]
