"""The one cookie: signed, not readable by scripts, sent to this host only.

It holds a nonce for form tokens, the capabilities of a buyer's complaints, the MAC of a contact that
was proved, the invitations of an outside arbiter, and a staff session's secret. What it says about staff
is checked against the table, and whether an invitation still stands too; what it says about buyers is
itself the capability.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response

from ...domain.assistance import PREFIX
from ...ports import Desk, SessionKey

NAME = "__Host-suyi"
AGE = 180 * 86400
"""Seconds a buyer's phone remembers its complaints."""
IDLE = 1800
"""Seconds after which an unused staff session is over."""
MOST = 20
"""Complaints one phone remembers, so that the cookie stays under 4 KB; the oldest is forgotten first."""
MOST_SEATS = 5
"""Invitations one browser remembers; the oldest is forgotten first."""
CAPABILITY = 24
"""Characters of a capability; the MAC of the complaint's contact follows it, where one was left."""


@dataclass
class Visitor:
    """Who is asking, as far as their cookie proves it. ``changed`` when it must be sent anew."""

    nonce: str
    held: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    staff: dict[str, list[Any]] = field(default_factory=dict)
    lang: str = ""
    wanted: str = ""
    seats: dict[str, str] = field(default_factory=dict)
    changed: bool = False

    def hold(self, marketplace: str, number: str, capability: str, *, person: str = "") -> None:
        """Remember a complaint's capability and the MAC of its contact."""
        name = f"{marketplace}/{number}"
        self.held.pop(name, None)
        self.held = dict([*self.held.items(), (name, capability + person)][-MOST:])
        self.changed = True

    def capability(self, marketplace: str, number: str) -> str:
        """What is held for a complaint, or empty."""
        return self.held.get(f"{marketplace}/{number}", "")[:CAPABILITY]

    def holder(self, marketplace: str, number: str) -> str:
        """As whom the visitor acts on a complaint: its own contact when they hold it, else the contact
        they proved."""
        held = self.held.get(f"{marketplace}/{number}")
        return self.persons.get(marketplace, "") if held is None else held[CAPABILITY:]

    def numbers(self, marketplace: str) -> list[str]:
        """The complaints held here, newest first."""
        return [number for number in self._held(marketplace) if not number.startswith(PREFIX)]

    def requests(self, marketplace: str) -> list[str]:
        """The requests for assistance held here, newest first."""
        return [number for number in self._held(marketplace) if number.startswith(PREFIX)]

    def _held(self, marketplace: str) -> list[str]:
        mine = [name.split("/")[1] for name in self.held if name.startswith(f"{marketplace}/")]
        return mine[::-1]

    def prove(self, marketplace: str, person: str) -> None:
        """Remember a contact that was proved."""
        self.persons[marketplace] = person
        self.changed = True

    def sit(self, marketplace: str, number: str, invited: str) -> None:
        """Remember the invitation to decide one complaint."""
        name = f"{marketplace}/{number}"
        self.seats.pop(name, None)
        self.seats = dict([*self.seats.items(), (name, invited)][-MOST_SEATS:])
        self.changed = True

    def seat(self, marketplace: str, number: str) -> str:
        """The invitation held for a complaint, or empty."""
        return self.seats.get(f"{marketplace}/{number}", "")

    def sign_in(self, marketplace: str, area: str, key: SessionKey, now: datetime) -> None:
        """Carry a staff session for one marketplace's ``area`` (``m`` or ``o``)."""
        self.staff[f"{area}/{marketplace}"] = [key.staff, key.secret, int(now.timestamp())]
        self.changed = True

    def session(self, marketplace: str, area: str, now: datetime) -> SessionKey | None:
        """The session carried, unless it was left unused too long; using it keeps it."""
        found = self.staff.get(f"{area}/{marketplace}")
        at = int(now.timestamp())
        if found is None or at - found[2] > IDLE:
            return None
        if at - found[2] > 60:
            found[2], self.changed = at, True
        return SessionKey(found[0], found[1], at)

    def want(self, path: str) -> None:
        """Remember where somebody was going when they were asked to sign in."""
        self.wanted, self.changed = path[:120], True

    def go_on(self, marketplace: str, area: str) -> str:
        """Where to go once signed in: where they were going, if it is in this area, else its front."""
        front, wanted = f"/{area}/{marketplace}", self.wanted
        self.wanted, self.changed = "", True
        return wanted if wanted.startswith(f"{front}/") else front

    def sign_out(self, marketplace: str, area: str) -> None:
        """Forget the session here."""
        self.staff.pop(f"{area}/{marketplace}", None)
        self.changed = True


def read(desk: Desk, cookie: str | None) -> Visitor:
    """The visitor of a cookie; whatever is not ours is a new visitor."""
    claims = desk.vault.unsign("session", cookie, max_age=AGE) if cookie else None
    if not isinstance(claims, dict):
        return Visitor(nonce=desk.salt())
    return Visitor(
        claims["n"],
        claims.get("c", {}),
        claims.get("p", {}),
        claims.get("s", {}),
        claims.get("l", ""),
        claims.get("w", ""),
        claims.get("a", {}),
    )


def write(desk: Desk, visitor: Visitor, response: Response) -> None:
    """Send the cookie when it changed."""
    if not visitor.changed:
        return
    payload = {
        "n": visitor.nonce,
        "c": visitor.held,
        "p": visitor.persons,
        "s": visitor.staff,
        "l": visitor.lang,
        "w": visitor.wanted,
        "a": visitor.seats,
    }
    value = desk.vault.sign("session", {name: each for name, each in payload.items() if each})
    response.set_cookie(NAME, value, max_age=AGE, secure=True, httponly=True, samesite="Lax", path="/")
