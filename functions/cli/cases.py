"""``suyi complaint``: looking at one complaint, or at all of a marketplace."""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from functions.cli.reach import Reached, Refused, reach, takes_data
from functions.domain import ledger
from functions.domain.complaints.complaint import Complaint
from functions.domain.errors import NotFound
from functions.domain.order_book import OrderBook
from functions.domain.standard import CATEGORIES
from functions.domain.vocabulary import OUTCOMES, STATES, Outcome, Role, State
from functions.ports import Case, ListRow
from functions.services import exports

AWAITED = (Role.BUYER, Role.MERCHANT, Role.OPERATOR, Role.ARBITER, "closed")
PAGE = 100


def add(commands: Any) -> None:
    """The commands and their options."""
    group = commands.add_parser(
        "complaint", help="查看和处理投诉 · look at complaints, act on one"
    ).add_subparsers(required=True, metavar="ACTION")
    command = group.add_parser("show", help="一笔投诉和它的历史 · one complaint with its history")
    command.add_argument("id", help="投诉编号 · its number")
    command.add_argument("--marketplace", help="平台编号，默认逐个找 · where to look, else everywhere")
    command.add_argument("--json", action="store_true", help="输出 JSON · as JSON")
    takes_data(command)
    command.set_defaults(run=show)

    command = group.add_parser("list", help="所有投诉，期限近的在前 · all of them, soonest deadline first")
    command.add_argument("--marketplace", help="只看这个平台 · of this marketplace only")
    command.add_argument(
        "--state", choices=list(map(str, State)), metavar="STATE", help="只看这个状态 · in this state only"
    )
    command.add_argument("--json", action="store_true", help="输出 JSON · as JSON")
    takes_data(command)
    command.set_defaults(run=show_all)

    from functions.cli import acting  # it looks complaints up as this module does

    acting.describe(group)


def show(wanted: argparse.Namespace) -> int:
    """Without contacts: whoever reads a terminal need not know them."""
    reached = reach(wanted)
    case = found(reached, wanted.id, wanted.marketplace)
    book = reached.desk.cases.book(case.complaint.marketplace, case.complaint.order)
    payload = described(case) | {"account": account(case.complaint, book)}
    if wanted.json:
        whole = exports.history(reached.desk, case, reached.clock())
        print(json.dumps(payload | {"history": whole}, ensure_ascii=False, indent=2))
        return 0
    c = case.complaint
    print(
        f"{c.id}  {labelled(c.state, c.outcome)}  {CATEGORIES[c.category].label.zh}  "
        f"¥{c.fen / 100:.2f}  {c.shop}  {c.goods}"
    )
    sums = "  ".join(f"{name} ¥{fen / 100:.2f}" for name, fen in payload["account"].items())
    print(f"  账目 account  {sums}")
    for link in case.links:
        print(f"  {link.n:3}  {link.at}  {link.role:9} {link.type}")
    return 0


def account(c: Complaint, book: OrderBook) -> dict[str, int]:
    """What is owed in the case, in 分: of its debt what was given, said, paid, is due and is to be
    returned."""
    mine = ledger.account(book, c.debt)
    still = ledger.due(book, c.debt) if mine.live else 0
    sums = {"owed": mine.owed or 0, "said": mine.said, "paid": mine.paid, "due": still, "back": mine.back}
    return {"price": book.price, **sums}


def found(reached: Reached, number: str, marketplace: str | None) -> Case:
    """The case in the marketplace named, or wherever it is."""
    for each in [marketplace] if marketplace else reached.desk.tenants.marketplaces():
        try:
            return reached.desk.cases.case(each, number.upper(), fresh=True)
        except NotFound:
            continue
    raise Refused(f"没有找到投诉 {number}。There is no complaint {number}.")


def described(case: Case) -> dict[str, Any]:
    """The complaint's present state as plain JSON values."""
    c = case.complaint
    return {
        "marketplace": c.marketplace,
        "id": c.id,
        "state": c.state,
        "outcome": c.outcome,
        "awaits": c.awaits,
        "category": c.category,
        "ask": {"remedy": c.ask.remedy, "fen": c.ask.fen},
        "fen": c.fen,
        "merchant": c.merchant,
        "shop": c.shop,
        "goods": c.goods,
        "order": c.order_mask,
        "contact": c.contact,
        "late": c.late,
        "parent": c.parent,
        "filed_at": c.filed_at.isoformat(),
        "due_at": c.clock.due_at.isoformat() if c.clock else None,
        "remedies": [{"remedy": each.kind, "fen": each.fen, "state": each.state} for each in c.remedies],
        "clauses": list(c.ruling.clauses) if c.ruling else [],
        "version": c.version,
        "head": c.head,
    }


def show_all(wanted: argparse.Namespace) -> int:
    """From the lists alone: a line each, or JSON."""
    reached = reach(wanted)
    places = reached.desk.tenants.marketplaces()
    if wanted.marketplace:
        places = (reached.desk.tenants.marketplace(wanted.marketplace).id,)
    known = [
        (place, row) for place in places for row in rows(reached, place) if wanted.state in (None, row.state)
    ]
    if wanted.json:
        print(json.dumps([listed(place, row) for place, row in known], ensure_ascii=False, indent=2))
        return 0
    for place, row in known:
        due = datetime.fromtimestamp(row.deadline, UTC).isoformat() if row.deadline else "-"
        label = labelled(State(row.state), Outcome(row.outcome) if row.outcome else None)
        print(f"{place}  {row.id}  {label}  {row.category}  ¥{row.fen / 100:.2f}  {row.shop}  {due}")
    return 0


def rows(reached: Reached, marketplace: str) -> Iterator[ListRow]:
    """Every complaint of a marketplace, page by page."""
    for awaited in AWAITED:
        after = ""
        while True:
            page = reached.desk.lists.queue(marketplace, awaited, limit=PAGE, after=after)
            yield from (row for row in page.rows if row.kind == "complaint")
            if not (after := page.after):
                break


def listed(marketplace: str, row: ListRow) -> dict[str, Any]:
    """A line of the list as plain JSON values."""
    return {
        "marketplace": marketplace,
        "id": row.id,
        "state": row.state,
        "outcome": row.outcome or None,
        "category": row.category,
        "ask": row.ask,
        "fen": row.fen,
        "shop": row.shop,
        "goods": row.goods,
        "due_at": datetime.fromtimestamp(row.deadline, UTC).isoformat() if row.deadline else None,
        "escalated": row.escalated,
    }


def labelled(state: State, outcome: Outcome | None) -> str:
    """The state in words; how it ended once it has."""
    return OUTCOMES[outcome].label.zh if state is State.CLOSED and outcome else STATES[state].label.zh
