"""Samples for the category model: what buyers write."""

from __future__ import annotations

import random
from collections.abc import Collection

from functions.domain.wording.category import GROUPS, features

from . import grammar
from .fitting import Sample

COPIES = 24
"""Sentences drawn from one template, fewer where it has fewer."""

SHARES = {"other": 0.7}
"""What a group counts beside the others' 1: that there is nothing to complain of must be said, not
assumed."""

DROPPED = 0.12
JOINED = 0.15
"""The share of samples that are followed by another sentence of the same group, as people write two."""


def samples(seed: int, without: Collection[str] = ()) -> list[Sample]:
    """Features, group and share of every sentence drawn; templates in ``without`` are never used."""
    chance = random.Random(seed)
    drawn: list[Sample] = []
    for group in GROUPS:
        templates = [t for t in grammar.sections("words")[group] if t not in without]
        share = SHARES.get(group, 1.0) / len(templates)
        for template in templates:
            found = sorted({_sentence(template, templates, chance) for _ in range(COPIES)})
            drawn += [(_thinned(features(text), chance), group, share / len(found)) for text in found]
    return drawn


def held_out(fold: int, folds: int) -> dict[str, str]:
    """Every ``folds``-th template and its group."""
    every = [(t, group) for group in GROUPS for t in grammar.sections("words")[group]]
    return dict(every[fold::folds])


def _sentence(template: str, others: list[str], chance: random.Random) -> str:
    text = grammar.fill(template, chance)
    if chance.random() < JOINED:
        text += "，" + grammar.fill(chance.choice(others), chance)
    return text


def _thinned(found: set[str], chance: random.Random) -> set[str]:
    if chance.random() < 0.5:
        return found
    return {name for name in sorted(found) if chance.random() > DROPPED}
