"""Finding the desk a command is meant for: one that is served on this machine, or a deployment."""

import argparse
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from functions.clock import Clock, now
from functions.local.cloud.process import Cloud
from functions.local.home import Address, Home
from functions.ports import Desk
from functions.wiring import configured, connect

HERE = Path("var")


class Refused(Exception):
    """The command cannot be carried out. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A desk with its clock; ``local`` is the address of one served on this machine."""

    desk: Desk
    clock: Clock
    local: Address | None = None


def takes_data(command: argparse.ArgumentParser) -> None:
    """Lets a command be told which served desk is meant."""
    command.add_argument(
        "--data", type=Path, help="本机投诉台的数据目录，默认 ./var · the served desk's folder"
    )


def reach(wanted: argparse.Namespace) -> Reached:
    """The desk: the one served from ``--data``; else the environment's deployment; else the one served
    from ./var."""
    if wanted.data is None and "SUYI_TABLE" in os.environ:
        return Reached(_deployed(), now)
    home = home_of(wanted)
    address = home.running()
    if address is None:
        raise Refused(
            f"{home.folder} 没有正在运行的投诉台，环境里也没有 SUYI_TABLE；请先运行 suyi serve。"
            "No desk is served from there and no SUYI_TABLE names a deployment; run suyi serve first."
        )
    os.environ.update(Cloud.environment_for(address.endpoint))
    return Reached(connect(home.config(address)), home.clock, address)


def home_of(wanted: argparse.Namespace) -> Home:
    """The data folder that a command means."""
    return Home((wanted.data or HERE).resolve())


def reach_local(wanted: argparse.Namespace) -> tuple[Reached, Address]:
    """As ``reach``, refused on a deployment: what is asked for exists on one machine only."""
    reached = reach(wanted)
    if reached.local is None:
        raise Refused(
            "这个命令只对本机的投诉台有用，请用 --data 指明。This works on a desk served here; name "
            "it with --data."
        )
    return reached, reached.local


def _deployed() -> Desk:
    try:
        return connect(configured(os.environ))
    except KeyError as missing:
        raise Refused(
            f"环境变量里缺少 {missing.args[0]}。{missing.args[0]} is missing in the environment."
        ) from None
    except ValueError:
        raise Refused("SUYI_KEY_* 应为十六进制。SUYI_KEY_* must be hexadecimal.") from None


def moment(payload: str) -> datetime:
    """An ISO 8601 time with its zone, for argparse."""
    try:
        at = datetime.fromisoformat(payload)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{payload} 不是带时区的时间，例如 2026-11-22T12:00+08:00 · not a time with its zone"
        )
    return at.astimezone(UTC)
