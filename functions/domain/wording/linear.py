"""A linear classifier over short runs of characters: weights in a JSON file, arithmetic in plain Python.

``infra/training`` makes the weights; ``docs/model-card.md`` says from what, how well, and where they fail.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

_UNIT = re.compile(r"[a-z']+|\d|[^\W_]|#")
STEM, LONGEST_RUN, MOST_UNITS = 5, 3, 120
"""Letters of a Latin word that count; units of the longest run; units of a text that are looked at."""


def runs(text: str) -> set[str]:
    """Every run of one to three units: a Chinese character, the stem of a Latin word, a number, the ends
    of the text."""
    units = ["^", *(unit[:STEM] for unit in _UNIT.findall(text)[:MOST_UNITS]), "$"]
    found = {" ".join(units[i : i + n]) for n in range(1, LONGEST_RUN + 1) for i in range(len(units) - n + 1)}
    return found - {"^", "$"}


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by feature, one for each class, in units of ``scale``."""

    classes: tuple[str, ...]
    scale: float
    bias: tuple[int, ...]
    weights: dict[str, list[int]]

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """What each class is worth, adding up to 1; features that were never learned count for nothing."""
        sums = list(self.bias)
        for feature in features:
            for i, weight in enumerate(self.weights.get(feature, ())):
                sums[i] += weight
        top = max(sums)
        raised = [math.exp((value - top) * self.scale) for value in sums]
        total = math.fsum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}


def load(package: str, name: str) -> Linear:
    """The weights that lie beside a package's modules."""
    decoded = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return Linear(tuple(decoded["classes"]), decoded["scale"], tuple(decoded["bias"]), decoded["weights"])
