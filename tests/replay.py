"""AWS's replies, kept from one run of a job and given again: what is timed is our own work, botocore's
included."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

from tests.cold import PLAIN, Request, Wsgi, ask, bare

ROUNDS, EACH, EACH_BARE = 21, 10, 50


@dataclass
class Tape:
    """Stands between one client and the network. Recording it asks AWS and keeps the reply, replaying it
    answers."""

    network: URLLib3Session = field(default_factory=URLLib3Session)
    replies: list[tuple[str, Any]] = field(default_factory=list)
    _turn: int = -1

    def plug_in(self, client: Any) -> None:
        """From here on every call of ``client`` goes through the tape."""
        client.meta.events.register("before-send", self._send)

    def _send(self, request: Any, **_: Any) -> AWSResponse:
        if self._turn < 0:
            reply = self.network.send(request)
            self.replies.append((operation(request), (reply.status_code, reply.headers, reply.content)))
            return reply  # type: ignore[no-any-return]
        name, (status, headers, body) = self.replies[self._turn % len(self.replies)]
        self._turn += 1
        if name != operation(request):
            raise AssertionError(f"{operation(request)} was asked for where {name} was recorded")
        answer = AWSResponse(request.url, status, headers, None)
        answer._content = body
        return answer

    @contextlib.contextmanager
    def recording(self) -> Iterator[list[tuple[str, Any]]]:
        """The replies of this block, in order."""
        self.replies, self._turn = [], -1
        yield self.replies

    @contextlib.contextmanager
    def playing(self, replies: list[tuple[str, Any]]) -> Iterator[None]:
        """These replies over and over; nothing leaves the process."""
        self.replies, self._turn = replies, 0
        try:
            yield
        finally:
            self._turn = -1


def operation(request: Any) -> str:
    """The name of a DynamoDB call: GetItem."""
    target = request.headers["X-Amz-Target"]
    return (target.decode() if isinstance(target, bytes) else str(target)).rpartition(".")[2]


@dataclass(frozen=True)
class Recorded:
    """A job that can be run again without AWS."""

    wsgi: Wsgi
    request: Request
    replies: list[tuple[str, Any]]
    status: str


def ratios(tape: Tape, jobs: Mapping[str, Recorded]) -> tuple[float, dict[str, float]]:
    """Milliseconds of CPU of a bare form, and how many times that each job takes: medians of interleaved
    rounds."""
    flask = bare()
    plain, found = [], {name: [] for name in jobs}  # type: ignore[var-annotated]
    for _ in range(ROUNDS):
        base = cpu(lambda: ask(flask, PLAIN), EACH_BARE)
        plain.append(base)
        for name, job in jobs.items():
            with tape.playing(job.replies):
                found[name].append(cpu(lambda job=job: again(job), EACH) / base)
    return median(plain) * 1000, {name: median(values) for name, values in found.items()}


def again(job: Recorded) -> None:
    """The same request once more; it must end as it did."""
    status, _ = ask(job.wsgi, job.request)
    if status != job.status:
        raise AssertionError(f"{job.request.environ['PATH_INFO']}: {status} instead of {job.status}")


def cpu(work: Callable[[], Any], times: int) -> float:
    """Seconds of this process's CPU for one ``work``."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times
