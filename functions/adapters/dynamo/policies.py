"""Versions of a tenant's policy: a row each, written once. The newest is the one of the highest number, so
that nothing else that is written of a tenant can take it back; the configuration names what it began with."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ...domain.errors import Conflict, NotFound
from ...domain.policy import Policy
from . import keys, rows
from .rows import Item
from .table import Failed, Table, part_put

NEW = "attribute_not_exists(pk)"


def policy_row(marketplace: str, policy: Policy) -> Item:
    """The row of one version; it is never written again."""
    body = {"overrides": dict(policy.overrides), "by": policy.by, "at": rows.epoch(policy.at)}
    return {
        "pk": keys.marketplace(marketplace),
        "sk": keys.policy(policy.version),
        "body": json.dumps(body, ensure_ascii=False),
    }


def versions(found: Iterable[Item]) -> dict[int, Policy]:
    """Every version among a tenant's rows, by its number."""
    return {policy.version: policy for policy in map(_read, found) if policy}


def _read(item: Item) -> Policy | None:
    version = keys.policy_version(item["sk"])
    if version is None:
        return None
    body = json.loads(item["body"])
    at = rows.when(body["at"]) if body["at"] else None
    return Policy(version, body["overrides"], by=body["by"], at=at, kept=True)


def publish(
    table: Table, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
) -> Policy:
    """The next version, if ``seen`` is still the newest. Raises ``Conflict`` when somebody was first."""
    fresh = Policy(seen + 1, overrides, by=by, at=now)
    parts = [part_put(policy_row(marketplace, fresh), NEW), *_brought(table, marketplace, seen)]
    try:
        table.transact(parts, token=secrets.token_hex(16))
    except Failed:
        raise Conflict from None
    return fresh


def _brought(table: Table, marketplace: str, seen: int) -> list[dict[str, Any]]:
    """The row of ``seen`` where a tenant made before versions were kept names it in its configuration alone.

    Refuses ``NotFound`` without the tenant; raises ``Conflict`` for a version that never was.
    """
    pk = keys.marketplace(marketplace)
    if table.get(pk, keys.policy(seen)):
        return []
    config = table.get(pk, keys.CONFIG)
    if config is None:
        raise NotFound
    version, overrides = json.loads(config["body"])["policy"]
    if version != seen:
        raise Conflict
    return [part_put(policy_row(marketplace, Policy(version, overrides, kept=True)), NEW)]
