"""Links in letters. A token says who may go where until when; a GET shows a button, only its POST opens
the door."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ...domain.errors import Forbidden
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import NOTICES, Notice, Role, Text
from ...ports import Desk, Message, Outbox
from .single_letters import LINK_AGE

SIGN_IN_AGE = 900
"""Seconds a mailed sign-in link works."""
SEAT_AGE = 45 * 86400
"""Seconds the link of an invited arbiter works: longer than any appeal."""
OLD = Text(
    "这个链接已过期或已用过，请重新获取", "This link has expired or was used; please ask for a new one"
)


class Ticket(NamedTuple):
    """What a letter's link opens: ``role`` and ``to`` say for whom, ``about`` what is shown then; ``id``
    is the letter's."""

    role: Role
    to: str
    about: str
    id: str


def letter_link(desk: Desk, marketplace: Marketplace, outbox: Outbox, message: Message) -> str:
    """The address to put in a letter; staff get plain addresses, since they sign in with a second factor. An
    invited arbiter's link is all they have."""
    base = desk.settings.base_url
    if message.notice in (Notice.LIST_CODE, Notice.VERIFY_CODE, Notice.ASSIST_CODE):
        return f"{base}/b/{marketplace.id}"
    if message.notice is Notice.SIGN_IN:
        ticket = Ticket(Role.OPERATOR, message.to.id, "", message.id)
        return f"{base}/l/{marketplace.id}/{_token(desk, marketplace, ticket)}"
    invited = message.notice is Notice.ARBITER_INVITED
    if NOTICES[message.notice].to in (Role.OPERATOR, Role.ARBITER) and not invited:
        place = "assist" if outbox.about.startswith("HELP") else "case"
        return f"{base}/o/{marketplace.id}/{place}/{outbox.about}"
    ticket = Ticket(message.to.role, message.to.id, outbox.about, message.id)
    return f"{base}/l/{marketplace.id}/{_token(desk, marketplace, ticket)}"


def _token(desk: Desk, marketplace: Marketplace, ticket: Ticket) -> str:
    return desk.vault.sign("letter", [marketplace.id, ticket.role, ticket.to, ticket.about, ticket.id])


def read_ticket(desk: Desk, marketplace: str, token: str) -> Ticket:
    """What a link's token says, without using it up. Refuses (``Forbidden``) old, foreign and forged ones."""
    claims = desk.vault.unsign("letter", token, max_age=SEAT_AGE)
    if not isinstance(claims, list) or len(claims) != 5 or claims[0] != marketplace:
        raise Forbidden(OLD)
    ticket = Ticket(Role(claims[1]), claims[2], claims[3], claims[4])
    if desk.vault.unsign("letter", token, max_age=_age(ticket)) is None:
        raise Forbidden(OLD)
    return ticket


def _age(ticket: Ticket) -> int:
    """Seconds that link works."""
    if not ticket.about:
        return SIGN_IN_AGE
    return SEAT_AGE if ticket.role is Role.ARBITER else int(LINK_AGE.total_seconds())


def use_ticket(desk: Desk, marketplace: str, token: str, now: datetime) -> Ticket:
    """The ticket, and for staff its only use."""
    ticket = read_ticket(desk, marketplace, token)
    if ticket.role is Role.OPERATOR and not desk.limits.use_once(token, now=now, keep=SIGN_IN_AGE * 2):
        raise Forbidden(OLD)
    return ticket
