"""Proof of work on unsigned entries, so that mailing strangers costs a bot more than it costs us. ALTCHA
makes and checks it."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta

from flask import g, request

from ...services.limits import spend

COST, AROUND = 1000, 100
"""PBKDF2/SHA-256 iterations a try, and the number of tries: about 0.2 s on a phone."""
AGE = timedelta(minutes=20)


def challenge() -> str:
    """A fresh challenge as JSON, for the hidden field."""
    import altcha

    made = altcha.create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=AROUND + secrets.randbelow(20),
        expires_at=int((g.now + AGE).timestamp()),
        hmac_secret=_key("sign"),
        hmac_key_secret=_key("answer"),
    )
    return json.dumps(made.to_dict())


def solved() -> bool:
    """Whether the form carries a solved challenge of ours that was not used before."""
    given = request.form.get("altcha", "")
    if not given:
        return False
    import altcha

    try:
        decoded = json.loads(base64.b64decode(given, validate=True))
        payload = altcha.Payload.from_dict(decoded)
        result = altcha.verify_solution(payload, _key("sign"), hmac_key_secret=_key("answer"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    fresh = int(decoded["challenge"]["parameters"].get("expiresAt", 0)) > g.now.timestamp()
    return bool(result.verified) and fresh and bool(g.desk.limits.use_once(given, now=g.now, keep=3600))


def weigh(marketplace: str, address: str) -> None:
    """A proof passes; without one (no scripts, no worker) a much tighter limit applies, and nobody meets a
    dead end."""
    if not solved():
        spend(g.desk, marketplace, now=g.now, without_proof=address)


def _key(what: str) -> str:
    return str(g.desk.vault.mac("form", "altcha", what))
