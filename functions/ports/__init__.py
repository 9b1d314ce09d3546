"""What the services need of the world, as Protocols, and the ``Desk`` that bundles it. ``wiring.py`` plugs adapters in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .table import Cases, Gate, Helpdesk, Lists, Post, Tenants
from .values import (
    NO_CONTACT,
    Aside,
    Case,
    Commit,
    Duty,
    Filing,
    ListRow,
    Message,
    Outbox,
    Page,
    PostState,
    Private,
    Session,
    SessionKey,
    Stale,
    Taken,
    Upload,
    Watch,
)
from .world import Letters, Mail, Pack, Pictures, Text, Vault

__all__ = [
    "NO_CONTACT",
    "Aside",
    "Case",
    "Cases",
    "Commit",
    "Desk",
    "Duty",
    "Filing",
    "Gate",
    "Helpdesk",
    "Letters",
    "ListRow",
    "Lists",
    "Mail",
    "Message",
    "Outbox",
    "Pack",
    "Page",
    "Pictures",
    "Post",
    "PostState",
    "Private",
    "Session",
    "SessionKey",
    "Settings",
    "Stale",
    "Taken",
    "Tenants",
    "Text",
    "Upload",
    "Vault",
    "Watch",
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
    gate: Gate
    helpdesk: Helpdesk
    vault: Vault
    letters: Letters
    pack: Pack
    mail: Mail
    text: Text
    pictures: Pictures
    settings: Settings
    salt: Callable[[], str]
