"""The phrases screens say things with, as patterns over masked text (``wording.folding.masked``: 码 is any key word).

They are features of the line classifier and can be read by whoever wants to know why; none decides alone. They lie in
``grammar.json``, one alternative a line; ``<do>`` and ``<done>`` stand for the verbs of redeeming.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """By name: used, expired, region, invalid, success, pending, failed; rule, question and not, which speak against."""
    said = json.loads(files(__package__).joinpath("grammar.json").read_text(encoding="utf-8"))
    verbs = {name: "|".join(said[name]) for name in ("do", "done")}
    joined = {name: "|".join(alternatives) for name, alternatives in said["patterns"].items()}
    return {
        name: re.compile(pattern.replace("<done>", verbs["done"]).replace("<do>", verbs["do"]))
        for name, pattern in joined.items()
    }


def hits(text: str) -> set[str]:
    """The names of the patterns a masked line matches."""
    return {name for name, pattern in patterns().items() if pattern.search(text)}
