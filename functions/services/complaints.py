"""Everything done to a complaint after it was filed: load, decide, commit."""

from __future__ import annotations

import hmac
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..domain.complaints import filing, lifecycle
from ..domain.complaints.complaint import Change, Command, Complaint
from ..domain.errors import Conflict, Duplicate, Invalid, NotAllowed, NotFound, Refusal, Reused
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Action, Role, Text
from ..ports import Desk, SessionKey, Stale, Taken
from .post.single_letters import send_way_in
from .recording import fingerprint, transaction_for
from .tenants import merchants, staff

log = logging.getLogger(__name__)
TRIES = 4
"""How often a decision is made anew when somebody was first."""

COOLING = Text(
    "这笔订单的投诉刚被驳回，24 小时后可以再提交",
    "A complaint on this order was just dismissed; you can file again after 24 hours",
)
CAPPED = Text(
    "这笔订单的投诉次数已达上限，可以走协助通道",
    "This order has reached its limit of complaints; the assistance channel can help",
)
SAME = Text(
    "这笔订单的同类问题已投诉过。如果是您提交的，进度链接已重新发到当时留的联系方式",
    "This order already had a complaint of this kind. If it was yours, its link was sent again to "
    "the contact you left",
)


def flagged(words: str) -> tuple[str, ...]:
    """What a person should look at in somebody's words; never more than a hint."""
    from ..domain.wording import flags

    return tuple(sorted(flags(words))) if words else ()


def refusal(desk: Desk, marketplace: Marketplace, taken: Taken, now: datetime) -> Exception:
    """What a taken order answers; the complaint that holds it gets its way in sent again, not oftener than
    the limit."""
    if taken.why in ("cap", "cooling"):
        return NotAllowed(CAPPED if taken.why == "cap" else COOLING)
    send_way_in(desk, marketplace, taken.by, now)
    return Duplicate(taken.by, SAME if taken.why == "category" else None)


def perform(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    do: Command,
    key: str = "",
    session: SessionKey | None = None,
    holder: str = "",
    now: datetime,
) -> Complaint:
    """Do ``do`` to a complaint and return it as it is then; the same ``key`` and content again changes
    nothing.

    ``session`` must be live and its holder's to act on; ``holder`` is the buyer's own MAC, whose record
    a withdrawal weighs: somebody else's complaint is ``NotFound``. Refuses with the domain's refusals,
    ``SignedOut``, ``Reused``; ``Conflict`` when others are first again and again, or did what
    ``session`` had not seen.
    """
    content, newest, c = _content(do), False, None
    do = _naming(desk, marketplace, do)
    for _ in range(TRIES + 1):
        try:
            if c is None:
                c, do = _load(desk, marketplace, number, do=do, session=session, holder=holder, newest=newest)
            return _attempt(desk, marketplace, c, do=do, key=key, content=content, session=session, now=now)
        except Stale as stale:
            c, newest = stale.current, True
        except Taken as taken:
            raise refusal(desk, marketplace, taken, now) from None
        except (Refusal, Conflict):  # nobody is refused over a copy that lagged behind what they saw
            if newest:
                raise
            c, newest = None, True
    raise Conflict


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
    c: Complaint,
    *,
    do: Command,
    key: str,
    content: str,
    session: SessionKey | None,
    now: datetime,
) -> Complaint:
    """Once, on ``c`` as it was read: the transaction holds only if that is what it still is, and the
    session lives."""
    if key and key in c.commands:
        if not hmac.compare_digest(c.commands[key], content):
            raise Reused
        return c
    staff.check_seen(session, c)
    c = enforce(desk, marketplace, c, now)
    change = _flagging(lifecycle.decide(c, do, marketplace.policy), do)
    first = do.action in (Action.VERIFY, Action.ADMIT)
    extra: dict[str, Any] = {"cap": marketplace.policy.number("complaints_per_order") if first else 0}
    commit = transaction_for(
        desk, marketplace, c, change=change, now=now, command=key, content=content, session=session, **extra
    )
    desk.cases.commit(commit)
    return commit.after


def _content(do: Command) -> str:
    """What was asked for, without when: the same form a second later is the same form."""
    ruled = do.ruling and (do.ruling.outcome, do.ruling.clauses, do.ruling.remedies)
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
        *filter(None, [do.slot, do.merchant]),
    )


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
    while (change := lifecycle.sweep(c, now=now, policy=marketplace.policy)) is not None:
        commit = transaction_for(desk, marketplace, c, change=change, now=now)
        desk.cases.commit(commit)
        c = commit.after
    return c


def as_of(c: Complaint, marketplace: Marketplace, now: datetime) -> Complaint:
    """``c`` as its clock has it at ``now``, for showing: nothing is written, the sweep will.

    A complaint whose clock fails is shown as it was stored: one row closes nobody's list or page.
    """
    try:
        change: Change | None = lifecycle.sweep(c, now=now, policy=marketplace.policy)
    except (
        Exception
    ):  # whatever a rule may raise is logged here and set aside by the sweep, which is where it is mended
        log.exception("shown as stored", extra={"complaint": c.id})
        return c
    return c if change is None else change.complaint
