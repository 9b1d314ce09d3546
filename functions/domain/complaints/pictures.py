"""Pictures that go with what somebody says: what may carry them, what their reading changes, who may see
them whole.

A slot is one picture's place in storage; the event that carries pictures lists their slots under
``evidence``. What was read of them comes later, as an event of the clock's. It changes no state and no
deadline: it sorts, it never rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import NotAllowed
from ..history import Link
from ..reading import TRIAGES, Triage, Verdict
from ..vocabulary import Action, Role
from .complaint import Change, Command, Complaint, changed
from .grounds import Grounds

MOST = 9
"""Pictures that go with one submission."""
SLOT = re.compile(r"[0-9a-f]{12}")
STRONGEST = (Triage.FLAG, Triage.FAST, Triage.ASK_MORE, Triage.AGAIN)
"""Of several pictures the first of these decides where the complaint is sorted."""


def read(c: Complaint, do: Command, on: Grounds) -> Change:
    """What was read of pictures, for a person to check; the buyer's sort the complaint in the queue."""
    if not do.pictures:
        raise NotAllowed
    triages = {TRIAGES[Verdict(each["verdict"])] for each in do.pictures.values() if each.get("verdict")}
    triages |= {Triage(c.triage)} if c.triage else set()
    triage = next((each for each in STRONGEST if each in triages), "")
    verdicts = sorted(str(each["verdict"]) for each in do.pictures.values() if each.get("verdict"))
    payload = {"pictures": dict(do.pictures), "verdicts": verdicts or None}
    return changed(replace(c, triage=str(triage)), do, payload=payload)


def reveal(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator lets the merchant see one picture whole, card keys and all."""
    if not SLOT.fullmatch(do.slot):
        raise NotAllowed
    return changed(c, do, payload={"slot": do.slot})


def slots_of(link: Link) -> tuple[str, ...]:
    """The slots an event carries, in their order; none of an erased one."""
    return tuple((link.payload or {}).get("evidence", ()))


def read_in(links: Sequence[Link]) -> Mapping[str, Any]:
    """What has been read so far, by slot."""
    found: dict[str, Any] = {}
    for link in links:
        if link.type == Action.READ:
            found |= (link.payload or {}).get("pictures", {})
    return found


def revealed_in(links: Sequence[Link]) -> frozenset[str]:
    """The slots that the merchant may see whole."""
    return frozenset(
        str((link.payload or {}).get("slot", "")) for link in links if link.type == Action.REVEAL
    )


def side_of(link: Link) -> Role:
    """Whose pictures an event carries: a shop files for its buyer."""
    return Role.BUYER if link.role == Role.SHOP else Role(link.role)
