"""What is assumed of ministack's inside, held against the version that is installed.

Each case runs in a process of its own: the emulator is a set of modules with one state per process.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

SETTING = """
import asyncio, json, sys, threading
from pathlib import Path
from functions.local.cloud import journal, snapshots
from functions.local.cloud.emulator import Emulator, configure

home = Path(sys.argv[1])
configure(state=home, objects=home / "objects", port=4566)
emulator = Emulator()
database = emulator._dynamodb
log = journal.Journal(snapshots.newest(home) / snapshots.LOG)

def call(action, **data):
    status, _, body = getattr(database, action)(data)
    assert status == 200, body
    return json.loads(body)

def put(pk, **more):
    call("_put_item", TableName="desk", Item={"pk": {"S": pk}, **more})

def keys():
    return {item["pk"]["S"] for item in call("_scan", TableName="desk")["Items"]}

def images():
    return [(pk, item and sorted(item)) for _, pk, _, item in journal.read(log.path)]

def create():
    call("_create_table", TableName="desk", BillingMode="PAY_PER_REQUEST",
         KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
         AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}])

def from_a_thread(action):
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()
"""


def inside(folder: Path, case: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SETTING + case, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_sweep_of_expired_items_is_logged_too(tmp_path: Path) -> None:
    inside(
        tmp_path,
        """
async def run():
    create()
    emulator.watch(log.note)
    put("expired")
    table = database._tables["desk"]
    from_a_thread(lambda: database._remove_item(table, "expired", "__no_sort__"))
    await asyncio.sleep(0.01)
    await log.settle()
    assert keys() == set(), keys()
    assert images() == [("expired", ["pk"]), ("expired", None)], images()

asyncio.run(run())
""",
    )


def test_the_sweep_leaves_what_was_written_again_meanwhile(tmp_path: Path) -> None:
    inside(
        tmp_path,
        """
async def run():
    create()
    emulator.watch(log.note)
    put("k")
    table = database._tables["desk"]
    from_a_thread(lambda: database._remove_item(table, "k", "__no_sort__"))
    put("k", again={"S": "1"})
    await asyncio.sleep(0.01)
    assert keys() == {"k"}

asyncio.run(run())
""",
    )


@pytest.mark.parametrize(
    "failure",
    ["emulator._persistence.save_all = lambda services: None", "database.get_state = lambda: {'tables': {}}"],
    ids=["not written", "not whole"],
)
def test_a_snapshot_that_was_not_written_keeps_the_log(tmp_path: Path, failure: str) -> None:
    inside(
        tmp_path,
        f"""
async def run():
    create()
    emulator.watch(log.note)
    put("a")
    await log.settle()
    {failure}
    try:
        snapshots.advance(emulator, log)
    except journal.Corrupt:
        pass
    else:
        raise AssertionError("a snapshot was believed")
    assert images() == [("a", ["pk"])]
    assert [path.name for path in sorted(home.glob("0*"))] == ["000001"]

asyncio.run(run())
""",
    )


def test_writers_share_one_fsync_and_keep_their_order(tmp_path: Path) -> None:
    inside(
        tmp_path,
        """
writes = []
original = log._write
log._write = lambda data: (writes.append(data), original(data))

async def one(n):
    put("k", n={"N": str(n)})
    await log.settle()

async def run():
    create()
    emulator.watch(log.note)
    await asyncio.gather(*(one(n) for n in range(50)))
    assert len(writes) <= 3, len(writes)
    assert [item["n"]["N"] for _, _, _, item in journal.read(log.path)] == [str(n) for n in range(50)]

asyncio.run(run())
""",
    )
