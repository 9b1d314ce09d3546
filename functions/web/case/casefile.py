"""A case as somebody may read it: how it stands, what happened, what comes next, who said what.

One making for buyers, merchants and staff. It holds nobody's contact, and keeps back what a role is not
to see: a ruling that may still be taken back, marks and reminders, and the note of a withdrawal from
the merchant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from ...domain import card_keys
from ...domain.complaints.clocks import CLOCKS
from ...domain.complaints.complaint import Clock, Complaint
from ...domain.history import Link
from ...domain.vocabulary import (
    ACTIONS,
    OUTCOMES,
    PARTIES,
    ROLE_LABELS,
    STATES,
    Action,
    Outcome,
    Remedy,
    Role,
    Sight,
    State,
    Text,
    sight,
)
from ...ports import Case
from ..frame.filters import say
from . import pictures
from .pictures import Shot
from .sentences import PLATFORM, YOU, settlement


class TimelineStep(NamedTuple):
    """One line of the timeline, as the macro takes it. ``kind`` is done, now or next."""

    kind: str
    title: str
    at: datetime | None
    words: str


class Statement(NamedTuple):
    """Somebody's own words: the ``action`` they belong to, the ``role`` whose they are, a ``note`` and
    pictures with them."""

    action: Action
    role: Role
    who: str
    at: datetime
    text: str
    note: str
    shots: tuple[Shot, ...] = ()


class Standing(NamedTuple):
    """How a complaint stands, for a badge, and the sentence that says what happens when its clock runs
    out."""

    text: str
    tone: str
    lapse: str


def seen(c: Complaint, role: Role, now: datetime) -> Complaint:
    """``c`` as ``role`` may know it: to the parties a ruling that may be taken back is not made yet."""
    if c.state is not State.AWAITING_EFFECT or role not in PARTIES or not c.paused:
        return c
    *rest, still = c.paused
    clock = Clock(now + still.left, still.span, still.warned)
    return replace(c, state=still.state, clock=clock, paused=tuple(rest), draft=None)


def standing(c: Complaint, role: Role) -> Standing:
    """How ``c`` stands to ``role``: who is awaited, with the tone of its badge; the outcome once closed."""
    if not c.open:
        outcome = c.outcome or Outcome.RESOLVED
        return Standing(say(OUTCOMES[outcome].label), OUTCOMES[outcome].tone, "")
    mine = STATES[c.state].yours if c.awaits is role else None
    waits = mine is not None or c.state is State.AWAITING_MERCHANT
    return Standing(
        say(mine or STATES[c.state].label),
        "warn" if waits else "info",
        addressed(CLOCKS[c.state].lapse, role),
    )


def addressed(text: Text, role: Role) -> str:
    """``text`` as said to ``role``: what speaks of the buyer speaks to the buyer."""
    sentence = say(text)
    return sentence.replace("买家", "您").replace("the buyer", "you") if role is Role.BUYER else sentence


def timeline(case: Case, role: Role, now: datetime) -> list[TimelineStep]:
    """What was done, what is going on until when, what comes next. Give a case already ``seen`` by
    ``role``."""
    c = seen(case.complaint, role, now)
    steps = [_done(link, role) for link in case.links if _shown(link, role)]
    if c.clock is None:
        return [*steps, TimelineStep("done", _closed(c), c.ended_at, "")]
    stands = standing(c, role)
    return [
        *steps,
        TimelineStep("now", stands.text, c.clock.due_at, stands.lapse),
        TimelineStep("next", _next(c.state), None, ""),
    ]


def statements(case: Case, role: Role, *, front: str = "") -> list[Statement]:
    """Everybody's words in their order, as far as they are for ``role``; ``front`` as of
    ``pictures.shots``."""
    shots = pictures.shots(case, role, front=front)
    return [_said(link, text, role, shots.get(link.n, ())) for link, text in _words(case.links, role)]


def _shown(link: Link, role: Role) -> bool:
    return link.type != Action.ADD_WORDS and sight(link.type, role) in (Sight.WHOLE, Sight.HAPPENED)


def _words(links: tuple[Link, ...], role: Role) -> Iterator[tuple[Link, str]]:
    ruled: Link | None = None
    for link in links:
        payload = link.payload or {}
        if link.type == Action.RULE and role in PARTIES:
            ruled = link
        elif link.type == Action.LAPSE and "outcome" in payload and ruled is not None:
            yield ruled, str((ruled.payload or {}).get("words", ""))
        elif (payload.get("words") or payload.get("evidence")) and sight(link.type, role) is Sight.WHOLE:
            yield link, str(payload.get("words", ""))


def _said(link: Link, text: str, role: Role, shots: tuple[Shot, ...]) -> Statement:
    payload = link.payload or {}
    proof = str(payload.get("proof", "")) if role is not Role.MERCHANT else ""
    if role is Role.BUYER and link.role == Role.MERCHANT:
        text = card_keys.masked(text)
    note = "\n".join(part for part in (_settled(link), proof) if part)
    return Statement(
        Action(link.type), Role(link.role), _who(link.role, role), moment_of(link), text, note, shots
    )


def moment_of(link: Link) -> datetime:
    """When an event happened, aware UTC."""
    return datetime.fromisoformat(link.at)


def _done(link: Link, role: Role) -> TimelineStep:
    payload = link.payload or {}
    if link.type == Action.LAPSE:
        return TimelineStep("done", _lapsed(payload), moment_of(link), str(payload.get("follow_up", "")))
    title = say(ACTIONS[Action(link.type)].happened).format(
        who=_who(link.role, role), shop=payload.get("shop", ""), tail=payload.get("tail", "")
    )
    return TimelineStep("done", title, moment_of(link), _settled(link))


def _next(state: State) -> str:
    following = STATES[state].next
    return say(following) if following else ""


def _lapsed(payload: Any) -> str:
    if "outcome" in payload:
        return say(Text("裁决：{outcome}", "Ruled: {outcome}")).format(
            outcome=say(OUTCOMES[payload["outcome"]].label)
        )
    lapsed = STATES[State(payload["from"])].lapsed if payload.get("from") else None
    return say(lapsed or ACTIONS[Action.LAPSE].happened)


ASKED_BEFORE = frozenset({Action.VERIFY, Action.ASSIGN})
"""What tells again, for figures, what was asked when it was filed."""


def _settled(link: Link) -> str:
    """``"部分退款 ¥49.00"`` of an offer or an agreement."""
    payload = link.payload or {}
    kind = link.type not in ASKED_BEFORE and (payload.get("remedy") or payload.get("ask"))
    if not kind:
        return ""
    fen = int(payload.get("fen") or payload.get("ask_fen") or 0)
    return settlement(Remedy(kind), fen)


def _who(actor: str, role: Role) -> str:
    whose = Role(actor)
    if (whose is role and role in PARTIES) or (whose is Role.SHOP and role is Role.BUYER):
        return say(YOU)
    if whose is Role.SHOP:
        return say(ROLE_LABELS[Role.BUYER])
    return say(PLATFORM if role in PARTIES and whose in (Role.OPERATOR, Role.ARBITER) else ROLE_LABELS[whose])


def _closed(c: Complaint) -> str:
    label = say(OUTCOMES[c.outcome].label) if c.outcome else ""
    return say(Text("投诉已结束：{label}", "Closed: {label}")).format(label=label)


__all__ = [
    "Standing",
    "Statement",
    "TimelineStep",
    "addressed",
    "moment_of",
    "seen",
    "standing",
    "statements",
    "timeline",
]
