"""One-click doors of the demo: who may be played, and signing in as them."""

from dataclasses import dataclass
from datetime import timedelta

from flask import g

from functions.domain.errors import NotFound
from functions.domain.marketplace import Marketplace, Staff
from functions.domain.vocabulary import Role, Text
from functions.local.demo.demo_commands import marketplace_of
from functions.local.demo.demo_orders import MERCHANTS
from functions.local.demo.demo_staff import STAFF, staff_of_merchant
from functions.local.demo.stories import STORIES
from functions.ports import Session, SessionKey
from functions.services import identity

HOURS = timedelta(hours=12)
LABELS = {
    "buyer": Text("买家", "Buyer"),
    "merchant": Text("商家", "Merchant"),
    "operator": Text("平台客服", "Operator"),
    "second": Text("另一位客服", "Second operator"),
    "arbiter": Text("仲裁员", "Arbiter"),
    "admin": Text("管理员", "Admin"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """A role and who may be played in it: (value, name)."""

    role: str
    label: Text
    people: tuple[tuple[str, str], ...]


def of(marketplace: Marketplace) -> tuple[Door, ...]:
    """The doors of a marketplace, those with nobody behind them left out."""
    people = {
        "buyer": buyers(marketplace),
        "merchant": merchants(marketplace),
        **{role: _seated(marketplace, role) for role in ("operator", "second", "arbiter", "admin")},
    }
    return tuple(Door(role, LABELS[role], who) for role, who in people.items() if who)


def merchants(marketplace: Marketplace) -> tuple[tuple[str, str], ...]:
    """Who signs in for a merchant, in the order the demo tells of them."""
    told = [staff_of_merchant(each.ref) for each in MERCHANTS]
    people = [each for each in marketplace.staff.values() if each.role is Role.MERCHANT]
    people.sort(key=lambda each: told.index(each.id) if each.id in told else len(told))
    return tuple((each.id, each.name) for each in people)


def buyers(marketplace: Marketplace) -> tuple[tuple[str, str], ...]:
    """The demo's buyers of a marketplace, who has most complaints first."""
    contacts = [story.contact for story in STORIES if marketplace_of(story) == marketplace.id]
    ranked = sorted(dict.fromkeys(contacts), key=contacts.count, reverse=True)
    return tuple((each, f"{each.partition('@')[0]} × {contacts.count(each)}") for each in ranked)


def _seated(marketplace: Marketplace, role: str) -> tuple[tuple[str, str], ...]:
    seats = [each for each in STAFF if (each.marketplace, each.door) == (marketplace.id, role)]
    return tuple((each.ref, each.name) for each in seats if each.ref in marketplace.staff)


def open_door(marketplace: Marketplace, role: str, who: str) -> str:
    """Signs the visitor in and answers where they go. Refuses (``NotFound``) whom the door does not lead
    to."""
    known = next((door for door in of(marketplace) if door.role == role), None)
    if known is None or who not in {value for value, _ in known.people}:
        raise NotFound
    if role == "buyer":
        _hold_complaints(marketplace, who)
        return f"/b/{marketplace.id}"
    staff = marketplace.staff[who]
    letter = "m" if staff.role is Role.MERCHANT else "o"
    g.visitor.sign_in(marketplace.id, letter, _session(marketplace, staff), g.now)
    return f"/{letter}/{marketplace.id}"


def _hold_complaints(marketplace: Marketplace, contact: str) -> None:
    """What the buyer's phone would remember: each complaint's capability, and nobody else's."""
    person = identity.person(g.desk, marketplace.id, contact)
    for number in g.visitor.numbers(marketplace.id):
        g.visitor.held.pop(f"{marketplace.id}/{number}")
    for c in reversed(g.desk.lists.buyer_list(marketplace.id, person, limit=20)[0]):
        g.visitor.hold(marketplace.id, c.id, identity.capability(g.desk, c))
    g.visitor.prove(marketplace.id, person)


def _session(marketplace: Marketplace, staff: Staff) -> SessionKey:
    """A session that has been through the second factor."""
    secret = g.desk.salt() + g.desk.salt()
    session = Session(staff.id, staff.role, staff.merchant, True, g.now, g.now + HOURS)
    g.desk.sessions.open_session(marketplace.id, secret, session)
    return SessionKey(staff.id, secret)
