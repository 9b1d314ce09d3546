"""What a page says of a reissued key: its last four, when it was seen, whether it can be looked at now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ...domain.complaints.complaint import Complaint
from ...domain.complaints.reissue import closed_to
from ...domain.marketplace import Marketplace
from ..frame.filters import say


class ReissuedKey(NamedTuple):
    """``waits`` while a look is left that can be taken now; ``why`` it cannot be, in words."""

    tail: str
    seen: datetime | None
    waits: bool
    why: str


def key_of(c: Complaint, m: Marketplace, now: datetime) -> ReissuedKey | None:
    """What there is to say of the key of ``c``; None where no key was given."""
    if not c.key_at:
        return None
    refusal = closed_to(c, m.policy_for(c.policy), now=now)
    return ReissuedKey(c.key_tail, c.key_seen, refusal is None, say(refusal.text) if refusal else "")
