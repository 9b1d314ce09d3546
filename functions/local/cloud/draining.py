"""Counts the requests in hand, so that a desk that stops can finish them."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_SECONDS = 5.0
WRITING_SECONDS = 0.2
"""What an answer that is made takes to go out, with a margin. The server tells nobody when it has: when
the visitor hangs up early it does not even close what it was given."""


@dataclass
class InFlight:
    """A WSGI application that knows how many of its requests are being worked on."""

    inner: "WSGIApplication"
    _count: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._add(1)
        try:
            return self.inner(environ, start_response)
        finally:
            self._add(-1)

    def _add(self, n: int) -> None:
        with self._changed:
            self._count += n
            self._changed.notify_all()

    def drain(self) -> bool:
        """Waits until none is left and the last was answered; False when some still ran after
        ``PATIENCE_SECONDS``."""
        with self._changed:
            done = self._changed.wait_for(lambda: not self._count, PATIENCE_SECONDS)
        time.sleep(WRITING_SECONDS)
        return done
