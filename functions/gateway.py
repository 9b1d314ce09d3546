"""What the platform hands over becomes a WSGI request, and the application's answer what the platform
expects.

Four shapes are spoken: HTTP API (v2) and function URL, REST API (v1), load balancer. Each has a row in
``SHAPES``.
"""

from __future__ import annotations

import base64
import hmac
import io
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlencode, urlsplit

Event = dict[str, Any]
TEXTUAL = ("text/", "application/json", "image/svg+xml")
EDGE, VIEWER = "x-suyi-edge", "x-suyi-viewer"
"""What the content network adds: its secret, and the address it saw. Without the secret the second means
nothing."""


class Asking(NamedTuple):
    """A request, whatever shape it came in. ``path`` is still percent-encoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    address: str
    host: str
    protocol: str = "HTTP/1.1"


class Edge(NamedTuple):
    """The content network in front: what it proves itself with, and the host that browsers see."""

    secret: str = ""
    host: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Edge:
        """No secret, no network in front: the platform's own word counts."""
        return cls(env.get("SUYI_EDGE", ""), urlsplit(env.get("SUYI_BASE_URL", "")).netloc)

    def proven_by(self, headers: Mapping[str, str]) -> bool:
        """Whether a request came through it."""
        return bool(self.secret) and hmac.compare_digest(headers.get(EDGE, "").encode(), self.secret.encode())


def shape_of(event: Event) -> Shape | None:
    """How an event is spoken to; None when it is no HTTP request."""
    context = event.get("requestContext") or {}
    if event.get("version") == "2.0" and "http" in context:
        return SHAPES["v2"]
    if "elb" in context and "httpMethod" in event:
        return SHAPES["alb"]
    return SHAPES["v1"] if "httpMethod" in event and "identity" in context else None


def answer(app: Any, event: Event, shape: Shape, edge: Edge) -> Event:
    """The application's answer in the event's own shape; each cookie once, binary bodies as base64."""
    payload: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        payload.update(status=status, headers=headers)
        return lambda _chunk: None

    parts = app(environ(event, shape, edge), start)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return shape.answered(payload["status"], payload["headers"], event) | _body(
        body, dict(payload["headers"])
    )


def _body(body: bytes, headers: Mapping[str, str]) -> Event:
    if headers.get("Content-Type", "").startswith(TEXTUAL) and "Content-Encoding" not in headers:
        return {"body": body.decode("utf-8"), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode("ascii"), "isBase64Encoded": True}


def environ(event: Event, shape: Shape, edge: Edge) -> dict[str, Any]:
    """A WSGI environment. The address is the platform's, or the proven edge's: clients write
    X-Forwarded-For."""
    asked = shape.asked(event)
    raw = event.get("body") or ""
    body = base64.b64decode(raw) if event.get("isBase64Encoded") else raw.encode("utf-8")
    proven = edge.proven_by(asked.headers)
    headers = {name: value for name, value in asked.headers.items() if name not in {EDGE, VIEWER}}
    env: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "QUERY_STRING": asked.query,
        "PATH_INFO": unquote_to_bytes(asked.path or "/").decode("latin-1"),
        "CONTENT_TYPE": headers.pop("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": (proven and asked.headers.get(VIEWER)) or asked.address,
        "SERVER_NAME": asked.host or "lambda",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": asked.protocol,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    headers.pop("content-length", None)
    if proven and edge.host:
        headers["host"] = edge.host
    return env | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}


def _v2(event: Event) -> Asking:
    context = event["requestContext"]
    http, headers = context["http"], _lowered(event.get("headers"))
    if event.get("cookies"):
        headers["cookie"] = "; ".join(event["cookies"])
    path = _inner(event.get("rawPath") or "/", event, context)
    return Asking(
        http["method"],
        path,
        event.get("rawQueryString") or "",
        headers,
        http.get("sourceIp", ""),
        context.get("domainName", ""),
        http.get("protocol", "HTTP/1.1"),
    )


def _v1(event: Event) -> Asking:
    context = event["requestContext"]
    query = event.get("multiValueQueryStringParameters") or event.get("queryStringParameters") or {}
    return Asking(
        event["httpMethod"],
        _inner(event.get("path") or "/", event, context),
        urlencode(query, doseq=True),
        _many(event),
        context["identity"].get("sourceIp", ""),
        context.get("domainName", ""),
        context.get("protocol", "HTTP/1.1"),
    )


def _alb(event: Event) -> Asking:
    headers = _many(event)
    given = event.get("multiValueQueryStringParameters") or event.get("queryStringParameters") or {}
    pairs = [(k, v) for k, vs in given.items() for v in (vs if isinstance(vs, list) else [vs])]
    query = "&".join(f"{name}={value}" for name, value in pairs)  # a balancer leaves them encoded
    address = (
        headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    )  # the last one is the balancer's own
    return Asking(
        event["httpMethod"], event.get("path") or "/", query, headers, address, headers.get("host", "")
    )


def _inner(path: str, event: Event, context: Event) -> str:
    """``path`` without the stage or the base path of a domain: the desk's addresses start at its own
    origin."""
    rest = (event.get("pathParameters") or {}).get("proxy")
    if rest and path.endswith(f"/{rest}"):
        return f"/{rest}"
    stage = f"/{context.get('stage', '$default')}"
    return path.removeprefix(stage) or "/" if path == stage or path.startswith(f"{stage}/") else path


def _lowered(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _many(event: Event) -> dict[str, str]:
    several = event.get("multiValueHeaders") or {}
    joined = {
        name.lower(): ("; " if name.lower() == "cookie" else ", ").join(values)
        for name, values in several.items()
    }
    return _lowered(event.get("headers")) | joined


def _say_v2(status: str, headers: list[tuple[str, str]], _event: Event) -> Event:
    cookies = [value for name, value in headers if name.lower() == "set-cookie"]
    plain = {name: value for name, value in headers if name.lower() != "set-cookie"}
    return {"statusCode": int(status.split(" ", 1)[0]), "headers": plain, "cookies": cookies}


def _say_v1(status: str, headers: list[tuple[str, str]], _event: Event) -> Event:
    several: dict[str, list[str]] = {}
    for name, value in headers:
        several.setdefault(name, []).append(value)
    return {"statusCode": int(status.split(" ", 1)[0]), "multiValueHeaders": several}


def _say_alb(status: str, headers: list[tuple[str, str]], event: Event) -> Event:
    payload = {**_say_v1(status, headers, event), "statusDescription": status}
    if "multiValueHeaders" in event:
        return payload
    several = payload.pop(
        "multiValueHeaders"
    )  # without multi-value headers a balancer can pass on one cookie only
    return {**payload, "headers": {name: values[-1] for name, values in several.items()}}


class Shape(NamedTuple):
    """One way the platform speaks HTTP."""

    asked: Callable[[Event], Asking]
    answered: Callable[[str, list[tuple[str, str]], Event], Event]


SHAPES = {"v2": Shape(_v2, _say_v2), "v1": Shape(_v1, _say_v1), "alb": Shape(_alb, _say_alb)}
