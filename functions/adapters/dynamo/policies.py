"""Versions of a tenant's policy: a row each, written once, beside the configuration that names the newest."""

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
SAME = "body = :old"


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
    return Policy(version, body["overrides"], by=body["by"], at=at)


def publish(
    table: Table, marketplace: str, overrides: Mapping[str, int], *, by: str, seen: int, now: datetime
) -> Policy:
    """The next version, if ``seen`` is still the newest. Raises ``Conflict`` when somebody was first."""
    pk = keys.marketplace(marketplace)
    config = table.get(pk, keys.CONFIG)
    if config is None:
        raise NotFound
    body: dict[str, Any] = json.loads(config["body"])
    version, before = body["policy"]
    if version != seen:
        raise Conflict
    fresh = Policy(version + 1, overrides, by=by, at=now)
    body["policy"] = [fresh.version, dict(fresh.overrides)]
    changed = {**config, "body": json.dumps(body, ensure_ascii=False)}
    parts = [
        part_put(policy_row(marketplace, fresh), NEW),
        part_put(changed, SAME, {":old": config["body"]}),
    ]
    if table.get(pk, keys.policy(version)) is None:  # a tenant made before versions were kept
        parts.append(part_put(policy_row(marketplace, Policy(version, before)), NEW))
    try:
        table.transact(parts, token=secrets.token_hex(16))
    except Failed:
        raise Conflict from None
    return fresh
