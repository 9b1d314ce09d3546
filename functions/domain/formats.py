"""How the desk writes money and moments, the same on a page, in a mail and in a short message."""

from __future__ import annotations

from datetime import datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(fen: int) -> str:
    """``9850`` 分 as ``¥98.50``, exactly and without separators; what is owed as ``-¥1.00``."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan}.{rest:02d}"


def zone(name: str) -> tzinfo:
    """The time zone of that name, its history read when a time is first told: a page without one starts 2
    ms sooner."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def moment(when: datetime, *, tz: tzinfo, lang: str) -> str:
    """An aware time on the wall clock of ``tz``: ``11月23日 09:41``, in English ``Nov 23, 09:41``."""
    local = when.astimezone(tz)
    day = f"{MONTHS[local.month - 1]} {local.day}," if lang == "en" else f"{local.month}月{local.day}日"
    return f"{day} {local:%H:%M}"
