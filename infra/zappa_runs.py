"""Zappa at work: its settings as a deployment needs them, and ``deploy`` or ``update``, whichever is true."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from infra import stacks
from infra.deployment import ROOT, Deployment, StepFailed

SETTINGS = ROOT / "zappa_settings.json"
BUCKETS = ("SUYI_QUARANTINE", "SUYI_EVIDENCE")
DESK = ("SUYI_TABLE", "SUYI_BASE_URL", "SUYI_SENDER", "SUYI_SECRET", "SUYI_SMS_TEMPLATE_86", *BUCKETS)
IN_ENVIRONMENT = {"web": (*DESK, "SUYI_EDGE"), "jobs": DESK, "evidence": BUCKETS}
"""What each function is told. The one that decodes pictures does not even know the table's name."""


def settings(stage: str) -> dict[str, Any]:
    """A stage of the settings file with all it stands on."""
    said = json.loads(SETTINGS.read_text(encoding="utf-8"))
    own = dict(said[stage])
    above = own.pop("extends", "")
    return {**(settings(above) if above else {}), **own}


def staged(run: Deployment, function: str, known: dict[str, str], runtime: str) -> Path:
    """A folder with the settings file that Zappa is run in: no secret but CloudFront's is in it."""
    stage, outputs = run.zappa_stage(function), run.outputs(run.data)
    environment = {name: known[name] for name in IN_ENVIRONMENT[function] if known.get(name)} | {
        "SUYI_STAGE": run.stage
    }
    if run.endpoint:
        environment["SUYI_AWS_ENDPOINT"] = run.endpoint
    own = settings(stage) | {
        "role_arn": outputs[f"{function.title()}RoleArn"],
        "s3_bucket": outputs["ArtifactsBucket"],
        "aws_region": run.region,
        "runtime": runtime,
        "aws_environment_variables": environment,
    }
    if function == "web" and "WebConcurrency" in outputs:
        own["lambda_concurrency"] = int(outputs["WebConcurrency"])
    folder = ROOT / "build" / "deploy" / run.stage / function
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "zappa_settings.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({stage: own}, indent=1), encoding="utf-8")
    return folder


def bring(run: Deployment, function: str, folder: Path, *, source: str, package: Path) -> str:
    """The function runs ``package`` (uploaded to ``source``, ``s3://...``) afterwards: made, updated or
    unchanged."""
    there = bool(run.arn(function))
    if function == "web" and there is not bool(stacks.settled(run, run.function("web"))):
        # One without the other: Zappa would refuse a function that has no API, and an API remembers that it
        # may call
        # a function which has since been made anew. Neither holds anything: both are made again.
        removed(run, function)
        there = False
    if there and unchanged(run, function, folder, package):
        return "unchanged"
    told(run, folder, "update" if there else "deploy", run.zappa_stage(function), "--zip", source)
    run.client("lambda").get_waiter("function_updated_v2").wait(FunctionName=run.function(function))
    return "updated" if there else "made"


def unchanged(run: Deployment, function: str, folder: Path, package: Path) -> bool:
    """Whether the function already runs these very bytes with these very settings."""
    wanted = json.loads((folder / "zappa_settings.json").read_text(encoding="utf-8"))[
        run.zappa_stage(function)
    ]
    answer = run.client("lambda").get_function(FunctionName=run.function(function))
    found, kept = answer["Configuration"], answer.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    told = found.get("Environment", {}).get("Variables", {})
    digest = base64.b64encode(hashlib.sha256(package.read_bytes()).digest()).decode()
    return (
        found["CodeSha256"] == digest
        and wanted.get("lambda_concurrency") == kept
        and wanted["aws_environment_variables"].items() <= told.items()
        and (found["Role"], found["MemorySize"], found["Timeout"], found["Runtime"], found["Handler"])
        == tuple(
            wanted[name]
            for name in ("role_arn", "memory_size", "timeout_seconds", "runtime", "lambda_handler")
        )
    )


def removed(run: Deployment, function: str) -> bool:
    """Takes the function and its API away; False when neither was there."""
    name, there = run.function(function), bool(run.arn(function))
    gone = function == "web" and stacks.removed(run, name)
    if there:
        run.client("lambda").delete_function(FunctionName=name)
    return there or gone


def told(run: Deployment, folder: Path, *words: str) -> None:
    """Runs Zappa. Raises ``StepFailed`` with the end of what it said."""
    command = [sys.executable, "-m", "zappa.cli", *words]
    env = {**os.environ, "AWS_DEFAULT_REGION": run.region}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise StepFailed("zappa " + " ".join(words[:2]) + ": " + " / ".join(said[-6:]))


def runtime_of(package: Path) -> str:
    """The version of Python a package was compiled for: ``python3.13``."""
    with zipfile.ZipFile(package) as archive:
        name = next(each for each in archive.namelist() if each.startswith("functions/__pycache__/entry."))
    digits = name.split(".")[1].removeprefix("cpython-")
    return f"python{digits[0]}.{digits[1:]}"
