"""What a whole screen says happened, from what its lines say: a failure and its class, a success, or still pending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ..reading import Box, Line
from . import identifiers, lines
from .lines import FAILED, FAILURES, OTHER, PENDING, SUCCESS

LEAST = 0.5
"""Probability from which a line's class counts."""

LARGEST, SMALLEST = 1.8, 0.7
"""How much a line's size may weigh, against the usual line of the picture."""

OUTSHONE = 0.5
"""A success counts against a failure when it is at least this strong; below, it is a footnote."""


class Said(NamedTuple):
    """One line or two that go on, with the class they were taken for and how strongly they say it."""

    kind: str
    strength: float
    text: str
    box: Box


class Outcome(NamedTuple):
    """``kind``: success, pending, failed or empty; ``failure`` its class; ``said`` the words it rests on."""

    kind: str
    failure: str = ""
    said: Said | None = None


def outcome(read: Sequence[Line]) -> Outcome:
    """The latest word counts between success and failure: a chat that ends well has ended well."""
    said = list(_messages(read))
    failures = [each for each in said if each.kind in FAILURES]
    successes = [each for each in said if each.kind == SUCCESS]
    if successes and not (failures and _outweighs(failures, successes)):
        return Outcome(SUCCESS, "", max(successes, key=lambda each: each.strength))
    if failures:
        return _failure(failures)
    waiting = [each for each in said if each.kind == PENDING]
    return Outcome(PENDING, "", max(waiting, key=lambda each: each.strength)) if waiting else Outcome("")


def _outweighs(failures: Sequence[Said], successes: Sequence[Said]) -> bool:
    """Whether failure is the last word, or the only loud one."""
    last_failure = max(each.box.bottom for each in failures)
    last_success = max(each.box.bottom for each in successes)
    loudest = max(each.strength for each in failures)
    return last_failure > last_success or max(each.strength for each in successes) < OUTSHONE * loudest


def _failure(failures: Sequence[Said]) -> Outcome:
    """The class said most strongly in all; that something failed is less than why."""
    by_class: dict[str, float] = {}
    for each in failures:
        by_class[each.kind] = by_class.get(each.kind, 0.0) + each.strength * (0.1 if each.kind == FAILED else 1.0)
    failure = max(by_class, key=lambda kind: by_class[kind])
    return Outcome(
        FAILED, failure, max((each for each in failures if each.kind == failure), key=lambda each: each.strength)
    )


def _messages(read: Sequence[Line]) -> Iterator[Said]:
    """Lines that say something, each once: alone, or with the line beneath when only both together make it clear."""
    usual = median([line.box.bottom - line.box.top for line in read]) if read else 1
    taken: set[int] = set()
    for i, line in enumerate(read):
        if i in taken:
            continue
        kind, sure = _likeliest(line.text)
        j = identifiers.beneath(read, i)
        if j is not None:
            joined, surer = _likeliest(line.text + read[j].text)
            alone, _ = _likeliest(read[j].text)
            if kind in {OTHER, FAILED} and alone in {OTHER, FAILED} and joined not in {OTHER, FAILED}:
                kind, sure = joined, surer
                taken.add(j)
        if kind != OTHER and sure >= LEAST:
            size = (line.box.bottom - line.box.top) / max(1, usual)
            yield Said(kind, sure * min(LARGEST, max(SMALLEST, size)), line.text, line.box)


def _likeliest(text: str) -> tuple[str, float]:
    likely = lines.classify(text)
    kind = max(likely, key=lambda each: likely[each])
    if kind == OTHER or likely[kind] >= LEAST:
        return kind, likely[kind]
    failing = sum(likely[each] for each in FAILURES)  # which failure is unclear, that it is one may not be
    return (kind, failing) if kind in FAILURES and failing >= LEAST + 0.15 else (OTHER, likely[OTHER])
