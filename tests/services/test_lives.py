"""A complaint's whole life, told through the services on the embedded cloud."""

from datetime import timedelta

import pytest

from functions.domain.complaints.complaint import Command, Mark
from functions.domain.complaints.withdrawal import NotWithdrawable
from functions.domain.errors import Duplicate, Invalid, Lapsed, NotAllowed, NotFound, Reused
from functions.domain.vocabulary import Action, Outcome, Remedy, RemedyState, Role, State
from functions.services import buyers, complaints, exports, identity, orders, submitting
from tests import cast
from tests.cast import NOON, Scene


def test_a_signed_link_brings_the_complaint_to_the_merchant_at_once(scene):
    c = scene.file()
    assert (c.state, c.shop, c.fen, c.order_mask) == (
        State.AWAITING_MERCHANT,
        "极速卡社",
        9850,
        "KM20****0187",
    )
    assert c.clock.due_at == NOON + timedelta(hours=24)


def test_contested_ruled_refunded_and_confirmed(scene):
    scene.file()
    assert scene.after(hours=1).contest().state is State.AWAITING_RULING
    c = scene.after(hours=1).ruled()
    assert (c.state, c.remedies[0].fen) == (State.AWAITING_REMEDY, 9850)
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款，单号尾号 4821")
    c = scene.do(Action.CONFIRM, Role.BUYER)
    assert (c.state, c.outcome, c.remedies[0].state) == (State.CLOSED, Outcome.UPHELD, RemedyState.CONFIRMED)
    assert scene.events() == ["file", "contest", "rule", "lapse", "do_remedy", "confirm"]


def test_a_silent_merchant_is_warned_twice_and_then_the_platform_steps_in(scene, mailbox):
    scene.file()
    scene.tick(hours=12)
    scene.tick(hours=6)
    scene.tick(hours=6)
    assert scene.load().state is State.AWAITING_RULING
    assert scene.events() == ["file", "warn", "warn", "lapse"]
    scene.tick(hours=12)
    told = [mail.subject for mail in mailbox() if mail.to == "m1@merchant.example"]
    assert len(told) == 3, told


def test_an_answer_after_the_deadline_is_too_late_even_before_the_sweep(scene):
    scene.file()
    scene.after(hours=24)
    with pytest.raises((Lapsed, NotAllowed)):
        scene.contest()
    assert scene.load().state is State.AWAITING_RULING


def test_a_lapse_is_dated_at_its_deadline_and_the_next_clock_starts_when_it_is_carried_out(scene):
    scene.file()
    scene.tick(hours=30)
    case = scene.desk.cases.case("xinghai", scene.number, fresh=True)
    assert case.links[-1].at == "2026-11-23T04:00:00Z"
    assert case.complaint.clock.due_at == NOON + timedelta(hours=30 + 72)


def test_an_offer_less_than_asked_lapses_as_declined(scene):
    scene.file()
    assert scene.offer().state is State.AWAITING_BUYER
    scene.tick(hours=73)
    assert scene.load().state is State.AWAITING_RULING


def test_an_accepted_offer_is_due_from_the_merchant(scene):
    scene.file()
    scene.offer(fen=3000)
    c = scene.do(Action.TAKE_OFFER, Role.BUYER)
    assert (c.state, c.remedies[0].kind, c.remedies[0].fen) == (
        State.AWAITING_REMEDY,
        Remedy.PARTIAL_REFUND,
        3000,
    )


def test_a_missed_remedy_opens_a_fulfilment_complaint_that_holds_the_order(scene):
    scene.file()
    scene.contest()
    scene.ruled()
    scene.tick(hours=73)
    first = scene.load()
    assert (first.state, first.remedies[0].state) == (State.CLOSED, RemedyState.MISSED)
    (row,) = scene.desk.lists.queue("xinghai", "operator", limit=9).rows
    second = scene.desk.cases.load("xinghai", row.id)
    assert (second.category, second.parent, second.state) == ("P1", first.id, State.AWAITING_RULING)
    with pytest.raises(Duplicate):
        scene.file(category="D1")


def test_a_ruling_can_be_taken_back_for_five_minutes_with_the_time_that_was_left(scene):
    scene.file()
    scene.contest()
    scene.after(hours=10).rule()
    c = scene.after(minutes=4).do(Action.TAKE_BACK, Role.OPERATOR)
    assert (c.state, c.clock.due_at) == (State.AWAITING_RULING, scene.now + timedelta(hours=62))
    scene.rule()
    scene.after(minutes=5)
    with pytest.raises((NotAllowed, Lapsed)):
        scene.do(Action.TAKE_BACK, Role.OPERATOR)


def test_an_appeal_is_decided_by_somebody_else(scene):
    scene.file()
    scene.contest()
    scene.ruled(Outcome.DISMISSED)
    c = scene.do(Action.APPEAL, Role.BUYER, words="这是新的凭证，官网确认卡密从未激活成功。")
    assert c.state is State.APPEALED
    with pytest.raises(NotAllowed):
        scene.rule(Outcome.UPHELD, role=Role.ARBITER)
    scene.after(hours=72)
    with pytest.raises(NotAllowed):
        scene.rule(Outcome.UPHELD)
    c = scene.ruled(Outcome.UPHELD, role=Role.ARBITER)
    assert (c.state, c.outcome) == (State.AWAITING_REMEDY, Outcome.UPHELD)
    with pytest.raises(NotAllowed):
        scene.do(Action.APPEAL, Role.BUYER, words="再申诉一次试试看可不可以。")


def test_proof_asked_for_stops_the_rulings_clock(scene):
    scene.file()
    scene.contest()
    c = scene.after(hours=2).do(Action.ASK_PROOF, Role.OPERATOR, side=Role.MERCHANT, words="请提供出库记录")
    assert c.state is State.AWAITING_MERCHANT_PROOF
    scene.do(Action.EXTEND, Role.OPERATOR)
    with pytest.raises(NotAllowed):
        scene.do(Action.EXTEND, Role.OPERATOR)
    c = scene.after(hours=60).do(
        Action.GIVE_PROOF, Role.MERCHANT, words="出库记录：11月20日 20:01 自动发货一次。"
    )
    assert (c.state, c.clock.due_at) == (State.AWAITING_RULING, scene.now + timedelta(hours=70))


class TestWithdrawing:
    def test_a_small_undisputed_complaint_is_withdrawn_at_once_and_the_order_is_free(self, scene):
        scene.file(amt="30.00")
        assert scene.withdraw().outcome is Outcome.WITHDRAWN
        assert scene.file(amt="30.00", email="other@qq.example").state is State.AWAITING_MERCHANT

    def test_who_withdrew_rests_for_an_hour_and_then_may_file_the_same_again(self, scene):
        scene.file(amt="30.00")
        scene.withdraw()
        with pytest.raises(NotAllowed) as refused:
            scene.file(amt="30.00")
        assert "13:00" in refused.value.text.zh
        assert scene.after(hours=1).file(amt="30.00").state is State.AWAITING_MERCHANT

    def test_a_larger_one_waits_for_review_while_the_clock_stands_still(self, scene):
        scene.file()
        c = scene.after(hours=4).withdraw()
        assert (c.state, c.clock.due_at) == (State.AWAITING_REVIEW, scene.now + timedelta(hours=24))
        c = scene.after(hours=20).do(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, words="请补充商家的处理方案")
        assert (c.state, c.clock.due_at) == (State.AWAITING_MERCHANT, scene.now + timedelta(hours=20))

    def test_it_can_be_amended_twice_and_then_no_more(self, scene):
        scene.file()
        for _ in range(3):
            scene.withdraw()
            scene.do(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, words="原因不充分")
        with pytest.raises(NotWithdrawable):
            scene.withdraw()

    def test_silence_approves_only_what_is_low_risk(self, scene):
        scene.file(amt="30.00")
        scene.withdraw("settled", proof="商家已补发新卡密，聊天里确认可用。")
        scene.tick(hours=24)
        assert scene.load().outcome is Outcome.WITHDRAWN

    def test_silence_escalates_everything_else(self, scene):
        scene.file()
        scene.withdraw()
        scene.tick(hours=24)
        assert (scene.load().state, scene.load().escalated) == (State.AWAITING_REVIEW, True)

    def test_after_72_hours_the_assistance_channel_is_offered(self, scene):
        scene.file()
        scene.contest()
        scene.after(hours=71, minutes=59).withdraw()
        scene.do(Action.CANCEL_WITHDRAWAL, Role.BUYER)
        scene.after(minutes=2)
        with pytest.raises(NotWithdrawable) as refusal:
            scene.withdraw()
        assert refusal.value.assist

    def test_violations_are_never_withdrawn(self, scene):
        scene.file(category="F1")
        with pytest.raises(NotWithdrawable) as refusal:
            scene.withdraw()
        assert not refusal.value.assist

    @pytest.mark.parametrize("mark", list(Mark))
    def test_what_is_marked_is_not_withdrawn(self, scene, mark):
        scene.file(amt="30.00")
        scene.do(Action.MARK, Role.OPERATOR, mark=mark)
        with pytest.raises(NotWithdrawable):
            scene.withdraw()
        scene.do(Action.MARK, Role.OPERATOR, mark=mark)
        assert scene.withdraw().outcome is Outcome.WITHDRAWN

    def test_a_false_reason_leaves_a_strike_that_later_asks_for_review(self, scene):
        scene.file()
        scene.withdraw()
        scene.do(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, words="与聊天记录不符", false_reason=True)
        scene.file(order="KM2026112200999", amt="20.00")
        assert scene.withdraw().state is State.AWAITING_REVIEW

    def test_the_fourth_in_thirty_days_is_reviewed(self, scene):
        for order in range(3):
            scene.file(order=f"KM202611220{order:04d}", amt="20.00")
            assert scene.withdraw().outcome is Outcome.WITHDRAWN
        scene.file(order="KM2026112209999", amt="20.00")
        assert scene.withdraw().state is State.AWAITING_REVIEW

    def test_it_can_be_continued_once_within_seven_days(self, scene):
        scene.file(amt="30.00")
        scene.withdraw()
        c = scene.after(days=6).do(Action.REOPEN, Role.BUYER, words="商家没有按约定补发卡密")
        assert c.state is State.AWAITING_MERCHANT
        with pytest.raises(Duplicate):
            Scene(scene.desk, scene.market, scene.now).file(category="D1")


class TestFiling:
    def test_the_same_form_twice_is_one_complaint_and_another_body_is_refused(self, scene):
        token = submitting.new_token(scene.desk, "xinghai", scene.now)
        first, second = scene.file(token=token), scene.file(token=token)
        assert first.id == second.id
        with pytest.raises(Reused):
            scene.file(token=token, words="换一段完全不同的话再交一次试试看。")

    def test_one_token_is_another_complaint_at_each_order_and_by_hand(self, scene):
        token = submitting.new_token(scene.desk, "xinghai", scene.now)
        orders = ("KM2026112200187", "KM2026112200188")
        made = {scene.file(token=token, order=order).id: order for order in orders}
        hand = scene.file(token=token, order="KM2026112200189", by_link=False).id
        assert len({*made, hand}) == 3
        for number, order in {**made, hand: ""}.items():
            assert submitting.number_of(scene.desk, "xinghai", token, order_no=order) == number
        with pytest.raises(Reused):
            scene.file(token=token, order="KM2026112200190", by_link=False)

    def test_a_second_claimant_learns_nothing_and_the_way_in_goes_to_the_recorded_contact(
        self, scene, mailbox
    ):
        first = scene.file()
        with pytest.raises(Duplicate) as refusal:
            scene.file(email="mallory@evil.example")
        assert first.id not in str(refusal.value)
        scene.tick()
        ways = [
            mail
            for mail in mailbox()
            if "重新" in mail.subject or "入口" in mail.subject or "进度" in mail.subject
        ]
        assert {mail.to for mail in ways} == {"zhang@qq.example"}

    def test_the_same_category_again_is_refused_and_a_dismissal_cools_down(self, scene):
        scene.file()
        scene.contest()
        scene.ruled(Outcome.DISMISSED)
        with pytest.raises(Duplicate):
            scene.file()
        with pytest.raises(NotAllowed):
            scene.file(category="K3")
        assert scene.after(hours=25).file(category="K3").state is State.AWAITING_MERCHANT

    def test_what_was_decided_counts_towards_its_buyers_cap_and_nobody_elses(self, scene):
        for category in ("K1", "K2", "K3", "K4", "K5"):
            c = scene.file(category=category, amt="10.00", email="one@qq.example")
            if c.state is State.AWAITING_ADMISSION:
                scene.do(Action.ADMIT, Role.OPERATOR)
            if scene.do(Action.ACCEPT, Role.MERCHANT).open:
                scene.do(Action.CONFIRM, Role.BUYER)
        with pytest.raises(NotAllowed):
            scene.file(category="K6", amt="10.00", email="one@qq.example")
        assert scene.file(category="K6", amt="10.00", email="two@qq.example").open

    def test_a_late_complaint_is_taken_as_late_and_the_operator_decides(self, scene):
        old = int((scene.now - timedelta(days=8)).timestamp())
        c = submitting.submit(scene.desk, scene.market, scene.entry(signed=scene.signed(dat=old)), scene.now)
        scene.number = c.id
        assert c.state is State.AWAITING_ADMISSION
        scene.tick(hours=72)
        assert (scene.load().state, scene.load().escalated) == (State.AWAITING_ADMISSION, True)
        assert scene.do(Action.ADMIT, Role.OPERATOR).state is State.AWAITING_MERCHANT

    def test_by_hand_it_is_unverified_until_the_code_to_the_orders_mail(self, scene):
        facts = scene.signed().facts
        orders.register(scene.desk, scene.market, "KM2026112200187", facts=facts, email="zhang@qq.example")
        c = scene.file(by_link=False)
        assert (c.state, c.merchant_told) == (State.UNVERIFIED, False)
        with pytest.raises(Invalid):
            buyers.verify(scene.desk, scene.market, c.id, code="000000", key="k" * 8, now=scene.now)
        code = identity.verify_code(scene.desk, c)
        c = buyers.verify(scene.desk, scene.market, c.id, code=code, key="k" * 8, now=scene.now)
        assert (c.state, c.fen, c.goods) == (State.AWAITING_MERCHANT, 9850, "游戏点卡 100 元面值")

    def test_a_code_to_some_other_mail_only_asks_the_operator(self, scene):
        orders.register(
            scene.desk, scene.market, "KM2026112200187", facts=scene.signed().facts, email="zhang@qq.example"
        )
        c = scene.file(by_link=False, email="mallory@evil.example")
        code = identity.verify_code(scene.desk, c)
        c = buyers.verify(scene.desk, scene.market, c.id, code=code, key="k" * 8, now=scene.now)
        assert c.state is State.AWAITING_CHECK

    def test_an_unverified_complaint_does_not_keep_the_real_buyer_out(self, scene):
        scene.file(by_link=False, email="mallory@evil.example")
        assert scene.file().state is State.AWAITING_MERCHANT

    def test_unverified_it_is_put_to_the_operator_and_closed_after_72_hours_reopenable(self, scene):
        scene.file(by_link=False)
        scene.tick(hours=24)
        assert scene.load().state is State.AWAITING_CHECK
        scene.tick(hours=48)
        assert scene.load().outcome is Outcome.UNVERIFIED
        assert scene.do(Action.REOPEN, Role.BUYER).state is State.AWAITING_CHECK
        scene.tick(minutes=1)
        assert scene.load().open


def test_the_exported_history_verifies_and_names_the_first_event_that_was_touched(scene):
    scene.file()
    scene.contest()
    exported = exports.history(
        scene.desk, scene.desk.cases.case("xinghai", scene.number, fresh=True), scene.now
    )
    assert exports.check(exported) == 2
    exported["events"][1]["words"] = {"words": "商家承认卡密无效"}
    with pytest.raises(exports.Broken) as broken:
        exports.check(exported)
    assert broken.value.n == 2


def test_a_stranger_from_another_marketplace_finds_nothing(scene):
    scene.file()
    other = cast.marketplace(scene.desk, "langren")
    do = Command(Action.CONTEST, Role.MERCHANT, "m1", scene.now, words="这不是我们平台的投诉，看看能不能改。")
    with pytest.raises(NotFound):
        complaints.perform(scene.desk, other, scene.number, do=do, now=scene.now)
    assert not scene.desk.lists.queue("langren", "merchant", limit=9).rows
