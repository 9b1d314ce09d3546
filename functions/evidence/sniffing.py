"""What a file is, told by its own first bytes and never by its name; and which editing software left its
name in it."""

from __future__ import annotations

import re

from PIL import Image

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

EDITORS = re.compile(
    "photoshop|imageready|lightroom|gimp|snapseed|picsart|pixelmator|canva|affinity|paint\\.net|krita|facetune|vsco"
    "|polarr|photoroom|fotor|photopea|coreldraw|paint "
    "?shop|meitu|美图|醒图|黄油相机|天天p图|photogrid|inkscape|figma|mspaint",
    re.IGNORECASE,
)
"""Names of programs that change what a picture shows. A camera's or a phone's own firmware is none of
them."""

UNTOUCHED_RESOURCES = {0x0404, 0x0425}
"""Photoshop blocks that mere captioning writes too (IPTC and its digest): they say nothing about the
pixels."""


def kind(data: bytes) -> str:
    """Pillow's name of the format (JPEG, PNG, GIF, WEBP, HEIF), or empty for everything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "HEIF" if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS else ""


def editors(picture: Image.Image) -> tuple[str, ...]:
    """The editing software a file names in its metadata, in lower case, each once; a flag and never a
    verdict."""
    found = {name.lower() for text in _said(picture) for name in EDITORS.findall(text)}
    blocks = picture.info.get("photoshop")
    if isinstance(blocks, dict) and set(blocks) - UNTOUCHED_RESOURCES:
        found.add("photoshop")
    return tuple(sorted(found))


def _said(picture: Image.Image) -> list[str]:
    """Every piece of metadata as text: EXIF and XMP packets, PNG's text chunks, comments. Pixels and
    profiles are not."""
    texts = []
    for name, value in picture.info.items():
        if name in {"icc_profile", "photoshop"}:
            continue
        if isinstance(value, bytes):
            texts += [value.decode("utf-8", "ignore"), value.decode("utf-16-le", "ignore")]
        elif isinstance(value, str):
            texts.append(f"{name} {value}")
    return texts
