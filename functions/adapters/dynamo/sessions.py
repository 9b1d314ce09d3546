"""Sessions of the staff in the table: only the hash of each secret is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...domain.errors import SignedOut
from ...domain.vocabulary import Role
from ...ports import Session, SessionKey
from . import keys, rows
from .table import Table


@dataclass
class DynamoSessions:
    """Keeps the promises of ``ports.Sessions``."""

    table: Table

    def open_session(self, marketplace: str, secret: str, session: Session) -> None:
        """Only the hash of the secret is stored."""
        self.table.put(
            {
                "pk": keys.session(marketplace, session.staff),
                "sk": keys.hashed(secret),
                "role": session.role,
                "merchant": session.merchant,
                "second": int(session.second),
                "started": rows.epoch(session.started_at),
                "ttl": rows.epoch(session.ends_at),
            }
        )

    def session(self, marketplace: str, key: SessionKey, *, now: datetime) -> Session:
        """Live and not past its end, whatever TTL has done."""
        item = self.table.get(keys.session(marketplace, key.staff), keys.hashed(key.secret))
        if item is None or item["ttl"] <= rows.epoch(now):
            raise SignedOut
        return Session(
            key.staff,
            Role(item["role"]),
            item["merchant"],
            bool(item["second"]),
            rows.when(item["started"]),
            rows.when(item["ttl"]),
        )

    def end_session(self, marketplace: str, key: SessionKey) -> None:
        """The row is gone, and with it the cookie's worth."""
        self.table.delete(keys.session(marketplace, key.staff), keys.hashed(key.secret))

    def end_sessions(self, marketplace: str, staff: str) -> None:
        """Every session of one person."""
        pk = keys.session(marketplace, staff)
        for item in list(self.table.query_all("pk = :pk", {":pk": pk}, ConsistentRead=True)):
            self.table.delete(pk, item["sk"])
