"""The minute's tick and the post, for a desk without a scheduler: one thread beside the pages."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from functions.clock import Clock
from functions.jobs import TickFailed, tick
from functions.ports import Desk
from functions.services.sweep import sweep

EVERY_SECONDS = 15.0
"""Oftener than the schedule's minute: who tries the desk out should not wait long for a picture that is
ready."""
log = logging.getLogger(__name__)


@dataclass
class Ticker:
    """Carries out what is due four times a minute, and sends letters as soon as somebody says that there
    may be some.

    While ``paused`` it does nothing: stories of the past are being told, and it would end them early.
    """

    desk: Desk
    clock: Clock
    paused: Callable[[], bool] = lambda: False
    _nudged: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with a tick at once: what fell due while nobody was there."""
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def nudge(self) -> None:
        """There may be letters to send. Returns at once."""
        self._nudged.set()

    def stop(self) -> None:
        """End after the row in hand."""
        self._ended.set()
        self._nudged.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        next_tick = time.monotonic()
        while not self._ended.is_set():
            if time.monotonic() >= next_tick:
                next_tick = time.monotonic() + EVERY_SECONDS
                self._carefully(lambda: tick(self.desk, self.clock()))
            self._carefully(lambda: sweep(self.desk, self.clock(), only_post=True))
            self._nudged.wait(max(0.0, next_tick - time.monotonic()))
            self._nudged.clear()

    def _carefully(self, work: Callable[[], object]) -> None:
        """A failure is written down and the next minute tries again: a ticker that ended would be missed
        by nobody."""
        if self.paused():
            return
        try:
            work()
        except TickFailed as failure:
            log.warning("tick", extra={"why": str(failure)})
        except Exception:
            if not self._ended.is_set():
                log.exception("tick failed")
