"""Outside arbiters: invited by mail for one complaint, and what they do there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..domain.complaints.complaint import Command, Complaint
from ..domain.errors import Invalid, NotFound
from ..domain.history import Link
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Action, Role, Text
from ..ports import Case, Desk, SessionKey
from . import identity
from .complaints import perform

LENGTH = 8
"""Characters of an invitation's id."""
PAGE = 500
"""Merchants read at once."""
INSIDE = Text(
    "这个邮箱属于这笔投诉的一方、商家或平台的人，不能担任外部仲裁员",
    "This address is a party's, a merchant's or the platform's own; it cannot be the outside arbiter's",
)
BEFORE = Text(
    "这位已经退出或被拒绝过，请另请一位",
    "This arbiter declined or was declined before; please invite another",
)


def seat_of(desk: Desk, marketplace: str, number: str, address: str) -> str:
    """The id of the invitation of who is written to there, for that complaint alone."""
    return desk.vault.mac("capability", "seat", marketplace, number, address)[:LENGTH]


def invite(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    email: str,
    actor: str,
    key: str,
    session: SessionKey,
    now: datetime,
) -> Complaint:
    """An operator invites who is written to at ``email``; the mail goes with the invitation, and the address
    is kept sealed beside the complaint for later letters, nowhere else.

    Refuses (``Invalid`` under ``email``) what is no address, anybody's of the marketplace, its merchants' or
    the buyer's, and who declined or was declined here; else as the law does.
    """
    address = identity.email_of(email)
    c = desk.cases.load(marketplace.id, number, session=session)
    invited = seat_of(desk, marketplace.id, number, address) if address else ""
    if address and c.invited != invited:
        _check_outside(desk, marketplace, c, address)
        _check_new(desk, c, invited)
    sealed = desk.vault.seal("contact", address.encode()) if address else ""
    do = Command(Action.INVITE_ARBITER, Role.OPERATOR, actor, now, invited=invited, sealed=sealed)
    return perform(desk, marketplace, number, do=do, key=key, session=session, now=now)


def _check_outside(desk: Desk, marketplace: Marketplace, c: Complaint, address: str) -> None:
    same = identity.canonical(address)
    macs = desk.vault.macs("person", marketplace.id, same)
    staff = (person.email for person in marketplace.staff.values())
    if c.person and any(mac.startswith(c.person) for mac in macs):
        raise Invalid({"email": INSIDE})
    if any(identity.canonical(each) == same for each in (*staff, *_merchants(desk, marketplace))):
        raise Invalid({"email": INSIDE})


def _merchants(desk: Desk, marketplace: Marketplace) -> list[str]:
    """Where all merchants of the marketplace are written to: read through, since it is rarely asked."""
    emails: list[str] = []
    after = ""
    while True:
        page, after = desk.tenants.merchants(marketplace.id, limit=PAGE, after=after)
        emails += [each for merchant in page for each in merchant.emails]
        if not after:
            return emails


def _check_new(desk: Desk, c: Complaint, invited: str) -> None:
    """Nobody comes back whom a side declined."""
    try:
        desk.cases.seat(c.marketplace, c.id, invited)
    except NotFound:
        return
    raise Invalid({"email": BEFORE})


def act(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    invited: str,
    do: Command,
    key: str,
    seen: int,
    now: datetime,
) -> Complaint:
    """What the arbiter of that invitation does, on the version ``seen``. Refuses (``NotAllowed``) who has the
    seat no more; else as ``perform`` does."""
    mine = replace(do, role=Role.ARBITER, actor=invited)
    return perform(desk, marketplace, number, do=mine, key=key, seen=seen, now=now)


def taken_by(case: Case, marketplace: Marketplace) -> datetime | None:
    """By when the invitation that stands was to be taken; None where none stands."""
    c = case.complaint
    asked: Link | None = next((e for e in reversed(case.links) if e.type == Action.INVITE_ARBITER), None)
    if not c.invited or asked is None:
        return None
    return datetime.fromisoformat(asked.at) + marketplace.policy_for(c.policy).window("invite")
