"""What DynamoDB charges, from the sizes of items: exact, and the same on any machine.

Source: AWS's developer guide, "DynamoDB item sizes and formats", "read and write operations"
(provisioned capacity), "Using global secondary indexes". Numbers are sized as measured on AWS: a byte
per two digits, aligned on the decimal point, one for the exponent and one for a minus sign.
"""

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

Item = Mapping[str, Mapping[str, Any]]

READ_BLOCK = 4096
WRITE_BLOCK = 1024


def item_size(item: Item) -> int:
    """Bytes: attribute names and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one typed value, without its name."""
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_size(content)
        case "B":
            return binary_size(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + value_size(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_size(each) for name, each in content.items())
    return sum(value_size({kind[0]: each}) for each in content)  # SS, NS, BS


def number_size(text: str) -> int:
    number = Decimal(text).normalize(Context(prec=60))
    if not number:
        return 1
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    after = exponent % 2
    before = (len(digits) + after) % 2
    return 1 + (before + len(digits) + after) // 2 + sign


def binary_size(content: bytes | str) -> int:
    return len(content if isinstance(content, bytes) else base64.b64decode(content))


def read_units(size: int, *, consistent: bool) -> float:
    """A read of so many bytes; of nothing it costs as much as of little."""
    return max(1, math.ceil(size / READ_BLOCK)) * (1.0 if consistent else 0.5)


def write_units(old: Item | None, new: Item | None) -> int:
    """One write to the table itself, outside a transaction (twice that in one): the larger image counts."""
    return kilobytes(max(item_size(old or {}), item_size(new or {})))


def kilobytes(size: int) -> int:
    return max(1, math.ceil(size / WRITE_BLOCK))


@dataclass(frozen=True)
class Index:
    name: str
    keys: tuple[str, ...]
    projected: frozenset[str] | None
    """Names of what an entry holds, keys included; None: everything."""

    @classmethod
    def of(cls, description: Mapping[str, Any], table_keys: tuple[str, ...]) -> "Index":
        """From DescribeTable's own words."""
        keys = tuple(each["AttributeName"] for each in description["KeySchema"])
        projection = description["Projection"]
        if projection["ProjectionType"] == "ALL":
            return cls(description["IndexName"], keys, None)
        held = frozenset((*keys, *table_keys, *projection.get("NonKeyAttributes", [])))
        return cls(description["IndexName"], keys, held)

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item; None when it lacks a key of the index."""
        if item is None or any(key not in item for key in self.keys):
            return None
        return {
            name: value for name, value in item.items() if self.projected is None or name in self.projected
        }

    def write_units(self, old: Item | None, new: Item | None) -> int:
        """A change of an item, as it costs this index; never doubled by a transaction."""
        before, after = self.entry(old), self.entry(new)
        if before == after:
            return 0
        if before is None or after is None or any(before[key] != after[key] for key in self.keys):
            return sum(kilobytes(item_size(entry)) for entry in (before, after) if entry is not None)
        return max(kilobytes(item_size(before)), kilobytes(item_size(after)))
