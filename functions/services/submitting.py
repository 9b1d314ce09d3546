"""Filing a complaint: a form or a signed link becomes one complaint, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from .. import logs
from ..domain.complaints import filing
from ..domain.complaints.complaint import Command, Complaint, Settlement
from ..domain.complaints.grounds import Grounds
from ..domain.complaints.numbers import number_for
from ..domain.complaints.remembering import sent_before
from ..domain.errors import Conflict, Invalid
from ..domain.marketplace import Marketplace
from ..domain.order_book import EMPTY
from ..domain.orders import Taken
from ..domain.vocabulary import Action, Remedy, Role, Text
from ..ports import Desk, Filing, OrderMoved, Private, Stale
from . import identity, orders
from .complaints import TRIES, flagged
from .limits import spend
from .order_links import SignedOrder
from .pictures import uploads
from .recording import fingerprint, transaction_for
from .tenants import merchants

FORM_AGE = 86400
"""How long an opened form may be sent, in seconds."""
AGAIN = Text(
    "页面打开太久了，请再点一次提交，填的内容还在",
    "The page was open too long; press send again, nothing is lost",
)

WHICH_SHOP = {
    False: Text("请选择店铺", "Please choose the shop"),
    True: Text("请填写店铺名称", "Please name the shop"),
}
"""What is asked of who named no shop: to choose from the list, or to write where there are too many."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A filled-in form. ``signed`` is the shop's word on the order; without it the order is what the buyer
    typed.

    ``evidence`` are the tokens of pictures that were uploaded with it. ``beside``: whoever sends it was told
    that another complaint has the order, and says that it is not theirs. ``browser`` names the browser it
    came from, which tells apart who left no contact.
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
    beside: bool = False
    browser: str = ""


def new_token(desk: Desk, marketplace: str, now: datetime) -> str:
    """A one-time submission token: it becomes the complaint's number, so a form sent twice is one
    complaint."""
    return desk.vault.sign("form", [marketplace, int(now.timestamp()), desk.salt()])


def submit(desk: Desk, marketplace: Marketplace, entry: Entry, now: datetime) -> Complaint:
    """File it, or return what the same form already filed.

    Refuses ``Invalid`` input, ``Reused`` tokens with other content, ``Limited`` senders, ``Duplicate``
    orders: whoever asks gets the same answer, and the way in goes to the contact on record.
    """
    number = number_of(
        desk, marketplace.id, entry.token, order_no=entry.signed.order_no if entry.signed else ""
    )
    slots = uploads.claimed(desk, marketplace.id, number, tokens=entry.evidence, side=Role.BUYER)
    c = _new(desk, marketplace, entry, number=number, now=now)
    spend(
        desk,
        marketplace.id,
        now=now,
        submit_address=entry.address,
        submit_contact="" if entry.signed else c.person,
        submit_all=marketplace.id if entry.signed else "",
    )
    facts = entry.signed.facts if entry.signed else None
    role = Role.SHOP if entry.signed else Role.BUYER
    do = Command(
        Action.FILE, role, "buyer", now, words=entry.words, facts=facts, evidence=slots, beside=entry.beside
    )
    content = fingerprint(
        entry.category, entry.remedy, entry.words, entry.order_no, entry.email, entry.phone, *slots
    )
    private = _private(entry, shop="" if c.merchant else entry.merchant)
    return _committed(desk, marketplace, c, do=do, content=content, private=private, now=now)


def _committed(
    desk: Desk,
    marketplace: Marketplace,
    c: Complaint,
    *,
    do: Command,
    content: str,
    private: Private,
    now: datetime,
) -> Complaint:
    """The new complaint, or the one that the same form filed before.

    Decided on an order that nobody complained of; where that is not so, again on what it is.
    """
    on = Grounds(marketplace.policy, marketplace.bench(c.merchant), EMPTY)
    for _ in range(TRIES):
        try:
            change = filing.file(c, do, on)
            commit = transaction_for(
                desk, marketplace, None, change=change, now=now, command="file", content=content
            )
            desk.cases.commit(replace(commit, filing=Filing(private, content)))
        except Stale as stale:
            sent_before(stale.current.commands, "file", content)
            return stale.current
        except OrderMoved as moved:
            on = replace(on, known_book=moved.book)
        except Taken as taken:
            raise orders.refusal(desk, marketplace, taken, do=do, now=now) from None
        else:
            logs.measure(now, ComplaintsFiled=1)
            return commit.after
    raise Conflict


def number_of(desk: Desk, marketplace: str, token: str, *, order_no: str = "") -> str:
    """The number that the form of ``token`` will have; ``order_no`` is the order of its signed link, empty
    by hand.

    In another order's form the same token is another number, so neither words nor pictures can come
    from one form into the complaint of another. Refuses (``Invalid``) a token that is not ours, or too
    old.
    """
    claims = desk.vault.unsign("form", token, max_age=FORM_AGE)
    if not isinstance(claims, list) or len(claims) != 3 or claims[0] != marketplace:
        raise Invalid({"token": AGAIN})
    _, opened, salt = claims
    whose = [identity.order(desk, marketplace, order_no)] if order_no else []
    return number_for(
        datetime.fromtimestamp(opened, UTC), desk.vault.mac("capability", "number", marketplace, salt, *whose)
    )


def _new(desk: Desk, marketplace: Marketplace, entry: Entry, *, number: str, now: datetime) -> Complaint:
    check(desk, marketplace, entry)
    facts = entry.signed.facts if entry.signed else None
    fen = facts.fen if facts else entry.fen
    merchant = (
        merchants.named(desk, marketplace, facts.merchant) if facts else _chosen(desk, marketplace, entry)
    )
    return Complaint(
        marketplace=marketplace.id,
        id=number,
        category=entry.category,
        ask=filing.full(Settlement(entry.remedy, entry.ask_fen), fen),
        fen=fen,
        merchant=merchant.id if merchant else "",
        shop=merchants.shop_of(marketplace, merchant),
        order=identity.order(desk, marketplace.id, entry.order_no),
        order_mask=identity.mask(entry.order_no),
        goods=facts.goods if facts else "",
        goods_id=facts.goods_id if facts else "",
        goods_class=facts.goods_class if facts else "",
        person=identity.person(desk, marketplace.id, entry.email or entry.phone),
        contact=identity.mask_contact(entry.email, entry.phone),
        browser=_browser(desk, marketplace, entry),
        filed_at=now,
        policy=marketplace.policy.version,
        lang=entry.lang,
        flags=flagged(entry.words),
    )


def _browser(desk: Desk, marketplace: Marketplace, entry: Entry) -> str:
    """Whose rights are used by who left no contact; empty with one."""
    if entry.email or entry.phone or not entry.browser:
        return ""
    return desk.vault.mac("capability", "browser", marketplace.id, entry.browser)[:16]


def _chosen(desk: Desk, marketplace: Marketplace, entry: Entry) -> merchants.Shop | None:
    return merchants.chosen(desk, marketplace, entry.merchant)


def check(desk: Desk, marketplace: Marketplace, entry: Entry) -> None:
    """Refuses (``Invalid``) an entry that names no category, shop, contact or words where they are needed.

    Where a marketplace has too many shops to choose from, one that nobody knows is for an operator to find.
    """
    fen = entry.signed.facts.fen if entry.signed else entry.fen
    problems = filing.wanting(entry.category, Settlement(entry.remedy, entry.ask_fen), entry.words, fen=fen)
    if entry.signed is None:
        if not entry.email:
            problems["email"] = Text(
                "请填写下单时用的邮箱，用来核验和接收进度",
                "Please give the order's e-mail, to verify it and to hear from us",
            )
        if not _chosen(desk, marketplace, entry) and not (marketplace.many and entry.merchant):
            problems["merchant"] = WHICH_SHOP[marketplace.many]
    if problems:
        raise Invalid(problems)


def _private(entry: Entry, *, shop: str) -> Private:
    """What only the parties may read; ``shop`` is what a shop was called whom nobody knows."""
    signed = entry.signed
    if signed is None:
        return Private(order_no=entry.order_no, email=entry.email, phone=entry.phone, shop=shop)
    return Private(
        order_no=entry.order_no,
        email=entry.email,
        phone=entry.phone,
        qty=signed.qty,
        paid_at=signed.paid_at,
        delivered_at=signed.delivered_at,
        status=signed.facts.status,
        fingerprints=signed.fingerprints,
        return_url=signed.return_url,
    )
