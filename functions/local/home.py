"""The data folder of ``suyi serve``: its secrets, made once; its clock; and where the running desk is to
be found."""

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from functions.config import PURPOSES, Config
from functions.local.clock import DemoClock
from functions.local.private import keep

SENDER = "desk@suyi.example"
SHARDS = 1
"""One machine needs one partition of the due index: a sweep is one query."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running desk is: its pages, its embedded cloud, its table, the process that serves it, its
    buckets."""

    base_url: str
    endpoint: str
    table: str
    pid: int
    quarantine: str = ""
    evidence: str = ""

    def answers(self) -> bool:
        """Whether that process is alive and its cloud takes connections."""
        where = urlsplit(self.endpoint)
        try:
            os.kill(self.pid, 0)
            with socket.create_connection((where.hostname or "", where.port or 0), timeout=1):
                return True
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Home:
    """One data folder."""

    folder: Path

    @property
    def clock(self) -> DemoClock:
        """The demo's clock as it stands now; whoever moves it keeps this one object."""
        return DemoClock(self.folder / "clock.json")

    @property
    def seeding(self) -> Path:
        """The mark of a seeding that is under way, or was cut short."""
        return self.folder / "seeding"

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Stories of the past are told to a desk that runs, by another process: its ticker waits for their
        end."""
        with (self.folder / "telling").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def storytelling(self) -> bool:
        """Whether stories are being told just now; who was killed telling them tells no more."""
        with (self.folder / "telling").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def lock(self) -> IO[str] | None:
        """The folder, held until the file is closed or the process ends; None when another desk is served
        from it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (self.folder / "serve.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file

    def forget(self) -> None:
        """What belongs to the data that ``--fresh`` deletes: the clock starts at the present again.
        Secrets stay."""
        (self.folder / "clock.json").unlink(missing_ok=True)

    def secrets(self) -> Mapping[str, tuple[bytes, ...]]:
        """A key for each purpose; what is missing is made and kept, mode 0600."""
        path = self.folder / "secrets.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        missing = {purpose: secrets.token_hex(32) for purpose in PURPOSES if purpose not in known}
        if missing:
            keep(path, known | missing)
        return {purpose: (bytes.fromhex(key),) for purpose, key in (known | missing).items()}

    def config(self, address: Address) -> Config:
        """What the desk at ``address`` is told; short messages go to the mailbox page, so they have a
        template."""
        return Config(
            table=address.table,
            secrets=self.secrets(),
            base_url=address.base_url,
            sender=SENDER,
            endpoint=address.endpoint,
            shards=SHARDS,
            sms_templates={"+86": "demo"},
            quarantine=address.quarantine,
            evidence=address.evidence,
        )

    def announce(self, address: Address) -> None:
        """Let commands find the desk."""
        keep(self.folder / "desk.json", asdict(address))

    def retire(self) -> None:
        """No desk is served from here any more."""
        (self.folder / "desk.json").unlink(missing_ok=True)

    def running(self) -> Address | None:
        """Where the desk of this folder is, or None when none answers."""
        path = self.folder / "desk.json"
        if not path.exists():
            return None
        address = Address(**json.loads(path.read_text(encoding="utf-8")))
        return address if address.answers() else None
