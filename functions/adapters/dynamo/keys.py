"""Every key of the table, in one place. The tenant is in each; user strings arrive here already hashed.

One table ``pk, sk``; four sparse indexes: ``due(dk, ds)`` everything that waits, ``queue(qk, qs)`` by
who is awaited, ``merchant(mk, ms)``, ``buyer(bk, bs)``.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NewType

from ...ports import DueKind, DueRow

Pk = NewType("Pk", str)

META, PRIVATE, ORDER, PERSON, ONE = "META", "ORDER", "ORDER", "PERSON", "-"
EVENTS_FROM, EVENTS_TO = "EV#", "ORDER"
"""One query from the first event to the sealed row reads a case: ``EV#… < META < ORDER < OUT#…``."""


def complaint(marketplace: str, number: str) -> Pk:
    """A complaint's rows."""
    return Pk(f"CMP#{marketplace}#{number}")


def event(n: int) -> str:
    """Sort key of the ``n``-th event."""
    return f"EV#{n:06d}"


def out(n: int) -> str:
    """Sort key of the post of the ``n``-th event."""
    return f"OUT#{n:06d}"


def pictures(n: int) -> str:
    """Sort key of the wait for the pictures of the ``n``-th event; after ``ORDER``, so that a case does
    not read it."""
    return f"PIC#{n:06d}"


def reissued(n: int) -> str:
    """Sort key of the sealed key that came with the ``n``-th event; after ``ORDER``, so that a case does not
    read it."""
    return f"SEAL#{n:06d}"


def seat(invited: str) -> str:
    """Sort key of where an invited arbiter is written to; after ``ORDER``: a case does not read it."""
    return f"SEAT#{invited}"


def shown(marketplace: str, mac: str) -> Pk:
    """What a complaint's pictures showed of its own: an order's number or a delivered key, as a MAC."""
    return Pk(f"SHN#{marketplace}#{mac}")


def order(marketplace: str, digest: str) -> Pk:
    """The lock, counters and facts of an order."""
    return Pk(f"ORD#{marketplace}#{digest}")


def person(marketplace: str, digest: str) -> Pk:
    """What is remembered of a complainant."""
    return Pk(f"PER#{marketplace}#{digest}")


def marketplace(name: str) -> Pk:
    """A tenant's rows: CONFIG, SHOPS, STF#…, KEY#…; of old MER#… too."""
    return Pk(f"MKT#{name}")


def merchants(marketplace: str) -> Pk:
    """A tenant's merchants; the sort key is a merchant's id."""
    return Pk(f"MER#{marketplace}")


def names(marketplace: str) -> Pk:
    """What a tenant's merchants are called; the sort key is ``name_of``."""
    return Pk(f"MNM#{marketplace}")


def name_of(name: str, merchant: str = "") -> str:
    """Sort key of a merchant's name; without ``merchant`` how those of all who bear it begin."""
    return f"{hashed(name)[:32]}#{merchant}"


TENANTS = Pk("MKTS")
CONFIG, POLICY, SHOPS, OLD_MERCHANT = "CONFIG", "POL#", "SHOPS", "MER#"


def policy(version: int) -> str:
    """Sort key of one version of a tenant's policy."""
    return f"{POLICY}{version:06d}"


def policy_version(sk: str) -> int | None:
    """The version that a sort key of a tenant's is of; None for its other rows."""
    return int(sk.removeprefix(POLICY)) if sk.startswith(POLICY) else None


def session(marketplace: str, staff: str) -> Pk:
    """One person's sessions; the sort key is the hash of the secret."""
    return Pk(f"SES#{marketplace}#{staff}")


def assistance(marketplace: str, number: str) -> Pk:
    """A request for assistance."""
    return Pk(f"AST#{marketplace}#{number}")


def bucket(name: str) -> Pk:
    """A rate limit; ``name`` holds no readable contact."""
    return Pk(f"RL#{hashed(name)}")


def budget(name: str, day: datetime) -> Pk:
    """What was spent of a day's cap."""
    return Pk(f"BUD#{name}#{day:%Y%m%d}")


def used(token: str) -> Pk:
    """A one-time token that was seen."""
    return Pk(f"USED#{hashed(token)}")


def letter(marketplace: str, name: str) -> Pk:
    """Post that belongs to no complaint."""
    return Pk(f"POST#{marketplace}#{name}")


def aside(marketplace: str) -> Pk:
    """Notes of a tenant's rows that could not be carried out; the sort key is the row's own key."""
    return Pk(f"ASIDE#{marketplace}")


def hashed(secret: str) -> str:
    """Hex SHA-256, so that a reader of the table holds no secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shard(pk: str, shards: int) -> str:
    """The due index's partition of a row."""
    return due_shard(int(hashlib.sha256(pk.encode()).hexdigest()[:8], 16) % shards)


def due_shard(shard: int) -> str:
    """One partition of the due index."""
    return f"DUE#{shard}"


FIRST, AFTER_FIRST = "!", "/"
"""Before a moment in a sort key: it sorts before every plain moment, which begin with a digit, and ``/``
lies between."""


def moment(when: datetime, name: str = "") -> str:
    """A sort key that rises with time; with ``name`` where a list goes on after it, so that no two are the
    same."""
    return f"{int(when.timestamp()):010d}#{name}" if name else f"{int(when.timestamp()):010d}"


_ROWS: dict[DueKind, tuple[str, str]] = {
    DueKind.COMPLAINT: ("CMP", META),
    DueKind.PICTURES: ("CMP", "PIC"),
    DueKind.COMPLAINT_POST: ("CMP", "OUT"),
    DueKind.ASSISTANCE: ("AST", META),
    DueKind.ASSISTANCE_POST: ("AST", "OUT"),
    DueKind.LETTER: ("POST", "OUT"),
}
_KINDS = {names: kind for kind, names in _ROWS.items()}


def row(due: DueRow) -> tuple[Pk, str]:
    """Partition and sort key of a row that waits."""
    home, name = _ROWS[due.kind]
    return Pk(f"{home}#{due.marketplace}#{due.about}"), name if name == META else f"{name}#{due.n:06d}"


def due_row(pk: str, sk: str, due: int = 0) -> DueRow:
    """The row that waits under these keys."""
    home, marketplace, about = pk.split("#")
    name, _, n = sk.partition("#")
    return DueRow(_KINDS[home, name], marketplace, about, int(n or 0), due)


def named(pk: str) -> tuple[str, str, str]:
    """What sort of thing a partition is of, its tenant, and its number."""
    home, marketplace, number = pk.split("#")
    return {"CMP": "complaint", "AST": "assistance"}.get(home, home), marketplace, number


def event_number(sk: str) -> int:
    """Which event a sort key is of."""
    return int(sk.partition("#")[2])


def person_of_staff(name: str) -> str:
    """Sort key of one of a tenant's people."""
    return f"STF#{name}"
