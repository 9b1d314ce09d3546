"""Who gets what at every address of the desk: a row for each route and method, for each kind of visitor.

A route without a row fails. What is somebody else's answers byte for byte like what is missing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from functions.domain.assistance import Assistance
from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import Command, Complaint
from functions.domain.complaints.grounds import Bench
from functions.domain.vocabulary import Action, Role
from functions.services import assistance, identity, submitting
from functions.services.post import letter_links
from functions.services.post.letter_links import Ticket
from functions.services.recording import transaction_for
from functions.web import create_app
from functions.web.frame import cookie
from tests import cast
from tests.cast import Scene
from tests.web.browsing import Person, app_of

VISITORS = (
    "nobody",
    "buyer",
    "neighbour",
    "merchant",
    "halfway",
    "operator",
    "arbiter",
    "stranger",
    "invited",
    "elsewhere",
)
"""Nobody; the complaint's buyer; another buyer; its merchant; an operator without the second factor; an
operator; an arbiter, before any appeal; an operator of another marketplace; an outside arbiter of this very
complaint, and one of another."""
SEAT = "5ea75ea7"
MISSING, NO_HELP = "TS-261122-ZZZZZZZZ", "HELP-261122-ZZZZZZZZ"

ALL = " ".join(["{0}"] * 10).format
BUYERS = "404 {} 404 404 404 404 404 404 404 404".format
MERCHANTS = "in in in {} in in in in in in".format
OPERATORS = "in in in in second {} {} in in in".format
INVITED = "404 404 404 404 404 404 404 404 {} 404".format
MATRIX: dict[str, str] = {
    "GET /<any(m, o):area>/<marketplace>/in": ALL(200),
    "POST /<any(m, o):area>/<marketplace>/in": ALL(422),
    "POST /<any(m, o):area>/<marketplace>/out": ALL("in"),
    "GET /a/<marketplace>/<number>": INVITED(200),
    "GET /a/<marketplace>/<number>/do": ALL("here"),
    "POST /a/<marketplace>/<number>/do": INVITED(409),
    "GET /a/<marketplace>/<number>/picture/<slot>": INVITED(200),
    "GET /assets/<path:name>": ALL(200),
    "GET /assets/brand/<marketplace>.css": ALL(200),
    "GET /b/<marketplace>": ALL(200),
    "GET /b/<marketplace>/<number>": BUYERS(200),
    "GET /b/<marketplace>/<number>/amend": BUYERS(200),
    "POST /b/<marketplace>/<number>/amend": BUYERS(422),
    "GET /b/<marketplace>/<number>/do": ALL("here"),
    "POST /b/<marketplace>/<number>/do": BUYERS(409),
    "GET /b/<marketplace>/<number>/key": ALL("here"),
    "POST /b/<marketplace>/<number>/key": BUYERS(409),
    "GET /b/<marketplace>/<number>/picture": ALL("here"),
    "POST /b/<marketplace>/<number>/picture": BUYERS(200),
    "GET /b/<marketplace>/<number>/picture/<slot>": BUYERS(200),
    "POST /b/<marketplace>/<number>/slots": BUYERS(200),
    "GET /b/<marketplace>/<number>/history.json": BUYERS(200),
    "GET /b/<marketplace>/<number>/receipt": BUYERS(200),
    "GET /b/<marketplace>/<number>/verify": ALL("here"),
    "POST /b/<marketplace>/<number>/verify": BUYERS(422),
    "GET /b/<marketplace>/<number>/withdraw": BUYERS(200),
    "POST /b/<marketplace>/<number>/withdraw": BUYERS(200),
    "GET /b/<marketplace>/code": ALL(200),
    "POST /b/<marketplace>/code": ALL(422),
    "GET /b/<marketplace>/code/check": ALL("code"),
    "POST /b/<marketplace>/code/check": ALL(422),
    "GET /b/<marketplace>/enter": ALL(200),
    "POST /b/<marketplace>/enter": ALL(422),
    "GET /b/<marketplace>/help": ALL(200),
    "POST /b/<marketplace>/help": ALL(422),
    "GET /b/<marketplace>/help/<number>": BUYERS(200),
    "POST /b/<marketplace>/help/<number>": BUYERS(422),
    "GET /b/<marketplace>/help/<number>/code": BUYERS("here"),
    "POST /b/<marketplace>/help/<number>/code": BUYERS(409),
    "GET /b/<marketplace>/help/<number>/proof": BUYERS("here"),
    "POST /b/<marketplace>/help/<number>/proof": BUYERS(422),
    "GET /c/<marketplace>": ALL("new"),
    "POST /c/<marketplace>": ALL(403),
    "GET /c/<marketplace>/": ALL("xinghai"),
    "GET /c/<marketplace>/new": ALL(200),
    "POST /c/<marketplace>/new": ALL(422),
    "GET /c/<marketplace>/picture": ALL("new"),
    "POST /c/<marketplace>/picture": ALL(422),
    "POST /c/<marketplace>/slots": ALL(422),
    "POST /c/<marketplace>/suggest": ALL(200),
    "GET /l/<marketplace>/<token>": ALL(200),
    "POST /l/<marketplace>/<token>": ALL("here"),
    "GET /m/<marketplace>": MERCHANTS(200),
    "GET /m/<marketplace>/case/<number>": MERCHANTS(200),
    "GET /m/<marketplace>/case/<number>/do": ALL("here"),
    "POST /m/<marketplace>/case/<number>/do": MERCHANTS(409),
    "GET /m/<marketplace>/case/<number>/history.json": MERCHANTS(200),
    "GET /m/<marketplace>/case/<number>/picture": ALL("here"),
    "POST /m/<marketplace>/case/<number>/picture": MERCHANTS(200),
    "GET /m/<marketplace>/case/<number>/picture/<slot>": MERCHANTS(200),
    "POST /m/<marketplace>/case/<number>/slots": MERCHANTS(200),
    "GET /o/<marketplace>": OPERATORS(200, 200),
    "GET /o/<marketplace>/assist": OPERATORS(200, 404),
    "GET /o/<marketplace>/assist/<number>": OPERATORS(200, 404),
    "POST /o/<marketplace>/assist/<number>": OPERATORS(422, 404),
    "POST /o/<marketplace>/assist/<number>/act": OPERATORS(409, 404),
    "GET /o/<marketplace>/case/<number>": OPERATORS(200, 404),
    "GET /o/<marketplace>/case/<number>/do": ALL("here"),
    "POST /o/<marketplace>/case/<number>/do": OPERATORS(409, 404),
    "GET /o/<marketplace>/case/<number>/invite": ALL("here"),
    "POST /o/<marketplace>/case/<number>/invite": "in in in in in 409 404 in in in",
    "GET /o/<marketplace>/case/<number>/history.json": OPERATORS(200, 404),
    "GET /o/<marketplace>/case/<number>/picture/<slot>": OPERATORS(200, 404),
    "GET /o/<marketplace>/enrol": "in in in in 200 xinghai xinghai in in in",
    "POST /o/<marketplace>/enrol": "in in in in enrol xinghai xinghai in in in",
    "POST /o/<marketplace>/mark": "in in in in xinghai xinghai 404 in in in",
    "GET /o/<marketplace>/merchants": OPERATORS(200, 404),
    "POST /o/<marketplace>/merchants": OPERATORS(422, 404),
    "GET /o/<marketplace>/notices": OPERATORS(200, 404),
    "POST /o/<marketplace>/notices": OPERATORS(404, 404),
    "GET /o/<marketplace>/second": "in in in in enrol xinghai xinghai in in in",
    "POST /o/<marketplace>/second": "in in in in enrol xinghai xinghai in in in",
    "GET /history-keys.json": ALL(200),
    "GET /rules/<marketplace>": ALL(200),
}
"""By visitor: a status, or the last part of where they are sent. ``here`` is the object itself, ``in`` the
sign-in."""


def of_help(place: Place) -> bool:
    """Whether it is about a request for assistance."""
    return "assist" in place.rule or "/help/" in place.rule


class Place(NamedTuple):
    """One route and method of the application."""

    name: str
    method: str
    rule: str


def places() -> list[Place]:
    rules = sorted(
        create_app(cast.desk_over("none", lambda: None)).url_map.iter_rules(), key=lambda rule: rule.rule
    )
    return [
        Place(f"{method} {r.rule}", method, r.rule)
        for r in rules
        for method in sorted(r.methods & {"GET", "POST"})
    ]


EVERYWHERE = places()
OBJECTS = [place for place in EVERYWHERE if "<number>" in place.rule]


def address(place: Place, scene: Scene, number: str, market: str = "xinghai", slot: str = "") -> str:
    token = letter_links._token(scene.desk, scene.market, Ticket(Role.BUYER, "buyer", number, "x"))
    named = {
        "marketplace": market,
        "number": number,
        "token": token,
        "path:name": "desk.css",
        "slot": slot or "0" * 12,
    }
    path = place.rule.replace("<any(m, o):area>", "o")
    return re.sub(r"<([\w:]+)>", lambda found: named[found[1]], path)


class Town:
    """Complaints and requests, and people who may or may not see them."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.app = scene, app_of(scene)
        self.c = scene.file_with(1)
        self.slot = scene.read()[0]
        self._seat()
        self.c = scene.load()
        self.help = self._request("xinghai")
        self.their_help = self._request("xinghai")
        self.theirs = scene.file(
            order="KM1000002", email="li@qq.example", signed=scene.signed(o="KM1000002", m="m2")
        )
        elsewhere = Scene(scene.desk, scene.desk.tenants.marketplace("jiguang"))
        self.foreign = elsewhere.file(order="KM1000003", email="wang@qq.example")
        self.foreign_help = self._request("jiguang")
        self.asked = 0

    def _seat(self) -> None:
        """An outside arbiter has the seat of the complaint; here its goods are nobody's own, and none could
        be invited before an appeal."""
        scene, own = self.scene, Bench(own=True)
        c = scene.load()
        do = Command(Action.INVITE_ARBITER, Role.OPERATOR, "o1", scene.now, invited=SEAT)
        change = lifecycle.decide(c, do, scene.market.policy, bench=own)
        scene.desk.cases.commit(transaction_for(scene.desk, scene.market, c, change=change, now=scene.now))

    def _request(self, market: str):
        desk, now = self.scene.desk, self.scene.now
        return assistance.ask(
            desk,
            desk.tenants.marketplace(market),
            assistance.Asked(
                token=submitting.new_token(desk, market, now),
                topic="other",
                words="我找不到之前的进度链接了，麻烦帮忙",
                email="help@qq.example",
            ),
            address="",
            now=now,
        )

    def person(self, name: str) -> Person:
        """A fresh browser of one of the ``VISITORS``."""
        somebody = Person(self.scene, self.app)
        staffed = {"merchant": "s1", "halfway": "o1", "operator": "o1", "arbiter": "a1", "stranger": "o1"}
        if name in staffed:
            market = "jiguang" if name == "stranger" else "xinghai"
            return somebody.sign_in(staffed[name], market=market, second=name != "halfway")
        if name in ("invited", "elsewhere"):
            return sit(somebody, self.c if name == "invited" else self.theirs)
        held = {"buyer": self.c, "neighbour": self.theirs}.get(name)
        asked = {"buyer": self.help, "neighbour": self.their_help}.get(name)
        return hold(somebody, held, asked) if held else somebody

    def answer(self, somebody: Person, place: Place, path: str):
        """What they get; each time from another network address, so that no limit is met."""
        self.asked += 1
        elsewhere = {"REMOTE_ADDR": f"198.51.100.{self.asked}"}
        if place.method == "GET":
            return somebody.get(path, environ_overrides=elsewhere)
        return somebody.send(path, {"csrf": somebody.csrf(), "cmd": "m" * 12}, environ_overrides=elsewhere)


def hold(person: Person, c: Complaint, asked: Assistance | None = None) -> Person:
    """A browser that holds a complaint's capability, and that of a request for assistance."""
    here = cookie.read(person.scene.desk, None)
    if asked is not None:
        bearer = assistance.bearer(asked)
        here.hold(asked.marketplace, asked.id, identity.capability(person.scene.desk, bearer))
    here.hold(c.marketplace, c.id, identity.capability(person.scene.desk, c), person=c.person)
    value = person.scene.desk.vault.sign("session", {"n": here.nonce, "c": here.held})
    person.client.set_cookie(cookie.NAME, value, domain="desk.example", secure=True)
    return person


def sit(person: Person, c: Complaint) -> Person:
    """A browser that opened the letter of an outside arbiter invited to that complaint."""
    desk = person.scene.desk
    here = cookie.read(desk, None)
    here.sit(c.marketplace, c.id, SEAT)
    value = desk.vault.sign("session", {"n": here.nonce, "a": here.seats})
    person.client.set_cookie(cookie.NAME, value, domain="desk.example", secure=True)
    return person


def outcome(response, number: str) -> str:
    if response.status_code not in (302, 303, 308):
        return str(response.status_code)
    last = response.location.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return "here" if last == number else last


def test_every_route_has_its_row():
    assert {place.name for place in EVERYWHERE} == set(MATRIX)


@pytest.fixture
def town(scene):
    return Town(scene)


@pytest.mark.parametrize("part", ["/<", "/a/", "/assets", "/b", "/c", "/l", "/m", "/o", "/rules"])
def test_each_visitor_gets_what_their_row_says(town, part):
    mine = [place for place in EVERYWHERE if place.rule.startswith(part)]
    found = {}
    for place in mine:
        number = town.help.id if of_help(place) else town.c.id
        path = address(place, town.scene, number, slot=town.slot)
        found[place.name] = " ".join(
            outcome(town.answer(town.person(name), place, path), number) for name in VISITORS
        )
    assert found == {place.name: MATRIX[place.name] for place in mine}


FOREIGN = {
    "nobody": ("c", "theirs"),
    "buyer": ("theirs", "foreign"),
    "neighbour": ("c", "foreign"),
    "merchant": ("theirs", "foreign"),
    "halfway": ("foreign",),
    "operator": ("foreign",),
    "arbiter": ("c", "foreign"),
    "stranger": ("c",),
    "invited": ("theirs", "foreign"),
    "elsewhere": ("c", "foreign"),
}
"""What each visitor may not see, of what there is."""


@pytest.mark.parametrize("who", FOREIGN)
def test_what_is_not_theirs_answers_byte_for_byte_like_what_is_missing(town, who):
    somebody = town.person(who)
    market = "jiguang" if who == "stranger" else "xinghai"
    for place in OBJECTS:
        helped = of_help(place)
        missing = NO_HELP if helped else MISSING
        foreign_help = town.help if who == "stranger" else town.foreign_help
        near = town.help if who != "buyer" else town.their_help
        others = [foreign_help, near] if "/help/" in place.rule else [foreign_help]
        theirs = others if helped else [getattr(town, each) for each in FOREIGN[who]]
        for each in theirs:
            real, none = (
                town.answer(somebody, place, address(place, town.scene, number, market))
                for number in (each.id, missing)
            )
            assert seen(real, each.id) == seen(none, missing), f"{who} at {place.name}"
            assert "200" not in outcome(real, each.id), f"{who} at {place.name}"


def seen(response, number: str) -> tuple[object, ...]:
    """All of an answer; only the number that was asked for, in an address, is taken out."""
    headers = sorted(
        (name, value.replace(number, "…")) for name, value in response.headers if name != "Set-Cookie"
    )
    redirected = response.status_code in (302, 303)
    body = response.data.replace(number.encode(), b"...") if redirected else response.data
    return response.status_code, [h for h in headers if not (redirected and h[0] == "Content-Length")], body


def test_no_page_of_a_marketplace_names_anything_of_another(town):
    secrets = (town.foreign.id, town.foreign_help.id, "wang", "KM1000003")
    for place in EVERYWHERE:
        if place.method != "GET" or "<number>" in place.rule or "<token>" in place.rule:
            continue
        page = town.answer(town.person("operator"), place, address(place, town.scene, town.c.id)).text
        assert [secret for secret in secrets if secret in page] == [], place.name


NAMES = (
    "..",
    "%00",
    "a" * 41,
    "X%23Y",
    "TS-261122-%EF%BC%A1",
    "'\"<svg>",
    "%2e%2e%2fMETA",
    "TS 1",
    "投诉",
    "a" * 3000,
)


@pytest.mark.parametrize("who", ["nobody", "buyer", "merchant", "operator"])
def test_what_is_no_number_is_not_found_and_breaks_nothing(town, who):
    somebody = town.person(who)
    for place in (place for place in OBJECTS if place.method == "GET"):
        for name in NAMES:
            assert town.answer(somebody, place, address(place, town.scene, name)).status_code in (
                303,
                404,
                308,
            ), place.name
