"""What a reading says about a complaint: which way it sends it, and on what it rests."""

from __future__ import annotations

import hmac
from dataclasses import replace

import pytest

from functions.domain.precheck.identifiers import folded
from functions.domain.precheck.judging import judge
from functions.domain.precheck.matching import Claim
from functions.domain.precheck.reasons import LABELS
from functions.domain.reading import TRIAGES, Box, Finding, Gate, Line, Reading, Triage, Verdict

ORDER, KEY = "SH20260714882013", "7QK4M-XD0PA-9LRT2"


def fingerprint(key: str) -> str:
    return hmac.digest(b"shop", f"kf:{key.strip()}".encode(), "sha256").hex()[:16]


PRINT = fingerprint(KEY)
CLAIM = Claim("K1", ORDER, lambda token: fingerprint(token) == PRINT)


def page(*words: str, height: int = 30, score: float = 0.99) -> Reading:
    """Lines far enough from each other to be paragraphs of their own; `a | b` stand side by side."""
    lines = []
    for i, row in enumerate(words):
        for j, text in enumerate(row.split(" | ")):
            left, top = 40 + j * 400, 40 + i * 3 * height
            lines.append(Line(text, score, Box(left, top, left + 16 * len(text) + 20, top + height)))
    return Reading(1080, 2000, Gate.READABLE, tuple(lines), reader="test")


def wrapped(*words: str) -> tuple[Line, ...]:
    """One paragraph: lines that stand close under each other."""
    return tuple(Line(text, 0.99, Box(40, 900 + i * 34, 460, 930 + i * 34)) for i, text in enumerate(words))


def said(*words: str, claim: Claim = CLAIM) -> Finding:
    return judge(page(*words), claim)


FAILURES = {
    "invalid": (
        "兑换码不存在",
        "该卡密无效，请核对后重试",
        "您填写的序列号有误",
        "系统查无此卡",
        "輸入的序號無效",
        "Invalid code",
        "This key does not exist",
        "We couldn't find that voucher",
        "无法识别的激活码",
        "卡号与密码不匹配",
        "CDKEY格式错误",
    ),
    "used": (
        "该兑换码已被核销",
        "此卡已使用",
        "您的激活码已被其他账号绑定",
        "重复的产品密钥",
        "该券码使用次数已达上限",
        "這組序號已被兌換",
        "This code has already been redeemed",
        "already claimed by another account",
        "该卡于2026-03-01已充值",
        "不能重复领取",
    ),
    "expired": (
        "兑换码已过期",
        "该卡券已失效",
        "此码不在有效期内",
        "您的礼品卡已超过有效期",
        "This code has expired",
        "該禮包碼已過期",
        "voucher is no longer valid",
        "激活码已作废",
    ),
    "region": (
        "该卡密不支持您所在的地区",
        "区服不匹配",
        "此激活码仅限港服使用",
        "This code cannot be redeemed in your region",
        "您所在的国家/地区不可用",
        "只能在国际服兑换",
    ),
}
SUCCESSES = (
    "兑换成功",
    "充值成功，已到账",
    "恭喜您获得年卡会员",
    "您的产品已激活",
    "Successfully redeemed",
    "Your gift card has been added to your account",
    "激活成功！",
    "儲值成功",
)
NOTHING = (
    "请输入兑换码",
    "立即兑换",
    "1.每个兑换码仅可使用一次",
    "兑换成功后不支持退换",
    "若提示卡密无效，请联系客服",
    "我的订单",
    "支付成功",
    "如何兑换？",
    "有效期至2027-12-31",
    "您好，请问兑换成功了吗",
    "明天上午九点在三楼开会",
    "Enter your code",
    "Each code can only be used once",
    "Codes are not refundable once redeemed",
    "登录成功",
)
EVERY = [(failure, words) for failure, many in FAILURES.items() for words in many]


@pytest.mark.parametrize(("failure", "words"), EVERY)
def test_a_failure_with_this_order_takes_the_fast_lane(failure: str, words: str) -> None:
    found = said("卡券中心", f"订单号：{ORDER}", words)
    assert (found.verdict, found.failure, found.order_no) == (Verdict.SUPPORTS, failure, ORDER)


@pytest.mark.parametrize(("failure", "words"), EVERY)
def test_a_failure_without_any_number_asks_for_more(failure: str, words: str) -> None:
    found = said("卡券中心", words)
    assert (found.verdict, found.failure) == (Verdict.UNBOUND, failure)


@pytest.mark.parametrize(("failure", "words"), EVERY)
def test_a_failure_of_somebody_elses_key_is_for_a_person_to_look_at(failure: str, words: str) -> None:
    found = said("卡密 | ZZ8KW-4MNV3-H6T5Y", words)
    assert (found.verdict, found.card_key) == (Verdict.MISMATCH, "ZZ8KW-4MNV3-H6T5Y")


@pytest.mark.parametrize("words", SUCCESSES)
def test_success_is_never_read_as_failure(words: str) -> None:
    found = said("卡券中心", f"兑换码 {KEY}", words)
    assert (found.verdict, found.failure) == (Verdict.CONTRADICTS, "success")


@pytest.mark.parametrize("words", SUCCESSES)
def test_a_chat_that_ends_well_has_ended_well(words: str) -> None:
    assert (
        said(f"我的单号 {ORDER}", "卡密用不了 显示卡密无效", "您再试一次", words).verdict
        is Verdict.CONTRADICTS
    )


@pytest.mark.parametrize("words", SUCCESSES)
def test_what_failed_in_the_end_has_failed(words: str) -> None:
    assert said(f"我的单号 {ORDER}", words, "还是提示卡密已失效").verdict is Verdict.SUPPORTS


@pytest.mark.parametrize("words", NOTHING)
def test_instructions_and_menus_say_nothing(words: str) -> None:
    assert said("会员中心", words).verdict is Verdict.IRRELEVANT


@pytest.mark.parametrize(
    "after",
    [
        "如提示无效请联系客服",
        "若显示卡密无效，请稍后再试",
        "If the code is invalid, contact us",
        "Codes are final 如果提示已使用请换一张",
    ],
)
def test_what_would_be_under_a_condition_does_not_undo_a_success(after: str) -> None:
    assert said(f"兑换码 {KEY}", "兑换成功", after).verdict is Verdict.CONTRADICTS


@pytest.mark.parametrize("words", NOTHING)
def test_instructions_do_not_change_what_a_message_says(words: str) -> None:
    assert said("会员中心", "该兑换码已被使用", words, f"订单编号 | {ORDER}").failure == "used"


@pytest.mark.parametrize(
    "written",
    [
        KEY,
        "7QK4M XD0PA 9LRT2",
        "7QK4MXD0PA9LRT2",
        "7QK4M-XDOPA-9LRT2",
        "7QK4M-XD0PA-9IRT2",
        "7QK4M - XD0PA - 9LRT2",
        "７QK4M-XD0PA-9LRT2",
    ],
)
def test_the_key_is_known_by_its_fingerprint_however_it_was_read(written: str) -> None:
    found = said(f"卡密：{written}", "该卡密无效")
    assert found.verdict is Verdict.SUPPORTS
    assert folded(found.card_key) == folded(KEY)


def test_a_key_read_with_confusions_is_given_in_the_desks_spelling() -> None:
    assert said("卡密：7QK4M-XDOPA-9LRT2", "该卡密无效").card_key == KEY


@pytest.mark.parametrize("other", ["7QK4M-XD0PA-9LRT3", "8QK4M-XD0PA-9LRW2", "7QK4M-XD0PH-9LHT2"])
def test_a_key_that_differs_in_one_sign_that_nobody_confuses_is_another_key(other: str) -> None:
    assert said(f"卡密：{other}", "该卡密无效").verdict is Verdict.MISMATCH


def test_a_number_broken_over_two_lines_is_one_number() -> None:
    lines = (
        *wrapped(f"老板你看 订单号{ORDER[:-3]}", ORDER[-3:]),
        Line("提示卡密无效", 0.99, Box(40, 1200, 300, 1230)),
    )
    assert judge(replace(page(), lines=lines), CLAIM).verdict is Verdict.SUPPORTS


def test_a_message_broken_over_two_lines_is_one_message() -> None:
    found = judge(replace(page(), lines=wrapped("我试了很多次，它都显示这个兑换码不存", "在")), CLAIM)
    assert found.failure == "invalid"


@pytest.mark.parametrize(
    "words",
    [
        "交易单号 9583667991792687912147",
        "手机号 13912345678",
        "2026-03-12 10:22:31",
        "错误码：E20391",
        "客服 400-820-1234",
        "me@example.com",
        "￥1,299.00",
    ],
)
def test_what_is_no_order_number_accuses_nobody(words: str) -> None:
    assert said(words, "该卡密无效").verdict is Verdict.UNBOUND


def test_where_the_shop_told_no_key_no_key_is_anothers() -> None:
    assert said(f"卡密：{KEY}", "该卡密无效", claim=Claim("K1", ORDER)).verdict is Verdict.UNBOUND


def test_the_keys_last_signs_tie_where_no_fingerprint_is_known() -> None:
    assert (
        said(f"卡密：{KEY}", "该卡密无效", claim=Claim("K1", ORDER, key_tail="LRT2")).verdict
        is Verdict.SUPPORTS
    )


def test_a_number_that_was_hardly_legible_is_not_held_against_anybody() -> None:
    reading = page("卡密 ZZ8KW-4MNV3-H6T5Y", "该卡密无效", score=0.7)
    assert judge(reading, CLAIM).verdict is Verdict.UNBOUND


@pytest.mark.parametrize("category", ["D1", "D2", "D3"])
@pytest.mark.parametrize(
    "words", ["等待发货", "订单状态：处理中", "充值中", "Your order is pending", "商家备货中"]
)
def test_an_order_still_pending_supports_that_nothing_came(category: str, words: str) -> None:
    claim = replace(CLAIM, category=category)
    assert said(f"订单编号 {ORDER}", words, claim=claim).verdict is Verdict.SUPPORTS
    assert said(words, claim=claim).verdict is Verdict.UNBOUND


def test_an_order_still_pending_does_not_show_that_a_key_is_bad() -> None:
    assert said(f"订单编号 {ORDER}", "等待发货").verdict is Verdict.UNBOUND


def test_a_picture_that_an_earlier_complaint_showed_is_named_with_it() -> None:
    theirs = {folded("SH20260101000777"): "TS-260101-aaaa"}
    claim = replace(CLAIM, known=lambda token: theirs.get(token, ""))
    found = said("订单号 SH20260101000777", "该卡密无效", claim=claim)
    assert (found.verdict, found.reused) == (Verdict.MISMATCH, "TS-260101-aaaa")
    assert "shown_before" in {reason.what for reason in found.reasons}


def test_ones_own_order_is_not_re_used_whatever_the_caller_knows() -> None:
    claim = replace(CLAIM, known=lambda _: "TS-260101-aaaa")
    found = said(f"订单号 {ORDER}", "该卡密无效", claim=claim)
    assert (found.verdict, found.reused) == (Verdict.SUPPORTS, "")


def test_only_folded_tokens_are_looked_up_and_only_a_few() -> None:
    asked: list[str] = []
    claim = replace(CLAIM, known=lambda token: asked.append(token) or "")
    said(*[f"订单号 SH2026010100{n:04}" for n in range(60)], claim=claim)
    assert 0 < len(asked) <= 14 and all(token == folded(token) for token in asked)


def test_looking_for_a_key_is_bounded() -> None:
    tries = 0

    def holds(token: str) -> bool:
        nonlocal tries
        tries += 1
        return False

    said(*["卡密 O0O0-1I1I-5S5S-8B8B" for _ in range(40)], claim=replace(CLAIM, holds_key=holds))
    assert tries < 20_000


@pytest.mark.parametrize("gate", [Gate.TINY, Gate.BLANK, Gate.BLURRED])
def test_what_the_pixels_rule_out_is_asked_for_again(gate: Gate) -> None:
    found = judge(Reading(10, 10, gate), CLAIM)
    assert TRIAGES[found.verdict] is Triage.AGAIN and found.reasons[0].what == gate.value


def test_what_nobody_read_says_nothing() -> None:
    found = judge(replace(page("兑换码不存在"), reader=""), CLAIM)
    assert (found.verdict, TRIAGES[found.verdict]) == (Verdict.NOT_READ, Triage.NONE)


def test_words_that_cannot_be_made_out_are_asked_for_again() -> None:
    assert judge(page("兑换码不存在", "卡", score=0.55), CLAIM).verdict is Verdict.UNUSABLE


def test_traces_of_editing_are_a_reason_and_no_verdict() -> None:
    plain, edited = page(f"订单号 {ORDER}", "该卡密无效"), ("photoshop",)
    found = judge(replace(plain, edited=edited), CLAIM)
    assert found.verdict is judge(plain, CLAIM).verdict
    assert ("edited", "photoshop") in {(reason.what, reason.words) for reason in found.reasons}


def test_every_reason_has_its_words_and_its_place_and_a_name_for_people() -> None:
    found = said(f"订单号 {ORDER}", f"卡密 {KEY}", "该卡密无效")
    assert [reason.what for reason in found.reasons] == ["invalid", "order_matches", "key_matches"]
    assert all(reason.words and reason.box for reason in found.reasons)
    assert all(reason.what in LABELS for reason in found.reasons)


def test_a_key_is_shown_among_the_reasons_by_its_end_only() -> None:
    found = said(f"卡密 {KEY}", "该卡密无效")
    assert [reason.words for reason in found.reasons if reason.what == "key_matches"] == ["…LRT2"]


def test_a_page_of_noise_is_read_without_a_fault() -> None:
    lines = tuple(
        Line("".join(chr(33 + (i * 7 + j) % 94) for j in range(i % 90 + 1)), 0.9, Box(i, i, i, i))
        for i in range(150)
    )
    assert judge(replace(page(), lines=lines), CLAIM).verdict in Verdict
