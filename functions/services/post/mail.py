"""A letter as a mail: one recipient, threaded by complaint."""

from __future__ import annotations

from datetime import datetime

from ...domain.marketplace import Marketplace
from ...domain.notice_facts import Facts
from ...ports import Desk, Message


def mail_bytes(
    desk: Desk, marketplace: Marketplace, message: Message, *, facts: Facts, to: str, now: datetime
) -> bytes:
    """The raw mail of ``message``; its Message-ID is the message's own, so that a repeat is known as one."""
    letter = desk.letters.email(message.notice, facts, message.lang)
    return desk.pack(
        letter,
        to=to,
        name=marketplace.name,
        message_id=message.id,
        thread=facts.number,
        list_name=marketplace.id,
        at=now,
    )
