"""The append-only history of a complaint: salted commitments in a hash chain whose head is signed.

An event of format 2 says two things apart: facts (codes, numbers, ids, for figures) and words (whatever a
person typed or showed). Each is committed to by itself, ``SHA-256(salt, content)``, and
``h = SHA-256(prev, n, type, role, actor, at, facts' commitment, words' commitment)``, over canonical JSON.
Erasing a person removes words and their salt: the facts can still be counted and the chain still verifies.
Format 1 committed to everything at once; its events verify as they were, and events of format 2 follow on
them. The first ``prev`` is derived from marketplace and number, so events cannot move between complaints.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .vocabulary import Role

FORMAT = "suyi-history-2"
UNSIGNED = "suyi-history-1"
"""What exports are called; the older one was never signed."""
COUNTED = frozenset(
    {
        *(
            "category",
            "ask",
            "ask_fen",
            "fen",
            "order_fen",
            "merchant",
            "shop",
            "goods_id",
            "goods_class",
            "late",
        ),
        *("parent", "follow_up", "by_shop", "known", "remedy", "outcome", "clauses", "remedies"),
        *("silent", "untold", "upheld", "side", "percent", "from", "mark", "on", "ledger"),
        *("reason", "scene", "risks", "instant", "false_reason", "verdicts"),
        *("tail", "request", "proposes", "until"),
    }
)
"""What of an event stays to be counted once a person is erased."""
ERASABLE = frozenset({"words", "proof", "evidence", "pictures", "slot"})
"""What goes with the person. A field of neither kind goes with the person too."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, before it has its place in the chain. ``at`` is UTC."""

    type: str
    role: Role
    actor: str
    at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What an event says of one kind: its commitment, with content and salt unless erased or kept back."""

    commit: str
    content: Mapping[str, Any] | None = None
    salt: str | None = None

    def bare(self) -> Part:
        """The commitment alone."""
        return Part(self.commit)


@dataclass(frozen=True, slots=True)
class Link:
    """An event in its place: ``n`` from 1, hashes and salts in hex. ``parts`` are facts and words, or the
    one part of format 1."""

    n: int
    type: str
    role: str
    actor: str
    at: str
    prev: str
    h: str
    parts: tuple[Part, ...]

    @property
    def payload(self) -> Mapping[str, Any] | None:
        """All that is left to be read; None when nothing is."""
        left = [part.content for part in self.parts if part.content is not None]
        return {name: value for content in left for name, value in content.items()} if left else None


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


def committed(content: Mapping[str, Any], salt: str) -> Part:
    """``content`` with its commitment under ``salt``."""
    return Part(digest(salt, content), content, salt)


def chain(event: Event, *, n: int, prev: str, salts: tuple[str, str]) -> Link:
    """``event`` as the ``n``-th link after ``prev``, its facts and its words each under a salt of its own."""
    facts = {name: value for name, value in event.payload.items() if name in COUNTED}
    words = {name: value for name, value in event.payload.items() if name not in COUNTED}
    return linked(event, n=n, prev=prev, parts=(committed(facts, salts[0]), committed(words, salts[1])))


def linked(event: Event, *, n: int, prev: str, parts: tuple[Part, ...]) -> Link:
    """``event`` as the ``n``-th link after ``prev``, saying ``parts``."""
    link = Link(n, event.type, event.role, event.actor, stamp(event.at), prev, "", parts)
    return replace(link, h=_hash(link))


def erased(link: Link) -> Link:
    """``link`` without its words: of format 1, which cannot tell them apart, nothing but the commitment
    stays."""
    return replace(link, parts=(*link.parts[:-1], link.parts[-1].bare()))


def kept_back(link: Link) -> Link:
    """``link`` as somebody sees it who is told that it happened and not what was said."""
    return replace(link, parts=tuple(part.bare() for part in link.parts))


def signed_text(marketplace: str, number: str, *, n: int, head: str) -> bytes:
    """What the desk signs: that a complaint's history had ``n`` events and ended in ``head``."""
    return canonical([FORMAT, marketplace, number, n, head])


def verify(marketplace: str, number: str, links: Sequence[Link], head: str) -> None:
    """Promises that ``links`` are the whole, untouched history that ends in ``head``; else ``Broken``.

    Whether ``head`` is the desk's own is what its signature says.
    """
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
    if link.h != _hash(link):
        raise Broken(expected, "changed: its hash differs")
    for part in link.parts:
        if part.salt is not None and part.commit != digest(part.salt, part.content):
            raise Broken(expected, "changed: its content differs from its commitment")
        if part.salt is None and part.content is not None:
            raise Broken(expected, "changed: content without its salt")


def _hash(link: Link) -> str:
    commits = [part.commit for part in link.parts]
    return digest(link.prev, link.n, link.type, link.role, link.actor, link.at, *commits)
