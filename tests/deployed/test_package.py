"""The package alone, in an interpreter that has nothing else: it serves, files, enforces; and what it must
not hold."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from functions.config import PURPOSES
from infra import build
from tests import cast

CLEAN = Path(__file__).with_name("clean.py")
ROOT = Path(__file__).parents[2]


class Lambda:
    """The package in a process of its own."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        command = [sys.executable, "-I", "-S", str(CLEAN), str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd="/"
        )

    def __call__(self, event: dict) -> dict:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(event) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> dict:
        said, _ = self.process.communicate(timeout=30)
        return json.loads(said.splitlines()[-1])


def http(path: str, method: str = "GET", *, cookies: list[str] = (), body: str = "", query: str = "") -> dict:
    kind = {"content-type": "application/x-www-form-urlencoded"} if body else {}
    return {
        "version": "2.0",
        "rawPath": f"/web{path}",
        "rawQueryString": query,
        "cookies": list(cookies),
        "body": body,
        "headers": {"host": "desk.example", **kind},
        "isBase64Encoded": False,
        "requestContext": {
            "domainName": "a.execute-api.us-east-1.amazonaws.com",
            "stage": "web",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"},
        },
    }


def environment(cloud) -> dict[str, str]:
    """What the functions are told, keys by the store alone."""
    store = cloud.client("secretsmanager")
    keys = {purpose: (purpose.encode().ljust(32, b".")).hex() for purpose in PURPOSES}
    with contextlib.suppress(store.exceptions.ResourceExistsException):
        store.create_secret(Name="suyi/test/keys", SecretString=json.dumps(keys))
    return {
        "SUYI_TABLE": cloud.table,
        "SUYI_BASE_URL": "https://desk.example",
        "SUYI_SENDER": "desk@suyi.example",
        "SUYI_AWS_ENDPOINT": cloud.endpoint,
        "SUYI_SHARDS": "2",
        "SUYI_SECRET": "suyi/test/keys",
        "SUYI_STAGE": "test",
        "AWS_ACCESS_KEY_ID": cloud.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "us-east-1",
        "PATH": os.environ["PATH"],
    }


@pytest.fixture
def function(package, cloud, table):
    made = Lambda(package.folder, environment(cloud))
    yield made
    made.process.kill()
    made.process.wait()


def test_it_serves_a_page_files_a_complaint_and_ticks_with_nothing_else_on_its_path(function, desk, market):
    now = datetime.now(UTC)
    page = function(http("/c/xinghai", query=urlencode(cast.link(now))))["said"]
    hidden = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page["body"])
    }
    filled = {
        **hidden,
        "category": "K1",
        "remedy": "refund",
        "words": cast.WORDS,
        "email": "zhang@qq.example",
    }
    cookies = [cookie.split(";")[0] for cookie in page["cookies"]]
    filed = function(http("/c/xinghai", "POST", cookies=cookies, body=urlencode(filled)))["said"]
    assert filed["statusCode"] == 303
    number = re.search(r"TS-[\w-]+", filed["headers"]["Location"])[0]
    assert function({"job": "tick"})["said"]["posted"] >= 1
    assert function(http("/rules/xinghai", query="lang=en"))["said"]["statusCode"] == 200
    assert function({"Records": [{"eventSource": "aws:kinesis"}]})["raised"] == "UnknownEvent"
    assert function.end() == {"compiled": [], "foreign": []}
    assert desk.cases.load("xinghai", number).category == "K1"


def test_two_builds_of_one_commit_are_the_same_bytes_and_say_what_they_hold(package, tmp_path):
    again = build.package("web", build.host(), tmp_path)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(package.zip.read_bytes()).digest()
    bill = json.loads(package.zip.with_suffix(".cdx.json").read_text())
    assert again.with_suffix(".cdx.json").read_text() == package.zip.with_suffix(".cdx.json").read_text()
    locked = set(
        re.findall(r"^([a-z0-9-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert {(each["name"].lower(), each["version"]) for each in bill["components"]} == locked
    assert all(each["licenses"] for each in bill["components"])


def test_it_is_small_and_holds_no_local_mode_no_tests_and_no_tool_of_ours(package):
    names = {path.relative_to(package.folder).as_posix() for path in package.folder.rglob("*")}
    assert package.zip.stat().st_size <= 8_000_000
    assert not [
        name
        for name in names
        if name.startswith(("functions/local", "functions/cli", "functions/evidence", "tests", "infra"))
    ]
    tops = {name.split("/")[0] for name in names}
    assert not tops & {
        "pytest",
        "moto",
        "ministack",
        "zappa",
        "boto3",
        "babel",
        "PIL",
        "playwright",
        "hypercorn",
        "pip",
    }
    assert not [name for name in names if name.endswith((".po", ".env")) or "zappa_settings" in name]
    assert {f"templates/compiled/{kind}" for kind in ("pages", "notices")} <= names


def test_every_file_of_code_has_bytecode_that_is_never_compared_with_it(package):
    for path in package.folder.rglob("*.py"):
        code = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
        assert int.from_bytes(code.read_bytes()[4:8], "little") == 0b01, path
