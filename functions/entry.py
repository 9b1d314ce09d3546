"""Lambda's door: HTTP events are answered, named jobs run, records find who handles them, anything else
raises.

Zappa packages and deploys; its own handler is not used, because it runs whatever Python an event names,
believes the client's X-Forwarded-For, doubles cookies, and answers None to events it does not know.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from importlib import import_module
from typing import Any

from . import gateway, logs
from .gateway import Event

log = logging.getLogger(__name__)
_cold = [True]


class UnknownEvent(Exception):
    """Nobody here handles this event: it is retried and then lies in the dead letters."""


class RecordsFailed(Exception):
    """Some records of a batch that cannot be retried one by one failed, after all were tried."""


JOBS: Mapping[str, str] = {
    "tick": "functions.jobs:scheduled_tick",
    "nightly": "functions.jobs:scheduled_night",
}
"""The only things an event may start."""
RECORDS: Mapping[str, str] = {
    "aws:sqs uploads": "functions.entry:uploaded",
    "aws:sns feedback": "functions.jobs:feedback",
}
"""Source and the last word of the queue's, bucket's or topic's name, and who handles one record."""


def handler(event: Event, context: Any) -> Any:
    """What Lambda calls. Raises ``UnknownEvent`` for what is neither HTTP, an allowed job nor a known
    record."""
    fresh = starting() if _cold and _cold.pop() else nullcontext()
    with logs.about(request=str(getattr(context, "aws_request_id", ""))), fresh:
        shape = gateway.shape_of(event)
        if shape is not None:
            return gateway.answer(_application(), event, shape, gateway.Edge.from_env(os.environ))
        _prepared()
        if event.get("Records"):
            return each(event["Records"], RECORDS)
        name = str(event.get("job", ""))
        if name not in JOBS:
            raise UnknownEvent(f"keys {sorted(event)}")
        return named(JOBS[name])()


def each(records: list[Event], routes: Mapping[str, str]) -> Event | None:
    """Hands every record to whom its route names. What failed of a queue or a stream is told, and only
    that comes again.

    A stream keeps its order: nothing after the first failure is tried. Raises ``UnknownEvent`` before
    anything is handled, and ``RecordsFailed`` for sources that cannot be told.
    """
    handles = [named(_route(record, routes)) for record in records]
    source, failed = _source(records[0]), list[str]()
    for record, handle in zip(records, handles, strict=True):
        try:
            handle(record)
        except Exception:
            log.exception("record failed", extra={"source": source})
            failed.append(_identifier(record))
            if source == "aws:dynamodb":
                break
    if source in {"aws:sqs", "aws:dynamodb"}:
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
    if failed:
        raise RecordsFailed(f"{len(failed)} of {len(records)} from {source}")
    return None


def _source(record: Event) -> str:
    return str(record.get("eventSource") or record.get("EventSource") or "")


def _route(record: Event, routes: Mapping[str, str]) -> str:
    source = _source(record)
    known = next(
        (to for name, to in routes.items() if name.split()[0] == source and _fits(record, name.split()[1])),
        "",
    )
    if not known:
        raise UnknownEvent(f"record of {source or 'nobody'}")
    return known


def _fits(record: Event, name: str) -> bool:
    """Whether the queue, topic, bucket or table that the record is from is called so, after the desk and
    its stage."""
    words = str(record.get("eventSourceARN") or record.get("Sns", {}).get("TopicArn") or "")
    if "s3" in record:
        words = str(record["s3"]["bucket"]["name"])
    words = words.partition("/stream/")[0]
    return words.endswith(f"-{name}")


def _identifier(record: Event) -> str:
    return str(record.get("messageId") or record.get("dynamodb", {}).get("SequenceNumber", ""))


def named(route: str) -> Callable[..., Any]:
    """The function a row of ``JOBS`` or ``RECORDS`` stands for; its module is loaded now and not before."""
    module, _, function = route.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def uploaded(record: Event) -> None:
    """What the bucket told the queue of uploads; the worker alone may load what decodes pictures."""
    named("functions.evidence.worker:handle")(str(record["body"]))


@contextmanager
def starting() -> Iterator[None]:
    """The first event, without a look for garbage: a start makes a hundred thousand objects and throws
    none away.

    Searching among them again and again is a fifth of its CPU. Afterwards they are never looked at
    again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@lru_cache(maxsize=1)
def _application() -> Any:
    from .app import application

    return application()


@lru_cache(maxsize=1)
def _prepared() -> None:
    logs.install(stage=os.environ.get("SUYI_STAGE", ""))
