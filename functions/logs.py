"""Log lines as JSON, one a line, with what must not be read taken out; and figures in CloudWatch's
embedded format."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any

SECRET = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)1[3-9]\d{9}(?!\d)|(?:[?&/](?:d|s|token|csrf|l)[=/])[\w.~-]{12,}|[\w-]{24,}\.[\w-]{4,}\.[\w-]{20,}"
)
"""Mail addresses, phone numbers, signatures and signed tokens."""
KNOWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
MEASURES = {
    "ComplaintsFiled": "Count",
    "Lapses": "Count",
    "RowsFailed": "Count",
    "SweepLateness": "Seconds",
    "MessagesSent": "Count",
    "MessagesDead": "Count",
    "MailBounced": "Count",
    "MailReportedAsSpam": "Count",
}
"""Every figure a deployment counts, and its unit. Counts of the whole desk: no marketplace, nobody's data."""
NAMESPACE = "Suyi"
_about: ContextVar[dict[str, str] | None] = ContextVar("about", default=None)
_deployed = {"stage": ""}


@contextlib.contextmanager
def about(**payload: str) -> Iterator[None]:
    """Every line inside says so too: which request it belongs to."""
    token = _about.set(payload)
    try:
        yield
    finally:
        _about.reset(token)


def line(record: logging.LogRecord) -> str:
    """One JSON object for a record; extra fields come along, secrets do not."""
    payload: dict[str, Any] = {
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
    }
    payload |= (_about.get() or {}) | {
        name: value for name, value in record.__dict__.items() if name not in KNOWN
    }
    if record.exc_info:
        payload["trace"] = logging.Formatter().formatException(record.exc_info)
    return redact(json.dumps(payload, ensure_ascii=False, default=str))


def redact(line: str) -> str:
    """``line`` without contacts, signatures and tokens."""
    return SECRET.sub("[…]", line)


def measure(now: datetime, **figures: float) -> None:
    """Counts something that happened at ``now``, by the names of ``MEASURES``; says nothing where no stage
    is deployed."""
    if not _deployed["stage"]:
        return
    kinds = [{"Name": name, "Unit": MEASURES[name]} for name in figures]
    told = {"Namespace": NAMESPACE, "Dimensions": [["stage"]], "Metrics": kinds}
    aws = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [told]}
    payload = {"_aws": aws, "stage": _deployed["stage"], **(_about.get() or {}), **figures}
    sys.stdout.write(f"{json.dumps(payload)}\n")


def install(level: int = logging.INFO, *, stage: str = "") -> None:
    """Every logger of the process writes such lines to standard error; ``stage`` names the deployment that
    is measured."""
    handler = logging.StreamHandler()
    handler.format = line  # type: ignore[method-assign]
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for quiet in ("botocore", "urllib3", "werkzeug"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    _deployed["stage"] = stage
