"""A reissued key: sealed as it comes in, opened for one look, in plain nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from ..domain.complaints.complaint import Command, Complaint
from ..domain.complaints.reissue import closed_to
from ..domain.errors import Invalid, NotFound
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Action, Role, Text
from ..ports import Desk
from . import commands
from .complaints import as_of, knowing, perform

LEAST, TAIL = 4, 4
"""Characters of a key, and how many of its end are shown afterwards: at most half of its last line."""
TOO_SHORT = Text("卡密至少 4 个字符", "A key has at least 4 characters")


class Look(NamedTuple):
    """What the buyer sees, once, and the complaint after it."""

    key: str
    complaint: Complaint


def keyed(desk: Desk, do: Command, given: commands.Given) -> Command:
    """``do`` with the card key that came with it, sealed; as it was where its action takes none or none came.

    Refuses (``Invalid`` under ``key``) what is too long or too short.
    """
    if commands.NEW_KEY not in commands.COMMANDS[do.action]:
        return do
    key = commands.READERS[commands.NEW_KEY.kind](commands.NEW_KEY, given)
    if not key:
        return do
    if len(key) < LEAST:
        raise Invalid({commands.NEW_KEY.name: TOO_SHORT})
    return replace(do, sealed=desk.vault.seal("contact", key.encode()), tail=_tail(key))


def look(desk: Desk, marketplace: Marketplace, number: str, *, holder: str, now: datetime) -> Look:
    """The key, for its one look: read first, then the look is on record, and only then it is handed out.

    So no key is ever shown twice; where the answer is lost on its way, an operator can grant another
    look. ``holder`` as in ``perform``. Refuses as ``domain.complaints.reissue.closed_to`` says.
    """
    c = desk.cases.load(marketplace.id, number)
    if holder and c.person != holder:
        raise NotFound
    marketplace = knowing(desk, marketplace, c)
    seen = as_of(c, marketplace, now)
    if refusal := closed_to(seen, marketplace.policy_for(c.policy), now=now):
        raise refusal
    sealed = desk.cases.reissued(marketplace.id, number, c.key_at)
    key = desk.vault.open("contact", sealed).decode()
    do = Command(Action.SEE_KEY, Role.BUYER, "buyer", now, key_at=c.key_at)
    return Look(key, perform(desk, marketplace, number, do=do, holder=holder, now=now))


def _tail(key: str) -> str:
    last = key.rpartition("\n")[2].strip()
    return last[len(last) - min(TAIL, len(last) // 2) :]
