"""Sending what was written: claim a row, write each letter, hand it over, record how it went.

A mail may go out twice after a crash, with the same Message-ID; a short message never does: claimed and
not confirmed is ``unknown``, and the mail beside it has to do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ... import logs
from ...domain.assistance import PROPOSALS
from ...domain.complaints.clocks import CLOCKS
from ...domain.errors import Conflict, NotFound
from ...domain.marketplace import Marketplace
from ...domain.notice_facts import Facts, Record, RemedyLine
from ...domain.send_errors import Throttled, Undeliverable, Undelivered
from ...domain.standard import CATEGORIES, CLAUSES
from ...domain.vocabulary import (
    ACTIONS,
    NOTICES,
    OF_NO_SUM,
    OUTCOMES,
    REMEDY_LABELS,
    ROLE_LABELS,
    STATES,
    Action,
    Channel,
    Notice,
    Outcome,
    Remedy,
    RemedyState,
    Role,
    State,
    Text,
)
from ...ports import NO_CONTACT, Desk, DueRow, Message, Outbox, PostState, Private
from .. import identity
from .envelopes import BUNDLED
from .letter_links import letter_link
from .mail import mail_bytes

LEASE = timedelta(minutes=5)
MAX_TRIES = 8
BACKOFF = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """One row being sent: what its letters share. ``private`` is None when the buyer's sealed row is gone."""

    desk: Desk
    marketplace: Marketplace
    outbox: Outbox
    private: Private | None
    now: datetime


def dispatch(desk: Desk, marketplace: Marketplace, duty: DueRow, now: datetime) -> Outbox | None:
    """Send what of a row is due; None when somebody else has it. Never raises for a provider's failure."""
    outbox = desk.post.claim(duty, now=now, until=now + LEASE)
    if outbox is None:
        return None
    this = Round(desk, marketplace, outbox, _private(desk, outbox, now), now)
    settled = replace(outbox, messages=tuple(_tried(this, message) for message in outbox.messages))
    desk.post.settle(settled)
    logs.measure(
        now,
        MessagesSent=_became(PostState.SENT, outbox, settled),
        MessagesDead=_became(PostState.DEAD, outbox, settled),
    )
    return settled


def _became(state: str, before: Outbox, after: Outbox) -> int:
    """How many messages came to that state in this round."""
    return sum(
        old.state != state == new.state for old, new in zip(before.messages, after.messages, strict=True)
    )


def _private(desk: Desk, outbox: Outbox, now: datetime) -> Private | None:
    """What the buyer's letters need; None when it is gone, which stops nobody else's letter."""
    if not any(m.to.role is Role.BUYER and _due(m, now) for m in outbox.messages):
        return Private()
    try:
        return _opened(desk, outbox)
    except NotFound:
        return None


def _opened(desk: Desk, outbox: Outbox) -> Private | None:
    if "contact" in outbox.facts:
        return Private(email=desk.vault.open("contact", outbox.facts["contact"]).decode())
    if outbox.about.startswith("HELP"):
        asked = desk.assistance.assistance(outbox.marketplace, outbox.about)[1]
        return asked if asked.email else None
    return desk.cases.private(outbox.marketplace, str(outbox.facts.get("parent") or outbox.about))


def _due(message: Message, now: datetime) -> bool:
    return message.state == PostState.WAITING and message.next_at <= now


def _tried(this: Round, message: Message) -> Message:
    if not _due(message, this.now):
        return message
    address, gone = _address(this, message), message.to.role is Role.BUYER and this.private is None
    if _may_have_gone_out(this, message) and (address or gone):
        return replace(message, state=PostState.UNKNOWN)
    if gone:
        return replace(message, state=PostState.DEAD, error=NO_CONTACT)
    if not address or _told_already(this, message) or not _allowed(this, message, address):
        return replace(message, state=PostState.OFF)
    return _handed_over(this, message, address)


def _may_have_gone_out(this: Round, message: Message) -> bool:
    """Whether it is a short message that was due when somebody claimed the row before."""
    return message.channel is Channel.SMS and 0 < int(message.next_at.timestamp()) <= this.outbox.prior


def _told_already(this: Round, message: Message) -> bool:
    """Whether what was added is told by a letter of this quarter of an hour: a letter leads to all of it."""
    if not NOTICES[message.notice].bundles or message.tries:
        return False
    key = f"bundle#{this.marketplace.id}#{this.outbox.about}#{message.notice}#{message.channel}"
    keep = int(BUNDLED.total_seconds())
    return not this.desk.limits.use_once(key, now=this.now, keep=keep)


def _handed_over(this: Round, message: Message, address: str) -> Message:
    tries = message.tries + 1
    try:
        _hand_over(this, message, address)
    except Undeliverable as error:
        return replace(message, state=PostState.DEAD, tries=tries, error=str(error)[:80])
    except (Throttled, Undelivered) as error:
        if tries >= MAX_TRIES:
            return replace(message, state=PostState.DEAD, tries=tries, error=str(error)[:80])
        wait = BACKOFF * 2 ** (tries - 1)
        return replace(message, tries=tries, next_at=this.now + wait, error=str(error)[:80])
    except Exception as fault:
        log.exception("message not confirmed", extra={"post": message.id})
        given_up = PostState.DEAD if tries >= MAX_TRIES else message.state
        state = PostState.UNKNOWN if message.channel is Channel.SMS else given_up
        wait = BACKOFF * 2 ** (tries - 1)
        return replace(message, state=state, tries=tries, next_at=this.now + wait, error=type(fault).__name__)
    return replace(message, state=PostState.SENT, tries=tries, error="")


def _address(this: Round, message: Message) -> str:
    """Where a person may be written to now; empty when they may not be any more."""
    email = message.channel is Channel.EMAIL
    if message.to.role is Role.BUYER:
        private = this.private or Private()
        return private.email if email else private.phone and f"+86{private.phone}"
    if message.to.role is Role.MERCHANT:
        merchant = this.desk.tenants.merchant(this.marketplace.id, message.to.id)
        return next(iter(merchant.emails if email else merchant.phones), "") if merchant else ""
    if message.notice is Notice.ARBITER_INVITED:
        return _seat(this, message)
    staff = this.marketplace.staff.get(message.to.id)
    return "" if staff is None or staff.disabled else staff.email if email else staff.phone


def _seat(this: Round, message: Message) -> str:
    """Where the invited arbiter is written to; empty when that is gone."""
    try:
        box = this.desk.cases.seat(this.marketplace.id, this.outbox.about, message.to.id)
    except NotFound:
        return ""
    return this.desk.vault.open("contact", box).decode()


def _allowed(this: Round, message: Message, address: str) -> bool:
    cap = this.marketplace.policy.number(
        "emails_per_day" if message.channel is Channel.EMAIL else "sms_per_day"
    )
    budget = f"{this.marketplace.id}#{message.channel}"
    if message.channel is Channel.SMS:
        template = this.desk.settings.sms_templates.get("+86")
        if address.startswith("+86") and not template:
            return False
    return this.desk.limits.reserve(budget, cap=cap, now=this.now)


def _hand_over(this: Round, message: Message, address: str) -> None:
    facts = facts_of(this.desk, this.marketplace, this.outbox, message)
    message = replace(message, lang=message.lang or _own_language(this, message))
    if message.channel is Channel.SMS:
        this.desk.sms.send(
            phone_e164=address, text=this.desk.letters.sms(message.notice, facts, message.lang)
        )
        return
    raw = mail_bytes(this.desk, this.marketplace, message, facts=facts, to=address, now=this.now)
    this.desk.mail.send(sender=this.desk.settings.sender, to=address, raw=raw, message_id=message.id)


def _own_language(this: Round, message: Message) -> str:
    """What a merchant reads now."""
    merchant = this.desk.tenants.merchant(this.marketplace.id, message.to.id)
    return merchant.lang if merchant else "zh"


def facts_of(desk: Desk, marketplace: Marketplace, outbox: Outbox, message: Message) -> Facts:
    """What this letter may say to this person: codes, passcode and link are made only now, and only for
    the buyer."""
    facts = outbox.facts
    secret = _secrets(desk, marketplace, outbox) if message.to.role is Role.BUYER else {}
    return Facts(
        marketplace=marketplace.name,
        number=str(facts.get("number", "")),
        shop=str(facts.get("shop", "")),
        goods=str(facts.get("goods", "")),
        order=str(facts.get("order", "")),
        fen=facts.get("fen"),
        category=CATEGORIES[facts["category"]].label if facts.get("category") else None,
        state=STATES[State(facts["state"])].label if facts.get("state") else None,
        happened=_happened(facts),
        outcome=OUTCOMES[Outcome(facts["outcome"])].label if facts.get("outcome") else None,
        remedies=_remedies(facts),
        deadline=_moment(_until(facts, message) or facts.get("deadline", 0)),
        next_text=_next(facts),
        reason=str(facts.get("reason", "")),
        clauses=tuple(CLAUSES[n] for n in facts.get("clauses", ())),
        link=letter_link(desk, marketplace, outbox, message),
        tz=marketplace.tz,
        code=str(facts.get("code", "")) or secret.get("code", ""),
        passcode=secret.get("passcode", ""),
        record=Record(*facts["record"]) if facts.get("record") else None,
    )


def _until(facts: Mapping[str, Any], message: Message) -> int:
    """By when an invitation is to be taken, in the letter that brings it."""
    return int(facts.get("until", 0)) if message.notice is Notice.ARBITER_INVITED else 0


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _next(payload: Mapping[str, Any]) -> Text | None:
    state = payload.get("state")
    if not state:
        return None
    closing = Text(
        "投诉已结束，有新的情况可以在投诉页查看能做什么",
        "It is closed; the complaint page says what can still be done",
    )
    return CLOCKS[State(state)].lapse if state != State.CLOSED else closing


def _labelled(kind: str, fen: int) -> Text:
    return OF_NO_SUM if kind == Remedy.REFUND and not fen else REMEDY_LABELS[Remedy(kind)]


def _happened(payload: Mapping[str, Any]) -> Text | None:
    """``"商家逾期没有回复"``: what a timeline says of the event, without names."""
    if "happened" not in payload:
        return None
    if payload.get("proposes"):
        return PROPOSALS[Action(payload["proposes"])]
    action, role, state = payload["happened"]
    lapsed = STATES[State(state)].lapsed if state else None
    if lapsed:
        return lapsed
    told = ACTIONS[Action(action)].happened
    who = ROLE_LABELS[Role(role)]
    shop = payload.get("shop", "")
    return Text(told.zh.format(who=who.zh, shop=shop), told.en.format(who=who.en, shop=shop))


def _remedies(payload: Mapping[str, Any]) -> tuple[RemedyLine, ...]:
    deadline = _moment(payload.get("deadline", 0))
    return tuple(
        RemedyLine(_labelled(kind, fen), fen, deadline if state == RemedyState.DUE else None)
        for kind, fen, state in payload.get("remedies", ())
    )


def _secrets(desk: Desk, marketplace: Marketplace, outbox: Outbox) -> dict[str, str]:
    facts = outbox.facts
    if "epoch" not in facts:
        return {}
    stub = identity.Bearer(marketplace.id, outbox.about, int(facts["epoch"]), bool(facts.get("reopened")))
    return {"code": identity.verify_code(desk, stub), "passcode": identity.passcode(desk, stub)}


def resend(desk: Desk, marketplace: Marketplace, key: DueRow, now: datetime) -> None:
    """An operator sends a row's dead messages again. Refuses ``NotFound`` another marketplace's,
    ``Conflict`` a race."""
    outbox = desk.post.outbox(key)
    if outbox.marketplace != marketplace.id:
        raise NotFound
    if not any(m.state == PostState.DEAD for m in outbox.messages):
        raise Conflict
    again = tuple(
        replace(m, state=PostState.WAITING, tries=0, next_at=now, error="")
        if m.state == PostState.DEAD
        else m
        for m in outbox.messages
    )
    desk.post.resend(replace(outbox, messages=again))
