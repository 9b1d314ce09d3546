"""A complaint's history to take away, and its verification offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ..domain.errors import Invalid
from ..domain.history import Broken, Link, verify
from ..domain.terms import Text
from ..ports import Case

FORMAT = "suyi-history-1"
UNREADABLE = Text("这不是诉易导出的历史文件", "This is not a history exported by Suyi")


def history(case: Case) -> dict[str, Any]:
    """The whole history of a case as plain JSON values: contacts are not in it."""
    c = case.complaint
    return {
        "format": FORMAT, "marketplace": c.marketplace, "complaint": c.id, "head": c.head,
        "events": [asdict(link) for link in case.links],
    }  # fmt: skip


def check(exported: Mapping[str, Any]) -> int:
    """The number of events of an untouched export; raises ``Broken`` naming the first that is not, ``Invalid`` else."""
    try:
        if exported["format"] != FORMAT:
            raise Invalid({"file": UNREADABLE})
        names = [field.name for field in fields(Link)]
        links = [Link(**{name: event[name] for name in names}) for event in exported["events"]]
        verify(exported["marketplace"], exported["complaint"], links, exported["head"])
    except (KeyError, TypeError):
        raise Invalid({"file": UNREADABLE}) from None
    return len(links)


__all__ = ["FORMAT", "Broken", "check", "history"]
