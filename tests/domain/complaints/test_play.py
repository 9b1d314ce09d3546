"""Everybody plays to win on one order, in any order of acts, and nothing unfair may come of it.

``SUYI_LIVES`` says how many lives are played; a broken promise prints the life that broke it.
"""

from __future__ import annotations

import os

import pytest

from tests.domain.complaints.player import Player

LIVES = int(os.environ.get("SUYI_LIVES", "2400"))
SHARES = 8
"""So that several workers play at once."""
LONGEST_DAYS = 300
MOST_LETTERS = 80


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_anybody_does_every_promise_is_kept(share):
    for seed in range(share, LIVES, SHARES):
        world = Player(seed).play()
        for c in world.cases.values():
            assert c.ended_at is not None
            assert (c.ended_at - c.filed_at).days <= LONGEST_DAYS, "\n".join(world.trace)
            assert world.letters[c.id] <= MOST_LETTERS, "\n".join(world.trace)
