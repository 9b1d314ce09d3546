"""The evidence function of a desk on one machine: python -m functions.local.evidence --owner PID.

A process of its own, as it is a function of its own at AWS: it decodes strangers' files and is told
nothing but where the buckets and the queue are. It also does what the embedded cloud does not: objects
that nobody claims go after a day, and an upload whose message was lost when the cloud was killed is
found by looking.
"""

import argparse
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from functions.local.cloud.stack import ACCOUNT, REGION

LOOKS_EVERY, WAITS = 15.0, 5
OVERLOOKED, KEPT = timedelta(seconds=20), timedelta(days=1)
"""An upload that old was announced in vain; an object that old is nobody's. What lies there at the start
is nobody else's."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the evidence function works."""

    endpoint: str
    quarantine: str
    evidence: str
    uploads: str
    account: str = ACCOUNT

    def environment(self) -> dict[str, str]:
        """All that its process is told: no key of the desk's, no table."""
        passed = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ
        }
        return {
            **passed,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SUYI_AWS_ENDPOINT": self.endpoint,
            "SUYI_QUARANTINE": self.quarantine,
            "SUYI_EVIDENCE": self.evidence,
            "SUYI_UPLOADS": self.uploads,
        }


@contextlib.contextmanager
def running(places: Places, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process beside this one, its complaints in ``evidence.log``; it ends with its owner, however
    that ends.

    One that a file has killed is followed by another; a file that kills each of them is gone after a
    day.
    """
    ended, started = threading.Event(), [_started(places, folder)]

    def follow() -> None:
        while not ended.wait(1.0):
            if started[-1].poll() is not None:
                started.append(_started(places, folder))

    watch = threading.Thread(target=follow, name="evidence", daemon=True)
    watch.start()
    try:
        yield started[-1]
    finally:
        ended.set()
        watch.join()
        _stopped(started[-1])


def _started(places: Places, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "functions.local.evidence", f"--owner={os.getpid()}"]
    with (folder / "evidence.log").open("ab") as log_file:
        return subprocess.Popen(
            command,
            env=places.environment(),
            stdout=log_file,
            stderr=log_file,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )


def _stopped(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Rounds:
    """Asks the queue, and now and then looks round the buckets."""

    s3: Any
    sqs: Any
    env: dict[str, str]
    next_look: float = 0.0
    overlooked: timedelta = timedelta(0)

    def once(self, now: datetime) -> int:
        """One turn of asking; the number of files handled. A file that fails is left for the next look."""
        from functions.evidence.worker import handle

        done = 0
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOKS_EVERY
            with self._carefully("the buckets could not be looked through"):
                self.look(now)
                self.overlooked = OVERLOOKED
        for message in self._messages():
            with self._carefully("a file was left for later"):
                done += handle(message["Body"])
                self.sqs.delete_message(
                    QueueUrl=self.env["SUYI_UPLOADS"], ReceiptHandle=message["ReceiptHandle"]
                )
        return done

    def look(self, now: datetime) -> None:
        """What no message told of is cleaned; what nobody claimed within a day is taken away."""
        from functions.evidence.worker import again

        for each in self._objects(self.env["SUYI_QUARANTINE"], ""):
            if now - each["LastModified"] > KEPT:
                self.s3.delete_object(Bucket=self.env["SUYI_QUARANTINE"], Key=each["Key"])
            elif now - each["LastModified"] > self.overlooked:
                again(each["Key"])
        for each in self._objects(self.env["SUYI_EVIDENCE"], "waiting/"):
            if now - each["LastModified"] > KEPT:
                self.s3.delete_object(Bucket=self.env["SUYI_EVIDENCE"], Key=each["Key"])

    def _messages(self) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=self.env["SUYI_UPLOADS"], MaxNumberOfMessages=10, WaitTimeSeconds=WAITS
        )
        found: list[dict[str, Any]] = answer.get("Messages", [])
        return found

    def _objects(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            yield from page.get("Contents", [])

    @staticmethod
    @contextlib.contextmanager
    def _carefully(sentence: str) -> Iterator[None]:
        try:
            yield
        except Exception:
            log.exception(sentence)


def orphaned(owner: int) -> bool:
    """Whether the process that wanted this one is gone."""
    try:
        os.kill(owner, 0)
    except ProcessLookupError:
        return True
    return False


def main() -> None:
    import botocore.session
    from botocore.config import Config

    parser = argparse.ArgumentParser(
        prog="python -m functions.local.evidence", description="Cleans what is uploaded."
    )
    parser.add_argument("--owner", type=int, required=True, help="stop when the process of this id is gone")
    owner, stop, env = parser.parse_args().owner, threading.Event(), dict(os.environ)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    session, patience = (
        botocore.session.get_session(),
        Config(read_timeout=WAITS + 10, retries={"total_max_attempts": 2}),
    )
    made = {
        each: session.create_client(each, endpoint_url=env["SUYI_AWS_ENDPOINT"], config=patience)
        for each in ("s3", "sqs")
    }
    rounds = Rounds(made["s3"], made["sqs"], env)
    while not stop.is_set() and not orphaned(owner):
        try:
            rounds.once(datetime.now(UTC))
        except Exception:  # noqa: BLE001  the cloud is starting, or stopping: so does this process, soon
            stop.wait(0.5)


if __name__ == "__main__":
    main()
