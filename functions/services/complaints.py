"""Filing a complaint and everything done to it afterwards: load, decide, commit."""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .. import logs
from ..domain import filing, lifecycle
from ..domain.complaint import Change, Command, Complaint, Settlement, number_for
from ..domain.errors import Conflict, Duplicate, Invalid, NotAllowed, NotFound, Refusal, Reused
from ..domain.marketplace import Marketplace
from ..domain.terms import Action, Remedy, Role, Text
from ..ports import Desk, Filing, Private, SessionKey, Stale, Taken
from . import identity, staff, uploads
from .limits import spend
from .links import SignedOrder
from .recording import fingerprint, record
from .ways_in import send_way_in

log = logging.getLogger(__name__)
FORM_AGE = 86400
"""How long an opened form may be sent, in seconds."""
TRIES = 4
"""How often a decision is made anew when somebody was first."""

AGAIN = Text(
    "页面打开太久了，请再点一次提交，填的内容还在", "The page was open too long; press send again, nothing is lost"
)
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
    "This order already had a complaint of this kind. If it was yours, its link was sent again to the contact you left",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A filled-in form. ``signed`` is the shop's word on the order; without it the order is what the buyer typed.

    ``evidence`` are the tokens of pictures that were uploaded with it.
    """

    token: str
    category: str
    remedy: Remedy
    words: str
    order_no: str
    email: str = ""
    phone: str = ""
    ask_fen: int = 0
    fen: int = 0
    merchant: str = ""
    lang: str = "zh"
    address: str = ""
    signed: SignedOrder | None = None
    evidence: tuple[str, ...] = ()


def new_token(desk: Desk, marketplace: str, now: datetime) -> str:
    """A one-time submission token: it becomes the complaint's number, so a form sent twice is one complaint."""
    return desk.vault.sign("form", [marketplace, int(now.timestamp()), desk.salt()])


def submit(desk: Desk, marketplace: Marketplace, entry: Entry, now: datetime) -> Complaint:
    """File it, or return what the same form already filed.

    Refuses ``Invalid`` input, ``Reused`` tokens with other content, ``Limited`` senders, ``Duplicate`` orders: whoever
    asks gets the same answer, and the way in goes to the contact on record.
    """
    number = number_of(desk, marketplace.id, entry.token, order_no=entry.signed.order_no if entry.signed else "")
    slots = uploads.claimed(desk, marketplace.id, number, tokens=entry.evidence, side=Role.BUYER)
    c = _new(desk, marketplace, entry, number=number, now=now)
    who: dict[str, Any] = {"submit_contact": c.person} if entry.signed is None else {"submit_all": marketplace.id}
    spend(desk, marketplace.id, now=now, submit_address=entry.address, **who)
    facts = entry.signed.facts if entry.signed else None
    role = Role.SHOP if entry.signed else Role.BUYER
    do = Command(Action.FILE, role, "buyer", now, words=entry.words, facts=facts, evidence=slots)
    content = fingerprint(entry.category, entry.remedy, entry.words, entry.order_no, entry.email, entry.phone, *slots)
    commit = record(
        desk, marketplace, None, change=filing.file(c, do, marketplace.policy), now=now, command="file", content=content,
        filing=Filing(_private(entry), content), cap=marketplace.policy.number("complaints_per_order"),
    )  # fmt: skip
    try:
        desk.cases.commit(commit)
    except Stale as stale:
        if stale.current.commands.get("file", content) != content:
            raise Reused from None
        return stale.current
    except Taken as taken:
        raise refusal(desk, marketplace, taken, now) from None
    logs.measure(now, ComplaintsFiled=1)
    return commit.after


def number_of(desk: Desk, marketplace: str, token: str, *, order_no: str = "") -> str:
    """The number that the form of ``token`` will have; ``order_no`` is the order of its signed link, empty by hand.

    In another order's form the same token is another number, so neither words nor pictures can come from one form into
    the complaint of another. Refuses (``Invalid``) a token that is not ours, or too old.
    """
    said = desk.vault.unsign("form", token, max_age=FORM_AGE)
    if not isinstance(said, list) or len(said) != 3 or said[0] != marketplace:
        raise Invalid({"token": AGAIN})
    _, opened, salt = said
    whose = [identity.order(desk, marketplace, order_no)] if order_no else []
    return number_for(datetime.fromtimestamp(opened, UTC), desk.vault.mac("capability", "number", marketplace, salt, *whose))


def _new(desk: Desk, marketplace: Marketplace, entry: Entry, *, number: str, now: datetime) -> Complaint:
    check(marketplace, entry)
    facts = entry.signed.facts if entry.signed else None
    fen = facts.fen if facts else entry.fen
    merchant = facts.merchant if facts else marketplace.merchant_named(entry.merchant)
    return Complaint(
        marketplace=marketplace.id, id=number, category=entry.category,
        ask=filing.full(Settlement(entry.remedy, entry.ask_fen), fen), fen=fen, merchant=merchant,
        shop=marketplace.shop_of(merchant),
        order=identity.order(desk, marketplace.id, entry.order_no), order_mask=identity.mask(entry.order_no),
        goods=facts.goods if facts else "", person=identity.person(desk, marketplace.id, entry.email or entry.phone),
        contact=identity.mask_contact(entry.email, entry.phone), filed_at=now,
        policy=marketplace.policy.version, lang=entry.lang, flags=flagged(entry.words),
    )  # fmt: skip


def flagged(words: str) -> tuple[str, ...]:
    """What a person should look at in somebody's words; never more than a hint."""
    from ..domain.wording import flags

    return tuple(sorted(flags(words))) if words else ()


def check(marketplace: Marketplace, entry: Entry) -> None:
    """Refuses (``Invalid``) an entry that names no category, shop, contact or words where they are needed."""
    fen = entry.signed.facts.fen if entry.signed else entry.fen
    problems = filing.wanting(entry.category, Settlement(entry.remedy, entry.ask_fen), entry.words, fen=fen)
    if entry.signed is None:
        if not entry.email:
            problems["email"] = Text(
                "请填写下单时用的邮箱，用来核验和接收进度",
                "Please give the order's e-mail, to verify it and to hear from us",
            )
        if not marketplace.merchant_named(entry.merchant):
            problems["merchant"] = Text("请选择店铺", "Please choose the shop")
    if problems:
        raise Invalid(problems)


def _private(entry: Entry) -> Private:
    signed = entry.signed
    if signed is None:
        return Private(order_no=entry.order_no, email=entry.email, phone=entry.phone)
    return Private(
        order_no=entry.order_no, email=entry.email, phone=entry.phone, qty=signed.qty, paid_at=signed.paid_at,
        delivered_at=signed.delivered_at, status=signed.facts.status, fingerprints=signed.fingerprints,
        return_url=signed.return_url,
    )  # fmt: skip


def refusal(desk: Desk, marketplace: Marketplace, taken: Taken, now: datetime) -> Exception:
    """What a taken order answers; the complaint that holds it gets its way in sent again, not oftener than the limit."""
    if taken.why in ("cap", "cooling"):
        return NotAllowed(CAPPED if taken.why == "cap" else COOLING)
    send_way_in(desk, marketplace, taken.by, now)
    return Duplicate(taken.by, SAME if taken.why == "category" else None)


def perform(
    desk: Desk, marketplace: Marketplace, number: str, *, do: Command, key: str = "",
    session: SessionKey | None = None, holder: str = "", now: datetime,
) -> Complaint:  # fmt: skip
    """Do ``do`` to a complaint and return it as it is then; the same ``key`` and content again changes nothing.

    ``session`` must be live and its holder's to act on; ``holder`` is the buyer's own MAC, whose record a withdrawal
    weighs: somebody else's complaint is ``NotFound``. Refuses with the domain's refusals, ``SignedOut``, ``Reused``;
    ``Conflict`` when others are first again and again, or did what ``session`` had not seen.
    """
    content, newest, c = _content(do), False, None
    do = _naming(marketplace, do)
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


def _naming(marketplace: Marketplace, do: Command) -> Command:
    """``do`` with the shop's name of the merchant it names. Refuses (``Invalid``) one who is not of this marketplace."""
    if not do.merchant:
        return do
    if do.merchant not in marketplace.merchants:
        raise Invalid({"merchant": filing.WHICH_MERCHANT})
    return replace(do, shop=marketplace.shop_of(do.merchant))


def _attempt(
    desk: Desk, marketplace: Marketplace, c: Complaint, *, do: Command, key: str, content: str,
    session: SessionKey | None, now: datetime,
) -> Complaint:  # fmt: skip
    """Once, on ``c`` as it was read: the transaction holds only if that is what it still is, and the session lives."""
    if key and key in c.commands:
        if not hmac.compare_digest(c.commands[key], content):
            raise Reused
        return c
    staff.check_seen(session, c)
    c = enforce(desk, marketplace, c, now)
    change = _flagging(lifecycle.decide(c, do, marketplace.policy), do)
    first = do.action in (Action.VERIFY, Action.ADMIT)
    extra: dict[str, Any] = {"cap": marketplace.policy.number("complaints_per_order") if first else 0}
    commit = record(
        desk, marketplace, c, change=change, now=now, command=key, content=content, session=session, **extra
    )
    desk.cases.commit(commit)
    return commit.after


def _content(do: Command) -> str:
    """What was asked for, without when: the same form a second later is the same form."""
    ruled = do.ruling and (do.ruling.outcome, do.ruling.clauses, do.ruling.remedies)
    return fingerprint(
        do.action, do.role, do.words, do.settlement, ruled, do.reason, do.proof, do.side, do.mark, do.category,
        *do.evidence, *filter(None, [do.slot, do.merchant]),
    )  # fmt: skip


def _load(
    desk: Desk, marketplace: Marketplace, number: str, *, do: Command, session: SessionKey | None, holder: str, newest: bool
) -> tuple[Complaint, Command]:  # fmt: skip
    """One read, which proves that the complaint is theirs: the buyer's whose contact it has, or the staff's who may see it."""
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
    """What either side's words press for, or where they lead, stays with the complaint for a person to look at."""
    if do.role not in (Role.BUYER, Role.MERCHANT) or not change.complaint.open:
        return change
    flags = tuple(sorted({*change.complaint.flags, *flagged(do.words)}))
    return replace(change, complaint=replace(change.complaint, flags=flags))


def enforce(desk: Desk, marketplace: Marketplace, c: Complaint, now: datetime) -> Complaint:
    """``c`` after everything its clock had to do by ``now``, committed. Raises ``Stale`` when somebody was first."""
    while (change := lifecycle.sweep(c, now=now, policy=marketplace.policy)) is not None:
        commit = record(desk, marketplace, c, change=change, now=now)
        desk.cases.commit(commit)
        c = commit.after
    return c


def as_of(c: Complaint, marketplace: Marketplace, now: datetime) -> Complaint:
    """``c`` as its clock has it at ``now``, for showing: nothing is written, the sweep will.

    A complaint whose clock fails is shown as it was stored: one row closes nobody's list or page.
    """
    try:
        change: Change | None = lifecycle.sweep(c, now=now, policy=marketplace.policy)
    except Exception:  # whatever a rule may raise is logged here and set aside by the sweep, which is where it is mended
        log.exception("shown as stored", extra={"complaint": c.id})
        return c
    return c if change is None else change.complaint
