"""Who may pass. Every request knows its desk, its moment and its visitor; every guard proves what it lets
through.

A missing object and somebody else's answer alike: not found.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from flask import Flask, Response, g, request

from ...clock import Clock
from ...domain.assistance import PREFIX, Assistance
from ...domain.complaints.complaint import Complaint
from ...domain.complaints.handover import read_by_merchant
from ...domain.errors import NotFound, SignedOut
from ...domain.marketplace import Marketplace, Staff
from ...domain.vocabulary import Role
from ...ports import Case, Desk, Session, SessionKey
from ...services import assistance, identity
from ...services.complaints import as_of, knowing
from ...services.limits import spend
from ...services.tenants.staff import may_see
from . import cookie, forms, language


def install(app: Flask, desk: Desk, clock: Clock) -> None:
    """Every request gets its desk, moment, visitor and language; every POST its form token checked."""

    @app.before_request
    def _enter() -> None:
        g.desk, g.now = desk, clock()
        g.visitor = cookie.read(desk, request.cookies.get(cookie.NAME))
        _choose_language()
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            forms.check()

    @app.after_request
    def _leave(response: Response) -> Response:
        if "visitor" in g:
            cookie.write(g.desk, g.visitor, response)
        return response


def _choose_language() -> None:
    asked = request.args.get("lang")
    if asked in language.LANGS and asked != g.visitor.lang:
        g.visitor.lang, g.visitor.changed = asked, True
    accept = request.headers.get("Accept-Language", "")
    language.speak(language.choose(asked=asked, remembered=g.visitor.lang or None, accept=accept))


def market(marketplace: str) -> Marketplace:
    """The marketplace of the address; its brand and menus are the page's from here on."""
    if not marketplace.replace("-", "").isalnum() or len(marketplace) > 40:
        raise NotFound
    g.market = g.desk.tenants.marketplace(marketplace)
    return g.market  # type: ignore[no-any-return]


def address() -> str:
    """The visitor's network address as the platform saw it; what a client writes into headers is never
    looked at."""
    return request.remote_addr or ""


class Buyer(NamedTuple):
    """A buyer before one complaint. ``holder`` is the contact's MAC, for what is remembered of the person."""

    marketplace: Marketplace
    number: str

    @staticmethod
    def let_in(marketplace: Marketplace, c: Complaint) -> None:
        """Refuses (``NotFound``) a visitor who holds neither the complaint's capability nor its proved
        contact."""
        held = g.visitor.capability(marketplace.id, c.id)
        person = g.visitor.persons.get(marketplace.id, "")
        by_contact = bool(person) and person == c.person
        if not by_contact and not (held and identity.capability_fits(g.desk, c, held)):
            raise NotFound


def buyer_case(marketplace: str, number: str) -> tuple[Marketplace, Case]:
    """The case a buyer may read, in one query."""
    m = market(marketplace)
    _may_ask(m, number)
    case = g.desk.cases.case(m.id, number)
    Buyer.let_in(m, case.complaint)
    return knowing(g.desk, m, case.complaint), case


def buyer_acts(marketplace: str, number: str) -> tuple[Marketplace, str]:
    """A buyer about to act, and as whom: the service reads the complaint once and refuses it to anybody
    else."""
    m = market(marketplace)
    _may_ask(m, number)
    spend(g.desk, m.id, now=g.now, act_address=address())
    return m, g.visitor.holder(m.id, number)


def hold(c: Complaint) -> None:
    """From here on this visitor holds ``c``: whoever calls has checked that they may."""
    g.visitor.hold(c.marketplace, c.id, identity.capability(g.desk, c), person=c.person)


class Seated(NamedTuple):
    """Whose invitation the cookie holds for one complaint; whether it still stands is the complaint's to
    say."""

    marketplace: Marketplace
    number: str
    invited: str


def seat_acts(marketplace: str, number: str) -> Seated:
    """An outside arbiter about to act. Refuses (``NotFound``) who holds no invitation to this complaint."""
    who = _seated(marketplace, number)
    spend(g.desk, who.marketplace.id, now=g.now, act_address=address())
    return who


def seat_case(marketplace: str, number: str) -> tuple[Seated, Case]:
    """The one case an outside arbiter was invited to, as its clock has it now."""
    who = _seated(marketplace, number)
    case = g.desk.cases.case(who.marketplace.id, number)
    m = knowing(g.desk, who.marketplace, case.complaint)
    return who._replace(marketplace=m), replace(case, complaint=as_of(case.complaint, m, g.now))


def _seated(marketplace: str, number: str) -> Seated:
    m = market(marketplace)
    check_number(number)
    invited = g.visitor.seat(m.id, number)
    if not invited:
        raise NotFound
    return Seated(m, number, invited)


def hold_request(request: Assistance) -> None:
    """From here on this visitor holds ``request``: whoever calls has checked that they may."""
    capability = identity.capability(g.desk, assistance.bearer(request))
    g.visitor.hold(request.marketplace, request.id, capability)


def asker(marketplace: str, number: str) -> tuple[Marketplace, Assistance]:
    """A request for assistance that this visitor holds, in one read."""
    m = market(marketplace)
    held = g.visitor.capability(m.id, number)
    if not held or not number.startswith(PREFIX):
        raise NotFound
    found: Assistance = g.desk.assistance.assistance(m.id, number)[0]
    if not identity.capability_fits(g.desk, assistance.bearer(found), held):
        raise NotFound
    return m, found


def _may_ask(m: Marketplace, number: str) -> None:
    if not g.visitor.capability(m.id, number) and m.id not in g.visitor.persons:
        raise NotFound


class SecondNeeded(SignedOut):
    """Signed in by a mailed link alone, where a second factor is asked for."""


class Desked(NamedTuple):
    """A signed-in staff member with the session that must be live when they act."""

    marketplace: Marketplace
    staff: Staff
    key: SessionKey
    session: Session


def staff(marketplace: str, area: str, *roles: Role, second: bool = True) -> Desked:
    """A live session of one of ``roles`` at ``area`` (``m`` merchants, ``o`` operators), second factor
    shown.

    Raises ``SignedOut``; the session is read from the table each time, so a sign-out counts everywhere
    at once. A room of the same area that is not for this role is ``NotFound``.
    """
    acting = staff_acts(marketplace, area, *roles)
    session = g.desk.sessions.session(acting.marketplace.id, acting.key, now=g.now)
    if second and not session.second:
        raise SecondNeeded
    return Desked(acting.marketplace, acting.staff, acting.key, session)


def staff_case(
    marketplace: str, number: str, area: str, *roles: Role, whole: bool = False
) -> tuple[Desked, Case]:
    """A case that somebody may see, as its clock has it now; what is not theirs is not found. A merchant's is
    without what was said to another before, unless ``whole``."""
    check_number(number)
    who = staff(marketplace, area, *roles)
    case = g.desk.cases.case(who.marketplace.id, number)
    if not may_see(who.staff, case.complaint):
        raise NotFound
    if area == "m" and not whole:
        case = replace(case, links=read_by_merchant(case.links))
    who = Desked(knowing(g.desk, who.marketplace, case.complaint), who.staff, who.key, who.session)
    return who, replace(case, complaint=as_of(case.complaint, who.marketplace, g.now))


class Acting(NamedTuple):
    """Who the cookie says is acting; ``key`` is proved live in the read that loads what they act on."""

    marketplace: Marketplace
    staff: Staff
    key: SessionKey


def staff_acts(marketplace: str, area: str, *roles: Role) -> Acting:
    """Somebody about to act: named by their cookie, in one of ``roles``. The service that acts proves the
    session."""
    m = market(marketplace)
    key = g.visitor.session(m.id, area, g.now)
    if key is None:
        raise SignedOut
    person = m.staff.get(key.staff)
    if person is None or person.disabled:
        raise SignedOut
    if person.role not in roles:
        raise NotFound
    g.staff = person
    return Acting(m, person, key)


def check_number(number: str) -> None:
    """Refuses (``NotFound``) what cannot be a number, before it becomes part of a key."""
    if not (number.isascii() and number.replace("-", "").isalnum()) or len(number) > 40:
        raise NotFound
