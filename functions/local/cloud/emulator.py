"""All that knows ministack from the inside. It is pinned exactly, and tests/local holds what is assumed
here.

Assumed: every item is stored by `_set_item` and taken away by `_remove_item`; a request's handler runs
in one piece on the event loop's thread, so a transaction is atomic and its images stay together; the
sweep of expired items is a thread of its own, which is made to ask the event loop; `save_all` writes
one JSON file per service, and logs its errors instead of raising them.
"""

import asyncio
import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from functions.local.cloud.journal import Corrupt, Image, Unit, written

_unit: ContextVar[Unit | None] = ContextVar("unit", default=None)


KEEPS = "cloudformation,dynamodb,s3,secretsmanager,ses,sns,sqs,sts"
"""What a served desk works on: nothing that runs code it is handed."""
RUNS = f"{KEEPS},apigateway,cloudfront,cloudwatch,events,iam,lambda,logs,scheduler"
"""What a rehearsal of a deployment needs beside: functions, and what starts them."""


def configure(*, state: Path, objects: Path, port: int, services: str = KEEPS) -> None:
    """Sets what ministack reads from its environment; to be called before anything imports it."""
    os.environ.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        PERSIST_STATE="1",
        STATE_DIR=str(state),
        S3_PERSIST="1",
        S3_DATA_DIR=str(objects),
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        LOG_LEVEL="WARNING",
        SERVICES=services,
        DOCKER_HOST="unix:///nonexistent",  # it must find no socket to start containers with
    )


class Emulator:
    """ministack's application, with its items reported to `note` and its snapshots taken and loaded by us."""

    def __init__(self) -> None:
        from ministack import app
        from ministack.core import persistence
        from ministack.services import dynamodb

        self._app = app
        self._persistence = persistence
        self._dynamodb = dynamodb
        self._note: Callable[[Unit], None] = list[Unit]().append
        self._store = dynamodb._set_item
        self._take = dynamodb._remove_item
        app.PERSIST_STATE = False  # its own start swallows what it cannot load; ours does not

    @property
    def application(self) -> Callable[..., Any]:
        application: Callable[..., Any] = self._app.app
        return application

    def watch(self, note: Callable[[Unit], None]) -> None:
        """From now on every change of an item is noted. To be called on the event loop, from within it."""
        loop, home = asyncio.get_running_loop(), threading.get_ident()
        self._note = note

        def store(table: Any, *key_and_item: Any) -> Any:
            pk, sk, item = key_and_item
            old = self._store(table, pk, sk, item)
            self._changed((table["TableArn"], pk, sk, item))
            return old

        def take(table: Any, pk: Any, sk: Any) -> Any:
            if threading.get_ident() != home:
                seen = table["items"].get(pk, {}).get(sk)
                loop.call_soon_threadsafe(lambda: self._expire(table, pk, sk, seen=seen))
                return None
            old = self._take(table, pk, sk)
            self._changed((table["TableArn"], pk, sk, None))
            return old

        self._dynamodb._set_item = store
        self._dynamodb._remove_item = take

    def _expire(self, table: Any, pk: Any, sk: Any, *, seen: Any) -> None:
        """Takes an expired item away, unless somebody has written it since the sweep saw it."""
        if seen is not None and table["items"].get(pk, {}).get(sk) is seen:
            self._dynamodb._remove_item(table, pk, sk)

    def _changed(self, image: Image) -> None:
        unit = _unit.get()
        if unit is None:
            self._note([written(image)])
            return
        if not unit:
            self._note(unit)
        unit.append(written(image))

    def replay(self, images: Iterator[Image]) -> int:
        """Stores the images, before `watch`; answers how many. A table that is missing raises Corrupt."""
        count = 0
        for arn, pk, sk, item in images:
            table = self._table(arn)
            if table is None:
                raise Corrupt(
                    f"the log writes to {arn}, which the snapshot does not know: restore both together"
                )
            if item is None:
                self._take(table, pk, sk)
            else:
                self._store(table, pk, sk, item)
            count += 1
        return count

    def _table(self, arn: str) -> Any:
        _, _, _, region, account, name = arn.split(":", 5)
        return self._dynamodb._tables.get_scoped(account, region, name.removeprefix("table/"))

    def load(self, folder: Path) -> None:
        """Restores every service from a snapshot. A file that cannot be restored raises Corrupt."""
        self._persistence.STATE_DIR = str(folder)
        for name, module in self._app._state_map.items():
            path = folder / f"{name}.json"
            if not path.exists():
                continue
            data = self._persistence.load_state(name)
            if data is None:
                raise Corrupt(f"{path} cannot be read: restore the folder from a copy, or start with --fresh")
            self._app._get_module(module).load_persisted_state(data)

    def save(self, folder: Path, *, previous: Path) -> None:
        """Writes a snapshot and proves it: read back, it holds every table as it is now; and it is on the
        disk."""
        shutil.copytree(previous, folder, ignore=shutil.ignore_patterns("*.log"))
        self._persistence.STATE_DIR = str(folder)
        self._persistence.save_all(self._app._build_persistence_save_dict())
        written = self._persistence.load_state("dynamodb") or {"tables": {}}
        if _items(written["tables"]) != _items(self._dynamodb._tables):
            raise Corrupt(f"the snapshot in {folder} is not what the tables hold; the log is kept")
        for path in (*folder.iterdir(), folder):
            sync(path)


def _items(tables: Any) -> dict[Any, Any]:
    return {key: table["items"] for key, table in tables._data.items()} if tables else {}


@contextlib.contextmanager
def one_unit() -> Iterator[Unit]:
    """All that is written inside belongs together."""
    unit: Unit = []
    token = _unit.set(unit)
    try:
        yield unit
    finally:
        _unit.reset(token)


def sync(path: Path) -> None:
    """A file's content, or a folder's list of names, is on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
