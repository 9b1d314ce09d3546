"""The sentences of a pre-check, by what was noticed; and of what was flagged in a buyer's words."""

from __future__ import annotations

from ...domain.reading import Lane
from ...domain.vocabulary import Text

LANE_LABELS: dict[str, Text] = {
    Lane.FAST: Text("凭证相符", "Evidence fits"),
    Lane.ASK_MORE: Text("需补充凭证", "Ask for more"),
    Lane.FLAG: Text("凭证存疑", "Evidence in doubt"),
    Lane.AGAIN: Text("截图看不清", "Picture unclear"),
}
LANE_TONES: dict[str, str] = {Lane.FAST: "ok", Lane.ASK_MORE: "info", Lane.FLAG: "bad", Lane.AGAIN: "warn"}
FLAG_LABELS: dict[str, Text] = {
    "extort": Text("疑似要挟", "May be extortion"),
    "contact": Text("留了联系方式", "Gives a contact"),
}
