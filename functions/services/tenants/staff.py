"""Signing in: a mailed link, then a second factor for operators and arbiters. Sessions end for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ...domain.complaints.complaint import Command, Complaint
from ...domain.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from ...domain.marketplace import Marketplace, Staff
from ...domain.vocabulary import Notice, Role, Text
from ...ports import Desk, Session, SessionKey
from .. import identity
from ..limits import spend
from ..post.single_letters import post

LONGEST, IDLE = timedelta(hours=12), timedelta(minutes=30)
LINK_AGE = timedelta(minutes=15)
RECOVERY_CODES = 8
TRIES = 4
"""How often a change of somebody is made anew when others were first."""
STEP = 30
"""Seconds a TOTP code lasts (RFC 6238); one step of drift either way is accepted, each code once."""
WRONG = Text(
    "动态码对不上，请用验证器里最新的 6 位数字",
    "That code does not match; use the newest 6 digits of your authenticator",
)


def send_link(desk: Desk, marketplace: Marketplace, *, email: str, address: str, now: datetime) -> None:
    """Mail a sign-in link to somebody we know; say the same to everybody."""
    account = identity.person(desk, marketplace.id, email)
    spend(desk, marketplace.id, now=now, sign_in_account=account, sign_in_address=address)
    staff = marketplace.staff_by_email(email)
    if staff is not None:
        deadline = int((now + LINK_AGE).timestamp())
        post(
            desk,
            marketplace,
            Notice.SIGN_IN,
            about=staff.id,
            to=staff.id,
            lang=staff.lang,
            now=now,
            deadline=deadline,
        )


def needs_second(staff: Staff) -> bool:
    """Merchants answer their own complaints with one factor; who decides needs two."""
    return staff.role is not Role.MERCHANT


def start(desk: Desk, marketplace: Marketplace, staff_id: str, now: datetime) -> SessionKey:
    """A new session, with a new secret; not yet through the second factor where one is needed."""
    staff = marketplace.staff.get(staff_id)
    if staff is None or staff.disabled:
        raise Forbidden
    return _open(desk, marketplace, staff, second=not needs_second(staff), now=now)


def _open(desk: Desk, marketplace: Marketplace, staff: Staff, *, second: bool, now: datetime) -> SessionKey:
    secret = desk.salt() + desk.salt()
    session = Session(staff.id, staff.role, staff.merchant, second, now, now + LONGEST)
    desk.sessions.open_session(marketplace.id, secret, session)
    return SessionKey(staff.id, secret)


def enrol(desk: Desk, staff: Staff) -> tuple[str, tuple[str, ...]]:
    """A fresh TOTP secret (base 32) and recovery codes, shown once; stored only when the first code is
    right."""
    import pyotp

    seed = desk.vault.mac("totp", "recovery", staff.id, desk.salt())
    codes = tuple(desk.vault.mac("totp", seed, str(i))[:10] for i in range(RECOVERY_CODES))
    return pyotp.random_base32(), codes


def finish_enrolment(
    desk: Desk,
    marketplace: Marketplace,
    key: SessionKey,
    *,
    secret: str,
    recovery: tuple[str, ...],
    code: str,
    now: datetime,
) -> SessionKey:
    """Keep the second factor if its first code is right, and go through with a new session.

    Refuses who has one; raises ``Conflict`` when another was enrolled meanwhile.
    """
    staff = _staff(marketplace, key)
    if staff.totp:
        raise Forbidden
    _check_totp(desk, marketplace, staff, secret=secret, code=code, now=now)
    hashed = tuple(desk.vault.mac("totp", "code", staff.id, each) for each in recovery)
    _change(
        desk,
        marketplace,
        staff.id,
        how=_enrolled(desk.vault.seal("totp", secret.encode()), hashed),
    )
    return _through(desk, marketplace, key, staff=staff, now=now)


def _enrolled(totp: str, recovery: tuple[str, ...]) -> Callable[[Staff], dict[str, Any]]:
    def how(person: Staff) -> dict[str, Any]:
        if person.totp:
            raise Conflict
        return {"totp": totp, "recovery": recovery}

    return how


def _change(
    desk: Desk, marketplace: Marketplace, staff_id: str, *, how: Callable[[Staff], dict[str, Any]]
) -> None:
    """Change somebody as ``how`` says of them as they are now, looked at again when others were first."""
    for left in reversed(range(TRIES)):
        person = desk.tenants.person(marketplace.id, staff_id)
        changes = how(person)
        try:
            return desk.tenants.put_staff(marketplace.id, staff_id, before=person, **changes)
        except Conflict:
            if not left:
                raise
    raise Conflict


def second_factor(
    desk: Desk, marketplace: Marketplace, key: SessionKey, *, code: str, now: datetime
) -> SessionKey:
    """A TOTP or recovery code, each once, turns the session into a new, whole one."""
    staff = _staff(marketplace, key)
    typed = identity.plain(code, 20).replace(" ", "").lower()
    if len(typed) == 10:
        spend(desk, marketplace.id, now=now, second_factor=staff.id)
        if not _spent(desk, marketplace, staff.id, desk.vault.mac("totp", "code", staff.id, typed)):
            raise Invalid({"code": WRONG})
    else:
        secret = desk.vault.open("totp", staff.totp).decode() if staff.totp else ""
        _check_totp(desk, marketplace, staff, secret=secret, code=typed, now=now)
    return _through(desk, marketplace, key, staff=staff, now=now)


def _spent(desk: Desk, marketplace: Marketplace, staff_id: str, digest: str) -> bool:
    for left in reversed(range(TRIES)):
        try:
            return desk.tenants.spend_recovery(marketplace.id, staff_id, digest)
        except Conflict:
            if not left:
                raise
    return False


def _check_totp(
    desk: Desk, marketplace: Marketplace, staff: Staff, *, secret: str, code: str, now: datetime
) -> None:
    import pyotp

    spend(desk, marketplace.id, now=now, second_factor=staff.id)
    if not secret or not pyotp.TOTP(secret).verify(code, for_time=now, valid_window=1):
        raise Invalid({"code": WRONG})
    if not desk.limits.use_once(f"totp#{marketplace.id}#{staff.id}#{code}", now=now, keep=STEP * 4):
        raise Invalid({"code": WRONG})


def _through(
    desk: Desk, marketplace: Marketplace, key: SessionKey, *, staff: Staff, now: datetime
) -> SessionKey:
    desk.sessions.end_session(marketplace.id, key)
    return _open(desk, marketplace, staff, second=True, now=now)


def _staff(marketplace: Marketplace, key: SessionKey) -> Staff:
    staff = marketplace.staff.get(key.staff)
    if staff is None or staff.disabled:
        raise SignedOut
    return staff


def may_see(person: Staff, c: Complaint) -> bool:
    """Operators see every complaint, arbiters those that were appealed or that they rule on, a merchant's
    people its own once it was told."""
    if person.role is Role.MERCHANT:
        return c.merchant_told and c.merchant == person.merchant
    return person.role is Role.OPERATOR or bool(c.appealed) or c.own


def check_sight(marketplace: Marketplace, key: SessionKey, c: Complaint, do: Command) -> None:
    """Refuses (``NotFound``) a complaint that is not theirs. A single shop's operators are its merchant."""
    person = _staff(marketplace, key)
    sells = do.role is Role.MERCHANT and person.role is Role.OPERATOR and marketplace.bench(c.merchant).own
    if not (person.role is do.role or sells) or not may_see(person, c):
        raise NotFound


def check_seen(seen: int, c: Complaint) -> None:
    """Raises ``Conflict`` when something happened that they had not before them as they decided on version
    ``seen``; 0 where that does not matter."""
    if seen and seen != c.version:
        raise Conflict


def check_read(read: int, c: Complaint) -> None:
    """Raises ``Conflict`` when what was filed changed since version ``read``; 0 where it does not matter."""
    if read and c.amended > read:
        raise Conflict


def sign_out(desk: Desk, marketplace: Marketplace, key: SessionKey) -> None:
    """The session is dead from here on, wherever its cookie still lies."""
    desk.sessions.end_session(marketplace.id, key)


def disable(desk: Desk, marketplace: Marketplace, staff_id: str) -> None:
    """Nobody signs in as ``staff_id`` any more, and every session of theirs ends.

    Raises ``Conflict``, with nothing done, when others were first again and again.
    """
    _change(desk, marketplace, staff_id, how=lambda _: {"disabled": True})
    desk.sessions.end_sessions(marketplace.id, staff_id)
