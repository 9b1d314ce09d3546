"""The write-ahead log: what was answered is on the disk.

A *unit* is what one request wrote, whole: a list of images, each a table's ARN, two keys and the item
as it became (null: gone), as JSON of that very moment. Units are results and no commands, so replaying
them needs no condition, no clock and no luck, and replaying them twice changes nothing. One line of the
file is what one fsync covers, after its own checksum; so only the last line can be torn by a crash, and
nothing in it was answered.
"""

import asyncio
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Image = tuple[str, str, str, dict[str, Any] | None]
Unit = list[str]

COMPACT_BYTES = 64 * 2**20


class Corrupt(Exception):
    """The log, or the snapshot under it, cannot be believed. The sentence says which file, and what to do."""


class Journal:
    """Append-only file of units. Concurrent writers share one fsync; everything runs on the event loop's
    thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.turn = asyncio.Lock()
        self._file = path.open("ab")
        self._pending: list[Unit] = []
        self._noted = 0
        self._settled = 0

    def note(self, unit: Unit) -> None:
        """Takes a unit into the order of the log. It is on the disk when the next `settle` has returned."""
        self._pending.append(unit)
        self._noted += 1

    async def settle(self) -> None:
        """Returns when all that was noted before the call is on the disk. A disk that refuses raises
        OSError."""
        mine = self._noted
        while self._settled < mine:
            async with self.turn:
                if self._settled < mine:
                    await self._flush()

    async def _flush(self) -> None:
        batch, self._pending = self._pending, []
        covered = self._noted
        await asyncio.to_thread(self._write, line(batch))
        self._settled = covered

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def is_long(self) -> bool:
        """Whether it is time for a snapshot to take the log's place."""
        return self._file.tell() > COMPACT_BYTES

    def move(self, path: Path) -> None:
        """Goes on in a new file beside a snapshot that holds all that was noted. The caller holds `turn`."""
        self._file.close()
        self.path = path
        self._file = path.open("ab")
        self._pending = []
        self._settled = self._noted


def written(image: Image) -> str:
    return json.dumps(image, separators=(",", ":"), ensure_ascii=False)


def line(units: list[Unit]) -> bytes:
    body = f"[{','.join(image for unit in units for image in unit)}]".encode()
    return b"%08x %b\n" % (zlib.crc32(body), body)


def read(path: Path) -> Iterator[Image]:
    """The images of a log in order. A torn last line is cut off; any other damage raises Corrupt."""
    good = 0
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            images = _parsed(text)
            if images is None:
                if file.read(1):
                    raise Corrupt(
                        f"line {number} of {path} is damaged: move the file aside to start without it"
                    )
                break
            good += len(text)
            yield from images
    os.truncate(path, good)


def _parsed(text: bytes) -> list[Image] | None:
    checksum, _, body = text.removesuffix(b"\n").partition(b" ")
    if not text.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(body):
        return None
    images: list[Image] = json.loads(body)
    return images
