"""What was read of pictures becomes part of the history. The reading is a stranger's word until it was
checked here.

The process that decodes strangers' files may be theirs: sizes, types and counts are checked before
anything is used, and nothing is decoded on this side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...domain.complaints import lifecycle, pictures
from ...domain.complaints.complaint import Command, Complaint
from ...domain.effects import RememberShown, WatchPictures
from ...domain.errors import NotFound
from ...domain.history import Link
from ...domain.marketplace import Marketplace
from ...domain.reading import Box, Gate, Line, Reading
from ...domain.vocabulary import Action, Role
from ...ports import Case, Desk, DueRow
from ..complaints import enforce
from ..recording import transaction_for
from .judging import Judged, judged
from .uploads import name

GIVEN_UP = timedelta(days=1)
"""After so long a picture that never came is said to be lost."""
SOON, LATER = timedelta(seconds=10), timedelta(minutes=1)
HEX = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[a-z_]{1,30}")
ETAG = re.compile(r'"?[0-9A-Za-z-]{1,80}"?')
FILES = frozenset({"full.jpg", "masked.jpg", "thumb.jpg"})
LONGEST, MOST_LINES, LARGEST_SIDE = 64 * 1024, 400, 50_000
LOST = "lost"
"""The refusal of a picture that never came out of cleaning."""


class Malformed(ValueError):
    """A reading that is not one."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A reading, checked: what it says, the hashes of the original and the clean copy, the files with
    their ETags."""

    refused: str
    original: str
    clean: str = ""
    reading: Reading | None = None
    files: Mapping[str, str] | None = None


def look(desk: Desk, marketplace: Marketplace, duty: DueRow, now: datetime) -> int:
    """Take up what has been read of the pictures of one event; what has not come is looked for again. 1
    when any was.

    Where the complaint is gone nothing is looked for any more.
    """
    n = duty.n
    try:
        case = desk.cases.case(marketplace.id, duty.about, fresh=True)
    except NotFound:
        desk.cases.forget(marketplace.id, duty.about, n)
        return 0
    carrying = next(link for link in case.links if link.n == n)
    waiting = [slot for slot in pictures.slots_of(carrying) if slot not in pictures.read_in(case.links)]
    age = now - datetime.fromisoformat(carrying.at)
    found = {slot: cleaned for slot in waiting if (cleaned := _taken(desk, case.complaint, slot)) is not None}
    left = [slot for slot in waiting if slot not in found]
    if left and age > GIVEN_UP:
        found |= {slot: Cleaned(LOST, "") for slot in left}
        left = []
    if not waiting:
        desk.cases.forget(marketplace.id, case.complaint.id, n)
        return 0
    if not found:
        desk.post.postpone(duty, until=now + (SOON if age < 2 * LATER else LATER))
        return 0
    watch = WatchPictures(n, now + SOON if left else None)
    _record(
        desk,
        marketplace,
        case,
        _said(desk, marketplace, case, found, carrying=carrying),
        watch=watch,
        now=now,
    )
    return 1


def _record(
    desk: Desk, marketplace: Marketplace, case: Case, judged: Judged, *, watch: WatchPictures, now: datetime
) -> None:
    """One transaction; raises ``Stale`` when somebody was first: the row is due still, and looked at
    again."""
    c = enforce(desk, marketplace, case.complaint, now)
    do = Command(Action.READ, Role.CLOCK, "clock", now, pictures=judged.verdicts)
    change = lifecycle.decide(c, do, marketplace.policy_for(c.policy), bench=marketplace.bench(c.merchant))
    desk.cases.commit(
        transaction_for(
            desk, marketplace, c, change=change, now=now, effects=(watch, RememberShown(judged.shown))
        )
    )


def _said(
    desk: Desk, marketplace: Marketplace, case: Case, found: Mapping[str, Cleaned], *, carrying: Link
) -> Judged:
    """What the history says of each picture; only the buyer's are judged."""
    payload = {slot: _facts(cleaned) for slot, cleaned in found.items()}
    if pictures.side_of(carrying) is not Role.BUYER:
        return Judged(payload)
    readings = {slot: cleaned.reading for slot, cleaned in found.items() if cleaned.reading is not None}
    verdicts = judged(desk, marketplace, case, readings)
    return Judged(
        {slot: _full({**each, **verdicts.verdicts.get(slot, {})}) for slot, each in payload.items()},
        verdicts.shown,
    )


def _facts(cleaned: Cleaned) -> dict[str, Any]:
    reading = cleaned.reading
    if reading is None:
        return _full({"refused": cleaned.refused, "sha": cleaned.original})
    return _full(
        {
            "sha": cleaned.original,
            "clean": cleaned.clean,
            "size": [reading.width, reading.height],
            "masked": "masked.jpg" in (cleaned.files or {}),
            "edited": list(reading.edited),
            "reader": reading.reader,
        }
    )


def _full(decoded: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: an event's row costs by the kilobyte."""
    return {name: each for name, each in decoded.items() if each not in (None, "", [], False)}


def _taken(desk: Desk, c: Complaint, slot: str) -> Cleaned | None:
    """One picture's reading, its files kept; None while it is not there, or was changed meanwhile."""
    place = name(c.marketplace, c.id, slot)
    raw = desk.pictures.reading(place)
    if raw is None:
        return None
    try:
        cleaned = checked(raw)
    except Malformed:
        return Cleaned("unreadable", "")
    if cleaned.files is not None and not desk.pictures.keep(place, cleaned.files):
        return None
    return cleaned


def checked(raw: bytes) -> Cleaned:
    """A reading as it lies in storage. Raises ``Malformed`` for whatever is larger, longer or of another
    type than said."""
    if len(raw) > LONGEST:
        raise Malformed("larger than a reading is")
    try:
        decoded = json.loads(raw)
        return _cleaned(decoded if isinstance(decoded, dict) else {})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(str(error)[:80]) from None


def _cleaned(decoded: Mapping[str, Any]) -> Cleaned:
    _must(decoded["v"] == 1)
    original = _matching(HEX, decoded["sha_original"])
    if decoded["refused"]:
        return Cleaned(_matching(CODE, decoded["refused"]), original)
    width, height = (_whole(decoded[side], LARGEST_SIDE) for side in ("width", "height"))
    lines, edited = decoded["lines"], decoded["edited"]
    _must(
        isinstance(lines, list) and len(lines) <= MOST_LINES and isinstance(edited, list) and len(edited) <= 5
    )
    reading = Reading(
        width,
        height,
        Gate(decoded["gate"]),
        tuple(_line(each, width, height) for each in lines),
        tuple(_short(each, 40) for each in edited),
        _short(decoded["reader"], 120),
    )
    files = decoded["files"]
    _must(isinstance(files, dict) and {"full.jpg", "thumb.jpg"} <= set(files) <= FILES)
    etags = {file: _matching(ETAG, etag) for file, etag in files.items()}
    return Cleaned("", original, _matching(HEX, decoded["sha_clean"]), reading, etags)


def _line(decoded: Any, width: int, height: int) -> Line:
    text, score, box = decoded
    left, top, right, bottom = (_whole(each, LARGEST_SIDE) for each in box)
    _must(left <= right <= width and top <= bottom <= height)
    _must(isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1)
    return Line(_short(text, 300), float(score), Box(left, top, right, bottom))


def _must(holds: bool) -> None:
    if not holds:
        raise Malformed("not as a reading is")


def _whole(value: Any, most: int) -> int:
    _must(isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most)
    return int(value)


def _short(value: Any, most: int) -> str:
    _must(isinstance(value, str) and len(value) <= most)
    return "".join(each for each in str(value) if each.isprintable())


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    _must(isinstance(value, str) and pattern.fullmatch(value) is not None)
    return str(value)
