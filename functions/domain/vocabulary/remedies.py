"""What makes a complaint good, and where that stands."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .text import Text


class Remedy(StrEnum):
    """What makes it good. ``DEDUCT`` is taken from the deposit by the marketplace itself."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REISSUE = "reissue"
    DEDUCT = "deduct"
    NONE = "none"


class RemedyState(StrEnum):
    """Where a remedy stands."""

    DUE = "due"
    DONE = "done"
    CONFIRMED = "confirmed"
    MISSED = "missed"


REMEDY_LABELS: dict[Remedy, Text] = {
    Remedy.REFUND: Text("全额退款", "Full refund"),
    Remedy.PARTIAL_REFUND: Text("部分退款", "Partial refund"),
    Remedy.REISSUE: Text("补发卡密", "Reissue"),
    Remedy.DEDUCT: Text("扣除保证金", "Deposit deduction"),
    Remedy.NONE: Text("不处理", "None"),
}


OF_NO_SUM = Text("全额退款，金额待店铺填写", "Full refund; the shop names the sum")
"""A full refund of a price that nobody knows."""


class RemedyStateRow(NamedTuple):
    """How a remedy that stands so is called, and the tone of its badge."""

    label: Text
    tone: str


REMEDY_STATES: dict[RemedyState, RemedyStateRow] = {
    RemedyState.DUE: RemedyStateRow(Text("待执行", "Due"), "warn"),
    RemedyState.DONE: RemedyStateRow(Text("已执行", "Done"), "info"),
    RemedyState.CONFIRMED: RemedyStateRow(Text("买家已确认", "Confirmed"), "ok"),
    RemedyState.MISSED: RemedyStateRow(Text("逾期未执行", "Missed"), "bad"),
}
