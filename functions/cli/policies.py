"""``suyi marketplace policy``: what a marketplace promises, and publishing the next version of it."""

import argparse
import json
from typing import Any

from functions.cli.reach import Refused, reach, takes_data
from functions.domain.errors import Conflict, NotFound
from functions.domain.policy import BOUNDS, Policy


def describe(group: Any) -> None:
    """The command and its options."""
    command = group.add_parser(
        "policy", help="查看规则数值，或发布新版本 · its windows and limits, or a new version of them"
    )
    command.add_argument("id")
    command.add_argument(
        "values", nargs="*", type=value, metavar="NAME=NUMBER", help="秒、分或次数 · seconds, 分 or a count"
    )
    command.add_argument("--by", default="cli", help="谁发布的 · who publishes it")
    takes_data(command)
    command.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """Prints every value with its bounds; with values, publishes them first. Running complaints keep their
    promises."""
    reached = reach(wanted)
    try:
        policy = reached.desk.tenants.marketplace(wanted.id).policy
    except NotFound:
        raise Refused(f"没有平台 {wanted.id}。There is no marketplace {wanted.id}.") from None
    if wanted.values:
        overrides = {**policy.overrides, **dict(wanted.values)}
        try:
            policy = reached.desk.tenants.publish_policy(
                wanted.id, overrides, by=wanted.by, seen=policy.version, now=reached.clock()
            )
        except Conflict:
            raise Refused(
                "刚刚有人先发布了新版本，请再看一次。A newer version was just published; look again."
            ) from None
    print(json.dumps(described(policy), ensure_ascii=False, indent=2))
    return 0


def described(policy: Policy) -> dict[str, Any]:
    """A version with every value, its floor, its ceiling and its unit."""
    return {
        "version": policy.version,
        "by": policy.by,
        "at": policy.at.isoformat() if policy.at else None,
        "values": {
            key: {
                "value": policy.number(key),
                "floor": bound.floor,
                "ceiling": bound.ceiling,
                "unit": bound.unit,
                "holds": bound.holds,
            }
            for key, bound in BOUNDS.items()
        },
    }


def value(given: str) -> tuple[str, int]:
    """NAME=NUMBER, for argparse."""
    name, _, number = given.partition("=")
    if name not in BOUNDS or not number.isdecimal():
        raise argparse.ArgumentTypeError(
            f"{given} 应写成 名称=整数 · should be NAME=NUMBER: {', '.join(BOUNDS)}"
        )
    return name, int(number)
