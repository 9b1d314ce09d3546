"""Who gets what at every address of the desk: a row for each route and method, for each kind of visitor.

A route without a row fails. What is somebody else's answers byte for byte like what is missing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flask import Flask

from functions.domain.terms import Role
from functions.services import identity, links_in
from functions.services.links_in import Ticket
from functions.web import create_app, visitor
from tests import cast
from tests.cast import Scene
from tests.web.browsing import Person, app_of

VISITORS = ("nobody", "buyer", "neighbour", "merchant", "halfway", "operator", "arbiter", "stranger")
"""Nobody; the complaint's buyer; another buyer; its merchant; an operator without the second factor; an operator; an
arbiter, before any appeal; an operator of another marketplace."""
MISSING = "TS-261122-ZZZZZZZZ"

MATRIX: dict[str, str] = {}


class Place(NamedTuple):
    """One route and method of the application, as the address of the scene's own objects."""

    name: str
    method: str
    rule: str


def places(app: Flask) -> list[Place]:
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [Place(f"{method} {r.rule}", method, r.rule) for r in rules for method in sorted(r.methods & {"GET", "POST"})]


EVERYWHERE = places(create_app(cast.desk_over("none", lambda: None)))


def address(place: Place, scene: Scene, number: str, market: str = "xinghai") -> str:
    token = links_in._token(scene.desk, scene.market, Ticket(Role.BUYER, "buyer", number, "x"))
    named = {"marketplace": market, "number": number, "token": token, "name": "desk.css", "path:name": "desk.css"}
    path = place.rule.replace("<any(m, o):door>", "o")
    return re.sub(r"<([\w:]+)>", lambda found: named[found[1]], path)


def everybody(scene: Scene) -> dict[str, Person]:
    app = app_of(scene)
    people = {name: Person(scene, app) for name in VISITORS}
    people["merchant"].sign_in("s1")
    people["halfway"].sign_in("o1", second=False)
    people["operator"].sign_in("o1")
    people["arbiter"].sign_in("a1")
    people["stranger"].sign_in("o1", market="jiguang")
    return people


def holding(person: Person, c) -> None:
    here = visitor.read(person.scene.desk, None)
    here.hold(c.marketplace, c.id, identity.capability(person.scene.desk, c), person=c.person)
    said = {"n": here.nonce, "c": here.held}
    person.client.set_cookie(
        visitor.NAME, person.scene.desk.vault.sign("session", said), domain="desk.example", secure=True
    )


def answer(person: Person, place: Place, path: str):
    if place.method == "GET":
        return person.get(path)
    return person.send(path, {"csrf": person.csrf(), "cmd": "m" * 12})


def outcome(response) -> str:
    if response.status_code in (302, 303, 308):
        return response.location.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return str(response.status_code)
