"""Pictures as somebody may see them: whole to their own side and the platform, with card keys blacked out
to the other.

A page calls nothing for them: what there is stands in the complaint's events, and addresses are signed
on the spot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import g

from ...domain.complaints import pictures
from ...domain.history import Link
from ...domain.reading import TRIAGES, VERDICT_LABELS, Triage, Verdict
from ...domain.vocabulary import Action, Role, Text
from ...ports import Case
from ...services.pictures.uploads import name
from ..frame.filters import say

FROM_MERCHANT = frozenset({Action.WITHDRAW})
"""What carries pictures that are not for the merchant."""
COMING = Text("正在处理，一般一两分钟就能看到", "Being prepared; it is usually there in a minute or two")
HELD = Text("平台看过后才能查看这张截图", "The platform looks at this picture first")
AGAIN = Text("看不清，重新拍一张会更快", "Hard to read; a new picture would be quicker")
REFUSED: dict[str, Text] = {
    "empty": Text("这个文件是空的，请重新添加", "This file is empty; please add it again"),
    "too_big": Text("这个文件超过 10 MB，请发截图", "This file is over 10 MB; please send a screenshot"),
    "not_an_image": Text("这个文件不是图片，请发截图", "This file is no picture; please send a screenshot"),
    "unsupported": Text(
        "这种图片打不开，请截屏后再发", "This kind of picture cannot be opened; send a screenshot of it"
    ),
    "too_many_pixels": Text("这张图太大，请截取有用的部分", "This picture is too large; please crop it"),
    "lost": Text("这张没有传完整，请重新添加", "This one did not arrive whole; please add it again"),
}
BROKEN = Text("这张图片打不开，请重新截图", "This picture cannot be opened; please take it again")


class Shot(NamedTuple):
    """One picture on a page. ``thumb`` and ``href`` are empty while there is nothing to see, and ``text``
    says why."""

    slot: str
    text: str = ""
    tone: str = ""
    thumb: str = ""
    href: str = ""
    reading: Mapping[str, Any] | None = None
    masked: bool = False
    role: Role = Role.BUYER


def on() -> bool:
    """Whether this desk takes pictures at all."""
    return bool(g.desk.pictures.pages[0])


def shots(case: Case, role: Role, *, front: str = "") -> dict[int, tuple[Shot, ...]]:
    """What ``role`` may see of each event's pictures, by the event's place; large ones are found under
    ``front``, where that is not the role's own page of the case."""
    found = pictures.read_in(case.links)
    revealed = pictures.revealed_in(case.links)
    return {
        link.n: tuple(
            _shot(case, link, role, front, slot=slot, reading=found.get(slot), revealed=slot in revealed)
            for slot in slots
            if _concerns(link, role, found.get(slot))
        )
        for link, slots in _carrying(case, role)
    }


def _concerns(link: Link, role: Role, reading: Mapping[str, Any] | None) -> bool:
    """A file that is no picture is told of to who sent it and to the platform, who may do something about
    it."""
    return (
        reading is None or "clean" in reading or role in (pictures.side_of(link), Role.OPERATOR, Role.ARBITER)
    )


def _carrying(case: Case, role: Role) -> Iterator[tuple[Link, tuple[str, ...]]]:
    for link in case.links:
        slots = pictures.slots_of(link)
        if slots and not (role is Role.MERCHANT and link.type in FROM_MERCHANT):
            yield link, slots


def _shot(
    case: Case,
    link: Link,
    role: Role,
    front: str,
    *,
    slot: str,
    reading: Mapping[str, Any] | None,
    revealed: bool,
) -> Shot:
    side = pictures.side_of(link)
    if reading is None:
        return Shot(slot, say(COMING), role=side)
    if "clean" not in reading:
        return Shot(slot, say(REFUSED.get(str(reading.get("refused")), BROKEN)), "warn", role=side)
    whole = role in (side, Role.OPERATOR, Role.ARBITER) or revealed
    if not whole and not reading.get("masked"):
        return Shot(slot, say(HELD), role=side)
    text, tone = _verdict(reading, role, side)
    place = name(case.complaint.marketplace, case.complaint.id, slot)
    thumb = g.desk.pictures.address(f"{place}/thumb.jpg")
    href = f"{front or _front(case, role)}/picture/{slot}"
    return Shot(slot, text, tone, thumb, href, reading, masked=not whole, role=side)


def _front(case: Case, role: Role) -> str:
    c = case.complaint
    if role is Role.BUYER:
        return f"/b/{c.marketplace}/{c.id}"
    return f"/{'m' if role is Role.MERCHANT else 'o'}/{c.marketplace}/case/{c.id}"


def _verdict(reading: Mapping[str, Any], role: Role, side: Role) -> tuple[str, str]:
    """The platform reads the verdict; the buyer only whether another picture would help; the merchant
    nothing."""
    if "verdict" not in reading:
        return "", ""
    verdict = Verdict(reading["verdict"])
    triage = TRIAGES[verdict]
    if role in (Role.OPERATOR, Role.ARBITER):
        return say(VERDICT_LABELS[verdict]), TONES[triage]
    return (say(AGAIN), "warn") if role is side and triage is Triage.AGAIN else ("", "")


TONES = {
    Triage.FAST: "ok",
    Triage.ASK_MORE: "info",
    Triage.FLAG: "bad",
    Triage.AGAIN: "warn",
    Triage.NONE: "",
}


def address(case: Case, shot: Shot) -> str:
    """The picture itself, as far as whoever asked for ``shot`` may see it."""
    place = name(case.complaint.marketplace, case.complaint.id, shot.slot)
    return str(g.desk.pictures.address(f"{place}/{'masked' if shot.masked else 'full'}.jpg"))
