"""The append-only history of a complaint: salted commitments in a hash chain.

``h = SHA-256(prev, n, type, role, actor, at, commit)`` and ``commit = SHA-256(salt, payload)``, each
over canonical JSON. Erasing a person removes payload and salt; the chain still verifies. The first
``prev`` is derived from marketplace and number, so events cannot move between complaints.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .vocabulary import Role


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, before it has its place in the chain. ``at`` is UTC."""

    type: str
    role: Role
    actor: str
    at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An event in its place: ``n`` from 1, ``prev`` and ``h`` hex SHA-256. ``payload`` None when erased."""

    n: int
    type: str
    role: str
    actor: str
    at: str
    prev: str
    commit: str
    h: str
    payload: Mapping[str, Any] | None
    salt: str | None


class Broken(Exception):
    """The history does not hold. ``n`` is the first event that was changed, removed or moved."""

    def __init__(self, n: int, why: str) -> None:
        super().__init__(f"event {n}: {why}")
        self.n = n


def canonical(value: Any) -> bytes:
    """``value`` as JSON bytes that are the same everywhere: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(*parts: Any) -> str:
    """Hex SHA-256 over the canonical JSON list of ``parts``."""
    return hashlib.sha256(canonical(list(parts))).hexdigest()


def genesis(marketplace: str, number: str) -> str:
    """The ``prev`` of a complaint's first event."""
    return digest("suyi", marketplace, number)


def stamp(when: datetime) -> str:
    """``when`` as ISO 8601 in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def chain(event: Event, *, n: int, prev: str, salt: str) -> Link:
    """``event`` as the ``n``-th link after ``prev``."""
    commit = digest(salt, event.payload)
    at = stamp(event.at)
    h = digest(prev, n, event.type, event.role, event.actor, at, commit)
    return Link(n, event.type, event.role, event.actor, at, prev, commit, h, event.payload, salt)


def verify(marketplace: str, number: str, links: Sequence[Link], head: str) -> None:
    """Promises that ``links`` are the whole, untouched history that ends in ``head``; else ``Broken``."""
    prev = genesis(marketplace, number)
    for expected, link in enumerate(links, start=1):
        _verify_link(expected, prev, link)
        prev = link.h
    if prev != head:
        raise Broken(len(links) + 1, "missing: the history ends before its head")


def _verify_link(expected: int, prev: str, link: Link) -> None:
    if link.n != expected:
        raise Broken(expected, f"removed or moved: event {link.n} stands in its place")
    if link.prev != prev:
        raise Broken(expected, "moved or replaced: it does not follow the one before")
    if link.h != digest(link.prev, link.n, link.type, link.role, link.actor, link.at, link.commit):
        raise Broken(expected, "changed: its hash differs")
    if link.salt is not None and link.commit != digest(link.salt, link.payload):
        raise Broken(expected, "changed: its content differs from its commitment")
    if link.salt is None and link.payload is not None:
        raise Broken(expected, "changed: content without its salt")
