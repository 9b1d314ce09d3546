"""The handle of an embedded cloud: a process of its own, started and stopped from here.

cloud = Cloud.start(Path("var"))
table = bootstrap(cloud.endpoint, "dev")
os.environ.update(cloud.environment())
...
cloud.stop()
"""

import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from functions.local.cloud.stack import ACCOUNT, REGION, bootstrap

__all__ = ["Cloud", "CloudRefused", "bootstrap"]

START_SECONDS = 30
STOP_SECONDS = 30


class CloudRefused(Exception):
    """The cloud did not start: the folder or the port is taken, or the data is damaged. Says which."""


def _apart(command: list[str], errors: IO[str]) -> "subprocess.Popen[str]":
    """``command`` in a session of its own: Ctrl-C is for its owner, who stops it in good order."""
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )


@dataclass(frozen=True)
class Cloud:
    endpoint: str
    process: subprocess.Popen[str]

    @classmethod
    def start(
        cls,
        data_dir: Path,
        *,
        port: int = 0,
        fresh: bool = False,
        owner: int | None = None,
        functions: bool = False,
    ) -> "Cloud":
        """A running cloud that answers on 127.0.0.1 and keeps its data in the folder; port 0 is any free
        one.

        It stops by itself when the process `owner` is gone (this one, when not told). With `functions`
        it also runs what is deployed to it. Raises CloudRefused.
        """
        data_dir = data_dir.resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        command = asked(data_dir, port=port, fresh=fresh, owner=owner or os.getpid(), functions=functions)
        log = data_dir / "cloud.log"
        with log.open("a", encoding="utf-8") as errors:
            before = errors.tell()
            process = _apart(command, errors)
        endpoint = address(process)
        if not endpoint:
            process.kill()
            process.wait()
            payload = log.read_bytes()[before:].decode("utf-8", "replace").strip()
            raise CloudRefused(payload or f"The embedded cloud ended at once, with {process.returncode}.")
        return cls(endpoint, process)

    def environment(self) -> dict[str, str]:
        """What a process needs in its environment for boto3 to find this cloud, and no other."""
        return self.environment_for(self.endpoint)

    @staticmethod
    def environment_for(endpoint: str, *, account: str = ACCOUNT) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def stop(self) -> None:
        """Ends it in good order: what is in memory is written first. TimeoutExpired after STOP_SECONDS."""
        self.process.terminate()
        self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Ends it as a crash would. What was answered is kept all the same."""
        self.process.kill()
        self.process.wait()


def asked(data_dir: Path, *, port: int, fresh: bool, owner: int, functions: bool) -> list[str]:
    """The command that starts the process."""
    command = [
        sys.executable,
        "-m",
        "functions.local.cloud.server",
        str(data_dir),
        f"--port={port}",
        f"--owner={owner}",
    ]
    return command + ["--fresh"] * fresh + ["--functions"] * functions


def address(process: subprocess.Popen[str]) -> str:
    """What the process says of where it answers; empty when it ends or keeps silent instead."""
    assert process.stdout
    with process.stdout as voice:
        spoke, _, _ = select.select([voice], [], [], START_SECONDS)
        word, _, endpoint = voice.readline().strip().partition(" ") if spoke else ("", "", "")
    return endpoint if word == "ready" else ""
