"""Everything done to a complaint after it was filed: load, decide, commit."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..domain.complaints import filing, lifecycle
from ..domain.complaints.complaint import Change, Command, Complaint
from ..domain.complaints.remembering import sent_before
from ..domain.errors import Conflict, Invalid, NotFound, Refusal
from ..domain.marketplace import Marketplace
from ..domain.orders import Taken
from ..domain.vocabulary import Role
from ..ports import Desk, OrderMoved, SessionKey, Stale
from . import orders
from .reading import Found, Reading, presuming
from .recording import fingerprint, transaction_for
from .tenants import merchants, staff

log = logging.getLogger(__name__)
MOST_LAPSES = 20
"""So many steps of the clock are carried out at once; the sweep goes on with the rest."""
TRIES = 4
"""How often a decision is made anew when somebody was first."""


def flagged(words: str) -> tuple[str, ...]:
    """What a person should look at in somebody's words; never more than a hint."""
    from ..domain.wording import flags

    return tuple(sorted(flags(words))) if words else ()


def perform(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    do: Command,
    key: str = "",
    session: SessionKey | None = None,
    holder: str = "",
    seen: int = 0,
    now: datetime,
) -> Complaint:
    """Do ``do`` to a complaint, return it as it is then; the same ``key`` and content again change nothing.

    ``session`` must be live; without one ``seen`` is the version decided on, ``holder`` the buyer's MAC.
    Refuses as the domain does, ``NotFound``, ``SignedOut``, ``Reused``; ``Conflict`` when others are first.
    """
    form, do = (key, _content(desk, do)), _naming(desk, marketplace, do)
    who: dict[str, Any] = {"session": session, "holder": holder}
    known = Known()
    for _ in range(TRIES + 1):
        try:
            if known.complaint is None:
                known.complaint, do = _load(desk, marketplace, number, do=do, newest=known.newest, **who)
            return _attempt(desk, marketplace, known, do=do, form=form, session=session, seen=seen, now=now)
        except Stale as stale:
            known = Known(stale.current, newest=True)
        except OrderMoved as moved:
            known.found.book = moved.book
        except Taken as taken:
            raise orders.refusal(desk, marketplace, taken, do=do, now=now) from None
        except (Refusal, Conflict):  # nobody is refused over a copy that lagged behind what they saw
            if known.newest:
                raise
            known = Known(newest=True)
    raise Conflict


@dataclass
class Known:
    """What a decision is made on: the complaint, whether that is the newest there is, and what was read
    beside it."""

    complaint: Complaint | None = None
    newest: bool = False
    found: Found = field(default_factory=Found)


def _naming(desk: Desk, marketplace: Marketplace, do: Command) -> Command:
    """``do`` with the id and the shop's name of the merchant it names, by either. Refuses (``Invalid``) one
    who is not of this marketplace."""
    if not do.merchant:
        return do
    found = merchants.chosen(desk, marketplace, do.merchant)
    if found is None:
        raise Invalid({"merchant": filing.WHICH_MERCHANT})
    return replace(do, merchant=found.id, shop=found.name)


def _attempt(
    desk: Desk,
    marketplace: Marketplace,
    known: Known,
    *,
    do: Command,
    form: tuple[str, str],
    session: SessionKey | None,
    seen: int,
    now: datetime,
) -> Complaint:
    """Once, on what is known: the transaction holds only if that is what it still is, and the
    session lives."""
    key, content = form
    c = known.complaint
    assert c is not None, "it was loaded before"
    if sent_before(c.commands, key, content):
        return c
    staff.check_seen(session.seen if session else seen, c)
    staff.check_read(session.read if session else 0, c)
    marketplace = knowing(desk, marketplace, c)
    c = enforce(desk, marketplace, c, now)
    known.found = known.found if c is known.complaint else Found()
    reading = Reading(desk, marketplace, known.found, lagging=not known.newest)
    change = _flagging(reading.decided(lifecycle.decide, c, do), do)
    commit = transaction_for(desk, marketplace, c, change=change, now=now, command=key, content=content)
    desk.cases.commit(replace(commit, session=session))
    return commit.after


def _content(desk: Desk, do: Command) -> str:
    """What was asked for, without when: the same form a second later is the same form. Of a card key only a
    MAC."""
    ruled = do.ruling and (do.ruling.outcome, do.ruling.clauses, do.ruling.remedies, do.ruling.said)
    return fingerprint(
        do.action,
        do.role,
        do.words,
        do.settlement,
        ruled,
        do.reason,
        do.proof,
        do.side,
        do.mark,
        do.category,
        *do.evidence,
        *filter(None, [do.slot, do.merchant, do.fen, do.ref, do.invited, _mac_of_key(desk, do)]),
    )


def _mac_of_key(desk: Desk, do: Command) -> str:
    if not do.sealed:
        return ""
    key = desk.vault.open("contact", do.sealed).decode()
    return desk.vault.mac("contact", "reissue", do.actor, key)


def _load(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    do: Command,
    session: SessionKey | None,
    holder: str,
    newest: bool,
) -> tuple[Complaint, Command]:
    """One read, which proves that the complaint is theirs: the buyer's whose contact it has, or the
    staff's who may see it."""
    if holder:
        c, person = desk.cases.load_with_person(marketplace.id, number, holder, lagging=not newest)
        if c.person != holder:
            raise NotFound
        return c, replace(do, person=person)
    c = desk.cases.load(marketplace.id, number, session=session, lagging=not newest)
    if session is not None:
        staff.check_sight(marketplace, session, c, do)
    return c, do


def _flagging(change: Change, do: Command) -> Change:
    """What either side's words press for, or where they lead, stays with the complaint for a person to
    look at."""
    if do.role not in (Role.BUYER, Role.MERCHANT) or not change.complaint.open:
        return change
    flags = tuple(sorted({*change.complaint.flags, *flagged(do.words)}))
    return replace(change, complaint=replace(change.complaint, flags=flags))


def enforce(desk: Desk, marketplace: Marketplace, c: Complaint, now: datetime) -> Complaint:
    """``c`` after everything its clock had to do by ``now``, committed. Raises ``Stale`` when somebody was
    first."""
    marketplace = knowing(desk, marketplace, c)
    for _ in range(MOST_LAPSES):
        change = Reading(desk, marketplace, Found()).swept(c, now)
        if change is None:
            return c
        commit = transaction_for(desk, marketplace, c, change=change, now=now)
        try:
            desk.cases.commit(commit)
        except OrderMoved:
            raise Stale(c) from None
        c = commit.after
    return c


def knowing(desk: Desk, marketplace: Marketplace, c: Complaint) -> Marketplace:
    """``marketplace`` with the version that ``c`` was filed under, read anew where memory is older."""
    if c.policy <= marketplace.policy.version:
        return marketplace
    return desk.tenants.marketplace(marketplace.id, policy=c.policy)


def as_of(c: Complaint, marketplace: Marketplace, now: datetime) -> Complaint:
    """``c`` as its clock has it at ``now``, for showing: nothing is written, the sweep will.

    A complaint whose clock fails is shown as it was stored: one row closes nobody's list or page.
    """
    try:
        change = presuming(c, marketplace).swept(c, now)
    except (
        Exception
    ):  # whatever a rule may raise is logged here and set aside by the sweep, which is where it is mended
        log.exception("shown as stored", extra={"complaint": c.id})
        return c
    return c if change is None else change.complaint
