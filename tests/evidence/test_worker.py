"""Every hostile class and every real file through the worker: an answer each time, and nothing laid down
but clean pictures."""

from __future__ import annotations

import io
import json
import signal
import struct
import time
import zlib
from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageDraw

from functions.evidence import cleaning, worker
from functions.evidence.worker import Worker
from functions.services.pictures.picture_intake import checked
from tests.darkroom import Told, picture, saved

NAME = "xinghai/TS-261122-ABCDEFGH/0123456789ab"
ACTIVE = (b"<script", b"<svg", b"<?php", b"PK\x03\x04", b"%PDF", b"GPS", b"Exif", b"\x00Motion", b"ftypmp4")


@dataclass
class Shelf:
    """Storage in memory."""

    files: dict[str, bytes] = field(default_factory=dict)
    laid: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def take(self, name: str, *, most: int) -> bytes | None:
        found = self.files.get(name)
        return None if found is None else found[: most + 1]

    def put(self, name: str, body: bytes, *, kind: str) -> str:
        self.laid[name] = (body, kind)
        return f'"{zlib.crc32(body):08x}"'

    def forget(self, name: str) -> None:
        self.files.pop(name, None)


def cleaned(data: bytes, reader: object = None) -> tuple[dict, Shelf]:
    shelf = Shelf({NAME: data})
    Worker(shelf, reader or Told()).clean(NAME)
    assert shelf.files == {}, "the original is gone"
    body, _ = shelf.laid[f"{NAME}/reading.json"]
    checked(body)
    return json.loads(body), shelf


def photo(**options: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 29.0)}
    return saved(picture((960, 540)), "JPEG", exif=exif, **options)


def claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HOSTILE = {
    "an SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<!DOCTYPE html><script>alert(document.cookie)</script>",
    "a page behind a PNG's first bytes": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "a PDF": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction 2 0 R>>endobj",
    "a bomb": claims(50_000, 50_000),
    "nothing": b"",
    "half a picture": photo()[:900],
    "an EXE": b"MZ" + b"\0" * 500,
    "a ZIP": b"PK\x03\x04" + b"\0" * 500,
    "too much": b"\xff\xd8\xff" + b"\0" * cleaning.MOST_BYTES,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_picture_is_answered_and_nothing_of_it_is_laid_down(what):
    said, shelf = cleaned(HOSTILE[what])
    assert said["refused"] and list(shelf.laid) == [f"{NAME}/reading.json"]


def heic() -> bytes:
    cleaning._reads_heif()
    return saved(picture(), "HEIF")


def mpo() -> bytes:
    return saved(picture(), "MPO", save_all=True, append_images=[picture(seed=2)])


REAL = {
    "with a place in it, held upright": lambda: (photo(), (540, 960)),
    "CMYK": lambda: (saved(picture().convert("CMYK"), "JPEG"), (540, 960)),
    "MPO": lambda: (mpo(), (540, 960)),
    "with EXIF that is broken": lambda: (
        saved(picture(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
        (540, 960),
    ),
    "a long screenshot": lambda: (saved(picture((540, 12_000)), "PNG"), (540, 12_000)),
    "a motion photo": lambda: (photo() + b"\0\0\0\x18ftypmp42" + b"\0Motion" * 500, (540, 960)),
    "HEIC": lambda: (heic(), (540, 960)),
    "a JPEG that is a ZIP too": lambda: (photo() + b"PK\x03\x04<script>alert(1)</script>", (540, 960)),
    "a GIF that moves": lambda: (
        saved(picture(), "GIF", save_all=True, append_images=[picture(seed=1)]),
        (540, 960),
    ),
    "WEBP": lambda: (saved(picture(), "WEBP"), (540, 960)),
}


@pytest.mark.parametrize("what", REAL)
def test_real_files_come_out_as_clean_jpegs_and_nothing_else(what):
    data, size = REAL[what]()
    said, shelf = cleaned(data)
    assert said["refused"] == "" and (said["width"], said["height"]) == size
    pictures = {name: body for name, (body, kind) in shelf.laid.items() if kind == "image/jpeg"}
    assert {name.rsplit("/", 1)[1] for name in pictures} == {"full.jpg", "masked.jpg", "thumb.jpg"}
    for name, body in pictures.items():
        opened = Image.open(io.BytesIO(body))
        assert (
            opened.format == "JPEG" and not opened.getexif() and not [word for word in ACTIVE if word in body]
        ), name
    assert {kind for _, kind in shelf.laid.values()} == {"image/jpeg", "application/json"}


STRANGE = (
    "../../etc/passwd",
    "xinghai/TS-261122-ABCDEFGH/x",
    f"{NAME}/full.jpg",
    "",
    "XINGHAI/a/b",
    "a" * 900,
)


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_none_of_ours_is_taken_away_unseen(name):
    shelf = Shelf({name: photo()})
    Worker(shelf, Told()).clean(name)
    assert (shelf.files, shelf.laid) == ({}, {})


def test_done_twice_is_done_once():
    shelf = Shelf({NAME: photo()})
    Worker(shelf, Told()).clean(NAME)
    before = dict(shelf.laid)
    Worker(shelf, Told()).clean(NAME)
    shelf.files[NAME] = photo()
    Worker(shelf, Told()).clean(NAME)
    assert shelf.laid == before


def test_a_file_that_takes_too_long_is_refused_and_a_reading_that_does_costs_only_the_reading(monkeypatch):
    class Slow(Told):
        def lines(self, picture):
            time.sleep(5)

    monkeypatch.setattr(worker, "LONGEST_SECONDS", 0.2)
    said, shelf = cleaned(photo(), Slow())
    assert said["refused"] == "" and said["reader"] == "" and f"{NAME}/masked.jpg" not in shelf.laid
    monkeypatch.setattr(worker, "clean", lambda _data: time.sleep(5))
    assert cleaned(photo())[0]["refused"] == "broken"
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_reading_never_grows_beyond_what_the_desk_takes():
    said, _ = cleaned(photo(), Told(words=["卡" * 299] * 900))
    assert 0 < len(said["lines"]) <= worker.MOST_LINES


def test_the_small_copy_shows_no_key_either():
    made = Image.new("RGB", (540, 960), "white")
    ImageDraw.Draw(made).rectangle((30, 100, 510, 124), fill="red")
    _, shelf = cleaned(saved(made, "PNG"))
    thumb = Image.open(io.BytesIO(shelf.laid[f"{NAME}/thumb.jpg"][0]))
    scale = thumb.width / 540
    across = [thumb.getpixel((round(x * scale), round(112 * scale))) for x in range(250, 480, 10)]
    assert all(max(pixel) < 90 for pixel in across), "black, where the key was"
