"""What the services need of the world, as Protocols, and the ``Desk`` that bundles it. ``wiring.py`` plugs
adapters in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .table import AssistanceRequests, Cases, Limits, Lists, Post, Sessions, Tenants
from .values import (
    NO_CONTACT,
    Aside,
    Case,
    Commit,
    DueKind,
    DueRow,
    Filing,
    ListRow,
    Message,
    OrderMoved,
    Outbox,
    Page,
    PostState,
    Private,
    Recipient,
    Session,
    SessionKey,
    Signature,
    Stale,
    Upload,
)
from .world import MailPacker, MailSender, NoticeWriter, PictureStore, SmsSender, Vault

__all__ = [
    "NO_CONTACT",
    "Aside",
    "AssistanceRequests",
    "Case",
    "Cases",
    "Commit",
    "Desk",
    "DueKind",
    "DueRow",
    "Filing",
    "Limits",
    "ListRow",
    "Lists",
    "MailPacker",
    "MailSender",
    "Message",
    "NoticeWriter",
    "OrderMoved",
    "Outbox",
    "Page",
    "PictureStore",
    "Post",
    "PostState",
    "Private",
    "Recipient",
    "Session",
    "SessionKey",
    "Sessions",
    "Settings",
    "Signature",
    "SmsSender",
    "Stale",
    "Tenants",
    "Upload",
    "Vault",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is told of its surroundings."""

    base_url: str
    sender: str
    shards: int = 16
    sms_templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a service may reach. ``salt`` gives fresh random hex."""

    cases: Cases
    lists: Lists
    post: Post
    tenants: Tenants
    limits: Limits
    sessions: Sessions
    assistance: AssistanceRequests
    vault: Vault
    letters: NoticeWriter
    pack: MailPacker
    mail: MailSender
    sms: SmsSender
    pictures: PictureStore
    settings: Settings
    salt: Callable[[], str]
