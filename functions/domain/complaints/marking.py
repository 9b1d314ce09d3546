"""Marks: what an operator notes of a complaint, which stops withdrawals."""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotAllowed
from ..vocabulary import State
from .complaint import Change, Command, Complaint, changed
from .grounds import Grounds
from .withdrawal import set_back


def mark(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator marks it malicious or part of an incident, or takes the mark off again."""
    if do.mark is None:
        raise NotAllowed
    off = do.mark in c.marks
    marks = tuple(m for m in c.marks if m is not do.mark) if off else (*c.marks, do.mark)
    marked = replace(c, marks=marks, refused_at=do.at if off and c.withdrawal else c.refused_at)
    payload = {"mark": do.mark, "on": not off}
    if c.state is State.AWAITING_REVIEW and not off:
        return set_back(marked, do, on, payload=payload)
    return changed(marked, do, payload=payload)
