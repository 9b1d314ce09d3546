"""A complainant, as far as the desk remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """What the desk remembers of a complainant when weighing a withdrawal."""

    strikes: int = 0
    withdrawals: tuple[datetime, ...] = ()
