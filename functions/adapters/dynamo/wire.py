"""DynamoDB's own words: plain values to attribute values and back, and what its errors mean.

Our own twenty lines instead of boto3's resource layer: that one costs 50 ms of cold start and Decimal
everywhere.
"""

from __future__ import annotations

from typing import Any

Attr = dict[str, Any]


def out(value: Any) -> Attr:
    """A plain value as an attribute value. Numbers are whole. Raises ``TypeError`` for a type it does not
    know."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(int(value))}
    if isinstance(value, list | tuple):
        return {"L": [out(each) for each in value]}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, str):
        return {"S": str(value)}
    raise TypeError(f"a row does not hold {type(value).__name__}")


def back(attr: Attr) -> Any:
    """The plain value of an attribute value. Raises ``TypeError`` for a type it does not know."""
    ((kind, value),) = attr.items()
    if kind == "N":
        return int(value)
    if kind == "L":
        return [back(each) for each in value]
    if kind not in ("S", "B", "BOOL"):
        raise TypeError(f"a row has {kind}, which is none of ours")
    return value


def item_out(item: dict[str, Any]) -> dict[str, Attr]:
    """A row for the wire."""
    return {name: out(value) for name, value in item.items()}


def item_back(item: dict[str, Attr]) -> dict[str, Any]:
    """A row from the wire."""
    return {name: back(attr) for name, attr in item.items()}


def code(error: Any) -> str:
    """The error code of a botocore ``ClientError``."""
    return str(error.response.get("Error", {}).get("Code", ""))
