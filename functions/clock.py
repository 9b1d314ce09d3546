"""The only reading of the clock. Everything else is told what time it is, so no test needs a time machine."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Whatever answers with the present moment, aware and in UTC; the demo's shifted clock is one too."""


def now() -> datetime:
    """The present moment, aware and in UTC, to the whole second: what is stored is what was decided on."""
    return datetime.now(UTC).replace(microsecond=0)
