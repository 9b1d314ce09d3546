"""What a whole screen says happened, from what its lines say: a failure and its class, a success, or still
pending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ..reading import Box, Line
from ..wording.normalising import masked
from . import grammar, layout, lines
from .lines import FAILED, FAILURES, OTHER, PENDING, SUCCESS

LEAST, LEAST_IN_RULES = 0.5, 0.9
"""Probability from which a class counts: where a pattern of the grammar speaks for something, and where it
sounds like instructions."""

LEAST_UNHEARD = {SUCCESS: 0.96, PENDING: 0.96} | dict.fromkeys(FAILURES, 0.85)
"""Where no pattern speaks for anything: titles of pages are easily taken for what the page hopes for."""

CONDITION, DOUBTS = "condition", {"rule", "question"}
SECONDED = 12.0
"""What a class's odds gain when a pattern speaks for it."""

LARGEST, SMALLEST = 1.8, 0.7
"""How much a line's size may weigh, against the usual line of the picture."""

OUTSHONE = 0.5
"""What is said with less than this share of the loudest is a footnote, and decides nothing between the
two."""


class ClassedLine(NamedTuple):
    """One line or two that go on, with the class they were taken for and how strongly they say it."""

    kind: str
    strength: float
    text: str
    box: Box


class ScreenResult(NamedTuple):
    """``kind``: success, pending, failed or empty; ``failure`` its class; ``said`` the words it rests on."""

    kind: str
    failure: str = ""
    said: ClassedLine | None = None


def outcome(read: Sequence[Line]) -> ScreenResult:
    """The latest word counts between success and failure: a chat that ends well has ended well."""
    classes = list(_messages(read))
    failures = [each for each in classes if each.kind in FAILURES]
    successes = [each for each in classes if each.kind == SUCCESS]
    if successes and not (failures and _outweighs(failures, successes)):
        return ScreenResult(SUCCESS, "", max(successes, key=lambda each: each.strength))
    if failures:
        return _failure(failures)
    waiting = [each for each in classes if each.kind == PENDING]
    return (
        ScreenResult(PENDING, "", max(waiting, key=lambda each: each.strength))
        if waiting
        else ScreenResult("")
    )


def _outweighs(failures: Sequence[ClassedLine], successes: Sequence[ClassedLine]) -> bool:
    """Whether failure is the last word among those that are said about as loudly as the loudest."""
    loudest = max(each.strength for each in (*failures, *successes))
    heard = [each for each in (*failures, *successes) if each.strength >= OUTSHONE * loudest]
    return max(heard, key=lambda each: each.box.bottom).kind != SUCCESS


def _failure(failures: Sequence[ClassedLine]) -> ScreenResult:
    """The class said most strongly in all; that something failed is less than why."""
    by_class: dict[str, float] = {}
    for each in failures:
        by_class[each.kind] = by_class.get(each.kind, 0.0) + each.strength * (
            0.1 if each.kind == FAILED else 1.0
        )
    failure = max(by_class, key=lambda kind: by_class[kind])
    return ScreenResult(
        FAILED,
        failure,
        max((each for each in failures if each.kind == failure), key=lambda each: each.strength),
    )


def _messages(read: Sequence[Line]) -> Iterator[ClassedLine]:
    """Paragraphs that say something; one that as a whole says nothing may have lines that do."""
    usual = median([line.box.bottom - line.box.top for line in read]) if read else 1
    for paragraph in map(_before_conditions, layout.paragraphs(read)):
        whole = layout.joined(paragraph)
        kind, sure = likeliest(whole)
        if kind not in {OTHER, FAILED} or len(paragraph) == 1:
            classes = [(kind, sure, whole, paragraph)]
        else:
            classes = [(*likeliest(line.text), line.text, (line,)) for line in paragraph]
            classes = (
                classes if any(each[0] != OTHER for each in classes) else [(kind, sure, whole, paragraph)]
            )
        for kind, sure, text, over in classes:
            if kind != OTHER:
                size = over[0].box.bottom - over[0].box.top
                yield ClassedLine(
                    kind, sure * min(LARGEST, max(SMALLEST, size / max(1, usual))), text, layout.around(over)
                )


def _before_conditions(paragraph: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines up to one that begins a condition; at least the first."""
    begins = (i for i, line in enumerate(paragraph) if i and CONDITION in grammar.hits(masked(line.text)))
    return paragraph[: next(begins, len(paragraph))]


def likeliest(text: str) -> tuple[str, float]:
    """The class of some words and its probability; ``other`` unless they say something clearly enough."""
    text = grammar.unconditional(text)
    hits = grammar.hits(masked(text))
    if CONDITION in hits:
        return OTHER, 1.0
    likely = _seconded(lines.classify(text), hits)
    kind = max(likely, key=lambda each: likely[each])
    least = LEAST_IN_RULES if hits & DOUBTS else LEAST if hits else LEAST_UNHEARD.get(kind, LEAST_IN_RULES)
    if kind == OTHER or likely[kind] >= least:
        return kind, likely[kind]
    failing = sum(likely[each] for each in FAILURES)  # which failure is unclear, that it is one may not be
    return (kind, failing) if kind in FAILURES and failing >= least + 0.1 else (OTHER, likely[OTHER])


def _seconded(likely: dict[str, float], hits: set[str]) -> dict[str, float]:
    """What the grammar's patterns speak for is worth more, or unheard wording would seldom be believed."""
    if hits & {*DOUBTS, "not"}:
        return likely
    named = hits - {FAILED} if hits & {*FAILURES} - {FAILED} else hits
    raised = {kind: value * (SECONDED if kind in named else 1.0) for kind, value in likely.items()}
    total = sum(raised.values())
    return {kind: value / total for kind, value in raised.items()}
