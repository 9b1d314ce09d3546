"""An outside arbiter: invited by mail for one complaint, told when it is their turn, and nobody of the desk."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.complaints.complaint import Command, RemedyItem, Ruling
from functions.domain.errors import Conflict, Invalid, NotAllowed, SignedOut
from functions.domain.marketplace import Merchant
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from functions.services import seats
from functions.services.post import letter_links
from tests import cast
from tests.cast import WORDS, Scene

ADDRESS = "chen@arbiter.example"
REASON = "两边的记录都看过，按细则裁决。"
HOUSE = {"m1": Merchant("m1", "极速卡社", ("m1@merchant.example",))}


def appealed(scene: Scene, **filed: str) -> Scene:
    """A dismissed complaint that both sides had their say about on appeal."""
    scene.file(**filed)
    scene.contest()
    scene.ruled(Outcome.DISMISSED)
    scene.do(Action.APPEAL, Role.BUYER, words=WORDS)
    scene.do(Action.JOIN_APPEAL, Role.MERCHANT, words=WORDS)
    return scene


@pytest.fixture
def single(desk) -> Scene:
    """A shop that is its own marketplace, without an arbiter, and a complaint that waits for its answer."""
    market = cast.marketplace(desk, mode="single", merchants=HOUSE)
    staff = {name: person for name, person in market.staff.items() if person.role is Role.OPERATOR}
    desk.tenants.put_staff("xinghai", "a1", disabled=True)
    scene = Scene(desk, replace(desk.tenants.marketplace("xinghai"), staff=staff))
    scene.file()
    return scene


def invite(scene: Scene, email: str = ADDRESS, *, key: str = "", **more):
    scene.clicks += 1
    given = {"email": email, "actor": "o1", "key": key or f"click-{scene.clicks:04d}"}
    session = more.pop("session", None) or scene.signed_in("o1")
    return seats.invite(scene.desk, scene.market, scene.number, now=scene.now, session=session, **given)


def act(scene: Scene, action: Action, *, seat: str = "", seen: int = 0, **fields):
    scene.clicks += 1
    do = Command(action, Role.ARBITER, "", scene.now, **fields)
    given = {"key": f"click-{scene.clicks:04d}", "seen": seen, "do": do}
    invited = seat or seats.seat_of(scene.desk, "xinghai", scene.number, ADDRESS)
    return seats.act(scene.desk, scene.market, scene.number, invited=invited, now=scene.now, **given)


def rule(scene: Scene, outcome: Outcome = Outcome.UPHELD, **more):
    items = (RemedyItem(Remedy.REFUND, 0),) if outcome is Outcome.UPHELD else ()
    ruling = Ruling(outcome, ("1.2",), items, "", scene.now)
    return act(scene, Action.RULE, ruling=ruling, words=REASON, **more)


def letters(mailbox, scene: Scene) -> list:
    scene.tick()
    return [mail for mail in mailbox() if mail.to == ADDRESS]


def stored(cloud, scene: Scene) -> str:
    """Everything the table holds, as text."""
    return json.dumps(cloud.client("dynamodb").scan(TableName=cloud.table)["Items"], default=str)


def test_the_invited_arbiter_decides_the_appeal_for_good(scene, mailbox):
    appealed(scene)
    c = invite(scene)
    assert (c.invited, len(c.invited)) == (seats.seat_of(scene.desk, "xinghai", c.id, ADDRESS), 8)
    (mail,) = letters(mailbox, scene)
    assert scene.number in mail.text and "极速卡社" in mail.text and "11月24日" in mail.text
    c = rule(scene)
    assert (c.state, c.draft.by) == (State.AWAITING_EFFECT, c.invited)
    scene.after(minutes=6).tick()
    c = scene.load()
    assert (c.state, c.outcome, c.final) == (State.AWAITING_REMEDY, Outcome.UPHELD, True)
    with pytest.raises(NotAllowed):
        rule(scene)


def test_the_address_is_in_no_event_and_nowhere_in_plain(scene, cloud):
    appealed(scene)
    invite(scene)
    scene.tick()
    assert ADDRESS not in stored(cloud, scene) and "chen@" not in stored(cloud, scene)
    asked = scene.desk.cases.case("xinghai", scene.number, fresh=True).links[-1]
    assert (asked.type, dict(asked.payload or {})) == (Action.INVITE_ARBITER, {})
    box = scene.desk.cases.seat("xinghai", scene.number, scene.load().invited)
    assert scene.desk.vault.open("contact", box) == ADDRESS.encode()


@pytest.mark.parametrize(
    "email",
    [
        "o1@desk.example",
        "O2@DESK.example",
        "a1@desk.example",
        "a1+arbiter@desk.example",
        "m1@merchant.example",
        "m2@merchant.example",
        "zhang@qq.example",
        "zhang+again@qq.example",
    ],
)
def test_nobody_of_the_desk_and_no_party_is_an_outside_arbiter(scene, email):
    appealed(scene)
    with pytest.raises(Invalid) as refused:
        invite(scene, email)
    assert refused.value.fields == {"email": seats.INSIDE}
    assert scene.load().invited == ""


@pytest.mark.parametrize("email", ["", "   ", "chen", "chen@"])
def test_what_is_no_address_is_refused_under_its_field(scene, email):
    appealed(scene)
    with pytest.raises(Invalid) as refused:
        invite(scene, email)
    assert set(refused.value.fields) == {"email"}


def test_who_is_signed_out_invites_nobody_and_learns_nothing(scene):
    appealed(scene)
    session = scene.signed_in("o1")
    scene.desk.sessions.end_sessions("xinghai", "o1")
    for email in (ADDRESS, "zhang@qq.example"):
        with pytest.raises(SignedOut):
            invite(scene, email, session=session)


def test_a_form_sent_twice_invites_once_and_mails_once(scene, mailbox):
    appealed(scene)
    first = invite(scene, key="the same form")
    assert invite(scene, key="the same form").version == first.version
    assert len(letters(mailbox, scene)) == 1


def test_one_arbiter_at_a_time(scene):
    appealed(scene)
    invite(scene)
    with pytest.raises(NotAllowed):
        invite(scene, "another@arbiter.example")


def test_before_a_ruling_only_a_party_that_is_the_platform_needs_one(scene):
    scene.file()
    with pytest.raises(NotAllowed):
        invite(scene)
    scene.contest()
    with pytest.raises(NotAllowed):
        invite(scene)


def test_an_invitation_is_to_one_complaint(scene):
    first = appealed(scene)
    invite(first)
    mine = first.load().invited
    second = appealed(Scene(scene.desk, scene.market, scene.now, clicks=50), order="KM1000002")
    assert seats.seat_of(scene.desk, "xinghai", second.number, ADDRESS) != mine
    for seat in (mine, "a1's id", ""):
        with pytest.raises(NotAllowed):
            rule(second, seat=seat or "00000000")
    assert second.load().state is State.APPEALED


def test_who_declines_has_the_seat_no_more_and_is_not_asked_again(scene):
    appealed(scene)
    invite(scene)
    c = act(scene, Action.DECLINE_SEAT, words="我和卖家认识，不便担任。")
    assert (c.invited, c.objected) == ("", ())
    with pytest.raises(NotAllowed):
        rule(scene)
    with pytest.raises(Invalid) as refused:
        invite(scene)
    assert refused.value.fields == {"email": seats.BEFORE}
    assert invite(scene, "another@arbiter.example").invited


def test_each_side_declines_one_and_after_both_nobody_more_is_invited(scene):
    appealed(scene)
    invite(scene)
    assert scene.do(Action.DECLINE_SEAT, Role.BUYER, words="不认识这位").invited == ""
    invite(scene, "second@arbiter.example")
    with pytest.raises(NotAllowed):
        scene.do(Action.DECLINE_SEAT, Role.BUYER, words="这位也不要")
    assert scene.do(Action.DECLINE_SEAT, Role.MERCHANT, words="我们不接受").invited == ""
    with pytest.raises(NotAllowed):
        invite(scene, "third@arbiter.example")
    assert scene.ruled(Outcome.UPHELD, role=Role.ARBITER).final


def test_what_was_not_seen_is_not_decided(scene):
    appealed(scene)
    seen = invite(scene).version
    scene.do(Action.ADD_WORDS, Role.BUYER, words="补充一句")
    with pytest.raises(Conflict):
        rule(scene, seen=seen)
    assert rule(scene, seen=seen + 1).state is State.AWAITING_EFFECT


def test_only_the_arbiter_takes_the_own_ruling_back(scene):
    appealed(scene)
    invite(scene)
    rule(scene)
    with pytest.raises(NotAllowed):
        scene.do(Action.TAKE_BACK, Role.ARBITER)
    assert act(scene, Action.TAKE_BACK).state is State.APPEALED


def test_a_proof_that_came_in_is_told_of_and_what_they_did_themselves_is_not(scene, mailbox):
    appealed(scene)
    invite(scene)
    act(scene, Action.ASK_PROOF, side=Role.MERCHANT, words="请提供出库记录")
    assert len(letters(mailbox, scene)) == 1
    scene.do(Action.GIVE_PROOF, Role.MERCHANT, words="出库记录：11月20日 20:01 自动发货一次。")
    assert len(letters(mailbox, scene)) == 2
    rule(scene)
    act(scene, Action.TAKE_BACK)
    assert len(letters(mailbox, scene)) == 2


def test_who_was_invited_is_reminded_while_it_is_their_turn(scene, mailbox):
    appealed(scene)
    invite(scene)
    scene.tick(hours=85)
    scene.tick(hours=42)
    assert scene.events()[-2:] == ["warn", "warn"]
    assert len(letters(mailbox, scene)) == 3


def test_a_single_shop_invites_before_it_answers_and_the_arbiter_rules(single, mailbox):
    invite(single)
    (mail,) = letters(mailbox, single)
    with pytest.raises(NotAllowed):
        rule(single)
    assert single.contest(actor="o1").state is State.AWAITING_RULING
    assert len(letters(mailbox, single)) == 2
    with pytest.raises(NotAllowed):
        single.rule()
    rule(single)
    single.after(minutes=6).tick()
    c = single.load()
    assert (c.state, c.outcome, c.ruling.by) == (State.AWAITING_REMEDY, Outcome.UPHELD, c.invited)
    assert mail.subject.startswith("请您裁决一笔投诉")


def test_a_single_shops_only_arbiter_declines_and_its_answer_is_the_end(single):
    invite(single)
    single.contest(actor="o1")
    c = act(single, Action.DECLINE_SEAT, words="不便担任")
    assert (c.state, c.outcome) == (State.CLOSED, Outcome.REFUSED)


def test_an_appeal_of_the_own_ruling_is_reviewed_by_the_same_arbiter_who_is_told(single, mailbox):
    invite(single)
    single.contest(actor="o1")
    rule(single, Outcome.DISMISSED)
    single.after(minutes=6).tick()
    single.do(Action.APPEAL, Role.BUYER, words=WORDS)
    assert len(letters(mailbox, single)) == 3
    single.do(Action.JOIN_APPEAL, Role.MERCHANT, actor="o1", words=WORDS)
    assert rule(single).state is State.AWAITING_EFFECT


def test_the_letter_holds_a_link_that_works_longer_than_an_appeal(scene, mailbox):
    appealed(scene)
    invited = invite(scene).invited
    (mail,) = letters(mailbox, scene)
    token = re.search(r"https://desk\.example/l/xinghai/(\S+)", mail.text)[1]
    ticket = letter_links.read_ticket(scene.desk, "xinghai", token)
    assert ticket[:3] == (Role.ARBITER, invited, scene.number)
    appeal = scene.market.policy.window("appeal_limit") + scene.market.policy.window("appeal")
    assert timedelta(seconds=letter_links.SEAT_AGE) > appeal


def test_seated_staff_are_told_of_the_appeal_as_before(scene, mailbox):
    appealed(scene)
    invite(scene)
    scene.tick()
    assert [mail.to for mail in mailbox() if "申诉等您处理" in mail.subject] == ["a1@desk.example"]
