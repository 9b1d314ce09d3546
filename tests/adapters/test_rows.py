"""The head row: nothing is lost on the way to the table and back, and it stays under a kilobyte."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.dynamo import rows
from functions.domain.complaints.complaint import Mark, Paused, RemedyItem, Ruling, Settlement, Withdrawal
from functions.domain.vocabulary import Outcome, Remedy, Role, State
from tests.cast import NOON
from tests.domain.complaints.test_lifecycle import a_complaint

DAY = timedelta(days=1)


def fullest(state: State):
    """A complaint with everything in it that can be there at once, at its longest."""
    items = (RemedyItem(Remedy.PARTIAL_REFUND, 999_999), RemedyItem(Remedy.DEDUCT, 999_999))
    ruling = Ruling(Outcome.UPHELD, ("3.1", "1.2"), items, "operator-1", NOON)
    return a_complaint(
        state,
        head="f" * 64,
        version=999,
        goods="通用游戏点卡 100 元面值自动发货",
        shop="极速充值旗舰店官方",
        order_mask="KM20****0187",
        merchant="merchant-0001",
        marketplace="xinghai-kameng",
        contact="z***@example-mail.example 138****8000",
        paused=(
            Paused(State.AWAITING_RULING, DAY, 3 * DAY, 75),
            Paused(State.AWAITING_MERCHANT_PROOF, DAY, 2 * DAY),
        ),
        ruling=ruling,
        draft=ruling,
        offer=Settlement(Remedy.PARTIAL_REFUND, 999_999),
        remedies=items,
        withdrawal=Withdrawal("resolved", 3, ("amount", "disputed", "amended"), low=False),
        appealed=(Role.BUYER, Role.MERCHANT),
        marks=(Mark.MALICIOUS, Mark.INCIDENT),
        late=True,
        disputed=True,
        extended=True,
        escalated=True,
        reopened=True,
        commands={f"key-{i:08d}": "0123abcd" for i in range(6)},
    )


@pytest.mark.parametrize("state", list(State))
def test_a_complaint_comes_back_from_its_row_as_it_was(state):
    for c in (
        a_complaint(state),
        fullest(state),
        replace(a_complaint(state), clock=None, state=State.CLOSED),
    ):
        assert rows.read(rows.write(c, shards=16)) == c


def test_a_usual_complaint_in_the_middle_of_its_life_is_under_a_kilobyte():
    c = a_complaint(State.AWAITING_REMEDY, head="f" * 64, paused=(), draft=None, withdrawal=None)
    c = replace(c, commands={f"Q29tbWFuZC{i}": "0123abcd" for i in range(6)})
    item = rows.write(c, shards=16)
    sizes = {
        name: len(each if isinstance(each, bytes) else str(each).encode()) for name, each in item.items()
    }
    assert sum(len(name) + size for name, size in sizes.items()) < 1024


def test_only_what_waits_is_in_the_due_index_and_only_what_was_served_in_the_merchants():
    closed = rows.write(a_complaint(State.CLOSED), shards=16)
    assert "dk" not in closed
    unseen = rows.write(a_complaint(State.UNVERIFIED, merchant_told=False), shards=16)
    assert "mk" not in unseen
    assert unseen["dk"].startswith("DUE#")
