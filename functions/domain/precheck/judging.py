"""From a reading and a claim to a finding: verdict, what was read, and reasons a person can check."""

from __future__ import annotations

from ..reading import Finding, Gate, Reading, Reason, Verdict
from . import identifiers
from .lines import FAILED, PENDING, SUCCESS
from .matching import Claim, Ties, tie
from .outcome import ClassedLine, ScreenResult, outcome
from .reasons import hidden

AWAITING = frozenset({"D1", "D2", "D3", "A2", "P2"})
"""Categories that an order still pending supports: something has not come."""

LEAST_SURE = 0.75
"""Reader's score below which a differing identifier is not held against anybody: it may be misread."""

LEAST_WORDS = 0.62
"""Mean score of all lines below which the picture counts as not legible."""


def judge(reading: Reading, claim: Claim) -> Finding:
    """Advice only: it says where a person should look first. A picture that nobody read says nothing."""
    if reading.gate is not Gate.READABLE:
        return Finding(Verdict.UNUSABLE, reasons=(Reason(reading.gate.value), *_edited(reading)))
    if not reading.reader:
        return Finding(Verdict.NOT_READ, reasons=_edited(reading))
    if not reading.lines:
        return Finding(Verdict.IRRELEVANT, reasons=(Reason("no_words"), *_edited(reading)))
    if sum(line.score for line in reading.lines) / len(reading.lines) < LEAST_WORDS:
        return Finding(Verdict.UNUSABLE, reasons=(Reason("illegible"), *_edited(reading)))
    payload, ties = outcome(reading.lines), tie(identifiers.tokens(reading.lines), claim)
    return Finding(
        _verdict(payload, ties, claim),
        _failure(payload),
        ties.order_no,
        ties.card_key,
        ties.reused,
        (*_wording(payload), *_ties(ties), *_edited(reading)),
    )


def _verdict(payload: ScreenResult, ties: Ties, claim: Claim) -> Verdict:
    foreign = ties.reused or _foreign(ties, claim)
    if foreign and not ties.own:
        return Verdict.MISMATCH if payload.kind or ties.reused or _named(ties) else Verdict.IRRELEVANT
    if payload.kind == SUCCESS:
        return Verdict.CONTRADICTS
    if payload.kind == FAILED:
        return Verdict.SUPPORTS if ties.own else Verdict.UNBOUND
    if payload.kind == PENDING and claim.category in AWAITING:
        return Verdict.SUPPORTS if ties.own else Verdict.UNBOUND
    return Verdict.UNBOUND if ties.own or payload.kind == PENDING else Verdict.IRRELEVANT


def _foreign(ties: Ties, claim: Claim) -> bool:
    """Whether the picture surely names another order, or another key than the shop told us."""
    order, key = ties.other_order, ties.other_key
    if order is not None and order.score >= LEAST_SURE:
        return True
    keys_known = claim.holds_key is not None or bool(claim.key_tail)
    return key is not None and keys_known and key.score >= LEAST_SURE


def _named(ties: Ties) -> bool:
    return any(token is not None and token.named for token in (ties.other_order, ties.other_key))


def _failure(payload: ScreenResult) -> str:
    return payload.kind if payload.kind in {SUCCESS, PENDING} else payload.failure


def _wording(payload: ScreenResult) -> tuple[Reason, ...]:
    words: ClassedLine | None = payload.said
    return () if words is None else (Reason(payload.failure or payload.kind, words.text, words.box),)


def _ties(ties: Ties) -> tuple[Reason, ...]:
    """What ties it, else what speaks for another order or key; keys are shown by their ends only."""
    reasons = []
    if ties.order:
        reasons.append(Reason("order_matches", ties.order_no, ties.order.box))
    if ties.key:
        reasons.append(Reason("key_matches", hidden(ties.card_key), ties.key.box))
    if ties.other_order and not ties.own:
        reasons.append(Reason("other_order", ties.other_order.text, ties.other_order.box))
    if ties.other_key and not ties.own:
        reasons.append(Reason("other_key", hidden(ties.other_key.text), ties.other_key.box))
    if ties.shown_before:
        reasons.append(Reason("shown_before", ties.reused, ties.shown_before.box))
    return tuple(reasons)


def _edited(reading: Reading) -> tuple[Reason, ...]:
    return (Reason("edited", ", ".join(reading.edited)),) if reading.edited else ()
