"""What was sent, as the server keeps it: a line per message in sent.jsonl, so that it outlives the
process.

Kept: SES v2 SendEmail (raw or simple) and SNS Publish to a telephone number, when the emulator accepted
them. The lines are written but not forced to the disk: a kill loses none, a power cut may lose the
last.
"""

import json
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from functions.clock import now

MAIL = "/v2/email/outbound-emails"


class Outbox:
    PATHS = (MAIL, "/")

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
        self._lines = [line for line in lines if line.endswith("}")]
        self._file = path.open("a", encoding="utf-8")

    def as_json(self, since: int = 0) -> bytes:
        return f"[{','.join(self._lines[since:])}]".encode()

    def __len__(self) -> int:
        return len(self._lines)

    def take(self, scope: Mapping[str, Any], body: bytes, answer: list[MutableMapping[str, Any]]) -> None:
        """Remembers a request if it was a message and was accepted."""
        if not answer or answer[0].get("status") != 200:
            return
        message = mail(body) if scope["path"] == MAIL else text_message(body)
        if message is None:
            return
        reply = b"".join(part.get("body", b"") for part in answer[1:]).decode()
        identity = re.search(r'MessageId(?:>|": *")([^<"]+)', reply)
        envelope = {"at": now().isoformat(), "account": account(scope), "id": identity[1] if identity else ""}
        line = json.dumps(envelope | message, ensure_ascii=False)
        self._lines.append(line)
        self._file.write(line + "\n")
        self._file.flush()


def mail(body: bytes) -> dict[str, Any]:
    request = json.loads(body)
    return {"kind": "mail", "to": recipients(request), "content": request.get("Content", {})}


def recipients(request: dict[str, Any]) -> list[str]:
    destination = request.get("Destination", {})
    return [address for kind in ("To", "Cc", "Bcc") for address in destination.get(f"{kind}Addresses", [])]


def text_message(body: bytes) -> dict[str, Any] | None:
    form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
    if form.get("Action") != "Publish" or "PhoneNumber" not in form:
        return None
    return {"kind": "sms", "to": [form["PhoneNumber"]], "text": form.get("Message", "")}


def account(scope: Mapping[str, Any]) -> str:
    """The access key that signed: one of twelve digits is an account of its own to the emulator."""
    authorization = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    found = re.search(r"Credential=([^/]+)/", authorization)
    return found[1] if found else ""
