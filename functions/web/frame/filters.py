"""How money and time are written. Pure functions with a language; ``dress`` hands them to a Jinja
environment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from functions.domain import formats
from functions.web.frame import language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from jinja2 import Environment

MINUTE, HOUR, DAY = 60, 3600, 86400
money = formats.money


class Bilingual(Protocol):
    """Something with its words in both languages, such as ``domain.terms.Text``."""

    def say(self, lang: str) -> str:
        """The words in ``lang``."""


def yuan(fen: int) -> str:
    """``9850`` 分 as ``"98.50"``: a sum as it is typed."""
    return f"{fen // 100}.{fen % 100:02d}"


def moment(at: datetime, tz: tzinfo, lang: str = "zh") -> str:
    """As ``domain.says.moment``: ``"11月23日 09:41"`` or ``"Nov 23, 09:41"``."""
    return formats.moment(at, tz=tz, lang=lang)


def day(at: datetime, tz: tzinfo, lang: str = "zh") -> str:
    """The date alone, with its year: ``"2026年11月23日"`` or ``"Nov 23, 2026"``."""
    here = at.astimezone(tz)
    if lang == "en":
        return f"{formats.MONTHS[here.month - 1]} {here.day}, {here.year}"
    return f"{here.year}年{here.month}月{here.day}日"


def iso(at: datetime) -> str:
    """An aware time for a machine, to the second: the ``datetime`` attribute of ``<time>``."""
    return at.isoformat(timespec="seconds")


def span(seconds: int, lang: str = "zh") -> str:
    """A length of time rounded down to minutes, from a day up to hours: ``"23 小时 10 分"``, ``"1 天 3
    小时"``.

    A day is said only from 24 hours up. Under a minute it is the empty string.
    """
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    units = ("d", "h", "min") if lang == "en" else ("天", "小时", "分")
    parts = zip((days, hours, 0 if days else minutes), units, strict=True)
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def left(seconds: int, lang: str = "zh") -> str:
    """The time to a deadline ``seconds`` away: ``"剩 23 小时 10 分"``; behind it: ``"超时 2 小时"``.

    Rounded down on both sides: it never promises more time than there is, nor reproaches more than was
    overrun.
    """
    payload = span(abs(seconds), lang)
    if seconds > 0:
        if lang == "en":
            return f"{payload or 'less than 1 min'} left"
        return f"剩 {payload}" if payload else "剩不到 1 分"
    if lang == "en":
        return f"overdue by {payload}" if payload else "just overdue"
    return f"超时 {payload}" if payload else "刚刚超时"


def urgency(seconds: int) -> str:
    """The tone of a countdown: ``"bad"`` once overdue, ``"warn"`` in the last two hours, else plain
    ``""``."""
    if seconds <= 0:
        return "bad"
    return "warn" if seconds < 2 * HOUR else ""


def say(text: Bilingual) -> str:
    """A ``Text`` of the domain in the language spoken now."""
    return text.say(language.speaking())


def dress(env: Environment, *, tz: Callable[[], tzinfo]) -> None:
    """Gives ``env`` all that layout and macros use but the app's own globals; ``tz`` is asked at each
    rendering."""
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(speaking=language.speaking, _=language.sentence)
    env.filters.update(
        money=money,
        yuan=yuan,
        when=lambda seconds: datetime.fromtimestamp(seconds, UTC),
        iso=iso,
        say=say,
        urgency=urgency,
        moment=lambda at: moment(at, tz(), language.speaking()),
        day=lambda at: day(at, tz(), language.speaking()),
        left=lambda seconds: left(seconds, language.speaking()),
        span=lambda seconds: span(seconds, language.speaking()),
    )
