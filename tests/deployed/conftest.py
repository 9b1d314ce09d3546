"""The packages of this machine, each built once a run by whoever needs it first."""

from __future__ import annotations

import fcntl
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from infra import build


class Built(NamedTuple):
    """A package and the folder it was unzipped into, as Lambda does."""

    zip: Path
    folder: Path


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where all workers of a run find the packages."""
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "package"
    home.mkdir(exist_ok=True)
    return home


def built(shelf: Path, part: str) -> Built:
    """One package, made if nobody made it yet."""
    made, folder = shelf / f"{part}.zip", shelf / "unzipped" / part
    with (shelf / f"building-{part}").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            build.package(part, build.host(), shelf)
            with zipfile.ZipFile(made) as archive:
                archive.extractall(folder)
    return Built(made, folder)


@pytest.fixture(scope="session")
def package(shelf: Path) -> Built:
    """The web package."""
    return built(shelf, "web")


@pytest.fixture(scope="session")
def evidence_package(shelf: Path) -> Built:
    """The package that decodes strangers' pictures."""
    return built(shelf, "evidence")
