"""The demo's clock: the real one, moved forward as often as somebody likes, and remembered in a file."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from functions.clock import now
from functions.local.private import keep


class DemoClock:
    """Answers like ``functions.clock.now``, ``shift`` later. It never goes back: what was promised stays
    in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        decoded = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.shift = timedelta(seconds=decoded.get("shift_seconds", 0))

    def __call__(self) -> datetime:
        """The demo's present, aware and in UTC, to the whole second."""
        return now() + self.shift

    def forward(self, by: timedelta) -> None:
        """Moves on by ``by``, on the disk first. Nothing happens for what is not a forward step."""
        if by <= timedelta(0):
            return
        shift = self.shift + by
        keep(self._path, {"shift_seconds": int(shift.total_seconds())})
        self.shift = shift
