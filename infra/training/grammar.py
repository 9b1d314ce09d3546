"""Phrases drawn from the grammars in ``phrases/``: sections of templates, and slots that are filled by
chance."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

PHRASES = Path(__file__).with_name("phrases")
SECTION, SLOT = re.compile(r"\[(\w+)\]"), re.compile(r"\{(\w+)\}")
NOTHING = "(nothing)"


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The templates of a file by section, in the file's order."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (PHRASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if section := SECTION.fullmatch(line):
            lines = found.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            lines.append("" if line == NOTHING else line)
    return {section: tuple(templates) for section, templates in found.items()}


def fill(template: str, chance: random.Random) -> str:
    """One of the many phrases a template stands for."""
    slots = sections("slots")
    while SLOT.search(template):
        template = SLOT.sub(lambda found: chance.choice(slots[found[1]]), template, count=1)
    return template
