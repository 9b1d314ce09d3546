"""Post in the table: written with what it tells of, claimed by one conditional write, settled after
sending."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from ...domain.errors import Conflict, NotFound
from ...domain.vocabulary import Channel, Notice, Role
from ...ports import Aside, DueRow, Message, Outbox, PostState, Recipient
from . import keys, rows
from .rows import Item
from .table import Table

KEPT = timedelta(days=180)
SLACK = timedelta(minutes=15)
"""A note outlives the hour of its row by so much: the next try renews it, or it goes by itself."""
LIVE = "#t > :now"
DUE_FIRST = "dk = :dk AND ds <= :now"


def _message_out(m: Message) -> list[Any]:
    return [m.id, m.notice, m.channel, *m.to, m.lang, rows.epoch(m.next_at), m.state, m.tries, m.error]


def _message_back(v: list[Any]) -> Message:
    return Message(
        v[0],
        Notice(v[1]),
        Channel(v[2]),
        Recipient(Role(v[3]), v[4]),
        v[5],
        rows.when(v[6]),
        v[7],
        v[8],
        v[9],
    )


def outbox_row(outbox: Outbox, *, shards: int) -> Item:
    """The row of ``outbox``: due while a message waits, in the list of the dead while one is dead, gone in
    180 days else."""
    waiting = [m.next_at for m in outbox.messages if m.state == PostState.WAITING]
    dead = any(m.state == PostState.DEAD for m in outbox.messages)
    pk, sk = keys.row(outbox.key)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "about": outbox.about,
        "claims": outbox.claims,
        "messages": json.dumps([_message_out(m) for m in outbox.messages], separators=(",", ":")),
        "facts": json.dumps(outbox.facts, ensure_ascii=False, separators=(",", ":")),
    }
    last = max(m.next_at for m in outbox.messages)
    if waiting:
        item |= {"dk": keys.shard(pk, shards), "ds": keys.moment(min(waiting), outbox.about)}
    if dead:
        item |= {"qk": f"{outbox.marketplace}#dead", "qs": keys.moment(last, outbox.about)}
    return item if waiting or dead else item | {"ttl": rows.epoch(last + KEPT)}


def read_outbox(item: Item) -> Outbox:
    """The post of a row."""
    messages = tuple(_message_back(each) for each in json.loads(item["messages"]))
    key = keys.due_row(item["pk"], item["sk"])
    return Outbox(
        key,
        key.marketplace,
        item["about"],
        messages,
        json.loads(item["facts"]),
        item.get("claims", 0),
        item.get("earlier", 0),
    )


def _aside(item: Item) -> Aside:
    pk, sk = item["sk"].split(" ")
    return Aside(keys.due_row(pk, sk), rows.when(item["since"]), item["times"], item["fault"])


@dataclass
class DynamoPost:
    """Keeps the promises of ``ports.Post``."""

    table: Table

    def due(self, shard: int, now: datetime) -> Iterable[DueRow]:
        """All keys of one shard whose time has come, page by page."""
        values = {":dk": keys.due_shard(shard), ":now": keys.moment(now, "~")}
        for item in self.table.query_all(DUE_FIRST, values, IndexName="due"):
            yield keys.due_row(item["pk"], item["sk"], int(item["ds"].partition("#")[0]))

    def postpone(self, duty: DueRow, *, until: datetime) -> None:
        """Push its time forward if it still waits."""
        expression, condition = "SET ds = :ds", "attribute_exists(ds)"
        pk, sk = keys.row(duty)
        values = {":ds": keys.moment(until, duty.about)}
        self.table.update(pk, sk, expression=expression, condition=condition, values=values)

    def set_aside(self, duty: DueRow, *, error: str, now: datetime, until: datetime) -> None:
        """The note is counted up while it lives, else begun anew: it may lie there expired until the table
        takes it."""
        self.postpone(duty, until=until)
        key = {"pk": keys.aside(duty.marketplace), "sk": " ".join(keys.row(duty))}
        payload = {":e": error, ":one": 1, ":ttl": rows.epoch(until + SLACK), ":now": rows.epoch(now)}
        again = self.table.update(
            **key,
            expression="SET times = times + :one, fault = :e, #t = :ttl",
            condition=LIVE,
            values=payload,
            names={"#t": "ttl"},
        )
        if not again:
            self.table.put(
                {**key, "since": payload[":now"], "times": 1, "fault": error, "ttl": payload[":ttl"]}
            )

    def aside(self, marketplace: str, *, limit: int, now: datetime) -> tuple[Aside, ...]:
        """One query of the tenant's notes."""
        values = {":pk": keys.aside(marketplace), ":now": rows.epoch(now)}
        found = self.table.query_all(
            "pk = :pk", values, FilterExpression=LIVE, ExpressionAttributeNames={"#t": "ttl"}
        )
        return tuple(_aside(item) for item in islice(found, limit))

    def claim(self, duty: DueRow, *, now: datetime, until: datetime) -> Outbox | None:
        """The lease is the time pushed forward, if it is still due."""
        item = self.table.changed(
            *keys.row(duty),
            expression=(
                "SET ds = :until, claims = claims + :one, earlier = if_not_exists(claimed, :zero), "
                "claimed = :now"
            ),
            condition="ds <= :due",
            values={
                ":until": keys.moment(until, duty.about),
                ":one": 1,
                ":zero": 0,
                ":now": rows.epoch(now),
                ":due": keys.moment(now, "~"),
            },
        )
        return read_outbox(item) if item else None

    def settle(self, outbox: Outbox) -> None:
        """Write how it went, unless somebody claimed it since."""
        row = outbox_row(outbox, shards=self.table.shards)
        self.table.put(row, condition="claims = :c", values={":c": outbox.claims})

    def outbox(self, key: DueRow) -> Outbox:
        """One row, or ``NotFound``."""
        item = self.table.get(*keys.row(key))
        if item is None or "messages" not in item:
            raise NotFound
        return read_outbox(item)

    def resend(self, outbox: Outbox) -> None:
        """As it now is, if nobody touched it since; raises ``Conflict``."""
        row = outbox_row(outbox, shards=self.table.shards)
        if not self.table.put(row, condition="claims = :c", values={":c": outbox.claims}):
            raise Conflict

    def dead(self, marketplace: str, *, limit: int, after: str = "") -> tuple[tuple[Outbox, ...], str]:
        """From the queue's index, then the rows themselves in one read."""
        values = {":qk": f"{marketplace}#dead", ":after": after or "0"}
        found, last = self.table.query("qk = :qk AND qs > :after", values, IndexName="queue", Limit=limit)
        order = [(item["pk"], item["sk"]) for item in found]
        whole = (
            sorted(self.table.get_many(order), key=lambda i: order.index((i["pk"], i["sk"]))) if found else []
        )
        return tuple(read_outbox(item) for item in whole), found[-1]["qs"] if last else ""

    def post(self, outbox: Outbox) -> None:
        """A new row; the same one twice is one."""
        self.table.put(outbox_row(outbox, shards=self.table.shards), condition="attribute_not_exists(pk)")
