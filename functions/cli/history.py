"""``suyi history``: taking a complaint's history away, and proving offline that nobody touched it."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from functions.cli.cases import found
from functions.cli.reach import Refused, reach, takes_data
from functions.domain.errors import Invalid
from functions.services import exports


def add(commands: Any) -> None:
    """The commands and their options."""
    group = commands.add_parser(
        "history", help="导出和验证历史 · export and verify a history"
    ).add_subparsers(required=True, metavar="ACTION")
    command = group.add_parser("export", help="导出一笔投诉的历史 · a complaint's whole history")
    command.add_argument("id", help="投诉编号 · its number")
    command.add_argument("--marketplace", help="平台编号，默认逐个找 · where to look, else everywhere")
    takes_data(command)
    command.set_defaults(run=export)

    command = group.add_parser("verify", help="离线验证导出的历史，不用连接 · offline, from the file alone")
    command.add_argument(
        "file", type=Path, help="导出的 JSON，- 为标准输入 · the export; - for standard input"
    )
    command.set_defaults(run=verify)


def export(wanted: argparse.Namespace) -> int:
    """As JSON on standard output."""
    case = found(reach(wanted), wanted.id, wanted.marketplace)
    print(json.dumps(exports.history(case), ensure_ascii=False, indent=1))
    return 0


def verify(wanted: argparse.Namespace) -> int:
    """0 for an untouched history; 1 names the first event that was changed, removed or moved."""
    try:
        decoded = json.loads(
            sys.stdin.read() if str(wanted.file) == "-" else wanted.file.read_text(encoding="utf-8")
        )
        count = exports.check(decoded.get("history", decoded) if isinstance(decoded, dict) else {})
    except OSError as failure:
        raise Refused(f"读不了 {wanted.file}：{failure.strerror}。{wanted.file} cannot be read.") from None
    except (ValueError, Invalid):
        raise Refused(f"{exports.UNREADABLE.zh}。{exports.UNREADABLE.en}.") from None
    except exports.Broken as broken:
        raise Refused(f"第 {broken.n} 个事件起不可信。Broken at {broken}.") from None
    print(f"完整，共 {count} 个事件，没有改动。Whole: {count} events, untouched.")
    return 0
