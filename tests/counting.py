"""What a journey costs at AWS, counted: with counting(client, ...) as count: ...; count.write_units

Every call of the clients is listed. DynamoDB's units are computed from the items themselves, read
before and after each call by a client of its own that isn't counted: so it is exact for one journey at
a time, not for concurrent ones. A Scan is refused. A call that fails its condition costs what AWS
charges for it (the item that was there, at least one unit); for a cancelled transaction AWS documents
nothing exact, and the units of success without indexes are taken.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3

from tests.units import Index, Item, item_size, read_units, write_units

Key = tuple[str, str]
"""Table, and the key as JSON."""


class ScanRefused(AssertionError):
    """Something read a whole table."""


@dataclass
class Counted:
    service: str
    operation: str
    read_units: float = 0
    write_units: float = 0
    examined: int = 0
    """Items a query read, before its filter."""
    returned: int = 0
    attempts: int = 1
    error: str = ""


@dataclass
class Count:
    calls: list[Counted] = field(default_factory=list)

    @property
    def read_units(self) -> float:
        return sum(call.read_units for call in self.calls)

    @property
    def write_units(self) -> float:
        return sum(call.write_units for call in self.calls)

    @property
    def examined(self) -> int:
        return sum(call.examined for call in self.calls)

    @property
    def returned(self) -> int:
        return sum(call.returned for call in self.calls)

    def of(self, *operations: str) -> list[Counted]:
        """The calls of these names only: count.of("Query")."""
        return [call for call in self.calls if call.operation in operations]

    def __str__(self) -> str:
        return "\n".join(str(call) for call in self.calls)


@contextlib.contextmanager
def counting(*clients: Any) -> Iterator[Count]:
    """Counts the calls of these clients, of any service, until the block ends."""
    count = Count()
    name = f"counting-{id(count)}"
    meters = [(client, Meter(client, count)) for client in clients]
    for client, meter in meters:
        client.meta.events.register("before-call", meter.before, unique_id=f"{name}-before")
        client.meta.events.register("after-call", meter.after, unique_id=f"{name}-after")
        client.meta.events.register("after-call-error", meter.failed, unique_id=f"{name}-failed")
    try:
        yield count
    finally:
        for client, meter in meters:
            client.meta.events.unregister("before-call", meter.before, unique_id=f"{name}-before")
            client.meta.events.unregister("after-call", meter.after, unique_id=f"{name}-after")
            client.meta.events.unregister("after-call-error", meter.failed, unique_id=f"{name}-failed")


class Meter:
    """Stands between one client and the count."""

    def __init__(self, client: Any, count: Count) -> None:
        self.client = client
        self.count = count

    def before(self, model: Any, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        call = Counted(model.service_model.service_name, model.name)
        context["counted"] = call
        self.count.calls.append(call)
        if call.operation == "Scan":
            raise ScanRefused("a Scan reads the whole table")
        if call.service == "dynamodb":
            request = json.loads(params["body"])
            context["request"] = request
            context["images"] = self.images(targets(call.operation, request, self.keys))

    def after(self, parsed: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        call: Counted = context["counted"]
        call.attempts += parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        call.error = parsed.get("Error", {}).get("Code", "")
        if call.service != "dynamodb":
            return
        if call.operation == "Query":
            call.returned = parsed.get("Count", 0)
            self.weigh_query(call, context["request"])
        elif call.operation in READS:
            self.weigh_read(call, context)
        else:
            self.weigh_write(call, context)

    @staticmethod
    def failed(exception: BaseException, context: dict[str, Any], **_: Any) -> None:
        context["counted"].error = type(exception).__name__

    def weigh_query(self, call: Counted, request: Mapping[str, Any]) -> None:
        """The same page again, whole: what was read is charged, not what was shown."""
        again = {name: value for name, value in request.items() if name in WHAT_A_PAGE_HOLDS}
        for which, mark in (("ExpressionAttributeNames", "#"), ("ExpressionAttributeValues", ":")):
            used = set(re.findall(rf"{mark}\w+", request["KeyConditionExpression"]))
            again |= {which: {word: request[which][word] for word in used}} if used else {}
        items = self.peek().query(**again)["Items"]
        call.examined = len(items)
        call.read_units = read_units(
            sum(map(item_size, items)), consistent=request.get("ConsistentRead", False)
        )

    def weigh_read(self, call: Counted, context: Mapping[str, Any]) -> None:
        request, images = context["request"], context["images"]
        consistent = call.operation == "TransactGetItems" or strongly(request)
        call.examined = call.returned = sum(item is not None for item in images.values())
        call.read_units = sum(
            read_units(item_size(item or {}), consistent=consistent) for item in images.values()
        )
        call.read_units *= 2 if call.operation == "TransactGetItems" else 1

    def weigh_write(self, call: Counted, context: Mapping[str, Any]) -> None:
        before, times = context["images"], 2 if call.operation == "TransactWriteItems" else 1
        after = dict(before) if call.error else self.images(list(before))
        wished = puts(call.operation, context["request"], self.keys) if call.error and times == 2 else {}
        for key, old in before.items():
            call.write_units += times * write_units(old, wished.get(key, after[key]))
            call.write_units += sum(index.write_units(old, after[key]) for index in self.indexes(key[0]))

    def peek(self) -> Any:
        access = self.client._request_signer._credentials
        return twin(
            self.client.meta.endpoint_url, self.client.meta.region_name, access.access_key, access.secret_key
        )

    def keys(self, table: str) -> tuple[str, ...]:
        return layout(self.peek(), table)[0]

    def indexes(self, table: str) -> tuple[Index, ...]:
        return layout(self.peek(), table)[1]

    def images(self, wanted: list[Key]) -> dict[Key, Item | None]:
        """The items as they are now."""
        found = {}
        for table, key in wanted:
            answer = self.peek().get_item(TableName=table, Key=json.loads(key), ConsistentRead=True)
            found[table, key] = answer.get("Item")
        return found


WHAT_A_PAGE_HOLDS = (
    "TableName",
    "IndexName",
    "KeyConditionExpression",
    "ConsistentRead",
    "Limit",
    "ExclusiveStartKey",
    "ScanIndexForward",
)
READS = ("GetItem", "BatchGetItem", "TransactGetItems")


def strongly(request: Mapping[str, Any]) -> bool:
    return bool(request.get("ConsistentRead")) or any(
        each.get("ConsistentRead")
        for each in request.get("RequestItems", {}).values()
        if isinstance(each, dict)
    )


def targets(operation: str, request: Mapping[str, Any], keys: Callable[[str], tuple[str, ...]]) -> list[Key]:
    """The items that a call reads or writes by key."""
    return [(table, json.dumps(key)) for table, key, _ in actions(operation, request, keys)]


def puts(
    operation: str, request: Mapping[str, Any], keys: Callable[[str], tuple[str, ...]]
) -> dict[Key, Item]:
    """The items that a call would have put."""
    return {(table, json.dumps(key)): item for table, key, item in actions(operation, request, keys) if item}


def actions(
    operation: str, request: Mapping[str, Any], keys: Callable[[str], tuple[str, ...]]
) -> Iterator[tuple[str, Item, Item | None]]:
    """Table, key, and the item if it is a put, of each part of a call."""
    match operation:
        case "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem":
            parts = [(request["TableName"], request)]
        case "TransactWriteItems" | "TransactGetItems":
            parts = [
                (part["TableName"], part) for member in request["TransactItems"] for part in member.values()
            ]
        case "BatchWriteItem":
            parts = [
                (t, part)
                for t, each in request["RequestItems"].items()
                for one in each
                for part in one.values()
            ]
        case "BatchGetItem":
            parts = [(t, {"Key": key}) for t, each in request["RequestItems"].items() for key in each["Keys"]]
        case "Query" | "DescribeTable":
            return
        case _:
            raise AssertionError(f"what {operation} costs is not known here")
    for table, part in parts:
        item = part.get("Item")
        yield table, part["Key"] if item is None else {name: item[name] for name in keys(table)}, item


@cache
def twin(endpoint: str, region: str, access_key: str, secret_key: str) -> Any:
    """A client for the same place that nobody counts."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
    )


@cache
def layout(client: Any, table: str) -> tuple[tuple[str, ...], tuple[Index, ...]]:
    """A table's keys and its indexes."""
    described = client.describe_table(TableName=table)["Table"]
    keys = tuple(each["AttributeName"] for each in described["KeySchema"])
    return keys, tuple(Index.of(each, keys) for each in described.get("GlobalSecondaryIndexes", []))
