"""What a merchant sees of complaints about it, and how it answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.domain.complaints.complaint import Mark
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from functions.services import exports
from tests.web.browsing import text_of


@pytest.fixture
def me(person):
    return person("s1")


def at(c) -> str:
    return f"/m/xinghai/case/{c.id}"


def answer(me, c, how: str, **fields):
    return me.post(f"{at(c)}/do", at(c), 'value="answer"', how=how, **fields)


def test_the_inbox_begins_with_what_awaits_the_merchant_most_urgent_first(scene, me):
    later = scene.file(order="KM1000001").id
    scene.after(hours=2)
    contested = scene.file(order="KM1000002").id
    scene.contest()
    newest = scene.file(order="KM1000003").id
    me.sign_in("s1")
    page = text_of(me.get("/m/xinghai").text)
    assert (
        page.index("等您处理")
        < page.index(later)
        < page.index(newest)
        < page.index("等别人处理")
        < page.index(contested)
    )
    assert "剩 22 小时" in page
    assert "逾期未回复，平台按现有凭证直接裁决" in page


def test_ended_complaints_are_under_their_own_tab(scene, me):
    c = scene.file()
    scene.do(Action.ACCEPT, Role.MERCHANT)
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款")
    scene.do(Action.CONFIRM, Role.BUYER)
    assert c.id not in me.get("/m/xinghai").text
    assert c.id in me.get("/m/xinghai?state=closed").text


def test_a_long_list_goes_on_on_the_next_page(scene, me, monkeypatch):
    monkeypatch.setattr("functions.web.case.listing.ROWS", 2)
    filed = [scene.after(minutes=1).file(order=f"KM100000{i}").id for i in range(3)]
    first = me.get("/m/xinghai")
    onward = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = me.get(onward)
    assert [number in first.text for number in filed] == [True, True, False]
    assert [number in text_of(second.text) for number in filed] == [False, False, True]


def test_a_case_says_when_what_and_who_but_never_the_buyers_contact(scene, me):
    c = scene.file()
    page = text_of(me.get(at(c)).text)
    said = (
        "请在 11月23日 12:00 前处理",
        "20:20 在官网充值时提示卡密错误",
        "KM2026112200187",
        "¥98.50",
        "同意全额退款",
    )
    assert [words for words in said if words not in page] == []
    assert "qq.example" not in me.get(at(c)).text


def test_agreeing_is_one_choice_and_one_button(scene, me):
    c = scene.file()
    done = answer(me, c, "refund")
    assert done.location == f"{at(c)}?did=accept"
    assert scene.load().state is State.AWAITING_REMEDY
    assert "已回复，买家会收到通知" in me.get(done.location).text


def test_less_than_asked_is_an_offer_and_its_history_says_so(scene, me):
    c = scene.file()
    answer(me, c, "partial_refund", fen="30")
    assert (scene.load().state, scene.load().offer.fen) == (State.AWAITING_BUYER, 3000)
    assert scene.events()[-1] == Action.OFFER


@pytest.mark.parametrize(
    ("how", "fields", "wrong"),
    [
        ("contest", {"words": "不同意"}, "words"),
        ("partial_refund", {"fen": "98.50"}, "fen"),
        ("partial_refund", {"fen": "三十"}, "fen"),
        ("partial_refund", {}, "fen"),
        ("", {}, "how"),
        ("deduct", {}, "how"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(scene, me, how, fields, wrong):
    c = scene.file()
    again = answer(me, c, how, **{"words": "先写到这里", **fields})
    assert again.status_code == 422, f"{again.status_code}: {again.text}"
    assert f'href="#f-{wrong}"' in again.text and f'id="e-{wrong}"' in again.text
    assert fields.get("words", "先写到这里") in again.text
    assert scene.load() == c


def test_the_same_press_twice_is_one_answer_and_another_content_is_refused(scene, me):
    c = scene.file()
    form = {**me.hidden(at(c), 'value="answer"'), "how": "refund"}
    assert me.send(f"{at(c)}/do", form).status_code == 303
    scene.after(seconds=2)
    assert me.send(f"{at(c)}/do", form).status_code == 303
    assert (
        me.send(f"{at(c)}/do", {**form, "how": "contest", "words": "卡密发货前已检测有效"}).status_code == 409
    )
    assert len(scene.events()) == 2


def test_later_steps(scene, me):
    c = scene.file()
    answer(me, c, "contest", words="卡密发货前已检测有效，附出库记录")
    assert "同意：全额退款 ¥98.50" in me.get(at(c)).text
    scene.do(Action.ASK_PROOF, Role.OPERATOR, side=Role.MERCHANT, words="请提供出库日志")
    assert "请提供出库日志" in me.get(at(c)).text
    me.post(f"{at(c)}/do", at(c), 'value="give_proof"', words="出库时间 11月22日 10:01，序列尾号 7712")
    me.post(f"{at(c)}/do", at(c), 'value="add_words"', note="如需更多记录请告诉我们")
    me.post(f"{at(c)}/do", at(c), 'value="accept"')
    assert scene.load().state is State.AWAITING_REMEDY
    me.post(f"{at(c)}/do", at(c), 'value="do_remedy"', words="已原路退款", ref="   ")
    assert scene.load().state is State.AWAITING_REMEDY, "a number of spaces is none"
    me.post(f"{at(c)}/do", at(c), 'value="do_remedy"', words="已原路退款", ref="退款单 4471")
    assert scene.events() == [
        "file",
        "contest",
        "ask_proof",
        "give_proof",
        "add_words",
        "accept",
        "do_remedy",
    ]


def test_an_appeal_is_offered_once_and_in_time(scene, me):
    c = scene.file()
    scene.contest()
    scene.ruled()
    assert "对裁决有异议" in me.get(at(c)).text
    scene.after(hours=71)
    me.sign_in("s1")
    me.post(f"{at(c)}/do", at(c), 'value="appeal"', appeal_words="找到了当时的出库日志，能证明卡密有效")
    assert scene.load().state is State.APPEALED
    assert "对裁决有异议" not in me.get(at(c)).text


def test_too_late_or_overtaken_shows_the_newest_state_and_keeps_the_words(scene, me):
    c = scene.file()
    form = {**me.hidden(at(c), 'value="answer"'), "how": "contest", "words": "卡密发货前已检测有效，请核对"}
    scene.after(hours=25)
    me.sign_in("s1")
    late = me.send(f"{at(c)}/do", form)
    assert late.status_code == 409
    assert "卡密发货前已检测有效，请核对" in text_of(late.text)
    assert "待裁决" in text_of(late.text)


def test_a_ruling_that_may_be_taken_back_does_not_show_anywhere(scene, me):
    c = scene.file()
    scene.contest()
    before = [me.get(at(c)).text.count("裁决"), me.get("/m/xinghai").text.count("裁决")]
    scene.rule()
    assert "按细则裁决" not in me.get(at(c)).text
    assert [me.get(at(c)).text.count("裁决待生效"), me.get("/m/xinghai").text.count("裁决待生效")] == [0, 0]
    assert me.get("/m/xinghai").text.count("裁决") == before[1]
    told = me.get(f"{at(c)}/history.json").json
    assert [event["type"] for event in told["events"]] == ["file", "contest"]
    assert exports.check(told) == 2


def test_the_history_verifies_and_keeps_back_what_is_between_others(scene, me):
    c = scene.file()
    scene.contest()
    scene.rule()
    scene.do(Action.TAKE_BACK, Role.OPERATOR)
    scene.do(Action.MARK, Role.OPERATOR, mark=Mark.INCIDENT)
    scene.do(Action.MARK, Role.OPERATOR, mark=Mark.INCIDENT)
    scene.withdraw("settled", words="商家威胁我让我撤", proof="聊天里商家说不撤就拉黑我")
    told = me.get(f"{at(c)}/history.json")
    assert exports.check(told.json) == 7
    assert "拉黑" not in told.text and "威胁" not in told.text and "按细则裁决" not in told.text
    assert "拉黑" not in me.get(at(c)).text


def strange(scene, kind: str) -> str:
    """The number of a complaint that is none of this merchant's business."""
    match kind:
        case "another merchant's":
            return scene.file(signed=scene.signed(m="m2")).id
        case "not told yet":
            return scene.file(by_link=False).id
        case "late, not admitted":
            return scene.file(signed=scene.signed(dat=int((scene.now - timedelta(days=9)).timestamp()))).id
    return "TS-261122-ZZZZZZZZ"


@pytest.mark.parametrize("kind", ["another merchant's", "not told yet", "late, not admitted"])
def test_what_is_not_theirs_answers_like_what_is_missing(scene, me, kind):
    number, missing = strange(scene, kind), strange(scene, "missing")
    form = {"csrf": me.csrf(), "cmd": "c" * 12, "action": "answer", "how": "refund"}
    for path in ("", "/history.json"):
        mine, none = (me.get(f"/m/xinghai/case/{each}{path}") for each in (number, missing))
        assert (mine.status_code, mine.data) == (none.status_code, none.data) == (404, none.data)
    mine, none = (me.send(f"/m/xinghai/case/{each}/do", form) for each in (number, missing))
    assert (mine.status_code, mine.data) == (none.status_code, none.data) == (404, none.data)
    assert number not in me.get("/m/xinghai").text


def test_extra_fields_change_nothing(scene, me):
    c = scene.file()
    answer(
        me,
        c,
        "refund",
        outcome=str(Outcome.DISMISSED),
        fen="1",
        state="closed",
        remedy=str(Remedy.NONE),
        role="operator",
    )
    after = scene.load()
    assert (after.state, after.remedies[0].fen, after.outcome) == (
        State.AWAITING_REMEDY,
        9850,
        Outcome.RESOLVED,
    )


def test_what_was_changed_since_the_page_was_opened_is_shown_before_it_is_answered(scene, me):
    """The answer to what was not seen is stopped, and what was typed is kept."""
    c = scene.file()
    hidden = me.hidden(at(c), 'value="answer"')
    scene.do(Action.AMEND, Role.BUYER, category="K2", words="看错了，是提示已被使用，不是无效。")
    stopped = me.send(f"{at(c)}/do", {**hidden, "how": "contest", "words": "卡密发货前已检测有效，附记录"})
    assert stopped.status_code == 409
    assert "卡密发货前已检测有效" in stopped.text and "是提示已被使用" in stopped.text
    assert scene.load().state is State.AWAITING_MERCHANT
    scene.do(Action.ADD_WORDS, Role.BUYER, words="再补充一点情况。")
    assert answer(me, c, "contest", words="卡密发货前已检测有效，附出库记录").status_code == 303


def test_a_full_refund_of_a_price_that_nobody_knows_says_whose_word_the_sum_is(scene, me):
    c = scene.file(amt="0.00")
    page = text_of(me.get(at(c)).text)
    assert "全额退款，金额待店铺填写" in page
