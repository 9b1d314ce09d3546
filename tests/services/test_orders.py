"""Who cannot have an order is told in their own words, and nobody else is written to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.domain.errors import Duplicate, NotAllowed
from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services import orders
from tests.cast import Scene

ORDER = "KM2026112200187"


@pytest.fixture
def held(scene: Scene) -> str:
    """Somebody else's open complaint of the order, its post sent."""
    number = scene.file(email="holder@qq.example").id
    scene.tick(minutes=1)
    return number


def to_the_holder(scene, mailbox) -> list[str]:
    before = len(mailbox())
    scene.tick(minutes=1)
    return [sent.to for sent in mailbox()[before:] if sent.to == "holder@qq.example"]


def test_who_files_on_a_taken_order_hears_the_same_as_everybody_and_the_holder_gets_the_way_in(
    scene, held, mailbox
):
    with pytest.raises(Duplicate):
        scene.file(email="second@qq.example")
    assert to_the_holder(scene, mailbox)


def test_an_operator_who_admits_on_a_taken_order_learns_which_it_is_and_no_buyer_is_mailed(
    scene, held, mailbox
):
    scene.file(by_link=False, email="second@qq.example")
    scene.tick(hours=12)
    with pytest.raises(Duplicate) as refused:
        scene.do(Action.ADMIT, Role.OPERATOR)
    assert (refused.value.complaint, refused.value.text) == (held, orders.ANOTHER)
    assert not to_the_holder(scene, mailbox)


def test_a_merchant_who_appeals_while_another_has_the_order_is_told_so_and_no_buyer_is_mailed(scene, mailbox):
    scene.file(email="holder@qq.example")
    scene.contest()
    scene.ruled(Outcome.DISMISSED)
    first = scene.number
    scene.after(hours=25).file(category="D1", email="holder@qq.example")
    scene.tick(minutes=1)
    scene.number = first
    with pytest.raises(Duplicate) as refused:
        scene.do(Action.APPEAL, Role.BUYER, words="有新的凭证，请另一位客服再看一次。")
    assert refused.value.text == orders.ANOTHER
    assert not to_the_holder(scene, mailbox)


def test_an_operator_reads_of_a_cap_in_words_that_are_not_a_buyers(scene):
    scene.market = replace(
        scene.market, policy=replace(scene.market.policy, overrides={"complaints_per_order": 2})
    )
    for category in ("K1", "D1"):
        scene.file(category=category, amt="20.00")
        scene.withdraw("mistake")
    scene.file(by_link=False, category="M1")
    with pytest.raises(NotAllowed) as refused:
        scene.do(Action.ADMIT, Role.OPERATOR)
    assert refused.value.text == orders.NOT_NOW


def test_an_honest_withdrawal_is_counted_once_whatever_happens_to_the_complaint_afterwards(scene):
    c = scene.file_with(2, amt="20.00")
    scene.withdraw("mistake")
    for _ in range(3):
        scene.read()
    person = scene.desk.cases.load_with_person("xinghai", c.id, c.person)[1]
    assert len(person.withdrawals) == 1


def test_an_order_written_before_there_were_revisions_is_read_and_decided_on(scene):
    scene.file()
    table = scene.desk.cases.table
    key = f"ORD#xinghai#{scene.load().order}"
    row = table.get(key, "ORDER")
    table.put({name: value for name, value in row.items() if name != "rev"})
    with pytest.raises(Duplicate):
        scene.file(email="second@qq.example")
    scene.withdraw("mistake") if scene.load().fen < 5000 else scene.do(Action.ACCEPT, Role.MERCHANT)
    scene.do(Action.CONFIRM, Role.BUYER)
    second = scene.file(category="D1", email="second@qq.example")
    assert second.state is State.AWAITING_MERCHANT
    book = table.get(key, "ORDER")
    assert (book["held"], book["filed"], book["c_K1"] != book["c_D1"]) == (second.id, 2, True)


def test_what_the_shop_said_of_an_order_outlives_its_complaints(scene):
    from functions.domain.complaints.complaint import OrderFacts

    facts = OrderFacts("", "点卡", 9850, "m1", "", delivered_at=scene.now)
    orders.register(scene.desk, scene.market, ORDER, facts=facts, email="zhang@qq.example")
    c = scene.file()
    assert c.state is State.AWAITING_MERCHANT
    known = scene.desk.cases.order("xinghai", c.order)
    assert known is not None and known.goods == "点卡"


def test_an_appeal_never_takes_the_order_from_the_complaint_that_a_missed_remedy_opened(scene):
    scene.file()
    scene.contest()
    scene.ruled()
    first = scene.number
    scene.tick(hours=72)
    key = f"ORD#xinghai#{scene.load().order}"
    held = scene.desk.cases.table.get(key, "ORDER")["held"]
    assert held != first
    scene.market = replace(
        scene.market, policy=replace(scene.market.policy, overrides={"appeal_window": 7 * 86400})
    )
    with pytest.raises(Duplicate) as refused:
        scene.do(Action.APPEAL, Role.MERCHANT, words="已退款，附退款单号，请再看一次。")
    assert refused.value.complaint == held
    assert scene.desk.cases.table.get(key, "ORDER")["held"] == held
