"""No page fails because one complaint's clock would: hostile rows, whatever they say, are shown and are
moved on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions import logs
from functions.adapters.dynamo import rows
from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import Settlement
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Remedy, Role, State
from functions.ports import DueKind, DueRow
from functions.web.operator import undelivered
from tests import cast
from tests.cast import WORDS, link
from tests.web.browsing import text_of
from tests.web.visiting import filed, visitor

ASKED = [(2000, 2000), (2000, 9999), (3000, 10**9), (0, 4500), (1, 1), (5000, 5001), (0, 0), (9850, 9850)]
"""Price and part asked for, in 分; 0 is an unknown price."""
REMEDIES = [Remedy.PARTIAL_REFUND, Remedy.REFUND, Remedy.REISSUE, Remedy.NONE, Remedy.DEDUCT]


@pytest.fixture
def bold(scene):
    """Silence upholds up to ¥50."""
    scene.market = cast.marketplace(scene.desk, policy=Policy(2, {"default_upheld_fen": 5000}))
    return scene


def rewritten(scene, number: str, **changes) -> None:
    """A row as an old desk may have left it."""
    c = replace(scene.desk.cases.load("xinghai", number), **changes)
    scene.desk.cases.table.put(rows.write(c, shards=scene.desk.settings.shards))


def hostile(scene, app) -> tuple:
    """A buyer who holds a complaint for each asking, by link and by hand, and their numbers."""
    buyer, numbers = visitor(app), []
    for at, (fen, ask) in enumerate(ASKED):
        one = filed(app, scene, o=f"KM20261122{at:05d}", email="zhang@qq.example", amt="20.00")
        kind = REMEDIES[at % 5] if at > 4 else Remedy.PARTIAL_REFUND
        rewritten(scene, scene.number, fen=fen, ask=Settlement(kind, ask))
        numbers.append(scene.number)
        buyer = one
        scene.after(minutes=7)
    proved(scene, buyer)
    return buyer, numbers


def proved(scene, buyer) -> None:
    """The buyer proved the mailbox that all were filed with."""
    cookie = buyer.client.get_cookie("__Host-suyi", domain="desk.example")
    held = scene.desk.vault.unsign("session", cookie.value, max_age=9**9)
    person = scene.load().person
    buyer.client.set_cookie(
        "__Host-suyi",
        scene.desk.vault.sign("session", {**held, "p": {"xinghai": person}}),
        domain="desk.example",
        secure=True,
    )


def pages(buyer, numbers, merchant, operator) -> dict[str, int]:
    """Every page that shows these complaints, and how it answered."""
    tails = ("", "/receipt", "/history.json", "/withdraw")
    mine = [
        "/b/xinghai?show=all",
        "/b/xinghai",
        *(f"/b/xinghai/{number}{tail}" for number in numbers for tail in tails),
    ]
    staff = [(merchant, "/m/xinghai"), (merchant, "/m/xinghai?state=closed"), (operator, "/o/xinghai")]
    staff += [(operator, f"/o/xinghai?view={view}") for view in ("ruling", "merchant", "buyer", "closed")]
    staff += [
        (who, f"/{door}/xinghai/case/{number}")
        for who, door in ((merchant, "m"), (operator, "o"))
        for number in numbers
    ]
    answers = {path: buyer.open(path).status for path in mine}
    return answers | {path: who.get(path).status_code for who, path in staff}


def test_every_page_of_hostile_complaints_answers_before_at_and_after_every_lapse(bold, app, person):
    buyer, numbers = hostile(bold, app)
    for days in (0, 0.6, 1.1, 1.1, 4, 4, 8):
        bold.after(days=days)
        merchant, operator = person("s1"), person("o1")
        answers = pages(buyer, numbers, merchant, operator)
        assert {path: status for path, status in answers.items() if status != 200} == {}
        bold.tick()
        answers = pages(buyer, numbers, merchant, operator)
        assert {path: status for path, status in answers.items() if status != 200} == {}
    states = {number: bold.desk.cases.load("xinghai", number) for number in numbers}
    assert states[numbers[1]].remedies[0].kind is Remedy.REFUND and states[numbers[1]].remedies[0].fen == 2000


@pytest.fixture
def one_fails(monkeypatch):
    """The clock of one complaint raises what no rule was meant to."""

    def fail(number: str) -> None:
        own = lifecycle.sweep

        def sweep(c, **how):
            if c.id == number:
                raise LookupError("zhang@qq.example 13800138000")
            return own(c, **how)

        monkeypatch.setattr(lifecycle, "sweep", sweep)

    return fail


def test_one_complaint_whose_clock_fails_is_shown_as_stored_and_the_others_as_usual(
    scene, app, person, one_fails, caplog
):
    for at in range(3):
        buyer = filed(app, scene, o=f"KM20261122{at:05d}", amt="20.00")
    bad = scene.number
    proved(scene, buyer)
    one_fails(bad)
    scene.after(hours=25)
    page = buyer.open("/b/xinghai")
    assert (page.status, page.html.count("等商家回复"), page.html.count("待裁决")) == (200, 1, 2)
    assert len([each for each in caplog.records if each.message == "shown as stored"]) == 1
    assert caplog.records[-1].complaint == bad and "qq.example" not in logs.line(caplog.records[-1])
    assert buyer.open(f"/b/xinghai/{bad}").status == 200
    assert person("s1").get(f"/m/xinghai/case/{bad}").status_code == 200
    assert "等商家回复" in person("o1").get(f"/o/xinghai/case/{bad}").text


# A part of a price


def test_more_than_the_order_cost_is_not_asked_for_and_what_was_typed_stays(scene, app):
    for asked in ("20.00", "45", "9999999"):
        buyer = visitor(app).open("/c/xinghai", **link(scene.now, amt="20.00"))
        buyer.press("提交投诉", words=WORDS, email="zhang@qq.example", remedy="partial_refund", ask_fen=asked)
        assert buyer.status == 422 and "请选“全额退款”" in buyer
        kept = buyer.fields("提交投诉")
        assert (kept["ask_fen"], kept["words"], kept["remedy"]) == (asked, WORDS, "partial_refund")
    assert buyer.press("提交投诉", ask_fen="19.99").path.endswith("/receipt")


def test_the_price_that_was_typed_bounds_what_is_asked_and_none_bounds_nothing(scene, app):
    typed = {
        "order": "KM2026112200187",
        "merchant": "m1",
        "email": "zhang@qq.example",
        "category": "K1",
        "words": WORDS,
        "remedy": "partial_refund",
        "ask_fen": "45",
    }
    by_hand = visitor(app).open("/c/xinghai/new")
    assert by_hand.press("下一步，核对信息", **typed, fen="30").status == 422
    assert by_hand.press("下一步，核对信息", **typed, fen="").status == 200


@pytest.fixture
def unknown(scene):
    """A complaint of ¥20 back on an order whose price nobody knows."""
    scene.file(amt="0.00", remedy=Remedy.PARTIAL_REFUND, ask_fen=2000)
    return scene


def test_a_merchant_agrees_to_a_part_of_an_unknown_price(unknown, person):
    merchant, path = person("s1"), f"/m/xinghai/case/{unknown.number}"
    sent = merchant.post(
        f"{path}/do", path, 'value="answer"', how="partial_refund", fen="20", words="同意退 20 元"
    )
    assert sent.status_code == 303
    c = unknown.load()
    assert (c.state, [(item.kind, item.fen) for item in c.remedies]) == (
        State.AWAITING_REMEDY,
        [(Remedy.PARTIAL_REFUND, 2000)],
    )


def test_an_operator_rules_a_part_of_an_unknown_price_and_no_page_calls_it_nothing(unknown, person):
    unknown.contest()
    operator, path = person("o1"), f"/o/xinghai/case/{unknown.number}"
    page = text_of(operator.get(path).text)
    assert "订单金额未知" in page and "¥0.00" not in page
    ruled = operator.post(
        f"{path}/do",
        path,
        'value="rule"',
        result="partial_refund",
        fen="12",
        clauses="1.2",
        words="商家没有提供出库记录，按细则成立。",
    )
    assert ruled.status_code == 303
    assert [item.fen for item in unknown.load().draft.remedies] == [1200]


def test_the_form_says_that_a_price_is_unknown_and_not_that_it_is_nothing(scene, app):
    page = visitor(app).open("/c/xinghai", **link(scene.now, amt="0"))
    assert "¥0.00" not in page.html and "未知" in page


# Rows that were set aside


def test_operators_see_rows_that_were_set_aside_with_their_case_and_nobody_elses(scene, person):
    c = scene.file()
    until = scene.now.replace(hour=(scene.now.hour + 1))
    for duty in (
        DueRow(DueKind.COMPLAINT, "xinghai", c.id),
        DueRow(DueKind.LETTER, "xinghai", "0123456789abcdef", 1),
    ):
        scene.desk.post.set_aside(duty, error="KeyError", now=scene.now, until=until)
    me, theirs = person("o1"), person("o1", market="jiguang")
    page = me.get("/o/xinghai/notices").text
    said = ("没能处理的记录：2 条", "投诉的时限", c.id, "登录和验证的邮件", "KeyError", "每小时自动再试一次")
    assert [words for words in said if words not in text_of(page)] == []
    assert f'href="/o/xinghai/case/{c.id}"' in page and "CMP#" not in page and "0123456789abcdef" not in page
    assert "所有通知都送到了" not in page
    assert "tried again each hour" in me.get("/o/xinghai/notices?lang=en").text
    assert c.id not in theirs.get("/o/jiguang/notices").text
    scene.after(hours=2)
    assert "KeyError" not in me.get("/o/xinghai/notices").text


def test_every_kind_of_row_that_can_be_set_aside_has_its_words():
    from functions.services.sweep import DUTIES

    assert set(undelivered.ROWS) == set(DUTIES)


def test_a_letter_to_a_buyer_whose_contact_is_gone_says_so(scene, person):
    scene.file()
    scene.desk.cases.table.delete(f"CMP#xinghai#{scene.number}", "ORDER")
    scene.tick()
    assert "买家的联系方式已不在记录里" in person("o1").get("/o/xinghai/notices").text
    assert Action.FILE in scene.events() and scene.load().awaits is Role.MERCHANT
