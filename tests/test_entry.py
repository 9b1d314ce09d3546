"""Lambda's door: what an event becomes, and what no event may do."""

import base64

import pytest

from functions import entry
from functions.web import create_app
from tests.cast import NOON, link


def event(path: str, method: str = "GET", query: str = "", body: str = "", **headers: str) -> dict:
    """An HTTP API v2 event as the gateway sends it."""
    return {
        "version": "2.0", "rawPath": path, "rawQueryString": query, "headers": headers, "body": body,
        "requestContext": {
            "domainName": "desk.example", "stage": "$default",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"},
        },
    }  # fmt: skip


@pytest.fixture
def app(desk, market):
    return create_app(desk, clock=lambda: NOON)


def test_a_page_is_text_with_its_headers_and_each_cookie_once(app):
    query = "&".join(f"{name}={value}" for name, value in link(NOON).items())
    said = entry.answer(app, event("/c/xinghai", query=query, host="desk.example"))
    assert (said["statusCode"], said["isBase64Encoded"]) == (200, False)
    assert "游戏点卡 100 元面值" in said["body"]
    assert "default-src 'none'" in said["headers"]["Content-Security-Policy"]
    assert len(said["cookies"]) == 1
    assert said["cookies"][0].startswith("__Host-suyi=")


def test_a_script_is_served_and_a_path_in_utf8_is_understood(app):
    assert entry.answer(app, event("/assets/js/copy.js"))["statusCode"] == 200
    assert entry.answer(app, event("/c/%E6%98%9F%E6%B5%B7"))["statusCode"] == 404


def test_the_address_is_the_platforms_whatever_the_client_writes():
    env = entry.environ(event("/", **{"x-forwarded-for": "10.0.0.1"}))
    assert env["REMOTE_ADDR"] == "203.0.113.9"


def test_a_form_sent_as_base64_arrives_whole():
    sent = event("/c/xinghai", "POST", body=base64.b64encode("words=卡密".encode()).decode())
    env = entry.environ({**sent, "isBase64Encoded": True})
    assert env["wsgi.input"].read().decode() == "words=卡密"


@pytest.mark.parametrize(
    "unknown",
    [
        {},
        {"job": "rm"},
        {"command": "os.system"},
        {"raw_command": "print(1)"},
        {"Records": [{"Sns": {"Message": '{"command": "x"}'}}]},
    ],
)
def test_an_event_nobody_knows_raises_instead_of_passing_silently(unknown):
    with pytest.raises(entry.UnknownEvent):
        entry.handler(unknown, None)


def test_the_schedules_event_runs_the_tick(desk, market, monkeypatch):
    monkeypatch.setattr(entry, "_desk", lambda: desk)
    assert entry.handler({"job": "tick"}, None) == {"moved": 0, "posted": 0}
