"""Snapshots and their logs, in folders numbered upwards: the highest is the truth, and it appears whole or
not at all.

A new generation is built under another name, proved, and renamed into place; only then is the older one
taken away. A crash at any moment leaves one complete generation.
"""

import shutil
from pathlib import Path

from functions.local.cloud.emulator import Emulator, sync
from functions.local.cloud.journal import Journal, read

LOG = "writes.log"
UNFINISHED = "next"


def newest(home: Path) -> Path:
    """The folder to start from; the very first is made empty."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home / UNFINISHED, ignore_errors=True)
    numbered = sorted(path for path in home.iterdir() if path.name.isdigit())
    for older in numbered[:-1]:
        shutil.rmtree(older)
    folder = numbered[-1] if numbered else home / f"{1:06}"
    folder.mkdir(exist_ok=True)
    return folder


def restore(emulator: Emulator, folder: Path) -> int:
    """Snapshot and log into memory; answers how many writes the log held. Raises Corrupt and leaves all as
    it was."""
    emulator.load(folder)
    log = folder / LOG
    return emulator.replay(read(log)) if log.exists() else 0


def advance(emulator: Emulator, journal: Journal) -> None:
    """Makes the next generation the truth. The caller holds the journal's turn; Corrupt leaves the old one
    in force."""
    current = journal.path.parent
    building, following = current.with_name(UNFINISHED), current.with_name(f"{int(current.name) + 1:06}")
    shutil.rmtree(building, ignore_errors=True)
    emulator.save(building, previous=current)
    building.rename(following)
    sync(following.parent)
    journal.move(following / LOG)
    shutil.rmtree(current)
