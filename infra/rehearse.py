"""A whole deployment on the embedded cloud, with the real package: ``python -m infra.rehearse``, or ``make
rehearse``.

Deploys; files a complaint over HTTP through the deployed function; while the minute's schedule carries
out what is due, deploys a second stage that is killed in the middle of each step and then goes on;
updates; takes all of it away. Nothing here ticks: the schedule does, and a letter that it sent proves
it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from functions import clock
from functions.config import Config
from functions.domain.complaints.complaint import Command, RemedyItem, Ruling
from functions.domain.marketplace import LinkKey, Marketplace, Merchant, Staff
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from functions.local.cloud.process import Cloud
from functions.local.cloud.sent_mail import sent
from functions.ports import Desk
from functions.services import complaints, order_links
from functions.wiring import connect
from infra import build, deploy, operate, smoke
from infra.deployment import ROOT, Deployment
from infra.undeploy import undeploy

PATIENCE_SECONDS = 150
"""A schedule of a minute fires within a minute and ten seconds here."""
KILLED_AFTER = {"web": 3.5, "jobs": 2.0}
"""Seconds into a step until it is killed: in the middle of the longer ones, soon after the start of the
others."""
Say = Callable[[str], None]


class Failed(Exception):
    """The rehearsal did not go as a deployment must. The sentence says what."""


@contextlib.contextmanager
def embedded() -> Iterator[Cloud]:
    """A cloud of its own that runs functions, gone afterwards; the environment leads to it and to nothing
    else."""
    memory = Path("/dev/shm")  # noqa: S108 - where there is such a place: a rehearsal's data need no disk
    with tempfile.TemporaryDirectory(
        prefix="suyi-rehearsal-", dir=memory if memory.is_dir() else None
    ) as folder:
        cloud = Cloud.start(Path(folder), functions=True)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            os.environ.pop(name, None)
        os.environ.update(cloud.environment())
        try:
            yield cloud
        finally:
            cloud.stop()


def told(stage: str, package: Path) -> list[str]:
    """The command a person runs."""
    mail = f"--mail={stage}.shop.example"
    return [
        sys.executable,
        "-m",
        "infra.deploy",
        stage,
        "--package",
        str(package),
        mail,
        "--alarms=me@shop.example",
    ]


def deployed(stage: str, package: Path) -> str:
    """What ``make deploy`` said. Raises ``Failed`` when it did not work."""
    done = subprocess.run(told(stage, package), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"deploying {stage}: {done.stdout[-600:]}{done.stderr[-600:]}")
    return done.stdout


def killed(stage: str, package: Path, step: str) -> None:
    """Starts the same command and kills it, Zappa included, in the middle of ``step``."""
    process = subprocess.Popen(
        told(stage, package),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    with process.stdout as voice:
        if not any(f"] {step} ..." in line for line in voice):
            raise Failed(f"{stage} never came to {step}")
        time.sleep(KILLED_AFTER.get(step, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def desk_of(run: Deployment) -> Desk:
    """The deployed desk's table and keys, worked on from here as ``suyi`` does."""
    return connect(Config.from_env(operate.environment(run)))


def opened(desk: Desk, now: datetime) -> bytes:
    """A marketplace whose rulings can be taken back for a minute; its shop's secret."""
    secret = b"the rehearsal's shop secret 32 b"
    desk.tenants.create(
        Marketplace(
            "rehearsal",
            "排练卡盟",
            created=now,
            policy=Policy(overrides={"take_back": 60}),
            staff={"o1": Staff("o1", "王芳", "o1@shop.example", Role.OPERATOR, admin=True)},
            keys={"k1": LinkKey("k1", "hmac", desk.vault.seal("shop_key", secret))},
        )
    )
    desk.tenants.put_merchant("rehearsal", Merchant("m1", "排练卡社", ("m1@shop.example",)))
    return secret


def filed(door: smoke.Door, secret: bytes, now: datetime) -> str:
    """The number of a complaint filed as a buyer's browser does it: link, form, cookie, POST."""
    at = int(now.timestamp())
    order = {
        "v": 1,
        "iat": at,
        "exp": at + 3600,
        "aud": "rehearsal",
        "o": "KM20261124REHEARSAL",
        "st": "delivered",
        "m": "m1",
        "gn": "游戏点卡",
        "amt": "98.50",
        "cur": "CNY",
        "qty": 1,
        "dat": at - 600,
    }
    payload, signature = order_links.mint(secret, order)
    status, said, page = door.ask(f"/c/rehearsal?{urlencode({'d': payload, 'k': 'k1', 's': signature})}")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = {name: unescape(value) for name, value in hidden.items()} | {
        "category": "K1",
        "remedy": "refund",
        "words": "充值时提示卡密错误，联系客服没有回复。",
        "email": "buyer@mail.example",
    }
    cookie = (said.headers.get("Set-Cookie") or "").partition(";")[0]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    status, said, _ = door.ask("/c/rehearsal", "POST", urlencode(form), headers)
    number = re.search(r"TS-[\w-]+", said.headers.get("Location") or "")
    if status != 303 or number is None:
        raise Failed(f"the form was answered with {status}")
    return number[0]


def ruled(desk: Desk, number: str, at: datetime) -> None:
    """Contested and ruled as of ``at``: the ruling takes effect a minute later, by the clock alone."""
    market = desk.tenants.marketplace("rehearsal")
    contest = Command(Action.CONTEST, Role.MERCHANT, "m1", at, words="卡密发货前已检测有效，请买家核对输入。")
    complaints.perform(desk, market, number, do=contest, key="contest-0001", holder="", now=at)
    ruling = Ruling(Outcome.UPHELD, ("1.2",), (RemedyItem(Remedy.REFUND, 0),), "", at)
    rule = Command(
        Action.RULE, Role.OPERATOR, "o1", at, ruling=ruling, words="商家没有提供出库记录，按细则裁决。"
    )
    complaints.perform(desk, market, number, do=rule, key="ruling-00001", holder="", now=at)


def enforced(desk: Desk, cloud: Cloud, number: str) -> int:
    """Waits until the schedule has carried out the deadline and sent the receipt; how many letters the
    buyer has.

    A letter about the ruling may have to wait: the desk writes to nobody at night.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        letters = [each for each in sent(cloud.endpoint) if each.to == "buyer@mail.example"]
        if desk.cases.load("rehearsal", number).state is State.AWAITING_REMEDY and letters:
            return len(letters)
        time.sleep(1)
    raise Failed(f"nobody enforced {number}: it is {desk.cases.load('rehearsal', number).state}")


def newer(package: Path, folder: Path) -> Path:
    """The same packages with one more file in them, as the next version would have."""
    shutil.copytree(
        package, folder, ignore=lambda _, names: [name for name in names if not name.endswith(".zip")]
    )
    for path in folder.glob("*.zip"):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("NEXT", "the next version")
    return folder


def rehearse(package: Path, say: Say) -> None:
    """All of it in turn. Raises ``Failed``."""
    with embedded() as cloud:
        run = Deployment("staging", say=say)
        deployed("staging", package)
        say("deployed")
        desk, now = desk_of(run), clock.now()
        number = filed(smoke.api(run), opened(desk, now), now)
        ruled(desk, number, clock.now() - timedelta(seconds=58))
        say(f"filed {number} over HTTP; its ruling takes effect by the clock")
        for step in deploy.STEPS:
            killed("prod", package, step.name)
        deployed("prod", package)
        say(f"a second stage, killed in each of its {len(deploy.STEPS)} steps, stands")
        say(f"the schedule has enforced it and sent the buyer {enforced(desk, cloud, number)} letter(s)")
        with tempfile.TemporaryDirectory() as folder:
            if "suyi-web-staging updated" not in deployed("staging", newer(package, Path(folder) / "next")):
                raise Failed("the next version was not deployed")
        say("updated; what was filed is still there: " + desk_of(run).cases.load("rehearsal", number).state)
        for stage in ("staging", "prod"):
            undeploy(replace(run, stage=stage), everything=True)
        left = [each["StackName"] for each in run.client("cloudformation").describe_stacks()["Stacks"]]
        if left or any(run.arn(function) for function in ("web", "jobs")):
            raise Failed(f"left behind: {left}")


def main() -> int:
    """0 when all of it went well."""
    wanted = argparse.ArgumentParser(
        prog="python -m infra.rehearse", description="Rehearses a deployment on this machine."
    )
    wanted.add_argument(
        "--package", type=Path, help="a folder with packages for this machine; else they are built"
    )
    folder, began = wanted.parse_args().package, time.monotonic()
    if folder is None:
        folder = ROOT / "build" / build.host().name
        for part in build.here():
            build.package(part, build.host(), folder)
    try:
        rehearse(
            folder.resolve(), lambda line: print(f"{time.monotonic() - began:5.0f} s  {line}", flush=True)
        )
    except (Failed, deploy.StepFailed) as failure:
        print(f"make rehearse: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
