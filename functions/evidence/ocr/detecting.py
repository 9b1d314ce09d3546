"""Where text stands: one rectangle a line, upright or turned."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from .islands import Array, Islands, islands

LONGEST = 960
"""Pixels of the longer side that the detection model is shown."""

TALLEST = 2.4
"""Length over breadth from which a picture is looked at in pieces, or its words would shrink to nothing."""

OVERLAP = 0.06
"""Of a piece's length: a line cut by one piece is whole in the next."""

MOST_PIECES, MOST_LINES = 8, 150
THRESHOLD, SURE = 0.3, 0.5  # PP-OCR's own: of a cell, and of an island's mean
GROW = 1.6  # PP-OCR's own: it was taught on shrunken lines
SMALLEST = 3
TURNED = math.radians(1.5)


class Place(NamedTuple):
    """A line's rectangle: its middle, its length along ``angle`` (radians, clockwise) and its height, in
    pixels."""

    x: float
    y: float
    length: float
    height: float
    angle: float

    def corners(self) -> tuple[float, ...]:
        """Upper left, lower left, lower right, upper right, as Pillow's quadrilaterals are given."""
        along = np.array([math.cos(self.angle), math.sin(self.angle)]) * self.length / 2
        down = np.array([-math.sin(self.angle), math.cos(self.angle)]) * self.height / 2
        middle = np.array([self.x, self.y])
        points = (middle - along - down, middle - along + down, middle + along + down, middle + along - down)
        return tuple(float(value) for point in points for value in point)


def places(picture: Image.Image, session: Any) -> list[Place]:
    """Every line of the picture, at most ``MOST_LINES``, the largest kept."""
    found = [
        place for offset, piece in pieces(picture) for place in _moved(_in_piece(piece, session), offset)
    ]
    found.sort(key=lambda p: p.length * p.height, reverse=True)
    kept: list[Place] = []
    for place in found:
        if len(kept) < MOST_LINES and not any(_same(place, other) for other in kept):
            kept.append(place)
    return kept


def pieces(picture: Image.Image) -> list[tuple[tuple[int, int], Image.Image]]:
    """The picture, or overlapping pieces of a very long one with their upper left corners."""
    width, height = picture.size
    longer, shorter = max(width, height), min(width, height)
    if longer <= TALLEST * shorter or longer <= LONGEST:
        return [((0, 0), picture)]
    count = min(MOST_PIECES, math.ceil(longer / (TALLEST * max(shorter, LONGEST / TALLEST)) * (1 + OVERLAP)))
    step = longer / count
    spans = [
        (max(0, round(i * step - OVERLAP * step)), min(longer, round((i + 1) * step))) for i in range(count)
    ]
    if height >= width:
        return [((0, a), picture.crop((0, a, width, b))) for a, b in spans]
    return [((a, 0), picture.crop((a, 0, b, height))) for a, b in spans]


def _moved(found: list[Place], offset: tuple[int, int]) -> list[Place]:
    return [place._replace(x=place.x + offset[0], y=place.y + offset[1]) for place in found]


def _same(place: Place, larger: Place) -> bool:
    """Whether two pieces saw one line: the smaller one's middle lies within the larger one."""
    return abs(place.x - larger.x) < larger.length / 2 and abs(place.y - larger.y) < larger.height * 0.4


def _in_piece(picture: Image.Image, session: Any) -> list[Place]:
    scale = min(1.0, LONGEST / max(picture.size))
    width, height = (max(32, round(side * scale / 32) * 32) for side in picture.size)
    shown = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32)
    batch = ((shown[:, :, ::-1] / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    likely = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(batch)})[0][0, 0]
    found = islands(likely > THRESHOLD)
    across, down = picture.width / width, picture.height / height
    return [_scaled(place, across, down) for place in _rectangles(found, likely)]


def _scaled(place: Place, across: float, down: float) -> Place:
    return Place(place.x * across, place.y * down, place.length * across, place.height * down, place.angle)


def _rectangles(found: Islands, likely: Array) -> list[Place]:
    """The grown rectangle of each island that is sure and large enough."""
    if not found.number:
        return []
    sums = np.pad(np.cumsum(likely, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    size = np.bincount(found.label, found.end - found.start)
    sure = np.bincount(found.label, sums[found.row, found.end] - sums[found.row, found.start]) / size
    order = np.argsort(found.label, kind="stable")
    ends = np.cumsum(np.bincount(found.label))
    rectangles = []
    for i in np.nonzero((sure >= SURE) & (size >= SMALLEST * SMALLEST))[0]:
        runs = order[ends[i - 1] if i else 0 : ends[i]]
        place = _rectangle(found.row[runs], found.start[runs], found.end[runs])
        if min(place.length, place.height) >= SMALLEST:
            rectangles.append(_grown(place))
    return rectangles


def _rectangle(row: Array, start: Array, end: Array) -> Place:
    """Around one island: turned along its own axis when it is long and clearly not level."""
    left, right, top, bottom = float(start.min()), float(end.max()), float(row.min()), float(row.max() + 1)
    upright = Place((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, 0.0)
    angle = _axis(row, start, end)
    if upright.length < 2.5 * upright.height or not TURNED < abs(angle) < math.pi / 4:
        return upright
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = np.concatenate([start, end, start, end]), np.concatenate([row, row, row + 1, row + 1])
    along, across = x * cos + y * sin, y * cos - x * sin
    a, b = (along.min() + along.max()) / 2, (across.min() + across.max()) / 2
    return Place(a * cos - b * sin, a * sin + b * cos, float(np.ptp(along)), float(np.ptp(across)), angle)


def _axis(row: Array, start: Array, end: Array) -> float:
    """The direction the island stretches in, from the second moments of its cells."""
    n = (end - start).astype(np.float64)
    x, y = (start + end - 1) / 2, row.astype(np.float64)
    mx, my = np.average(x, weights=n), np.average(y, weights=n)
    xx = np.sum(n * ((x - mx) ** 2 + (n * n - 1) / 12))
    yy, xy = np.sum(n * (y - my) ** 2), np.sum(n * (x - mx) * (y - my))
    return 0.5 * math.atan2(2 * xy, xx - yy)


def _grown(place: Place) -> Place:
    by = place.length * place.height * GROW / (2 * (place.length + place.height))
    return place._replace(length=place.length + 2 * by, height=place.height + 2 * by)
