"""Who cannot have an order is told in their own words, and nobody else is written to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.domain import ledger
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


def test_an_appeal_needs_no_lock_and_no_later_complaint_takes_it_away(scene, mailbox):
    scene.file(email="holder@qq.example")
    scene.contest()
    scene.ruled(Outcome.DISMISSED)
    first = scene.number
    second = scene.after(hours=25).file(category="D1", email="holder@qq.example")
    scene.tick(minutes=1)
    scene.number = first
    c = scene.do(Action.APPEAL, Role.BUYER, words="有新的凭证，请另一位客服再看一次。")
    assert c.state is State.APPEALED
    assert scene.desk.cases.book("xinghai", c.order).held == second.id


def test_an_operator_reads_of_a_cap_in_words_that_are_not_a_buyers(scene):
    scene.market = replace(
        scene.market, policy=replace(scene.market.policy, overrides={"complaints_per_order": 2})
    )
    for category in ("K1", "D1"):
        scene.file(category=category, amt="20.00")
        if scene.do(Action.ACCEPT, Role.MERCHANT).open:
            scene.do(Action.CONFIRM, Role.BUYER)
    with pytest.raises(NotAllowed) as refused:
        scene.file(category="M1")
    assert refused.value.text == orders.CAPPED


def test_the_real_buyer_of_an_order_that_a_stranger_holds_is_heard_beside_it(scene, held, mailbox):
    """What the stranger filed is void once an operator finds out, and had used up nothing."""
    scene.number = held
    second = scene.file(email="real@qq.example", beside=True)
    assert (second.state, second.verified) == (State.AWAITING_CHECK, True)
    assert scene.desk.cases.book("xinghai", second.order).held == held
    scene.number = second.id
    with pytest.raises(Duplicate):
        scene.do(Action.ADMIT, Role.OPERATOR)
    scene.number = held
    assert (
        scene.do(Action.VOID, Role.OPERATOR, words="与店铺核对过，不是这位买家的订单").outcome is Outcome.VOID
    )
    scene.number = second.id
    assert scene.do(Action.ADMIT, Role.OPERATOR).state is State.AWAITING_MERCHANT


def test_who_files_beside_another_is_never_closed_by_an_operators_silence(scene, held):
    scene.file(email="real@qq.example", beside=True)
    scene.tick(hours=48)
    assert (scene.load().state, scene.load().escalated) == (State.AWAITING_CHECK, True)
    for _ in range(7):
        scene.tick(days=2)
    assert scene.load().outcome is Outcome.UNRULED
    assert scene.do(Action.REOPEN, Role.BUYER, words="请平台继续核实这笔订单").state is State.AWAITING_CHECK


def test_an_honest_withdrawal_is_counted_once_whatever_happens_to_the_complaint_afterwards(scene):
    c = scene.file_with(2, amt="20.00")
    scene.withdraw("mistake")
    for _ in range(3):
        scene.read()
    person = scene.desk.cases.load_with_person("xinghai", c.id, c.person)[1]
    assert len(person.withdrawals) == 1


def test_what_the_shop_said_of_an_order_outlives_its_complaints(scene):
    from functions.domain.order_facts import OrderFacts

    facts = OrderFacts("", "点卡", 9850, "m1", "", delivered_at=scene.now)
    orders.register(scene.desk, scene.market, ORDER, facts=facts, email="zhang@qq.example")
    c = scene.file()
    assert c.state is State.AWAITING_MERCHANT
    known = scene.desk.cases.order("xinghai", c.order)
    assert known is not None and known.goods == "点卡"


def test_a_ruling_that_was_missed_may_be_appealed_and_its_fulfilment_complaint_stands_still(scene):
    scene.file()
    scene.contest()
    scene.ruled()
    first = scene.number
    scene.market = replace(scene.market, policy=replace(scene.market.policy, overrides={"refund": 86400}))
    scene.tick(hours=72)
    child = scene.desk.cases.book("xinghai", scene.load().order).held
    assert child != first
    scene.after(minutes=-10)
    c = scene.do(Action.APPEAL, Role.MERCHANT, words="已退款，附退款单号，请再看一次。")
    assert c.state is State.APPEALED
    scene.number = child
    with pytest.raises(NotAllowed):
        scene.rule()
    scene.number = first
    assert scene.after(hours=73).ruled(Outcome.DISMISSED, role=Role.ARBITER).outcome is Outcome.DISMISSED
    scene.number = child
    scene.tick(hours=72)
    assert scene.load().outcome is Outcome.DISMISSED


@pytest.mark.parametrize("by", ["the buyer at once", "the reviewer"])
def test_what_a_merchant_alone_said_it_paid_is_not_settled_by_a_withdrawal(scene, by):
    """Else a shop that lies could spend the price of a buyer who withdrew by mistake."""
    c = scene.file(amt="30.00" if by == "the buyer at once" else "98.50")
    scene.do(Action.PAID_ELSEWHERE, Role.MERCHANT, fen=c.fen, ref="4200002671", words="已在别处退款")
    withdrawn = scene.withdraw("mistake")
    if withdrawn.open:
        withdrawn = scene.do(Action.APPROVE_WITHDRAWAL, Role.OPERATOR)
    assert withdrawn.outcome is Outcome.WITHDRAWN
    assert ledger.paid(scene.desk.cases.book("xinghai", c.order)) == 0
    scene.after(hours=1).file(amt=f"{c.fen / 100:.2f}")
    assert scene.do(Action.ACCEPT, Role.MERCHANT).state is State.AWAITING_REMEDY
