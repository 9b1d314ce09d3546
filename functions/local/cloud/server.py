"""The embedded cloud's process: python -m functions.local.cloud.server FOLDER [--port N] [--fresh]
[--owner PID].

Says `ready http://127.0.0.1:PORT` on standard output when it answers. One process per folder: a second
one is refused. Beside AWS it answers two paths of its own: POST /_suyi/snapshot, GET /_suyi/sent.
"""

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import IO, Any, NoReturn

from functions.local.cloud import snapshots
from functions.local.cloud.emulator import KEEPS, RUNS, Emulator, configure, one_unit
from functions.local.cloud.journal import Corrupt, Journal
from functions.local.cloud.origin_guard import turned_away
from functions.local.cloud.sent_log import Outbox

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# What only reads, and what only writes items: all else changes tables themselves, which the log does not
# hold.
READS = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "Search", "TransactGet")
ITEM_WRITES = (
    "BatchExecuteStatement",
    "BatchWriteItem",
    "DeleteItem",
    "ExecuteStatement",
    "ExecuteTransaction",
    "PutItem",
    "TransactWriteItems",
    "UpdateItem",
)


class Server:
    """The emulator's application, answering a write only when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.emulator = Emulator()
        current = snapshots.newest(folder / "generations")
        self.replayed = snapshots.restore(self.emulator, current)
        self.journal = Journal(current / snapshots.LOG)
        self.outbox = Outbox(folder / "sent.jsonl")

    async def snapshot(self) -> None:
        """What is in memory becomes the state to start from, and the log begins anew."""
        async with self.journal.turn:
            snapshots.advance(self.emulator, self.journal)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.emulator.application(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif reason := turned_away(scope):
            await answer(send, 403, json.dumps({"message": reason}).encode())
        elif scope["path"] == "/_suyi/snapshot" and scope["method"] == "POST":
            await self.snapshot()
            await answer(send, 204)
        elif scope["path"] == "/_suyi/sent" and scope["method"] == "GET":
            await answer(send, 200, self._sent(scope.get("query_string", b"").decode()))
        else:
            await self._pass_on(scope, receive, send)

    def _sent(self, query: str) -> bytes:
        """How many messages there are for `count`, else those after the first `since=N`."""
        since = query.removeprefix("since=")
        return (
            str(len(self.outbox)).encode()
            if query == "count"
            else self.outbox.as_json(int(since) if since.isdigit() else 0)
        )

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Holds the answer back until what it promises is kept."""
        action = operation(scope)
        if action.startswith(READS) or not is_kept(scope, action):
            await self.emulator.application(scope, receive, send)
            return
        request, held = Recorder(receive), list[Message]()
        with one_unit() as unit:
            await self.emulator.application(scope, request, collect(held))
        if unit:
            await self._settle()
        elif action and action not in ITEM_WRITES:
            await self.snapshot()
        self.outbox.take(scope, request.body, held)
        for message in held:
            await send(message)

    async def _settle(self) -> None:
        try:
            await self.journal.settle()
        except OSError as failure:  # memory is ahead of the disk now: nothing more may be promised
            print(f"the log cannot be written, stopping: {failure}", file=sys.stderr, flush=True)  # noqa: T201
            os._exit(os.EX_IOERR)
        if self.journal.is_long():
            await self.snapshot()


class Recorder:
    """Passes a request's body on and remembers it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = b""

    async def __call__(self) -> Message:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message


def collect(held: list[Message]) -> Send:
    async def hold(message: Message) -> None:
        held.append(message)

    return hold


def operation(scope: Scope) -> str:
    """The name of a DynamoDB operation; empty for any other service."""
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1")
    return target.partition(".")[2] if target.startswith("DynamoDB_2012") else ""


def is_kept(scope: Scope, action: str) -> bool:
    """Whether an answer is worth holding back: DynamoDB's, and of the others what may have sent a message."""
    return bool(action) or (scope["method"] == "POST" and scope["path"] in Outbox.PATHS)


async def answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def refuse(sentence: str) -> NoReturn:
    sys.exit(f"The embedded cloud does not start: {sentence}")


def lock(folder: Path) -> IO[str]:
    """Holds the folder until the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        refuse(f"another process works in {folder}.")
    return file


def listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as failure:
        refuse(f"port {port} of 127.0.0.1 cannot be had ({failure.strerror}).")
    listener.listen(128)
    return listener


def empty(folder: Path) -> None:
    shutil.rmtree(folder / "generations", ignore_errors=True)
    shutil.rmtree(folder / "objects", ignore_errors=True)
    (folder / "sent.jsonl").unlink(missing_ok=True)


async def until_orphaned(owner: int, stop: asyncio.Event) -> None:
    """Sets `stop` when the process that wanted the cloud is gone."""
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(owner, 0)
            await asyncio.sleep(0.5)
    stop.set()


async def serve(server: Server, listener: socket.socket, *, owner: int | None) -> None:
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    config, stop, loop = Config(), asyncio.Event(), asyncio.get_running_loop()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel, config.keep_alive_timeout, config.graceful_timeout = "WARNING", 75, 0.2
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    watch = loop.create_task(until_orphaned(owner, stop)) if owner else None
    server.emulator.watch(server.journal.note)
    print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)  # noqa: T201
    await hypercorn(server, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    if watch:
        watch.cancel()
    await server.snapshot()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m functions.local.cloud.server", description="The embedded cloud."
    )
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("var"), help="where the data lives (./var)"
    )
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1; any free one when left out")
    parser.add_argument(
        "--fresh", action="store_true", help="begin with nothing: the folder's data is deleted"
    )
    parser.add_argument("--owner", type=int, help="stop when the process of this id is gone")
    parser.add_argument(
        "--functions", action="store_true", help="also run functions it is handed, for a rehearsal"
    )
    wanted = parser.parse_args()
    folder = wanted.folder.resolve()
    held = lock(folder)
    if wanted.fresh:
        empty(folder)
    listener = listen(wanted.port)
    services = RUNS if wanted.functions else KEEPS
    configure(
        state=folder / "generations",
        objects=folder / "objects",
        port=listener.getsockname()[1],
        services=services,
    )
    with held, listener:
        try:
            server = Server(folder)
        except Corrupt as damage:
            refuse(str(damage))
        asyncio.run(serve(server, listener, owner=wanted.owner))


if __name__ == "__main__":
    main()
