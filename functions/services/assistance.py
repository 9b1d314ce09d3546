"""The assistance channel: a short form, first in the operator's queue, and a talk of a few messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..domain import assistance as rules
from ..domain.assistance import PREFIX, Assistance, Proof
from ..domain.complaints.complaint import Complaint
from ..domain.complaints.numbers import number_for
from ..domain.errors import Conflict, Invalid, NotFound
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Channel, Notice, Role, Text
from ..ports import Desk, DueKind, DueRow, Message, Outbox, Private, Recipient
from . import identity
from .buyers import WRONG, enter
from .limits import spend
from .post.single_letters import send_way_in

NO_WAY_BACK = Text(
    "请留下邮箱或手机号，或填写投诉编号和密码，我们才能答复您",
    "Leave an e-mail or a phone, or give number and passcode, so that we can answer",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody filled in who asks for help; ``held`` is their capability of the complaint, if any."""

    token: str
    topic: str
    words: str
    complaint: str = ""
    email: str = ""
    phone: str = ""
    passcode: str = ""
    held: str = ""
    lang: str = "zh"


def ask(desk: Desk, marketplace: Marketplace, asked: Asked, *, address: str, now: datetime) -> Assistance:
    """File a request; the same form sent twice is one. Refuses (``Invalid``) whom no answer would reach, and
    a wrong passcode."""
    claims = desk.vault.unsign("form", asked.token, max_age=86400)
    if not isinstance(claims, list) or claims[0] != marketplace.id:
        raise Invalid(
            {"token": Text("页面打开太久了，请再点一次提交", "The page was open too long; press send again")}
        )
    spend(desk, marketplace.id, now=now, assistance_address=address)
    proof = _proved(desk, marketplace, asked, address=address, now=now)
    if not (asked.email or asked.phone or proof):
        raise Invalid({"email": NO_WAY_BACK})
    made = number_for(now, desk.vault.mac("capability", "help", marketplace.id, claims[2]))
    number = made.replace("TS-", PREFIX)
    contact = identity.mask_contact(asked.email, asked.phone)
    plain = Assistance(marketplace.id, number, asked.topic, asked.words, asked.complaint, contact, now, now)
    proved = replace(plain, proof=proof, proved_at=now if proof else None, lang=asked.lang)
    request = rules.ask(proved, marketplace.policy)
    private = Private(email=asked.email, phone=asked.phone)
    try:
        _put(
            desk,
            request,
            None,
            notices=(*_asker(request), *_operators(marketplace)),
            private=private,
            now=now,
        )
    except Conflict:
        return desk.assistance.assistance(marketplace.id, number)[0]
    return request


def _proved(desk: Desk, marketplace: Marketplace, asked: Asked, *, address: str, now: datetime) -> Proof:
    """Whether number and passcode, or what the visitor holds, open the complaint."""
    if asked.passcode:
        number, passcode = asked.complaint, asked.passcode
        enter(desk, marketplace, number=number, passcode=passcode, address=address, now=now)
        return Proof.PASSCODE
    if not asked.held:
        return Proof.NONE
    try:
        c = desk.cases.load(marketplace.id, asked.complaint)
    except NotFound:
        return Proof.NONE
    return Proof.PASSCODE if identity.capability_fits(desk, c, asked.held) else Proof.NONE


def answer(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    words: str,
    by: str,
    seen: int,
    result: str = "",
    way_in: bool = False,
    now: datetime,
) -> Assistance:
    """An operator writes, on the version they have ``seen``, or raises ``Conflict``; with ``result`` it is
    closed. With ``way_in`` the complaint's recorded contact gets its link again."""
    before, _ = desk.assistance.assistance(marketplace.id, number)
    after = rules.answer(before, words=words, by=by, result=result, now=now)
    if seen != before.version:
        raise Conflict
    _put(desk, after, before, notices=_asker(after), now=now)
    if way_in and after.complaint:
        send_way_in(desk, marketplace, after.complaint, now)
    return after


def reply(desk: Desk, marketplace: Marketplace, number: str, *, words: str, now: datetime) -> Assistance:
    """The asker writes: the operators are asked again, once for all that waits. The same words twice are one
    message."""
    before, _ = desk.assistance.assistance(marketplace.id, number)
    if before.messages and before.messages[-1].by == "" and before.messages[-1].words == words:
        return before
    spend(desk, marketplace.id, now=now, assistance_said=number)
    after = rules.reply(before, marketplace.policy, words=words, now=now)
    notices = () if before.waits else _operators(marketplace)
    _put(desk, after, before, notices=notices, now=now)
    return after


def lapse(desk: Desk, marketplace: Marketplace, before: Assistance, now: datetime) -> Assistance | None:
    """Escalate a request nobody answered, close one whose asker is silent; None when it was not due."""
    after = rules.lapse(before, marketplace.policy, now=now)
    if after is not None:
        _put(desk, after, before, notices=_operators(marketplace) if after.open else (), now=now)
    return after


def enter_request(
    desk: Desk, marketplace: Marketplace, *, number: str, passcode: str, address: str, now: datetime
) -> Assistance:
    """The request that its number and the passcode of its complaint open, where the asker proved that one;
    the same refusal whatever is wrong."""
    spend(desk, marketplace.id, now=now, passcode=number, passcode_address=address)
    try:
        request, _ = desk.assistance.assistance(marketplace.id, number)
        c = desk.cases.load(marketplace.id, request.complaint)
    except NotFound:
        raise Invalid({"passcode": WRONG}) from None
    if not request.proof or not identity.passcode_fits(desk, c, passcode):
        raise Invalid({"passcode": WRONG})
    return request


def bearer(request: Assistance) -> identity.Bearer:
    """What a capability of ``request`` is made for."""
    return identity.Bearer(request.marketplace, request.id, 1, False)


def about(desk: Desk, request: Assistance) -> Complaint | None:
    """The complaint that ``request`` names, where there is one."""
    if not request.complaint:
        return None
    found = desk.cases.complaints(request.marketplace, [request.complaint])
    return found[0] if found else None


def _asker(request: Assistance) -> tuple[tuple[Notice, str], ...]:
    """The asker, where they left a mailbox."""
    told = Notice.ASSISTANCE_ANSWERED if request.messages else Notice.ASSISTANCE_RECEIVED
    return ((told, "buyer"),) if "@" in request.contact else ()


def _operators(marketplace: Marketplace) -> tuple[tuple[Notice, str], ...]:
    return tuple((Notice.ASSISTANCE_ASKED, staff.id) for staff in marketplace.operators())


def _put(
    desk: Desk,
    after: Assistance,
    before: Assistance | None,
    *,
    notices: tuple[tuple[Notice, str], ...],
    now: datetime,
    private: Private | None = None,
) -> None:
    outbox = _post(after, notices, now=now)
    desk.assistance.put_assistance(after, before=before, outbox=outbox, private=private)


def _post(request: Assistance, notices: tuple[tuple[Notice, str], ...], *, now: datetime) -> Outbox | None:
    messages = tuple(
        Message(
            f"{request.id}-{request.version}-{i}",
            notice,
            Channel.EMAIL,
            Recipient(Role.BUYER if to == "buyer" else Role.OPERATOR, to),
            request.lang if to == "buyer" else "zh",
            now,
        )
        for i, (notice, to) in enumerate(notices, start=1)
    )
    if not messages:
        return None
    key = DueRow(DueKind.ASSISTANCE_POST, request.marketplace, request.id, request.version)
    due = request.due_at or request.asked_at
    facts = {
        "number": request.id,
        "deadline": int(due.timestamp()),
        "reason": request.answer or request.words,
    }
    return Outbox(key, request.marketplace, request.id, messages, facts)
