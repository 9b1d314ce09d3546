"""``suyi history``: taking a complaint's history away, and proving offline that nobody touched it."""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.adapters.vault import genuine, key_id
from functions.cli.cases import found
from functions.cli.reach import Refused, reach, takes_data
from functions.domain.errors import Invalid
from functions.domain.history import FORMAT
from functions.services import exports

NOT_CHECKED = 3
"""The exit code of a history whose chain holds and whose signature nobody could check."""


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
    key = command.add_mutually_exclusive_group()
    key.add_argument("--key", type=public_key, help="投诉台的公钥，十六进制 · the desk's public key, in hex")
    key.add_argument(
        "--keys", type=Path, help="保存的 history-keys.json · the desk's keys, as it publishes them"
    )
    command.add_argument("--head", type=head, help="邮件页脚的哈希开头 · the head in a letter's footer")
    command.add_argument(
        "--n", type=count, default=0, help="邮件页脚的第几条 · the event in a letter's footer"
    )
    takes_data(command)
    command.set_defaults(run=verify)


def public_key(said: str) -> str:
    """32 bytes in hex, for argparse."""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", said):
        raise argparse.ArgumentTypeError("应为 64 位十六进制 · 64 hex digits are wanted")
    return said.lower()


def head(said: str) -> str:
    """The beginning of a hash, as letters show it, for argparse."""
    digits = said.removesuffix("…")
    if not re.fullmatch(r"[0-9a-fA-F]{16,64}", digits):
        raise argparse.ArgumentTypeError("应为至少 16 位十六进制 · at least 16 hex digits are wanted")
    return digits.lower()


def count(said: str) -> int:
    """A whole number from 1, for argparse."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", said):
        raise argparse.ArgumentTypeError("应为正整数 · a whole number from 1 is wanted")
    return int(said)


def export(wanted: argparse.Namespace) -> int:
    """As JSON on standard output."""
    reached = reach(wanted)
    case = found(reached, wanted.id, wanted.marketplace)
    print(json.dumps(exports.history(reached.desk, case, reached.clock()), ensure_ascii=False, indent=1))
    return 0


def verify(wanted: argparse.Namespace) -> int:
    """0 for an untouched history; 1 names the first event that was changed, removed or moved; 3 when its
    signature could not be checked, for want of a key."""
    exported = _decoded(wanted.file)
    decoded = exported.get("history", exported) if isinstance(exported, dict) else {}
    decoded = decoded if isinstance(decoded, dict) else {}
    try:
        keys = _keys(wanted, decoded)
        events = exports.check(decoded, keys=keys, genuine=genuine)
        exports.check_letter(decoded, n=wanted.n, head=wanted.head or "")
    except Invalid as refusal:
        raise Refused(" ".join(f"{text.zh}。{text.en}." for text in refusal.fields.values())) from None
    except exports.Broken as broken:
        raise Refused(f"第 {broken.n} 个事件起不可信。Broken at {broken}.") from None
    return _said(events, signed=keys is not None, wants=decoded["format"] == FORMAT)


def _said(events: int, *, signed: bool, wants: bool) -> int:
    zh, en = f"共 {events} 个事件", f"{events} events"
    if wants and not signed:
        print(
            f"suyi: {zh}，前后相接，但没有核对签名：请用 --keys 或 --key 给出投诉台的公钥。"
            f"{en} that follow on each other, but the signature was not checked: "
            "give the desk's public key with --keys or --key.",
            file=sys.stderr,
        )
        return NOT_CHECKED
    last = (
        ("签名有效，没有改动", "signed by the desk, untouched")
        if signed
        else ("旧格式没有签名，不能证明出自投诉台", "the old format has no signature that proves whose it is")
    )
    print(f"前后相接，{zh}；{last[0]}。Whole: {en} that follow on each other; {last[1]}.")
    return 0


def _keys(wanted: argparse.Namespace, decoded: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The public keys by id: as told, else those of the desk that is within reach; None without either."""
    if wanted.key:
        return {key_id(wanted.key): wanted.key}
    if wanted.keys:
        return exports.keys_in(_decoded(wanted.keys))
    if decoded.get("format") != FORMAT:
        return None
    try:
        return reach(wanted).desk.vault.public_keys()
    except (Refused, OSError):
        return None


def _decoded(file: Path) -> Any:
    try:
        return json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except OSError as failure:
        raise Refused(f"读不了 {file}：{failure.strerror}。{file} cannot be read.") from None
    except (ValueError, RecursionError):
        raise Refused(f"{exports.UNREADABLE.zh}。{exports.UNREADABLE.en}.") from None
