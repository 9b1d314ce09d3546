"""A `suyi serve` of a test's own: started, asked over HTTP as a browser asks, killed."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60


@dataclass
class Served:
    """One served desk. Its output is in `said`, line by line, until it said where it is."""

    folder: Path
    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)
    up_after: float = 0.0
    """Seconds of work until it was up, its cloud's included: what a wall clock says depends on the
    neighbours."""

    @classmethod
    def start(cls, folder: Path, *options: str) -> "Served":
        process = command("serve", "--port=0", f"--data={folder}", *options)
        served = cls(folder, process)
        assert process.stdout
        for line in process.stdout:
            served.said.append(line.strip())
            if "Ctrl+C stops" in line:
                served.up_after = sum(worked(pid) for pid in (process.pid, *served.children()))
                return served
        process.wait(PATIENCE_SECONDS)
        raise AssertionError(f"the desk did not start: {served.said}")

    @property
    def address(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "desk.json").read_text())
        return found

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self._ended()

    def kill(self, *, cloud_too: bool) -> None:
        """As a crash would; with its cloud, or leaving the cloud an orphan."""
        if cloud_too:
            for child in self.children():
                os.kill(child, signal.SIGKILL)
        self.process.kill()
        self._ended()

    def children(self) -> list[int]:
        found: list[int] = []
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):  # a request's thread may end while it is looked at
                found += [int(child) for child in (thread / "children").read_text().split()]
        return found

    def _ended(self) -> int:
        assert self.process.stdout
        self.said += self.process.stdout.read().splitlines()
        self.process.stdout.close()
        return self.process.wait(PATIENCE_SECONDS)


def worked(pid: int) -> float:
    """Seconds a process has had of any processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def command(*argv: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "functions.cli", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )


def suyi(*argv: str) -> tuple[int, str]:
    """A command run to its end in a process of its own: exit code, and all it said."""
    with command(*argv) as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        return process.returncode, said


@dataclass
class Visitor:
    """A browser without scripts that keeps its one cookie; `source` is the loopback address it comes from."""

    base_url: str
    source: str = "127.0.0.1"
    cookie: str = ""
    page: str = ""

    def get(self, path: str) -> int:
        return self._ask("GET", path, b"")[0]

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Sends a form with the hidden fields of the page last seen; answers the status and where it
        leads."""
        return self._ask("POST", path, urlencode({**dict(hidden(self.page)), **fields}).encode())

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        where = urlsplit(self.base_url)
        line = HTTPConnection("127.0.0.1", where.port, timeout=10, source_address=(self.source, 0))
        headers = {"Host": where.netloc} | ({"Cookie": self.cookie} if self.cookie else {})
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.base_url}
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            self._remember(answer)
            return answer.status, answer.getheader("Location") or ""
        finally:
            line.close()

    def _remember(self, answer: HTTPResponse) -> None:
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        self.page = answer.read().decode()


def hidden(page: str) -> Iterable[tuple[str, str]]:
    """The names and values of a page's hidden fields, the last of each name."""
    return [
        (n, unescape(v)) for n, v in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    ]
