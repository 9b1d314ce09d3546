"""The buyer's doors: number and passcode, a one-time code by mail, and verifying what was filed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..domain.complaints.complaint import Command, Complaint
from ..domain.errors import Forbidden, Invalid, NotFound
from ..domain.marketplace import Marketplace
from ..domain.standard import CATEGORIES
from ..domain.vocabulary import Action, Notice, Role, Text
from ..ports import Desk
from . import identity, orders
from .complaints import as_of, knowing, perform
from .limits import spend
from .post.single_letters import post

CODE_AGE = 900
"""Seconds a listing code works."""
MOST = 50
"""Complaints of one contact that are listed, the newest."""
TAIL = 4
"""Characters of an order number that a complaint still shows."""
WRONG = Text(
    "编号或密码对不上。也可以用邮箱验证码进入", "Number and passcode do not match; an e-mail code works too"
)
WRONG_CODE = Text(
    "验证码对不上或已过期，可以重新获取", "The code does not match or is too old; you can ask for a new one"
)


def enter(
    desk: Desk, marketplace: Marketplace, *, number: str, passcode: str, address: str, now: datetime
) -> Complaint:
    """The complaint that number and passcode open; the same refusal whichever of the two is wrong."""
    wanted = identity.plain(number, 40).upper()
    spend(desk, marketplace.id, now=now, passcode=wanted, passcode_address=address)
    try:
        c = desk.cases.load(marketplace.id, wanted)
    except NotFound:
        raise Invalid({"passcode": WRONG}) from None
    if not identity.passcode_fits(desk, c, passcode):
        raise Invalid({"passcode": WRONG})
    return c


def send_list_code(
    desk: Desk, marketplace: Marketplace, *, email: str, lang: str, address: str, now: datetime
) -> str:
    """Mail a code to ``email`` and return the challenge it answers: the same for known and unknown
    contacts."""
    person = identity.person(desk, marketplace.id, email)
    if not person:
        raise Invalid({"email": Text("请填写邮箱", "Please give an e-mail address")})
    spend(desk, marketplace.id, now=now, list_code_contact=person, list_code_address=address)
    challenge = desk.vault.sign("challenge", [marketplace.id, person, desk.salt()])
    if desk.lists.buyer_list(marketplace.id, person, limit=1)[0]:
        code = identity.digits(desk.vault.mac("code", "list", challenge))
        sealed = desk.vault.seal("contact", email.encode())
        post(
            desk,
            marketplace,
            Notice.LIST_CODE,
            about=person[:12],
            to="buyer",
            lang=lang,
            now=now,
            code=code,
            contact=sealed,
            number="",
            deadline=int(now.timestamp()) + CODE_AGE,
        )
    return challenge


def answer_list_code(
    desk: Desk, marketplace: Marketplace, *, challenge: str, code: str, now: datetime
) -> str:
    """The contact's MAC, once, for the right code. Refuses ``Invalid`` wrong or old ones, ``Limited``
    guessing."""
    claims = desk.vault.unsign("challenge", challenge, max_age=CODE_AGE)
    if not isinstance(claims, list) or claims[0] != marketplace.id:
        raise Invalid({"code": WRONG_CODE})
    spend(desk, marketplace.id, now=now, code=claims[1])
    if not identity.same(identity.digits(desk.vault.mac("code", "list", challenge)), code):
        raise Invalid({"code": WRONG_CODE})
    if not desk.limits.use_once(challenge, now=now, keep=CODE_AGE * 2):
        raise Forbidden
    return str(claims[1])


def verify(
    desk: Desk, marketplace: Marketplace, number: str, *, code: str, key: str, now: datetime
) -> Complaint:
    """The mailed code for a complaint filed by hand; the merchant's clock starts when the order is known
    by this contact."""
    spend(desk, marketplace.id, now=now, code=number)
    c = desk.cases.load(marketplace.id, number)
    if not identity.same(identity.verify_code(desk, c), code):
        raise Invalid({"code": WRONG_CODE})
    facts = orders.facts_for(desk, marketplace, c.order, person=c.person)
    do = Command(Action.VERIFY, Role.BUYER, "buyer", now, facts=facts)
    return perform(desk, marketplace, number, do=do, key=key, now=now)


def complaints_of(
    desk: Desk, marketplace: Marketplace, *, held: Sequence[str], person: str, now: datetime
) -> tuple[Complaint, ...]:
    """The complaints a visitor holds and those of a contact they proved, as their clocks have them: what
    waits for the buyer first, then by deadline, the ended ones last and newest first."""
    found = {c.id: c for c in desk.cases.complaints(marketplace.id, held)}
    if person:
        found |= {c.id: c for c in desk.lists.buyer_list(marketplace.id, person, limit=MOST)[0]}
    shown = (as_of(c, knowing(desk, marketplace, c), now) for c in found.values())
    return tuple(sorted(shown, key=_urgency))


def _urgency(c: Complaint) -> tuple[bool, bool, float]:
    if c.clock is None:
        return True, True, -(c.ended_at or c.filed_at).timestamp()
    return False, c.awaits is not Role.BUYER, c.clock.due_at.timestamp()


def finds(desk: Desk, c: Complaint, wanted: str) -> bool:
    """Whether ``wanted`` is the number, the order number or its last 4 characters, or stands in shop,
    goods or category."""
    payload = identity.plain(wanted, 80)
    label = CATEGORIES[c.category].label
    texts = (c.id, c.shop, c.goods, label.zh, label.en)
    if any(payload.casefold() in text.casefold() for text in texts):
        return True
    tail = len(payload) >= TAIL and c.order_mask.endswith(payload[-TAIL:]) and payload.isalnum()
    return (tail and len(payload) <= TAIL) or identity.order(desk, c.marketplace, payload) == c.order
