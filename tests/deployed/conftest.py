"""The package of this machine, built once a run whoever needs it first."""

from __future__ import annotations

import fcntl
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from infra import build


class Built(NamedTuple):
    """A package and the empty folder it was unzipped into."""

    zip: Path
    folder: Path


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """The web package, as Lambda unpacks it."""
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "package"
    home.mkdir(exist_ok=True)
    with (home / "building").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        made, folder = home / "web.zip", home / "task"
        if not folder.exists():
            build.package("web", build.host(), home)
            with zipfile.ZipFile(made) as archive:
                archive.extractall(folder)
    return Built(made, folder)
