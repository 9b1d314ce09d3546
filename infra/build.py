"""The packages that run on Lambda: ``python -m infra.build [--host]``, or ``make package``.

Into build/TARGET: web.zip (web and jobs run it), evidence.zip where its lock exists, and beside each
what is in it (NAME.cdx.json, CycloneDX). Two builds of one commit give the same bytes. Nothing here
touches an account.

A build takes wheels from the lock, each checked against its hash, for the platform that will run them;
leaves out what a deployed function never needs; compiles templates, catalogue and bytecode. Bytecode is
compiled by the very version that will run it, and is never compared with its source: Lambda sees every
file as made in 1980, so ordinary bytecode would be thrown away and each cold start would compile 280
modules anew.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

from infra import sbom, slimming

ROOT = Path(__file__).parents[1]
RUNTIMES = ("3.13", "3.12", "3.11")
"""What Lambda runs and the desk runs on, newest first."""
EPOCH = (1980, 1, 1, 0, 0, 0)


class BuildRefused(Exception):
    """The package cannot be made. The sentence says what is missing."""


class Target(NamedTuple):
    """What a package is for. ``arch`` is ``host`` for this machine; ``python`` is an interpreter of that
    ``minor``."""

    minor: str
    arch: str
    python: str

    @property
    def name(self) -> str:
        """``py3.13-arm64``."""
        return f"py{self.minor}-{self.arch}"

    def pip(self) -> list[str]:
        """What pip is told of the platform; nothing for this machine."""
        if self.arch == "host":
            return []
        machine = {"arm64": "aarch64", "x86_64": "x86_64"}[self.arch]
        platforms = [
            f"--platform={old}_{machine}" for old in ("manylinux2014", "manylinux_2_17", "manylinux_2_28")
        ]
        return [*platforms, "--implementation=cp", f"--python-version={self.minor}"]


class Part(NamedTuple):
    """One package: its lock and what of ``functions/`` it goes without."""

    lock: str
    without: tuple[str, ...]
    services: tuple[str, ...]
    pages: bool = True


PARTS = {
    "web": Part("requirements.lock", ("local", "cli", "evidence"), ("dynamodb", "s3", "sesv2", "sns")),
    "evidence": Part(
        "requirements-evidence.lock", ("local", "cli", "web"), ("s3", "bedrock-runtime"), pages=False
    ),
}
"""web serves the pages and does the jobs; evidence decodes pictures and has neither pages nor table."""
OF = {"web": "web", "jobs": "web", "evidence": "evidence"}
"""Which package a function runs."""


def here() -> list[str]:
    """The parts that can be built: those whose lock exists."""
    return [name for name, spec in PARTS.items() if (ROOT / spec.lock).exists()]


def host() -> Target:
    """This machine, for tests and the rehearsal."""
    return Target(f"{sys.version_info[0]}.{sys.version_info[1]}", "host", sys.executable)


def cloud(arch: str = "arm64") -> Target:
    """Lambda, on the newest version of Python that is also here to compile for it."""
    for minor in RUNTIMES:
        for python in interpreters(minor):
            if _is(python, minor):
                return Target(minor, arch, python)
    raise BuildRefused(f"none of Python {', '.join(RUNTIMES)} is here to compile bytecode with")


def interpreters(minor: str) -> list[str]:
    """Where an interpreter of that version may be."""
    named = [os.environ.get("LAMBDA_PYTHON", ""), shutil.which(f"python{minor}") or ""]
    kept = sorted(str(path) for path in Path.home().glob(f".pyenv/versions/{minor}.*/bin/python{minor}"))
    return [each for each in (*named, *kept, sys.executable) if each]


def _is(python: str, minor: str) -> bool:
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.returncode == 0 and said.stdout.strip() == minor


def package(part: str, target: Target, out: Path) -> Path:
    """``out/PART.zip`` with its bill of materials beside it; the staged folder stays in ``out/PART``."""
    spec, stage = PARTS[part], out / part
    shutil.rmtree(stage, ignore_errors=True)
    install(ROOT / spec.lock, target, wheels(ROOT / spec.lock, target), stage)
    bill = sbom.bill(stage, part)
    slimming.slim(stage, spec.services, part)
    copy_source(stage, spec)
    if spec.pages:
        run([sys.executable, "-m", "infra.precompile", str(stage / "templates")])
        bytecode(stage, target, stage / "templates" / "compiled", "-b")
        for path in (stage / "templates" / "compiled").rglob("*.py"):
            path.unlink()  # made of a template that is read in its place: 0.4 MB of the zip
    bytecode(stage, target, stage)
    made = out / f"{part}.zip"
    zipped(stage, made)
    made.with_suffix(".cdx.json").write_text(bill, encoding="utf-8")
    return made


def bytecode(stage: Path, target: Target, folder: Path, *options: str) -> None:
    """Compiles what is in ``folder`` in one process and one order: what marshal writes depends on both."""
    command = [target.python, "-m", "compileall", "-q", "-j1", "--invalidation-mode=unchecked-hash", *options]
    run([*command, "-s", str(stage), str(folder)])


def run(command: list[str]) -> None:
    """A step of the build, the same each time it is run. Raises with what it said."""
    settled = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=settled, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildRefused(f"{' '.join(command[:4])} …: {(done.stderr or done.stdout).strip()[-1500:]}")


def wheels(lock: Path, target: Target) -> Path:
    """The folder of the lock's wheels for ``target``: fetched once for each state of the lock, hashes
    checked."""
    state = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = ROOT / "build" / "wheels" / f"{lock.stem}-{target.name}-{state}"
    if not folder.exists():
        coming = folder.with_name(f"{folder.name}.{os.getpid()}")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            *target.pip(),
        ]
        run([*command, "--require-hashes", "--dest", str(coming), "--requirement", str(lock)])
        if not folder.exists():
            coming.rename(folder)
    return folder


def install(lock: Path, target: Target, source: Path, stage: Path) -> None:
    """The wheels, unpacked, each checked against the lock once more."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--no-index"]
    command += [
        "--find-links",
        str(source),
        "--only-binary=:all:",
        *target.pip(),
        "--root-user-action=ignore",
    ]
    run([*command, "--require-hashes", "--target", str(stage), "--requirement", str(lock)])


def copy_source(stage: Path, part: Part) -> None:
    """Our own code and what it reads: never the local mode, the command line, tests."""
    shutil.copytree(
        ROOT / "functions", stage / "functions", ignore=shutil.ignore_patterns("__pycache__", *part.without)
    )
    if part.pages:
        shutil.copytree(ROOT / "site" / "assets", stage / "site" / "assets")


def zipped(stage: Path, made: Path) -> None:
    """A zip whose bytes depend on the files' names and contents alone."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in stage.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(stage).as_posix(), EPOCH)
            entry.external_attr, entry.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def size(stage: Path) -> int:
    """Bytes of a folder, unzipped."""
    return sum(path.stat().st_size for path in stage.rglob("*") if path.is_file())


def main() -> int:
    """Builds every part whose lock exists, and prints sizes and hashes."""
    wanted = argparse.ArgumentParser(prog="python -m infra.build", description="Makes the Lambda packages.")
    wanted.add_argument(
        "--host", action="store_true", help="for this machine, to try it; else for Lambda on arm64"
    )
    wanted.add_argument(
        "--fetch", action="store_true", help="only fetch the wheels that the tests build from"
    )
    said = wanted.parse_args()
    if said.fetch:
        for part in here():
            wheels(ROOT / PARTS[part].lock, host())
        return 0
    try:
        target = host() if said.host else cloud()
        for part in here():
            made = package(part, target, ROOT / "build" / target.name)
            digest = hashlib.sha256(made.read_bytes()).hexdigest()
            sizes = (
                f"{made.stat().st_size / 1e6:.1f} MB zipped, {size(made.with_suffix('')) / 1e6:.1f} MB "
                "unzipped"
            )
            print(f"{made.relative_to(ROOT)}: {sizes}, sha256 {digest[:16]}…")
    except BuildRefused as refused:
        sys.exit(f"make package: {refused}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
