"""``suyi merchant``: a merchant who leaves the marketplace."""

import argparse
from typing import Any

from functions.cli.reach import Refused, reach, takes_data
from functions.domain.vocabulary import Role
from functions.services.tenants import leaving


def add(commands: Any) -> None:
    """The command and its options."""
    group = commands.add_parser("merchant", help="商家 · merchants").add_subparsers(
        required=True, metavar="ACTION"
    )
    command = group.add_parser(
        "leave", help="商家退出：不再通知它，未结的投诉转平台 · it leaves; what is open goes to the operators"
    )
    command.add_argument("marketplace", help="平台编号 · the marketplace's id")
    command.add_argument("merchant", help="商家编号 · the merchant's id")
    command.add_argument(
        "--as",
        dest="staff",
        required=True,
        metavar="STAFF",
        help="由哪位客服记录 · the operator who records it",
    )
    takes_data(command)
    command.set_defaults(run=leave)


def leave(wanted: argparse.Namespace) -> int:
    """Refused for who is no operator there."""
    reached = reach(wanted)
    m = reached.desk.tenants.marketplace(wanted.marketplace)
    person = m.staff.get(wanted.staff)
    if person is None or person.disabled or person.role is not Role.OPERATOR:
        raise Refused(f"{wanted.staff} 不是这里的客服。{wanted.staff} is no operator there.")
    moved = leaving.leave(reached.desk, m, wanted.merchant, by=person.id, now=reached.clock())
    print(f"已退出，{moved} 笔投诉转平台处理。It left; {moved} complaints go to the operators.")
    return 0
