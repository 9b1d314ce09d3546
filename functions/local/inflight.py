"""Counts the requests in hand, so that a desk that stops can finish them."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_SECONDS = 5.0


@dataclass
class InFlight:
    """A WSGI application that knows how many of its requests are being answered, to the last byte."""

    inner: "WSGIApplication"
    _count: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._add(1)
        try:
            return ClosingIterator(self.inner(environ, start_response), lambda: self._add(-1))
        except BaseException:
            self._add(-1)
            raise

    def _add(self, n: int) -> None:
        with self._changed:
            self._count += n
            self._changed.notify_all()

    def drain(self) -> bool:
        """Waits until none is left; False when some still ran after ``PATIENCE_SECONDS``."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._count, PATIENCE_SECONDS)
