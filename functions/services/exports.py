"""A complaint's history to take away, signed, and its verification offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..domain import card_keys
from ..domain.complaints.handover import for_merchant, handed_over
from ..domain.errors import Invalid
from ..domain.history import (
    FORMAT,
    UNSIGNED,
    Broken,
    Link,
    Part,
    genesis,
    kept_back,
    signed_text,
    stamp,
    verify,
)
from ..domain.vocabulary import PARTIES, Action, Role, Sight, Text, sight
from ..ports import Case, Desk

KEYS_FORMAT = "suyi-history-keys-1"
UNREADABLE = Text("这不是诉易导出的历史文件", "This is not a history exported by Suyi")
OPEN = (Sight.WHOLE, Sight.ON_EFFECT)
"""What a party gets with its content; of everything else only its commitment: the chain still verifies."""
PLACE = ("n", "type", "role", "actor", "at", "prev", "h")
PARTS = (("commit_facts", "facts", "salt_facts"), ("commit_words", "words", "salt_words"))
ONE_PART = (("commit", "payload", "salt"),)
"""What the parts of an event are called in an export, by format; an event of format 1 stays as it was."""
TOLD: dict[str, type] = {"marketplace": str, "complaint": str, "head": str, "events": list}
NEEDED: dict[str, dict[str, type]] = {
    UNSIGNED: TOLD,
    FORMAT: {**TOLD, "n": int, "key": str, "signature": str},
}
"""What an export has beside its name, by format."""
Genuine = Callable[[str, bytes, str], bool]
"""Whether a signature of a text is that of a public key."""


def history(desk: Desk, case: Case, now: datetime, reader: Role = Role.OPERATOR) -> dict[str, Any]:
    """The whole history of a case as plain JSON values, its head signed: contacts are not in it.

    To a party it ends before a ruling that may still be taken back, and tells nothing of one that was; what
    is signed is the last event shown.
    """
    c = case.complaint
    links = list(_told(case.links, reader) if reader in PARTIES else case.links)
    head = links[-1].h if links else genesis(c.marketplace, c.id)
    signed = desk.vault.sign_head(signed_text(c.marketplace, c.id, n=len(links), head=head))
    return {
        "format": FORMAT,
        "marketplace": c.marketplace,
        "complaint": c.id,
        "head": head,
        "n": len(links),
        "signed_at": stamp(now),
        "key": signed.key,
        "signature": signed.signature,
        "events": [_written(link) for link in links],
    }


def public_keys(desk: Desk) -> dict[str, Any]:
    """The keys that heads are signed with, for anybody: plain JSON values."""
    keys = [{"id": name, "kind": "ed25519", "public": key} for name, key in desk.vault.public_keys().items()]
    return {"format": KEYS_FORMAT, "keys": keys}


def keys_in(published: Any) -> dict[str, str]:
    """The public keys of what ``public_keys`` gave, by id. Refuses (``Invalid``) anything else."""
    try:
        if published["format"] != KEYS_FORMAT:
            raise Invalid({"keys": UNREADABLE})
        return {str(each["id"]): str(each["public"]) for each in published["keys"]}
    except (KeyError, TypeError):
        raise Invalid({"keys": UNREADABLE}) from None


def check(
    exported: Mapping[str, Any], *, keys: Mapping[str, str] | None = None, genuine: Genuine | None = None
) -> int:
    """The number of events of an untouched export; raises ``Broken`` naming the first that is not,
    ``Invalid`` for what is no export.

    With ``keys``, public ones by id, and ``genuine`` the head must be signed by one of them.
    """
    links = links_of(exported)
    verify(exported["marketplace"], exported["complaint"], links, exported["head"])
    if exported.get("n", len(links)) != len(links):
        raise Broken(len(links) + 1, "missing: it says that it has another number of events")
    if keys is not None and genuine is not None:
        _check_signature(exported, keys, genuine, at=len(links) + 1)
    return len(links)


def links_of(exported: Mapping[str, Any]) -> list[Link]:
    """The events of an export. Refuses (``Invalid``) what is none."""
    try:
        needed = NEEDED[exported["format"]]
        if any(type(exported[name]) is not kind for name, kind in needed.items()):
            raise Invalid({"file": UNREADABLE})
        links = [_read(event) for event in exported["events"]]
    except (KeyError, TypeError, AttributeError):
        raise Invalid({"file": UNREADABLE}) from None
    if exported["format"] == UNSIGNED and any(len(link.parts) > 1 for link in links):
        raise Invalid(
            {"file": UNREADABLE}
        )  # no desk ever wrote that: a signed history dressed up as one without
    return links


def check_letter(exported: Mapping[str, Any], *, n: int = 0, head: str = "") -> None:
    """Promises that the export has what a letter's footer says: event ``n``, whose ``h`` begins with
    ``head``; without ``n`` some event's does. Raises ``Broken``."""
    links = links_of(exported)
    if n > len(links):
        raise Broken(len(links) + 1, f"missing: a letter speaks of event {n}")
    if not any(link.h.startswith(head.lower()) for link in (links[n - 1 : n] if n else links)):
        raise Broken(n or len(links) + 1, "another history than the letter's: no such head")


def _check_signature(
    exported: Mapping[str, Any], keys: Mapping[str, str], genuine: Genuine, *, at: int
) -> None:
    if exported["format"] != FORMAT:
        raise Broken(at, "not signed: the first format has no signature")
    text = signed_text(exported["marketplace"], exported["complaint"], n=exported["n"], head=exported["head"])
    key = keys.get(exported["key"])
    if key is None or not genuine(key, text, exported["signature"]):
        raise Broken(at, "forged or shortened: the head is not signed by this desk")


def _written(link: Link) -> dict[str, Any]:
    names = PARTS if len(link.parts) == len(PARTS) else ONE_PART
    said = {name: getattr(link, name) for name in PLACE}
    for (commit, content, salt), part in zip(names, link.parts, strict=True):
        said |= {commit: part.commit, content: part.content, salt: part.salt}
    return said


def _read(event: Mapping[str, Any]) -> Link:
    names = ONE_PART if "commit" in event else PARTS
    parts = tuple(Part(event[commit], event[content], event[salt]) for commit, content, salt in names)
    if set(event) != {*PLACE, *(name for each in names for name in each)}:
        raise KeyError
    return Link(**{name: event[name] for name in PLACE}, parts=parts)


def _told(links: tuple[Link, ...], reader: Role) -> Iterator[Link]:
    since = handed_over(links) if reader is Role.MERCHANT else 0
    for at, link in enumerate(links):
        fate = _fate(links[at + 1 :]) if link.type == Action.RULE else Action.LAPSE
        if fate is None:
            return
        unread = sight(link.type, reader) not in OPEN or not for_merchant(link, since)
        hidden = unread or fate is Action.TAKE_BACK
        yield kept_back(link) if hidden else _without_keys(link, reader)


def _without_keys(link: Link, reader: Role) -> Link:
    """What the merchant wrote with a card key in it is kept back from the buyer, who reads it masked."""
    leaks = reader is Role.BUYER and link.role == Role.MERCHANT and card_keys.found(_words_of(link))
    return replace(link, parts=(*link.parts[:-1], link.parts[-1].bare())) if leaks else link


def _words_of(link: Link) -> str:
    return str((link.payload or {}).get("words", ""))


def _fate(later: tuple[Link, ...]) -> Action | None:
    """What became of a ruling: it lapsed into effect, was taken back, or neither yet."""
    return next((Action(each.type) for each in later if each.type in (Action.LAPSE, Action.TAKE_BACK)), None)


__all__ = ["FORMAT", "Broken", "check", "check_letter", "history", "keys_in", "public_keys"]
