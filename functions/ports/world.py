"""What the services need of the world outside the table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from ..domain.vocabulary import Notice
from .values import Signature, Upload

if TYPE_CHECKING:
    from ..domain.notice_facts import Email, Facts


class MailSender(Protocol):
    """Sends one raw MIME message; raises one of the three kinds in ``domain.delivery``."""

    def send(self, *, sender: str, to: str, raw: bytes, message_id: str) -> str:
        """The provider's id."""


class MailPacker(Protocol):
    """Makes a mail of a letter."""

    def __call__(
        self, email: Email, *, to: str, name: str, message_id: str, thread: str, list_name: str, at: datetime
    ) -> bytes:
        """One raw MIME message for one recipient."""


class SmsSender(Protocol):
    """Sends one short message; raises one of the three kinds in ``domain.delivery``."""

    def send(self, *, phone_e164: str, text: str) -> str:
        """The provider's id."""


class NoticeWriter(Protocol):
    """Writes what a notice says."""

    def email(self, notice: Notice, facts: Facts, lang: str) -> Email:
        """Subject, text and HTML."""

    def sms(self, notice: Notice, facts: Facts, lang: str) -> str:
        """One part of a short message."""


class PictureStore(Protocol):
    """The buckets of pictures."""

    @property
    def pages(self) -> tuple[str, str]:
        """The origins that a page shows pictures from and posts them to; empty where there are no buckets."""

    def upload(self, name: str, *, kind: str, back: str = "") -> Upload:
        """A form that posts one file of type ``kind`` to ``name`` within five minutes; ``back`` is where
        it leads then."""

    def address(self, name: str) -> str:
        """Where a kept picture is to be seen for five minutes."""

    def reading(self, name: str) -> bytes | None:
        """What waits as the reading of ``name``; None while nothing does."""

    def keep(self, name: str, files: Mapping[str, str]) -> bool:
        """Keep the waiting ``files`` (name and ETag) for good; False when one is not, or no longer, what
        its ETag says."""


class Vault(Protocol):
    """Keys by purpose. A purpose may have two live keys while rotating; the first one makes, both open."""

    def mac(self, purpose: str, *parts: str) -> str:
        """Hex HMAC-SHA256 over ``parts`` under the purpose's first key."""

    def macs(self, purpose: str, *parts: str) -> tuple[str, ...]:
        """The same under every live key."""

    def seal(self, purpose: str, plain: bytes) -> str:
        """Authenticated encryption, as text."""

    def open(self, purpose: str, sealed: str) -> bytes:
        """What was sealed; raises ``ValueError`` when it was not by us."""

    def sign(self, purpose: str, value: Any) -> str:
        """``value`` as a signed, timed, URL-safe token."""

    def unsign(self, purpose: str, token: str, *, max_age: int) -> Any:
        """The value of a token not older than ``max_age`` seconds, or None."""

    def sign_head(self, text: bytes) -> Signature:
        """The newest history key's signature of what a head is signed as."""

    def public_keys(self) -> Mapping[str, str]:
        """The public halves of the live history keys in hex, by id, newest first."""

    def verify_ed25519(self, public_hex: str, message: bytes, signature_hex: str) -> bool:
        """Whether the signature is the key's."""
