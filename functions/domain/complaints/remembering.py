"""Which forms a complaint remembers, so that one sent twice acts once.

A form is remembered by three bytes of its key's hash and three of its content's fingerprint. That two keys of
one complaint are alike in these is one in three million; the later form is then refused, and another has
another key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from ..errors import Reused

LATEST = 6
"""So many of the latest are remembered."""


DIGITS = 6
"""Hex digits of each."""


def short(key: str, content: str) -> dict[str, str]:
    """What is remembered of the form with that one-time key; ``content`` is a fingerprint in hex."""
    return {hashlib.sha256(key.encode()).hexdigest()[:DIGITS]: content[:DIGITS]}


def sent_before(commands: Mapping[str, str], key: str, content: str) -> bool:
    """Whether that very form is remembered. Raises ``Reused`` when its key is, with another content."""
    ((short_key, short_content),) = short(key, content).items()
    if not key or short_key not in commands:
        return False
    if not hmac.compare_digest(commands[short_key], short_content):
        raise Reused
    return True


def remembering(commands: Mapping[str, str], key: str, content: str) -> dict[str, str]:
    """``commands`` with one more, the oldest gone; without ``key`` as they are."""
    added = {**commands, **short(key, content)} if key else commands
    return dict([*added.items()][-LATEST:])
