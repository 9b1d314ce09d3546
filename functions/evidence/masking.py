"""The merchant's copy of a picture: whatever looks like a card key is blacked out, before anybody saw it.

By its looks alone: no key is known here, and none may be. Too much is masked rather than too little; an
operator can show the merchant the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from functions.domain.card_keys import Span, spans_of
from functions.domain.reading import Box, Line

WIDE, PADDING = 2.0, 1.5
"""A Chinese character is two Latin ones wide; so many Latin ones are blacked out beside a key for what OCR
misplaces."""


def masked(picture: Image.Image, lines: Sequence[Line]) -> Image.Image:
    """A copy with every key-like token of ``lines`` blacked out."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    for box in boxes(lines):
        draw.rectangle(box, fill="black")
    return copy


def boxes(lines: Sequence[Line]) -> Iterator[Box]:
    """Where the keys stand."""
    for line, found in zip(lines, spans_of(line.text for line in lines), strict=True):
        for span in found:
            yield placed(line, span)


def placed(line: Line, span: Span) -> Box:
    """Where a span stands in the picture: by the widths of characters, with some room on every side."""
    widths = [WIDE if ord(each) > 0x2E7F else 1.0 for each in line.text]
    total, box = sum(widths) or 1.0, line.box
    unit, tall = (box.right - box.left) / total, box.bottom - box.top
    left = box.left + (sum(widths[: span.start]) - PADDING) * unit
    right = box.left + (sum(widths[: span.end]) + PADDING) * unit
    room = max(2.0, tall * 0.15)
    return Box(
        max(0, round(min(left, right))),
        max(0, round(box.top - room)),
        max(0, round(right)),
        round(box.bottom + room),
    )
