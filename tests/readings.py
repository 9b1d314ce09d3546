"""The part of `make bench` about evidence: figures of the pre-check beside their bars, and what reading
costs.

Measured on a set drawn here, on the same with wording that was held out of training, and on the set
that SUYI_SET names, by default the development set beside the project where there is one.
"""

from __future__ import annotations

import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from functions.cli import benching
from functions.domain.precheck import lines
from functions.domain.wording import category, linear
from infra.training import fitting, grammar, pictures, scoring, screens, words
from infra.training.__main__ import SEED

ROOT = Path(__file__).parents[1]
COUNT, FOLD = 120, 3
WORSE = 0.07
"""How much less may be right with wording that was never learned."""

SECONDS, GIGABYTES = 3.0, 1.0


def tell() -> None:
    """Prints everything; what misses its bar is marked and nothing fails."""
    named = Path(os.environ.get("SUYI_SET", ROOT.parent / "shared" / "devset"))
    if named.is_dir():
        told(f"The labelled set {named.name}", predicted(named))
    with tempfile.TemporaryDirectory(prefix="suyi-set-") as folder:
        drawn, held = Path(folder) / "drawn", Path(folder) / "held"
        pictures.main(drawn, COUNT, None)
        pictures.main(held, COUNT, FOLD)
        full = predicted(drawn)
        told(f"{COUNT} pages drawn by a browser", full)
        told(f"{COUNT} more, their wording held out of training", unheard(held), full)
        told("Complaints in learned wording", suggested(learned=True))
        told(
            "The same, each template held out of training in turn",
            suggested(learned=False),
            suggested(learned=True),
        )
        tell_cost(drawn)


def predicted(labelled: Path) -> dict[str, float]:
    """Figures of a set, through the very command."""
    with tempfile.TemporaryDirectory(prefix="suyi-out-") as out:
        benching.predict(Namespace(set=labelled, out=Path(out)))
        return scoring.figures(labelled, Path(out))


def unheard(labelled: Path) -> dict[str, float]:
    """The same with a classifier that never saw the templates the set was drawn from."""
    samples = screens.samples(SEED, screens.held_out(FOLD, pictures.FOLDS))
    with weighing(lines, fitting.fit(samples, lines.CLASSES, fitting.Settings())):
        return predicted(labelled)


@cache
def suggested(*, learned: bool) -> dict[str, float]:
    """Suggestions of a category for a sentence of every template: learned ones, or each by a model that
    never saw it."""
    found: list[tuple[str, list[str]]] = []
    for fold in range(pictures.FOLDS):
        held, chance = words.held_out(fold, pictures.FOLDS), random.Random(fold)
        known = fitting.fit(
            words.samples(SEED, () if learned else held), category.GROUPS, fitting.Settings(rarest=3)
        )
        with weighing(category, known):
            ranked = [
                (group, category.ranked(grammar.fill(template, chance))) for template, group in held.items()
            ]
            found += [(group, [name for name, _ in names[:2]]) for group, names in ranked]
    right = {
        group: [group == names[0] for each, names in found if each == group] for group in category.GROUPS
    }
    return {
        "first suggestion": sum(group == names[0] for group, names in found) / len(found),
        "first two": sum(group in names for group, names in found) / len(found),
        "worst category": min(sum(each) / len(each) for each in right.values()),
    }


@contextmanager
def weighing(model: ModuleType, fitted: dict[str, Any]) -> Iterator[None]:
    """``model`` with weights of its own for a while."""
    fresh = linear.Linear(tuple(fitted["classes"]), fitted["scale"], tuple(fitted["bias"]), fitted["weights"])
    usual, model._weights = model._weights, lambda: fresh
    try:
        yield
    finally:
        model._weights = usual


def told(title: str, figures: dict[str, float], full: dict[str, float] | None = None) -> None:
    """One line a figure; beside the held-out ones the distance to the full ones counts for the lane."""
    say(f"\n{title} (bar in brackets)")
    for name, value in figures.items():
        bar, more = scoring.BARS[name]
        marks = "" if math.isnan(value) or not scoring.missed(name, value) else "  OVER"
        if full is not None and name in ("right lane", "first suggestion"):
            marks += f"  {full[name] - value:+.3f} less than learned wording [{WORSE}]"
        shown = "    none" if math.isnan(value) else f"{value:8.3f}"
        say(f"  {name:24}{shown} [{'≥' if more else '≤'} {bar}]{marks}")


def tell_cost(labelled: Path) -> None:
    """Seconds a picture when warm, memory and load, in a process of its own on one processor."""
    command = [
        "taskset",
        "-c",
        str(min(os.sched_getaffinity(0))),
        sys.executable,
        "-m",
        "tests.readings",
        str(labelled),
    ]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    load, p95, slowest, memory = map(float, output.stdout.split())
    over = ["  OVER" if found > bar else "" for found, bar in ((p95, SECONDS), (memory, GIGABYTES))]
    say(
        f"\nReading, one core: {p95:.2f} s a picture (95 %, warm) [{SECONDS:g}]{over[0]}, slowest "
        f"{slowest:.2f} s"
    )
    say(f"  peak memory {memory:.2f} GB [{GIGABYTES:g}]{over[1]}, models loaded in {load:.2f} s")


def say(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure(labelled: Path) -> None:
    """Load, 95th percentile, slowest and peak memory, as four numbers on a line."""
    started = time.perf_counter()
    from functions.evidence import cleaning, reader

    reader.local()
    load = time.perf_counter() - started
    spent = []
    for entry in scoring.loaded(labelled / "evidence" / "labels.json"):
        data = (labelled / "evidence" / entry["file"]).read_bytes()
        started = time.perf_counter()
        cleaned = cleaning.clean(data)
        reader.reading(cleaned.picture, cleaned.edited, reader.local())
        spent.append(time.perf_counter() - started)
    spent.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    say(f"{load} {spent[int(0.95 * len(spent))]} {spent[-1]} {memory}")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
