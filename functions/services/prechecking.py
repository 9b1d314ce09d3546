"""What was read of pictures becomes part of the history. The reading is a stranger's word until it was checked here.

The process that decodes strangers' files may be theirs: sizes, types and counts are checked before anything is used,
and nothing is decoded on this side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..domain import evidence, lifecycle
from ..domain.complaint import Command, Complaint
from ..domain.history import Link
from ..domain.marketplace import Marketplace
from ..domain.reading import Box, Gate, Line, Reading
from ..domain.terms import Action, Role
from ..ports import Case, Desk, Duty, Watch
from . import judging
from .complaints import enforce
from .recording import record
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
    """A reading, checked: what it says, the hashes of the original and the clean copy, the files with their ETags."""

    refused: str
    original: str
    clean: str = ""
    reading: Reading | None = None
    files: Mapping[str, str] | None = None


def look(desk: Desk, marketplace: Marketplace, duty: Duty, now: datetime) -> int:
    """Take up what has been read of the pictures of one event; what has not come is looked for again. 1 when any was."""
    case = desk.cases.case(marketplace.id, duty.pk.split("#")[2], fresh=True)
    n = int(duty.sk.split("#")[1])
    carrying = next(link for link in case.links if link.n == n)
    waiting = [slot for slot in evidence.slots_of(carrying) if slot not in evidence.read_in(case.links)]
    age = now - datetime.fromisoformat(carrying.at)
    found = {slot: said for slot in waiting if (said := _taken(desk, case, carrying, slot=slot))}
    left = [slot for slot in waiting if slot not in found]
    if age > GIVEN_UP:
        found |= {slot: {"refused": LOST} for slot in left}
        left = []
    if waiting and not found:
        desk.post.postpone(duty, until=now + (SOON if age < 2 * LATER else LATER))
        return 0
    _record(desk, marketplace, case.complaint, found, watch=Watch(n, now + SOON if left else None), now=now)
    return 1


def _record(
    desk: Desk, marketplace: Marketplace, c: Complaint, found: Mapping[str, Any], *, watch: Watch, now: datetime
) -> None:
    """One transaction; raises ``Stale`` when somebody was first: the row is due still, and looked at again."""
    if not found:
        desk.cases.forget(marketplace.id, c.id, watch.n)
        return
    c = enforce(desk, marketplace, c, now)
    do = Command(Action.READ, Role.CLOCK, "clock", now, pictures=found)
    change = lifecycle.decide(c, do, marketplace.policy)
    desk.cases.commit(record(desk, marketplace, c, change=change, now=now, watch=watch))


def _taken(desk: Desk, case: Case, carrying: Link, *, slot: str) -> dict[str, Any] | None:
    """What the history will say of one picture, its files kept; None while it is not there, or was changed meanwhile."""
    place = name(case.complaint.marketplace, case.complaint.id, slot)
    raw = desk.pictures.reading(place)
    if raw is None:
        return None
    try:
        cleaned = checked(raw)
    except Malformed:
        return {"refused": "unreadable"}
    if cleaned.reading is None or cleaned.files is None:
        return {"refused": cleaned.refused, "sha": cleaned.original}
    if not desk.pictures.keep(place, cleaned.files):
        return None
    said: dict[str, Any] = {
        "sha": cleaned.original, "clean": cleaned.clean, "size": [cleaned.reading.width, cleaned.reading.height],
        "masked": "masked.jpg" in cleaned.files or None, "edited": list(cleaned.reading.edited) or None,
        "reader": cleaned.reading.reader,
    }  # fmt: skip
    if evidence.side_of(carrying) is Role.BUYER:
        said |= judging.judged(desk, case, cleaned.reading)
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def checked(raw: bytes) -> Cleaned:
    """A reading as it lies in storage. Raises ``Malformed`` for whatever is larger, longer or of another type than said."""
    if len(raw) > LONGEST:
        raise Malformed("larger than a reading is")
    try:
        said = json.loads(raw)
        return _cleaned(said if isinstance(said, dict) else {})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(str(error)[:80]) from None


def _cleaned(said: Mapping[str, Any]) -> Cleaned:
    _must(said["v"] == 1)
    original = _matching(HEX, said["sha_original"])
    if said["refused"]:
        return Cleaned(_matching(CODE, said["refused"]), original)
    width, height = (_whole(said[side], LARGEST_SIDE) for side in ("width", "height"))
    lines, edited = said["lines"], said["edited"]
    _must(isinstance(lines, list) and len(lines) <= MOST_LINES and isinstance(edited, list) and len(edited) <= 5)
    reading = Reading(
        width, height, Gate(said["gate"]), tuple(_line(each, width, height) for each in lines),
        tuple(_short(each, 40) for each in edited), _short(said["reader"], 40),
    )  # fmt: skip
    files = said["files"]
    _must(isinstance(files, dict) and {"full.jpg", "thumb.jpg"} <= set(files) <= FILES)
    etags = {file: _matching(ETAG, etag) for file, etag in files.items()}
    return Cleaned("", original, _matching(HEX, said["sha_clean"]), reading, etags)


def _line(said: Any, width: int, height: int) -> Line:
    text, score, box = said
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
