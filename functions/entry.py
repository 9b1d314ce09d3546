"""Lambda's door: an HTTP event becomes a WSGI request, a named job runs, anything else raises so that it is seen.

Zappa packages and deploys; its own handler is not used, because it runs whatever Python an event names, believes the
client's X-Forwarded-For, doubles cookies, and answers None to events it does not know.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

Event = dict[str, Any]
TEXTUAL = ("text/", "application/json", "image/svg+xml", "text/css")


class UnknownEvent(Exception):
    """Nobody here handles this event: it is retried and then lies in the dead letters."""


def handler(event: Event, _context: Any) -> Any:
    """What Lambda calls. HTTP API v2 and function URL events are answered, ``{"job": name}`` runs an allowed job."""
    if event.get("version") == "2.0" and "http" in event.get("requestContext", {}):
        return answer(_application(), event)
    job = JOBS.get(str(event.get("job", "")))
    if job is None:
        raise UnknownEvent(f"keys {sorted(event)}")
    return job()


def _tick() -> dict[str, int]:
    """The minute's sweep."""
    from .clock import now
    from .jobs import tick

    done = tick(_desk(), now())
    return {"moved": done.moved, "posted": done.posted}


JOBS: dict[str, Callable[[], Any]] = {"tick": _tick}
"""The only things an event may start."""


@lru_cache(maxsize=1)
def _application() -> Any:
    from .app import application

    return application()


@lru_cache(maxsize=1)
def _desk() -> Any:
    import os

    from . import logs
    from .config import Config
    from .wiring import connect

    logs.install()
    return connect(Config.from_env(os.environ))


def answer(app: Any, event: Event) -> Event:
    """The application's answer to an HTTP API v2 event; each cookie once, binary bodies as base64."""
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        said.update(status=int(status.split(" ", 1)[0]), headers=headers)
        return lambda _chunk: None

    parts = app(environ(event), start)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    cookies = [value for name, value in said["headers"] if name.lower() == "set-cookie"]
    headers = {name: value for name, value in said["headers"] if name.lower() != "set-cookie"}
    return {"statusCode": said["status"], "headers": headers, "cookies": cookies, **_body(body, headers)}


def _body(body: bytes, headers: dict[str, str]) -> Event:
    kind = headers.get("Content-Type", "")
    if kind.startswith(TEXTUAL) and "Content-Encoding" not in headers:
        return {"body": body.decode("utf-8"), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode("ascii"), "isBase64Encoded": True}


def environ(event: Event) -> dict[str, Any]:
    """A WSGI environment. The address is the platform's own ``sourceIp``: clients write X-Forwarded-For."""
    http, headers = event["requestContext"]["http"], event.get("headers") or {}
    raw = event.get("body") or ""
    body = base64.b64decode(raw) if event.get("isBase64Encoded") else raw.encode("utf-8")
    env: dict[str, Any] = {
        "REQUEST_METHOD": http["method"], "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(event.get("rawPath") or "/").decode("latin-1"),
        "QUERY_STRING": event.get("rawQueryString") or "", "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": http.get("sourceIp", ""),
        "SERVER_NAME": event["requestContext"].get("domainName", "lambda"), "SERVER_PORT": "443",
        "SERVER_PROTOCOL": http.get("protocol", "HTTP/1.1"), "wsgi.version": (1, 0), "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    plain = {name: value for name, value in headers.items() if name not in ("content-type", "content-length", "cookie")}
    env |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in plain.items()}
    cookies = event.get("cookies") or ([headers["cookie"]] if "cookie" in headers else [])
    return env | ({"HTTP_COOKIE": "; ".join(cookies)} if cookies else {})
