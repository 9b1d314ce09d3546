"""One spelling for what is written in many ways: widths, scripts, cases, the trade's words for a card key,
numbers."""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = (
    "兌換碼啟動無錯誤該號過領儲點數遊戲帳戶賬區務國時間請檢輸後試聯繫經條禮購買證書驗實際顯網頁連結問題貨發處進訂單編狀態產裝"
    "達獎勵內確認關閉統體損壞為與這個員沒還們來會說將應從對變當樣開選項現裡啓於識別續費閣額總長門資訊職見規則導維護權綁暫級響"
    "匯報類約難興壓縮轉帶獲終東兩幣銷鎖鑰並麼嗎餘傳絡庫賣錢給讓師聲寫記錄許願設備極協議廳適屬計歸戰隊團專樂園須僅滿減劃掃頭複"
    "雜復異嘗憑載機稱據歷筆"
)
_SIMPLIFIED = (
    "兑换码启动无错误该号过领储点数游戏帐户账区务国时间请检输后试联系经条礼购买证书验实际显网页连结问题货发处进订单编状态产装"
    "达奖励内确认关闭统体损坏为与这个员没还们来会说将应从对变当样开选项现里启于识别续费阁额总长门资讯职见规则导维护权绑暂级响"
    "汇报类约难兴压缩转带获终东两币销锁钥并么吗余传络库卖钱给让师声写记录许愿设备极协议厅适属计归战队团专乐园须仅满减划扫头复"
    "杂复异尝凭载机称据历笔"
)
_SCRIPT = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_KEY_NOUN = re.compile(
    "(?:产品|商品|注册|授权|游戏|礼品|充值|激活|兑换|礼包|会员|优惠|点数|安装|正版|序列|提货|储值|体验|cd|cdk|数字|礼券|积分|领取|"
    "核销|验证|邀请|steam|plus){0,4}"
    "(?:兑换码|激活码|序列号|序号|密钥|秘钥|密匙|激活钥匙|兑换券|卡号或密码|卡号和密码|卡号|卡密|点卡|充值卡|礼品卡|储值卡|一卡通|"
    "礼包码|券码|卡券|提货码|提货券|授权码|注册码|串码|密码卡|验证码|会员码|代码|编码|cd-?key|cdk|serial(?: number)?|"
    "(?:gift |product |activation |redeem |redemption |license |licence |access |promo |promotional "
    "|voucher |game |card |prepaid |"
    "digital |your |this |the |steam |wallet ){0,5}(?:codes?|keys?|vouchers?|gift "
    "cards?|coupons?|pins?\\b|licen[cs]es?))",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![a-z0-9-])(?=[a-z0-9-]{0,63}\d)[a-z0-9]{3,}(?:-[a-z0-9]{2,})*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def fold(text: str) -> str:
    """Half width, simplified script, lower case, no invisible signs, single spaces."""
    plain = unicodedata.normalize("NFKC", text).translate(_SCRIPT).lower()
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def masked(text: str) -> str:
    """Folded, underscores as spaces, with every word for a card key as 码, every identifier as # and every
    number as 0.

    What is learned from one word for it then holds for all of them.
    """
    return _NUMBER.sub("0", _LONG.sub("#", _KEY_NOUN.sub(" 码 ", fold(text).replace("_", " "))))
