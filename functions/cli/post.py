"""``suyi messages``: what a served desk has sent, mail and short messages."""

import argparse
import json
from typing import Any

from functions.cli.reach import reach_local, takes_data
from functions.local.cloud.sent_mail import Sent, sent


def add(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser("messages", help="本机投诉台寄出的信和短信 · what the served desk has sent")
    command.add_argument("--to", default="", help="只看收件人含这些字的 · whose recipient holds this")
    command.add_argument("--json", action="store_true", help="输出 JSON，含正文 · as JSON, with the text")
    takes_data(command)
    command.set_defaults(run=show)


def show(wanted: argparse.Namespace) -> int:
    """Oldest first; a line each, or everything as JSON."""
    _, address = reach_local(wanted)
    found = [each for each in sent(address.endpoint) if wanted.to in each.to]
    if wanted.json:
        print(json.dumps([described(each) for each in found], ensure_ascii=False, indent=2))
        return 0
    for each in found:
        print(f"{each.at.isoformat()}  {each.kind:4}  {each.to}  {each.subject or each.text.splitlines()[0]}")
    return 0


def described(message: Sent) -> dict[str, Any]:
    """A message as plain JSON values; its HTML is the same words again and is left out."""
    return {
        "kind": message.kind,
        "id": message.id,
        "to": message.to,
        "at": message.at.isoformat(),
        "date": message.headers.get("Date"),
        "subject": message.subject,
        "text": message.text,
        "message_id": message.headers.get("Message-ID"),
    }
