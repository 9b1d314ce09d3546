"""Samples for the line classifier: what screens say, misread a little the way readers do."""

from __future__ import annotations

import random
from collections.abc import Collection

from functions.domain.precheck.lines import CLASSES, features

from . import grammar
from .fitting import Sample

COPIES = 36
"""Phrases drawn from one template, fewer where it has fewer."""

SHARES = {"other": 3.0}
"""What a class counts beside the others' 1: most lines of a screen say nothing."""

NOISE = 900
"""Lines of chance signs that say nothing: what was never seen must not be taken for a message."""

DROPPED = 0.12
"""The share of runs left out of every second sample, so that no single run decides."""


def samples(seed: int, without: Collection[str] = ()) -> list[Sample]:
    """Features, class and share of every phrase drawn; templates in ``without`` are never used."""
    chance = random.Random(seed)
    drawn: list[Sample] = []
    for label in CLASSES:
        templates = [t for t in grammar.sections("screens")[label] if t not in without]
        for template in templates:
            found = sorted({grammar.fill(template, chance) for _ in range(COPIES)})
            share = SHARES.get(label, 1.0) / len(templates) / len(found)
            drawn += [
                (_thinned(features(_misread(phrase, chance)), chance), label, share) for phrase in found
            ]
    return drawn + _noise(chance)


def _noise(chance: random.Random) -> list[Sample]:
    signs = sorted(set("".join(grammar.sections("screens")["other"])) - set("{}"))
    lines = ["".join(chance.choices(signs, k=chance.randint(2, 12))) for _ in range(NOISE)]
    return [(features(line), "other", 1 / NOISE) for line in lines]


def phrases(templates: Collection[str], seed: int, each: int = 4) -> list[str]:
    """Clean phrases of some templates, to measure with."""
    chance = random.Random(seed)
    return [grammar.fill(template, chance) for template in sorted(templates) for _ in range(each)]


def held_out(fold: int, folds: int) -> dict[str, str]:
    """Every ``folds``-th template and its class."""
    every = [(t, label) for label in CLASSES for t in grammar.sections("screens")[label]]
    return dict(every[fold::folds])


def _misread(phrase: str, chance: random.Random) -> str:
    """Now and then a sign is lost or the line begins in the middle of somebody's sentence."""
    if chance.random() < 0.08 and len(phrase) > 5:
        at = chance.randrange(len(phrase))
        phrase = phrase[:at] + phrase[at + 1 :]
    if chance.random() < 0.1:
        phrase = phrase.replace(" ", "")
    return phrase


def _thinned(found: set[str], chance: random.Random) -> set[str]:
    if chance.random() < 0.5:
        return found
    return {name for name in sorted(found) if name.startswith("=") or chance.random() > DROPPED}
