"""A visitor without scripts: reads pages, fills in the form a button belongs to, follows where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from functions.local.cloud.sent_mail import Sent
from tests.cast import WORDS, Scene, link

BASE = "https://desk.example"


@dataclass
class Form:
    """A form as it stands in the page: its fields' values, and its buttons by their text."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """Collects a page's forms, links and text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._text: dict[int, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", "")))
        elif tag == "input" and self.forms and "name" in said:
            if said.get("type") not in ("radio", "checkbox") or "checked" in said:
                self.forms[-1].fields[said["name"]] = said.get("value", "")
        elif tag == "option" and "selected" in said:
            self.forms[-1].fields[self._inside("select")["name"]] = said["value"]
        if tag in ("a", "button", "textarea", "select"):
            self._open.append((tag, said))
            self._text[len(self._open)] = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._open:
            self._text[len(self._open)] += data

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        text = self._text[len(self._open)]
        _, said = self._open.pop()
        if tag == "a":
            self.links[text.strip()] = said["href"]
        elif tag == "button" and self.forms:
            self.forms[-1].buttons[text.strip()] = (said.get("name", ""), said.get("value", ""))
        elif tag == "textarea":
            self.forms[-1].fields[said["name"]] = text.removeprefix("\n")

    def _inside(self, tag: str) -> dict[str, str]:
        return next(said for name, said in reversed(self._open) if name == tag)


@dataclass
class Visit:
    """One visitor with a cookie jar; ``page`` is what they see, ``status`` and ``path`` how they came to
    see it."""

    client: FlaskClient
    address: str = "203.0.113.7"
    page: Reader = field(default_factory=Reader)
    html: str = ""
    status: int = 0
    path: str = ""

    def open(self, path: str, **args: Any) -> Visit:
        """Go to an address, and on to where it redirects."""
        return self._see(path, self.client.get(path, query_string=args or None, **self._how()))

    def press(self, text: str, **typed: str) -> Visit:
        """Press the button that says ``text``, with ``typed`` filled in."""
        form = next((form for form in self.page.forms if text in form.buttons), None)
        assert form, f"no button {text!r} among {[list(form.buttons) for form in self.page.forms]}"
        assert set(typed) <= set(form.fields) | {"category", "remedy", "reason", "topic"}, form.fields.keys()
        name, value = form.buttons[text]
        return self.post(form.action, **{**form.fields, **typed, **({name: value} if name else {})})

    def follow(self, text: str) -> Visit:
        """Follow the link that says ``text``."""
        return self.open(self.page.links[text])

    def post(self, path: str, **fields: str) -> Visit:
        """Send a form as it stands."""
        return self._see(path, self.client.post(path, data=fields, **self._how()))

    def fields(self, text: str) -> dict[str, str]:
        """What would be sent by the button that says ``text``."""
        form = next(form for form in self.page.forms if text in form.buttons)
        name, value = form.buttons[text]
        return {**form.fields, **({name: value} if name else {})}

    def _how(self) -> dict[str, Any]:
        return {"base_url": BASE, "environ_overrides": {"REMOTE_ADDR": self.address}}

    def _see(self, path: str, response: Any) -> Visit:
        if response.status_code in (301, 302, 303, 307, 308):
            return self.open(response.location)
        self.html, self.status, self.path = response.text, response.status_code, path
        self.page = Reader()
        self.page.feed(self.html)
        return self

    def __contains__(self, words: str) -> bool:
        return words in " ".join("".join(self.page.words).split())


def code_in(letters: list[Sent]) -> str:
    """The six digits the newest letter with a code brings."""
    codes = [re.findall(r"(?<![\w-])\d{6}(?![\w-])", letter.text) for letter in letters]
    return str(next(found[0] for found in reversed(codes) if found))


def visitor(app: Flask, **how: Any) -> Visit:
    """Somebody who was never here."""
    return Visit(app.test_client(), **how)


def filed(
    app: Flask, scene: Scene, *, email: str = "zhang@qq.example", address: str = "203.0.113.7", **order: Any
) -> Visit:
    """A buyer who just filed by one click, before their complaint's page; the scene is about it from here
    on."""
    buyer = visitor(app, address=address)
    buyer.open("/c/xinghai", **link(scene.now, **order)).press("提交投诉", words=WORDS, email=email)
    scene.number = buyer.path.split("/")[-2]
    return buyer.follow("查看进度")
