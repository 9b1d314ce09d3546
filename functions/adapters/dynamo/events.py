"""The events of a complaint as rows and back."""

from __future__ import annotations

import json

from ...domain.history import Link
from . import keys
from .rows import Item


def event_row(pk: str, link: Link) -> Item:
    """The row of ``link``, under its complaint."""
    return {
        "pk": pk,
        "sk": keys.event(link.n),
        "type": link.type,
        "role": link.role,
        "actor": link.actor,
        "at": link.at,
        "prev": link.prev,
        "commit": link.commit,
        "h": link.h,
        "salt": link.salt,
        "payload": json.dumps(link.payload, ensure_ascii=False, separators=(",", ":")),
    }


def read_event(item: Item) -> Link:
    """The event of a row."""
    payload = json.loads(item["payload"]) if "payload" in item else None
    chained = {name: item[name] for name in ("type", "role", "actor", "at", "prev", "commit", "h")}
    return Link(n=int(item["sk"].split("#")[1]), **chained, payload=payload, salt=item.get("salt"))
