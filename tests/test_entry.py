"""Lambda's door: what an event of each recorded shape becomes, and what no event may do."""

from __future__ import annotations

import base64
import json
import sys
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from functions import entry, gateway, jobs, logs
from functions.web import create_app
from tests.cast import NOON, link
from tests.recorded import SHAPES, records, v2

CONTEXT = SimpleNamespace(aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
NO_EDGE = gateway.Edge()


@pytest.fixture
def app(desk, market):
    return create_app(desk, clock=lambda: NOON)


def asked(event: dict, edge: gateway.Edge = NO_EDGE) -> dict:
    shape = gateway.shape_of(event)
    assert shape is not None
    return gateway.environ(event, shape, edge)


def said(app, event: dict) -> dict:
    shape = gateway.shape_of(event)
    assert shape is not None
    return gateway.answer(app, event, shape, NO_EDGE)


def echo(environ, start):
    """Two cookies and what no text can be."""
    start(
        "200 OK",
        [("Content-Type", "image/png"), ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")],
    )
    return [b"\x89PNG\x00\xff"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_is_text_with_its_headers_and_each_cookie_once(app, shape):
    answer = said(app, SHAPES[shape]("/c/xinghai", query=urlencode(link(NOON))))
    headers = {name: [value] for name, value in answer.get("headers", {}).items()} | answer.get(
        "multiValueHeaders", {}
    )
    cookies = answer.get("cookies", []) + headers.get("Set-Cookie", [])
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
    assert "游戏点卡 100 元面值" in answer["body"]
    assert "default-src 'none'" in headers["Content-Security-Policy"][0]
    assert [cookie.split("=")[0] for cookie in cookies] == ["__Host-suyi"]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_no_text_goes_out_as_base64_with_every_cookie(shape):
    answer = said(echo, SHAPES[shape]("/picture"))
    several = answer.get("cookies") or answer.get("multiValueHeaders", {}).get("Set-Cookie")
    assert base64.b64decode(answer["body"]) == b"\x89PNG\x00\xff"
    assert answer["isBase64Encoded"] is True
    assert several == ["a=1; Path=/", "b=2; Path=/"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_arrives_whole(shape):
    form = base64.b64encode("words=卡密".encode()).decode()
    env = asked(
        SHAPES[shape](
            "/c/%E6%98%9F%E6%B5%B7",
            "POST",
            query="q=%E5%8D%A1&q=2",
            body=form,
            coded=True,
            cookies=("a=1", "b=2"),
        )
    )
    assert env["PATH_INFO"].encode("latin-1").decode() == "/c/星海"
    assert env["QUERY_STRING"] == "q=%E5%8D%A1&q=2"
    assert env["HTTP_COOKIE"] == "a=1; b=2"
    assert (env["REQUEST_METHOD"], env["wsgi.input"].read().decode()) == ("POST", "words=卡密")
    assert env["CONTENT_TYPE"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_address_is_the_platforms_whatever_the_client_writes(shape):
    event = SHAPES[shape](
        "/", headers={"x-forwarded-for": "10.0.0.1", "x-suyi-viewer": "10.0.0.2", "x-suyi-edge": "guess"}
    )
    env = asked(event, gateway.Edge("the edge's secret", "desk.example"))
    assert env["REMOTE_ADDR"] == "203.0.113.9"
    assert not [name for name in env if "SUYI" in name]


def test_behind_the_content_network_address_and_host_are_those_it_saw():
    event = v2(
        "/", headers={"host": "a.execute-api.aws", "x-suyi-viewer": "198.51.100.7", "x-suyi-edge": "secret"}
    )
    env = asked(
        event, gateway.Edge.from_env({"SUYI_EDGE": "secret", "SUYI_BASE_URL": "https://desk.example"})
    )
    assert (env["REMOTE_ADDR"], env["HTTP_HOST"]) == ("198.51.100.7", "desk.example")


def test_a_request_that_the_edge_passes_on_without_an_address_has_the_platforms():
    event = v2("/nothing-of-the-site", headers={"x-suyi-edge": "secret"})
    assert asked(event, gateway.Edge("secret", "desk.example"))["REMOTE_ADDR"] == "203.0.113.9"


@pytest.mark.parametrize("shape", ["v2", "v1"])
@pytest.mark.parametrize("prefix", ["web", "desk/base"])
def test_a_stage_and_a_base_path_are_no_part_of_the_desks_addresses(shape, prefix):
    event = SHAPES[shape]("/c/xinghai", prefix=prefix)
    assert (asked(event)["PATH_INFO"], asked(event)["SCRIPT_NAME"]) == ("/c/xinghai", "")


def test_the_root_of_a_stage_is_the_root():
    assert [asked(v2(path, prefix="web"))["PATH_INFO"] for path in ("", "/")] == ["/", "/"]
    assert asked(v2("/webshop"))["PATH_INFO"] == "/webshop"


@pytest.mark.parametrize(
    "unknown",
    [
        {},
        {"job": "rm"},
        {"command": "os.system"},
        {"raw_command": "print(1)"},
        {"Records": [{}]},
        {"detail-type": "Scheduled Event", "source": "aws.events"},
        {"version": "2.0", "requestContext": {}},
        {
            "Records": [
                {"EventSource": "aws:sns", "Sns": {"TopicArn": "a:foreign", "Message": '{"command": "x"}'}}
            ]
        },
        records("aws:sqs", "m1", queue="suyi-test-dead"),
    ],
)
def test_an_event_nobody_knows_raises_instead_of_passing_silently(unknown):
    with pytest.raises(entry.UnknownEvent):
        entry.handler(unknown, CONTEXT)


def test_the_schedules_event_runs_the_tick(desk, market, monkeypatch):
    monkeypatch.setattr(jobs, "_desk", lambda: desk)
    assert entry.handler({"job": "tick"}, CONTEXT) == {"moved": 0, "posted": 0}
    assert entry.handler({"job": "nightly"}, CONTEXT) == {"marketplaces": 1, "dead_post": 0}


HANDLED: list[str] = []


def handled(record: dict) -> None:
    HANDLED.append(entry._identifier(record))
    if "bad" in HANDLED[-1]:
        raise ValueError("this one is bad")


@pytest.fixture
def routes():
    HANDLED.clear()
    sys.modules["routed_by_the_test"] = SimpleNamespace(handled=handled)  # type: ignore[assignment]
    yield dict.fromkeys(
        ("aws:sqs uploads", "aws:dynamodb desk", "aws:sns feedback", "aws:s3 quarantine"),
        "routed_by_the_test:handled",
    )
    del sys.modules["routed_by_the_test"]


def test_only_what_failed_of_a_queue_comes_again(routes):
    event = records("aws:sqs", "1", "bad-2", "3", queue="suyi-test-uploads")
    assert entry.each(event["Records"], routes) == {"batchItemFailures": [{"itemIdentifier": "bad-2"}]}
    assert HANDLED == ["1", "bad-2", "3"]


def test_a_stream_goes_on_from_its_first_failure_in_order(routes):
    event = records("aws:dynamodb", "1", "bad-2", "3", queue="table/suyi-desk/stream/x")
    assert entry.each(event["Records"], routes) == {"batchItemFailures": [{"itemIdentifier": "bad-2"}]}
    assert HANDLED == ["1", "bad-2"]


@pytest.mark.parametrize(
    ("source", "name"), [("aws:sns", "suyi-test-feedback"), ("aws:s3", "suyi-test-quarantine")]
)
def test_what_cannot_be_told_one_by_one_is_tried_whole_and_raises(routes, source, name):
    assert entry.each(records(source, "1", queue=name)["Records"], routes) is None
    sys.modules["routed_by_the_test"].handled = lambda _: 1 / 0
    with pytest.raises(entry.RecordsFailed):
        entry.each(records(source, "1", "2", queue=name)["Records"], routes)


def test_an_upload_reaches_the_worker_as_the_bucket_told_it(monkeypatch):
    seen: list[str] = []
    monkeypatch.setitem(sys.modules, "functions.evidence.worker", SimpleNamespace(handle=seen.append))
    event = records("aws:sqs", "1", queue="suyi-test-uploads")
    assert entry.handler(event, CONTEXT) == {"batchItemFailures": []}
    assert json.loads(seen[0])["Records"][0]["s3"]["object"]["key"] == "xinghai/TS-1/slot"


def test_a_receipt_is_counted_and_names_nobody(capsys, monkeypatch):
    logs.install(stage="test")
    bounce = {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "a@b.example"}]},
    }
    event = records("aws:sns", "1", queue="suyi-test-feedback", message=json.dumps(bounce))
    monkeypatch.setattr(entry, "_prepared", lambda: None)
    entry.handler(event, CONTEXT)
    said = capsys.readouterr()
    logs.install()
    figure = json.loads(said.out)
    assert (figure["MailBounced"], figure["stage"], figure["request"]) == (1, "test", CONTEXT.aws_request_id)
    assert figure["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "MailBounced", "Unit": "Count"}]
    assert json.loads(said.err)["request"] == CONTEXT.aws_request_id
    assert "a@b.example" not in said.out + said.err


def test_every_route_leads_somewhere_of_ours():
    for route in (*entry.JOBS.values(), *entry.RECORDS.values()):
        assert callable(entry.named(route))
