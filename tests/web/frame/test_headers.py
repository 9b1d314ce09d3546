"""The headers of every answer, errors included; and what no form is taken without."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from functions.domain.errors import Limited
from functions.web import BLUEPRINTS
from functions.web.frame import headers
from tests.web.browsing import Person
from tests.web.test_matrix import EVERYWHERE, Town, address

PRIVATE = ("/b/", "/m/", "/o/", "/l/", "/c/")


@pytest.fixture
def town(scene):
    return Town(scene)


def wrong_with(response) -> list[str]:
    found = response.headers
    bucket = re.search(r"blob: (\S+);", found.get("Content-Security-Policy", ""))
    expected = {
        **headers.HEADERS,
        "Content-Security-Policy": headers.policy(bucket[1], bucket[1]) if bucket else headers.policy(),
    }
    policy = dict(
        part.strip().split(" ", 1)
        for part in found.get("Content-Security-Policy", " ").split(";")
        if part.strip()
    )
    wrong = [name for name, value in expected.items() if found.get(name) != value]
    wrong += [name for name, _ in found if name.startswith("Access-Control-")]
    wrong += (
        []
        if policy.get("default-src") == "'none'" and policy.get("frame-ancestors") == "'none'"
        else ["policy"]
    )
    wrong += (
        ["unsafe"]
        if "unsafe" in found["Content-Security-Policy"] or "*" in found["Content-Security-Policy"]
        else []
    )
    age = int(found.get("Strict-Transport-Security", "max-age=0").split("=")[1].split(";")[0])
    return wrong + ([] if age >= 365 * 86400 else ["HSTS"])


def test_every_answer_has_them(town):
    for place in EVERYWHERE:
        number = town.help.id if "assist" in place.rule else town.c.id
        for who in ("nobody", "buyer", "merchant", "operator"):
            response = town.answer(town.person(who), place, address(place, town.scene, number))
            assert wrong_with(response) == [], f"{who} at {place.name}"
            kept = response.headers["Cache-Control"]
            assert kept == ("no-store" if place.rule.startswith(PRIVATE) else kept), place.name


def test_errors_have_them_too(scene, app, monkeypatch):
    somebody = Person(scene, app)
    answers = {
        404: somebody.get("/nowhere"),
        405: somebody.client.put("/o/xinghai", base_url="https://desk.example"),
        403: somebody.send("/o/xinghai/in", {"email": "x@y.example"}),
        413: somebody.send("/o/xinghai/in", {"email": "x" * 100_000}),
    }
    monkeypatch.setattr("functions.web.frame.guards.market", lambda _: raised(RuntimeError("boom")))
    answers[500] = somebody.get("/o/xinghai/in")
    monkeypatch.setattr("functions.web.frame.guards.market", lambda _: raised(Limited(7)))
    answers[429] = somebody.get("/o/xinghai/in")
    assert [(code, wrong_with(answer)) for code, answer in answers.items() if wrong_with(answer)] == []
    assert answers[500].status_code == 500 and "boom" not in answers[500].text
    assert (answers[429].status_code, answers[429].headers["Retry-After"]) == (429, "7")


def raised(error: Exception) -> None:
    raise error


CHANGING = [place for place in EVERYWHERE if place.method == "POST"]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("who", ["merchant", "operator", "buyer"])
def test_no_form_is_taken_without_its_token_or_from_elsewhere(town, who):
    me, other = town.person(who), town.person("nobody")
    before = town.scene.load()
    forms = {
        place: address(place, town.scene, town.help.id if "assist" in place.rule else town.c.id)
        for place in CHANGING
    }
    typed = {"cmd": "t" * 12, "action": "add_words", "note": "第一句话", "words": "第一句话"}
    for token in ({}, {"csrf": ""}, {"csrf": "x" * 32}, {"csrf": other.csrf()}):
        assert {me.send(path, {**typed, **token}).status_code for path in forms.values()} == {403}
    good = me.csrf()
    for said in FOREIGN:
        assert {
            me.send(path, {**typed, "csrf": good}, headers=said).status_code for path in forms.values()
        } == {403}
    for kind in ("text/plain", "application/json"):
        answers = {
            me.client.post(path, data="{}", content_type=kind, base_url="https://desk.example").status_code
            for path in forms.values()
        }
        assert answers == {403}
    assert town.scene.load() == before


def test_reading_changes_nothing(town):
    before = town.scene.load()
    for who in ("buyer", "merchant", "operator"):
        for place in (place for place in EVERYWHERE if place.method == "GET"):
            somebody = town.person(who)
            path = address(place, town.scene, town.help.id if "assist" in place.rule else town.c.id)
            town.answer(somebody, place, f"{path}?action=accept&cmd={'g' * 12}")
    assert town.scene.load() == before


def test_every_room_says_who_guards_it():
    assert [module.__name__ for module in BLUEPRINTS if len(module.GUARD) < 10] == []


def test_the_application_has_no_other_rooms(app: Flask):
    assert set(app.blueprints) == {module.blueprint.name for module in BLUEPRINTS}
    assert {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()} <= set(app.blueprints)
