"""What staff do to a case: a form read into one command, its refusal put back where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request

from ...domain.complaints.complaint import Command, Complaint
from ...domain.errors import Invalid, NotAllowed
from ...domain.standard import CATEGORIES
from ...domain.vocabulary.terms import REMEDY_LABELS, REMEDY_STATE_LABELS, Remedy, Role, Text
from ..frame import forms, rendering
from ..frame.filters import money, say

Read = Callable[[], dict[str, Any]]
"""Reads one form into the fields of a ``Command``; raises ``Invalid``."""
FIRST = Text(
    "有人刚刚先操作了，下面是最新进展，您写的内容还在",
    "Somebody was first: here is the newest state, your words are kept",
)
WORDS_IN = {
    "add_words": "note",
    "ask_proof": "proof_words",
    "appeal": "appeal_words",
    "decline_admission": "decline_words",
}
"""Forms that share a page call their words differently, so that each error finds its field."""
DID = {
    "answer": Text("已回复，买家会收到通知。", "Answered; the buyer is told."),
    "accept": Text("已同意，买家会收到通知。", "Agreed; the buyer is told."),
    "give_proof": Text("已补充，平台会接着裁决。", "Given; the platform goes on with its ruling."),
    "do_remedy": Text("已记录，等买家确认。", "Recorded; the buyer is asked to confirm."),
    "appeal": Text("申诉已提交，由另一位处理。", "Appealed; somebody else decides."),
    "add_words": Text("已发送。", "Sent."),
    "rule": Text(
        "裁决已作出，还可以收回；到时生效并通知双方。",
        "Ruled. It can still be taken back before both sides are told.",
    ),
    "take_back": Text("裁决已收回，没有通知任何人。", "Taken back; nobody was told."),
    "ask_proof": Text("已请对方补充，裁决时限暂停。", "Asked; the ruling's clock stands still."),
    "extend": Text("已延长一次。", "More time was given, once."),
    "admit": Text("已受理，商家会收到通知。", "Admitted; the merchant is told."),
    "assign": Text(
        "商家已确认，接下来请看下面的进度。", "The merchant is known now; see below what comes next."
    ),
    "decline_admission": Text("已记录为不受理，买家会收到原因。", "Declined; the buyer is told why."),
    "mark": Text("标记已更改。", "The mark was changed."),
    "reveal": Text("商家现在可以看到这张截图的原图。", "The merchant can see this picture whole now."),
    "approve_withdrawal": Text("撤销已通过，投诉结束。", "Withdrawn; the complaint is closed."),
    "refuse_withdrawal": Text(
        "撤销没有通过，投诉继续，买家会收到原因。", "Refused; it goes on and the buyer is told why."
    ),
}


def command(acts: Mapping[str, Read], action: str, role: Role, actor: str) -> Command:
    """The command a form sends. Refuses (``NotAllowed``) a name that is none of ``acts``."""
    read = acts.get(action)
    if read is None:
        raise NotAllowed
    return Command(role=role, actor=actor, at=g.now, **read())


def errors(action: str, refusal: Invalid) -> dict[str, Any]:
    """The refusal's sentences under the names of the form they belong to."""
    sentences_by_field = rendering.sentences(refusal)
    if "words" in sentences_by_field and action in WORDS_IN:
        sentences_by_field[WORDS_IN[action]] = sentences_by_field.pop("words")
    if "cmd" in sentences_by_field:
        return {"notice": refusal.fields["cmd"]}
    return {"errors": sentences_by_field, "failed": action}


def kept() -> dict[str, Any]:
    """What was typed, to be shown again; nothing on a fresh page."""
    typed = {name: forms.text(name, 4000) for name in request.form if name not in ("csrf", "cmd")}
    return {**typed, "clauses": request.form.getlist("clauses")}


def shown(c: Complaint) -> dict[str, Any]:
    """What every case page of the staff shows of ``c``, in words."""
    did = DID.get(request.args.get("did", ""))
    return {
        "category": CATEGORIES[c.category],
        "did": say(did) if did and request.method == "GET" else "",
        "asked": settled(c.ask.remedy, c.ask.fen),
        "offered": settled(c.offer.remedy, c.offer.fen) if c.offer else "",
        "remedies": [
            (settled(item.kind, item.fen), say(REMEDY_STATE_LABELS[item.state]))
            for item in c.remedies
            if item.kind is not Remedy.NONE
        ],
    }


def settled(remedy: Remedy, fen: int) -> str:
    """``"部分退款 ¥49.00"``."""
    return " ".join(part for part in (say(REMEDY_LABELS[remedy]), money(fen) if fen else "") if part)
