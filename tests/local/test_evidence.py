"""The evidence function of a desk on one machine: a process of its own that knows nothing, and is there
when it is needed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.config import PURPOSES
from functions.local.evidence import KEPT, OVERLOOKED, Places, Rounds, running
from tests import cast
from tests.conftest import TestCloud
from tests.darkroom import Darkroom

NAME = "xinghai/TS-261122-ABCDEFGH/0123456789a{}".format
PATIENCE_SECONDS = 40


@pytest.fixture
def room(cloud: TestCloud) -> Iterator[Darkroom]:
    made = Darkroom(cloud)
    made.empty()
    yield made
    made.empty()


@pytest.fixture
def places(cloud: TestCloud) -> Places:
    names = cast.buckets(cloud.account)
    url = f"{cloud.endpoint}/{cloud.account}/suyi-test-uploads"
    return Places(cloud.endpoint, names["quarantine"], names["evidence"], url, cloud.account)


def put(room: Darkroom, name: str) -> None:
    """No picture, so that nothing needs to be read: it is answered all the same."""
    room.s3.put_object(Bucket=room.names["quarantine"], Key=name, Body=b"no picture")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def test_it_is_told_where_the_buckets_are_and_no_key_and_no_table(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUYI_TABLE", "suyi")
    for purpose in PURPOSES:
        monkeypatch.setenv(f"SUYI_KEY_{purpose.upper()}", "00")
    told = places.environment()
    assert {name for name in told if name.startswith("SUYI_")} == {
        "SUYI_AWS_ENDPOINT",
        "SUYI_QUARANTINE",
        "SUYI_EVIDENCE",
        "SUYI_UPLOADS",
    }


def test_it_cleans_what_is_uploaded_is_followed_when_it_dies_and_ends_with_its_owner(
    places: Places, room: Darkroom, tmp_path: Path
) -> None:
    with running(places, tmp_path) as first:
        put(room, NAME(1))
        until(
            lambda: (
                f"waiting/{NAME(1)}/reading.json" in room.objects("evidence")
                and not room.objects("quarantine")
            )
        )
        os.kill(first.pid, signal.SIGKILL)
        put(room, NAME(2))
        until(lambda: f"waiting/{NAME(2)}/reading.json" in room.objects("evidence"))
    put(room, NAME(3))
    time.sleep(0.5)
    assert f"waiting/{NAME(3)}/reading.json" not in room.objects("evidence")


def test_what_no_message_told_of_is_found_and_what_nobody_claimed_goes_after_a_day(
    places: Places, room: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr("functions.evidence.worker.again", cleaned.append)
    put(room, NAME(1))
    put(room, NAME(2))
    room.s3.put_object(Bucket=room.names["evidence"], Key=f"waiting/{NAME(3)}/full.jpg", Body=b"x")
    room.s3.put_object(Bucket=room.names["evidence"], Key=f"kept/{NAME(3)}/full.jpg", Body=b"x")
    made: Any = {name: boto3.client(name, endpoint_url=places.endpoint) for name in ("s3", "sqs")}
    rounds = Rounds(made["s3"], made["sqs"], places.environment(), overlooked=OVERLOOKED)
    now = datetime.now(UTC)
    rounds.look(now)
    assert cleaned == [], "a message may still be on its way"
    rounds.look(now + timedelta(minutes=1))
    assert cleaned == [NAME(1), NAME(2)]
    rounds.look(now + KEPT + timedelta(minutes=1))
    assert (room.objects("quarantine"), room.objects("evidence")) == ([], [f"kept/{NAME(3)}/full.jpg"])
