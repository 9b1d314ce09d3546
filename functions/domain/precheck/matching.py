"""Whether what was read is this complaint's order or key, somebody else's, or an earlier complaint's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import identifiers
from .identifiers import Kind, Token

MOST_TOKENS = 14
"""Tokens of one picture that are compared; the surest kinds first."""

LEAST_WHOLE = 10
"""Letters and digits from which an order number is recognised inside a longer token that was glued
together."""


def _nobody(_folded: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the desk knows of the complaint the picture was filed with, and no more.

    ``holds_key`` says whether a token, in the spelling given, is this order's delivered key (the caller
    compares fingerprints and never has the key); None when the shop told none. ``key_tail``: the key's
    last signs, if known. ``known`` is asked with ``identifiers.folded`` tokens and names the earlier
    complaint with that order number or key, or nothing; the caller leaves this complaint and its own
    order out.
    """

    category: str
    order_no: str = ""
    holds_key: Callable[[str], bool] | None = None
    key_tail: str = ""
    known: Callable[[str], str] = _nobody


class Ties(NamedTuple):
    """Tokens that are this complaint's, those that name something else, and the earlier complaint that
    showed one.

    ``order_no`` and ``card_key`` are what the picture shows: in the desk's own spelling where they are
    its own.
    """

    order: Token | None
    key: Token | None
    other_order: Token | None
    other_key: Token | None
    order_no: str
    card_key: str
    reused: str
    shown_before: Token | None

    @property
    def own(self) -> bool:
        """Whether anything in the picture is this complaint's."""
        return bool(self.order or self.key)


def tie(found: Sequence[Token], claim: Claim) -> Ties:
    """Compares every token with the claim; readers' confusions are allowed for, other differences are not."""
    ranked = sorted(found, key=_rank)[:MOST_TOKENS]
    order = next((token for token in ranked if _is_order(token, claim)), None)
    key, spelled = _own_key([token for token in ranked if token is not order], claim)
    other_order = _best(Kind.ORDER, ranked, order, key)
    other_key = _best(Kind.KEY, ranked, order, key)
    before = next(
        ((t, c) for t in ranked if t is not order and t is not key and (c := _shown_before(t, claim))), None
    )
    return Ties(
        order,
        key,
        None if order else other_order,
        None if key else other_key,
        claim.order_no if order else other_order.text if other_order else "",
        spelled if key else other_key.text if other_key else "",
        before[1] if before else "",
        before[0] if before else None,
    )


def _rank(token: Token) -> tuple[bool, bool, bool, int]:
    return (token.kind is Kind.ELSE, not token.named, token.doubtful, -len(identifiers.plain(token.text)))


def _is_order(token: Token, claim: Claim) -> bool:
    wanted, read = identifiers.folded(claim.order_no), identifiers.folded(token.text)
    return bool(wanted) and (read == wanted or (len(wanted) >= LEAST_WHOLE and wanted in read))


def _own_key(found: Sequence[Token], claim: Claim) -> tuple[Token | None, str]:
    """The token that is the delivered key, and the spelling in which it is."""
    for token in found:
        if claim.holds_key is not None:
            for spelling in identifiers.spellings(token.text):
                if any(claim.holds_key(form) for form in identifiers.forms(spelling)):
                    return token, spelling
        elif _ends_with(token, claim.key_tail):
            return token, token.text
    return None, ""


def _ends_with(token: Token, tail: str) -> bool:
    wanted = identifiers.folded(tail)
    return (
        len(wanted) >= 4 and token.kind is not Kind.ORDER and identifiers.folded(token.text).endswith(wanted)
    )


def _best(kind: Kind, ranked: Sequence[Token], *own: Token | None) -> Token | None:
    """The surest token of a kind that is not, and is no part of, the complaint's own."""
    ours = [identifiers.folded(token.text) for token in own if token]
    for token in ranked:
        word = identifiers.folded(token.text)
        if token.kind is kind and not any(word in mine or mine in word for mine in ours):
            return token
    return None


def _shown_before(token: Token, claim: Claim) -> str:
    return "" if token.kind is Kind.ELSE else claim.known(identifiers.folded(token.text))
