"""Any colour a marketplace chooses stays readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.web.frame import brand

CARDS = {"light": (brand.WHITE, brand.LIGHT), "dark": ((27, 28, 32), (15, 16, 18), brand.DARK)}


def properties(css: str) -> dict[str, brand.Rgb]:
    found = re.findall(r"--(\w+):#(\w{6})", css)
    return {name: tuple(int(value[i : i + 2], 16) for i in (0, 2, 4)) for name, value in found}


@given(st.integers(0, 0xFFFFFF))
def test_text_holds_aa_in_both_schemes(number: int) -> None:
    light, dark = brand.stylesheet(f"#{number:06x}").split("@media")
    day, night = properties(light), properties(dark)
    assert brand.contrast(brand.WHITE, day["brand"]) >= brand.AA
    for ground in (*CARDS["light"], day["tint"]):
        assert brand.contrast(day["link"], ground) >= brand.AA
    for ground in (*CARDS["dark"], night["tint"]):
        assert brand.contrast(night["link"], ground) >= brand.AA
    assert brand.contrast((22, 24, 28), day["tint"]) >= brand.AA
    assert brand.contrast((165, 171, 182), night["tint"]) >= brand.AA
    assert brand.contrast((85, 91, 102), day["tint"]) >= brand.AA


@pytest.mark.parametrize(
    "colour", ["", "red", "#fff", "#12345", "#1234567", "#12345g", "#123456;}*{all:unset", "#123456\n"]
)
def test_what_is_no_colour_changes_nothing(colour: str) -> None:
    assert brand.stylesheet(colour) == ""
