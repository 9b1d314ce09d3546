"""Withdrawing in four steps: which one, why, proof where it is needed, the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from functions.domain.complaints.complaint import Mark
from functions.domain.vocabulary import Action, Outcome, Role, State
from tests.cast import Scene
from tests.web.buyer.test_filing import FORGED, forge
from tests.web.visiting import Visit, filed


@pytest.fixture
def small(app: Flask, scene: Scene) -> Visit:
    """A complaint of 30 元, before its page."""
    return filed(app, scene, amt="30.00")


def test_a_plain_one_is_withdrawn_at_once(small: Visit, scene: Scene) -> None:
    small.follow("撤销投诉")
    assert "确认要撤销的投诉" in small and "KM2026112200187" in small and "卡密无效" in small
    assert "还没有退款或补发的记录" in small and "撤销后再次投诉要隔一段时间" in small
    small.press("是这笔，继续")
    assert "问题已解决提交后马上撤销，不用审核。" in small
    small.press("提交撤销申请", reason="resolved")
    assert "投诉已撤销" in small and "11月29日 12:00 前可以在投诉页继续投诉一次" in small
    assert scene.load().outcome is Outcome.WITHDRAWN


def test_a_scene_fills_in_reason_and_note(small: Visit, scene: Scene) -> None:
    small.follow("撤销投诉").press("是这笔，继续").press("卡密延迟到账，现已收到")
    fields = small.fields("提交撤销申请")
    assert (fields["reason"], fields["words"]) == ("resolved", "卡密已到账并正常使用，投诉作废。")
    small.press("提交撤销申请")
    assert "投诉已撤销" in small
    said = scene.desk.cases.case("xinghai", scene.number, fresh=True).links[-1].payload
    assert said and (said["scene"], said["instant"]) == ("late_delivery", True)


def test_a_settlement_is_shown_before_it_is_reviewed(small: Visit, scene: Scene) -> None:
    small.follow("撤销投诉").press("是这笔，继续")
    assert (
        "需要审核，最长 1 天，11月23日 12:00 前有结果。审核期间各方时限暂停。"
        "下一步请写下商家的处理方案或聊天要点。" in small
    )
    small.press("提交撤销申请", reason="settled", words="商家已退款。")
    assert small.status == 200 and "写下佐证，核对后提交" in small and "商家已退款。" in small
    small.press("提交撤销申请", proof="太短")
    assert small.status == 422 and small.fields("提交撤销申请")["proof"] == "太短"
    small.press("提交撤销申请", proof="商家 11 月 22 日退款 30 元，尾号 0932。")
    assert "撤销申请已提交" in small and "审核中" in small and "11月23日 12:00 前有结果" in small
    assert "结果会发到 z***@qq.example" in small
    assert scene.load().state is State.AWAITING_REVIEW
    assert small.follow("查看进度").press("取消撤销，继续投诉").status == 200
    assert scene.load().state is State.AWAITING_MERCHANT


def test_who_left_no_mail_is_not_promised_a_letter(app: Flask, scene: Scene) -> None:
    nobody = filed(app, scene, email="", amt="30.00")
    nobody.follow("撤销投诉").press("是这笔，继续")
    nobody.press("提交撤销申请", reason="other", words="不是商家的问题，我自己弄错了。")
    assert "您没有留邮箱，请到时回到投诉页看结果" in nobody and "结果会发到" not in nobody


def test_a_refused_one_is_amended_and_sent_again_until_no_tries_are_left(small: Visit, scene: Scene) -> None:
    for left in (2, 1, 0):
        small.open(f"/b/xinghai/{scene.number}/withdraw").press("是这笔，继续")
        small.press("提交撤销申请", reason="other", words=f"有别的原因，第 {left} 次写得更清楚一些。")
        assert scene.load().state is State.AWAITING_REVIEW
        scene.do(Action.REFUSE_WITHDRAWAL, Role.OPERATOR, words="没有写清楚原因，请补充。")
        small.open(f"/b/xinghai/{scene.number}/withdraw")
        assert "没有写清楚原因，请补充。" in small
        if left:
            assert f"还可以修改后再提交 {left} 次" in small
            assert (
                small.press("是这笔，继续").fields("提交撤销申请")["words"]
                == f"有别的原因，第 {left} 次写得更清楚一些。"
            )
    assert "撤销申请已达次数上限" in small and small.follow("走协助通道").status == 200


def test_what_is_missing_is_asked_for(small: Visit, scene: Scene) -> None:
    small.follow("撤销投诉").press("是这笔，继续").press("提交撤销申请")
    assert small.status == 422 and "请选择撤销原因" in small
    small.press("提交撤销申请", reason="other", words="不想说")
    assert (
        small.status == 422
        and "请写明原因，至少 10 个字" in small
        and small.fields("提交撤销申请")["reason"] == "other"
    )
    assert scene.events() == ["file"]


def mark(kind: Mark) -> Callable[[Scene], Any]:
    return lambda scene: scene.do(Action.MARK, Role.OPERATOR, mark=kind)


NEVER: dict[str, tuple[Callable[[Scene], Any], str, bool]] = {
    "past its window": (lambda s: s.tick(hours=25) and s.after(hours=48), "提交已超过可撤销的期限", True),
    "malicious": (mark(Mark.MALICIOUS), "正在按恶意投诉核查", True),
    "part of an incident": (mark(Mark.INCIDENT), "属于正在调查的批次事件", True),
    "decided": (
        lambda s: s.do(Action.ACCEPT, Role.MERCHANT, words="同意退款"),
        "已有处理结果，不用再撤销",
        True,
    ),
}


@pytest.mark.parametrize("why", NEVER)
def test_what_cannot_be_withdrawn_says_why_and_where_to_turn(small: Visit, scene: Scene, why: str) -> None:
    fields = small.follow("撤销投诉").press("是这笔，继续").fields("提交撤销申请")
    play, said, assist = NEVER[why]
    play(scene)
    small.open(f"/b/xinghai/{scene.number}/withdraw")
    assert "这笔投诉不能撤销" in small and said in small and ("走协助通道" in small) is assist
    before = scene.load().state
    assert small.post(f"/b/xinghai/{scene.number}/withdraw", **{**fields, "reason": "resolved"}).status == 409
    assert said in small and scene.load().state is before


def test_a_violation_is_never_withdrawn(app: Flask, scene: Scene) -> None:
    buyer = filed(app, scene)
    fields = buyer.fields("发送")
    violation = filed(app, scene, o="KM2026112200777")
    scene.file(category="F1", order="KM2026112200778", email="zhang@qq.example")
    assert fields and violation.open(f"/b/xinghai/{scene.number}/withdraw").status == 404


def test_a_reason_that_hints_at_pressure_brings_a_person(small: Visit, scene: Scene) -> None:
    small.follow("撤销投诉").press("是这笔，继续")
    small.press("提交撤销申请", reason="resolved", words="商家让我撤诉后才退款，先撤了。")
    assert "审核中" in small and "被要求" not in small
    assert scene.load().withdrawal and "coerced" in scene.load().withdrawal.risks  # type: ignore[union-attr]


def test_many_withdrawals_of_one_contact_bring_a_person(app: Flask, scene: Scene) -> None:
    results = []
    for n in range(4):
        buyer = filed(app, scene, o=f"KM202611220{n}187", amt="30.00")
        buyer.follow("撤销投诉").press("是这笔，继续").press("提交撤销申请", reason="resolved")
        results.append("投诉已撤销" in buyer)
    assert results == [True, True, True, False]


def test_a_double_press_withdraws_once(small: Visit, scene: Scene) -> None:
    fields = {**small.follow("撤销投诉").press("是这笔，继续").fields("提交撤销申请"), "reason": "resolved"}
    for _ in range(2):
        small.post(f"/b/xinghai/{scene.number}/withdraw", **fields)
        assert small.status == 200 and "投诉已撤销" in small
    assert scene.events() == ["file", "withdraw"]


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_withdrawal_changes_nothing(small: Visit, scene: Scene, forgery: str) -> None:
    fields = {**small.follow("撤销投诉").press("是这笔，继续").fields("提交撤销申请"), "reason": "resolved"}
    assert forge(small, f"/b/xinghai/{scene.number}/withdraw", fields, FORGED[forgery]) == 403
    assert scene.events() == ["file"]
