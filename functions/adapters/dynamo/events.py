"""The events of a complaint as rows and back, of both formats: hashes and salts are bytes.

A row of format 2 has short names, so that two hundred characters of a first event fit into a kilobyte: ``ef``
and ``sf`` are the facts and their salt; ``ew``, ``sw`` and ``cw`` the words, their salt and their commitment.
What always follows from the rest is not stored: the facts' commitment, and the first event's ``prev``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...domain.history import Link, Part, committed, genesis
from . import keys
from .rows import Item


def event_row(pk: str, link: Link) -> Item:
    """The row of ``link``, a whole event of format 2, under its complaint."""
    facts, words = link.parts
    row = {
        "pk": pk,
        "sk": keys.event(link.n),
        "type": link.type,
        "role": link.role,
        "actor": link.actor,
        "at": link.at,
        "h": bytes.fromhex(link.h),
        "ef": _packed(facts),
        "sf": bytes.fromhex(facts.salt or ""),
        "ew": _packed(words),
        "sw": bytes.fromhex(words.salt or ""),
        "cw": bytes.fromhex(words.commit),
    }
    return row if link.n == 1 else row | {"prev": bytes.fromhex(link.prev)}


def read_event(item: Item) -> Link:
    """The event of a row, as whole as it still is."""
    parts = (_facts(item), _words(item)) if "sf" in item else (_first_format(item),)
    said = {name: item[name] for name in ("type", "role", "actor", "at")}
    n = keys.event_number(item["sk"])
    return Link(n=n, **said, prev=_prev(item), h=_hex(item["h"]), parts=parts)


def _prev(item: Item) -> str:
    if "prev" in item:
        return _hex(item["prev"])
    _, marketplace, number = keys.named(item["pk"])
    return genesis(marketplace, number)


def _hex(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.hex()


def _packed(part: Part) -> str:
    return json.dumps(part.content, ensure_ascii=False, separators=(",", ":"))


def _facts(item: Item) -> Part:
    return committed(json.loads(item["ef"]), _hex(item["sf"]))


def _words(item: Item) -> Part:
    commit = _hex(item["cw"])
    return Part(commit, json.loads(item["ew"]), _hex(item["sw"])) if "ew" in item else Part(commit)


def _first_format(item: Item) -> Part:
    payload: Mapping[str, Any] | None = json.loads(item["payload"]) if "payload" in item else None
    return Part(item["commit"], payload, item.get("salt"))
