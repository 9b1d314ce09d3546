"""The three ways sending fails, by what the sender should do next.

Anything else that escapes a channel means that nobody knows whether it was sent: a mail may be repeated,
a short message may not.
"""

from __future__ import annotations


class Undeliverable(Exception):
    """Final: a bad or suppressed address. Sending again changes nothing."""


class Throttled(Exception):
    """The provider's limit: the same message may be sent later."""


class Undelivered(Exception):
    """Not sent, for a reason that may pass: it may be tried again."""
