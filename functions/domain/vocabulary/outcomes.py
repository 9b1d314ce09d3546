"""How a complaint ends: its name, and the tone of its badge."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .text import Text


class Outcome(StrEnum):
    """How a complaint ended."""

    RESOLVED = "resolved"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    UNVERIFIED = "unverified"
    NOT_ADMITTED = "not_admitted"


class OutcomeRow(NamedTuple):
    """What an outcome is called, and the tone of its badge: ``"ok"``, ``"bad"`` or plain."""

    label: Text
    tone: str = ""


OUTCOMES: dict[Outcome, OutcomeRow] = {
    Outcome.RESOLVED: OutcomeRow(Text("已解决", "Resolved"), "ok"),
    Outcome.UPHELD: OutcomeRow(Text("投诉成立", "Upheld"), "ok"),
    Outcome.DISMISSED: OutcomeRow(Text("投诉不成立", "Dismissed"), "bad"),
    Outcome.WITHDRAWN: OutcomeRow(Text("已撤销", "Withdrawn"), ""),
    Outcome.UNVERIFIED: OutcomeRow(Text("未核验，已关闭", "Closed unverified"), ""),
    Outcome.NOT_ADMITTED: OutcomeRow(Text("不予受理", "Not admitted"), "bad"),
}
