"""What the pixels alone say, before anything is read: too small, of one colour, or blurred beyond reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageFilter, ImageStat

from functions.domain.reading import Gate

if TYPE_CHECKING:
    from PIL.Image import Image

TINY_SHORTER, TINY_LONGER = 90, 200
"""Pixels below which no line of a screen can be told from another."""

LEAST_DEVIATION = 6.0
"""Standard deviation of the grey levels: a blank or black screen has less."""

LEAST_EDGES = 130.0
"""Variance of the Laplacian in the sharpest of the tiles: blurred and coarse pictures have less everywhere, while a
page that is mostly empty is sharp where its words are."""

TILES = 8
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=4, offset=128)
"""A quarter of its size, so that it fits into eight bits."""


def gate(picture: Image) -> Gate:
    """Costs some ten milliseconds a million pixels; says nothing about what the picture shows."""
    if min(picture.size) < TINY_SHORTER or max(picture.size) < TINY_LONGER:
        return Gate.TINY
    deviation, edges = measured(picture)
    if deviation < LEAST_DEVIATION:
        return Gate.BLANK
    return Gate.BLURRED if edges < LEAST_EDGES else Gate.READABLE


def measured(picture: Image) -> tuple[float, float]:
    """Standard deviation of the grey levels, and the Laplacian's variance in the sharpest of 64 tiles."""
    grey = picture.convert("L")
    edges = grey.filter(LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))  # Pillow copies the border unfiltered
    across, down = edges.width / TILES, edges.height / TILES
    tiles = [(round(x * across), round(y * down)) for x in range(TILES) for y in range(TILES)]
    variances = [ImageStat.Stat(edges.crop((x, y, round(x + across), round(y + down)))).var[0] for x, y in tiles]
    return ImageStat.Stat(grey).stddev[0], max(variances) * 16
