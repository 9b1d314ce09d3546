"""Post that could not be delivered: what failed, why, and sending it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, g, redirect, request

from ..domain.errors import Conflict, NotFound
from ..domain.marketplace import Marketplace
from ..domain.notices import Channel
from ..domain.terms import ROLE_LABELS, Role, Text
from ..ports import Duty, Message, Outbox, PostState
from ..services import identity
from . import forms, guards, listing, views
from .filters import say
from .noticewords import NOTICE_LABELS

GUARD = "a live operator session with its second factor"
PAGE_AGE = 86400
"""Seconds the buttons of an opened page work."""
CHANNELS = {Channel.EMAIL: Text("邮件", "E-mail"), Channel.SMS: Text("短信", "Short message")}
AGAIN = Text("有人刚刚重发过，或已经送达。", "It was sent again by somebody else, or has arrived.")
room = Blueprint("post_office", __name__)


class Lost(NamedTuple):
    """A message that could not be delivered. ``who`` never holds a whole address."""

    what: str
    who: str
    why: str
    tries: int
    at: datetime


class Bundle(NamedTuple):
    """The lost messages of one row, and the signed name by which they are sent again."""

    about: str
    href: str
    row: str
    lost: list[Lost]


@room.get("/o/<marketplace>/notices")
def dead(marketplace: str) -> str:
    """What could not be delivered, oldest first."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    return _page(who.marketplace)


@room.post("/o/<marketplace>/notices")
def send_again(marketplace: str) -> Any:
    """Send one row's dead messages again, with the next sweep."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    said = g.desk.vault.unsign("form", forms.text("row", 500), max_age=PAGE_AGE)
    if not isinstance(said, list) or said[:2] != ["resend", who.marketplace.id]:
        raise NotFound
    from ..services import sending  # with all that writing letters needs, which no other page does

    try:
        sending.resend(g.desk, who.marketplace, Duty(said[2], said[3]), g.now)
    except Conflict:
        return _page(who.marketplace, notice=AGAIN), 409
    return redirect(f"/o/{who.marketplace.id}/notices?did=1", 303)


def _page(m: Marketplace, **context: Any) -> str:
    rows, after = g.desk.post.dead(m.id, limit=listing.ROWS, after=listing.cursor())
    did = request.method == "GET" and "did" in request.args
    return views.render(
        "pages/operator_notices.html", bundles=[_bundle(m, each) for each in rows], after=after, did=did, here="notices",
        **context,
    )  # fmt: skip


def _bundle(m: Marketplace, outbox: Outbox) -> Bundle:
    place = "assist" if outbox.about.startswith("HELP") else "case" if outbox.about.startswith("TS-") else ""
    return Bundle(
        outbox.about if place else "", f"/o/{m.id}/{place}/{outbox.about}" if place else "",
        g.desk.vault.sign("form", ["resend", m.id, *outbox.key]),
        [_lost(m, each) for each in outbox.messages if each.state == PostState.DEAD],
    )  # fmt: skip


def _lost(m: Marketplace, message: Message) -> Lost:
    channel = say(CHANNELS[message.channel])
    return Lost(
        f"{say(NOTICE_LABELS[message.notice])} · {channel}",
        _who(m, message),
        message.error,
        message.tries,
        message.next_at,
    )


def _who(m: Marketplace, message: Message) -> str:
    if merchant := m.merchants.get(message.to):
        return f"{merchant.name} {identity.mask_contact(next(iter(merchant.emails), ''), '')}"
    if person := m.staff.get(message.to):
        return f"{person.name} {identity.mask_contact(person.email, '')}"
    return say(ROLE_LABELS[message.role])
