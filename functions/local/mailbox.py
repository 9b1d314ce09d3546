"""Everything the desk has sent, to be read here: nothing leaves the machine."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from flask import Blueprint, Response, current_app, render_template, request

from functions.domain.errors import NotFound
from functions.local.cloud.sent_mail import Sent, how_many, sent
from functions.web.frame import language

GUARD = "this machine only: made-up people's letters"
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
)
"""A letter brings its own styles, as letters must; it can load and run nothing."""
SHOWN, READ = 60, 400
"""Messages on the page, and messages looked through: older ones are in ``suyi messages``."""
blueprint = Blueprint("mailbox", __name__)


class Letter(NamedTuple):
    """One message and its place in the box, counted from the oldest."""

    n: int
    message: Sent
    at: datetime


def letters() -> list[Letter]:
    """The newest few hundred, oldest first; dated by the desk's own clock where the message says so."""
    endpoint = current_app.extensions["suyi-local"].endpoint
    first = max(0, how_many(endpoint) - READ)
    return [
        Letter(n, each, written_at(each)) for n, each in enumerate(sent(endpoint, since=first), start=first)
    ]


def written_at(message: Sent) -> datetime:
    """A mail's Date, which knows the demo's clock; of a short message when the cloud took it."""
    payload = message.headers.get("Date", "")
    return parsedate_to_datetime(payload) if payload else message.at


@blueprint.get("/local/mailbox")
def box() -> str:
    """Newest first; ``q`` searches recipients and subjects."""
    asked = request.args.get("q", "").strip().lower()[:80]
    found = [
        each for each in reversed(letters()) if asked in f"{each.message.to} {each.message.subject}".lower()
    ]
    return render_template(
        "local/mailbox.html",
        lang=language.speaking(),
        q=asked,
        letters=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
    )


@blueprint.get("/local/mailbox/<int:n>")
def letter(n: int) -> Response:
    """One mail's HTML as its reader would see it."""
    message = next((each.message for each in letters() if each.n == n), None)
    if message is None or not message.html:
        raise NotFound
    return Response(message.html, mimetype="text/html", headers={"Content-Security-Policy": LETTER_CSP})
