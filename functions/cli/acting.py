"""``suyi complaint do``: one action on a complaint, by one of the staff, from the same table as the pages."""

import argparse
import json
import secrets
from collections.abc import Sequence
from typing import Any

from functions.cli.cases import found
from functions.cli.reach import Refused, reach, takes_data
from functions.services import commands, complaints, reissue
from functions.services.tenants.staff import may_see


class Fields:
    """``NAME=VALUE`` arguments as the fields of a command; one that may come more than once is named
    again."""

    def __init__(self, pairs: Sequence[str]) -> None:
        self.pairs = [pair.partition("=")[::2] for pair in pairs]

    def text(self, name: str) -> str:
        """The last value given; empty when none was."""
        return next((value for known, value in reversed(self.pairs) if known == name), "")

    def names(self, name: str) -> Sequence[str]:
        """Every value given."""
        return [value for known, value in self.pairs if known == name]


def describe(group: Any) -> None:
    """The command and its options."""
    command = group.add_parser(
        "do", help="以某位人员的身份处理一笔投诉 · act on one as somebody of the staff"
    )
    command.add_argument("id", help="投诉编号 · its number")
    command.add_argument(
        "action", choices=sorted(map(str, commands.COMMANDS)), metavar="ACTION", help="操作 · what to do"
    )
    command.add_argument("fields", nargs="*", metavar="NAME=VALUE", help="字段，例如 words=… · its fields")
    command.add_argument(
        "--as",
        dest="staff",
        required=True,
        metavar="STAFF",
        help="人员编号 · the person's id, as marketplace show prints it",
    )
    command.add_argument("--marketplace", help="平台编号，默认逐个找 · where to look, else everywhere")
    takes_data(command)
    command.set_defaults(run=act)


def act(wanted: argparse.Namespace) -> int:
    """Refused for who is not there or may not see it, for fields that the action has not, and as on the
    pages."""
    reached = reach(wanted)
    c = found(reached, wanted.id, wanted.marketplace).complaint
    m = reached.desk.tenants.marketplace(c.marketplace)
    person = m.staff.get(wanted.staff)
    if person is None or person.disabled or not may_see(person, c):
        raise Refused(f"{wanted.staff} 不能处理这笔投诉。{wanted.staff} may not act on this complaint.")
    action = next(each for each in commands.COMMANDS if each == wanted.action)
    given = Fields(wanted.fields)
    if unknown := {name for name, _ in given.pairs} - {field.name for field in commands.COMMANDS[action]}:
        known = ", ".join(field.name for field in commands.COMMANDS[action]) or "-"
        raise Refused(f"{action} 没有字段 {', '.join(sorted(unknown))}。{action} has these fields: {known}.")
    do = commands.command(action, role=person.role, actor=person.id, given=given, now=reached.clock())
    do = reissue.keyed(reached.desk, do, given)
    key = f"cli-{secrets.token_hex(4)}"
    after = complaints.perform(reached.desk, m, c.id, do=do, key=key, now=reached.clock())
    print(json.dumps({"complaint": after.id, "state": after.state, "version": after.version}))
    return 0
