"""Every AWS call of an act of assistance fails, is answered by silence, or kills the process: it happens once,
and the request and the complaint end up saying the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.config import Config as Timeouts

from functions.domain.assistance import ActState
from functions.domain.complaints.complaint import Command
from functions.domain.errors import Refusal
from functions.domain.vocabulary import Action, Outcome, Role
from functions.services import assistance, assisting, identity, submitting
from functions.services.assisting import Wanted
from functions.services.sweep import sweep
from tests.cast import Scene
from tests.faults.kit import FAULTS, Killed, faults
from tests.faults.test_journeys import AGAIN, Stage

REASON = "对方来信说明了情况，核实无误。"


@pytest.fixture(scope="module")
def stage(cloud):
    once = Timeouts(retries={"total_max_attempts": 1})
    return Stage(cloud, {name: cloud.new_client(name, config=once) for name in ("dynamodb", "sesv2", "sns")})


def again(stage: Stage, scene: Scene, step: Callable[[Scene], object]) -> None:
    """Press until the desk answers, be it that it was done before."""
    for _ in range(AGAIN):
        try:
            step(scene)
            return
        except Killed:
            scene.desk = stage.desk()
        except Refusal:
            return
        except Exception:  # noqa: BLE001  whatever was shown, people press the button again
            continue


def asked(scene: Scene, *, proved: bool):
    scene.file()
    scene.contest()
    passcode = identity.passcode(scene.desk, scene.load()) if proved else ""
    token = submitting.new_token(scene.desk, "xinghai", scene.now)
    words = "已经和商家谈好了，想撤销，过了时间。"
    form = assistance.Asked(
        token, "past_window", words, scene.number, email="lin@qq.example", passcode=passcode
    )
    request = assistance.ask(scene.desk, scene.market, form, address="203.0.113.9", now=scene.now)
    sweep(scene.desk, scene.now)
    return request


def do(scene: Scene, request) -> None:
    wanted = Wanted(Action.ASSIST_WITHDRAW, REASON, "o1")
    newest = scene.desk.assistance.assistance("xinghai", request.id)[0]
    assisting.act(scene.desk, scene.market, request.id, wanted, seen=newest.version, now=scene.now)


def settle(scene: Scene, request):
    """The faults are over; the clock goes on. What the request and the complaint say then."""
    for _ in range(3):
        sweep(scene.desk, scene.after(minutes=70).now)
    return scene.desk.assistance.assistance("xinghai", request.id)[0], scene.load()


def at_once(stage: Stage, plan: dict[int, str]):
    scene = stage.scene()
    request = asked(scene, proved=True)
    with faults(plan, *stage.clients.values()) as calls:
        again(stage, scene, lambda s: do(s, request))
    return scene, request, len(calls)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_done_at_once_is_done_once_and_both_say_so(stage, fault):
    *_, calls = at_once(stage, {})
    assert calls > 6
    for n in range(1, calls + 1):
        scene, request, _ = at_once(stage, {n: fault})
        said, c = settle(scene, request)
        if not said.acts:
            again(stage, scene, lambda s: do(s, request))  # noqa: B023
            said, c = settle(scene, request)
        assert (c.outcome, [act.state for act in said.acts]) == (Outcome.WITHDRAWN, [ActState.DONE]), n
        assert scene.events().count(Action.ASSIST_WITHDRAW) == 1, f"call {n}"


def on_silence(stage: Stage, plan: dict[int, str], *, objects: bool):
    """Proposed without faults; the objection, or the lapse, under ``plan``."""
    scene = stage.scene()
    request = asked(scene, proved=False)
    do(scene, request)
    sweep(scene.desk, scene.now)
    holder = scene.load().person

    def object_to(s: Scene) -> None:
        objection = Command(Action.OBJECT, Role.BUYER, "buyer", s.now)
        how = {"key": "object-0001", "holder": holder, "now": s.now}
        assisting.object_to(s.desk, s.market, s.number, do=objection, **how)

    if not objects:
        scene.after(hours=73)
    with faults(plan, *stage.clients.values()) as calls:
        if objects:
            again(stage, scene, object_to)
        else:
            again(stage, scene, lambda s: assisting.wake(s.desk, s.market, request.id, s.now))
    return scene, request, len(calls)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("objects", [True, False], ids=["objects", "is silent"])
def test_what_the_holder_says_or_does_not_say_is_the_same_to_both(stage, fault, objects):
    *_, calls = on_silence(stage, {}, objects=objects)
    assert calls > 4
    ended = ActState.OBJECTED if objects else ActState.DONE
    for n in range(1, calls + 1):
        scene, request, _ = on_silence(stage, {n: fault}, objects=objects)
        if objects and scene.load().pending:
            continue  # the objection never arrived, and the page said so
        said, c = settle(scene.after(hours=80 if objects else 0), request)
        assert [act.state for act in said.acts] == [ended], f"call {n}"
        assert (c.pending, c.outcome is Outcome.WITHDRAWN) == ("", not objects), f"call {n}"
        assert scene.events().count(Action.ASSIST_PROPOSE) == 1, f"call {n}"
        assert scene.events().count(Action.ASSIST_WITHDRAW) == (not objects), f"call {n}"


def proposed(stage: Stage, plan: dict[int, str]):
    scene = stage.scene()
    request = asked(scene, proved=False)
    with faults(plan, *stage.clients.values()) as calls:
        again(stage, scene, lambda s: do(s, request))
    return scene, request, len(calls)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_holder_is_told_once_and_asked_of_both_sides(stage, fault):
    *_, calls = proposed(stage, {})
    for n in range(1, calls + 1):
        scene, request, _ = proposed(stage, {n: fault})
        said, c = settle(scene, request)
        if not said.acts:
            again(stage, scene, lambda s: do(s, request))  # noqa: B023
            said, c = settle(scene, request)
        assert ([act.state for act in said.acts], c.pending) == ([ActState.PROPOSED], said.short), n
        assert scene.events().count(Action.ASSIST_PROPOSE) == 1, f"call {n}"
