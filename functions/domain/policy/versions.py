"""What a marketplace promised, version by version. No version is ever changed or lost.

A complaint stores the version it was filed under; its deadlines are stored when a state is entered.
What was promised at filing is reckoned by that version for the whole of its life, and a newer one may
only shorten the desk's own clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..errors import Invalid
from ..vocabulary import Text
from .bounds import BOUNDS, Holds

OUTSIDE = Text("超出允许范围：{floor} 到 {ceiling}", "Outside its bounds: {floor} to {ceiling}")
UNKNOWN = Text("没有这一项", "There is no such value")


@dataclass(frozen=True, slots=True)
class Policy:
    """The values of one version; what it does not override is the default. ``by`` published it ``at`` that
    moment.

    ``newer`` is the version in force while a complaint of this one goes on; None where they are the
    same. ``kept`` is one that was published once: it holds as it was promised, whatever the bounds are now.
    """

    version: int = 1
    overrides: Mapping[str, int] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None
    newer: Policy | None = None
    kept: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        """Refuses (``Invalid``) unknown names and values outside floor and ceiling of one to be published."""
        if self.kept:
            return
        wrong = {key: _wrong(key, value) for key, value in self.overrides.items()}
        if problems := {key: text for key, text in wrong.items() if text}:
            raise Invalid(problems)

    def number(self, key: str) -> int:
        """The value of ``key`` in its own unit."""
        own = self.overrides.get(key, BOUNDS[key].default)
        if self.newer is None or BOUNDS[key].holds is Holds.PROMISED:
            return own
        now = self.newer.number(key)
        return now if BOUNDS[key].holds is Holds.NEWEST else min(own, now)

    def window(self, key: str) -> timedelta:
        """The value of a window as a length of time."""
        return timedelta(seconds=self.number(key))

    def under(self, newer: Policy) -> Policy:
        """What this version promises while ``newer`` is in force."""
        return self if newer.version == self.version else replace(self, newer=newer)


def _wrong(key: str, value: int) -> Text | None:
    bound = BOUNDS.get(key)
    if bound is None:
        return UNKNOWN
    if bound.floor <= value <= bound.ceiling:
        return None
    return Text(*(each.format(floor=bound.floor, ceiling=bound.ceiling) for each in OUTSIDE))
