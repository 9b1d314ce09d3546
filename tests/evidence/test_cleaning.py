"""Strangers' files: what becomes a clean picture, what is refused, and what never survives."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from functions.evidence import cleaning
from functions.evidence.cleaning import Cleaned, Refused, clean


def drawn(size: tuple[int, int] = (240, 160), mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    return picture if mode == "RGB" else picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    into = io.BytesIO()
    picture.save(into, form, **options)
    return into.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        clean(data)
    return refused.value.code


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims a size, whatever its body holds."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
        ("GIF", "P"),
        ("MPO", "RGB"),
        ("HEIF", "RGB"),
    ],
)
def test_every_format_of_the_list_becomes_an_rgb_jpeg_of_its_size(form: str, mode: str) -> None:
    cleaning._reads_heif()
    picture = drawn(mode="L").convert("I;16").point(lambda v: v * 256) if mode == "I;16" else drawn(mode=mode)
    cleaned = clean(saved(picture, form))
    assert (cleaned.picture.mode, cleaned.picture.size) == ("RGB", (240, 160))
    assert Image.open(io.BytesIO(cleaned.jpeg)).format == "JPEG"
    assert min(cleaned.picture.getpixel((230, 150))) > 240, "the white corner stays white"


@pytest.mark.parametrize(
    ("what", "data", "code"),
    [
        ("nothing", b"", "empty"),
        ("a page named .png", b"<html><script>alert(1)</script></html>", "not_an_image"),
        ("SVG", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not_an_image"),
        ("PDF", b"%PDF-1.7\n", "not_an_image"),
        ("TIFF", saved(drawn(), "TIFF"), "not_an_image"),
        ("BMP", saved(drawn(), "BMP"), "not_an_image"),
        ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n", "not_an_image"),
        ("half a JPEG", saved(drawn((800, 600)), "JPEG")[:2000], "broken"),
        ("half a PNG", saved(drawn((800, 600)), "PNG")[:700], "broken"),
        ("half a WEBP", saved(drawn((800, 600)), "WEBP")[:90], "broken"),
        ("a bomb", png(60_000, 60_000, b"\0" * 1000), "too_many_pixels"),
        ("forty-one million pixels", png(6_500, 6_400, b"\0" * 1000), "too_many_pixels"),
        ("only a JPEG's first bytes", b"\xff\xd8\xff\xe0" + b"A" * 300, "broken"),
        ("only a HEIC's first bytes", b"\0\0\0\x18ftypheic" + b"A" * 300, "broken"),
        ("more than ten megabytes", b"\xff\xd8\xff" + b"A" * cleaning.MOST_BYTES, "too_big"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(what: str, data: bytes, code: str) -> None:
    assert refusal(data) == code, what


def test_a_jpeg_of_hundreds_of_scans_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(drawn((2000, 2000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    hostile = data[:-2] + data[last:-2] * 300 + data[-2:]
    assert refusal(hostile) == "broken"
    monkeypatch.setattr(cleaning, "MOST_SCAN_PIXELS", 10**12)
    assert clean(hostile).picture.size == (2000, 2000), "nothing else would have stopped it"


def test_a_trailer_and_every_comment_are_gone() -> None:
    data = saved(drawn(), "JPEG", comment=b"<script>alert(1)</script>") + b"PK\x03\x04<?php evil();"
    jpeg = clean(data).jpeg
    assert not [word for word in (b"PK\x03\x04", b"<?php", b"<script") if word in jpeg]


def test_where_a_picture_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[cleaning.ORIENTATION] = 6
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 5.0)}
    cleaned = clean(saved(drawn(), "JPEG", exif=exif))
    assert cleaned.picture.size == (160, 240)
    assert b"Exif" not in cleaned.jpeg and not Image.open(io.BytesIO(cleaned.jpeg)).getexif()
    assert cleaned.picture.getpixel((150, 10))[1] < 60, "the red quarter has come to the right"


def test_of_an_animation_the_first_frame_is_kept() -> None:
    data = saved(drawn(), "GIF", save_all=True, append_images=[Image.new("RGB", (240, 160), "blue")] * 3)
    cleaned = clean(data)
    assert cleaned.picture.getpixel((230, 150))[0] > 200
    assert getattr(Image.open(io.BytesIO(cleaned.jpeg)), "n_frames", 1) == 1


def test_what_is_transparent_becomes_white() -> None:
    assert clean(saved(Image.new("RGBA", (90, 90), (0, 0, 0, 0)), "PNG")).picture.getpixel((5, 5)) == (
        255,
        255,
        255,
    )


def test_a_long_screenshot_keeps_the_width_its_words_need() -> None:
    assert clean(saved(drawn((1080, 12_000)), "PNG")).picture.size == (1080, 12_000)


def test_a_large_photo_is_made_smaller() -> None:
    assert clean(saved(drawn((6_000, 4_000)), "JPEG")).picture.size == (3_240, 2_160)


def with_software(name: str) -> bytes:
    exif = Image.Exif()
    exif[0x0131] = name
    return saved(drawn(), "JPEG", exif=exif)


def with_text(name: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", name)
    return saved(drawn(), "PNG", pnginfo=info)


@pytest.mark.parametrize(
    "name", ["Adobe Photoshop 25.0 (Windows)", "GIMP 2.10", "Snapseed 2.0", "美图秀秀", "PicsArt"]
)
def test_a_program_that_changes_pictures_is_flagged_wherever_it_signed(name: str) -> None:
    cleaned: list[Cleaned] = [clean(with_software(name)), clean(with_text(name))]
    packet = f'<x:xmpmeta><rdf:Description xmp:CreatorTool="{name}"/></x:xmpmeta>'.encode()
    cleaned.append(clean(saved(drawn(), "JPEG", xmp=packet)))
    assert all(c.edited for c in cleaned[1:]) and (cleaned[0].edited or not name.isascii())


@pytest.mark.parametrize("name", ["HDR+ 1.0.5", "17.4.1", "MediaTek Camera Application", "Android 14", ""])
def test_a_phones_own_software_is_no_edit(name: str) -> None:
    assert clean(with_software(name)).edited == ()


def test_without_the_heic_decoder_a_heic_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_reads_heif", lambda: False)
    assert refusal(b"\0\0\0\x18ftypheic" + b"A" * 300) == "unsupported"


def test_metadata_that_cannot_be_parsed_does_not_cost_the_picture() -> None:
    data = saved(drawn(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    assert clean(data).picture.size == (240, 160)
