"""What a reading says about one complaint, shortened to what a person checks: the verdict and the words it rests on."""

from __future__ import annotations

from typing import Any

from ..domain.reading import Finding, Reading, Verdict
from ..ports import Case, Desk

MOST_REASONS, LONGEST = 6, 60


def judged(desk: Desk, case: Case, reading: Reading) -> dict[str, Any]:
    """The verdict with its reasons, as an event says it. Card keys and order numbers are said by their last digits only."""
    if not reading.reader:
        return {"verdict": str(Verdict.NOT_READ)}
    return said(_found(desk, case, reading))


def said(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    why = [
        [reason.what[:30], reason.words[:LONGEST], list(reason.box) if reason.box else None]
        for reason in finding.reasons[:MOST_REASONS]
    ]
    return {"verdict": str(finding.verdict), "failure": finding.failure, "reused": finding.reused, "why": why}


def _found(_desk: Desk, _case: Case, _reading: Reading) -> Finding:
    return Finding(Verdict.NOT_READ)
