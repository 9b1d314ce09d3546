"""Whether two complaints were written from one template, whatever order, goods or sum was put into it."""

from __future__ import annotations

import re

from .normalising import fold

ALIKE = 0.4
"""Share of common pairs of characters (Jaccard) from which two texts count as near-duplicates."""

_IDENTIFIER = re.compile(r"(?<![a-z])[a-z]{0,30}\d[a-z0-9-]*|\d[a-z0-9-]*")
_SILENT = re.compile(r"[\W_]+")


def pairs(words: str) -> frozenset[str]:
    """Pairs of neighbouring characters, numbers and identifiers all alike, punctuation and spaces left
    out."""
    plain = _SILENT.sub("", _IDENTIFIER.sub("0", fold(words)))
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset({plain})


def alike(one: str, other: str) -> float:
    """0 to 1; ``ALIKE`` and above is a near-duplicate. Two empty texts are not alike."""
    return likeness(pairs(one), pairs(other))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The same of texts whose pairs are kept, where one is compared with many."""
    if one <= {""} or other <= {""}:
        return 0.0
    return len(one & other) / len(one | other)
