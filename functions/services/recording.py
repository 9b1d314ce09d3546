"""From a decision to one transaction: the event takes its place in the chain, the post is written beside
it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ..domain.complaints.complaint import Change, Complaint
from ..domain.history import Event, canonical, chain, genesis
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Action, Outcome
from ..ports import Commit, Desk, Watch
from .post.envelopes import outbox_for

REMEMBERED = 6
"""How many of the latest commands a complaint remembers, so that a form sent twice acts once."""
LOOK_AFTER = timedelta(seconds=10)
"""When pictures that were claimed are looked for first."""


def fingerprint(*parts: Any) -> str:
    """Eight hex digits that tell one form's content from another's."""
    return hashlib.sha256(canonical([str(part) for part in parts])).hexdigest()[:8]


def transaction_for(
    desk: Desk,
    marketplace: Marketplace,
    before: Complaint | None,
    *,
    change: Change,
    now: datetime,
    command: str = "",
    content: str = "",
    **extra: Any,
) -> Commit:
    """The transaction for ``change``; ``command`` is the form's one-time key and ``content`` its
    fingerprint."""
    after, link_from = change.complaint, before or change.complaint
    n, prev = link_from.version + 1, link_from.head or genesis(after.marketplace, after.id)
    link = chain(change.event, n=n, prev=prev, salt=desk.salt())
    known = dict(after.commands)
    if command:
        known = dict([*known.items(), (command, content)][-REMEMBERED:])
    after = replace(after, version=n, head=link.h, commands=known)
    follow = change.follow_up
    watch = Watch(n, now + LOOK_AFTER) if change.event.payload.get("evidence") else None
    return Commit(
        before=before,
        after=after,
        link=link,
        now=now,
        strike=change.strike,
        outbox=outbox_for(desk, marketplace, after, told=change.told, event=change.event, n=n, now=now),
        withdrew=_withdrew(change.event, after, before),
        cool_until=now + marketplace.policy.window("cool_down")
        if after.outcome is Outcome.DISMISSED
        else None,
        follow_up=transaction_for(desk, marketplace, None, change=follow, now=now) if follow else None,
        **{"watch": watch, **extra},
    )


def _withdrew(event: Event, after: Complaint, before: Complaint | None) -> bool:
    ended = after.outcome is Outcome.WITHDRAWN and not after.open
    return ended and before is not None and event.type != Action.REOPEN
