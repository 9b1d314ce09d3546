"""A small application that shows every macro with sample data, under the same CSP as the desk's own pages."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from altcha import create_challenge, verify_solution
from flask import Flask, Response, render_template, request, send_from_directory
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import WSGIRequestHandler, make_server

from functions.web.frame import brand, filters, language

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 2, 31, tzinfo=UTC)
SECRET = "the gallery's own"
BUYER = ("file", "errors", "case", "mine", "empty", "withdraw", "done")
CONSOLE = ("queue", "ruling")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
MENU = ("home", "mine", "rules", "help", "queue", "assistance", "notices", "policy", "sign_out")
PATHS = {name: f"/{name}" for name in MENU}
ERRORS = {
    "problem": ("请选择遇到的问题", "Choose what went wrong"),
    "words": (
        "请再写几句，至少 10 个字，方便我们核实",
        "Write a little more, at least 10 characters, so we can check",
    ),
}


def challenge() -> str:
    """A proof of work of about 100 derivations: 0.2 s on a phone."""
    made = create_challenge("PBKDF2/SHA-256", 1000, counter=100, hmac_secret=SECRET, hmac_key_secret=SECRET)
    return json.dumps(made.to_dict())


def in_both(zh: str, en: str) -> str:
    """Sample data is said in the language of the page, without burdening the catalogue."""
    return en if language.speaking() == "en" else zh


def ago(minutes: int) -> datetime:
    """A moment before the gallery's now; negative is after it."""
    return NOW - timedelta(minutes=minutes)


def page(name: str) -> str:
    """One page of the gallery, in the language of ``?lang=``."""
    language.speak(request.args.get("lang", "zh"))
    colour = {"id": "sea", "name": in_both("星海卡盟", "Sea of Stars")} if "brand" in request.args else None
    return render_template(
        f"{'file' if name == 'errors' else name}.html",
        errors={field: in_both(*said) for field, said in ERRORS.items()} if name == "errors" else {},
        staff=name in CONSOLE,
        brand=colour,
    )


def asset(path: str) -> Response:
    """The desk's own files, and the sheet of a marketplace in a colour that is hard to read."""
    if path.startswith("brand/"):
        return Response(brand.stylesheet("#ffb400"), mimetype="text/css")
    return send_from_directory(ROOT / "site" / "assets", path)


def received() -> str:
    """Where the forms go: whether the proof of work holds."""
    return str(verify_solution(request.form["altcha"], SECRET, hmac_key_secret=SECRET).verified)


class Quiet(WSGIRequestHandler):
    """Serves without writing a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


def app() -> Flask:
    """The gallery."""
    made = Flask(__name__, static_folder=None)
    loaders = [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "pages")]
    made.jinja_env.loader = ChoiceLoader(loaders)
    filters.dress(made.jinja_env, tz=lambda: ZoneInfo("Asia/Shanghai"))
    made.jinja_env.globals.update(
        asset=lambda name: f"/assets/{name}", paths=PATHS, csrf_token=lambda: "c" * 43, cmd=lambda: "d" * 22
    )
    made.jinja_env.globals.update(t=in_both, ago=ago, now=NOW, challenge=challenge)
    made.add_url_rule("/page/<name>", view_func=page)
    made.add_url_rule("/assets/<path:path>", view_func=asset)
    made.add_url_rule("/received", view_func=received, methods=["POST"])
    made.add_url_rule("/favicon.ico", "favicon", lambda: Response(status=204))
    made.after_request(under_csp)
    return made


def under_csp(response: Response) -> Response:
    """The one policy of every page."""
    response.headers["Content-Security-Policy"] = CSP
    return response


@contextmanager
def serving(shown: Flask | None = None, host: str = "127.0.0.1") -> Iterator[str]:
    """The gallery, or another application, on a free port of this machine: its origin.

    ``localhost`` is the host whose secure cookies a browser keeps without TLS.
    """
    server = make_server("127.0.0.1", 0, shown or app(), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
