"""DynamoDB's own words: plain values to attribute values and back, and what its errors mean.

Our own twenty lines instead of boto3's resource layer: that one costs 50 ms of cold start and Decimal
everywhere.
"""

from __future__ import annotations

from typing import Any

Attr = dict[str, Any]


def out(value: Any) -> Attr:
    """A plain value as an attribute value. Numbers are whole."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, list | tuple):
        return {"L": [out(each) for each in value]}
    return {"S": str(value)}


def back(attr: Attr) -> Any:
    """The plain value of an attribute value."""
    ((kind, value),) = attr.items()
    if kind == "N":
        return int(value)
    return [back(each) for each in value] if kind == "L" else value


def item_out(item: dict[str, Any]) -> dict[str, Attr]:
    """A row for the wire."""
    return {name: out(value) for name, value in item.items()}


def item_back(item: dict[str, Attr]) -> dict[str, Any]:
    """A row from the wire."""
    return {name: back(attr) for name, attr in item.items()}


def code(error: Any) -> str:
    """The error code of a botocore ``ClientError``."""
    return str(error.response.get("Error", {}).get("Code", ""))
