"""The merchant's copy of a picture: whatever looks like a card key is blacked out, before anybody saw it.

By its looks alone: no key is known here, and none may be. Too much is masked rather than too little; an
operator can show the merchant the whole picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from functions.domain.reading import Box, Line

RUN = re.compile(r"[A-Za-z0-9]+(?:[-–—_·. ]{1,3}[A-Za-z0-9]+)*")
SPLIT = re.compile(r"[-–—_·. ]+")
ORDER = re.compile(r"订\s*单|单\s*号|流水|交易|工单|投诉|order|invoice|ticket|trade", re.IGNORECASE)
KEY = re.compile(
    r"卡\s*密|卡\s*号|密\s*码|密\s*[钥匙]|激活码|兑换码|充值码|序列号|礼品码|提货码|口令|"
    r"cd\s*-?\s*key|\bkey\b|\bcode\b|\bpin\b|serial|voucher|password",
    re.IGNORECASE,
)
DATED = re.compile(r"[A-Za-z]{0,4}20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d*")
"""An order's number begins with its day in most shops; a key does not."""
WHEN = re.compile(r"(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}(?:\D.*)?|\d{1,2}[ ]\d{2}|\d+\.\d{2}")
LEAST_LABELLED, LEAST_MIXED, LEAST_DIGITS, LEAST_GROUPED = 4, 9, 12, 10
WIDE, PADDING = 2.0, 1.5
"""A Chinese character is two Latin ones wide; so many Latin ones are blacked out beside a key for what OCR
misplaces."""


class Span(NamedTuple):
    """Characters of a line, from ``start`` up to ``end``."""

    start: int
    end: int


def masked(picture: Image.Image, lines: Sequence[Line]) -> Image.Image:
    """A copy with every key-like token of ``lines`` blacked out."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    for box in boxes(lines):
        draw.rectangle(box, fill="black")
    return copy


def boxes(lines: Sequence[Line]) -> Iterator[Box]:
    """Where the keys stand. A line that only says "card key" speaks of the line after it."""
    labelled = False
    for line in lines:
        found = list(spans(line.text, labelled=labelled))
        for span in found:
            yield placed(line, span)
        payload = list(KEY.finditer(line.text))
        labelled = bool(payload) and not RUN.search(line.text, payload[-1].end())


def spans(text: str, *, labelled: bool = False) -> Iterator[Span]:
    """The tokens of a line that look like keys; ``labelled`` when the line before it announced one."""
    for run in RUN.finditer(text):
        before = text[: run.start()]
        payload = labelled or _last(KEY, before) > _last(ORDER, before)
        ordered = not payload and _last(ORDER, before) >= 0
        if _looks(run[0], announced=payload, ordered=ordered):
            yield Span(run.start(), run.end())


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _looks(token: str, *, announced: bool, ordered: bool) -> bool:
    """Whether a token is a key's: by what announces it, else by its length and its mixture."""
    groups = [group for group in SPLIT.split(token) if group]
    whole = "".join(groups)
    digits, letters = sum(each.isdigit() for each in whole), sum(each.isalpha() for each in whole)
    if WHEN.fullmatch(token) or (ordered and not announced):
        return False
    if announced:
        return len(whole) >= LEAST_LABELLED and (digits > 0 or whole.isupper())
    if any(
        len(group) >= LEAST_MIXED and not group.isdigit() and not DATED.fullmatch(group) and _mixed(group)
        for group in groups
    ):
        return True
    if any(group.isdigit() and len(group) >= LEAST_DIGITS and not DATED.fullmatch(group) for group in groups):
        return True
    alike = len(groups) > 1 and digits >= 2 and all(2 < len(group) < 9 for group in groups)
    least = LEAST_DIGITS if letters == 0 else LEAST_GROUPED
    return alike and len(whole) >= least and (letters == 0 or _shouted(groups))


def _mixed(group: str) -> bool:
    """Letters with digits among them, or capitals alone: words are neither."""
    return (any(map(str.isdigit, group)) and any(map(str.isalpha, group))) or (
        group.isupper() and len(group) >= 12
    )


def _shouted(groups: Sequence[str]) -> bool:
    return all(group.upper() == group or any(map(str.isdigit, group)) for group in groups)


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
