"""The table as a few verbs in plain values. One client a process, made when first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import wire
from .rows import Item

TRANSIENT = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class Failed(Exception):
    """A transaction's condition did not hold. ``reasons`` are (code, old row or empty) in the order of its
    parts."""

    def __init__(self, reasons: list[tuple[str, Item]]) -> None:
        super().__init__("condition")
        self.reasons = reasons

    def old(self, part: int) -> Item | None:
        """The row that stopped ``part``; None if that part was content."""
        code, item = self.reasons[part]
        return item if code == "ConditionalCheckFailed" else None


@dataclass
class Table:
    """One DynamoDB table. ``connect`` makes the client; ``shards`` is the number of the due index's
    partitions."""

    name: str
    connect: Callable[[], Any]
    shards: int = 16
    tries: int = field(default=6)

    @cached_property
    def client(self) -> Any:
        """The client, made when first used."""
        return self.connect()

    def get(self, pk: str, sk: str, *, consistent: bool = True) -> Item | None:
        """One row, or None."""
        answer = self.client.get_item(
            TableName=self.name, Key=wire.item_out({"pk": pk, "sk": sk}), ConsistentRead=consistent
        )
        return wire.item_back(answer["Item"]) if "Item" in answer else None

    def get_many(self, wanted: Sequence[tuple[str, str]], *, consistent: bool = True) -> list[Item]:
        """Those of up to 100 rows that exist, in one call."""
        ask = {
            "Keys": [wire.item_out({"pk": pk, "sk": sk}) for pk, sk in wanted],
            "ConsistentRead": consistent,
        }
        found: list[Item] = []
        pending: Any = {self.name: ask}
        while pending:
            answer = self.client.batch_get_item(RequestItems=pending)
            found += [wire.item_back(item) for item in answer["Responses"].get(self.name, [])]
            pending = answer.get("UnprocessedKeys")
        return found

    def query(self, condition: str, values: Item, **options: Any) -> tuple[list[Item], dict[str, Any] | None]:
        """One page of a query and where it goes on."""
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=wire.item_out(values),
            **options,
        )
        return [wire.item_back(item) for item in answer["Items"]], answer.get("LastEvaluatedKey")

    def query_all(self, condition: str, values: Item, **options: Any) -> Iterable[Item]:
        """Every row of a query, page by page."""
        start: dict[str, Any] = {}
        while True:
            found, last = self.query(condition, values, **options, **start)
            yield from found
            if not last:
                return
            start = {"ExclusiveStartKey": last}

    def put(self, item: Item, *, condition: str = "", values: Item | None = None) -> bool:
        """Write a row; False when the condition does not hold."""
        return self._write(self.client.put_item, part_put(item, condition, values)["Put"])

    def update(self, pk: str, sk: str, **parts: Any) -> bool:
        """Change a row; False when the condition does not hold. ``parts`` as in ``part_update``."""
        return self._write(self.client.update_item, part_update(pk, sk, **parts)["Update"])

    def changed(self, pk: str, sk: str, **parts: Any) -> Item | None:
        """Change a row and return it as it is now; None when the condition does not hold."""
        asked = {**part_update(pk, sk, **parts)["Update"], "ReturnValues": "ALL_NEW"}
        asked.pop("ReturnValuesOnConditionCheckFailure")
        try:
            return wire.item_back(self.client.update_item(TableName=self.name, **asked)["Attributes"])
        except self.client.exceptions.ConditionalCheckFailedException:
            return None

    def delete(self, pk: str, sk: str) -> None:
        """Remove a row, there or not."""
        self.client.delete_item(TableName=self.name, Key=wire.item_out({"pk": pk, "sk": sk}))

    def transact(self, parts: Sequence[dict[str, Any]], *, token: str) -> None:
        """All parts or none; raises ``Failed`` when a condition does not hold. Only contention is tried
        again."""
        named = [{kind: {"TableName": self.name, **body} for kind, body in part.items()} for part in parts]
        for left in reversed(range(self.tries)):
            try:
                self.client.transact_write_items(TransactItems=named, ClientRequestToken=token)
            except self.client.exceptions.TransactionCanceledException as error:
                reasons = [
                    (str(reason.get("Code", "None")), wire.item_back(reason.get("Item", {})))
                    for reason in error.response.get("CancellationReasons", [])
                ]
                if any(code == "ConditionalCheckFailed" for code, _ in reasons):
                    raise Failed(reasons) from None
                if not left or not any(code in TRANSIENT for code, _ in reasons):
                    raise
            else:
                return

    def _write(self, call: Callable[..., Any], body: dict[str, Any]) -> bool:
        try:
            call(TableName=self.name, **body)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def part_put(item: Item, condition: str = "", values: Item | None = None) -> dict[str, Any]:
    """A Put for a transaction; its old row comes back when the condition fails."""
    body: dict[str, Any] = {"Item": wire.item_out(item), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    if condition:
        body["ConditionExpression"] = condition
    if values:
        body["ExpressionAttributeValues"] = wire.item_out(values)
    return {"Put": body}


def part_update(
    pk: str,
    sk: str,
    *,
    expression: str,
    condition: str = "",
    values: Item | None = None,
    names: dict[str, str] | None = None,
) -> dict[str, Any]:
    """An Update for a transaction; its old row comes back when the condition fails."""
    body: dict[str, Any] = {
        "Key": wire.item_out({"pk": pk, "sk": sk}),
        "UpdateExpression": expression,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if condition:
        body["ConditionExpression"] = condition
    if values:
        body["ExpressionAttributeValues"] = wire.item_out(values)
    if names:
        body["ExpressionAttributeNames"] = names
    return {"Update": body}


def part_check(pk: str, sk: str, *, condition: str, values: Item, names: dict[str, str]) -> dict[str, Any]:
    """A row that must be as ``condition`` says for the transaction to hold; nothing is written to it."""
    return {
        "ConditionCheck": {
            "Key": wire.item_out({"pk": pk, "sk": sk}),
            "ConditionExpression": condition,
            "ExpressionAttributeValues": wire.item_out(values),
            "ExpressionAttributeNames": names,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
