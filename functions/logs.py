"""Log lines as JSON, one a line, with what must not be read taken out."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

SECRET = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)1[3-9]\d{9}(?!\d)|(?:[?&/](?:d|s|token|csrf|l)[=/])[\w.~-]{12,}|[\w-]{24,}\.[\w-]{4,}\.[\w-]{20,}"
)
"""Mail addresses, phone numbers, signatures and signed tokens."""
KNOWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def line(record: logging.LogRecord) -> str:
    """One JSON object for a record; extra fields come along, secrets do not."""
    said: dict[str, Any] = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
    said |= {name: value for name, value in record.__dict__.items() if name not in KNOWN}
    if record.exc_info:
        said["trace"] = logging.Formatter().formatException(record.exc_info)
    return redact(json.dumps(said, ensure_ascii=False, default=str))


def redact(line: str) -> str:
    """``line`` without contacts, signatures and tokens."""
    return SECRET.sub("[…]", line)


def install(level: int = logging.INFO) -> None:
    """Every logger of the process writes such lines to standard error."""
    handler = logging.StreamHandler()
    handler.format = line  # type: ignore[method-assign]
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for quiet in ("botocore", "urllib3", "werkzeug"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
