"""How much of an event somebody reads."""

from __future__ import annotations

from enum import StrEnum


class Sight(StrEnum):
    """What one of the two parties reads of an event. Operators and arbiters read all of everything.

    ``WHOLE``: that it happened, and what was said. ``HAPPENED``: that it happened, not the words.
    ``ON_EFFECT``: a ruling, once it took effect; never one that was taken back. ``SEALED``: nothing but
    its place in the history.
    """

    WHOLE = "whole"
    HAPPENED = "happened"
    ON_EFFECT = "on_effect"
    SEALED = "sealed"
