"""What a merchant reads of a complaint that was another's before: the complaint, and what came since."""

from __future__ import annotations

from collections.abc import Sequence

from ..history import Link
from ..vocabulary import Action

ITS_OWN = frozenset({Action.FILE, Action.AMEND, Action.READ})
"""What belongs to the complaint, whoever its merchant is; a picture with what was read of it."""


def handed_over(links: Sequence[Link]) -> int:
    """The event that gave the complaint to its present merchant; 0 where it never was another's."""
    merchant, since = "", 0
    for link in links:
        named = str((link.payload or {}).get("merchant", ""))
        if named and named != merchant:
            since = link.n if merchant else 0
            merchant = named
    return since


def for_merchant(link: Link, since: int) -> bool:
    """Whether the present merchant reads of that event, where ``since`` gave it the complaint."""
    return link.n >= since or link.type in ITS_OWN


def read_by_merchant(links: Sequence[Link]) -> tuple[Link, ...]:
    """``links`` without what was between the buyer and the merchant before."""
    since = handed_over(links)
    return tuple(link for link in links if for_merchant(link, since))
