"""A ruling as who decides sees it: the one that stands, what it may cite, and what was sent as one."""

from __future__ import annotations

from typing import Any

from flask import g, request

from ...domain import ledger
from ...domain.complaints.complaint import Command, Complaint, Ruling
from ...domain.marketplace import Marketplace
from ...domain.order_book import OrderBook
from ...domain.standard import CATEGORIES, CHAPTERS, CLAUSES
from ...domain.vocabulary import Action, Outcome, Remedy, Role, Text
from ...services import commands
from ..frame import forms
from ..frame.filters import say
from . import offering, staff_commands
from .canned import CANNED
from .sentences import settlement

BY_ITSELF = frozenset({"", "clock"})
"""Who rules without a person."""
OUTSIDE = Text("外部仲裁员", "An outside arbiter")


def ruled(m: Marketplace, ruling: Ruling | None, *, mine: str) -> dict[str, Any] | None:
    """A ruling by name, with its clauses; ``mine`` is who looks at it."""
    if ruling is None:
        return None
    return {
        "outcome": ruling.outcome,
        "by": _by(m, ruling.by),
        "mine": ruling.by == mine,
        "at": ruling.at,
        "clauses": [CLAUSES[number] for number in ruling.clauses if number in CLAUSES],
        "numbers": ruling.clauses,
        "remedies": [settlement(item.kind, item.fen) for item in ruling.remedies],
        "result": _result(ruling),
        "fen": next((i.fen for i in ruling.remedies if i.kind is Remedy.PARTIAL_REFUND), 0),
        "deduct": next((i.fen for i in ruling.remedies if i.kind is Remedy.DEDUCT), 0),
    }


def _by(m: Marketplace, actor: str) -> str:
    person = m.staff.get(actor)
    if person is not None:
        return person.name
    return "" if actor in BY_ITSELF else say(OUTSIDE)


def _result(ruling: Ruling) -> str:
    kinds = [item.kind for item in ruling.remedies if item.kind is not Remedy.DEDUCT]
    if ruling.outcome is Outcome.DISMISSED:
        return "dismissed"
    return kinds[0] if kinds else Remedy.NONE


def deciding(m: Marketplace, c: Complaint, book: OrderBook | None, *, mine: str) -> dict[str, Any]:
    """What a page shows of a ruling, the one before and the one to make, and of the money it is about."""
    return {
        "ruled": ruled(m, c.draft or c.ruling, mine=mine),
        "clauses": clauses(c),
        "canned": CANNED,
        "account": offering.account(c, book),
        "unsettled": book is not None and ledger.account(book, c.debt).said > 0,
        "joins_until": offering.joins_until(c, g.now),
    }


def clauses(c: Complaint) -> dict[str, Any]:
    """The category's own clause, and all others by chapter."""
    own = CATEGORIES[c.category].clause
    rest: dict[str, list[Any]] = {}
    for clause in CLAUSES.values():
        if clause.number != own.number:
            rest.setdefault(clause.number.split(".")[0], []).append(clause)
    return {"own": own, "rest": [(CHAPTERS[chapter], rest[chapter]) for chapter in sorted(rest)]}


def command(name: str, role: Role, actor: str, *, offered: frozenset[Action]) -> Command:
    """What was sent by who decides; a ruling without a reason of its own takes the ready one that was chosen.
    Refuses (``NotAllowed``) what is none of ``offered``."""
    action = staff_commands.named(name)
    chosen = CANNED.get(forms.text("canned", 20)) if action is Action.RULE else None
    if chosen is None:
        return staff_commands.command(action, role, actor, offered=offered)
    given = staff_commands.sent(action, words=say(chosen))
    return commands.command(action, role=role, actor=actor, given=given, now=g.now)


def seen() -> int:
    """The version of the case that the form was shown with; 0 where it does not say."""
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
