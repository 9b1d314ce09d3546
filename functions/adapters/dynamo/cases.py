"""Complaints and orders in the table: every transition is one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...domain.complaints.complaint import Complaint, OrderFacts, Person
from ...domain.errors import NotFound, SignedOut
from ...domain.vocabulary import Outcome
from ...ports import Case, Commit, Private, SessionKey, Stale, Taken, Vault
from . import keys, rows
from .events import event_row, read_event
from .outbox import outbox_row
from .rows import Item
from .table import Failed, Table, part_check, part_put, part_update

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
        parts += [("watch", part) for part in (*self._watch(pk, commit), *self._shown(commit))]
        parts += [("order", part) for part in self._order(commit)]
        parts += [("person", part) for part in self._person(commit)]
        if commit.follow_up:
            parts += [
                (f"next {name}", part) for name, part in self._parts(commit.follow_up) if name != "order"
            ]
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

    def _shown(self, commit: Commit) -> list[dict[str, Any]]:
        """Who showed it first stays: a second one is told of the first."""
        expression, about = (
            "SET #b = if_not_exists(#b, :b), about = if_not_exists(about, :o)",
            commit.after.order,
        )
        return [
            part_update(
                keys.shown(commit.after.marketplace, mac),
                keys.ONE,
                expression=expression,
                values={":b": commit.after.id, ":o": about},
                names={"#b": "by"},
            )
            for mac in commit.shown
        ]

    def _watch(self, pk: str, commit: Commit) -> list[dict[str, Any]]:
        if commit.watch is None:
            return []
        key = {"pk": pk, "sk": keys.pictures(commit.watch.n)}
        if commit.watch.at is None:
            return [part_put(key)]
        due = {"dk": keys.shard(pk, self.table.shards), "ds": keys.moment(commit.watch.at, commit.after.id)}
        return [part_put({**key, **due})]

    def _order(self, commit: Commit) -> list[dict[str, Any]]:
        before, after = commit.before, commit.after
        held = before is not None and before.locks_order
        if commit.follow_up:
            return [self._hand_over(commit)]
        if after.locks_order and not held:
            return [self._take(commit)]
        if held and before is not None and after.category != before.category:
            return [self._renamed(after)]
        return [self._release(commit)] if held and not after.locks_order else []

    def _take(self, commit: Commit) -> dict[str, Any]:
        after, category = commit.after, f"c_{commit.after.category}"
        condition = "attribute_not_exists(held)"
        values: Item = {":id": after.id, ":one": 1, ":zero": 0}
        expression = "SET held = :id, filed = if_not_exists(filed, :zero) + :one, #c = :id"
        if commit.cap:
            condition += " AND attribute_not_exists(#c) AND (attribute_not_exists(filed) OR filed < :cap)"
            condition += " AND (attribute_not_exists(cool) OR cool <= :now)"
            values |= {":cap": commit.cap, ":now": rows.epoch(commit.now)}
        else:
            expression = "SET held = :id, filed = if_not_exists(filed, :one), #c = if_not_exists(#c, :id)"
            values.pop(":zero")
        pk = keys.order(after.marketplace, after.order)
        return part_update(
            pk, keys.ORDER, expression=expression, condition=condition, values=values, names={"#c": category}
        )

    def _renamed(self, after: Complaint) -> dict[str, Any]:
        """Both kinds stay complained of: what it was filed as, and what it was put right to if no earlier
        complaint was that."""
        pk, names = keys.order(after.marketplace, after.order), {"#c": f"c_{after.category}"}
        values: Item = {":id": after.id}
        condition = "held = :id AND (attribute_not_exists(#c) OR #c = :id)"
        return part_update(
            pk, keys.ORDER, expression="SET #c = :id", condition=condition, values=values, names=names
        )

    def _release(self, commit: Commit) -> dict[str, Any]:
        after, expression = commit.after, "REMOVE held"
        values: Item = {":id": commit.after.id}
        if after.outcome is Outcome.DISMISSED and commit.cool_until:
            expression, values = (
                "SET cool = :cool REMOVE held",
                {**values, ":cool": rows.epoch(commit.cool_until)},
            )
        pk = keys.order(after.marketplace, after.order)
        return part_update(pk, keys.ORDER, expression=expression, condition="held = :id", values=values)

    def _hand_over(self, commit: Commit) -> dict[str, Any]:
        assert commit.follow_up is not None
        after, opened = commit.after, commit.follow_up.after
        pk = keys.order(after.marketplace, after.order)
        values = {":id": after.id, ":new": opened.id}
        return part_update(
            pk, keys.ORDER, expression="SET held = :new", condition="held = :id", values=values
        )

    def _person(self, commit: Commit) -> list[dict[str, Any]]:
        if not commit.after.person or not (commit.strike or commit.withdrew):
            return []
        pk = keys.person(commit.after.marketplace, commit.after.person)
        if commit.strike:
            return [part_update(pk, keys.PERSON, expression="ADD strikes :one", values={":one": 1})]
        expression = "SET withdrawals = list_append(if_not_exists(withdrawals, :none), :now)"
        values: Item = {":none": [], ":now": [rows.epoch(commit.now)]}
        return [part_update(pk, keys.PERSON, expression=expression, values=values)]

    def _explain(self, failed: Failed, names: list[str], commit: Commit) -> None:
        head = failed.old(names.index("head"))
        if head is not None:
            raise Stale(rows.read(head)) if head else NotFound
        if "session" in names and failed.old(names.index("session")) is not None:
            raise SignedOut
        if "order" in names and (lock := failed.old(names.index("order"))) is not None:
            raise _taken(lock, commit)
        raise Stale(self.load(commit.after.marketplace, commit.after.id))

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


def _taken(lock: Item, commit: Commit) -> Taken:
    category = f"c_{commit.after.category}"
    mine = lock.get("held") == commit.after.id
    if "held" in lock and not mine:
        return Taken("open", lock["held"])
    if (commit.cap or mine) and category in lock:
        return Taken("category", lock[category])
    if commit.cap and lock.get("filed", 0) >= commit.cap:
        return Taken("cap", "")
    return Taken("cooling", str(lock.get("cool", "")))
