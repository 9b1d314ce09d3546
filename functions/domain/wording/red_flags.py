"""Words that press for money or lead away from the desk: flags for a person, never a judgement.

Announcing a complaint to an authority, a lawsuit or a legal claim is everybody's right and is no
extortion; who reports that the other side threatens does not threaten.
"""

from __future__ import annotations

import re

from .normalising import fold

_GIVE = (
    "给(?:我|个|点|些)*(?:钱|\\d|红包|好处|补偿|赔偿)|给钱|打钱|(?:转|打|付|拿|发)(?:我|给我|来|过来|个)*(?:[\\d一二两三四五六七八九十百千]|钱|账|红包)|赔(?:我|偿|钱|[\\d两三五百]|付)"
    "|补偿|红包|返现|加倍|双倍|三倍|十倍|免单|打款|拿[^,。]{0,4}[\\d百千]|pay me|money"
)
_TAKE_BACK = (
    "撤诉|撤销|撤掉|撤投诉|撤回|撤单|删(?:差)?评|删帖|删掉|删除|把[^,。"
    "]{0,6}删|改(?:成)?(?:好)?评|改评价|好评|五星|评价[^,。]{0,6}改"
    "|不投诉|不追究|私了|放过|了事|封口|算了|delete|remove|withdraw"
)
_WEAK = (
    "差评|曝光|爆光|挂(?:你|网上|出来|到)|发(?:到)?(?:抖音|微博|网上|朋友圈|贴吧|小红书|群里|快手|论坛)|抖音见|全网|让(?:你|大家)|大家都|一直投诉"
    "|天天投诉|举报到|expose|bad review|negative review|one star"
)
"""Harm that is pressing only where money is asked for; alone it is a customer's opinion."""

_STRONG = (
    "搞(?:臭|垮|死|你)|网暴|人肉|恶意|刷(?:你|差|爆|单|[一几\\d])|水军|骂死|弄(?:你|死|垮)|找人|封店|关店|做不成生意|开不下去|投诉到(?:你|死|关)|投诉死"
    "|轮流投诉|群起|没完|后果自负|等着瞧|走着瞧|别想好过|砸店|上门|全网曝光|轰炸|ruin"
)
_CONDITION = (
    "不然|否则|要不|要么|不[^,。"
    ";!?]{0,4}(?:给|赔|补|转|打|退|处理|同意|答应|解决|满足)|就|才|马上|立刻|立马|条件"
    "|想让我|想要我|可以|先|换|or else|unless|otherwise|\\bif\\b|or i"
)
_PLAIN = re.compile(
    "封口费|保护费|好处费|辛苦费|消灾|闭嘴费|撤诉费|删帖费|删评费|息事费|掏钱消|花钱消|花钱买平安|hush money"
)
_LAWFUL = re.compile(
    "12315|12345|12321|消协|消费者协会|工商|市场监管|市监|仲裁|起诉|法院|律师|报警|警察|公安|派出所|平台介入|退一赔三|假一赔.|依法|法律|黑猫|监管|网信"
    "|按规定|三倍赔偿|consumer|court|police|lawyer"
)
_OTHER_SIDE = re.compile(
    "(?:商家|卖家|店家|店主|老板|客服|掌柜|对方|他|她|他们|店铺|商户|售后|seller|shop|merchant|\\bhe\\b|\\bthey\\b)[^,。!?;]{0,8}"
    "(?:威胁|说|让我|叫我|要我|逼|恐吓|敲诈|勒索|要求我|骂|扬言|非要|非让|警告我|诱导|私下|联系我|给我(?:打|发)|表示|提出|承诺|threat|told|asked|says|said)"
)
_ASKS, _YIELDS, _HARMS = re.compile(_GIVE), re.compile(_TAKE_BACK), re.compile(f"{_WEAK}|{_STRONG}")
_DRASTIC, _IF = re.compile(_STRONG), re.compile(_CONDITION)
_WITHHELD = re.compile("不[^,。;!?]{0,3}(?:给|赔|补|转|打)")

_PHONE = re.compile(r"(?<![\da-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{2,64}@[\w-]{1,64}\.[a-z]{2,}|t\.me/\w+|wa\.me/\w+")
_APP = (
    "微信|威信|薇信|微芯|卫星|薇|wechat|weixin|\\bwx|\\bvx|(?<![a-z])v信|扣扣|企鹅|(?<![a-z])qq|q群|telegram|电报|纸飞机|(?<![a-z])tg|whatsapp|\\bline\\b"
    "|skype|钉钉|陌陌|抖音号|快手号|旺旺|(?<![a-z])[vwq](?![a-z])"
)
_ADD = re.compile(
    "(?:加|\\+|添加|联系|找|扫|\\badd\\b|contact)(?:一下|下|个|我|你|他|她|到|商家|卖家|客服|的|my|me on|me|on| )*"
    f"(?:{_APP}|好友|vx|wx|群|二维码)"
)
_HANDLE = re.compile(f"(?:{_APP})(?:号码|号|群|是|id|[^\\w]|同号)*[a-z0-9_-]{{5,}}")
_PRIVATE = re.compile(
    "私聊|私信|私下(?:联系|聊|谈|解决|交易|转|沟通|处理)|线下(?:交易|联系|聊|转)|绕过平台|不走平台|脱离平台|站外"
    "|(?:打|拨|回)(?:我|个)?(?:电话|手机)(?!来?说|告诉|不通|没人|不接)"
    "|给我(?:来|打|回)(?:个)?电话|电话联系|联系我[^\\w]*\\d|dm me|text me"
)
_GOODS = re.compile("充|到账|会员|登录|区|币|被盗|被封|绑定")


def flags(words: str) -> frozenset[str]:
    """``extort`` when money is pressed for under a threat or for a withdrawal, ``contact`` when it leads
    off the desk."""
    plain = fold(words)
    return frozenset(
        name for name, seen in (("extort", _presses(plain)), ("contact", _leads_away(plain))) if seen
    )


def _presses(plain: str) -> bool:
    if _PLAIN.search(plain):
        return not _OTHER_SIDE.search(plain)
    if _OTHER_SIDE.search(plain) or not _IF.search(plain):
        return False
    plain = _LAWFUL.sub("", plain)
    asks = bool(_ASKS.search(plain) or _WITHHELD.search(plain))
    return bool(_DRASTIC.search(plain) or (asks and (_YIELDS.search(plain) or _HARMS.search(plain))))


def _leads_away(plain: str) -> bool:
    if _PHONE.search(plain) or _MAIL.search(plain) or _ADD.search(plain) or _PRIVATE.search(plain):
        return True
    return bool(_HANDLE.search(plain)) and not _GOODS.search(plain)
