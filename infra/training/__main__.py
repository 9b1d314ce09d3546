"""`python -m infra.training fit`: draws the samples, fits both models and writes their weights where they
are read."""

from __future__ import annotations

import sys
from pathlib import Path

from functions.domain.precheck.lines import CLASSES
from functions.domain.wording.category import GROUPS

from . import fitting, screens, words

SEED = 1
DOMAIN = Path(__file__).parents[2] / "functions" / "domain"
LINES, CATEGORY = DOMAIN / "precheck" / "lines.json", DOMAIN / "wording" / "category.json"


def fit() -> None:
    """About ten seconds on one core; the same files every time."""
    fitting.write(fitting.fit(screens.samples(SEED), CLASSES, fitting.Settings(rarest=4)), LINES)
    fitting.write(fitting.fit(words.samples(SEED), GROUPS, fitting.Settings(rarest=3)), CATEGORY)


if __name__ == "__main__":
    if sys.argv[1:] != ["fit"]:
        sys.exit("usage: python -m infra.training fit")
    fit()
