"""Who reads words off a clean picture: the local models, or nobody. A reader that fails means "not read"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from functions.domain.reading import Box, Gate, Line, Reading

from .gate import gate

if TYPE_CHECKING:
    from PIL.Image import Image

    from .ocr.models import Models

LEAST_SCORE = 0.5
"""Below it a line is a texture that resembles writing."""


class Reader(Protocol):
    """Reads a decoded, cleaned RGB picture. ``name`` is kept with the reading; a reader may raise
    ``Unread``."""

    name: str

    def lines(self, picture: Image) -> tuple[Line, ...]:
        """The lines in reading order, boxes in the picture's pixels."""


class Unread(Exception):
    """The reader could not read this time: the picture stays, "not pre-checked"."""


class LocalReader:
    """PP-OCR on this processor: no network, one core, under three seconds a picture once it is loaded."""

    def __init__(self, models: Models, name: str) -> None:
        self.models = models
        self.name = name

    def lines(self, picture: Image) -> tuple[Line, ...]:
        """Detects, recognises, and drops what is not writing."""
        from .ocr import detecting, recognising

        try:
            found = detecting.places(picture, self.models.detection)
            words = recognising.read(picture, found, self.models)
        except (RuntimeError, ValueError, MemoryError) as fault:  # what the runtime and numpy raise
            raise Unread(str(fault)) from fault
        read = zip(found, words, strict=True)
        lines = [Line(w.text.strip(), round(w.score, 3), _box(p.corners(), picture)) for p, w in read]
        return ordered([line for line in lines if line.text and line.score >= LEAST_SCORE])


def reading(picture: Image, edited: tuple[str, ...], reader: Reader | None) -> Reading:
    """One clean picture, read: what the pixels do not rule out is given to the reader, if there is one.

    A reader that could not read this time leaves a reading that nobody made; the picture is kept either way.
    """
    seen = gate(picture)
    if reader is None or seen is not Gate.READABLE:
        return Reading(picture.width, picture.height, seen, edited=edited)
    try:
        lines = reader.lines(picture)
    except Unread:
        return Reading(picture.width, picture.height, seen, edited=edited)
    return Reading(picture.width, picture.height, seen, lines, edited, reader.name)


@cache
def local() -> Reader | None:
    """The local reader, loaded once a process, or None where the OCR package is not installed."""
    from .ocr import models

    place = models.folder()
    return None if place is None else LocalReader(models.load(place), models.NAME)


def _box(corners: tuple[float, ...], picture: Image) -> Box:
    xs, ys = corners[::2], corners[1::2]
    return Box(
        max(0, round(min(xs))),
        max(0, round(min(ys))),
        min(picture.width, round(max(xs))),
        min(picture.height, round(max(ys))),
    )


def ordered(lines: list[Line]) -> tuple[Line, ...]:
    """From top to bottom, and from left to right among lines that stand at one height."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.box.top + each.box.bottom):
        middle = (line.box.top + line.box.bottom) / 2
        last = rows[-1][0].box if rows else None
        if last is not None and middle < last.bottom - (last.bottom - last.top) * 0.25:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda each: each.box.left))
