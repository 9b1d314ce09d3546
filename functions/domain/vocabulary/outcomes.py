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
    REFUSED = "refused"
    UNRULED = "unruled"
    VOID = "void"


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
    Outcome.REFUSED: OutcomeRow(Text("店铺不同意", "Refused by the shop"), "bad"),
    Outcome.UNRULED: OutcomeRow(Text("平台未裁决", "Not ruled by the platform"), ""),
    Outcome.VOID: OutcomeRow(Text("非本人提交", "Filed by somebody else"), ""),
}
