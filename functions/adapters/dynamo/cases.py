"""Complaints and orders in the table: every transition is one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...domain.complaints.complaint import Complaint
from ...domain.errors import NotFound, SignedOut
from ...domain.order_book import EMPTY, OrderBook
from ...domain.order_facts import OrderFacts
from ...domain.person import Person
from ...ports import Case, Commit, OrderMoved, Private, SessionKey, Stale, Vault
from . import effects, keys, order_books, rows
from .events import event_row, read_event
from .outbox import outbox_row
from .rows import Item
from .table import Failed, Table, part_check, part_put

NEW = "attribute_not_exists(pk)"


@dataclass
class DynamoCases:
    """Keeps the promises of ``ports.Cases``."""

    table: Table
    vault: Vault

    def load(
        self, marketplace: str, number: str, *, session: SessionKey | None = None, lagging: bool = False
    ) -> Complaint:
        """One read, of the session too. What a lagging copy lacks is looked for again in the newest.

        A session that has not shown the second factor its role needs opens nothing.
        """
        pk = keys.complaint(marketplace, number)
        if session is None:
            item = self.table.get(pk, keys.META, consistent=not lagging)
        else:
            item = self._signed_in(pk, _sign(marketplace, session), session=session, lagging=lagging)
        if item is None and lagging:
            return self.load(marketplace, number, session=session)
        return rows.read(_there(item))

    def _signed_in(
        self, pk: str, sign: tuple[str, str], *, session: SessionKey, lagging: bool
    ) -> Item | None:
        found = {
            each["pk"]: each for each in self.table.get_many([(pk, keys.META), sign], consistent=not lagging)
        }
        signed = found.get(sign[0], {"ttl": 0, "second": 0})
        if signed["ttl"] > session.asked_at and signed["second"]:
            return found.get(pk)
        if not lagging:
            raise SignedOut
        return None

    def load_with_person(
        self, marketplace: str, number: str, person: str, *, lagging: bool = False
    ) -> tuple[Complaint, Person]:
        """Both in one read."""
        pk, who = keys.complaint(marketplace, number), keys.person(marketplace, person)
        wanted = [(str(pk), keys.META), (str(who), keys.PERSON)]
        found = {each["pk"]: each for each in self.table.get_many(wanted, consistent=not lagging)}
        if pk not in found and lagging:
            return self.load_with_person(marketplace, number, person)
        memory = found.get(who, {})
        past = tuple(rows.when(each) for each in memory.get("withdrawals", []))
        return rows.read(_there(found.get(pk))), Person(memory.get("strikes", 0), past)

    def complaints(self, marketplace: str, numbers: Sequence[str]) -> tuple[Complaint, ...]:
        """Those that exist, in one read of up to a hundred."""
        wanted = [(str(keys.complaint(marketplace, number)), keys.META) for number in dict.fromkeys(numbers)]
        return tuple(rows.read(item) for item in self.table.get_many(wanted)) if wanted else ()

    def case(self, marketplace: str, number: str, *, fresh: bool = False) -> Case:
        """Head, sealed row and events in one query; a copy that lags is asked again, consistently."""
        values = {
            ":pk": keys.complaint(marketplace, number),
            ":from": keys.EVENTS_FROM,
            ":to": keys.EVENTS_TO,
        }
        found = {
            item["sk"]: item
            for item in self.table.query_all(
                "pk = :pk AND sk BETWEEN :from AND :to", values, ConsistentRead=fresh
            )
        }
        if keys.META not in found and not fresh:
            return self.case(marketplace, number, fresh=True)
        complaint = rows.read(_there(found.pop(keys.META, None)))
        private = self._open(found.pop(keys.PRIVATE, None), complaint)
        return Case(complaint, private, tuple(read_event(item) for _, item in sorted(found.items())))

    def private(self, marketplace: str, number: str) -> Private:
        """The sealed row of a complaint, opened."""
        return self._unseal(_there(self.table.get(keys.complaint(marketplace, number), keys.PRIVATE)))

    def _open(self, item: Item | None, c: Complaint) -> Private:
        if item is None and c.parent:
            item = self.table.get(keys.complaint(c.marketplace, c.parent), keys.PRIVATE)
        return self._unseal(item) if item else Private()

    def _unseal(self, item: Item) -> Private:
        plain = json.loads(self.vault.open("contact", item["box"]))
        return Private(**{**plain, "fingerprints": tuple(plain.get("fingerprints", ()))})

    def reissued(self, marketplace: str, number: str, n: int) -> str:
        """One consistent read of its own row."""
        return str(_there(self.table.get(keys.complaint(marketplace, number), keys.reissued(n)))["box"])

    def seat(self, marketplace: str, number: str, invited: str) -> str:
        """One consistent read of its own row."""
        return str(_there(self.table.get(keys.complaint(marketplace, number), keys.seat(invited)))["box"])

    def commit(self, commit: Commit) -> None:
        """State, event, post, order lock and person in one transaction."""
        parts = self._parts(commit)
        token = f"{commit.after.id}-{commit.after.version}-{commit.link.h[:8]}"
        try:
            self.table.transact([part for _, part in parts], token=token)
        except Failed as failed:
            self._explain(failed, [name for name, _ in parts], commit)

    def forget(self, marketplace: str, number: str, n: int) -> None:
        """The clock's row leaves its index and stays: beside the events no role may delete anything."""
        self.table.put({"pk": keys.complaint(marketplace, number), "sk": keys.pictures(n)})

    def _parts(self, commit: Commit) -> list[tuple[str, dict[str, Any]]]:
        after, before = commit.after, commit.before
        head = rows.write(after, shards=self.table.shards)
        pk = head["pk"]
        guard = ("version = :v", {":v": before.version}) if before else (NEW, None)
        parts = [("head", part_put(head, *guard)), ("event", part_put(event_row(pk, commit.link), NEW))]
        if commit.outbox:
            row = outbox_row(commit.outbox, shards=self.table.shards)
            parts.append(("post", part_put(row, NEW)))
        if commit.filing:
            box = self.vault.seal(
                "contact", json.dumps(_filled(commit.filing.private), ensure_ascii=False).encode()
            )
            parts.append(("private", part_put({"pk": pk, "sk": keys.PRIVATE, "box": box}, NEW)))
        if commit.session:
            parts.append(("session", _alive(after.marketplace, commit.session)))
        parts += effects.parts(after, commit.effects, self.table.shards)
        if commit.follow_up:
            parts += [(f"next {name}", part) for name, part in self._parts(commit.follow_up)]
        return parts

    def shown(self, marketplace: str, macs: Sequence[str]) -> dict[str, tuple[str, str]]:
        """One read of up to a hundred rows."""
        wanted = {str(keys.shown(marketplace, mac)): mac for mac in macs}
        found = self.table.get_many([(pk, keys.ONE) for pk in wanted], consistent=False) if wanted else []
        return {wanted[item["pk"]]: (item["by"], item["about"]) for item in found}

    def words_of(self, marketplace: str, numbers: Sequence[str]) -> dict[str, str]:
        """The first events, in one read of up to a hundred."""
        wanted = {str(keys.complaint(marketplace, number)): number for number in numbers}
        found = (
            self.table.get_many([(pk, keys.event(1)) for pk in wanted], consistent=False) if wanted else []
        )
        fields = {wanted[item["pk"]]: read_event(item).payload or {} for item in found}
        return {number: str(payload.get("words", "")) for number, payload in fields.items()}

    def _explain(self, failed: Failed, names: list[str], commit: Commit) -> None:
        head = failed.old(names.index("head"))
        if head is not None:
            raise Stale(rows.read(head)) if head else NotFound
        if "session" in names and failed.old(names.index("session")) is not None:
            raise SignedOut
        if "order" in names and (lock := failed.old(names.index("order"))) is not None:
            raise OrderMoved(order_books.read(lock))
        raise Stale(self.load(commit.after.marketplace, commit.after.id))

    def book(self, marketplace: str, order: str, *, lagging: bool = False) -> OrderBook:
        """An order nobody complained of has an empty one."""
        item = self.table.get(keys.order(marketplace, order), keys.ORDER, consistent=not lagging)
        return order_books.read(item) if item else EMPTY

    def order(self, marketplace: str, order: str) -> OrderFacts | None:
        """What the shop pushed, or None when it said nothing."""
        item = self.table.get(keys.order(marketplace, order), keys.ORDER)
        if item is None or "facts" not in item:
            return None
        facts = json.loads(item["facts"])
        delivered = facts.pop("delivered_at", 0)
        return OrderFacts(**facts, delivered_at=rows.when(delivered) if delivered else None)

    def put_order(self, marketplace: str, order: str, facts: OrderFacts) -> None:
        """Remember, without touching a lock that is held."""
        value = {**asdict(facts), "delivered_at": rows.epoch(facts.delivered_at)}
        self.table.update(
            keys.order(marketplace, order),
            keys.ORDER,
            expression="SET facts = :f",
            values={":f": json.dumps(value, ensure_ascii=False)},
        )


def _sign(marketplace: str, session: SessionKey) -> tuple[str, str]:
    return str(keys.session(marketplace, session.staff)), keys.hashed(session.secret)


def _alive(marketplace: str, session: SessionKey) -> dict[str, Any]:
    pk, sk = _sign(marketplace, session)
    return part_check(
        pk, sk, condition="#t > :asked", values={":asked": session.asked_at}, names={"#t": "ttl"}
    )


def _there(item: Item | None) -> Item:
    if item is None:
        raise NotFound
    return item


def _filled(value: Any) -> dict[str, Any]:
    return {name: each for name, each in asdict(value).items() if each not in ("", 0, (), None)}
