"""A complaint's history to take away, and its verification offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from ..domain.errors import Invalid
from ..domain.history import Broken, Link, verify
from ..domain.vocabulary import PARTIES, Action, Role, Sight, Text, sight
from ..ports import Case

FORMAT = "suyi-history-1"
UNREADABLE = Text("这不是诉易导出的历史文件", "This is not a history exported by Suyi")
OPEN = (Sight.WHOLE, Sight.ON_EFFECT)
"""What a party gets with its content; of everything else only its commitment: the chain still verifies."""


def history(case: Case, reader: Role = Role.OPERATOR) -> dict[str, Any]:
    """The whole history of a case as plain JSON values: contacts are not in it.

    To a party it ends before a ruling that may still be taken back, and tells nothing of one that was.
    """
    c = case.complaint
    links = list(_told(case.links, reader) if reader in PARTIES else case.links)
    return {
        "format": FORMAT,
        "marketplace": c.marketplace,
        "complaint": c.id,
        "head": links[-1].h if links else c.head,
        "events": [asdict(link) for link in links],
    }


def _told(links: tuple[Link, ...], reader: Role) -> Iterator[Link]:
    for at, link in enumerate(links):
        fate = _fate(links[at + 1 :]) if link.type == Action.RULE else Action.LAPSE
        if fate is None:
            return
        kept_back = sight(link.type, reader) not in OPEN or fate is Action.TAKE_BACK
        yield replace(link, payload=None, salt=None) if kept_back else link


def _fate(later: tuple[Link, ...]) -> Action | None:
    """What became of a ruling: it lapsed into effect, was taken back, or neither yet."""
    return next((Action(each.type) for each in later if each.type in (Action.LAPSE, Action.TAKE_BACK)), None)


def check(exported: Mapping[str, Any]) -> int:
    """The number of events of an untouched export; raises ``Broken`` naming the first that is not,
    ``Invalid`` else."""
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
