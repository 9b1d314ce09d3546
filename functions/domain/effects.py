"""What a decision asks of the store besides the new row and its event. One effect is one part of the
transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .order_book import OrderBook


@dataclass(frozen=True, slots=True)
class WriteOrder:
    """The order's book as it is from here on, decided on ``seen``: held only while that is what it still
    is."""

    seen: OrderBook
    book: OrderBook


@dataclass(frozen=True, slots=True)
class Strike:
    """The complainant gave a false reason."""


@dataclass(frozen=True, slots=True)
class CountWithdrawal:
    """The complainant withdrew a complaint, at that moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WatchPictures:
    """The pictures of event ``n`` are looked for ``at`` a moment; no longer when there is none."""

    n: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RememberShown:
    """MACs of what pictures showed that is this complaint's own: who showed it first stays."""

    macs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepKey:
    """The reissued key that came with event ``n``, sealed in ``box``."""

    n: int
    box: str


@dataclass(frozen=True, slots=True)
class KeepSeat:
    """Where the arbiter of that invitation is written to, sealed in ``box``: kept nowhere else."""

    invited: str
    box: str


Effect = WriteOrder | Strike | CountWithdrawal | WatchPictures | RememberShown | KeepKey | KeepSeat
