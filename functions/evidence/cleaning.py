"""Strangers' files in, clean pictures out: what is stored was painted anew from pixels and holds nothing
else.

No metadata, no trailer, no second frame and no script survives, because nothing but the decoded pixels
is copied.
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

from PIL import Image

from . import sniffing

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SCAN_PIXELS = 600_000_000
"""Scans times pixels of a progressive JPEG: a real one has about ten scans, a hostile one thousands."""

LONGEST, SHORTEST = 16_000, 2_160
"""Pixels of the clean copy's longer and shorter side at most: a phone's long screenshot keeps its legible
width."""

QUALITY = 88
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # EXIF 2.32, tag Orientation


class Refused(Exception):
    """A file that does not become a picture. ``code`` says why: empty, too_big, not_an_image, unsupported,
    too_many_pixels or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cleaned(NamedTuple):
    """The picture as RGB pixels, the same as a JPEG, and the names of editing software the original
    carried."""

    picture: Image.Image
    jpeg: bytes
    edited: tuple[str, ...]


def clean(data: bytes) -> Cleaned:
    """Decodes the first frame of a JPEG, PNG, WEBP, GIF, HEIC or MPO of at most 10 MB and 40 million pixels.

    Everything else is ``Refused``; whatever a decoder stumbles over is too, and nothing else is ever raised.
    """
    form = _form(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of much; what matters is refused here
        try:
            with Image.open(
                io.BytesIO(data), formats=["JPEG", "MPO"] if form == "JPEG" else [form]
            ) as opened:
                return _repaint(opened, data)
        except Refused:
            raise
        except Image.DecompressionBombError as bomb:
            raise Refused("too_many_pixels") from bomb
        except Exception as fault:  # decoders raise what they like; a file is all it can be about
            raise Refused("broken") from fault


def _form(data: bytes) -> str:
    """What to decode the file as, or the refusal that needs no decoding."""
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    form = sniffing.kind(data)
    if not form:
        raise Refused("not_an_image")
    if form == "HEIF" and not _reads_heif():
        raise Refused("unsupported")
    return form


def _reads_heif() -> bool:
    """Whether phones' HEIC can be decoded here; the package is optional."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


def _repaint(opened: Image.Image, data: bytes) -> Cleaned:
    """Pixels first counted, then decoded, turned upright, flattened, made small enough and encoded anew."""
    pixels = opened.width * opened.height
    if pixels > MOST_PIXELS:
        raise Refused("too_many_pixels")
    if opened.format in {"JPEG", "MPO"} and pixels * data.count(b"\xff\xda") > MOST_SCAN_PIXELS:
        raise Refused("broken")
    opened.load()
    edited = sniffing.editors(opened)
    picture = _flat(_fitted(_plain(_upright(opened))))
    picture.info = {}  # Pillow would write a comment it finds here
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=QUALITY, subsampling=0)
    return Cleaned(picture, into.getvalue(), edited)


def _upright(picture: Image.Image) -> Image.Image:
    """As the phone was held; metadata that cannot be parsed turns nothing."""
    try:
        turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001  # the pixels are sound, whatever is wrong with the metadata beside them
        return picture
    return picture if turn is None else picture.transpose(turn)


def _plain(picture: Image.Image) -> Image.Image:
    """Eight bits of grey or of red, green and blue, with transparency where there is any."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in {"L", "RGB", "RGBA"} and not (
        picture.has_transparency_data and picture.mode != "RGBA"
    ):
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _flat(picture: Image.Image) -> Image.Image:
    """Red, green and blue alone; what is transparent becomes white, as pages show it."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _fitted(picture: Image.Image) -> Image.Image:
    """Both sides within their limits, the shape kept."""
    longer, shorter = max(picture.size), min(picture.size)
    scale = min(1.0, LONGEST / longer, SHORTEST / shorter)
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
