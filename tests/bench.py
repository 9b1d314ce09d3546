"""`make bench`: what each job costs at AWS, exactly; what it costs our processor, as a ratio to a bare
Flask form.

Both are printed beside their bars, then the figures of reading evidence; what misses is marked and
nothing fails. DynamoDB's own work is done on AWS's processors: it is in the units and in none of the
ratios.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from functions import wiring
from functions.adapters.dynamo.tenants import CachedTenants
from functions.config import Config
from functions.local.cloud.process import Cloud, bootstrap
from tests import cast, packaged, readings
from tests.cold import Request
from tests.jobs import DUE, JOBS, MARKET, Bench
from tests.replay import Tape, ratios

SHARDS, STARTS = 16, 7
ROOT = Path(__file__).parents[1]
MEMORY = Path("/dev/shm")
"""Where the cloud's data lies if there is such a place: what an fsync costs is not measured here."""


class Bar(NamedTuple):
    """The most a job may cost; the calls of the operation ``apart`` are left out of it and named."""

    calls: int
    reads: float
    writes: float
    apart: str = ""
    why: str = ""


BARS = {
    "open the form": Bar(0, 0, 0),
    "submit": Bar(1, 0, 15, "UpdateItem", "limits"),
    "submit, 3 pictures": Bar(1, 0, 15 + 3, "UpdateItem", "limits"),
    "status page": Bar(1, 1.5, 0),
    "queue page of 25": Bar(1, 2, 0, "GetItem", "session"),
    "answer": Bar(2, 1, 18),
    "withdraw": Bar(2, 1, 18, "UpdateItem", "limit"),
    "rule": Bar(2, 1, 18),
    "idle tick": Bar(SHARDS, SHARDS / 2, 0),
    f"tick with {DUE} due": Bar(SHARDS + 2 * DUE, SHARDS / 2 + DUE, 18 * DUE),
    "a whole life": Bar(26, 7, 92, "Query", "its ticks' looking"),
}
RATIOS = {
    "open the form": 2,
    "submit": 14,
    "status page": 9,
    "queue page of 25": 20,
    "answer": 16,
    "withdraw": 16,
    "rule": 16,
}
COLD = (("open the form", True, 1.3), ("open the form", False, 2.2), ("status page", False, 2.2))
"""Page, whether its marketplace is known beforehand (then it needs no AWS), bar."""
TIMES = 3
"""How many times as much CPU the same page may not need less of, as Zappa packs it by default."""


@contextlib.contextmanager
def benched() -> Iterator[tuple[Bench, Config]]:
    """A desk over a cloud of its own in a folder that goes away; its marketplace is read once and stays
    known."""
    with tempfile.TemporaryDirectory(prefix="suyi-bench-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        cloud = Cloud.start(Path(folder))
        try:
            os.environ.update(cloud.environment())
            config = Config(
                bootstrap(cloud.endpoint, "bench"),
                cast.SECRETS,
                "https://desk.example",
                "desk@suyi.example",
                endpoint=cloud.endpoint,
                shards=SHARDS,
            )
            client, tape = wiring.client(config, "dynamodb"), Tape()
            cast.forever(client, config.table)
            tape.plug_in(client)
            desk = wiring.connect(config, dynamodb=lambda: client)
            desk = replace(desk, tenants=CachedTenants(desk.tenants.inner, lambda: 0.0))
            yield Bench(cast.Scene(desk, cast.marketplace(desk, MARKET)), client, tape), config
        finally:
            cloud.stop()


def say(line: str = "") -> None:
    """A line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell_counts(bench: Bench) -> None:
    """One line a job: calls, read units and write units, each beside its bar."""
    say("At AWS, counted exactly (200 characters a text; bar in brackets)")
    say(f"  {'':18}{'calls':>12}{'read units':>16}{'write units':>16}")
    for name, bar in BARS.items():
        calls = bench.counts[name]
        ours = [call for call in calls if call.operation != bar.apart]
        found = (len(ours), sum(call.read_units for call in ours), sum(call.write_units for call in ours))
        cells = "".join(
            f"{f'{value:g} [{most:g}]':>{width}}"
            for value, most, width in zip(found, bar[:3], (12, 16, 16), strict=True)
        )
        apart = f"  + {len(calls) - len(ours)} {bar.why}" if len(calls) > len(ours) else ""
        over = any(value > most for value, most in zip(found, bar[:3], strict=True))
        say(f"  {name:18}{cells}{apart}{'  OVER' if over else ''}")


def tell_ratios(bench: Bench) -> None:
    """CPU of each page, AWS's replies replayed and no limits, as a multiple of the bare form's."""
    bench.scene.desk.limits.take = lambda *_, **__: 0  # type: ignore[method-assign]
    base, found = ratios(bench.tape, {name: bench.recorded[name] for name in RATIOS})
    say(f"\nCPU against a bare Flask form ({base:.3f} ms here), AWS's replies replayed, limits apart")
    say("  DynamoDB's own work is not on our processor and is not counted.")
    for name, bar in RATIOS.items():
        say(f"  {name:18}{found[name]:8.1f} [{bar}]{'  OVER' if found[name] > bar else ''}")


def tell_cold(bench: Bench, config: Config, now: datetime) -> None:
    """CPU of a fresh interpreter until its first page is there: the package's, bare Flask's, and Zappa's
    own way."""
    environment = {**os.environ, **named(config)}
    with tempfile.TemporaryDirectory(prefix="suyi-cold-") as home:
        package = packaged.ours(Path(home))
        whole = packaged.as_zappa_would(Path(home) / "whole")
        base = started(package, [], environment)
        say(
            f"\nCold: CPU of a fresh interpreter to its first page, against a bare Flask form's "
            f"({base * 1000:.0f} ms here)"
        )
        say(f"  {'':24}{'package':>14}{'as Zappa packs it':>20}")
        for name, known, bar in COLD:
            market = bench.scene.desk.tenants.marketplace(MARKET) if known else None
            with tempfile.NamedTemporaryFile() as file:
                request = bench.recorded[name].request
                pickle.dump((Request(*request), now, market), file)
                file.flush()
                ours = started(package, [file.name], environment) / base
                theirs = started(whole, [file.name, "zappa"], environment) / base
            label = name + (", no AWS" if known else "")
            over = "  OVER" if ours > bar or theirs < TIMES * ours else ""
            say(
                f"  {label:24}{f'{ours:.2f} [{bar}]':>14}{f'{theirs:.1f}, {theirs / ours:.1f} times [{TIMES}]':>20}{over}"
            )
        say(
            f"  Zip {package.with_suffix('.zip').stat().st_size / 1e6:.1f} MB [8], starts from where "
            "Lambda unpacked it"
        )


def named(config: Config) -> dict[str, str]:
    """The environment that ``Config.from_env`` reads as ``config``."""
    keys = {f"SUYI_KEY_{name.upper()}": key.hex() for name, (key,) in config.secrets.items()}
    return keys | {
        "SUYI_TABLE": config.table,
        "SUYI_BASE_URL": config.base_url,
        "SUYI_SENDER": config.sender,
        "SUYI_AWS_ENDPOINT": config.endpoint,
        "SUYI_SHARDS": str(config.shards),
    }


def started(folder: Path, arguments: list[str], environment: dict[str, str]) -> float:
    """Seconds of user and system CPU of one start with ``folder`` alone on the path, the median of
    several."""
    command = [sys.executable, "-I", "-S", "-B", "-c", packaged.START, str(folder), str(ROOT), *arguments]
    spent = []
    for _ in range(STARTS):
        process = subprocess.Popen(command, cwd="/", env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            raise AssertionError(f"{folder} {arguments}: {status}")
        spent.append(used.ru_utime + used.ru_stime)
    return median(spent)


def main() -> None:
    """Do every job once, then print."""
    with benched() as (bench, config):
        for jobs in JOBS:
            jobs(bench)
        tell_counts(bench)
        tell_ratios(bench)
        tell_cold(bench, config, bench.scene.now)
    readings.tell()


if __name__ == "__main__":
    main()
