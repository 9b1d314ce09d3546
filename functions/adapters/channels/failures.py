"""A provider's errors, sorted into the three kinds of ``domain.delivery``.

The kinds are raised without their cause: a provider's sentence may repeat the address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
)

from functions.domain.send_errors import Throttled, Undeliverable, Undelivered


class Kind(Enum):
    """What an error code means; ``UNKNOWN`` is passed on as it came, for nobody knows whether it was sent."""

    FINAL = Undeliverable
    LATER = Throttled
    OTHER = Undelivered
    UNKNOWN = None


@contextmanager
def sorted_by(kinds: Mapping[str, Kind]) -> Iterator[None]:
    """Raises the kind that ``kinds`` gives to an error code, ``Undelivered`` for a code it does not list.

    No connection is ``Undelivered`` too: nothing left the house. An answer that never came is passed on.
    """
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        kind = kinds.get(code, Kind.OTHER).value
        if kind is None:
            raise
        raise kind(code) from None
    except (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError) as error:
        raise Undelivered(type(error).__name__) from None
