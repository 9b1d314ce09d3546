"""A browser's worth of a person: a cookie jar, pages read, forms sent with what their page hid in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from functions.domain.vocabulary import Role
from functions.ports import Session, SessionKey
from functions.web import create_app
from functions.web.frame import cookie
from tests.cast import Scene

ORIGIN = "https://desk.example"
INPUT = re.compile(r"<input\b[^>]*>")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@dataclass
class Person:
    """Somebody with a browser of their own at the desk of ``scene``."""

    scene: Scene
    app: Flask
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        """A page."""
        return self.client.get(path, base_url=ORIGIN, buffered=True, **more)

    def post(self, path: str, page: str, _form: str = "", **fields: Any) -> TestResponse:
        """Send the form of ``page`` (a path, read first) whose markup holds ``_form``, to ``path``."""
        return self.send(path, {**self.hidden(page, _form), **fields})

    def send(self, path: str, fields: dict[str, Any], **more: Any) -> TestResponse:
        """Post these fields and nothing else."""
        return self.client.post(path, data=fields, base_url=ORIGIN, **more)

    def hidden(self, page: str, mark: str = "") -> dict[str, str]:
        """What the first form of ``page`` that sends a command, and holds ``mark``, hides."""
        html = self.get(page).text
        form = next((each for each in FORM.findall(html) if 'name="cmd"' in each and mark in each), "")
        tags = [tag for tag in INPUT.findall(form) if 'type="hidden"' in tag]
        return {_attribute(tag, "name"): _attribute(tag, "value") for tag in tags}

    def csrf(self) -> str:
        """The token of this browser's forms."""
        return self.hidden(f"/m/{self.scene.market.id}/in")["csrf"]

    def sign_in(self, staff: str, *, market: str = "", second: bool = True) -> Person:
        """As if they had come through their door, this browser's forms still good; ``second`` as if the
        second factor was shown."""
        market = market or self.scene.market.id
        person = self.scene.desk.tenants.marketplace(market).staff[staff]
        now, secret = self.scene.now, self.scene.desk.salt()
        session = Session(staff, person.role, person.merchant, second, now, now + timedelta(hours=12))
        self.scene.desk.sessions.open_session(market, secret, session)
        held = self.client.get_cookie(cookie.NAME, domain="desk.example")
        here = cookie.read(self.scene.desk, held.value if held else None)
        here.sign_in(market, "m" if person.role is Role.MERCHANT else "o", SessionKey(staff, secret), now)
        said = {"n": here.nonce, "s": here.staff}
        self.client.set_cookie(
            cookie.NAME, self.scene.desk.vault.sign("session", said), domain="desk.example", secure=True
        )
        return self


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def app_of(scene: Scene) -> Flask:
    """The desk's application, at the scene's own moment."""
    return create_app(scene.desk, clock=lambda: scene.now)


def text_of(html: str) -> str:
    """What is read on a page, without its markup."""
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0] if main else html)))
