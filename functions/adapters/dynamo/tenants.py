"""Marketplaces with their people and keys: a handful of rows under one key, read in one query."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from ...domain.errors import NotFound
from ...domain.marketplace import LinkKey, Marketplace, Merchant, Staff
from ...domain.policy import Policy
from ...domain.vocabulary import Role
from . import keys, rows
from .policies import NEW, policy_row, publish, versions
from .rows import Item
from .table import Table

KINDS: dict[str, tuple[str, Callable[..., Any]]] = {
    "MER": ("merchants", Merchant),
    "STF": ("staff", Staff),
    "KEY": ("keys", LinkKey),
}


@dataclass
class DynamoTenants:
    """Keeps the promises of ``ports.Tenants``, and remembers nothing."""

    table: Table

    def marketplace(self, marketplace: str) -> Marketplace:
        """The whole tenant in one query, as it is now, or ``NotFound``."""
        found = list(
            self.table.query_all("pk = :pk", {":pk": keys.marketplace(marketplace)}, ConsistentRead=True)
        )
        config = next((item for item in found if item["sk"] == "CONFIG"), None)
        if config is None:
            raise NotFound
        parts: dict[str, dict[str, Any]] = {"merchants": {}, "staff": {}, "keys": {}}
        for item in found:
            kind, _, name = item["sk"].partition("#")
            if kind in KINDS:
                group, make = KINDS[kind]
                parts[group][name] = make(**_typed(json.loads(item["body"])))
        return _config(marketplace, json.loads(config["body"]), parts, versions(found))

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """Every row of it; idempotent."""
        pk = keys.marketplace(marketplace.id)
        created = rows.epoch(marketplace.created)
        config = {
            "name": marketplace.name,
            "mode": marketplace.mode,
            "colour": marketplace.colour,
            "tz": marketplace.tz,
            "returns": marketplace.returns,
            "created": created,
            "policy": [marketplace.policy.version, dict(marketplace.policy.overrides)],
        }
        self._put(pk, "CONFIG", config)
        for policy in (*marketplace.earlier.values(), marketplace.policy):
            self.table.put(policy_row(marketplace.id, policy), condition=NEW)
        for kind, (group, _) in KINDS.items():
            for name, part in getattr(marketplace, group).items():
                self._put(pk, f"{kind}#{name}", asdict(part))
        self._put(keys.TENANTS, marketplace.id, {})

    def marketplaces(self) -> tuple[str, ...]:
        """The ids of all tenants, from one row each."""
        return tuple(item["sk"] for item in self.table.query_all("pk = :pk", {":pk": keys.TENANTS}))

    def publish_policy(
        self, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
    ) -> Policy:
        """The version's own row."""
        return publish(self.table, marketplace, overrides, by=by, seen=seen, now=now)

    def put_staff(self, marketplace: str, staff_id: str, **changes: Any) -> None:
        """Read, change, write if nobody else did; raises ``NotFound`` for nobody."""
        item, staff = self._staff(marketplace, staff_id)
        self._swap(item, replace(staff, **changes))

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """One code is used up by one caller only."""
        item, staff = self._staff(marketplace, staff_id)
        if digest not in staff.recovery:
            return False
        left = tuple(code for code in staff.recovery if code != digest)
        return self._swap(item, replace(staff, recovery=left))

    def _staff(self, marketplace: str, staff_id: str) -> tuple[Item, Staff]:
        item = self.table.get(keys.marketplace(marketplace), f"STF#{staff_id}")
        if item is None:
            raise NotFound
        return item, Staff(**_typed(json.loads(item["body"])))

    def _swap(self, item: Item, staff: Staff) -> bool:
        body = json.dumps(asdict(staff), ensure_ascii=False)
        return self.table.put({**item, "body": body}, condition="body = :old", values={":old": item["body"]})

    def _put(self, pk: str, sk: str, body: dict[str, Any]) -> None:
        self.table.put({"pk": pk, "sk": sk, "body": json.dumps(body, ensure_ascii=False)})


CACHED_FOR = 30.0
"""Seconds a process believes what it read of a tenant: a revoked key or a disabled person is known
everywhere by then."""


@dataclass
class CachedTenants:
    """The same promises, with each tenant read at most every half minute. ``ticks`` is a monotonic clock
    in seconds."""

    inner: DynamoTenants
    ticks: Callable[[], float]
    known: dict[str, tuple[float, Marketplace]] = field(default_factory=dict)

    def marketplace(self, marketplace: str, *, policy: int = 0) -> Marketplace:
        """From memory while it is young and knows of ``policy``."""
        until, found = self.known.get(marketplace, (0.0, None))
        if found is None or self.ticks() >= until or found.policy.version < policy:
            found = self.inner.marketplace(marketplace)
            self.known[marketplace] = (self.ticks() + CACHED_FOR, found)
        return found

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """Written, and forgotten here."""
        self.inner.put_marketplace(marketplace)
        self.known.pop(marketplace.id, None)

    def marketplaces(self) -> tuple[str, ...]:
        """Not remembered."""
        return self.inner.marketplaces()

    def publish_policy(
        self, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
    ) -> Policy:
        """Written, and forgotten here."""
        fresh = self.inner.publish_policy(marketplace, overrides, by=by, seen=seen, now=now)
        self.known.pop(marketplace, None)
        return fresh

    def put_staff(self, marketplace: str, staff_id: str, **changes: Any) -> None:
        """Written, and forgotten here."""
        self.inner.put_staff(marketplace, staff_id, **changes)
        self.known.pop(marketplace, None)

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """Never from memory."""
        return self.inner.spend_recovery(marketplace, staff_id, digest)


def _typed(body: dict[str, Any]) -> dict[str, Any]:
    typed = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return {**typed, "role": Role(str(typed["role"]))} if "role" in typed else typed


def _config(
    name: str, body: dict[str, Any], parts: dict[str, Any], kept: Mapping[int, Policy]
) -> Marketplace:
    version, overrides = body.pop("policy")
    began = Policy(version, overrides, kept=True)
    every = {began.version: began, **kept}
    newest = max(every)
    created = body.pop("created")
    return Marketplace(
        id=name,
        **_typed(body),
        **parts,
        policy=every.pop(newest),
        earlier=every,
        created=rows.when(created) if created else None,
    )
