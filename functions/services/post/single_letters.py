"""Letters that open a door: a buyer's way in, sent again to the contact on record."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...domain.errors import Limited, NotFound
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import Channel, Notice, Role
from ...ports import Desk, DueKind, DueRow, Message, Outbox, Recipient
from ..limits import spend
from .envelopes import record_of

LINK_AGE = timedelta(days=7)
"""How long a link in a letter opens its door."""


def send_way_in(desk: Desk, marketplace: Marketplace, number: str, now: datetime) -> None:
    """Mail the buyer of ``number`` the link again; silently not, when it was sent often or there is no
    mail."""
    try:
        spend(desk, marketplace.id, now=now, way_in=number)
        c = desk.cases.load(marketplace.id, number)
    except (Limited, NotFound):
        return
    if "@" in c.contact:
        facts = {"record": record_of(c)}
        post(desk, marketplace, Notice.WAY_IN, about=number, to="buyer", lang=c.lang, now=now, **facts)


def post(
    desk: Desk,
    marketplace: Marketplace,
    notice: Notice,
    *,
    about: str,
    to: str,
    lang: str,
    now: datetime,
    **facts: object,
) -> Outbox:
    """Put one mail that belongs to no transition of a complaint; ``about`` is a complaint, request or
    person."""
    name = desk.salt()[:16]
    role = {"buyer": Role.BUYER}.get(to, Role.OPERATOR)
    deadline = int((now + LINK_AGE).timestamp())
    message = Message(f"{about}-{name}", notice, Channel.EMAIL, Recipient(role, to), lang, now)
    payload = {"number": about if notice is not Notice.SIGN_IN else "", "deadline": deadline, **facts}
    outbox = Outbox(
        DueRow(DueKind.LETTER, marketplace.id, name, 1), marketplace.id, about, (message,), payload
    )
    desk.post.post(outbox)
    return outbox
