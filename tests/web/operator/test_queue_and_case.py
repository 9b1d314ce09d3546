"""The operator's queue, rulings, reviews, assistance and post; the arbiter's appeals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.domain.complaints.complaint import Mark
from functions.domain.vocabulary import Action, Channel, Notice, Outcome, Remedy, Role, State
from functions.ports import DueKind, DueRow, Message, Outbox, PostState, Recipient
from functions.services import assistance, exports, identity, submitting
from tests import cast
from tests.counting import counting
from tests.web.browsing import Person, app_of, text_of

REASON = "商家没有提供出库记录，按细则成立。"


@pytest.fixture
def me(person):
    return person("o1")


@pytest.fixture
def contested(scene):
    scene.file()
    return scene.contest()


def at(c) -> str:
    return f"/o/xinghai/case/{c.id}"


def act(me, c, action: str, **fields):
    return me.post(f"{at(c)}/do", at(c), f'value="{action}"', **fields)


def rule(me, c, result: str = "refund", **fields):
    return act(me, c, "rule", **{"result": result, "clauses": ["3.1"], "words": REASON, **fields})


def ask_for_help(scene, **more):
    asked = {
        "topic": "lost_link",
        "words": "我找不到之前的进度链接了，麻烦帮忙",
        "complaint": "",
        "email": "lin@qq.example",
    }
    token = submitting.new_token(scene.desk, "xinghai", scene.now)
    given = assistance.Asked(token, **{**asked, **more})
    return assistance.ask(scene.desk, scene.market, given, address="1.2.3.4", now=scene.now)


# The queue


def test_what_is_due_first_comes_first_and_help_before_everything(scene, person):
    first = scene.file(order="KM1000001").id
    scene.contest()
    scene.after(hours=1)
    second = scene.file(order="KM1000002").id
    scene.contest()
    waiting = scene.file(order="KM1000003").id
    ask_for_help(scene)
    page = text_of(person("o1").get("/o/xinghai").text)
    assert page.index("我找不到之前的进度链接") < page.index(first) < page.index(second)
    assert waiting not in page


def test_a_page_of_the_queue_examines_what_it_shows_and_asks_once(cloud, table):
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint)
    scene = cast.Scene(desk, cast.marketplace(desk))
    scene.file()
    scene.contest()
    me = Person(scene, app_of(scene)).sign_in("o1")
    me.get("/o/xinghai")
    with counting(client) as count:
        me.get("/o/xinghai")
    assert sorted(call.operation for call in count.calls) == ["GetItem", "Query"]
    assert [(q.examined, q.returned) for q in count.of("Query")] == [(1, 1)]
    with counting(client) as count:
        me.get("/o/xinghai?view=merchant&category=K1")
    assert sorted(call.operation for call in count.calls) == ["GetItem", "Query"]


def test_views_and_filters_are_addresses(scene, me):
    k1 = scene.file(order="KM1000001").id
    scene.contest()
    d1 = scene.file(order="KM1000002", category="D1").id
    scene.contest()
    reviewed = scene.file(order="KM1000003", amt="268.00").id
    scene.withdraw()
    shown = {
        "": {k1, d1, reviewed},
        "view=ruling": {k1, d1},
        "view=review": {reviewed},
        "category=D1": {d1},
        "merchant=m2": set(),
        "merchant=m1&category=K1": {k1, reviewed},
        f"q={k1[-4:].lower()}": {k1},
        "q=点卡": {k1, d1, reviewed},
        "view=nonsense&category=Z9&merchant=m9": {k1, d1, reviewed},
        "view=closed": set(),
        "view=appeals": set(),
    }
    for query, expected in shown.items():
        page = text_of(me.get(f"/o/xinghai?{query}").text)
        assert {number for number in (k1, d1, reviewed) if number in page} == expected, query


def test_filters_say_that_they_look_at_this_page(scene, me, contested):
    page = text_of(me.get("/o/xinghai?category=D1").text)
    assert "在这一页的 1 笔里找到 0 笔" in page
    assert "没有找到“ZZZZ”" in text_of(me.get("/o/xinghai?q=ZZZZ").text)


def test_a_whole_number_opens_its_case(me, contested):
    assert me.get(f"/o/xinghai?q={contested.id.lower()}").location == at(contested)
    assert "没有找到" in me.get("/o/xinghai?q=TS-261122-ZZZZZZZZ").text


def test_ticked_complaints_become_one_incident_and_cannot_be_withdrawn(scene, me):
    numbers = [scene.file(order=f"KM100000{i}").id for i in range(3)]
    form = {
        **me.hidden("/o/xinghai?view=merchant", 'data-key="a"'),
        "ids": [*numbers[:2], "TS-261122-ZZZZZZZZ", "x#y"],
    }
    for expected in ("2", "0"):
        assert me.send("/o/xinghai/mark", form).location == f"/o/xinghai?marked={expected}"
    assert [Mark.INCIDENT in scene.desk.cases.load("xinghai", each).marks for each in numbers] == [
        True,
        True,
        False,
    ]


def test_an_empty_queue_says_so(me):
    assert "都处理完了" in me.get("/o/xinghai").text


# The case and its ruling


def test_the_case_shows_both_sides_and_masks_the_contact(scene, me, contested):
    page = text_of(me.get(at(contested)).text)
    said = (
        "z***@qq.example",
        "20:20 在官网充值",
        "卡密发货前已检测有效",
        "KM2026112200187",
        "3.1 卡密无效",
        "生效后通知双方，3 天内都可以申诉",
    )
    assert [words for words in said if words not in page] == []
    assert "zhang@" not in me.get(at(contested)).text


def test_a_ruling_can_be_taken_back_and_nobody_hears_of_it(scene, me, mailbox, contested):
    scene.tick()
    before = len(mailbox())
    assert rule(me, contested).location == f"{at(contested)}?did=rule"
    pending = me.get(at(contested)).text
    assert "裁决待生效" in pending and "剩 5 分" in pending
    act(me, contested, "take_back")
    assert scene.load().state is State.AWAITING_RULING
    scene.tick(minutes=10)
    assert len(mailbox()) == before


def test_a_ruling_takes_effect_with_its_clauses_and_remedies(scene, me, contested):
    rule(me, contested, "partial_refund", fen="30.50", deduct="10", clauses=["3.1", "1.1", "3.1"])
    scene.tick(minutes=6)
    after = scene.load()
    assert [(item.kind, item.fen) for item in after.remedies] == [
        (Remedy.PARTIAL_REFUND, 3050),
        (Remedy.DEDUCT, 1000),
    ]
    assert (after.ruling.clauses, after.ruling.by, after.outcome) == (("3.1", "1.1"), "o1", Outcome.UPHELD)


def test_a_dismissal_says_what_follows(scene, me, contested):
    assert "同类问题不能再投诉。生效后通知双方，3 天内都可以申诉" in text_of(me.get(at(contested)).text)
    rule(me, contested, "dismissed", deduct="10")
    scene.tick(minutes=6)
    assert (scene.load().outcome, scene.load().remedies) == (Outcome.DISMISSED, ())


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"result": ""}, "result"),
        ({"result": "deduct"}, "result"),
        ({"clauses": []}, "clauses"),
        ({"clauses": ["9.99"]}, "clauses"),
        ({"words": "成立"}, "words"),
        ({"result": "partial_refund", "fen": "98.50"}, "fen"),
        ({"deduct": "很多"}, "deduct"),
    ],
)
def test_what_a_ruling_lacks_is_said_and_nothing_is_lost(scene, me, contested, changed, wrong):
    again = rule(me, contested, **{"words": "先写到这里，还没写完", "deduct": "12", **changed})
    assert again.status_code == 422
    assert f'href="#f-{wrong}"' in again.text and f'id="e-{wrong}"' in again.text
    assert changed.get("words", "先写到这里，还没写完") in again.text
    assert f'value="{changed.get("deduct", "12")}"' in again.text
    assert scene.load() == contested


def test_a_frequent_reason_is_enough_without_scripts(scene, me, contested):
    rule(me, contested, words="", canned="no_log")
    scene.tick(minutes=6)
    assert "按细则由商家承担" in text_of(me.get(at(contested)).text)


def test_two_operators_decide_one_case_once(scene, me, person, contested):
    other = person("o2")
    mine, theirs = (who.hidden(at(contested), 'value="rule"') for who in (me, other))
    fields = {"result": "refund", "clauses": ["3.1"], "words": REASON}
    assert me.send(f"{at(contested)}/do", {**mine, **fields}).status_code == 303
    late = other.send(f"{at(contested)}/do", {**theirs, **fields, "words": "我认为应当驳回这笔投诉"})
    assert late.status_code == 409
    assert (
        "有人刚刚先操作了" in late.text
        and "裁决待生效" in late.text
        and "我认为应当驳回这笔投诉" in late.text
    )
    assert scene.events().count("rule") == 1


def test_words_that_came_meanwhile_are_read_before_it_is_ruled(scene, me, contested):
    form = {
        **me.hidden(at(contested), 'value="rule"'),
        "result": "refund",
        "clauses": ["3.1"],
        "words": REASON,
    }
    scene.do(Action.ADD_WORDS, Role.BUYER, words="商家刚刚已经把钱退给我了")
    again = me.send(f"{at(contested)}/do", form)
    assert again.status_code == 409
    assert "商家刚刚已经把钱退给我了" in again.text and REASON in again.text
    assert rule(me, contested).status_code == 303


def test_both_sides_can_be_asked_and_given_more_time_once(scene, me, contested):
    act(me, contested, "ask_proof", side="buyer", proof_words="请提供报错截图里的时间")
    assert scene.load().state is State.AWAITING_BUYER_PROOF
    act(me, contested, "extend")
    assert scene.load().extended
    assert 'value="extend"' not in me.get(at(contested)).text
    wrong = me.send(f"{at(contested)}/do", {"csrf": me.csrf(), "cmd": "e" * 12, "action": "extend"})
    assert wrong.status_code == 409 and "已经延长过一次" in wrong.text


def test_asking_without_saying_what_for_opens_its_form_again(me, contested):
    again = act(me, contested, "ask_proof", side="buyer", proof_words="")
    assert again.status_code == 422
    assert 'href="#f-proof_words"' in again.text


def test_unverified_and_late_complaints_are_admitted_or_declined(scene, me):
    c = scene.file(by_link=False)
    act(me, c, "admit")
    assert scene.load().state is State.AWAITING_MERCHANT
    late = scene.file(
        order="KM1000009", signed=scene.signed(o="KM1000009", dat=int(scene.now.timestamp()) - 9 * 86400)
    )
    assert act(me, late, "decline_admission", decline_words="").status_code == 422
    act(me, late, "decline_admission", decline_words="页面已写明限制，交付已过九天")
    assert scene.load().outcome is Outcome.NOT_ADMITTED


def test_an_order_that_has_a_complaint_already_is_not_admitted_twice(scene, me):
    unsigned = scene.file(by_link=False)
    first = scene.file()
    refused = act(me, unsigned, "admit")
    assert refused.status_code == 409 and first.id in refused.text


def test_marks_words_and_a_remedy_in_the_merchants_place(scene, me, contested):
    act(me, contested, "mark", mark="malicious")
    assert scene.load().marks == (Mark.MALICIOUS,)
    assert "取消标记：恶意投诉" in text_of(me.get(at(contested)).text)
    act(me, contested, "add_words", note="我们正在向商家核实")
    rule(me, contested)
    scene.tick(minutes=6)
    act(me, contested, "do_remedy", words="平台已代退款", ref="尾号 4471")
    assert scene.load().state is State.AWAITING_CONFIRMATION


def test_the_history_is_whole(me, contested):
    rule(me, contested)
    whole = me.get(f"{at(contested)}/history.json").json
    assert exports.check(whole) == 3
    assert REASON in str(whole["events"][-1]["words"])


# Withdrawals


@pytest.fixture
def reviewed(scene):
    scene.file(amt="268.00")
    return scene.withdraw("settled", words="商家已补发，能用了", proof="客服说已补发，登录后余额到账 268 元")


def test_a_withdrawal_shows_reason_proof_and_why_a_person_looks(me, reviewed):
    page = text_of(me.get(at(reviewed)).text)
    said = (
        "与商家达成和解",
        "商家已补发，能用了",
        "登录后余额到账",
        "金额较大",
        "附有佐证待核对",
        "20:20 在官网充值",
    )
    assert [words for words in said if words not in page] == []


def test_approved_it_ends(scene, me, reviewed):
    act(me, reviewed, "approve_withdrawal")
    assert (scene.load().state, scene.load().outcome) == (State.CLOSED, Outcome.WITHDRAWN)


def test_refused_it_goes_on_and_a_false_reason_is_remembered(scene, me, reviewed):
    empty = act(me, reviewed, "refuse_withdrawal", false_reason="1")
    assert empty.status_code == 422 and "checked" in empty.text
    act(me, reviewed, "refuse_withdrawal", words="佐证看不出是哪一笔订单", false_reason="1")
    after, remembered = scene.desk.cases.load_with_person("xinghai", reviewed.id, reviewed.person)
    assert (after.state, remembered.strikes) == (State.AWAITING_MERCHANT, 1)


# Appeals


@pytest.fixture
def appealed(scene):
    scene.file()
    scene.contest()
    scene.ruled()
    scene.do(Action.APPEAL, Role.MERCHANT, words="找到了当时的出库日志，能证明卡密有效")
    return scene.do(Action.JOIN_APPEAL, Role.BUYER, words="我也有新的凭证，请一并处理。")


def test_until_the_other_side_joins_or_its_time_is_over_nobody_decides(scene, person):
    c = scene.file()
    scene.contest()
    scene.ruled()
    scene.do(Action.APPEAL, Role.MERCHANT, words="找到了当时的出库日志，能证明卡密有效")
    page = person("a1").get(at(c)).text
    assert "还可以加入申诉，之后才能裁决" in text_of(page) and 'value="rule"' not in page


def test_an_arbiter_sees_appeals_and_nothing_else(scene, person, appealed):
    other = scene.file(order="KM1000002").id
    arbiter = person("a1")
    page = text_of(arbiter.get("/o/xinghai?view=ruling").text)
    assert appealed.id in page and other not in page
    missing = arbiter.get("/o/xinghai/case/TS-261122-ZZZZZZZZ")
    assert arbiter.get(f"/o/xinghai/case/{other}").data == missing.data
    assert "没有找到" in arbiter.get(f"/o/xinghai?q={other}").text
    assert (
        arbiter.get("/o/xinghai/notices").status_code == arbiter.get("/o/xinghai/assist").status_code == 404
    )


def test_the_arbiter_keeps_or_changes_the_first_ruling(scene, person, appealed):
    arbiter = person("a1")
    page = arbiter.get(at(appealed)).text
    assert "原裁决由 王芳 作出" in page
    assert 'value="refund" checked' in page and 'value="1.2" checked' in page
    rule(arbiter, appealed, "dismissed")
    scene.tick(minutes=6)
    assert (scene.load().outcome, scene.load().ruling.by) == (Outcome.DISMISSED, "a1")


def test_while_an_arbiter_is_seated_no_operator_decides_appeals(scene, me, person, appealed):
    assert 'value="rule"' not in me.get(at(appealed)).text
    form = {
        "csrf": me.csrf(),
        "cmd": "r" * 12,
        "action": "rule",
        "result": "refund",
        "clauses": "3.1",
        "words": REASON,
    }
    refused = me.send(f"{at(appealed)}/do", form)
    assert refused.status_code == 409 and "申诉须由另一位客服或仲裁员处理" in refused.text
    assert scene.load() == appealed


def test_without_an_arbiter_another_operator_decides(scene, me, person, appealed):
    scene.desk.tenants.put_staff("xinghai", "a1", disabled=True)
    assert "原裁决由您作出，申诉须由另一位处理" in me.get(at(appealed)).text
    other = person("o2")
    assert rule(other, appealed).status_code == 303
    assert scene.load().draft.by == "o2"


# Assistance


def test_a_request_is_answered_once_and_the_link_goes_to_the_contact_on_record(scene, me, mailbox):
    c = scene.file()
    scene.tick()
    asked = ask_for_help(scene, complaint=c.id)
    path = f"/o/xinghai/assist/{asked.id}"
    page = me.get(path).text
    assert "l***@qq.example" in page and "lin@qq.example" not in page
    empty = me.post(path, path, words="", way_in="1")
    assert empty.status_code == 422 and 'value="1" checked' in empty.text
    assert me.post(path, path, words="已把链接发到当时的邮箱", way_in="1").location == f"{path}?did=1"
    again = me.send(path, {"csrf": me.csrf(), "words": "第二个答复"})
    assert again.status_code == 409 and "第二个答复" in again.text and "已把链接发到" in again.text
    scene.tick()
    linked = [each for each in mailbox() if "/l/xinghai/" in each.text and each.to.endswith("qq.example")]
    way_in = [each.to for each in linked if c.id in each.text]
    assert way_in[-1] == "zhang@qq.example" and "lin@qq.example" not in way_in
    assert {each.to for each in linked if asked.id in each.text} == {"lin@qq.example"}
    assert "没有等答复的协助请求" in me.get("/o/xinghai/assist").text
    assert asked.id in me.get("/o/xinghai/assist?state=answered").text


# Post that did not arrive


def dead_letter(scene, number: str, n: int = 90) -> Outbox:
    message = Message(
        f"{number}-90-1",
        Notice.OPENED,
        Channel.EMAIL,
        Recipient(Role.MERCHANT, "m1"),
        "zh",
        scene.now,
        PostState.DEAD,
        1,
        "MessageRejected",
    )
    outbox = Outbox(
        DueRow(DueKind.COMPLAINT_POST, scene.market.id, number, n),
        scene.market.id,
        number,
        (message,),
        {"number": number},
    )
    scene.desk.post.post(outbox)
    return outbox


def test_dead_post_says_what_and_why_and_is_sent_again(scene, me):
    c = scene.file()
    outbox = dead_letter(scene, c.id)
    page = me.get("/o/xinghai/notices").text
    said = ("新投诉 · 邮件", "极速卡社 m***@merchant.example", "MessageRejected", c.id)
    assert [words for words in said if words not in text_of(page)] == []
    assert "m1@" not in page and "CMP#" not in page
    sent = me.post("/o/xinghai/notices", "/o/xinghai/notices", 'name="row"')
    assert sent.location == "/o/xinghai/notices?did=1"
    assert scene.desk.post.outbox(outbox.key).messages[0].state == PostState.WAITING
    assert "所有通知都送到了" in me.get("/o/xinghai/notices").text


def test_nobody_sends_another_marketplaces_post(scene, person):
    dead_letter(replace_market(scene, "jiguang"), "TS-261122-AAAAAAAA")
    theirs = person("o1", market="jiguang")
    row = theirs.hidden("/o/jiguang/notices", 'name="row"')["row"]
    me = person("o1")
    for forged in (row, "", "x.y.z"):
        assert (
            me.send("/o/xinghai/notices", {"csrf": me.csrf(), "cmd": "n" * 12, "row": forged}).status_code
            == 404
        )


def replace_market(scene, name: str):
    return replace(scene, market=scene.desk.tenants.marketplace(name))


# Who is not from here


def test_a_stranger_of_another_marketplace_finds_nothing_of_ours(scene, person, contested):
    stranger = person("o1", market="jiguang")
    elsewhere, missing = (f"/o/jiguang/case/{number}" for number in (contested.id, "TS-261122-ZZZZZZZZ"))
    assert stranger.get(elsewhere).data == stranger.get(missing).data
    assert contested.id not in text_of(
        stranger.get(f"/o/jiguang?q={contested.id}").text.replace(f"“{contested.id}”", "")
    )
    form = {
        "csrf": stranger.csrf(),
        "cmd": "s" * 12,
        "action": "mark",
        "mark": "malicious",
        "ids": contested.id,
    }
    assert stranger.send(f"{elsewhere}/do", form).status_code == 404
    assert stranger.send("/o/jiguang/mark", form).location == "/o/jiguang?marked=0"
    assert stranger.send(f"{at(contested)}/do", form).location == "/o/xinghai/in"
    assert scene.load() == contested


# Whose order it is


def test_the_operator_finds_the_merchant_of_an_order_whose_link_names_none(scene, me):
    c = scene.file(signed=scene.signed(m="somebody-new"))
    assert "等您确认商家" in me.get("/o/xinghai").text and c.id in me.get("/o/xinghai?view=check").text
    page = me.get(at(c)).text
    assert "这是哪个商家的订单" in page and "商家待定" in page and "还没有通知商家" in page
    assert act(me, c, "assign", merchant="m2").status_code == 303
    assert (scene.load().state, scene.load().merchant) == (State.AWAITING_MERCHANT, "m2")
    assert "平台已确认商家：云点数卡" in me.get(at(c)).text


def test_an_order_is_given_to_nobody_who_is_no_merchant_here(scene, me):
    c = scene.file(signed=scene.signed(m="0"))
    for merchant in ("", "m9", "o1"):
        answer = act(me, c, "assign", merchant=merchant)
        assert answer.status_code == 422 and "请选择这笔订单的商家" in answer.text
    assert scene.load().state is State.AWAITING_ASSIGNMENT


def test_a_merchant_does_not_see_a_complaint_that_is_nobodys_yet(scene, person):
    c = scene.file(signed=scene.signed(m=None))
    assert person("s1").get(f"/m/xinghai/case/{c.id}").status_code == 404


# What is done for who asked


def test_an_act_for_an_asker_is_chosen_then_confirmed(scene, me):
    scene.file()
    passcode = identity.passcode(scene.desk, scene.load())
    asked = ask_for_help(scene, complaint=scene.number, passcode=passcode)
    path = f"/o/xinghai/assist/{asked.id}"
    page = me.get(path).text
    assert "对方有这笔投诉的密码" in page and f"{path}?act=assist_withdraw" in page
    assert f"{path}?act=grant_look" not in page, "there is no key to look at"
    chosen = f"{path}?act=assist_withdraw"
    assert "提交后马上办理" in me.get(chosen).text and scene.load().open
    short = me.post(f"{path}/act", chosen, 'value="assist_withdraw"', action="assist_withdraw", words="短")
    assert short.status_code == 422 and "短" in short.text
    said = {"action": "assist_withdraw", "words": "本人要求撤销，已核实密码。"}
    done = me.post(f"{path}/act", chosen, 'value="assist_withdraw"', **said)
    assert done.location == f"{path}?did=assist_withdraw"
    assert scene.load().outcome is Outcome.WITHDRAWN
    again = me.send(f"{path}/act", {"csrf": me.csrf(), **said, "seen": "1"})
    assert again.status_code == 409
    assert scene.events().count(Action.ASSIST_WITHDRAW) == 1


def test_whose_asker_proved_nothing_is_told_to_the_holder_first(scene, me):
    scene.file()
    asked = ask_for_help(scene, complaint=scene.number)
    path = f"/o/xinghai/assist/{asked.id}"
    chosen = f"{path}?act=void"
    assert "先告知投诉人" in me.get(chosen).text
    said = {"action": "void", "words": "来信人称订单是他的，非本人提交。"}
    me.post(f"{path}/act", chosen, 'value="void"', **said)
    assert scene.load().open and scene.load().pending
    page = me.get(path).text
    assert "等投诉人的意见" in page and "可以为对方办理" not in page
    me.post(f"{path}/act", path, 'value="assist_drop"', action="assist_drop")
    assert not scene.load().pending and "可以为对方办理" in me.get(path).text


def test_another_merchant_reads_the_complaint_and_nothing_of_the_one_before(scene, me, person):
    scene.file()
    scene.contest()
    asked = ask_for_help(scene, complaint=scene.number)
    path = f"/o/xinghai/assist/{asked.id}"
    chosen = f"{path}?act=assist_assign"
    said = {"action": "assist_assign", "words": "核对发货记录，是另一家的订单。"}
    nobody = me.post(f"{path}/act", chosen, 'value="assist_assign"', merchant="m9", **said)
    assert nobody.status_code == 422
    me.post(f"{path}/act", chosen, 'value="assist_assign"', merchant="m2", **said)
    assert (scene.load().merchant, scene.load().state) == ("m2", State.AWAITING_MERCHANT)
    assert person("s1").get(f"/m/xinghai/case/{scene.number}").status_code == 404
    scene.desk.tenants.put_staff("xinghai", "s1", merchant="m2")
    scene.market = scene.desk.tenants.marketplace("xinghai")
    page = person("s1").get(f"/m/xinghai/case/{scene.number}").text
    assert "卡密发货前已检测有效" not in page and "核对发货记录" not in page and "充值时提示卡密错误" in page
