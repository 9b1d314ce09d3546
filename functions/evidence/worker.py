"""One upload after the other: cleaned, read, masked, laid down, and the original taken away. Doing it
twice does it once.

The reading is written last: what has one is whole. Nothing here knows which complaint a picture is
about.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote_plus

from PIL import Image

from functions.domain.reading import Line

from . import reader
from .cleaning import MOST_BYTES, Cleaned, Refused, clean
from .gate import gate
from .masking import masked
from .reader import Reader, Unread
from .storage import Storage, client, storage

NAME = re.compile(r"[a-z0-9-]{1,40}/TS-\d{6}-[0-9A-Z]{8}/[0-9a-f]{12}")
"""The only names there are: whatever else lies in the bucket is taken away unseen."""
LONGEST_SECONDS = 20
"""Seconds that cleaning a file may take, and so many that reading it may."""
THUMB = (320, 320)
LONGEST_NAME = 120
MOST_LINES, MOST_READING = 300, 48 * 1024
"""What a reading holds at most; a long picture's last lines are left out."""
log = logging.getLogger(__name__)


class TooSlow(Exception):
    """A file took longer than any picture does."""


def handle(body: str) -> int:
    """One message of the queue: what the bucket says was uploaded. Returns how many files it was about.

    Raises when storage fails, so that the message comes again; a file that cannot become a picture is
    an answer.
    """
    records = json.loads(body).get("Records", [])
    for record in records:
        _worker().clean(unquote_plus(record["s3"]["object"]["key"]))
    return len(records)


def again(name: str) -> None:
    """Clean what lies in the bucket, though no message told of it."""
    _worker().clean(name)


@cache
def _worker() -> Worker:
    return Worker(storage(), Later(_reader))


@dataclass
class Later:
    """A reader that is loaded with the first picture: what is refused unread costs no models."""

    load: Callable[[], Reader | None]

    @cached_property
    def made(self) -> Reader | None:
        """The reader itself, or nobody."""
        return self.load()

    @property
    def name(self) -> str:
        """Who reads."""
        return self.made.name if self.made else ""

    def lines(self, picture: Image.Image) -> tuple[Line, ...]:
        """As its reader's; ``Unread`` where there is none."""
        if self.made is None:
            raise Unread
        return self.made.lines(picture)


def _reader() -> Reader | None:
    """The local reader, or the model that is named; without one, or when it cannot be loaded, pictures are
    cleaned all the same."""
    model = os.environ.get("SUYI_BEDROCK_MODEL", "")
    try:
        if not model:
            return reader.local()
        from .bedrock import BedrockReader

        return BedrockReader(client(os.environ, "bedrock-runtime"), model)
    except Exception:
        log.exception("the reader cannot be loaded")
        return None


@dataclass(frozen=True, slots=True)
class Worker:
    """Cleans what lies in ``storage`` with what there is to read it with."""

    storage: Storage
    reader: Reader | Later | None

    def clean(self, name: str) -> None:
        """Make of one upload what may be shown, or say why not. What is gone was done already."""
        if not NAME.fullmatch(name):
            self.storage.forget(name)
            return
        data = self.storage.take(name, most=MOST_BYTES)
        if data is None:
            return
        original = hashlib.sha256(data).hexdigest()
        try:
            with within(LONGEST_SECONDS):
                cleaned = clean(data)
        except (Refused, TooSlow, MemoryError) as refusal:
            code = refusal.code if isinstance(refusal, Refused) else "broken"
            self._say(name, {"refused": code, "sha_original": original})
        else:
            self._lay_down(name, cleaned, original)
        self.storage.forget(name)

    def _lay_down(self, name: str, cleaned: Cleaned, original: str) -> None:
        picture = cleaned.picture
        lines, reader = self._read(picture)
        copies = {"full.jpg": cleaned.jpeg}
        seen = picture
        if reader:
            seen = masked(picture, lines)
            copies["masked.jpg"] = encoded(seen, quality=85)
        copies["thumb.jpg"] = encoded(thumb(seen), quality=80)
        files = {
            file: self.storage.put(f"{name}/{file}", body, kind="image/jpeg") for file, body in copies.items()
        }
        self._say(
            name,
            {
                "refused": "",
                "sha_original": original,
                "sha_clean": hashlib.sha256(cleaned.jpeg).hexdigest(),
                "width": picture.width,
                "height": picture.height,
                "gate": str(gate(picture)),
                "edited": list(cleaned.edited)[:5],
                "lines": [said(line, picture.size) for line in lines],
                "reader": reader[:LONGEST_NAME],
                "files": files,
            },
        )

    def _read(self, picture: Image.Image) -> tuple[Sequence[Line], str]:
        """The lines and who read them; nobody when there is no reader, or it failed: the picture stays."""
        if self.reader is None:
            return (), ""
        try:
            with within(LONGEST_SECONDS):
                return self.reader.lines(picture), self.reader.name
        except Unread:
            return (), ""
        except Exception:
            log.exception("a picture was not read")
            return (), ""

    def _say(self, name: str, payload: dict[str, Any]) -> None:
        lines = payload.get("lines", [])[:MOST_LINES]
        while (
            len(body := json.dumps({"v": 1, **payload, "lines": lines}, ensure_ascii=False).encode())
            > MOST_READING
        ):
            lines = lines[: len(lines) // 2]
        self.storage.put(f"{name}/reading.json", body, kind="application/json")


def said(line: Line, size: tuple[int, int]) -> list[Any]:
    """A line as a reading holds it: its box inside the picture, whatever the reader made of its edges."""
    left, right = sorted(min(max(0, int(x)), size[0]) for x in (line.box.left, line.box.right))
    top, bottom = sorted(min(max(0, int(y)), size[1]) for y in (line.box.top, line.box.bottom))
    return [line.text[:300], min(1.0, max(0.0, round(float(line.score), 3))), [left, top, right, bottom]]


def thumb(picture: Image.Image) -> Image.Image:
    """A small copy; of a long picture its top, where it says what it is about."""
    top = picture.crop((0, 0, picture.width, min(picture.height, picture.width * 2)))
    top.thumbnail(THUMB, reducing_gap=2.0)
    return top


def encoded(picture: Image.Image, *, quality: int) -> bytes:
    """As JPEG, with nothing in it but pixels."""
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=quality)
    return into.getvalue()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises ``TooSlow`` inside when time is up. Only a process's first thread can be interrupted so;
    others are not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
