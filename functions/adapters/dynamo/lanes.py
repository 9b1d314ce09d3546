"""What sorts a complaint in a queue beside its deadline, and one line of a list from an index entry."""

from __future__ import annotations

from typing import Any

from ...domain.complaints.complaint import Complaint
from ...ports import ListRow
from . import keys
from .packing import coded, decoded, wide

Item = dict[str, Any]
"""A row in plain Python values; ``wire`` turns it into DynamoDB's."""


def write(c: Complaint) -> str:
    """The triage and what was flagged in the words, ``"-"`` for no triage; empty when neither. All of them as
    two letters after a colon where each has these."""
    if not c.triage and not c.flags:
        return ""
    words = [c.triage or "-", *c.flags]
    codes = ["--" if word == "-" else coded(word) for word in words]
    return ":" + "".join(codes) if all(len(code) == 2 for code in codes) else " ".join(words)


def read(item: Item) -> str:
    """``"fast"``, ``"flag extort"``, ``"- contact"``; of rows of before as it is there."""
    lane = str(item.get("lane", ""))
    if not lane.startswith(":"):
        return lane
    words = [lane[i : i + 2] for i in range(1, len(lane), 2)]
    return " ".join("-" if each == "--" else decoded(each) for each in words)


def list_row(item: Item) -> ListRow:
    """One line of a list from an index entry; requests for assistance share the queue."""
    kind, _, number = keys.named(item["pk"])
    return ListRow(
        id=number,
        kind=kind,
        state=decoded(item.get("state", "")),
        outcome=decoded(item.get("outcome", "")),
        category=item.get("category", ""),
        ask=decoded(item.get("ask", ":").split(":")[0]),
        fen=int(item.get("fen", 0)),
        shop=wide(item.get("shop", "")),
        goods=wide(item.get("goods", "")),
        deadline=int(item.get("deadline", 0)),
        escalated=bool(item.get("escalated")),
        triage=read(item),
    )
