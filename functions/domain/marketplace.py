"""A marketplace as the desk knows it: its brand, its people, its shops' keys, its policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .policy import Policy
from .vocabulary import Role


@dataclass(frozen=True, slots=True)
class Merchant:
    """Sells on the marketplace. ``hours`` and ``returns`` are what it publishes of itself."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    lang: str = "zh"


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
    merchants: Mapping[str, Merchant] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    keys: Mapping[str, LinkKey] = field(default_factory=dict)

    @property
    def house(self) -> str:
        """The merchant that a ``single`` marketplace is itself: the one of its own id, else its only one;
        else empty."""
        if self.mode != "single":
            return ""
        return (
            self.id
            if self.id in self.merchants
            else next(iter(self.merchants), "")
            if len(self.merchants) == 1
            else ""
        )

    def merchant_named(self, named: object) -> str:
        """The id of the merchant that a shop calls ``said``: the shop itself in ``single`` mode; empty
        when nobody is it.

        An id is that very text: no other type, no other spelling, and never ``"0"``, which shops write
        for none.
        """
        if self.mode == "single":
            return self.house
        return named if isinstance(named, str) and named != "0" and named in self.merchants else ""

    def shop_of(self, merchant: str) -> str:
        """The name of that merchant's shop; the marketplace's own where the merchant is not known."""
        known = self.merchants.get(merchant)
        return known.name if known else self.name

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

    def arbiters(self) -> tuple[Staff, ...]:
        """Who decides appeals: the arbiters, or without any the operators."""
        seated = tuple(p for p in self.staff.values() if p.role is Role.ARBITER and not p.disabled)
        return seated or self.operators()
