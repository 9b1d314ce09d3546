"""A written mail as raw MIME: text and HTML alternatives, one recipient, threaded by complaint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from functions.domain.notice_facts import Email
from functions.domain.send_errors import Undeliverable

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_SEVEN_BIT = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom. ``sender`` and ``to`` are bare addresses, ``name`` is shown for the sender.

    ``message_id`` is the same on every try, so that a repeated mail can be known. ``thread`` is the
    complaint's number, or empty; ``marketplace`` its reference, in letters and digits.
    """

    sender: str
    name: str
    to: str
    message_id: str
    marketplace: str
    sent_at: datetime
    thread: str = ""


def raw(mail: Email, envelope: Envelope) -> bytes:
    """The message as 7-bit bytes with CRLF lines.

    Refuses (``Undeliverable``) what is not exactly one plain address, and (``ValueError``) a line break
    in a header.
    """
    to = one_address(envelope.to)
    domain = one_address(envelope.sender).rpartition("@")[2]
    message = EmailMessage(policy=_SEVEN_BIT)
    message["From"] = Address(envelope.name, addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = f"<{_atom(envelope.message_id)}@{domain}>"
    if envelope.thread:
        # Providers may replace the Message-ID, so every mail answers one that was never sent: the complaint
        # itself.
        message["In-Reply-To"] = message["References"] = f"<{_atom(envelope.thread)}.complaint@{domain}>"
    message["List-Id"] = f"<{_atom(envelope.marketplace)}.complaints.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()


def one_address(text: str) -> str:
    """``text`` if it is one plain ASCII address; refuses (``Undeliverable``) lists, names, quotes and line
    breaks."""
    local = text.rpartition("@")[0]
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    if len(text) > _LONGEST_ADDRESS or dotted or not _ADDRESS.fullmatch(text):
        raise Undeliverable("not one plain address")
    return text


def _atom(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip(".-")
