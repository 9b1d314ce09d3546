"""Every AWS call of giving and of looking at a reissued key fails, is answered by silence, or kills the
process: the key is shown at most once, and never lost where nobody can reach it."""

from __future__ import annotations

import pytest
from botocore.config import Config as Timeouts

from functions.domain.errors import NotAllowed, Refusal
from functions.domain.vocabulary import Action, Role
from tests.cast import NEW_KEY, WORDS, Scene
from tests.faults.kit import FAULTS, Killed, faults
from tests.faults.test_journeys import AGAIN, Stage, insist


@pytest.fixture(scope="module")
def stage(cloud):
    once = Timeouts(retries={"total_max_attempts": 1})
    return Stage(cloud, {name: cloud.new_client(name, config=once) for name in ("dynamodb", "sesv2", "sns")})


def give(scene: Scene) -> None:
    scene.give_key(key="give-0001")


def press(stage: Stage, scene: Scene, shown: list[str]) -> None:
    """Press the button until the desk answers: with the key, or that it was shown."""
    for _ in range(AGAIN):
        try:
            shown.append(scene.look())
            return
        except Killed:
            scene.desk = stage.desk()
        except NotAllowed:
            return
        except Exception:  # noqa: BLE001  whatever was shown, people press the button again
            continue


def play(stage: Stage, plan: dict[int, str]) -> tuple[Scene, list[str], int]:
    """Given and looked at twice under ``plan``; what was shown, and the number of calls."""
    scene, shown = stage.scene(), list[str]()
    scene.file()
    scene.agree_reissue()
    with faults(plan, *stage.clients.values()) as calls:
        insist(stage, scene, give)
        press(stage, scene, shown)
        press(stage, scene, shown)
    return scene, shown, len(calls)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_key_is_shown_once_at_most_and_can_always_be_reached(stage, fault):
    _, shown, calls = play(stage, {})
    assert shown == [NEW_KEY]
    assert calls > 6
    for n in range(1, calls + 1):
        scene, shown, _ = play(stage, {n: fault})
        assert shown in ([NEW_KEY], []), f"call {n}"
        assert scene.events().count(Action.SEE_KEY) == 1, f"call {n}"
        assert scene.events().count(Action.DO_REMEDY) == 1, f"call {n}"
        if not shown:
            scene.do(Action.GRANT_LOOK, Role.OPERATOR, words=WORDS)
            assert scene.look() == NEW_KEY, f"call {n}: nobody can reach it"
        with pytest.raises(Refusal):
            scene.look()
