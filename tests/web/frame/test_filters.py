"""Money and time as they are written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.web.frame import filters

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECONDS = {"天": 86400, "小时": 3600, "分": 60, "d": 86400, "h": 3600, "min": 60}


def said_seconds(text: str) -> int:
    return sum(int(count) * SECONDS[unit] for count, unit in re.findall(r"(\d+) (天|小时|分|d|h|min)", text))


@pytest.mark.parametrize(
    ("fen", "text"),
    [(9850, "¥98.50"), (0, "¥0.00"), (5, "¥0.05"), (-9850, "-¥98.50"), (10**12 + 1, "¥10000000000.01")],
)
def test_money_is_exact(fen: int, text: str) -> None:
    assert filters.money(fen) == text


def test_a_moment_is_told_on_the_wall_clock_of_the_place() -> None:
    at = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)
    assert filters.moment(at, SHANGHAI) == "11月23日 09:41"
    assert filters.moment(at, SHANGHAI, "en") == "Nov 23, 09:41"
    assert filters.day(at, SHANGHAI) == "2026年11月23日"
    assert filters.day(at, SHANGHAI, "en") == "Nov 23, 2026"
    assert filters.iso(at) == "2026-11-23T01:41:00+00:00"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (23 * 3600 + 659, "剩 23 小时 10 分", "23 h 10 min left"),
        (86399, "剩 23 小时 59 分", "23 h 59 min left"),
        (86400, "剩 1 天", "1 d left"),
        (86400 + 3 * 3600 + 1799, "剩 1 天 3 小时", "1 d 3 h left"),
        (47 * 60, "剩 47 分", "47 min left"),
        (3600, "剩 1 小时", "1 h left"),
        (59, "剩不到 1 分", "less than 1 min left"),
        (0, "刚刚超时", "just overdue"),
        (-59, "刚刚超时", "just overdue"),
        (-7200, "超时 2 小时", "overdue by 2 h"),
        (-7260, "超时 2 小时 1 分", "overdue by 2 h 1 min"),
    ],
)
def test_time_left_in_both_languages(seconds: int, zh: str, en: str) -> None:
    assert filters.left(seconds) == zh
    assert filters.left(seconds, "en") == en


@given(seconds=st.integers(1, 400 * 86400), lang=st.sampled_from(["zh", "en"]))
def test_never_more_time_than_there_is_and_never_much_less(seconds: int, lang: str) -> None:
    said = said_seconds(filters.left(seconds, lang))
    if seconds < 60:
        return
    assert said <= seconds
    assert seconds - said < (3600 if seconds >= 86400 else 60)


@given(seconds=st.integers(-400 * 86400, 0), lang=st.sampled_from(["zh", "en"]))
def test_never_more_overdue_than_it_is(seconds: int, lang: str) -> None:
    assert said_seconds(filters.left(seconds, lang)) <= -seconds


@given(seconds=st.integers(0, 86399))
def test_a_day_is_said_only_from_24_hours(seconds: int) -> None:
    assert "天" not in filters.left(seconds)


@pytest.mark.parametrize(
    ("seconds", "tone"), [(-1, "bad"), (0, "bad"), (1, "warn"), (7199, "warn"), (7200, "")]
)
def test_urgency(seconds: int, tone: str) -> None:
    assert filters.urgency(seconds) == tone
