"""Every AWS call of three journeys fails, is answered by silence, or kills the process, once each: nothing
lost, nothing doubled.

Whoever was interrupted does what people do: clicks the same button again, or waits for the next tick.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.request import urlopen

import pytest
from botocore.config import Config as Timeouts

from functions.domain.marketplace import Marketplace, Merchant
from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.local.cloud.sent_mail import how_many
from functions.ports import Desk
from functions.services import submitting
from functions.services.sweep import sweep
from tests import cast
from tests.cast import Scene
from tests.faults.kit import Killed, faults

AGAIN = 6
"""How often somebody clicks again before giving up."""


@dataclass
class Stage:
    """The clients of one test, without botocore's own retries, so that every fault reaches our code."""

    cloud: Any
    clients: dict[str, Any]
    market: Marketplace | None = None

    def desk(self) -> Desk:
        """What a new process makes of them."""
        desk = cast.desk_over(
            self.cloud.table, lambda: self.clients["dynamodb"], self.cloud.endpoint, shards=1
        )
        desk.mail.client.__dict__["made"] = self.clients["sesv2"]
        desk.sms.client.__dict__["made"] = self.clients["sns"]
        return desk

    def scene(self) -> Scene:
        """A table with nothing in it but a marketplace whose merchant also reads short messages."""
        desk = self.desk()
        self.cloud.empty(but=("MKT#", "MER#", "MNM#"))
        if self.market is None:
            m1 = Merchant("m1", "极速卡社", ("m1@merchant.example",), ("+85291234567",))
            self.market = cast.marketplace(desk, merchants={"m1": m1})
        return Scene(desk, self.market)


@pytest.fixture(scope="module")
def stage(cloud):
    once = Timeouts(retries={"total_max_attempts": 1})
    return Stage(cloud, {name: cloud.new_client(name, config=once) for name in ("dynamodb", "sesv2", "sns")})


Step = Callable[[Scene], Any]


def file(amt: str = "98.50") -> Step:
    """File it; the form's token is made once, as a page is."""
    filled: list[Any] = []

    def step(s: Scene) -> None:
        filled.append(filled[0] if filled else s.entry(amt=amt))
        s.number = submitting.submit(s.desk, s.market, filled[0], s.now).id

    return step


def tick(**time: float) -> Step:
    """Time passes once, then the sweep runs until it ran through."""

    def step(s: Scene) -> None:
        done = sweep(s.desk, s.now)
        assert not done.failed, "some rows were set aside"

    step.time = time  # type: ignore[attr-defined]
    return step


def act(action: Action, role: Role, key: str, **fields: Any) -> Step:
    """One button, pressed until it answered."""
    return lambda s: s.do(
        action, role, key=key, holder=s.load().person if action is Action.WITHDRAW else "", **fields
    )


JOURNEYS: dict[str, list[Step]] = {
    "file, answer, rule, remedy": [
        file(),
        tick(),
        lambda s: s.contest(key="contest-1"),
        tick(),
        lambda s: s.rule(key="rule-0001"),
        tick(minutes=6),
        tick(),
        act(Action.DO_REMEDY, Role.MERCHANT, "remedy-1", words="已原路退款"),
        tick(),
        act(Action.CONFIRM, Role.BUYER, "confirm-1"),
        tick(),
    ],
    "file, silence, rule": [
        file(),
        tick(),
        tick(hours=24),
        tick(),
        lambda s: s.rule(key="rule-0001"),
        tick(minutes=6),
        tick(),
    ],
    "file, withdraw, refuse, amend, approve": [
        file(),
        tick(),
        act(Action.WITHDRAW, Role.BUYER, "withdraw-1", reason="resolved"),
        tick(),
        act(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, "refuse-1", words="请补充说明"),
        tick(),
        act(Action.WITHDRAW, Role.BUYER, "withdraw-2", reason="resolved", words="商家已补发并确认可用"),
        tick(),
        act(Action.APPROVE_WITHDRAWAL, Role.OPERATOR, "approve-1"),
        tick(),
    ],
}


@dataclass(frozen=True)
class Told:
    """What a journey left: the events, the end, and how often each message went out."""

    events: tuple[str, ...]
    state: State
    outcome: Outcome | None
    mails: Counter[str]
    texts: int


def play(stage: Stage, steps: list[Step], plan: dict[int, str]) -> tuple[Told, int]:
    """The journey under ``plan``, with people who try again; and the number of calls it took."""
    s = stage.scene()
    before = how_many(stage.cloud.endpoint)
    with faults(plan, *stage.clients.values()) as calls:
        for step in steps:
            s.after(**getattr(step, "time", {}))
            insist(stage, s, step)
    for _ in range(2):
        s.after(hours=1)
        insist(stage, s, tick())
    mails, texts = sent_since(stage, before)
    told = Told(tuple(s.events()), s.load().state, s.load().outcome, mails, texts)
    return told, len(calls)


def insist(stage: Stage, s: Scene, step: Step) -> None:
    """Do it until it is done; after a kill a new process does."""
    for _ in range(AGAIN):
        try:
            return step(s)
        except Killed:
            s.desk = stage.desk()
        except Exception:  # noqa: BLE001  whatever was shown, people press the button again
            continue
    return step(s)


def sent_since(stage: Stage, before: int) -> tuple[Counter[str], int]:
    """How often each mail went out, by recipient and place in the history, and how many short messages
    did."""
    with urlopen(f"{stage.cloud.endpoint}/_suyi/sent?since={before}", timeout=10) as answer:
        out = [each for each in json.load(answer) if each["account"] == stage.cloud.account]
    raws = [
        base64.b64decode(each["content"]["Raw"]["Data"]).decode() for each in out if each["kind"] == "mail"
    ]
    return Counter(_name(raw) for raw in raws), sum(each["kind"] == "sms" for each in out)


def _name(raw: str) -> str:
    """Recipient and place: the number differs from play to play, what follows it does not."""
    to = re.search(r"^To: (.*)$", raw, re.MULTILINE)
    place = re.search(r"^Message-ID:\s*<\S*?-(\d+-\d+)@", raw, re.MULTILINE)
    return f"{to[1].strip()} {place[1] if place else 'way in'}" if to else raw


@pytest.mark.parametrize("fault", ["fail_before", "drop_after", "kill_after"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_nothing_is_lost_and_nothing_doubled(stage, journey, fault):
    want, calls = play(stage, fresh(journey), {})
    assert calls > 20
    for n in range(1, calls + 1):
        got, _ = play(stage, fresh(journey), {n: fault})
        assert (got.events, got.state, got.outcome) == (want.events, want.state, want.outcome), f"call {n}"
        assert set(got.mails) == set(want.mails), f"call {n}: a message was lost"
        repeated = got.mails - want.mails
        assert max(repeated.values(), default=0) <= 1, f"call {n}: {repeated}"
        assert want.texts - 1 <= got.texts <= want.texts, f"call {n}: a short message went out twice"


def fresh(journey: str) -> list[Step]:
    """The journey's steps with a form nobody has opened yet."""
    first = file()
    return [first, *JOURNEYS[journey][1:]]


def test_a_fault_that_is_not_survived_is_noticed(stage):
    """The check itself can fail: a step nobody repeats leaves another story behind."""
    want, _ = play(stage, fresh("file, silence, rule"), {})
    got, _ = play(stage, fresh("file, silence, rule")[:-3], {})
    assert replace(got, mails=Counter()) != replace(want, mails=Counter())
