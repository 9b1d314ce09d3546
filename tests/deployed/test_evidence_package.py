"""The package that decodes strangers' pictures: under Lambda's limit, whole by itself, and without a way
to the table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra import build
from tests.darkroom import jpeg

LIMIT = 250_000_000
"""Bytes Lambda takes, unzipped."""
READ = """import json, sys
sys.path.insert(0, sys.argv[1])
from functions.evidence import cleaning, masking, reader
cleaned = cleaning.clean(open(sys.argv[2], "rb").read())
said = reader.reading(cleaned.picture, cleaned.edited, reader.local())
ours = [name for name in sys.modules if name.startswith("functions.")]
print(json.dumps({"reader": said.reader, "lines": len(said.lines), "ours": ours}))"""


@pytest.fixture
def folder(evidence_package) -> Path:
    """The package as it is unzipped."""
    return evidence_package.folder


def test_it_stays_under_the_limit_and_holds_neither_pages_nor_table_nor_tools(folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert build.size(folder) <= LIMIT
    assert not [
        name
        for name in names
        if name.startswith(("functions/local", "functions/cli", "functions/web", "templates"))
    ]
    assert not {name.split("/")[0] for name in names} & {
        "flask",
        "jinja2",
        "moto",
        "ministack",
        "zappa",
        "boto3",
        "cv2",
        "tests",
    }
    assert not (folder / "botocore" / "data" / "dynamodb").exists()
    assert any(name.startswith("rapidocr-") and "licen" in name.lower() for name in names)


def test_it_cleans_and_reads_a_picture_with_nothing_else_on_its_path(folder, tmp_path):
    """In a clean interpreter; it comes by no module of the desk but its own room, the domain and the
    clock."""
    file = tmp_path / "picture.jpg"
    file.write_bytes(jpeg())
    command = [sys.executable, "-I", "-S", "-c", READ, str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["reader"]
    assert {name.split(".")[1] for name in said["ours"]} <= {"evidence", "domain", "clock", "logs"}
