"""What one line of a screen says: a class of failure, success, still pending, or nothing that matters."""

from __future__ import annotations

from functools import cache

from ..wording import linear
from ..wording.normalising import masked
from . import grammar

OTHER, SUCCESS, PENDING, FAILED = "other", "success", "pending", "failed"
FAILURES = ("invalid", "used", "expired", "region", FAILED)
"""What can have failed; the last says only that something did."""

CLASSES = (OTHER, SUCCESS, PENDING, *FAILURES)


def features(text: str) -> set[str]:
    """Runs of characters, and which patterns match; the training reads lines with this very function."""
    plain = masked(text)
    found = grammar.hits(plain)
    return linear.runs(plain) | {f"={name}" for name in found} | {f"={'+'.join(sorted(found))}"}


def classify(text: str) -> dict[str, float]:
    """Each class's probability; a line without words is ``other``."""
    return _weights().probabilities(features(text))


@cache
def _weights() -> linear.Linear:
    return linear.load(__package__ or "", "lines.json")
