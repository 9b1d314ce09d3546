"""Connected islands of a mask, found by their horizontal runs: what OpenCV would be needed for, in numpy
alone."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

MOST_RUNS = 30_000
"""A page of dense text has a tenth of it; beyond, a picture is noise and only its first runs are looked
at."""


class Islands(NamedTuple):
    """Runs as arrays (row, first column, column after the last) and the island each belongs to, 0 to
    ``number`` - 1."""

    row: Array
    start: Array
    end: Array
    label: Array
    number: int


def islands(mask: Array) -> Islands:
    """Every island of true cells; cells that touch at a corner belong together."""
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, start = (part[:MOST_RUNS] for part in np.nonzero(edges == 1))
    end = np.nonzero(edges == -1)[1][:MOST_RUNS]
    roots = _joined(row.tolist(), start.tolist(), end.tolist())
    labels, label = np.unique(np.array(roots, dtype=np.int64), return_inverse=True)
    return Islands(row, start, end, label, len(labels))


def _joined(row: list[int], start: list[int], end: list[int]) -> list[int]:
    """For each run the first run of its island: two runs join when they touch in neighbouring rows."""
    parent = list(range(len(row)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    above = 0
    for i, y in enumerate(row):
        while above < i and (row[above] < y - 1 or (row[above] == y - 1 and end[above] < start[i])):
            above += 1
        j = above
        while j < i and row[j] == y - 1 and start[j] <= end[i]:
            a, b = root(i), root(j)
            parent[max(a, b)] = min(a, b)
            j += 1
    return [root(i) for i in range(len(row))]
