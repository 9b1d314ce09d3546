"""A complaint's number: made from a secret, readable over the phone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number can be read out over the phone."""


def number_for(day: datetime, seed: str) -> str:
    """The complaint number for a secret or parent ``seed``: ``TS-yymmdd-XXXXXXXX``, 40 bits of SHA-256."""
    value = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:5], "big")
    digits = "".join(ALPHABET[value >> shift & 31] for shift in range(35, -1, -5))
    return f"TS-{day.astimezone(UTC):%y%m%d}-{digits}"
