"""``suyi serve``: the embedded cloud, the pages, the ticker and the demo, in one folder on one machine."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from functions import logs, wiring
from functions.local import evidence, pages
from functions.local.cloud.draining import InFlight
from functions.local.cloud.process import Cloud, CloudRefused
from functions.local.cloud.stack import StackRefused, outputs
from functions.local.demo import screenshots, seeding
from functions.local.home import Address, Home
from functions.local.ticker import Ticker
from functions.ports import Desk
from functions.web import create_app

STAGE = "dev"
ORPHAN_SECONDS = 10.0
"""How long the cloud of a killed desk may take to notice and let go of the folder."""
Say = Callable[[str], None]


class ServeRefused(Exception):
    """The desk does not start. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to serve: the data folder, the port of 127.0.0.1 (0: any free one), with nothing kept, with
    the demo."""

    folder: Path = Path("var")
    port: int = 8000
    fresh: bool = False
    demo: bool = True


def serve(wanted: Wanted, say: Say) -> None:
    """Runs until SIGINT or SIGTERM, then stops in good order. Raises ``ServeRefused``."""
    logs.install(logging.WARNING)
    home, stop = Home(wanted.folder.resolve()), threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    lock = home.lock()
    if lock is None:
        raise ServeRefused(
            f"{home.folder} 已有一个诉易在运行，请先停止它或换一个 --data。Another desk is served "
            "from this folder."
        )
    with lock, listening(wanted.port) as listener, cloud_in(home, wanted, say) as cloud:
        made = laid_out(cloud)
        desk = connected(home, cloud, made, port=listener.getsockname()[1])
        if wanted.demo and not desk.tenants.marketplaces():
            play_demo(home, desk, say)
        places = evidence.Places(cloud.endpoint, made["Quarantine"], made["Evidence"], made["UploadsUrl"])
        with evidence.running(places, home.folder):
            run(home, desk, listener, cloud=cloud, say=say, stop=stop)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket on the port; taken ones are refused before anything else is started."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise ServeRefused(
                f"端口 {port} 用不了，请用 --port 换一个。Port {port} cannot be had; choose another."
            ) from None
        listener.listen(128)
        yield listener


@contextmanager
def cloud_in(home: Home, wanted: Wanted, say: Say) -> Iterator[Cloud]:
    """The embedded cloud over the folder's data; stopped in good order at the end."""
    half_played = home.seeding.exists()
    fresh = wanted.fresh or half_played
    if half_played:
        say("上次演示数据没有写完，重新开始。The last seeding was cut short; starting anew.")
    if fresh:
        home.forget()
    cloud = patiently_started(home.folder, fresh=fresh)
    os.environ.update(cloud.environment())
    try:
        yield cloud
    finally:
        cloud.stop()


def patiently_started(folder: Path, *, fresh: bool) -> Cloud:
    """A cloud on the folder; one that lost its desk a moment ago is waited for."""
    until = time.monotonic() + ORPHAN_SECONDS
    while True:
        try:
            return Cloud.start(folder, fresh=fresh)
        except CloudRefused as refusal:
            if "another process" not in str(refusal) or time.monotonic() > until:
                raise ServeRefused(str(refusal)) from None
        time.sleep(0.2)


def laid_out(cloud: Cloud) -> dict[str, str]:
    """The names of the table, the buckets and the queue; made when they are not there yet."""
    try:
        return outputs(cloud.endpoint, STAGE)
    except StackRefused as refusal:
        raise ServeRefused(str(refusal)) from None


def connected(home: Home, cloud: Cloud, made: dict[str, str], *, port: int) -> Desk:
    """The desk over the cloud's table and buckets, announced to the other commands."""
    address = Address(
        f"http://localhost:{port}",
        cloud.endpoint,
        made["TableName"],
        os.getpid(),
        made["Quarantine"],
        made["Evidence"],
    )
    desk = wiring.connect(home.config(address))
    home.announce(address)
    return desk


def play_demo(home: Home, desk: Desk, say: Say) -> None:
    """The first start's demo data; a crash in the middle is noticed by the next start."""
    say("首次启动，正在写入演示数据，请稍候几秒。First start: writing the demo's data.")
    home.seeding.touch()
    now = home.clock()
    seeding.seed(desk, now)
    screenshots.add(desk, desk.tenants.marketplace("xinghai"), now)
    home.seeding.unlink()


def run(
    home: Home, desk: Desk, listener: socket.socket, *, cloud: Cloud, say: Say, stop: threading.Event
) -> None:
    """Serves until told to stop; refuses to go on without its cloud."""
    clock = home.clock
    ticker = Ticker(desk, clock, paused=home.storytelling)
    room = pages.Local(clock=clock, ticker=ticker, endpoint=cloud.endpoint)
    app = create_app(desk, clock=clock, extend=lambda app: pages.install(app, room))
    busy = InFlight(app.wsgi_app)
    server = made(app, busy, listener)
    ticker.start()
    threading.Thread(target=server.serve_forever, name="pages", daemon=True).start()
    for line in pages.doors(desk):
        say(line)
    while not stop.wait(0.5) and cloud.process.poll() is None:
        pass
    home.retire()
    server.shutdown()
    busy.drain()
    ticker.stop()
    if not stop.is_set():
        raise ServeRefused(
            "内嵌的云意外停止，数据已落盘，请重新启动。The embedded cloud ended; start again, "
            "nothing is lost."
        )
    say("已停止，数据都在。Stopped; everything is kept.")


def made(app: Flask, busy: InFlight, listener: socket.socket) -> BaseWSGIServer:
    """A threaded server on the socket. It keeps no access log: addresses of the buyers' pages hold
    signatures."""
    app.wsgi_app = busy  # type: ignore[method-assign]
    return make_server("localhost", 0, app, threaded=True, fd=listener.fileno())
