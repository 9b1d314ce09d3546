"""Marketplaces with their people and keys: a handful of rows under one key, read in one query."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from ...domain.errors import Conflict, NotFound
from ...domain.marketplace import LinkKey, Marketplace, Merchant, Staff, house_of, spelled
from ...domain.policy import Policy
from ...domain.vocabulary import Role
from . import keys, merchants, rows
from .policies import policy_row, publish, versions
from .rows import Item
from .table import Failed, Table, part_put

CONFIG = "CONFIG"
KINDS: dict[str, tuple[str, Callable[..., Any]]] = {
    "STF": ("staff", Staff),
    "KEY": ("keys", LinkKey),
}
TOGETHER = 100
"""So many rows one transaction takes."""


@dataclass
class DynamoTenants:
    """Keeps the promises of ``ports.Tenants``, and remembers nothing."""

    table: Table

    def marketplace(self, marketplace: str) -> Marketplace:
        """The whole tenant in one query, as it is now, or ``NotFound``."""
        found = list(
            self.table.query_all("pk = :pk", {":pk": keys.marketplace(marketplace)}, ConsistentRead=True)
        )
        config = next((item for item in found if item["sk"] == CONFIG), None)
        if config is None:
            raise NotFound
        parts: dict[str, dict[str, Any]] = {"staff": {}, "keys": {}}
        for item in found:
            kind, _, name = item["sk"].partition("#")
            if kind in KINDS:
                group, make = KINDS[kind]
                parts[group][name] = make(**_typed(json.loads(item["body"])))
        return _config(
            marketplace,
            json.loads(config["body"]),
            **parts,
            **_shops(found),
            revision=config.get("revision", 0),
            kept=versions(found),
        )

    def create(self, marketplace: Marketplace) -> None:
        """All of it in one transaction; of more rows than one takes, the last ones follow."""
        first = part_put(_config_row(replace(marketplace, revision=0)), merchants.NEW)
        rest = _rest(marketplace)
        try:
            together = [first, *(part_put(row) for row in rest[: TOGETHER - 1])]
            self.table.transact(together, token=secrets.token_hex(8))
        except Failed:
            raise Conflict from None
        for row in rest[TOGETHER - 1 :]:
            self.table.put(row)

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """What it says of itself, if that is still what was read."""
        read = (
            ("revision = :read", {":read": marketplace.revision})
            if marketplace.revision
            else ("attribute_exists(pk) AND attribute_not_exists(revision)", None)
        )
        if not self.table.put(_config_row(marketplace), condition=read[0], values=read[1]):
            raise Conflict

    def marketplaces(self) -> tuple[str, ...]:
        """The ids of all tenants, from one row each."""
        return tuple(item["sk"] for item in self.table.query_all("pk = :pk", {":pk": keys.TENANTS}))

    def publish_policy(
        self, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
    ) -> Policy:
        """The version's own row."""
        return publish(self.table, marketplace, overrides, by=by, seen=seen, now=now)

    def merchant(self, marketplace: str, merchant: str) -> Merchant | None:
        """One row."""
        return merchants.get(self.table, marketplace, merchant)

    def merchant_called(self, marketplace: str, name: str) -> Merchant | None:
        """Its name's row, then its own."""
        return merchants.called(self.table, marketplace, name)

    def merchants(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Merchant, ...], str]:
        """One page of one query."""
        return merchants.page(self.table, marketplace, limit=limit, after=after)

    def put_merchant(self, marketplace: str, merchant: Merchant) -> None:
        """Written if it is still what was read here."""
        merchants.put(self.table, marketplace, merchant)

    def person(self, marketplace: str, staff_id: str) -> Staff:
        """One row, read consistently; raises ``NotFound`` for nobody."""
        return self._staff(marketplace, staff_id)[1]

    def put_staff(
        self, marketplace: str, staff_id: str, *, before: Staff | None = None, **changes: Any
    ) -> None:
        """Read, change, write if nobody else did; raises ``NotFound`` for nobody."""
        item, staff = self._staff(marketplace, staff_id)
        if before not in (None, staff):
            raise Conflict
        self._swap(item, replace(staff, **changes))

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """One code is used up by one caller only."""
        item, staff = self._staff(marketplace, staff_id)
        if digest not in staff.recovery:
            return False
        self._swap(item, replace(staff, recovery=tuple(code for code in staff.recovery if code != digest)))
        return True

    def _staff(self, marketplace: str, staff_id: str) -> tuple[Item, Staff]:
        item = self.table.get(keys.marketplace(marketplace), keys.person_of_staff(staff_id))
        if item is None:
            raise NotFound
        return item, Staff(**_typed(json.loads(item["body"])))

    def _swap(self, item: Item, staff: Staff) -> None:
        body = json.dumps(asdict(staff), ensure_ascii=False)
        old = {":old": item["body"]}
        if not self.table.put({**item, "body": body}, condition="body = :old", values=old):
            raise Conflict


CACHED_FOR = 30.0
"""Seconds a process believes what it read of a tenant: a revoked key or a disabled person is known
everywhere by then."""
KEPT = 1000
"""So many merchants a process remembers, those last asked for."""
T = TypeVar("T")


@dataclass
class CachedTenants:
    """The same promises, with each tenant and merchant read at most every half minute. ``ticks`` is a
    monotonic clock in seconds."""

    inner: DynamoTenants
    ticks: Callable[[], float]
    known: dict[str, tuple[float, Marketplace]] = field(default_factory=dict)
    sellers: dict[tuple[str, str, str], tuple[float, Merchant | None]] = field(default_factory=dict)

    def marketplace(self, marketplace: str, *, policy: int = 0) -> Marketplace:
        """From memory while it is young and knows of ``policy``."""
        until, found = self.known.get(marketplace, (0.0, None))
        if found is None or self.ticks() >= until or found.policy.version < policy:
            found = self.inner.marketplace(marketplace)
            self.known[marketplace] = (self.ticks() + CACHED_FOR, found)
        return found

    def create(self, marketplace: Marketplace) -> None:
        """Written, and forgotten here."""
        self._forgetting(marketplace.id, lambda: self.inner.create(marketplace))

    def put_marketplace(self, marketplace: Marketplace) -> None:
        """Written or lost, and forgotten here: who looks again sees what is there now."""
        self._forgetting(marketplace.id, lambda: self.inner.put_marketplace(marketplace))

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

    def merchant(self, marketplace: str, merchant: str) -> Merchant | None:
        """From memory while it is young; who is not there is remembered as that."""
        return self._seller((marketplace, "id", merchant), lambda: self.inner.merchant(marketplace, merchant))

    def merchant_called(self, marketplace: str, name: str) -> Merchant | None:
        """From memory while it is young."""
        return self._seller(
            (marketplace, "name", spelled(name)), lambda: self.inner.merchant_called(marketplace, name)
        )

    def merchants(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Merchant, ...], str]:
        """Not remembered."""
        return self.inner.merchants(marketplace, limit=limit, after=after)

    def put_merchant(self, marketplace: str, merchant: Merchant) -> None:
        """Written, and all that is known of the tenant's merchants forgotten here."""
        self._forgetting(marketplace, lambda: self.inner.put_merchant(marketplace, merchant))

    def person(self, marketplace: str, staff_id: str) -> Staff:
        """Never from memory, and the tenant forgotten here: from now on they are that everywhere."""
        self.known.pop(marketplace, None)
        return self.inner.person(marketplace, staff_id)

    def put_staff(
        self, marketplace: str, staff_id: str, *, before: Staff | None = None, **changes: Any
    ) -> None:
        """Written or lost, and forgotten here."""
        self._forgetting(
            marketplace, lambda: self.inner.put_staff(marketplace, staff_id, before=before, **changes)
        )

    def spend_recovery(self, marketplace: str, staff_id: str, digest: str) -> bool:
        """Never from memory."""
        return self.inner.spend_recovery(marketplace, staff_id, digest)

    def _seller(self, name: tuple[str, str, str], read: Callable[[], Merchant | None]) -> Merchant | None:
        until, found = self.sellers.pop(name, (0.0, None))
        if self.ticks() >= until:
            until, found = self.ticks() + CACHED_FOR, read()
        self.sellers[name] = (until, found)
        while len(self.sellers) > KEPT:
            self.sellers.pop(next(iter(self.sellers)), None)
        return found

    def _forgetting(self, marketplace: str, write: Callable[[], None]) -> None:
        try:
            write()
        finally:
            self.known.pop(marketplace, None)
            for name in [each for each in list(self.sellers) if each[0] == marketplace]:
                self.sellers.pop(name, None)


def _typed(body: dict[str, Any]) -> dict[str, Any]:
    typed = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return {**typed, "role": Role(str(typed["role"]))} if "role" in typed else typed


def _row(pk: str, sk: str, body: dict[str, Any]) -> Item:
    return {"pk": pk, "sk": sk, "body": json.dumps(body, ensure_ascii=False)}


def _rest(marketplace: Marketplace) -> list[Item]:
    """All rows of a new tenant but the one that only one can write."""
    pk = keys.marketplace(marketplace.id)
    parts = [
        _row(pk, f"{kind}#{name}", asdict(part))
        for kind, (group, _) in KINDS.items()
        for name, part in getattr(marketplace, group).items()
    ]
    policies = [
        policy_row(marketplace.id, each) for each in (*marketplace.earlier.values(), marketplace.policy)
    ]
    return [_row(keys.TENANTS, marketplace.id, {}), merchants.none_yet(marketplace.id), *policies, *parts]


def _config_row(marketplace: Marketplace) -> Item:
    body = {
        "name": marketplace.name,
        "mode": marketplace.mode,
        "colour": marketplace.colour,
        "tz": marketplace.tz,
        "returns": marketplace.returns,
        "created": rows.epoch(marketplace.created),
        "house": marketplace.house,
        "policy": [marketplace.policy.version, dict(marketplace.policy.overrides)],
    }
    row = _row(keys.marketplace(marketplace.id), CONFIG, body)
    return {**row, "revision": marketplace.revision + 1}


def _shops(found: list[Item]) -> dict[str, Any]:
    """The merchants to choose from, as the list has them; without it those among the old rows."""
    row = next((item for item in found if item["sk"] == merchants.SHOPS), None)
    if row is None:
        old = [merchants.made(item) for item in found if item["sk"].startswith(merchants.OLD)]
        row = {"body": merchants.listed({each.id: each.name for each in old if each})}
    shops: dict[str, Any] = json.loads(row["body"])
    return shops


def _config(name: str, body: dict[str, Any], *, kept: Mapping[int, Policy], **parts: Any) -> Marketplace:
    version, overrides = body.pop("policy")
    began = Policy(version, overrides, kept=True)
    every = {began.version: began, **kept}
    newest = max(every)
    created = body.pop("created")
    body.setdefault("house", house_of(name, body["mode"], parts["shops"]))
    return Marketplace(
        id=name,
        **_typed(body),
        **parts,
        policy=every.pop(newest),
        earlier=every,
        created=rows.when(created) if created else None,
    )
