"""What letters are made of: money, moments, facts and the size of a short message."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.formats import moment, money
from functions.domain.notice_facts import Facts, sms_parts

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("fen", "said"), [(0, "¥0.00"), (5, "¥0.05"), (9850, "¥98.50"), (1234567, "¥12345.67"), (-100, "-¥1.00")]
)
def test_money(fen: int, said: str) -> None:
    assert money(fen) == said


@given(st.integers(0, 10**12))
def test_money_is_exact(fen: int) -> None:
    assert int(money(fen).removeprefix("¥").replace(".", "")) == fen


def test_a_moment_is_on_the_marketplaces_wall_clock() -> None:
    when = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert moment(when, tz=SHANGHAI, lang="zh") == "11月23日 01:05"
    assert moment(when, tz=SHANGHAI, lang="en") == "Nov 23, 01:05"
    assert moment(when, tz=ZoneInfo("UTC"), lang="en") == "Nov 22, 17:05"


def test_only_set_facts_are_given() -> None:
    given_facts = Facts(marketplace="星海", number="", fen=0).given()
    assert given_facts == {"marketplace": "星海", "fen": 0, "tz": "Asia/Shanghai"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("卡" * 70, 1),
        ("卡" * 71, 2),
        ("卡" * 134, 2),
        ("卡" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("¥98.50", 1),
    ],
)
def test_parts_of_a_short_message(text: str, parts: int) -> None:
    assert sms_parts(text) == parts
