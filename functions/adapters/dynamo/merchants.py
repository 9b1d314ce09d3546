"""A tenant's merchants in a partition of their own, so that no page of the tenant reads them all.

Beside each stands its name, by which a person may call it. The tenant's own row ``SHOPS`` lists the few of a
small marketplace, or says that they are many. Without that row the merchants lie among the tenant's rows,
as they did of old; the first ``put`` brings them here.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ...domain.errors import Conflict, NotFound
from ...domain.marketplace import MOST_LISTED, Merchant, spelled
from . import keys, wire
from .rows import Item
from .table import Table

SHOPS, OLD = keys.SHOPS, keys.OLD_MERCHANT
NEW = "attribute_not_exists(pk)"
SAME_NAME = 8
"""So many of one name are looked at; who is called is only ever the one that bears it."""
TRIES = 64
"""How often the list is written anew when others were first: each time one of them was."""


def get(table: Table, marketplace: str, merchant: str) -> Merchant | None:
    """One merchant by its very id."""
    found = table.get(keys.merchants(marketplace), merchant)
    return made(found or table.get(keys.marketplace(marketplace), OLD + merchant))


def called(table: Table, marketplace: str, name: str) -> Merchant | None:
    """The one merchant of that name; None for nobody's name, and for that of several."""
    values = {":pk": keys.names(marketplace), ":name": keys.name_of(spelled(name))}
    rows, _ = table.query("pk = :pk AND begins_with(sk, :name)", values, Limit=SAME_NAME, ConsistentRead=True)
    found = [get(table, marketplace, row["sk"].partition("#")[2]) for row in rows]
    bearing = [each for each in found if each and spelled(each.name) == spelled(name)]
    return bearing[0] if len(bearing) == 1 else None


def page(table: Table, marketplace: str, *, limit: int, after: str) -> tuple[tuple[Merchant, ...], str]:
    """So many by their ids, and the last id where there are more."""
    old = table.get(keys.marketplace(marketplace), SHOPS) is None
    pk, prefix = (keys.marketplace(marketplace), OLD) if old else (keys.merchants(marketplace), "")
    start = {"ExclusiveStartKey": wire.item_out({"pk": pk, "sk": prefix + after})} if after else {}
    condition, of = ("pk = :pk AND begins_with(sk, :of)", {":of": prefix}) if old else ("pk = :pk", {})
    rows, more = table.query(condition, {":pk": pk, **of}, Limit=limit, ConsistentRead=True, **start)
    found = tuple(each for each in map(made, rows) if each)
    return found, found[-1].id if more and found else ""


def put(table: Table, marketplace: str, merchant: Merchant) -> None:
    """Its row, its name and its place in the list. Refuses ``NotFound`` without the tenant, raises
    ``Conflict`` when somebody wrote that merchant first."""
    _bring(table, marketplace)
    before = table.get(keys.merchants(marketplace), merchant.id)
    row, name = written(marketplace, merchant)
    table.put(name)
    condition, values = ("body = :old", {":old": before["body"]}) if before else (NEW, None)
    if not table.put(row, condition=condition, values=values):
        raise Conflict
    _list(table, marketplace, merchant.id)


def written(marketplace: str, merchant: Merchant) -> tuple[Item, Item]:
    """A merchant's row, and its name's."""
    body = json.dumps(asdict(merchant), ensure_ascii=False)
    sk = keys.name_of(spelled(merchant.name), merchant.id)
    return (
        {"pk": keys.merchants(marketplace), "sk": merchant.id, "body": body},
        {"pk": keys.names(marketplace), "sk": sk},
    )


def listed(shops: dict[str, str]) -> str:
    """The body of ``SHOPS``: names by ids, or none when they are many."""
    many = len(shops) > MOST_LISTED
    return json.dumps(
        {"shops": {} if many else dict(sorted(shops.items())), "many": many}, ensure_ascii=False
    )


def made(row: Item | None) -> Merchant | None:
    """The merchant of a row."""
    if row is None:
        return None
    body = json.loads(row["body"])
    typed: dict[str, Any] = {
        key: tuple(each) if isinstance(each, list) else each for key, each in body.items()
    }
    return Merchant(**typed)


def _list(table: Table, marketplace: str, merchant: str) -> None:
    """Its name, as its row has it now, among those to choose from; not there once it left."""
    for _ in range(TRIES):
        row = table.get(keys.marketplace(marketplace), SHOPS)
        now = get(table, marketplace, merchant)
        if row is None or now is None:
            raise NotFound
        known = json.loads(row["body"])
        if known["many"] or known["shops"].get(merchant) == (None if now.left else now.name):
            return
        others = {name: shop for name, shop in known["shops"].items() if name != merchant}
        body = listed(others if now.left else {**others, merchant: now.name})
        if table.put({**row, "body": body}, condition="body = :old", values={":old": row["body"]}):
            return
    raise Conflict


def _bring(table: Table, marketplace: str) -> None:
    """The merchants of an old tenant from among its rows; nothing to do for any other."""
    pk = keys.marketplace(marketplace)
    if table.get(pk, SHOPS):
        return
    if not table.get(pk, "CONFIG"):
        raise NotFound
    values = {":pk": pk, ":of": OLD}
    rows = list(table.query_all("pk = :pk AND begins_with(sk, :of)", values, ConsistentRead=True))
    found = [each for each in map(made, rows) if each]
    for each in found:
        for item in written(marketplace, each):
            table.put(item, condition=NEW)
    table.put({"pk": pk, "sk": SHOPS, "body": listed({each.id: each.name for each in found})}, condition=NEW)
    for row in rows:
        table.delete(pk, row["sk"])


def none_yet(marketplace: str) -> Item:
    """The list of a tenant that has no merchants yet."""
    return {"pk": keys.marketplace(marketplace), "sk": SHOPS, "body": listed({})}
