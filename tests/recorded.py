"""Events as the platform sends them, in each of its shapes, recorded from its documentation and cut to
what is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, unquote

API = "a1b2c3.execute-api.us-east-1.amazonaws.com"
FORM = "application/x-www-form-urlencoded"
ADDRESS = "203.0.113.9"


def v2(
    path: str,
    method: str = "GET",
    *,
    query: str = "",
    body: str = "",
    coded: bool = False,
    cookies: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
    prefix: str = "",
) -> dict[str, Any]:
    """HTTP API, payload 2.0. ``prefix`` is the stage's name or a custom domain's base path, in front of
    every path."""
    stage = prefix if prefix == "web" else "$default"
    raw = f"/{prefix}{path}" if prefix else path
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": raw,
        "rawQueryString": query,
        "headers": {
            "host": API,
            "content-length": "1",
            **({"content-type": FORM} if body else {}),
            **(headers or {}),
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3",
            "domainName": API,
            "stage": stage,
            "http": {
                "method": method,
                "path": raw,
                "protocol": "HTTP/1.1",
                "sourceIp": ADDRESS,
                "userAgent": "x",
            },
        },
        "isBase64Encoded": coded,
        **({"pathParameters": {"proxy": path.lstrip("/")}} if prefix and len(path) > 1 else {}),
        **({"cookies": list(cookies)} if cookies else {}),
        **({"body": body} if body else {}),
    }


def url(path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """A function URL: the same, with a host of its own and no route."""
    event = v2(path, method, **more)
    event["requestContext"]["domainName"] = "abc.lambda-url.us-east-1.on.aws"
    return {**event, "routeKey": "$default"}


def v1(
    path: str,
    method: str = "GET",
    *,
    query: str = "",
    body: str = "",
    coded: bool = False,
    cookies: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
    prefix: str = "",
) -> dict[str, Any]:
    """REST API: paths and queries come decoded, the stage only in the context, a base path in front of the
    path."""
    plain = unquote(path)
    several = {name: [value] for name, value in (headers or {}).items()} | {"Host": [API]}
    several |= ({"Content-Type": [FORM]} if body else {}) | ({"Cookie": list(cookies)} if cookies else {})
    values = parse_qs(query) or None
    return {
        "resource": "/{proxy+}",
        "path": f"/{prefix}{plain}" if prefix not in {"", "web"} else plain,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in several.items()},
        "multiValueHeaders": several,
        "queryStringParameters": {name: found[-1] for name, found in values.items()} if values else None,
        "multiValueQueryStringParameters": values,
        "pathParameters": {"proxy": plain.lstrip("/")},
        "requestContext": {
            "stage": "web",
            "path": f"/web{plain}",
            "domainName": API,
            "protocol": "HTTP/1.1",
            "httpMethod": method,
            "identity": {"sourceIp": ADDRESS, "userAgent": "x"},
        },
        "body": body or None,
        "isBase64Encoded": coded,
    }


def alb(
    path: str,
    method: str = "GET",
    *,
    query: str = "",
    body: str = "",
    coded: bool = False,
    cookies: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A load balancer with multi-value headers: queries stay encoded, the address is the last one it
    appended."""
    forged = (headers or {}).get("x-forwarded-for", "198.51.100.66")
    several = {name: [value] for name, value in (headers or {}).items()}
    several |= {"host": ["desk.example"], "x-forwarded-for": [f"{forged}, {ADDRESS}"]}
    several |= ({"content-type": [FORM]} if body else {}) | ({"cookie": list(cookies)} if cookies else {})
    values = {name: [quote(each) for each in found] for name, found in parse_qs(query).items()}
    return {
        "requestContext": {
            "elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/1"}
        },
        "httpMethod": method,
        "path": path,
        "multiValueQueryStringParameters": values,
        "multiValueHeaders": several,
        "body": body,
        "isBase64Encoded": coded,
    }


SHAPES: dict[str, Callable[..., dict[str, Any]]] = {"v2": v2, "url": url, "v1": v1, "alb": alb}


def records(source: str, *ids: str, queue: str, message: str = "{}") -> dict[str, Any]:
    """A batch from a queue, a stream, a topic or a bucket; ``queue`` is the source's name."""
    make = {
        "aws:sqs": _from_queue,
        "aws:dynamodb": _from_stream,
        "aws:sns": _from_topic,
        "aws:s3": _from_bucket,
    }
    return {"Records": [make[source](each, queue, message) for each in ids]}


def _from_queue(name: str, queue: str, _message: str) -> dict[str, Any]:
    body = json.dumps(
        _from_bucket("1", "suyi-test-quarantine-0", "")
        | {"Records": [_from_bucket("1", "suyi-test-quarantine-0", "")]}
    )
    return {
        "messageId": name,
        "receiptHandle": "r",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
        "awsRegion": "us-east-1",
    }


def _from_stream(name: str, queue: str, _message: str) -> dict[str, Any]:
    change = {"SequenceNumber": name, "Keys": {"pk": {"S": "a"}}, "StreamViewType": "NEW_IMAGE"}
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:{queue}"
    return {
        "eventID": "e",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": arn,
        "dynamodb": change,
    }


def _from_topic(name: str, queue: str, message: str) -> dict[str, Any]:
    topic = f"arn:aws:sns:us-east-1:123456789012:{queue}"
    return {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "Sns": {"MessageId": name, "TopicArn": topic, "Message": message},
    }


def _from_bucket(_name: str, queue: str, _message: str) -> dict[str, Any]:
    made = {"bucket": {"name": queue}, "object": {"key": "xinghai/TS-1/slot", "size": 1024, "eTag": "e"}}
    return {"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Post", "s3": made}
