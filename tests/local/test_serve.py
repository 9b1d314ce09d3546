"""`suyi serve` is up soon, stops in good order, keeps its folder to itself, and loses nothing when killed."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from functions.clock import now
from functions.services.order_links import mint
from tests.cast import claims
from tests.served import Served, Visitor, suyi

QUICK_SECONDS = 5
WANTED_ACKNOWLEDGED = 40
PER_ADDRESS = 8
"""The desk takes ten at once from one address: each browser files a few less."""

Start = Callable[..., Served]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts desks on the test's folder, empty ones unless told otherwise, and ends what is left of them."""
    started: list[Served] = []

    def start(*options: str) -> Served:
        started.append(Served.start(folder, *(options or ("--no-demo",))))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.kill(cloud_too=True)


def opened(served: Served) -> bytes:
    """A marketplace to complain at; its shop's key."""
    code, said = suyi(
        "marketplace",
        "create",
        "crash",
        "--name",
        "崩溃卡盟",
        "--operator",
        "王芳=w@x.example",
        "--merchant",
        "m1=小店=m@x.example",
        f"--data={served.folder}",
    )
    assert code == 0, said
    return str(json.loads(said)["key_secret"]).encode()


def complaints(served: Served) -> list[dict[str, Any]]:
    code, said = suyi("complaint", "list", "--json", f"--data={served.folder}")
    assert code == 0, said
    found: list[dict[str, Any]] = json.loads(said)
    return found


def test_the_second_start_is_quick_and_keeps_data_and_secrets(start: Start, folder: Path) -> None:
    first = start()
    opened(first)
    secrets = (folder / "secrets.json").read_bytes()
    assert first.stop(signal.SIGINT) == 0
    assert not (folder / "desk.json").exists()
    again = start()
    assert again.up_after < QUICK_SECONDS
    assert (folder / "secrets.json").read_bytes() == secrets
    code, said = suyi("marketplace", "show", "crash", f"--data={folder}")
    assert code == 0 and "崩溃卡盟" in said
    assert again.stop(signal.SIGTERM) == 0
    assert "Stopped" in again.said[-1]


def test_a_second_desk_on_the_folder_or_the_port_is_refused(
    start: Start, folder: Path, tmp_path: Path
) -> None:
    served = start()
    code, said = suyi("serve", "--port=0", f"--data={folder}")
    assert code == 1 and "Another desk" in said and said.count("\n") == 1
    port = served.address["base_url"].rpartition(":")[2]
    code, said = suyi("serve", f"--port={port}", f"--data={tmp_path / 'other'}")
    assert code == 1 and f"Port {port}" in said
    assert suyi("serve", "--port=99999", f"--data={tmp_path / 'other'}")[0] == 1
    assert Visitor(served.address["base_url"]).get("/local") == 200


def test_a_seeding_that_was_cut_short_is_done_anew(start: Start, folder: Path) -> None:
    half = start()
    opened(half)
    half.stop()
    (folder / "seeding").touch()
    served = start("--port=0")
    assert any("cut short" in line for line in served.said)
    assert not (folder / "seeding").exists()
    found = complaints(served)
    assert len(found) == 43 and {row["marketplace"] for row in found} == {"xinghai", "jiguang"}
    assert_chinese_first(served)
    served.stop()
    served = start("--port=0")
    assert served.up_after < QUICK_SECONDS
    assert complaints(served)[0]["id"] in {row["id"] for row in found}


def assert_chinese_first(served: Served) -> None:
    at = served.said.index(next(line for line in served.said if line.startswith("诉易已启动")))
    english = served.said.index(next(line for line in served.said if line.startswith("Suyi is up")))
    assert at < english
    for door in ("/local/shop/xinghai", "/b/xinghai", "/m/xinghai", "/o/xinghai", "/local/mailbox"):
        assert sum(line.endswith(door) for line in served.said) == 2


def file_until_it_dies(base_url: str, worker: int, *, key: bytes, acknowledged: list[str]) -> None:
    """Files complaints by signed links, as a browser would, and notes each that was acknowledged."""
    for n in range(10_000):
        visitor = Visitor(base_url, source=f"127.0.{worker + 1}.{n // PER_ADDRESS + 1}")
        try:
            if visitor.get(link(key, f"ORDER-{worker}-{n}")) != 200:
                return
            status, leads = visitor.post(
                "/c/crash", category="K1", remedy="refund", words="充值时提示卡密错误，试了两次都不行"
            )
        except (OSError, HTTPException):
            return
        if status != 303:  # the cloud went first
            return
        acknowledged.append(leads.split("/")[3])


def link(key: bytes, order: str) -> str:
    """Where the shop's page sends a buyer."""
    payload, signature = mint(key, claims(now(), aud="crash", o=order))
    return f"/c/crash?d={payload}&k=k1&s={signature}"


@pytest.mark.parametrize("cloud_too", [True, False], ids=["with its cloud", "its cloud an orphan"])
def test_no_acknowledged_complaint_is_lost_when_killed(start: Start, cloud_too: bool) -> None:
    served = start()
    key = opened(served)
    acknowledged: list[str] = []
    base = served.address["base_url"]
    workers = [
        threading.Thread(
            target=file_until_it_dies, args=(base, n), kwargs={"key": key, "acknowledged": acknowledged}
        )
        for n in range(4)
    ]
    for worker in workers:
        worker.start()
    while len(acknowledged) < WANTED_ACKNOWLEDGED and any(worker.is_alive() for worker in workers):
        workers[0].join(0.01)
    served.kill(cloud_too=cloud_too)
    for worker in workers:
        worker.join()
    assert len(acknowledged) >= WANTED_ACKNOWLEDGED
    kept = {row["id"] for row in complaints(start())}
    assert set(acknowledged) <= kept
