"""The mail and the text messages that left the embedded cloud, for the demo's mailbox page and for tests.

They outlive a restart, a kill too. Limits: only SES v2 SendEmail (raw or simple) and SNS Publish to a
telephone number are seen; nothing is ever delivered, bounced or deleted; the whole list is read on
every call, which is meant for hundreds of messages, not for load.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal
from urllib.request import urlopen


@dataclass(frozen=True)
class Sent:
    kind: Literal["mail", "sms"]
    id: str
    account: str
    to: str
    """One address or number; several, were there any, are parted by a comma."""
    at: datetime
    """When the cloud took it: real time, aware, UTC."""
    subject: str = ""
    text: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name, as written; of a header that comes twice the last. Empty for text messages and simple mail."""


def how_many(endpoint: str) -> int:
    """How many messages were sent, of all accounts: what `sent` may start after."""
    with urlopen(f"{endpoint}/_suyi/sent?count", timeout=10) as answer:  # noqa: S310 - our own loopback address
        return int(json.load(answer))


def sent(endpoint: str, *, account: str | None = None, since: int = 0) -> list[Sent]:
    """All that was sent, oldest first, without the `since` oldest; of one account (an access key) if
    named."""
    with urlopen(f"{endpoint}/_suyi/sent?since={since}", timeout=10) as answer:  # noqa: S310 - our own loopback address
        records = json.load(answer)
    return [_message(record) for record in records if account in (None, record["account"])]


def _message(record: dict[str, Any]) -> Sent:
    envelope: dict[str, Any] = {
        "kind": record["kind"],
        "id": record["id"],
        "account": record["account"],
        "to": ", ".join(record["to"]),
        "at": datetime.fromisoformat(record["at"]),
    }
    if record["kind"] == "sms":
        return Sent(**envelope, text=record["text"])
    content = record["content"]
    return (
        _raw(envelope, content["Raw"]["Data"])
        if "Raw" in content
        else _simple(envelope, content.get("Simple", {}))
    )


def _raw(envelope: dict[str, Any], data: str) -> Sent:
    message = message_from_bytes(base64.b64decode(data), policy=policy.default)
    headers = {name: str(value) for name, value in message.items()}
    envelope["to"] = envelope["to"] or headers.get("To", "")
    return Sent(
        **envelope,
        subject=headers.get("Subject", ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers=headers,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _simple(envelope: dict[str, Any], content: dict[str, Any]) -> Sent:
    body = content.get("Body", {})
    return Sent(
        **envelope,
        subject=content.get("Subject", {}).get("Data", ""),
        text=body.get("Text", {}).get("Data", ""),
        html=body.get("Html", {}).get("Data", ""),
    )
