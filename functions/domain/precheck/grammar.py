"""The phrases screens say things with, as patterns over masked text (``wording.folding.masked``: 码 is any
key word).

They are features of the line classifier and can be read by whoever wants to know why; none decides
alone. They lie in ``grammar.json``, one alternative a line; ``<do>``, ``<done>`` and ``<redeem>`` stand
for the verbs of redeeming.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """By name: used, expired, region, invalid, success, pending, failed; condition, rule, question and not
    speak against."""
    decoded = json.loads(files(__package__).joinpath("grammar.json").read_text(encoding="utf-8"))
    verbs = {f"<{name}>": "|".join(decoded[name]) for name in ("do", "done", "redeem")}
    return {
        name: re.compile(_spelt("|".join(decoded["patterns"][name]), verbs)) for name in decoded["patterns"]
    }


def _spelt(pattern: str, verbs: dict[str, str]) -> str:
    for slot, alternatives in verbs.items():
        pattern = pattern.replace(slot, alternatives)
    return pattern


def hits(text: str) -> set[str]:
    """The names of the patterns a masked line matches."""
    return {name for name, pattern in patterns().items() if pattern.search(text)}


_CONDITION = re.compile(
    r"[\s。;；.!！,，](?:如(?:果|提示|遇|显示|出现)|若|假如|倘若|if\b).*$|(?<=[a-z])如(?:果|提示|遇|显示|出现).*$",
    re.IGNORECASE,
)


def unconditional(text: str) -> str:
    """The words before a condition: what would be, if, is no message."""
    return _CONDITION.sub("", text)
