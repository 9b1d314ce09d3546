"""What a category and a clause of the published standard consist of."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..vocabulary import Remedy, Role, Text

Window = Literal["filing", "fraud"]


class Clause(NamedTuple):
    """One numbered rule, quoted in rulings and printed on the rules page.

    ``text`` names none of the clocks of the desk: their lengths are policy and are printed beside it.
    """

    number: str
    title: Text
    text: Text


class Category(NamedTuple):
    """What a complaint may be about, and what follows from choosing it.

    ``hint`` is the line under the choice. ``burden`` must prove; ``proof`` says what is enough from the
    complainant. ``remedies`` begins with the default. ``evidence_based`` withdrawals that were settled
    with the merchant need the settlement shown. ``window`` is the policy's name for the filing window.
    """

    code: str
    label: Text
    hint: Text
    burden: Role
    proof: Text
    remedies: tuple[Remedy, ...]
    clause: Clause
    scores: bool = True
    instant: bool = True
    evidence_based: bool = False
    withdrawable: bool = True
    window: Window = "filing"
    filed_by: Role = Role.BUYER
    words_required: bool = False
