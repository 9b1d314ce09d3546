"""``suyi serve``, ``suyi demo seed`` and ``suyi tick``: a desk on this machine and its passing time."""

import argparse
from pathlib import Path
from typing import Any

from functions.cli.reach import HERE, Refused, home_of, moment, reach, reach_local, takes_data
from functions.jobs import TickFailed, tick


def add(commands: Any) -> None:
    """The commands and their options."""
    command = commands.add_parser("serve", help="在本机运行整个投诉台 · run the whole desk on this machine")
    command.add_argument(
        "--port", type=int, default=8000, help="127.0.0.1 的端口，默认 8000，0 为任意空闲端口 · the port"
    )
    command.add_argument(
        "--data", type=Path, default=HERE, help="数据目录，默认 ./var · where the data lives"
    )
    command.add_argument(
        "--fresh", action="store_true", help="清空数据重新开始，密钥保留 · begin with nothing"
    )
    command.add_argument(
        "--no-demo", action="store_true", help="首次启动不写入演示数据 · without the demo's data"
    )
    command.set_defaults(run=serve)

    group = commands.add_parser("demo", help="演示数据 · the demo's data").add_subparsers(
        required=True, metavar="ACTION"
    )
    command = group.add_parser("seed", help="向正在运行的空投诉台写入演示数据 · into a served, empty desk")
    takes_data(command)
    command.set_defaults(run=seed)

    command = commands.add_parser("tick", help="执行所有到期的事 · carry out everything that is due")
    command.add_argument(
        "--at", type=moment, metavar="TIME", help="当作这个时刻（ISO 8601，带时区）· as if it were then"
    )
    takes_data(command)
    command.set_defaults(run=pass_time)


def serve(wanted: argparse.Namespace) -> int:
    """Until it is told to stop."""
    from functions.local.serve import ServeRefused, Wanted
    from functions.local.serve import serve as run

    try:
        run(
            Wanted(wanted.data, wanted.port, wanted.fresh, not wanted.no_demo),
            lambda line: print(line, flush=True),
        )
    except ServeRefused as refusal:
        raise Refused(str(refusal)) from None
    return 0


def seed(wanted: argparse.Namespace) -> int:
    """Refused where the demo already stands."""
    from functions.local.demo.demo_orders import MARKETPLACES
    from functions.local.demo.seeding import seed as play

    reached, _ = reach_local(wanted)
    if {each.ref for each in MARKETPLACES} & set(reached.desk.tenants.marketplaces()):
        raise Refused(
            "演示数据已经在了；要重来请运行 suyi serve --fresh。The demo is there; start over with "
            "suyi serve --fresh."
        )
    with home_of(wanted).telling():
        played = play(reached.desk, reached.clock())
    print(f"已写入 {played.marketplaces} 个平台、{played.complaints} 笔投诉、{played.letters} 封信。")
    print(
        f"Wrote {played.marketplaces} marketplaces, {played.complaints} complaints, {played.letters} letters."
    )
    return 0


def pass_time(wanted: argparse.Namespace) -> int:
    """1 when rows had to be set aside, after all others were carried out."""
    reached = reach(wanted)
    present = reached.clock()
    if reached.local is None and wanted.at is not None and wanted.at > present:
        raise Refused("部署上的时限不能提前执行。On a deployment no deadline is carried out early.")
    try:
        done = tick(reached.desk, wanted.at or present)
    except TickFailed as failure:
        raise Refused(f"有几件没能执行，一小时后再试。Some could not be carried out: {failure}.") from None
    print(f"推进 {done.moved} 件，寄出 {done.posted} 批信。Moved {done.moved}, posted {done.posted}.")
    return 0
