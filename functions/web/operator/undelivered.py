"""What did not get through: post that could not be delivered, why, and sending it again; rows that were
set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, g, redirect, request

from ...domain.errors import Conflict, NotFound
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import NOTICES, ROLE_LABELS, Channel, Role, Text
from ...ports import NO_CONTACT, Aside, DueKind, DueRow, Message, Outbox, PostState
from ...services import identity
from ..case import listing
from ..frame import forms, guards, rendering
from ..frame.filters import say

GUARD = "a live operator session with its second factor"
PAGE_AGE = 86400
"""Seconds the buttons of an opened page work."""
CHANNELS = {Channel.EMAIL: Text("邮件", "E-mail"), Channel.SMS: Text("短信", "Short message")}
AGAIN = Text("有人刚刚重发过，或已经送达。", "It was sent again by somebody else, or has arrived.")
GONE = Text("买家的联系方式已不在记录里", "The buyer's contact is no longer on record")
ROWS: dict[DueKind, Text] = {
    DueKind.COMPLAINT: Text("投诉的时限", "A complaint's deadline"),
    DueKind.PICTURES: Text("投诉的截图", "A complaint's pictures"),
    DueKind.COMPLAINT_POST: Text("投诉的通知", "A complaint's notices"),
    DueKind.ASSISTANCE: Text("协助请求的时限", "A request's deadline"),
    DueKind.ASSISTANCE_POST: Text("协助请求的通知", "A request's notices"),
    DueKind.LETTER: Text("登录和验证的邮件", "Sign-in and verification mail"),
}
"""What each kind of row is to an operator."""
PLACES = {
    DueKind.COMPLAINT: "case",
    DueKind.PICTURES: "case",
    DueKind.COMPLAINT_POST: "case",
    DueKind.ASSISTANCE: "assist",
    DueKind.ASSISTANCE_POST: "assist",
    DueKind.LETTER: "",
}
"""Where what such a row is about is looked at."""
blueprint = Blueprint("post_office", __name__)


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


class SetAside(NamedTuple):
    """A row that could not be carried out: ``what`` it is, whose, and the name of what was raised."""

    what: str
    about: str
    href: str
    since: datetime
    times: int
    error: str


@blueprint.get("/o/<marketplace>/notices")
def dead(marketplace: str) -> str:
    """What could not be delivered, oldest first, and what could not be carried out."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    return _page(who.marketplace)


@blueprint.post("/o/<marketplace>/notices")
def send_again(marketplace: str) -> Any:
    """Send one row's dead messages again, with the next sweep."""
    who = guards.staff(marketplace, "o", Role.OPERATOR)
    claims = g.desk.vault.unsign("form", forms.text("row", 500), max_age=PAGE_AGE)
    if not isinstance(claims, list) or claims[:2] != ["resend", who.marketplace.id]:
        raise NotFound
    from ...services.post import sending  # with all that writing letters needs, which no other page does

    try:
        sending.resend(g.desk, who.marketplace, DueRow(DueKind(claims[2]), *claims[3:]), g.now)
    except Conflict:
        return _page(who.marketplace, notice=AGAIN), 409
    return redirect(f"/o/{who.marketplace.id}/notices?did=1", 303)


def _page(m: Marketplace, **context: Any) -> str:
    rows, after = g.desk.post.dead(m.id, limit=listing.ROWS, after=listing.cursor())
    did = request.method == "GET" and "did" in request.args
    aside = g.desk.post.aside(m.id, limit=listing.ROWS, now=g.now)
    return rendering.render(
        "pages/operator_notices.html",
        bundles=[_bundle(m, each) for each in rows],
        after=after,
        did=did,
        here="notices",
        aside=[_set_aside(m, each) for each in aside],
        more_aside=len(aside) == listing.ROWS,
        **context,
    )


def _set_aside(m: Marketplace, row: Aside) -> SetAside:
    what, place = ROWS[row.row.kind], PLACES[row.row.kind]
    about = row.row.about if place else ""
    href = f"/o/{m.id}/{place}/{about}" if place else ""
    return SetAside(say(what), about, href, row.since, row.times, row.error)


def _bundle(m: Marketplace, outbox: Outbox) -> Bundle:
    place = "assist" if outbox.about.startswith("HELP") else "case" if outbox.about.startswith("TS-") else ""
    return Bundle(
        outbox.about if place else "",
        f"/o/{m.id}/{place}/{outbox.about}" if place else "",
        g.desk.vault.sign("form", ["resend", m.id, *outbox.key]),
        [_lost(m, each) for each in outbox.messages if each.state == PostState.DEAD],
    )


def _lost(m: Marketplace, message: Message) -> Lost:
    channel = say(CHANNELS[message.channel])
    return Lost(
        f"{say(NOTICES[message.notice].label)} · {channel}",
        _who(m, message),
        say(GONE) if message.error == NO_CONTACT else message.error,
        message.tries,
        message.next_at,
    )


def _who(m: Marketplace, message: Message) -> str:
    merchant = g.desk.tenants.merchant(m.id, message.to.id) if message.to.role is Role.MERCHANT else None
    if merchant:
        return f"{merchant.name} {identity.mask_contact(next(iter(merchant.emails), ''), '')}"
    if person := m.staff.get(message.to.id):
        return f"{person.name} {identity.mask_contact(person.email, '')}"
    return say(ROLE_LABELS[message.to.role])
