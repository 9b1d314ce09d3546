"""The assistance channel: a short form, first in the operator's queue, one answer by mail."""

from __future__ import annotations

from datetime import datetime

from ..domain import assistance as rules
from ..domain.assistance import Assistance
from ..domain.complaints.numbers import number_for
from ..domain.errors import Conflict, Invalid
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Channel, Notice, Role, Text
from ..ports import Desk, DueKind, DueRow, Message, Outbox, Private, Recipient
from . import identity
from .limits import spend
from .post.single_letters import send_way_in


def ask(
    desk: Desk,
    marketplace: Marketplace,
    *,
    token: str,
    topic: str,
    words: str,
    complaint: str,
    email: str,
    address: str,
    now: datetime,
) -> Assistance:
    """File a request; the same form sent twice is one. Refuses (``Invalid``) without a mail to answer to."""
    if not email:
        raise Invalid(
            {"email": Text("请留下邮箱，我们把答复发给您", "Please leave an e-mail for the answer")}
        )
    claims = desk.vault.unsign("form", token, max_age=86400)
    if not isinstance(claims, list) or claims[0] != marketplace.id:
        raise Invalid(
            {"token": Text("页面打开太久了，请再点一次提交", "The page was open too long; press send again")}
        )
    spend(desk, marketplace.id, now=now, assistance_address=address)
    number = number_for(now, desk.vault.mac("capability", "help", marketplace.id, claims[2])).replace(
        "TS-", "HELP-"
    )
    contact = identity.mask_contact(email, "")
    request = rules.ask(
        Assistance(marketplace.id, number, topic, words, complaint, contact, now, now), marketplace.policy
    )
    outbox = _post(request, ((Notice.ASSISTANCE_RECEIVED, "buyer"), *_operators(marketplace)), now=now)
    try:
        desk.assistance.put_assistance(request, before=None, outbox=outbox, private=Private(email=email))
    except Conflict:
        return desk.assistance.assistance(marketplace.id, number)[0]
    return request


def answer(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    *,
    words: str,
    by: str,
    way_in: bool = False,
    now: datetime,
) -> Assistance:
    """An operator answers; with ``way_in`` the complaint's recorded contact gets its link again."""
    before, _ = desk.assistance.assistance(marketplace.id, number)
    after = rules.answer(before, words=words, by=by)
    outbox = _post(after, ((Notice.ASSISTANCE_ANSWERED, "buyer"),), now=now)
    desk.assistance.put_assistance(after, before=before, outbox=outbox, private=None)
    if way_in and after.complaint:
        send_way_in(desk, marketplace, after.complaint, now)
    return after


def lapse(desk: Desk, marketplace: Marketplace, number: str, now: datetime) -> int:
    """Escalate a request nobody answered; 1 when it was due."""
    before, _ = desk.assistance.assistance(marketplace.id, number)
    after = rules.lapse(before, marketplace.policy, now=now)
    if after is None:
        return 0
    outbox = _post(after, _operators(marketplace), now=now)
    desk.assistance.put_assistance(after, before=before, outbox=outbox, private=None)
    return 1


def _operators(marketplace: Marketplace) -> tuple[tuple[Notice, str], ...]:
    return tuple((Notice.ASSISTANCE_ASKED, staff.id) for staff in marketplace.operators())


def _post(request: Assistance, notices: tuple[tuple[Notice, str], ...], *, now: datetime) -> Outbox | None:
    messages = tuple(
        Message(
            f"{request.id}-{request.version}-{i}",
            notice,
            Channel.EMAIL,
            Recipient(Role.BUYER if to == "buyer" else Role.OPERATOR, to),
            "zh",
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
