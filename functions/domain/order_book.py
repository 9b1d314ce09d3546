"""What is remembered of one order's complaints: who holds it, what each claimant did, what is owed.

The store keeps it under its revision: who decided on an older one decides again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One debt. ``owed`` is what the latest decision or agreement in effect gives, None before there is one.

    ``paid`` is settled: of it ``channel`` came through the payment channel and ``silent`` was settled by
    silence. ``said`` is what the merchant says it paid, settled by nobody yet. ``returned`` came back of
    what was too much. ``live`` while its complaint, or the one that enforces it, is open.
    """

    owed: int | None = None
    paid: int = 0
    channel: int = 0
    silent: int = 0
    said: int = 0
    returned: int = 0
    live: bool = True

    @property
    def back(self) -> int:
        """What the buyer has to return: more was paid than is owed, and a decision says so."""
        if self.owed is None:
            return 0
        return max(0, self.paid - max(self.owed, self.channel) - self.returned)


@dataclass(frozen=True, slots=True)
class Claimant:
    """What one claimant did here: which complaint ``used`` up which category, how many ended
    ``undecided``."""

    used: Mapping[str, str] = field(default_factory=dict)
    undecided: int = 0
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderBook:
    """One order: the complaint that ``held`` it, its price in 分 (0 while unknown), how often its merchant
    was told since a human decided, its accounts by debt and its claimants.

    ``revision`` counts the writes, 0 before the first.
    """

    held: str = ""
    price: int = 0
    served: int = 0
    accounts: Mapping[str, Account] = field(default_factory=dict)
    claimants: Mapping[str, Claimant] = field(default_factory=dict)
    revision: int = 0

    def claimant(self, who: str) -> Claimant:
        """What ``who`` did here; nothing where nobody knows them."""
        return self.claimants.get(who, Claimant())


EMPTY = OrderBook()
"""An order that nobody complained of, which is what most are."""
