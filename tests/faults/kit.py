"""Faults in AWS calls, at the call one names: with faults({3: "drop_after"}, client) as calls: ...

Works on any boto3 client against any endpoint, for botocore's `before-send` is asked before each
attempt; its own retries are calls of their own and counted. Calls of all the clients given share one
count, from 1.

    fail_before  the connection fails, nothing was applied      drop_after  applied, then the answer is lost
    kill_before  the process dies, nothing was applied          kill_after  applied, then the process dies
    throttle     refused for the rate, nothing was applied      conflict    another transaction was in the way
    e500         the service fails, nothing was applied         e500_after  applied, then the service fails

A killed process is a BaseException, so that no `except Exception` survives its own death.
"""

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

Fault = Literal[
    "fail_before", "drop_after", "kill_before", "kill_after", "throttle", "conflict", "e500", "e500_after"
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
APPLIED: frozenset[Fault] = frozenset({"drop_after", "kill_after", "e500_after"})

# How a service says it, by the language it speaks: status, code.
THROTTLED = {
    "json": (400, "ThrottlingException"),
    "rest-json": (429, "TooManyRequestsException"),
    "query": (400, "Throttling"),
    "rest-xml": (503, "SlowDown"),
}
FAILED = {
    "json": (500, "InternalServerError"),
    "rest-json": (500, "InternalServiceErrorException"),
    "query": (500, "InternalError"),
    "rest-xml": (500, "InternalError"),
}


class Killed(BaseException):
    """The process is gone, at the call of this number."""


@dataclass(frozen=True)
class Call:
    number: int
    service: str
    operation: str
    fault: Fault | None


@contextlib.contextmanager
def faults(plan: Mapping[int, Fault], *clients: Any) -> Iterator[list[Call]]:
    """Lets the planned calls fail and yields the list of all calls made so far. An empty plan only lists."""
    calls: list[Call] = []
    numbers = itertools.count(1)
    name = f"faults-{id(calls)}"

    def handler(client: Any) -> Callable[..., AWSResponse | None]:
        language = client.meta.service_model.resolved_protocol

        def before_send(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
            _, service, operation = event_name.split(".")
            number = next(numbers)
            call = Call(number, service, operation, plan.get(number))
            calls.append(call)
            return suffer(call, request, language) if call.fault else None

        return before_send

    for client in clients:
        client.meta.events.register_first("before-send", handler(client), unique_id=name)
    try:
        yield calls
    finally:
        for client in clients:
            client.meta.events.unregister("before-send", unique_id=name)


def suffer(call: Call, request: AWSPreparedRequest, language: str) -> AWSResponse:
    if call.fault in APPLIED:
        URLLib3Session().send(request)
    match call.fault:
        case "fail_before":
            raise ConnectTimeoutError(endpoint_url=request.url)
        case "drop_after":
            raise ReadTimeoutError(endpoint_url=request.url)
        case "kill_before" | "kill_after":
            raise Killed(call.number)
        case "throttle":
            return answer(request, language, THROTTLED[language])
        case "conflict":
            return conflict(call, request, language)
    return answer(request, language, FAILED[language])


def conflict(call: Call, request: AWSPreparedRequest, language: str) -> AWSResponse:
    assert call.service == "dynamodb", "only the database has transactions"
    if call.operation != "TransactWriteItems":
        return answer(request, language, (400, "TransactionConflictException"))
    members = json.loads(request.body)["TransactItems"]
    reasons = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}]
    reasons += [{"Code": "None"}] * (len(members) - 1)
    codes = ", ".join(reason["Code"] for reason in reasons)
    words = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return answer(
        request, language, (400, "TransactionCanceledException"), message=words, CancellationReasons=reasons
    )


def answer(request: AWSPreparedRequest, language: str, error: tuple[int, str], **more: Any) -> AWSResponse:
    status, code = error
    headers = {"x-amzn-requestid": "fault"}
    if "json" in language:
        headers |= {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
        body = json.dumps({"__type": code, "message": "injected", **more})
    else:
        headers |= {"content-type": "text/xml"}
        inside = f"<Code>{code}</Code><Message>injected</Message>"
        body = f"<ErrorResponse><Error>{inside}</Error><RequestId>fault</RequestId></ErrorResponse>"
        body = f"<Error>{inside}</Error>" if language == "rest-xml" else body
    return AWSResponse(request.url, status, headers, Body(body.encode()))


@dataclass(frozen=True)
class Body:
    """As much of a raw response as botocore reads."""

    data: bytes

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.data


def single_faults(calls: int, *kinds: Fault) -> Iterator[dict[int, Fault]]:
    """A plan for each of the kinds (all, when none is named) at each call of a journey that makes so many."""
    for number in range(1, calls + 1):
        for kind in kinds or FAULTS:
            yield {number: kind}
