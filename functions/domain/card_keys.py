"""What looks like a card key in a line of text: by its looks alone, since no key is known anywhere.

Too much is taken for a key rather than too little: a person can always look at the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

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
HIDDEN = "[…]"


class Span(NamedTuple):
    """Characters of a line, from ``start`` up to ``end``."""

    start: int
    end: int


def found(words: str) -> bool:
    """Whether ``words`` hold anything that looks like a card key."""
    return any(of_line for of_line in spans_of(words.split("\n")))


def masked(words: str) -> str:
    """``words`` with a mark in the place of all that looks like a card key."""
    lines = words.split("\n")
    return "\n".join(_without(line, of_line) for line, of_line in zip(lines, spans_of(lines), strict=True))


def spans_of(lines: Iterable[str]) -> Iterator[list[Span]]:
    """The keys of each line. A line that only says "card key" speaks of the line after it."""
    labelled = False
    for line in lines:
        yield list(spans(line, labelled=labelled))
        named = list(KEY.finditer(line))
        labelled = bool(named) and not RUN.search(line, named[-1].end())


def _without(line: str, of_line: Sequence[Span]) -> str:
    for span in reversed(of_line):
        line = line[: span.start] + HIDDEN + line[span.end :]
    return line


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
