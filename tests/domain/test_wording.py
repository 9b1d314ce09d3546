"""The buyer's words: what is suggested, what is flagged, what was sent before."""

from __future__ import annotations

import pytest

from functions.domain.standard import CATEGORIES
from functions.domain.wording import ALIKE, alike, flags, suggest
from functions.domain.wording.normalising import fold, masked

ABOUT = {
    "K1": ("充进去显示密码不对", "激活码根本没用，提示无效", "the code is not valid"),
    "K2": ("码被人抢先用了", "显示这张卡昨天已经兑换过", "key already used"),
    "K3": ("卡密过期了", "给我一个到期的激活码"),
    "D1": ("付了款一直没给我发卡", "到现在还没发货", "没收到任何卡密"),
    "D3": ("拍了三张少发一张", "数量不够，漏发了"),
    "D2": ("话费充了三小时没到账", "Q币还是没有到", "一直显示充值中"),
    "D5": ("重复扣费两次", "多收了我五块"),
    "P1": ("退款迟迟没到", "钱一直没退给我"),
    "M1": ("发来的和介绍不符", "发错东西了"),
    "K4": ("我要国服发的是港服",),
    "M3": ("虚假宣传，赠品没给",),
    "A1": ("账号被原号主找回去了", "充完第二天号就被封禁"),
    "S1": ("老板一直不理我", "客服怎么都联系不上"),
    "S3": ("客服骂人，态度恶劣",),
}


@pytest.mark.parametrize(("code", "words"), [(code, words) for code, many in ABOUT.items() for words in many])
def test_the_first_suggestion_is_what_the_words_are_about(code: str, words: str) -> None:
    assert suggest(words)[0] == code


@pytest.mark.parametrize("words", ["", "  ", "点错了，不用管", "谢谢，已经解决了", "测试一下"])
def test_words_that_complain_of_nothing_suggest_nothing(words: str) -> None:
    assert suggest(words) == ()


@pytest.mark.parametrize(
    "words", ["卡密无效" * 400, "a" * 5_000, "\u202e\u0000\ud83d", "😀😀😀", "0x" + "f" * 900]
)
def test_whatever_is_written_gets_codes_of_the_standard_or_nothing(words: str) -> None:
    assert set(suggest(words)) <= set(CATEGORIES) and len(suggest(words)) <= 3


@pytest.mark.parametrize("words", ["充值", "a", "a-", "product ", "已被", "不给", "加我", "a.b", "1"])
def test_words_repeated_without_end_cost_little_more_than_once(words: str) -> None:
    """A pattern that backtracks would take minutes here; the deadline is the run's own."""
    text = words * 12_000
    assert (
        len(suggest(text)) <= 3 and flags(text) <= {"extort", "contact"} and alike(text, text) in {0.0, 1.0}
    )


EXTORTS = (
    "不给我赔两百，我就天天投诉你",
    "想让我撤诉？先转500过来",
    "拿100块来我就把差评删了",
    "不赔钱就发抖音曝光你们店",
    "给我发个红包，评价马上改五星",
    "撤诉可以，先打五百块钱",
    "给点封口费这事就过去了",
    "补偿我五十就撤销投诉，否则全网挂你",
    "不转钱我就举报到你关店",
    "pay me 50 or I will leave bad reviews",
    "不打钱就找水军刷爆你",
)
RIGHTFUL = (
    "再不退款我就打12315",
    "要求退一赔三",
    "不退款我就去法院起诉",
    "再不处理我就报警了",
    "我会申请平台仲裁",
    "已向消协反映",
    "依法要求赔偿500元",
    "退款后我就撤诉",
    "处理好我就撤销投诉",
    "你们不退款我只能给差评",
    "已经发到贴吧了",
    "希望商家补偿一下",
    "全额退款",
    "不解决就找市场监管",
    "按规定三倍赔偿，不然起诉",
    "退一赔三，处理好我就撤诉",
)
REPORTED = (
    "商家威胁我撤诉",
    "卖家让我给好评才退款",
    "客服说不撤诉就不给退",
    "店家私下给我打钱让我撤诉",
    "老板骂我还说要找人上门",
    "对方要我给钱才肯删除我的信息",
)


@pytest.mark.parametrize("words", EXTORTS)
def test_pressing_for_money_is_flagged(words: str) -> None:
    assert "extort" in flags(words)


@pytest.mark.parametrize("words", [*RIGHTFUL, *REPORTED])
def test_rights_claimed_and_threats_reported_are_no_extortion(words: str) -> None:
    assert "extort" not in flags(words)


@pytest.mark.parametrize(
    "words",
    [
        "加我微信聊",
        "商家叫我加QQ私下退",
        "v信 abc_9981",
        "电话13812345678",
        "138-1234-5678 找我",
        "mail me at a.b@mail.com",
        "私聊解决",
        "加vx详谈",
        "我的telegram: shop_999",
        "打我电话",
    ],
)
def test_leading_away_from_the_desk_is_flagged(words: str) -> None:
    assert "contact" in flags(words)


@pytest.mark.parametrize(
    "words",
    [
        "QQ会员没到账",
        "微信支付扣了两次",
        "订单号202603121234567890",
        "充值QQ号123456789没到账",
        "退款20元",
        "卡号7407285569218无效",
        "联系不上商家",
        "加油卡没到账，商家打电话说已经处理",
    ],
)
def test_goods_and_numbers_are_no_contact(words: str) -> None:
    assert "contact" not in flags(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("订单SH20260101卡密不能用，要求退款", "订单SH20269988卡密不能用 强烈要求退款！"),
        ("我买的季卡激活失败，商家不管，退我20元", "商家不管，我买的季卡激活失败，退我88元"),
    ],
)
def test_one_template_with_other_numbers_is_a_near_duplicate(one: str, other: str) -> None:
    assert alike(one, other) >= ALIKE and alike(one, other) == alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("客服不理人", "话费没到账"), ("", ""), ("卡密无效", ""), ("123456", "卡密过期")]
)
def test_different_words_are_not_alike(one: str, other: str) -> None:
    assert alike(one, other) < ALIKE


def test_scripts_widths_and_words_for_a_key_are_one_spelling() -> None:
    assert fold("該兌換碼無效ＡＢ") == "该兑换码无效ab"
    assert masked("该激活码无效").split() == masked("該 CDKEY 無效").split()
