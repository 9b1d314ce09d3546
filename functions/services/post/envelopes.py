"""Which messages a decision brings: one for each person a notice is for, over each channel it goes by.

Recipients are named by role and id, never by address: who may be written to is decided when it is sent, of a
merchant also over which channels and in which language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from ...domain.complaints.complaint import Complaint
from ...domain.formats import zone
from ...domain.history import Event
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import NOTICES, Action, Channel, Notice, Role
from ...ports import DueKind, DueRow, Message, Outbox, Recipient
from .. import identity

QUIET_FROM, QUIET_TO = time(22), time(9)
"""No message that can wait is sent between these hours of the marketplace's day."""
OWN = ""
"""The language of a message in its recipient's own, which is looked up when it is sent."""
BUNDLED = timedelta(minutes=15)
"""What is added to a case waits so long for more, and is told in one letter."""
SHOWN_OF_HEAD = 16
"""Hex digits of a head that a letter shows."""


def outbox_for(
    marketplace: Marketplace,
    c: Complaint,
    *,
    notices: Iterable[Notice],
    event: Event,
    n: int,
    now: datetime,
) -> Outbox | None:
    """The post of the ``n``-th event, in one row; None when nobody is told."""
    people = [(notice, *person) for notice in notices for person in recipients(marketplace, c, notice)]
    messages = tuple(
        Message(
            id=f"{c.id}-{n}-{i}",
            notice=notice,
            channel=channel,
            to=Recipient(NOTICES[notice].to, to),
            lang=lang,
            next_at=_due(notice, c, marketplace, now),
        )
        for i, (notice, channel, to, lang) in enumerate(people, start=1)
    )
    if not messages:
        return None
    key = DueRow(DueKind.COMPLAINT_POST, c.marketplace, c.id, n)
    return Outbox(
        key,
        c.marketplace,
        c.id,
        messages,
        {
            **snapshot(c, event, quoted=any(NOTICES[m.notice].quotes for m in messages)),
            **_until(marketplace, c, event),
        },
    )


def _due(notice: Notice, c: Complaint, marketplace: Marketplace, now: datetime) -> datetime:
    row, deadline = NOTICES[notice], c.clock.due_at if c.clock else None
    return send_at(
        now + BUNDLED if row.bundles else now, marketplace.tz, urgent=row.urgent, deadline=deadline
    )


def _until(marketplace: Marketplace, c: Complaint, event: Event) -> dict[str, int]:
    """By when an invitation is to be taken, where ``event`` is one."""
    if event.type != Action.INVITE_ARBITER:
        return {}
    return {"until": int((event.at + marketplace.policy_for(c.policy).window("invite")).timestamp())}


def recipients(marketplace: Marketplace, c: Complaint, notice: Notice) -> Iterable[tuple[Channel, str, str]]:
    """(channel, who, language) of everybody a notice is for; a merchant's ways and language are known to who
    sends."""
    row = NOTICES[notice]
    if row.to is Role.BUYER:
        found = _buyer(c)
    elif notice is Notice.ARBITER_INVITED:
        found = [(Channel.EMAIL, c.invited, "zh")]
    elif row.to is Role.MERCHANT:
        found = [(channel, c.merchant, OWN) for channel in Channel if c.merchant]
    else:
        people = marketplace.arbiters() if row.to is Role.ARBITER else marketplace.operators()
        found = [(Channel.EMAIL, p.id, p.lang) for p in people]
        found += [(Channel.SMS, p.id, p.lang) for p in people if p.phone]
    return [each for each in found if row.sms or each[0] is Channel.EMAIL]


def _buyer(c: Complaint) -> list[tuple[Channel, str, str]]:
    reachable = {Channel.EMAIL: "@" in c.contact, Channel.SMS: c.contact[-4:].isdigit()}
    return [(channel, "buyer", c.lang) for channel, there in reachable.items() if there]


def send_at(now: datetime, tz: str, *, urgent: bool, deadline: datetime | None) -> datetime:
    """Now, or the end of the quiet hours: never later than a quarter hour before the deadline it speaks
    of."""
    here = now.astimezone(zone(tz))
    quiet = here.time() >= QUIET_FROM or here.time() < QUIET_TO
    if urgent or not quiet:
        return now
    day = here.date() + timedelta(days=1 if here.time() >= QUIET_FROM else 0)
    morning = datetime.combine(day, QUIET_TO, zone(tz)).astimezone(now.tzinfo)
    return now if deadline is not None and morning > deadline - timedelta(minutes=15) else morning


def snapshot(c: Complaint, event: Event, *, quoted: bool) -> Mapping[str, Any]:
    """What the letters say of this moment: small, never a contact, and somebody's words only for who
    quotes them."""
    facts: dict[str, Any] = {
        "number": c.id,
        "shop": c.shop,
        "goods": c.goods,
        "order": c.order_mask,
        "fen": c.fen,
        "category": c.category,
        "state": c.state,
        "happened": [event.type, event.role, event.payload.get("from", "")],
        "outcome": c.outcome or "",
        "remedies": [[item.kind, item.fen, item.state] for item in c.remedies] or _offered(c),
        "deadline": event.payload.get("until") or (int(c.clock.due_at.timestamp()) if c.clock else 0),
        "proposes": event.payload.get("proposes", ""),
        "reason": identity.discreet(str(event.payload.get("words", ""))) if quoted else "",
        "clauses": list(c.ruling.clauses) if c.ruling else [],
        "epoch": c.epoch,
        "parent": c.parent,
        "reopened": int(c.reopened),
        "record": record_of(c),
    }
    return {key: value for key, value in facts.items() if value not in ("", 0, [])}


def record_of(c: Complaint) -> list[Any]:
    """What the footer of a letter says of ``c``'s history: its latest event, and how its head begins."""
    return [c.version, c.head[:SHOWN_OF_HEAD]]


def _offered(c: Complaint) -> list[list[Any]]:
    return [[c.offer.remedy, c.offer.fen, "due"]] if c.offer else []
