"""Which category the buyer's words are about: the form pre-selects it and the buyer confirms."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from . import linear
from .normalising import fold, masked

GROUPS = (
    "key_invalid",
    "key_used",
    "not_delivered",
    "delayed",
    "billing",
    "not_as_described",
    "account_issue",
    "service",
    "other",
)
"""What is told apart by the model; the last is nothing that can be complained of."""

SECONDED = 3.0
"""What a group's odds gain when one of its keywords is there."""

_DEFAULTS = {
    "key_invalid": "K1",
    "key_used": "K2",
    "not_delivered": "D1",
    "delayed": "D2",
    "billing": "D5",
    "not_as_described": "M1",
    "account_issue": "A1",
    "service": "S1",
}

_FINER: dict[str, tuple[tuple[str, str], ...]] = {
    "key_invalid": (
        ("K3", "过期|失效|到期|有效期|expired"),
        ("K5", "部分|有[0-9一二两三四五六七八九十几]+[张个]|其[余他]|里面.{0,6}[张个]|好几[张个]"),
        ("K6", "用了.{0,4}[天周月]|回收|掉了|收回"),
    ),
    "key_used": (("K7", "多卖|重复卖|卖给|和上次一样|二手|同一[张个]"),),
    "not_delivered": (("D3", "少[发给了]|漏发|不够|还差|只(?:给|收到|有)|缺了|一半|missing"),),
    "delayed": (("A2", "代充|充错|直充"),),
    "billing": (
        ("P1", "退款|没退|退回|不退|refund"),
        ("D4", "没有?(?:生成)?订单|没单|未支付|支付失败|扣了没|no order"),
    ),
    "not_as_described": (
        ("K4", "区服|国服|外服|[港美日台韩]服|发错区|平台不对|地区"),
        ("M2", "面值|面额|时长|缩水|只有|少了|试用|有效期比"),
        ("M4", "盗版|侵权|破解"),
        ("F1", "假货|假的|欺诈|售假"),
        ("M3", "宣传|赠品|说送|没送|承诺"),
    ),
    "account_issue": (("A2", "充错|代充"), ("A3", "实名|人脸|验证|换绑|手机号")),
    "service": (
        ("S3", "骂|威胁|难听|辱|恶劣|脏话"),
        ("S4", "不会用|教程|怎么用|没人教"),
        ("S2", "售后|质保|拒绝|不肯|推|不管|不认|不处理"),
    ),
}
"""Within a group the first pattern that matches the folded words; else the group's usual category."""


_SELLER = re.compile("商家|卖家|店家|店主|老板|掌柜|店铺|商户|卖方|seller|merchant|shop")
_TOP_UP = re.compile(
    "点券|[qQ]币|话费|钻石|游戏币|金币|流量|元宝|原石|油卡|积分|月石|余额|点数|加油卡|会员|皮肤券|代币|宝石|充值券"
)
"""Words that take each other's place: what is learned from one holds for all."""


def ranked(words: str) -> list[tuple[str, float]]:
    """Every group with its probability, likeliest first."""
    likely = seconded(_weights().probabilities(features(words)), words)
    return sorted(likely.items(), key=lambda item: -item[1])


def seconded(likely: dict[str, float], words: str) -> dict[str, float]:
    """What a keyword speaks for is worth more, or unheard wording would seldom be believed."""
    plain, rules = masked(words), _rules()
    raised = {
        group: value * (SECONDED if rules[group].search(plain) else 1.0) for group, value in likely.items()
    }
    total = sum(raised.values())
    return {group: value / total for group, value in raised.items()}


def suggest(words: str) -> tuple[str, ...]:
    """Codes of the published standard, best first, at most three; none when the words complain of nothing."""
    if not words.strip() or (groups := ranked(words))[0][0] == "other":
        return ()
    return tuple(
        _code(group, words) for group, probability in groups[:3] if group != "other" and probability > 0.05
    )


def features(words: str) -> set[str]:
    """Runs of characters, and the keyword rules that match; the training reads words with this very
    function."""
    plain = _TOP_UP.sub("值", _SELLER.sub("商", masked(words)))
    return linear.runs(plain) | {f"={name}" for name, pattern in _rules().items() if pattern.search(plain)}


def _code(group: str, words: str) -> str:
    plain = fold(words)
    return next(
        (code for code, pattern in _FINER.get(group, ()) if re.search(pattern, plain)), _DEFAULTS[group]
    )


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    decoded = json.loads(files(__package__).joinpath("keywords.json").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(alternatives)) for name, alternatives in decoded.items()}


@cache
def _weights() -> linear.Linear:
    return linear.load(__package__ or "", "category.json")
