"""Lists, each from one index: what is examined is what is returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...domain.complaints.complaint import Complaint
from ...ports import Page
from . import keys, lanes, rows
from .table import Table

SPANS = {
    "assistance": ("operator", keys.FIRST, keys.AFTER_FIRST),
    "operator": ("operator", keys.AFTER_FIRST, ""),
    "desk": ("operator", "", ""),
}
"""Requests for assistance stand before the complaints of the operator's own partition: partition, from
where, to where."""


@dataclass
class DynamoLists:
    """Keeps the promises of ``ports.Lists``."""

    table: Table

    def queue(
        self, marketplace: str, awaited: str, *, limit: int, after: str = "", newest: bool = False
    ) -> Page:
        """One query of the queue's index; ``newest`` reads it backwards."""
        partition, low, high = SPANS.get(awaited, (awaited, "", ""))
        ends = {"low": low, "high": high} if not newest else {}
        return self._page(
            "queue",
            ("qk", "qs"),
            f"{marketplace}#{partition}",
            limit=limit,
            after=after,
            newest=newest,
            **ends,
        )

    def merchant_list(
        self, marketplace: str, merchant: str, *, closed: bool, limit: int, after: str = ""
    ) -> Page:
        """One query of the merchant's index."""
        partition = f"{marketplace}#{merchant}#{'closed' if closed else 'open'}"
        return self._page("merchant", ("mk", "ms"), partition, limit=limit, after=after, newest=closed)

    def buyer_list(
        self, marketplace: str, person: str, *, limit: int, after: str = ""
    ) -> tuple[tuple[Complaint, ...], str]:
        """Keys from the buyer's index, then the heads in one read."""
        found, last = self._query(
            "buyer", ("bk", "bs"), f"{marketplace}#{person}", limit=limit, after=after, newest=True
        )
        heads = self.table.get_many([(item["pk"], keys.META) for item in found]) if found else []
        mine = sorted((rows.read(item) for item in heads), key=lambda c: c.filed_at, reverse=True)
        return tuple(mine), found[-1]["bs"] if last else ""

    def _page(self, index: str, names: tuple[str, str], partition: str, **how: Any) -> Page:
        found, last = self._query(index, names, partition, **how)
        return Page(tuple(lanes.list_row(item) for item in found), found[-1][names[1]] if last else "")

    def _query(
        self,
        index: str,
        names: tuple[str, str],
        partition: str,
        *,
        limit: int,
        after: str,
        newest: bool,
        low: str = "",
        high: str = "",
    ) -> tuple[list[rows.Item], dict[str, Any] | None]:
        values: rows.Item = {":p": partition}
        condition = f"{names[0]} = :p"
        if high:
            condition += f" AND {names[1]} BETWEEN :low AND :high"
            values |= {":low": f"{after} " if after else low, ":high": high}
        elif after or low:
            condition += f" AND {names[1]} {'<' if newest else '>'} :after"
            values[":after"] = after or low
        return self.table.query(condition, values, IndexName=index, Limit=limit, ScanIndexForward=not newest)
