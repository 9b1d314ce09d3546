"""Card keys in the merchant's copy: what looks like one is black, what the case rests on stays legible."""

from __future__ import annotations

import pytest
from PIL import Image

from functions.domain.card_keys import spans
from functions.domain.reading import Box, Line
from functions.evidence.masking import boxes, masked

KEYS = (
    "9XTFU-VHUM7-2B8Q4",
    "0VRO454ESW6EUN1W",
    "3415472679117",
    "IPY0LTDKY29INMQP",
    "HJQUZO2VMHYR1N0Z",
    "1234 5678 9012 3456",
    "ABCD-EFGH-1234-5678",
    "ab12cd34ef56",
    "BNABQIFVJQIJZAIT",
    "6217 0001 2345 6789 012",
)
INNOCENT = (
    "提示：该卡密已被使用",
    "订单号：KM2026112200187",
    "订单编号 202602114611463316",
    "2026-11-22 20:20:31",
    "实付 ¥98.50",
    "客服电话 400-820-8820",
    "下单时间 2026/11/22 20:20",
    "游戏点卡 100 元面值",
    "交易流水 4200001234202611221234567890",
    "https://shop.example/help",
    "Your card was already redeemed",
    "共 3 张，第 1 张",
)


def hidden(text: str, *, labelled: bool = False) -> list[str]:
    return [text[span.start : span.end] for span in spans(text, labelled=labelled)]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["{}", "卡密：{}", "您的卡密 {} 已被使用", "CDK: {}"])
def test_whatever_looks_like_a_key_is_hidden(key, around):
    text = around.format(key)
    left = text
    for token in hidden(text):
        left = left.replace(token, "")
    assert not any(each.isalnum() and each.isascii() for each in left.replace("CDK", "")), left


@pytest.mark.parametrize("text", INNOCENT)
def test_what_a_case_rests_on_stays(text):
    assert hidden(text) == []


@pytest.mark.parametrize(
    ("text", "token"), [("卡号 88012", "88012"), ("密码：QW3RT7", "QW3RT7"), ("激活码 HELLO", "HELLO")]
)
def test_what_is_announced_as_a_key_is_one_however_short(text, token):
    assert hidden(text) == [token]


def test_a_line_that_only_announces_speaks_of_the_next():
    lines = [
        Line("卡密", 0.9, Box(0, 0, 80, 20)),
        Line("QWER7", 0.9, Box(0, 30, 80, 50)),
        Line("QWER7", 0.9, Box(0, 60, 80, 80)),
    ]
    assert [box.top < 50 for box in boxes(lines)] == [True]


def test_the_black_covers_the_key_and_nothing_else_of_the_line():
    paper = Image.new("RGB", (600, 100), "white")
    dark = masked(paper, [Line("卡密：9XTFU-VHUM7-2B8Q4", 0.9, Box(0, 40, 600, 70))])
    column = [dark.getpixel((x, 55)) == (0, 0, 0) for x in range(600)]
    share = 6 / 23
    assert all(column[round(600 * share) : 600]), "the key is covered from its first character to its last"
    assert not any(column[: round(600 * share * 0.6)]), "what announces it can still be read"
    assert paper.getpixel((500, 55)) == (255, 255, 255), "the whole picture is not touched"
