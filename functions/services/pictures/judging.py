"""What a reading says about one complaint, and whether an earlier complaint showed the same; shortened for
the history.

The desk has no card key: a token is compared with the shop's fingerprints. What was shown is remembered
as MACs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...domain.marketplace import Marketplace
from ...domain.precheck.identifiers import folded
from ...domain.precheck.judging import judge
from ...domain.precheck.matching import Claim
from ...domain.reading import Finding, Reading
from ...ports import Case, Desk
from .. import identity

MOST_REASONS, LONGEST = 6, 60
NUMBERS = frozenset({"order_matches", "other_order"})
"""Reasons whose words are an order's number: said by its ends, as everywhere outside the sealed row."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the history says of each picture, and the MACs of what they showed that is this complaint's
    own."""

    verdicts: Mapping[str, dict[str, Any]]
    shown: tuple[str, ...] = ()


@dataclass
class Lookups:
    """Remembers what a judgement wanted to know, and answers from what was found since."""

    found: Mapping[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def __call__(self, token: str) -> str:
        """The earlier complaint that showed ``token``, or empty."""
        self.tokens.add(token)
        return self.found.get(token, "")


def judged(desk: Desk, marketplace: Marketplace, case: Case, readings: Mapping[str, Reading]) -> Judged:
    """Judge them twice: first to learn what to look up, then with what one read found of all of it."""
    asked = Lookups()
    claim = _claim(desk, marketplace, case, asked)
    findings = {slot: judge(reading, claim) for slot, reading in readings.items()}
    asked.found = _earlier(desk, case, asked.tokens)
    if asked.found:
        findings = {slot: judge(reading, claim) for slot, reading in readings.items()}
    shown = {token for finding in findings.values() for token in _own(finding)}
    macs = tuple(sorted(_mac(desk, marketplace.id, token) for token in shown))
    return Judged({slot: verdict_of(finding) for slot, finding in findings.items()}, macs)


def _claim(desk: Desk, marketplace: Marketplace, case: Case, known: Callable[[str], str]) -> Claim:
    fingerprints = frozenset(case.private.fingerprints)
    keys = [
        desk.vault.open("shop_key", each.material)
        for each in marketplace.keys.values()
        if each.kind == "hmac"
    ]

    def holds(token: str) -> bool:
        text = f"kf:{token.strip()}".encode()
        return any(hmac.new(key, text, hashlib.sha256).hexdigest()[:16] in fingerprints for key in keys)

    told = holds if fingerprints and keys else None
    return Claim(case.complaint.category, case.private.order_no, holds_key=told, known=known)


def _own(finding: Finding) -> set[str]:
    """The tokens of a finding that are this complaint's own: these are what another complaint must not
    show."""
    ties = {reason.what for reason in finding.reasons}
    shown = {finding.order_no} if "order_matches" in ties else set()
    shown |= {finding.card_key} if "key_matches" in ties else set()
    return {folded(each) for each in shown if each}


def _earlier(desk: Desk, case: Case, tokens: set[str]) -> dict[str, str]:
    """Which of ``tokens`` a complaint about another order showed before."""
    if not tokens:
        return {}
    c = case.complaint
    macs = {_mac(desk, c.marketplace, token): token for token in sorted(tokens)[:50]}
    found = desk.cases.shown(c.marketplace, tuple(macs))
    return {
        macs[mac]: number for mac, (number, order) in found.items() if number != c.id and order != c.order
    }


def _mac(desk: Desk, marketplace: str, token: str) -> str:
    return desk.vault.mac("order", "shown", marketplace, token)


def verdict_of(finding: Finding) -> dict[str, Any]:
    """A finding as plain values; card keys and order numbers by their ends only."""
    why = [
        [each.what[:30], _discreet(each.what, each.words)[:LONGEST], each.box]
        for each in finding.reasons[:MOST_REASONS]
    ]
    return {
        "verdict": str(finding.verdict),
        "failure": finding.failure,
        "reused": finding.reused,
        "why": [[what, words, list(box) if box else None] for what, words, box in why],
    }


def _discreet(what: str, words: str) -> str:
    return identity.mask(words) if what in NUMBERS else identity.discreet(words)
