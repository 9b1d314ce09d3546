"""Until when each side may appeal a ruling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..vocabulary import Role


@dataclass(frozen=True, slots=True)
class Windows:
    """Until when each side may appeal."""

    buyer: datetime
    merchant: datetime

    def of(self, side: Role) -> datetime:
        """That side's own."""
        return self.buyer if side is Role.BUYER else self.merchant

    def over(self, side: Role, since: datetime) -> Windows:
        """``side``'s used up, since before the ruling took effect: it let its appeal go."""
        return replace(self, **{str(side): since})

    def joinable(self, side: Role, until: datetime, *, since: datetime) -> Windows:
        """``side``'s open at least ``until`` then, unless it is used up."""
        return self if self.of(side) <= since else replace(self, **{str(side): max(self.of(side), until)})
