"""Softmax regression over sparse features, in numpy; the same samples and seed give the same weights."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

STEPS, RATE, DECAY = 160, 0.5, 2e-5
SCALE = 0.02
"""What one unit of a stored weight is worth: whole numbers keep the file small and the same everywhere."""

Sample = tuple[set[str], str, float]
"""Features, class, and what the sample counts within its class."""


class Cells(NamedTuple):
    """The sample and the feature of every cell that is 1, and how many features there are."""

    rows: np.ndarray
    columns: np.ndarray
    features: int


class Settings(NamedTuple):
    """``rarest``: samples a feature must occur in; ``least``: the weight, in units, below which a feature
    is dropped."""

    rarest: int = 4
    least: int = 12


def fit(samples: Sequence[Sample], classes: Sequence[str], settings: Settings) -> dict[str, object]:
    """Weights as ``functions.domain.wording.linear`` reads them."""
    names = _vocabulary(samples, settings.rarest)
    cells = _cells(samples, {name: i for i, name in enumerate(names)})
    wanted = np.array([classes.index(label) for _, label, _ in samples])
    share = np.array([counts for *_, counts in samples])
    weights, bias = _descend(cells, wanted, share / share.sum(), len(classes))
    units, offsets = np.rint(weights / SCALE).astype(int), np.rint(bias / SCALE).astype(int)
    kept = np.abs(units).max(axis=1) >= settings.least
    table = {name: row.tolist() for name, row, keep in zip(names, units, kept, strict=True) if keep}
    return {"classes": list(classes), "scale": SCALE, "bias": offsets.tolist(), "weights": table}


def write(model: dict[str, object], to: Path) -> None:
    """One feature a line, so that a change of the grammar shows as a change of lines."""
    weights = model["weights"]
    assert isinstance(weights, dict)
    head = json.dumps({k: v for k, v in model.items() if k != "weights"}, ensure_ascii=False)[:-1]
    lines = [
        f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, separators=(',', ':'))}"
        for k, v in weights.items()
    ]
    to.write_text(head + ', "weights": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _vocabulary(samples: Sequence[Sample], rarest: int) -> list[str]:
    seen = Counter(name for features, *_ in samples for name in features)
    return sorted(name for name, times in seen.items() if times >= rarest)


def _cells(samples: Sequence[Sample], index: dict[str, int]) -> Cells:
    """Sample and feature of each cell of the sparse matrix that is 1."""
    pairs = [
        (i, index[name])
        for i, (features, *_) in enumerate(samples)
        for name in sorted(features)
        if name in index
    ]
    cells = np.array(pairs, dtype=np.int64)
    return Cells(cells[:, 0], cells[:, 1], len(index))


def _descend(
    cells: Cells, wanted: np.ndarray, share: np.ndarray, classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Adam over the whole set at once, without chance."""
    rows, columns, features = cells
    goal = np.zeros((len(wanted), classes))
    goal[np.arange(len(wanted)), wanted] = 1
    values = np.zeros((features + 1, classes))
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, STEPS + 1):
        sums = _gathered(values[:-1], columns, rows, len(wanted)) + values[-1]
        likely = np.exp(sums - sums.max(axis=1, keepdims=True))
        error = (likely / likely.sum(axis=1, keepdims=True) - goal) * share[:, None]
        slope = np.vstack(
            [_gathered(error, rows, columns, features) + DECAY * values[:-1], error.sum(axis=0)]
        )
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = RATE * (1 - step / (STEPS + 1)) * 0.2
        values -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return values[:-1], values[-1]


def _gathered(values: np.ndarray, take: np.ndarray, into: np.ndarray, count: int) -> np.ndarray:
    """Sums of rows of ``values`` by where they go."""
    taken = values[take]
    return np.stack([np.bincount(into, taken[:, c], minlength=count) for c in range(values.shape[1])], axis=1)
