"""The sentences of a pre-check, by what was noticed; and of what was flagged in a buyer's words."""

from __future__ import annotations

from ...domain.reading import Triage
from ...domain.vocabulary import Text

TRIAGE_LABELS: dict[str, Text] = {
    Triage.FAST: Text("凭证相符", "Evidence fits"),
    Triage.ASK_MORE: Text("需补充凭证", "Ask for more"),
    Triage.FLAG: Text("凭证存疑", "Evidence in doubt"),
    Triage.AGAIN: Text("截图看不清", "Picture unclear"),
}
TRIAGE_TONES: dict[str, str] = {
    Triage.FAST: "ok",
    Triage.ASK_MORE: "info",
    Triage.FLAG: "bad",
    Triage.AGAIN: "warn",
}
FLAG_LABELS: dict[str, Text] = {
    "extort": Text("疑似要挟", "May be extortion"),
    "contact": Text("留了联系方式", "Gives a contact"),
}
