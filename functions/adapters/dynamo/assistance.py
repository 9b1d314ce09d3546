"""Requests for assistance in the table: in the queue before everything else."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...domain.errors import Conflict, NotFound
from ...domain.vocabulary import Action, Role
from ...ports import Outbox, Private, Vault
from . import keys, rows
from .outbox import outbox_row
from .rows import Item
from .table import Failed, Table, part_put

if TYPE_CHECKING:
    from ...domain.assistance import Assistance


@dataclass
class DynamoAssistance:
    """Keeps the promises of ``ports.AssistanceRequests``."""

    table: Table
    vault: Vault

    def put_assistance(
        self,
        request: Assistance,
        *,
        before: Assistance | None,
        outbox: Outbox | None,
        private: Private | None,
    ) -> None:
        """Request, sealed contact and post in one transaction."""
        pk = keys.assistance(request.marketplace, request.id)
        guard = ("version = :v", {":v": before.version}) if before else ("attribute_not_exists(pk)", None)
        parts = [part_put(self._row(pk, request), *guard)]
        if private is not None:
            box = self.vault.seal(
                "contact", json.dumps({"email": private.email, "phone": private.phone}).encode()
            )
            parts.append(part_put({"pk": pk, "sk": keys.PRIVATE, "box": box}))
        if outbox is not None:
            parts.append(part_put(outbox_row(outbox, shards=self.table.shards), "attribute_not_exists(pk)"))
        try:
            # of this very attempt: the same form sent twice differs in its seal, and is a conflict, not a
            # mismatch
            self.table.transact(parts, token=f"{request.id}-{request.version}-{secrets.token_hex(4)}")
        except Failed:
            raise Conflict from None

    def _row(self, pk: str, request: Assistance) -> Item:
        body: dict[str, Any] = asdict(request)
        sorts_by = request.due_at or request.asked_at
        item: Item = {
            "pk": pk,
            "sk": keys.META,
            "version": request.version,
            "state": request.topic,
            "goods": request.words[:24],
            "deadline": rows.epoch(request.due_at),
            "escalated": int(request.escalated),
            "body": json.dumps(body, ensure_ascii=False, default=rows.epoch),
            "qk": f"{request.marketplace}#{Role.OPERATOR if request.waits else 'answered'}",
            "qs": f"{keys.FIRST if request.waits else ''}{keys.moment(sorts_by, request.id)}",
        }
        if wakes := request.wakes_at:
            item |= {"dk": keys.shard(pk, self.table.shards), "ds": keys.moment(wakes, request.id)}
        return item

    def assistance(self, marketplace: str, number: str) -> tuple[Assistance, Private]:
        """Both rows in one read."""
        pk = keys.assistance(marketplace, number)
        found = {item["sk"]: item for item in self.table.get_many([(pk, keys.META), (pk, keys.PRIVATE)])}
        if keys.META not in found:
            raise NotFound
        sealed = found.get(keys.PRIVATE)
        private = json.loads(self.vault.open("contact", sealed["box"])) if sealed else {}
        return _read(json.loads(found[keys.META]["body"])), Private(**private)


def _read(body: dict[str, Any]) -> Assistance:
    """A request of its row; rows of before have one answer, which is a message."""
    from ...domain.assistance import Act, ActState, Assistance, Proof, Said

    asked = rows.when(body["asked_at"])
    said = body.get("messages") or ([{**_FIRST, "words": body["answer"]}] if body.get("answer") else [])
    acts = (
        Act(
            **{
                **each,
                "action": Action(each["action"]),
                "state": ActState(each["state"]),
                "at": rows.when(each["at"]),
                "due_at": _maybe(each["due_at"]),
            }
        )
        for each in body.get("acts", ())
    )
    read = {
        "asked_at": asked,
        "due_at": _maybe(body["due_at"]),
        "awaited": Role(body.get("awaited", Role.OPERATOR)),
        "messages": tuple(
            Said(each["by"], rows.when(each["at"]) if each["at"] else asked, each["words"]) for each in said
        ),
        "proof": Proof(body.get("proof", "")),
        "proved_at": _maybe(body.get("proved_at")),
        "acts": tuple(acts),
    }
    return Assistance(**{**body, **read})


_FIRST = {"by": "-", "at": 0}


def _maybe(seconds: int | None) -> datetime | None:
    return rows.when(seconds) if seconds else None
