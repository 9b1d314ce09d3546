"""Figures of predictions on a labelled set: how often each promise of the pre-check is kept. 0 to 1 each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
Pair = tuple[Entry, Entry]
"""What a picture's label says, and what was predicted."""

LANES = {
    "supports": "fast",
    "unbound": "ask",
    "mismatch": "flag",
    "contradicts": "flag",
    "irrelevant": "again",
    "unusable": "again",
}

BARS: dict[str, tuple[float, bool]] = {
    "right lane": (0.90, True),
    "false supports": (0.05, False),
    "supports found": (0.92, True),
    "unusable asked again": (0.95, True),
    "legitimate asked again": (0.02, False),
    "failure's class": (0.80, True),
    "order number exact": (0.93, True),
    "key exact": (0.88, True),
    "re-use found": (0.88, True),
    "re-use wrongly": (0.02, False),
    "first suggestion": (0.80, True),
    "first two": (0.90, True),
    "worst category": (0.50, True),
    "extort precision": (0.90, True),
    "extort recall": (0.80, True),
    "contact precision": (0.90, True),
    "contact recall": (0.80, True),
    "duplicates found": (0.90, True),
    "pairs wrongly": (0.001, False),
    "files as they must": (1.0, True),
}
"""The bar of each figure, and whether more is better."""


def share(entries: Iterable[Any], holds: Callable[[Any], bool]) -> float:
    """How many of them; not a number for none, which misses no bar."""
    kept = list(entries)
    return sum(holds(entry) for entry in kept) / len(kept) if kept else float("nan")


def evidence(labels: list[Entry], said: dict[str, Entry]) -> dict[str, float]:
    """Lanes, classes, identifiers and re-use; identifiers are compared by their letters and digits alone."""
    pairs = [(entry["gold"], said.get(entry["id"], {})) for entry in labels]

    def of(*verdicts: str) -> list[Pair]:
        return [pair for pair in pairs if pair[0]["verdict"] in verdicts]

    supports, legible = of("supports"), [pair for pair in pairs if pair[0]["verdict"] != "unusable"]
    classed = [pair for pair in of("supports", "unbound", "contradicts") if pair[0]["error_class"]]
    again = [pair for pair in pairs if pair[0]["reuse_of"]]
    return {
        "right lane": share(pairs, lambda p: lane(p) == LANES[p[0]["verdict"]]),
        "false supports": share([p for p in pairs if p not in supports], lambda p: lane(p) == "fast"),
        "supports found": share(supports, lambda p: lane(p) == "fast"),
        "unusable asked again": share(of("unusable"), lambda p: lane(p) == "again"),
        "legitimate asked again": share(supports, lambda p: lane(p) == "again"),
        "failure's class": share(classed, lambda p: p[1].get("error_class") == p[0]["error_class"]),
        "order number exact": exact(legible, "order_no_shown", "order_no"),
        "key exact": exact(legible, "card_key_shown", "card_key"),
        "re-use found": share(again, lambda p: bool(p[1].get("reuse_of"))),
        "re-use wrongly": share([p for p in pairs if p not in again], lambda p: bool(p[1].get("reuse_of"))),
    }


def lane(pair: Pair) -> str:
    """Where the verdict said leads."""
    return LANES.get(pair[1].get("verdict", ""), "")


def exact(pairs: Iterable[Pair], shown: str, read: str) -> float:
    """How many identifiers that are shown were read to the last sign."""
    return share((p for p in pairs if p[0][shown]), lambda p: plain(p[0][shown]) == plain(p[1].get(read)))


def plain(text: str | None) -> str:
    """Letters and digits, upper case."""
    return re.sub(r"[^0-9A-Za-z]", "", text or "").upper()


def text(labels: list[Entry], said: dict[str, list[str]]) -> dict[str, float]:
    """Suggestions among those a label accepts."""
    first = {e["id"]: said.get(e["id"], [""])[:1] for e in labels}
    groups = {e["category"] for e in labels}
    return {
        "first suggestion": share(labels, lambda e: bool(set(first[e["id"]]) & set(e["accept"]))),
        "first two": share(labels, lambda e: bool(set(said.get(e["id"], [])[:2]) & set(e["accept"]))),
        "worst category": min(
            share(
                (e for e in labels if e["category"] == g),
                lambda e: bool(set(first[e["id"]]) & set(e["accept"])),
            )
            for g in groups
        ),
    }


def safety(labels: list[Entry], said: dict[str, dict[str, bool]]) -> dict[str, float]:
    """Precision and recall of both flags."""
    figures = {}
    for flag in ("extort", "contact"):
        told = [(entry[flag], bool(said.get(entry["id"], {}).get(flag))) for entry in labels]
        figures[f"{flag} precision"] = share((t for t in told if t[1]), lambda t: t[0])
        figures[f"{flag} recall"] = share((t for t in told if t[0]), lambda t: t[1])
    return figures


def neardup(labels: list[Entry], said: dict[str, list[list[int]]]) -> dict[str, float]:
    """Pairs of one group that were found, and of others that were."""
    found = {tuple(sorted(pair)) for pair in said["pairs"]}
    every = set(combinations(range(len(labels)), 2))
    true = {(i, j) for i, j in every if labels[i]["group"] and labels[i]["group"] == labels[j]["group"]}
    return {
        "duplicates found": len(found & true) / len(true),
        "pairs wrongly": len(found - true) / len(every - true),
    }


def badfiles(labels: list[Entry], said: dict[str, Entry]) -> dict[str, float]:
    """Files accepted or refused as they must be; of what both is right for, either."""

    def right(entry: Entry) -> bool:
        wanted, became = entry["expect"], said.get(entry["file"], {})
        if wanted == "reject":
            return became.get("ok") is False
        accepted = became.get("ok") is True or "_or_" in wanted
        return accepted and ("flag_edited" not in wanted or "edited" in became.get("flags", []))

    return {"files as they must": share(labels, right)}


SECTIONS: dict[str, tuple[str, Callable[[Any, Any], dict[str, float]]]] = {
    "evidence": ("evidence/labels.json", evidence),
    "text": ("text/categories.json", text),
    "safety": ("text/safety.json", safety),
    "neardup": ("text/neardup.json", neardup),
    "badfiles": ("badfiles/expect.json", badfiles),
}


def figures(labelled: Path, predicted: Path) -> dict[str, float]:
    """Every figure of the sections that both the set and the predictions have."""
    found: dict[str, float] = {}
    for name, (place, score) in SECTIONS.items():
        if (labelled / place).is_file() and (predicted / f"{name}.json").is_file():
            found |= score(loaded(labelled / place), loaded(predicted / f"{name}.json"))
    return found


def loaded(place: Path) -> Any:
    """A file's JSON."""
    return json.loads(place.read_text(encoding="utf-8"))


def missed(name: str, value: float) -> bool:
    """Whether a figure is on the wrong side of its bar; a figure of nothing is not."""
    bar, more = BARS[name]
    return value < bar if more else value > bar
