"""Secrets let loose in every request: none sings in a log line, a letter, or a page that is not its
owner's."""

from __future__ import annotations

import logging
import re

import pytest

from functions import logs
from functions.domain.vocabulary import Action, Role
from functions.services import identity
from tests.web.test_matrix import EVERYWHERE, VISITORS, Town, address, of_help

EMAIL, PHONE, CARD_KEY = "canary.bird@leak.example", "13912345678", "XKQP-7731-NESTEGG"
INSIDE = re.compile(
    r"Traceback|botocore|arn:aws|suyi-test|DynamoDB|ConditionalCheck|/functions/|127\.0\.0\.1:\d+|CMP#|SES#|STF#"
)


class Ear(logging.Handler):
    """Hears every line as the desk writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(
            ("botocore", "urllib3")
        ):  # logs.install lets only their warnings through
            self.lines.append(logs.line(record))


@pytest.fixture
def ear():
    listening, root = Ear(), logging.getLogger()
    before = root.level
    root.addHandler(listening)
    root.setLevel(logging.DEBUG)
    yield listening
    root.removeHandler(listening)
    root.setLevel(before)


@pytest.fixture
def town(scene):
    """A town whose first complaint carries the canaries."""
    made = Town(scene)
    made.c = scene.file(
        order="KM2026CANARY",
        email=EMAIL,
        phone=PHONE,
        signed=scene.signed(o="KM2026CANARY"),
        words=f"卡密 {CARD_KEY} 提示错误，试了两次都不行",
    )
    return made


def secrets(town) -> list[str]:
    desk, c = town.scene.desk, town.c
    held = [
        identity.capability(desk, c),
        identity.passcode(desk, c),
        identity.verify_code(desk, c),
        c.person,
        c.order,
    ]
    return [EMAIL, EMAIL.split("@", maxsplit=1)[0], PHONE, *held]


def sung(text: str, birds: list[str]) -> list[str]:
    return [bird for bird in birds if bird in text]


def test_no_page_of_anybody_holds_a_contact_a_capability_or_our_insides(town, ear):
    birds = secrets(town)
    passcode = birds[4]
    for place in EVERYWHERE:
        number = town.help.id if of_help(place) else town.c.id
        for who in VISITORS:
            said = town.answer(town.person(who), place, address(place, town.scene, number))
            text = said.text + "".join(
                f"{name}: {value}\n" for name, value in said.headers if name != "Set-Cookie"
            )
            # a browser must be told where pictures come from and go to
            text = re.sub(rf"{town.scene.desk.pictures.pages[0]}(/suyi-test-\w+-\d+)?", "", text)
            own = [passcode] if who == "buyer" and "receipt" in place.rule else []
            assert [bird for bird in sung(text, birds) if bird not in own] == [], f"{who} at {place.name}"
            assert not INSIDE.search(text), f"{who} at {place.name}"
    assert sung("\n".join(ear.lines), [*birds, CARD_KEY]) == []


def test_a_fault_says_nothing_and_its_line_keeps_secrets(town, ear, monkeypatch):
    link = town.scene.desk.vault.sign("letter", ["xinghai", "buyer", "buyer", town.c.id, "x"])

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(
            f"/l/xinghai/{link} {EMAIL} +86 {PHONE} /c/xinghai?d={'d' * 40}&s={'5' * 64} suyi-test"
        )

    monkeypatch.setattr("functions.web.frame.guards.market", fails)
    for who in ("nobody", "merchant", "operator"):
        said = town.person(who).get(f"/l/xinghai/{link}")
        assert said.status_code == 500
        assert sung(said.text, [EMAIL, PHONE, link]) == [] and not INSIDE.search(said.text)
    lines = "\n".join(ear.lines)
    assert "fault" in lines and "RuntimeError" in lines
    assert sung(lines, [EMAIL, PHONE, link, "d" * 40, "5" * 64]) == []


def test_typed_secrets_stay_out_of_the_log_and_the_address(town, ear):
    somebody = town.person("nobody")
    typed = {
        "email": EMAIL,
        "phone": PHONE,
        "code": "482913",
        "passcode": "BIRDCAGE",
        "number": town.c.id,
        "box": CARD_KEY,
        "key": CARD_KEY,
    }
    for place in (place for place in EVERYWHERE if place.method == "POST"):
        said = somebody.send(
            address(place, town.scene, town.c.id),
            {**typed, "csrf": somebody.csrf(), "cmd": "m" * 12, "words": CARD_KEY},
            environ_overrides={"REMOTE_ADDR": "198.51.100.9"},
        )
        assert sung(said.location or "", [EMAIL, PHONE, "482913", "BIRDCAGE", CARD_KEY]) == [], place.name
    assert sung("\n".join(ear.lines), [EMAIL, PHONE, "482913", "BIRDCAGE", CARD_KEY]) == []


def test_no_letter_repeats_a_card_key_or_a_whole_contact(town, ear, mailbox):
    scene = town.scene
    scene.number = town.c.id
    scene.contest()
    scene.do(Action.ADD_WORDS, Role.BUYER, words=f"再说一次，卡密是 {CARD_KEY}，手机 {PHONE}")
    scene.ruled()
    letters = "\n".join(f"{each.subject}\n{each.text}" for each in mailbox())
    assert letters
    assert sung(letters, [CARD_KEY, PHONE, EMAIL]) == []
    assert sung("\n".join(ear.lines), [CARD_KEY, PHONE, EMAIL]) == []


def test_a_merchant_reads_no_contact_in_anything_it_can_take_away(town):
    me = town.person("merchant")
    for path in (f"/m/xinghai/case/{town.c.id}", f"/m/xinghai/case/{town.c.id}/history.json", "/m/xinghai"):
        assert sung(me.get(path).text, [*secrets(town), "leak.example", "139****"]) == [], path
