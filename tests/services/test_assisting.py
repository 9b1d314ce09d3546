"""Assistance that acts: who is proved is helped at once; on an operator's reason alone the holder is asked first."""

from __future__ import annotations

import pytest

from functions.domain.assistance import ActState, Proof
from functions.domain.errors import Conflict, Invalid, Limited, NotAllowed
from functions.domain.vocabulary import Action, Outcome, Role, State
from functions.services import assistance, assisting, identity, submitting
from functions.services.assisting import Wanted
from tests.cast import WORDS, Scene

REASON = "对方来信说明了情况，核实无误。"


def asked(scene: Scene, **more):
    """A request about the scene's complaint, from somebody else's mailbox."""
    token = submitting.new_token(scene.desk, "xinghai", scene.now)
    given = {"complaint": scene.number, "email": "lin@qq.example", **more}
    form = assistance.Asked(token, "past_window", "已经和商家谈好了，想撤销，过了时间。", **given)
    return assistance.ask(scene.desk, scene.market, form, address="203.0.113.9", now=scene.now)


def by_passcode(scene: Scene):
    """The same, proved by number and passcode, with no way to be written to."""
    return asked(scene, email="", passcode=identity.passcode(scene.desk, scene.load()))


def newest(scene: Scene, request):
    return scene.desk.assistance.assistance("xinghai", request.id)[0]


def act(scene: Scene, request, action: Action, merchant: str = "", words: str = REASON):
    seen = newest(scene, request).version
    wanted = Wanted(action, words, "o1", merchant)
    return assisting.act(scene.desk, scene.market, request.id, wanted, seen=seen, now=scene.now)


def answered(scene: Scene, request, **more):
    seen = newest(scene, request).version
    said = {"words": "我们看一下。", "by": "o1", "seen": seen, **more}
    return assistance.answer(scene.desk, scene.market, request.id, now=scene.now, **said)


def late(scene: Scene) -> None:
    """A complaint past its withdrawal window, still to be ruled."""
    scene.file()
    scene.contest()
    scene.tick(hours=73)


def naming(scene: Scene, action: Action) -> list[str]:
    links = scene.desk.cases.case("xinghai", scene.number, fresh=True).links
    return [str((link.payload or {}).get("request", "")) for link in links if link.type == action]


# The talk


def test_who_leaves_no_contact_needs_number_and_passcode(scene):
    scene.file()
    with pytest.raises(Invalid):
        asked(scene, email="")
    with pytest.raises(Invalid):
        asked(scene, email="", passcode="AAAAAAAA")
    assert asked(scene, email="", phone="13800138000").contact == "138****8000"
    assert by_passcode(scene).proof is Proof.PASSCODE


def test_both_sides_write_ten_messages_at_most_and_the_last_is_the_operators(scene):
    scene.file()
    request = asked(scene)
    for turn in range(4):
        scene.after(minutes=5)
        answered(scene, request, words=f"第 {turn} 次回答")
        assistance.reply(scene.desk, scene.market, request.id, words=f"第 {turn} 次回复", now=scene.now)
    with pytest.raises(NotAllowed):
        assistance.reply(scene.desk, scene.market, request.id, words="还有一句", now=scene.now)
    with pytest.raises(NotAllowed):
        answered(scene, request)
    closed = answered(scene, request, result="helped")
    assert (len(closed.messages), closed.open, closed.result) == (9, False, "helped")


def test_an_asker_who_is_silent_for_a_week_is_let_go(scene):
    scene.file()
    request = asked(scene)
    answered(scene, request)
    assert scene.tick(days=6, hours=23).moved >= 0
    assert newest(scene, request).open
    scene.tick(hours=2)
    assert (newest(scene, request).open, newest(scene, request).result) == (False, "silent")


def test_two_operators_do_not_answer_the_same_message(scene):
    scene.file()
    request = asked(scene)
    answered(scene, request)
    with pytest.raises(Conflict):
        answered(scene, request, seen=1)


# The proof


def code_in(mails) -> str:
    words = (word for mail in reversed(mails) for word in mail.text.split())
    return next(word for word in words if len(word) == 6 and word.isdigit())


def test_the_code_goes_to_the_contact_on_record_and_never_to_the_one_typed(scene, mailbox):
    scene.file()
    request = asked(scene)
    scene.tick()
    before = len(mailbox())
    challenge = assisting.send_code(scene.desk, scene.market, request, address="1.1.1.1", now=scene.now)
    scene.tick()
    assert [mail.to for mail in mailbox()[before:]] == ["zhang@qq.example"]
    tried = {"challenge": challenge, "now": scene.now}
    with pytest.raises(Invalid):
        assisting.prove(scene.desk, scene.market, request.id, code="000000", **tried)
    proved = assisting.prove(scene.desk, scene.market, request.id, code=code_in(mailbox()), **tried)
    assert (proved.proof, proved.proved_at) == (Proof.CODE, scene.now)


def test_of_a_number_that_is_nobodys_the_same_is_said_and_nothing_sent(scene, mailbox):
    scene.file()
    request = asked(scene, complaint="TS-261122-ZZZZZZZZ")
    scene.tick()
    before = len(mailbox())
    how = {"address": "1.1.1.1", "now": scene.now}
    assert assisting.send_code(scene.desk, scene.market, request, **how)
    scene.tick()
    assert len(mailbox()) == before
    for _ in range(2):
        assisting.send_code(scene.desk, scene.market, request, **how)
    with pytest.raises(Limited):
        assisting.send_code(scene.desk, scene.market, request, **how)


def test_a_code_proves_only_the_request_it_was_asked_for(scene, mailbox):
    scene.file()
    mine, other = asked(scene), asked(scene)
    challenge = assisting.send_code(scene.desk, scene.market, mine, address="1.1.1.1", now=scene.now)
    scene.tick()
    with pytest.raises(Invalid):
        assisting.prove(
            scene.desk, scene.market, other.id, challenge=challenge, code=code_in(mailbox()), now=scene.now
        )


# What is done


def test_who_is_proved_is_withdrawn_past_the_window_at_once(scene):
    late(scene)
    request = by_passcode(scene)
    after = act(scene, request, Action.ASSIST_WITHDRAW)
    assert (scene.load().outcome, after.acts[-1].state) == (Outcome.WITHDRAWN, ActState.DONE)
    assert naming(scene, Action.ASSIST_WITHDRAW) == [request.id]


@pytest.mark.parametrize("how", ["F", "marked"])
def test_a_violation_or_what_is_marked_is_never_withdrawn(scene, how):
    from functions.domain.complaints.complaint import Mark

    scene.file(category="F1" if how == "F" else "K1")
    scene.contest()
    if how == "marked":
        scene.do(Action.MARK, Role.OPERATOR, mark=Mark.MALICIOUS)
    with pytest.raises(NotAllowed):
        act(scene, by_passcode(scene), Action.ASSIST_WITHDRAW)
    assert scene.load().open


def test_what_was_withdrawn_is_continued_past_its_seven_days(scene):
    scene.file(amt="30.00")
    scene.withdraw()
    scene.tick(days=30)
    with pytest.raises(NotAllowed):
        scene.do(Action.REOPEN, Role.BUYER, words=WORDS)
    request = by_passcode(scene)
    act(scene, request, Action.ASSIST_REOPEN)
    assert scene.load().state is State.AWAITING_MERCHANT and scene.load().reopened


def test_without_proof_the_holder_is_told_first_and_silence_lets_it_be_done(scene, mailbox):
    late(scene)
    request = asked(scene)
    scene.tick()
    before = len(mailbox())
    told = act(scene, request, Action.ASSIST_WITHDRAW)
    assert told.acts[-1].state is ActState.PROPOSED
    assert (scene.load().pending, scene.load().open) == (request.short, True)
    scene.tick()
    letter = mailbox()[before:][-1]
    assert letter.to == "zhang@qq.example" and "平台准备撤销这笔投诉" in letter.text
    scene.tick(hours=71)
    assert scene.load().open
    scene.tick(hours=2)
    assert (scene.load().outcome, scene.load().pending) == (Outcome.WITHDRAWN, "")
    assert newest(scene, request).acts[-1].state is ActState.DONE


def test_the_holder_objects_and_nothing_is_done(scene):
    late(scene)
    request = asked(scene)
    act(scene, request, Action.VOID)
    scene.tick(hours=1)
    from functions.domain.complaints.complaint import Command

    do = Command(Action.OBJECT, Role.BUYER, "buyer", scene.now)
    holder = scene.load().person
    assisting.object_to(
        scene.desk, scene.market, scene.number, do=do, key="object-01", holder=holder, now=scene.now
    )
    assert newest(scene, request).acts[-1].state is ActState.OBJECTED
    assert naming(scene, Action.OBJECT) == [request.id]
    scene.tick(hours=80)
    assert scene.load().open and Action.VOID not in scene.events()


def test_who_was_not_told_is_not_taken_to_agree(scene):
    late(scene)
    request = asked(scene)
    act(scene, request, Action.ASSIST_WITHDRAW)
    scene.after(hours=73)  # no letter was handed over before the time was up
    assisting.wake(scene.desk, scene.market, request.id, scene.now)
    assert scene.load().open and scene.load().pending == ""
    assert newest(scene, request).acts[-1].state is ActState.UNTOLD


def test_nobody_is_overruled_who_left_no_contact(scene):
    scene.file(email="")
    scene.contest()
    request = asked(scene)
    (offer,) = [
        each
        for each in assisting.offers(scene.desk, scene.market, request, by="o1", now=scene.now)
        if each.action is Action.ASSIST_WITHDRAW
    ]
    assert not offer.now and offer.why
    with pytest.raises(NotAllowed):
        act(scene, request, Action.ASSIST_WITHDRAW)
    assert newest(scene, request).acts == () and scene.load().pending == ""


def test_what_was_proposed_can_be_taken_back(scene):
    late(scene)
    request = asked(scene)
    act(scene, request, Action.ASSIST_WITHDRAW)
    with pytest.raises(NotAllowed):
        act(scene, request, Action.VOID)
    assisting.take_back(scene.desk, scene.market, request.id, by="o2", now=scene.now)
    assert (newest(scene, request).acts[-1].state, scene.load().pending) == (ActState.STOPPED, "")


def test_a_passcode_does_not_make_it_void_at_once_but_a_code_does(scene):
    late(scene)
    request = by_passcode(scene)
    assert act(scene, request, Action.VOID).acts[-1].state is ActState.PROPOSED
    assisting.take_back(scene.desk, scene.market, request.id, by="o1", now=scene.now)
    assisting._update(
        scene.desk,
        scene.market,
        request.id,
        lambda r: assisting.rules.prove(r, Proof.CODE, now=scene.now),
    )
    act(scene, request, Action.VOID)
    assert scene.load().outcome is Outcome.VOID


def test_another_merchant_starts_anew_and_reads_nothing_of_the_one_before(scene):
    from functions.domain.complaints.handover import read_by_merchant
    from functions.services import exports

    scene.file()
    scene.offer()
    request = asked(scene)
    with pytest.raises(Invalid):
        act(scene, request, Action.ASSIST_ASSIGN, "m1")
    act(scene, request, Action.ASSIST_ASSIGN, "m2")
    c = scene.load()
    assert (c.state, c.merchant, c.offer, c.served_at) == (State.AWAITING_MERCHANT, "m2", None, scene.now)
    case = scene.desk.cases.case("xinghai", scene.number, fresh=True)
    assert [link.type for link in read_by_merchant(case.links)] == [Action.FILE, Action.ASSIST_ASSIGN]
    exported = exports.history(scene.desk, case, scene.now, Role.MERCHANT)
    assert exports.check(exported) == len(case.links)
    assert "可以先退一部分" not in str(exported)


def test_after_a_remedy_the_merchant_stays(scene):
    scene.file()
    scene.do(Action.ACCEPT, Role.MERCHANT, words="同意退款")
    with pytest.raises(NotAllowed):
        act(scene, asked(scene), Action.ASSIST_ASSIGN, "m2")


def test_one_more_look_names_the_request(scene):
    scene.file()
    scene.agree_reissue()
    scene.give_key()
    scene.look()
    request = asked(scene)
    act(scene, request, Action.GRANT_LOOK)
    assert naming(scene, Action.GRANT_LOOK) == [request.id] and scene.load().looks == 1


def test_what_the_law_refuses_by_then_is_dropped_and_both_sides_say_so(scene):
    late(scene)
    request = asked(scene)
    act(scene, request, Action.ASSIST_WITHDRAW)
    scene.tick(minutes=1)
    scene.ruled(Outcome.DISMISSED)
    scene.tick(hours=73)
    assert scene.load().outcome is Outcome.DISMISSED and scene.load().pending == ""
    assert newest(scene, request).acts[-1].state is ActState.STOPPED
