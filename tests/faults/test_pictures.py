"""Every AWS call between a phone and the history fails, is answered by silence, or kills the process, once
each.

The picture is kept, once, clean, with its reading; the complaint is filed and goes its way whatever
becomes of it. Whoever was interrupted does what they do: the phone sends again, the queue hands its
message out again, the clock comes again a minute later.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.config import Config as Timeouts

from functions.domain.vocabulary import Action, Role, State
from functions.services import submitting
from functions.services.pictures import uploads
from functions.services.sweep import sweep
from tests import cast
from tests.cast import Scene
from tests.darkroom import Darkroom, Told, jpeg, posted
from tests.faults.kit import Killed, faults

AGAIN = 8
FILE = jpeg()


@dataclass
class Stage:
    """Clients without retries of their own, so that every fault reaches our code."""

    cloud: Any
    clients: dict[str, Any]
    room: Darkroom = field(init=False)
    market: Any = None

    def __post_init__(self) -> None:
        self.room = Darkroom(self.cloud, Told(), s3=self.clients["s3"])

    def scene(self) -> Scene:
        """A complaint about to be filed with a picture that is uploaded already."""
        self.cloud.empty(but=("MKT#", "MER#", "MNM#"))
        desk = self.desk()
        self.market = self.market or cast.marketplace(desk)
        return Scene(desk, self.market)

    def desk(self) -> Any:
        """What a new process makes of the clients."""
        settings = {"shards": 1, **cast.buckets(self.cloud.account)}
        desk = cast.desk_over(
            self.cloud.table, lambda: self.clients["dynamodb"], self.cloud.endpoint, **settings
        )
        desk.pictures.__dict__["client"] = self.clients["s3"]
        return desk


@pytest.fixture(scope="module")
def stage(cloud: Any) -> Stage:
    once = Timeouts(retries={"total_max_attempts": 1})
    made = Stage(cloud, {name: cloud.new_client(name, config=once) for name in ("dynamodb", "s3")})
    made.room.empty()
    return made


def insist(step: Any) -> None:
    """Do it until it is done, as queues, clocks and people do."""
    for _ in range(AGAIN):
        try:
            step()
        except Killed:
            continue
        except Exception:  # noqa: BLE001  whatever was said, it is done again
            continue
        return
    step()


def play(stage: Stage, plan: dict[int, str]) -> tuple[Scene, int]:
    """From the upload to the history under ``plan``, and how many calls that took."""
    s = stage.scene()
    token = submitting.new_token(s.desk, s.market.id, s.now)
    number = submitting.number_of(s.desk, s.market.id, token, order_no="KM2026112200187")
    whose = uploads.Whose(number, Role.BUYER, "")
    (place,) = uploads.opened(s.desk, s.market, whose, kinds=["image/jpeg"], address="", now=s.now)
    assert posted(place.upload, FILE) == 204
    name = place.upload.fields["key"]
    entry = s.entry(token=token, evidence=(place.token,))
    with faults(plan, *stage.clients.values()) as calls:
        insist(lambda: submitting.submit(s.desk, s.market, entry, s.now))
        s.number = number
        insist(lambda: stage.room.worker.clean(name))
        insist(lambda: stage.room.worker.clean(name))  # queues hand a message out twice
        for _ in range(3):
            s.after(minutes=61)
            insist(lambda: sweep(stage.desk(), s.now))
    while stage.room.messages():
        pass
    return s, len(calls)


@pytest.mark.parametrize("fault", ["fail_before", "drop_after", "kill_after"])
def test_a_picture_is_never_lost_never_shown_uncleaned_and_never_waited_for(stage: Stage, fault: str) -> None:
    want, calls = play(stage, {})
    assert calls > 12
    wanted = told(stage, want)
    for n in range(1, calls + 1):
        s, _ = play(stage, {n: fault})
        assert told(stage, s) == wanted, f"call {n}"


def told(stage: Stage, s: Scene) -> dict[str, Any]:
    """What the history says of the picture, what is kept, what is left of the original, and how the
    complaint stands."""
    links = s.desk.cases.case("xinghai", s.number, fresh=True).links
    read = [link.payload or {} for link in links if link.type == Action.READ]
    assert len(read) == 1, "told once"
    (said,) = read[0]["pictures"].values()
    (slot,) = s.slots()
    place = f"kept/xinghai/{s.number}/{slot}"
    kept = sorted(name.removeprefix(place) for name in stage.room.objects("evidence", place))
    clean = stage.room.body(f"{place}/full.jpg")
    assert (
        said["sha"] == hashlib.sha256(FILE).hexdigest() and said["clean"] == hashlib.sha256(clean).hexdigest()
    )
    left = [name for name in stage.room.objects("quarantine") if s.number in name]
    assert s.load().state is State.AWAITING_MERCHANT
    return {
        "kept": kept,
        "left": left,
        "verdict": said["verdict"],
        "events": [link.type for link in links if link.type != "warn"],
    }
