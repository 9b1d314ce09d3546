"""What a notice is filled with, and what comes out of it.

``Facts`` holds what may be said to the person it goes to: masked orders, never a card key, never a contact.
A fact that is not set does not exist for the templates, so a letter that needs one refuses to be written.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from .standard import Clause
from .vocabulary import Text


class Email(NamedTuple):
    """One mail: a subject of one line, and the same words as plain text and as HTML."""

    subject: str
    text: str
    html: str


class RemedyLine(NamedTuple):
    """One remedy as told: ``fen`` is 分, 0 where no money moves; ``due`` only while it is still to be
    done."""

    label: Text
    fen: int = 0
    due: datetime | None = None


class Record(NamedTuple):
    """How far a complaint's history had come: its latest event and how its head begins, 16 hex digits."""

    n: int
    head: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice can say. ``number`` is the complaint's, or the assistance request's; empty for
    sign-ins.

    ``happened`` is what the letter tells of, in a line. ``deadline`` is when the present step ends and
    ``next_text`` what happens then; for a code or a way in it is when that stops working. ``reason`` is
    somebody's own words and is quoted only by notices that quote.
    """

    marketplace: str
    number: str
    shop: str = ""
    goods: str = ""
    order: str = ""
    fen: int | None = None
    category: Text | None = None
    state: Text | None = None
    happened: Text | None = None
    outcome: Text | None = None
    remedies: tuple[RemedyLine, ...] = ()
    deadline: datetime | None = None
    next_text: Text | None = None
    reason: str = ""
    clauses: tuple[Clause, ...] = ()
    code: str = ""
    passcode: str = ""
    link: str = ""
    tz: str = "Asia/Shanghai"
    record: Record | None = None

    def given(self) -> dict[str, object]:
        """The facts that are set, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None and value not in ("", ())}


_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€")


def sms_parts(text: str) -> int:
    """How many short messages ``text`` is billed as: 160 GSM-7 septets or 70 UCS-2 units in one, 153 or 67
    in more."""
    if all(c in _GSM or c in _GSM_EXTENDED for c in text):
        size, one, each = len(text) + sum(c in _GSM_EXTENDED for c in text), 160, 153
    else:
        size, one, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if size <= one else -(-size // each)
