"""Words off pictures with the local models: a few drawn pages, upright, turned, long; and what happens
without them."""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from functions.domain.precheck.judging import judge
from functions.domain.precheck.matching import Claim
from functions.domain.reading import Box, Gate, Line, Reading, Verdict
from functions.evidence import reader
from functions.evidence.gate import gate
from functions.evidence.ocr import detecting, models
from functions.evidence.reader import Unread, ordered

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
ORDER, KEY = "SH20260714882013", "7QK4M-XD0PA-9LRT2"


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of this machine, else Pillow's own; the lines these tests rest on are Latin."""
    found = next((name for name in FONTS if Path(name).is_file()), None)
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)


def page(
    *lines: str, size: tuple[int, int] = (900, 700), ink: str = "#222", back: str = "white"
) -> Image.Image:
    picture = Image.new("RGB", size, back)
    pen = ImageDraw.Draw(picture)
    for i, line in enumerate(lines):
        pen.text((60, 50 + i * 90), line, fill=ink, font=font(34))
    return picture


def read(picture: Image.Image) -> Reading:
    return reader.reading(picture, (), reader.local())


def text(reading: Reading) -> str:
    return "".join(line.text for line in reading.lines).replace(" ", "")


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p,
        lambda p: p.resize((450, 350)),
        lambda p: p.rotate(3, expand=True, fillcolor="#555"),
        lambda p: Image.eval(p, lambda v: 255 - v),
        lambda p: p.filter(ImageFilter.GaussianBlur(1)),
    ],
)
def test_numbers_are_read_to_the_last_sign_whatever_was_done_to_the_screenshot(change: Any) -> None:
    found = read(change(page(f"Order {ORDER}", f"Code {KEY}", "This code has already been redeemed")))
    assert ORDER in text(found) and KEY in text(found).replace("O", "0")
    assert judge(found, Claim("K2", ORDER)).verdict is Verdict.SUPPORTS


def test_boxes_lie_around_their_words_in_the_pictures_own_pixels() -> None:
    found = read(page("", "", f"Order {ORDER}", size=(1400, 1000)))
    (line,) = [line for line in found.lines if ORDER in line.text.replace(" ", "")]
    assert 30 <= line.box.left <= 75 and 215 <= line.box.top <= 245 and 255 <= line.box.bottom <= 290


def test_a_very_long_screenshot_is_read_to_its_end() -> None:
    lines = [""] * 70
    lines[1], lines[66] = f"Order {ORDER}", f"Code {KEY}"
    found = read(page(*lines, size=(720, 6_400)))
    assert ORDER in text(found) and KEY in text(found)


def test_pieces_of_a_long_picture_overlap_and_cover_it() -> None:
    cut = detecting.pieces(Image.new("RGB", (1_080, 12_000)))
    assert 3 <= len(cut) <= detecting.MOST_PIECES
    ends = [(top, top + piece.height) for (_, top), piece in cut]
    assert ends[0][0] == 0 and ends[-1][1] == 12_000
    assert all(below[0] < above[1] for above, below in pairwise(ends))


@pytest.mark.parametrize("size", [(1_200, 100), (100, 1_200), (300, 300), (16_000, 96), (96, 16_000)])
def test_a_picture_of_any_shape_is_read_without_a_fault(size: tuple[int, int]) -> None:
    noise = Image.effect_noise(size, 120).convert("RGB")
    assert read(noise).reader == models.NAME


def test_a_picture_without_writing_has_no_lines() -> None:
    assert read(Image.radial_gradient("L").resize((800, 800)).convert("RGB")).lines == ()


@pytest.mark.parametrize(
    ("picture", "seen"),
    [
        (page("Order 12345678"), Gate.READABLE),
        (page("Order 12345678", ink="#666", back="#222"), Gate.READABLE),
        (Image.new("RGB", (700, 900), "#eee"), Gate.BLANK),
        (Image.new("RGB", (700, 900), "#000"), Gate.BLANK),
        (page("Order", *["Code 12345678"] * 6).filter(ImageFilter.GaussianBlur(9)), Gate.BLURRED),
        (page("Order", *["Code 12345678"] * 6).resize((50, 40)).resize((900, 700)), Gate.BLURRED),
        (page("Order").resize((90, 70)), Gate.TINY),
    ],
)
def test_the_pixels_alone_rule_out_only_what_nobody_could_read(picture: Image.Image, seen: Gate) -> None:
    assert gate(picture) is seen


def test_what_the_pixels_rule_out_is_not_read() -> None:
    assert read(Image.new("RGB", (700, 900), "#eee")).reader == ""


@pytest.mark.parametrize("missing", ["onnxruntime", "numpy", "rapidocr"])
def test_without_the_ocr_package_there_is_no_reader_and_the_picture_stays(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(models, "find_spec", lambda name: None if name == missing else found(name))
    reader.local.cache_clear()
    try:
        reading = read(page("Order 12345678"))
    finally:
        reader.local.cache_clear()
    assert (reading.gate, reading.reader, judge(reading, Claim("K1")).verdict) == (
        Gate.READABLE,
        "",
        Verdict.NOT_READ,
    )


def test_a_reader_that_fails_leaves_the_picture_unread() -> None:
    class Broken:
        name = "broken"

        def lines(self, picture: Image.Image) -> tuple[Line, ...]:
            raise Unread("out of memory")

    assert reader.reading(page("Order"), ("gimp",), Broken()) == Reading(
        900, 700, Gate.READABLE, edited=("gimp",)
    )


def test_the_models_are_run_without_the_package_they_come_in() -> None:
    read(page("Order"))
    assert not {"rapidocr", "cv2"} & set(sys.modules)


def test_lines_are_in_reading_order_row_by_row() -> None:
    lines = [
        Line("d", 1, Box(10, 60, 50, 80)),
        Line("b", 1, Box(200, 12, 260, 32)),
        Line("c", 1, Box(300, 8, 360, 28)),
        Line("a", 1, Box(10, 10, 90, 30)),
    ]
    assert "".join(line.text for line in ordered(lines)) == "abcd"
