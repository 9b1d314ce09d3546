"""Who is who without names: contacts and orders as MACs, capabilities, passcodes, one-time codes.

Nothing here is stored: each is a MAC under a key of its own purpose, so a retried submission can return
it again.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from typing import NamedTuple, Protocol

from ..domain import card_keys
from ..domain.complaints.numbers import ALPHABET
from ..domain.errors import Invalid
from ..domain.vocabulary import Text
from ..ports import Desk


class Bears(Protocol):
    """What a capability is made for: a complaint, or as much of it as a letter knows."""

    @property
    def marketplace(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def reopened(self) -> bool: ...


class Bearer(NamedTuple):
    """As much of a complaint as its capabilities need."""

    marketplace: str
    id: str
    epoch: int
    reopened: bool


EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\.[a-z]{2,24}")
PHONE = re.compile(r"1[3-9]\d{9}")
TELLING = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?=[A-Za-z-]*\d)[A-Za-z0-9][A-Za-z0-9-]{7,}")
"""Mail addresses, and eight or more letters, digits and hyphens in a row with a digit among them."""
ORDER_NO = re.compile(r"[A-Za-z0-9_-]{6,64}")
DOTLESS = ("gmail.com", "googlemail.com")


def plain(text: str, limit: int = 4000) -> str:
    """A code, number or address as typed: NFKC-normalised, so that full-width digits are digits; else as
    ``prose``."""
    return prose(unicodedata.normalize("NFKC", text), limit)


def prose(text: str, limit: int = 4000) -> str:
    """Words as typed, Chinese punctuation and all: NFC, trimmed, no control characters, at most ``limit``
    characters."""
    kept = (c for c in unicodedata.normalize("NFC", text) if c == "\n" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()[:limit]


def email_of(text: str) -> str:
    """A mail address as it is written to; empty stays empty; refuses (``Invalid``) what is no address."""
    address = plain(text, 320).lower()
    if address and not EMAIL.fullmatch(address):
        raise Invalid(
            {"email": Text("邮箱像 name@example.com 这样填", "An address looks like name@example.com")}
        )
    return address


def phone_of(text: str) -> str:
    """A mainland mobile number of 11 digits; empty stays empty; refuses (``Invalid``) anything else."""
    number = re.sub(r"[\s-]|^\+?86(?=1)", "", plain(text, 40))
    if number and not PHONE.fullmatch(number):
        raise Invalid(
            {
                "phone": Text(
                    "手机号应为 11 位数字，例如 13800138000", "A phone number has 11 digits, e.g. 13800138000"
                )
            }
        )
    return number


def order_no_of(text: str) -> str:
    """An order number; refuses (``Invalid``) what no shop prints."""
    number = plain(text, 80)
    if not ORDER_NO.fullmatch(number):
        raise Invalid(
            {
                "order": Text(
                    "订单号是 6 到 64 位的字母或数字", "An order number has 6 to 64 letters or digits"
                )
            }
        )
    return number


def canonical(contact: str) -> str:
    """One spelling for a contact's aliases: no +tag, no dots where the provider ignores them."""
    local, at, domain = contact.lower().partition("@")
    if not at:
        return local
    local = local.split("+")[0]
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}"


def person(desk: Desk, marketplace: str, contact: str) -> str:
    """A contact's MAC, 32 hex; empty for no contact."""
    return desk.vault.mac("person", marketplace, canonical(contact))[:32] if contact else ""


def order(desk: Desk, marketplace: str, order_no: str) -> str:
    """An order number's MAC, 32 hex."""
    return desk.vault.mac("order", marketplace, order_no)[:32]


def form(desk: Desk, marketplace: str, order_no: str, *, by_hand: bool = False) -> str:
    """What a browser calls the form of an order, 20 hex: it tells neither the order nor how the order is
    stored."""
    return desk.vault.mac("form", "hand" if by_hand else "link", order(desk, marketplace, order_no))[:20]


def mask(text: str) -> str:
    """``KM20…0187``: enough to recognise, not enough to use."""
    return (
        text
        if len(text) < 5
        else f"{text[:4]}****{text[-4:]}"
        if len(text) > 9
        else f"{text[:2]}****{text[-2:]}"
    )


def mask_contact(email: str, phone: str) -> str:
    """``z***@qq.com`` and ``138****8000``, joined by a space."""
    local, at, domain = email.partition("@")
    shown = [f"{local[:1]}***@{domain}" if at else "", f"{phone[:3]}****{phone[-4:]}" if phone else ""]
    return " ".join(part for part in shown if part)


def discreet(words: str) -> str:
    """``words`` fit for a letter: what looks like a card key, a number to call or an address is left out."""
    return TELLING.sub(card_keys.HIDDEN, card_keys.masked(words))


def _base32(hexed: str, length: int) -> str:
    value = int(hexed, 16)
    return "".join(ALPHABET[value >> 5 * i & 31] for i in range(length))


def passcode(desk: Desk, c: Bears) -> str:
    """The eight characters that, with the number, open a complaint."""
    return _base32(desk.vault.mac("capability", "passcode", c.marketplace, c.id, str(c.epoch)), 8)


def passcode_fits(desk: Desk, c: Bears, typed: str) -> bool:
    """Whether ``typed`` is the passcode, under any live key; O and I, L are read as 0 and 1."""
    fields = plain(typed, 40).upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    macs = desk.vault.macs("capability", "passcode", c.marketplace, c.id, str(c.epoch))
    return any(hmac.compare_digest(_base32(mac, 8).encode(), fields.encode()) for mac in macs)


def capability(desk: Desk, c: Bears) -> str:
    """What a buyer's cookie holds for one complaint."""
    return desk.vault.mac("capability", "buyer", c.marketplace, c.id, str(c.epoch))[:24]


def capability_fits(desk: Desk, c: Bears, held: str) -> bool:
    """Whether ``held`` opens ``c``."""
    macs = desk.vault.macs("capability", "buyer", c.marketplace, c.id, str(c.epoch))
    return any(hmac.compare_digest(mac[:24].encode(), held.encode()) for mac in macs)


def verify_code(desk: Desk, c: Bears) -> str:
    """Six digits, mailed to prove the contact of an unverified complaint; new after each reopening."""
    return digits(desk.vault.mac("code", "verify", c.marketplace, c.id, str(c.epoch), str(int(c.reopened))))


def digits(mac: str) -> str:
    """Six digits out of a MAC."""
    return f"{int(mac[:12], 16) % 1_000_000:06d}"


def same(a: str, b: str) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(plain(a, 64).encode(), b.encode())
