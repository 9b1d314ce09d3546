"""What a package goes without: 38 MB of libraries become 9, and the cloud's client is made 45 ms faster."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

UNUSED = (
    "bin",
    "share",
    "boto3",
    "s3transfer",
    "pycparser",
    "cffi",
    "altcha/server",
    "boto3-*.dist-info",
    "s3transfer-*.dist-info",
    "pycparser-*.dist-info",
    "cffi-*.dist-info",
    "**/RECORD",
    "**/INSTALLER",
    "**/REQUESTED",
    "**/*.pyi",
    "**/py.typed",
    "**/tests",
    "dateutil/zoneinfo/*.tar.gz",
    "dateutil/easter.py",
    "dateutil/rrule.py",
    "dateutil/tzwin.py",
    "dateutil/tz/win.py",
    "click/testing.py",
    "segno/cli.py",
    "urllib3/contrib/emscripten",
)
"""botocore is used without boto3; PyNaCl needs cffi's shared object alone; nothing here runs in a browser or
on Windows, tests a command line or reckons with calendars."""


def slim(stage: Path, services: tuple[str, ...], part: str = "") -> None:
    """Takes away what no deployed function reads, and what ``PART-pruned.txt`` lists for one; keeps every
    licence."""
    for pattern in (*UNUSED, *listed(part)):
        for path in list(stage.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    data = stage / "botocore" / "data"
    if data.is_dir():
        _slim_models(data, services)


def listed(part: str) -> list[str]:
    """The patterns of one package's own list, without its comments; none where there is no list."""
    file = Path(__file__).parent / f"{part}-pruned.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [line for line in lines if line and not line.startswith(("#", "botocore/"))]


def _slim_models(data: Path, services: tuple[str, ...]) -> None:
    """The descriptions of the services used, without their prose, unzipped; other services' and
    partitions' go."""
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name not in services:
            shutil.rmtree(folder)
            continue
        for file in [path for path in folder.rglob("*") if path.is_file()]:
            _slim_model(file)
    endpoints = data / "endpoints.json"
    if endpoints.exists():
        said = json.loads(endpoints.read_text(encoding="utf-8"))
        kept = [each for each in said["partitions"] if each["partition"] == "aws"]
        for each in kept:
            each["services"] = {
                name: value for name, value in each["services"].items() if name in {*services, "email"}
            }
        endpoints.write_text(
            json.dumps({**said, "partitions": kept}, separators=(",", ":")), encoding="utf-8"
        )


def _slim_model(file: Path) -> None:
    if file.name.startswith("examples"):
        file.unlink()
        return
    if not file.name.endswith((".json", ".json.gz")):
        return
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    plain = file.with_suffix("") if file.suffix == ".gz" else file
    file.unlink()
    plain.write_text(json.dumps(wordless(json.loads(raw)), separators=(",", ":")), encoding="utf-8")


def wordless(said: Any) -> Any:
    """Without documentation; a member that is itself called so, a structure, stays."""
    if isinstance(said, dict):
        prose = {"documentation", "documentationUrl"}
        return {k: wordless(v) for k, v in said.items() if not (k in prose and isinstance(v, str))}
    return [wordless(each) for each in said] if isinstance(said, list) else said
