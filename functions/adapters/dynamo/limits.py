"""Rates, budgets and one-time tokens in the table."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from . import keys, rows
from .table import Table

DAY = timedelta(days=1)
AHEAD = 20
"""Messages reserved at a time."""


@dataclass
class DynamoLimits:
    """Keeps the promises of ``ports.Limits``."""

    table: Table
    reserved: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, bucket: str, *, now: datetime, every: float, burst: int, cost: int = 1) -> int:
        """GCRA in one conditional write, two when the bucket is in use. Returns 0 or the seconds to wait.

        Source: ITU-T I.371's generic cell rate algorithm; ``tat`` is the theoretical arrival time in
        milliseconds.
        """
        pk, ms, step = keys.bucket(bucket), int(now.timestamp() * 1000), int(every * 1000) * cost
        ttl = int(now.timestamp() + every * burst) + 3600
        fresh = self.table.update(
            pk,
            keys.ONE,
            expression="SET tat = :next, #t = :ttl",
            condition="attribute_not_exists(tat) OR tat <= :now",
            values={":next": ms + step, ":now": ms, ":ttl": ttl},
            names={"#t": "ttl"},
        )
        if fresh:
            return 0
        limit = ms + int(every * 1000) * burst - step
        used = self.table.update(
            pk,
            keys.ONE,
            expression="SET tat = tat + :step, #t = :ttl",
            condition="tat > :now AND tat <= :limit",
            values={":step": step, ":now": ms, ":limit": limit, ":ttl": ttl},
            names={"#t": "ttl"},
        )
        return 0 if used else max(1, math.ceil(every * cost))

    def reserve(self, budget: str, *, cap: int, now: datetime) -> bool:
        """Reserved in the table before anything is spent, twenty at a time; near the cap one by one.

        What a process reserved and did not spend is lost to the day: the cap is never passed, and one
        write serves twenty.
        """
        pk = keys.budget(budget, now)
        with self.lock:
            if self.reserved.get(pk, 0) == 0:
                amount = next((n for n in (AHEAD, 1) if self._reserve(pk, amount=n, cap=cap, now=now)), 0)
                self.reserved = {pk: amount, **{k: v for k, v in self.reserved.items() if k != pk and v}}
            if self.reserved[pk] == 0:
                return False
            self.reserved[pk] -= 1
        return True

    def _reserve(self, pk: str, *, amount: int, cap: int, now: datetime) -> bool:
        return cap >= amount and self.table.update(
            pk,
            keys.ONE,
            expression="SET #t = :ttl ADD spent :n",
            condition="attribute_not_exists(spent) OR spent <= :room",
            values={":n": amount, ":room": cap - amount, ":ttl": rows.epoch(now + 7 * DAY)},
            names={"#t": "ttl"},
        )

    def use_once(self, token: str, *, now: datetime, keep: int) -> bool:
        """A row that may be put once; an expired one that TTL has not yet removed counts as gone."""
        row = {"pk": keys.used(token), "sk": keys.ONE, "ttl": int(now.timestamp()) + keep}
        condition = "attribute_not_exists(pk) OR #t < :now"
        expression = "SET #t = :ttl"
        values = {":now": int(now.timestamp()), ":ttl": row["ttl"]}
        return self.table.update(
            str(row["pk"]),
            keys.ONE,
            expression=expression,
            condition=condition,
            values=values,
            names={"#t": "ttl"},
        )
