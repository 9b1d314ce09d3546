"""The weights come out of the repository: drawn and fitted again, they are the same."""

from __future__ import annotations

import json
import random

import pytest

from functions.domain.precheck.lines import CLASSES
from functions.domain.wording.category import GROUPS
from infra.training import complaints, fitting, grammar, screens, words
from infra.training.__main__ import CATEGORY, LINES, SEED

QUICK = fitting.Settings(rarest=12, least=12)


def test_the_same_seed_draws_the_same_samples_and_fits_the_same_weights() -> None:
    every = screens.samples(SEED)[::7]
    again = screens.samples(SEED)[::7]
    assert every == again
    assert fitting.fit(every, CLASSES, QUICK) == fitting.fit(again, CLASSES, QUICK)


@pytest.mark.parametrize(
    ("place", "samples", "classes", "settings"),
    [
        (LINES, screens.samples, CLASSES, fitting.Settings(rarest=4)),
        (CATEGORY, words.samples, GROUPS, fitting.Settings(rarest=3)),
    ],
)
def test_the_weights_in_the_repository_are_the_ones_that_the_training_makes(
    place, samples, classes, settings
) -> None:  # type: ignore[no-untyped-def]
    kept = json.loads(place.read_text(encoding="utf-8"))
    made = fitting.fit(samples(SEED), classes, settings)
    assert kept["classes"] == made["classes"]
    common = kept["weights"].keys() & made["weights"].keys()
    assert len(common) >= 0.98 * max(
        len(kept["weights"]), len(made["weights"])
    )  # another processor rounds otherwise
    assert all(
        abs(a - b) <= 1
        for name in common
        for a, b in zip(kept["weights"][name], made["weights"][name], strict=True)
    )


@pytest.mark.parametrize("place", [LINES, CATEGORY])
def test_weights_are_small_enough_to_load_with_every_start(place) -> None:  # type: ignore[no-untyped-def]
    assert place.stat().st_size < 300_000


def test_held_out_templates_are_never_drawn_from() -> None:
    held = screens.held_out(0, 5)
    assert set(held.values()) == set(CLASSES)
    assert len(screens.samples(SEED, held)) < len(screens.samples(SEED))


@pytest.mark.parametrize("name", ["screens", "words"])
def test_every_template_can_be_filled(name: str) -> None:
    chance = random.Random(3)
    filled = [grammar.fill(t, chance) for templates in grammar.sections(name).values() for t in templates]
    assert all(text and "{" not in text for text in filled)


def test_a_made_up_complaint_never_shows_what_its_verdict_denies() -> None:
    chance = random.Random(5)
    for verdict in complaints.MIX:
        filed = complaints.complaint(chance)
        gold = complaints.gold("supports" if verdict == "reuse" else verdict, filed, chance)
        shown = {gold["order_no_shown"], gold["card_key_shown"]} - {None}
        own = {filed["order_no"], filed["card_key"]}
        assert (verdict != "mismatch" or not shown & own) and (
            verdict not in {"unbound", "irrelevant", "unusable"} or not shown
        )
