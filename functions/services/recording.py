"""From a decision to one transaction: the event takes its place in the chain, the post is written beside
it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..domain.complaints.complaint import Change, Complaint
from ..domain.complaints.remembering import remembering
from ..domain.effects import Effect
from ..domain.history import canonical, chain, genesis
from ..domain.marketplace import Marketplace
from ..ports import Commit, Desk
from .post.envelopes import outbox_for


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
    effects: tuple[Effect, ...] = (),
) -> Commit:
    """The transaction for ``change``; ``command`` is the form's one-time key and ``content`` its
    fingerprint. ``effects`` are asked for beside those of the change."""
    after, link_from = change.complaint, before or change.complaint
    n, prev = link_from.version + 1, link_from.head or genesis(after.marketplace, after.id)
    link = chain(change.event, n=n, prev=prev, salts=(desk.salt(), desk.salt()))
    known = remembering(after.commands, command, content)
    after = replace(after, version=n, head=link.h, commands=known)
    follow = change.follow_up
    return Commit(
        before=before,
        after=after,
        link=link,
        now=now,
        outbox=outbox_for(marketplace, after, notices=change.notices, event=change.event, n=n, now=now),
        follow_up=transaction_for(desk, marketplace, None, change=follow, now=now) if follow else None,
        effects=(*change.effects, *effects),
    )
