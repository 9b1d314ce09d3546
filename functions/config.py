"""What the desk is told from outside: read once, from the environment, never again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PURPOSES = (
    "session",
    "form",
    "letter",
    "challenge",
    "capability",
    "code",
    "person",
    "order",
    "contact",
    "shop_key",
    "totp",
    "limits",
    "evidence",
    "history",
)
"""One key each: a stolen link key forges no cookie."""


@dataclass(frozen=True, slots=True)
class Config:
    """Frozen settings. ``secrets`` maps each purpose to its live keys, newest first.

    ``quarantine`` and ``evidence`` name the buckets of pictures; a desk without them takes none.
    """

    table: str
    secrets: Mapping[str, tuple[bytes, ...]]
    base_url: str
    sender: str
    region: str = "us-east-1"
    endpoint: str = ""
    shards: int = 16
    sms_templates: Mapping[str, str] = field(default_factory=dict)
    quarantine: str = ""
    evidence: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Config:
        """Reads SUYI_* variables; raises ``KeyError`` naming the first that is missing."""
        secrets = {
            purpose: tuple(bytes.fromhex(key) for key in env[f"SUYI_KEY_{purpose.upper()}"].split(","))
            for purpose in PURPOSES
        }
        return cls(
            table=env["SUYI_TABLE"],
            secrets=secrets,
            base_url=env["SUYI_BASE_URL"],
            sender=env["SUYI_SENDER"],
            region=env.get("AWS_REGION", "us-east-1"),
            endpoint=env.get("SUYI_AWS_ENDPOINT", ""),
            shards=int(env.get("SUYI_SHARDS", "16")),
            sms_templates={"+86": env["SUYI_SMS_TEMPLATE_86"]} if env.get("SUYI_SMS_TEMPLATE_86") else {},
            quarantine=env.get("SUYI_QUARANTINE", ""),
            evidence=env.get("SUYI_EVIDENCE", ""),
        )
