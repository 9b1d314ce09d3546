"""What the pixels alone say, before anything is read: too small, of one colour, or blurred beyond reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageFilter, ImageStat

from functions.domain.reading import Gate

if TYPE_CHECKING:
    from PIL.Image import Image

TINY_SHORTER, TINY_LONGER = 90, 200
"""Pixels below which no line of a screen can be told from another."""

LEAST_DEVIATION, LEAST_IN_A_TILE = 6.0, 10.0
"""Standard deviation of the grey levels, of the whole and of the liveliest tile: a blank or black screen
has less of both, a dark page with three words only of the first."""

LEAST_EDGES = 130.0
"""Variance of the Laplacian in the sharpest of the tiles: blurred and coarse pictures have less
everywhere, while a page that is mostly empty is sharp where its words are."""

TILES = 8
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=4, offset=128)
"""A quarter of its size, so that it fits into eight bits."""


def gate(picture: Image) -> Gate:
    """Costs some ten milliseconds a million pixels; says nothing about what the picture shows."""
    if min(picture.size) < TINY_SHORTER or max(picture.size) < TINY_LONGER:
        return Gate.TINY
    whole, tile, edges = measured(picture)
    if whole < LEAST_DEVIATION and tile < LEAST_IN_A_TILE:
        return Gate.BLANK
    return Gate.BLURRED if edges < LEAST_EDGES else Gate.READABLE


def measured(picture: Image) -> tuple[float, float, float]:
    """Deviation of the grey levels in all and in the liveliest of 64 tiles; the Laplacian's variance in
    the sharpest."""
    grey = picture.convert("L")
    edges = grey.filter(LAPLACIAN).crop(
        (1, 1, grey.width - 1, grey.height - 1)
    )  # Pillow copies the border unfiltered
    liveliest = max(stat.stddev[0] for stat in _tiles(grey))
    return ImageStat.Stat(grey).stddev[0], liveliest, max(stat.var[0] for stat in _tiles(edges)) * 16


def _tiles(picture: Image) -> list[ImageStat.Stat]:
    across, down = picture.width / TILES, picture.height / TILES
    corners = [(round(x * across), round(y * down)) for x in range(TILES) for y in range(TILES)]
    return [ImageStat.Stat(picture.crop((x, y, round(x + across), round(y + down)))) for x, y in corners]
