"""The data folder keeps its secrets to itself, its clock going forward, and no dead address."""

import json
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from functions.clock import now
from functions.config import PURPOSES
from functions.local.clock import DemoClock
from functions.local.home import Address, Home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_secrets_are_made_once_one_a_purpose_for_the_owner_only(home: Home) -> None:
    made = home.secrets()
    assert set(made) == set(PURPOSES)
    assert len({key for keys in made.values() for key in keys}) == len(PURPOSES)
    assert home.secrets() == made
    assert mode(home.folder / "secrets.json") == 0o600


def test_a_purpose_that_is_new_gets_its_key_and_the_others_keep_theirs(home: Home) -> None:
    made = home.secrets()
    path = home.folder / "secrets.json"
    known = json.loads(path.read_text())
    del known["totp"]
    path.write_text(json.dumps(known))
    again = home.secrets()
    assert again["totp"] != made["totp"]
    assert {name: key for name, key in again.items() if name != "totp"} == {
        name: key for name, key in made.items() if name != "totp"
    }


def test_the_address_is_for_the_owner_only_and_none_when_nobody_answers(home: Home) -> None:
    assert home.running() is None
    home.announce(Address("http://localhost:1", "http://127.0.0.1:1", "t", os.getpid()))
    assert mode(home.folder / "desk.json") == 0o600
    assert home.running() is None
    home.retire()
    assert not (home.folder / "desk.json").exists()


def test_one_desk_a_folder(home: Home) -> None:
    inner = Home(home.folder / "var")
    first = inner.lock()
    assert first is not None
    assert inner.lock() is None
    assert mode(inner.folder) == 0o700, "letters and keys lie in it"
    first.close()
    again = inner.lock()
    assert again is not None
    again.close()


def test_the_clock_goes_forward_only_and_is_remembered(tmp_path: Path) -> None:
    clock = DemoClock(tmp_path / "clock.json")
    assert abs(clock() - now()) <= timedelta(seconds=1)
    clock.forward(timedelta(hours=1))
    clock.forward(timedelta(hours=-5))
    clock.forward(timedelta(days=1))
    assert DemoClock(tmp_path / "clock.json").shift == timedelta(hours=25)
    assert abs(clock() - now() - timedelta(hours=25)) <= timedelta(seconds=1)
    assert mode(tmp_path / "clock.json") == 0o600
