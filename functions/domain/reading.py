"""What was read off a screenshot, and what that says about a complaint. Values only: ``precheck`` makes
findings of readings.

A reading is made where strangers' files are decoded and knows nothing of any complaint; a finding is
made where complaints are known and decodes nothing. Both are advice: they route and hint, they never
rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from .vocabulary import Text


class Gate(StrEnum):
    """What the pixels alone say, before anything is read."""

    READABLE = "readable"
    TINY = "tiny"
    BLANK = "blank"
    BLURRED = "blurred"


class Box(NamedTuple):
    """A rectangle in pixels of the clean copy: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int


class Line(NamedTuple):
    """One line of words with its place; ``score`` is how sure the reader was, 0 to 1."""

    text: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture, read. ``reader`` names who read it, empty when nobody did: such a picture is "not
    pre-checked".

    ``edited`` names traces of editing software found in the original file: a flag, never a verdict.
    """

    width: int
    height: int
    gate: Gate
    lines: tuple[Line, ...] = ()
    edited: tuple[str, ...] = ()
    reader: str = ""


class Verdict(StrEnum):
    """What a picture says about the complaint it was filed with."""

    SUPPORTS = "supports"
    UNBOUND = "unbound"
    MISMATCH = "mismatch"
    CONTRADICTS = "contradicts"
    IRRELEVANT = "irrelevant"
    UNUSABLE = "unusable"
    NOT_READ = "not_read"


class Triage(StrEnum):
    """Where a verdict leads: the front of the queue, a question, a person's look, another picture, or
    nowhere."""

    FAST = "fast"
    ASK_MORE = "ask_more"
    FLAG = "flag"
    AGAIN = "again"
    NONE = "none"


TRIAGES: dict[Verdict, Triage] = {
    Verdict.SUPPORTS: Triage.FAST,
    Verdict.UNBOUND: Triage.ASK_MORE,
    Verdict.MISMATCH: Triage.FLAG,
    Verdict.CONTRADICTS: Triage.FLAG,
    Verdict.IRRELEVANT: Triage.AGAIN,
    Verdict.UNUSABLE: Triage.AGAIN,
    Verdict.NOT_READ: Triage.NONE,
}

VERDICT_LABELS: dict[Verdict, Text] = {
    Verdict.SUPPORTS: Text("与投诉相符", "Supports the complaint"),
    Verdict.UNBOUND: Text("看不出是哪一笔订单", "Not tied to the order"),
    Verdict.MISMATCH: Text("是别的订单或卡密", "Another order or key"),
    Verdict.CONTRADICTS: Text("显示已成功", "Shows success"),
    Verdict.IRRELEVANT: Text("与投诉无关", "Not about the complaint"),
    Verdict.UNUSABLE: Text("看不清", "Cannot be read"),
    Verdict.NOT_READ: Text("未预审", "Not pre-checked"),
}


class Reason(NamedTuple):
    """Something a person can check: what was noticed, the words it rests on, and where they stand in the
    picture."""

    what: str
    words: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reading says about one complaint.

    ``failure`` is the class of the failure shown (invalid, used, expired, ...) or empty; ``order_no``
    and ``card_key`` the identifiers read, empty when none; ``reused`` the earlier complaint that showed
    the same, or empty.
    """

    verdict: Verdict
    failure: str = ""
    order_no: str = ""
    card_key: str = ""
    reused: str = ""
    reasons: tuple[Reason, ...] = field(default=())
