"""A marketplace's colour made readable: the small stylesheet behind ``/assets/brand/<marketplace>.css``.

The colour is the marketplace's, the contrast is ours: white on it and it on the page hold WCAG AA in
both schemes.
"""

from __future__ import annotations

import re

AA = 4.5
LIGHT, DARK = (241, 243, 245), (38, 40, 45)  # --page of the light scheme, the lightest ground of the dark one
WHITE, BLACK = (255, 255, 255), (0, 0, 0)

Rgb = tuple[int, int, int]


def stylesheet(colour: str) -> str:
    """The custom properties for ``colour``, ``"#rrggbb"``. Anything else gives an empty sheet: the desk's
    own blue."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return ""
    asked = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    tint = mixed(asked, WHITE, 0.9)
    fill = until_readable(asked, on=tint, towards=BLACK)
    night = mixed(asked, (28, 29, 33), 0.86)
    light = f"--brand:{hexed(fill)};--link:{hexed(fill)};--tint:{hexed(tint)}"
    dark = f"--link:{hexed(until_readable(asked, on=night, towards=WHITE))};--tint:{hexed(night)}"
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def until_readable(colour: Rgb, *, on: Rgb, towards: Rgb) -> Rgb:
    """``colour`` moved towards black or white just far enough to be read on ``on`` and the scheme's other
    grounds."""
    grounds = (on, LIGHT, WHITE) if towards == BLACK else (on, DARK)
    shades = (mixed(colour, towards, step / 20) for step in range(21))
    return next(shade for shade in shades if all(contrast(shade, ground) >= AA for ground in grounds))


def mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    """``share`` (0-1) of ``other``, the rest of ``colour``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hexed(colour: Rgb) -> str:
    """``"#rrggbb"``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _luminance(colour: Rgb) -> float:
    channels = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
