"""Limits by name: how often, for whom. One table; each bucket is a generic cell rate in the table."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, TypedDict, Unpack

from ..domain.errors import Limited
from ..ports import Desk


class Limit(NamedTuple):
    """One every ``every`` seconds on average, ``burst`` at once."""

    every: float
    burst: int


class Subjects(TypedDict, total=False):
    """Whose each limit is, by its name: a name that is no limit is a mistake the types find."""

    submit_address: str
    submit_contact: str
    submit_all: str
    passcode: str
    passcode_address: str
    code: str
    list_code_contact: str
    list_code_address: str
    sign_in_account: str
    sign_in_address: str
    second_factor: str
    way_in: str
    assistance_address: str
    assistance_said: str
    assistance_code: str
    assistance_code_address: str
    without_proof: str
    act_address: str
    slots_order: str
    slots_address: str


LIMITS: dict[str, Limit] = {
    "submit_address": Limit(60, 10),
    "submit_contact": Limit(600, 5),
    "submit_all": Limit(0.2, 200),
    "passcode": Limit(300, 5),
    "passcode_address": Limit(60, 20),
    "code": Limit(120, 5),
    "list_code_contact": Limit(300, 3),
    "list_code_address": Limit(60, 10),
    "sign_in_account": Limit(300, 3),
    "sign_in_address": Limit(60, 10),
    "second_factor": Limit(60, 5),
    "way_in": Limit(3600, 2),
    "assistance_address": Limit(300, 5),
    "assistance_said": Limit(60, 5),
    "assistance_code": Limit(300, 3),
    "assistance_code_address": Limit(60, 10),
    "without_proof": Limit(600, 3),
    "act_address": Limit(1, 60),
    "slots_order": Limit(120, 36),
    "slots_address": Limit(20, 90),
}


def spend(
    desk: Desk, marketplace: str, *, now: datetime, cost: int = 1, **subjects: Unpack[Subjects]
) -> None:
    """Take ``cost`` from each named bucket, or raise ``Limited`` with the seconds to wait. Empty subjects
    are not counted."""
    for name, subject in subjects.items():
        if not isinstance(subject, str) or not subject:
            continue
        limit = LIMITS[name]
        bucket = f"{name}#{marketplace}#{subject}"
        wait = desk.limits.take(bucket, now=now, every=limit.every, burst=limit.burst, cost=cost)
        if wait:
            raise Limited(wait)
