"""A marketplace as the desk knows it: its brand, its people, its shops' keys, its policy."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .complaints.grounds import Bench
from .policy import Policy
from .vocabulary import Role

MOST_LISTED = 50
"""So many merchants fit one list to choose from."""


@dataclass(frozen=True, slots=True)
class Merchant:
    """Sells on the marketplace. Who has ``left`` is named by no new complaint; what is open goes on."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    lang: str = "zh"
    left: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in: an operator, an arbiter, or one of a merchant's people.

    ``admin`` may resend dead messages and manage people; ``totp`` is the sealed second factor, empty
    until enrolled.
    """

    id: str
    name: str
    email: str
    role: Role
    merchant: str = ""
    admin: bool = False
    phone: str = ""
    totp: str = ""
    recovery: tuple[str, ...] = ()
    disabled: bool = False
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class LinkKey:
    """A shop's key for signed links: ``hmac`` (sealed secret) or ``ed25519`` (public key, hex)."""

    id: str
    kind: str
    material: str
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Marketplace:
    """The tenant. ``colour`` is #rrggbb; ``returns`` are the origins a link may send the buyer back to.

    ``policy`` is the newest version, ``earlier`` are all before it.

    ``house`` is the merchant that a ``single`` marketplace is itself, else empty. ``shops`` are the names of
    its merchants by their ids, empty when it has ``many``: more than ``MOST_LISTED``. ``revision`` counts
    the changes of what it says of itself.
    """

    id: str
    name: str
    mode: str = "multi"
    colour: str = "#1557d6"
    tz: str = "Asia/Shanghai"
    returns: tuple[str, ...] = ()
    created: datetime | None = None
    policy: Policy = field(default_factory=Policy)
    earlier: Mapping[int, Policy] = field(default_factory=dict)
    house: str = ""
    shops: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    staff: Mapping[str, Staff] = field(default_factory=dict)
    keys: Mapping[str, LinkKey] = field(default_factory=dict)
    revision: int = 0

    def policy_for(self, filed_under: int) -> Policy:
        """What a complaint filed under that version is reckoned by; the newest where that version is not
        known."""
        return self.earlier.get(filed_under, self.policy).under(self.policy)

    def staff_by_email(self, email: str) -> Staff | None:
        """The enabled person who signs in with ``email`` (already normalised), or None."""
        found = (person for person in self.staff.values() if person.email == email and not person.disabled)
        return next(found, None)

    def operators(self) -> tuple[Staff, ...]:
        """Every enabled operator."""
        return tuple(p for p in self.staff.values() if p.role is Role.OPERATOR and not p.disabled)

    def bench(self, merchant: str) -> Bench:
        """Who may decide about a complaint against ``merchant``. Where that is the marketplace itself, its
        operators are the party."""
        seated = (p.id for p in self.staff.values() if p.role is Role.ARBITER and not p.disabled)
        own = bool(merchant) and merchant in (self.house, self.id)
        return Bench(frozenset(p.id for p in self.operators()), frozenset(seated), own)

    def arbiters(self) -> tuple[Staff, ...]:
        """Who decides appeals: the arbiters, or without any the operators."""
        seated = tuple(p for p in self.staff.values() if p.role is Role.ARBITER and not p.disabled)
        return seated or self.operators()


def house_of(marketplace: str, mode: str, merchants: Collection[str]) -> str:
    """The merchant that a ``single`` marketplace is itself: the one of its own id, else its only one; else
    empty."""
    if mode != "single":
        return ""
    only = next(iter(merchants), "") if len(merchants) == 1 else ""
    return marketplace if marketplace in merchants else only


def spelled(name: str) -> str:
    """A shop's name as it is compared: no matter of width, case or spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
