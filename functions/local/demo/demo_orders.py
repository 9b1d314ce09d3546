"""A trade to show the desk with: two marketplaces, eight merchants, sixty orders. All of it is made up."""

from __future__ import annotations

from typing import NamedTuple


class DemoMarketplace(NamedTuple):
    """One tenant; in ``single`` mode it sells itself."""

    ref: str
    name: str
    mode: str


class DemoMerchant(NamedTuple):
    """A merchant by the reference its shop signs, ``"0"`` for the marketplace itself."""

    marketplace: str
    ref: str
    name: str
    email: str


class DemoOrder(NamedTuple):
    """An order as its shop would sign it. ``fen`` is 分; ``days`` since delivery, None when nothing was
    delivered."""

    merchant: str
    number: str
    goods: str
    kind: str
    fen: int
    status: str
    days: int | None


MARKETPLACES: tuple[DemoMarketplace, ...] = (
    DemoMarketplace("xinghai", "星海卡盟", "multi"),
    DemoMarketplace("jiguang", "极光数卡", "single"),
)

MERCHANTS: tuple[DemoMerchant, ...] = (
    DemoMerchant("xinghai", "chenguang", "晨光点卡", "chenguang@shops.example"),
    DemoMerchant("xinghai", "leyou", "乐游代充", "leyou@shops.example"),
    DemoMerchant("xinghai", "fenghuo", "烽火数码", "fenghuo@shops.example"),
    DemoMerchant("xinghai", "xiaomiao", "小喵会员站", "xiaomiao@shops.example"),
    DemoMerchant("xinghai", "bafang", "八方激活码", "bafang@shops.example"),
    DemoMerchant("xinghai", "yunfan", "云帆话费", "yunfan@shops.example"),
    DemoMerchant("xinghai", "jinxin", "金鑫装备行", "jinxin@shops.example"),
    DemoMerchant("jiguang", "0", "极光数卡", "service@jiguang.example"),
)

ORDERS: tuple[DemoOrder, ...] = (
    DemoOrder("chenguang", "261112122541050631", "《山海行》点券 100 元", "游戏点卡", 9850, "delivered", 0),
    DemoOrder("chenguang", "261119112337060816", "《山海行》点券 30 元", "游戏点卡", 2950, "delivered", 5),
    DemoOrder("chenguang", "261108090527438485", "通用游戏点卡 50 元面值", "游戏点卡", 4900, "delivered", 0),
    DemoOrder("chenguang", "261109103527061981", "《星际牧场》礼包兑换码", "游戏点卡", 1880, "delivered", 0),
    DemoOrder("chenguang", "261109093637415949", "通用游戏点卡 100 元面值", "游戏点卡", 9800, "delivered", 0),
    DemoOrder(
        "chenguang", "261109093554139643", "《山海行》点券 100 元", "游戏点卡", 9850, "processing", None
    ),
    DemoOrder("chenguang", "261115123407598646", "《山海行》点券 30 元", "游戏点卡", 2950, "delivered", 2),
    DemoOrder("chenguang", "261119130637598951", "通用游戏点卡 50 元面值", "游戏点卡", 4900, "delivered", 1),
    DemoOrder("chenguang", "261113113545065839", "《星际牧场》礼包兑换码", "游戏点卡", 1880, "delivered", 0),
    DemoOrder("chenguang", "261121143143557549", "通用游戏点卡 100 元面值", "游戏点卡", 9800, "delivered", 3),
    DemoOrder("leyou", "261112223759475198", "《云境》手游代充 648 元", "游戏代充", 59800, "delivered", 2),
    DemoOrder("leyou", "261111155011732948", "《云境》手游代充 98 元", "游戏代充", 9200, "delivered", 1),
    DemoOrder("leyou", "261104173331917648", "《山海行》月卡代充", "游戏代充", 2800, "delivered", 2),
    DemoOrder("leyou", "261116173804123800", "主机平台充值卡 200 元", "游戏点卡", 18900, "delivered", 5),
    DemoOrder("leyou", "261115134821159367", "《云境》手游代充 648 元", "游戏代充", 59800, "delivered", 4),
    DemoOrder("leyou", "261115094204801710", "《云境》手游代充 98 元", "游戏代充", 9200, "delivered", 5),
    DemoOrder("leyou", "261120182144367188", "《山海行》月卡代充", "游戏代充", 2800, "delivered", 4),
    DemoOrder("leyou", "261120220453098142", "主机平台充值卡 200 元", "游戏点卡", 18900, "paid", None),
    DemoOrder("fenghuo", "261117100346735567", "办公套件激活码（终身）", "激活码", 6800, "delivered", 2),
    DemoOrder("fenghuo", "261120221845404531", "系统专业版激活码", "激活码", 3900, "delivered", 2),
    DemoOrder("fenghuo", "261102222210640595", "杀毒软件 1 年激活码", "激活码", 4500, "delivered", 0),
    DemoOrder("fenghuo", "261117091349301394", "修图软件 1 年激活码", "激活码", 12800, "delivered", 1),
    DemoOrder("fenghuo", "261109202558913752", "办公套件激活码（终身）", "激活码", 6800, "delivered", 4),
    DemoOrder("fenghuo", "261104132825576129", "系统专业版激活码", "激活码", 3900, "delivered", 2),
    DemoOrder("fenghuo", "261106215535291945", "杀毒软件 1 年激活码", "激活码", 4500, "delivered", 3),
    DemoOrder("fenghuo", "261113201409087015", "修图软件 1 年激活码", "激活码", 12800, "delivered", 1),
    DemoOrder("xiaomiao", "261106154214012649", "视频会员月卡", "视频会员", 1500, "paid", None),
    DemoOrder("xiaomiao", "261120131618004292", "视频会员季卡", "视频会员", 4200, "delivered", 1),
    DemoOrder("xiaomiao", "261115193936334088", "视频会员年卡", "视频会员", 14800, "delivered", 1),
    DemoOrder("xiaomiao", "261118092957913288", "音乐会员年卡", "音乐会员", 9900, "delivered", 5),
    DemoOrder("xiaomiao", "261114202525108566", "网盘会员月卡", "网盘会员", 2200, "delivered", 4),
    DemoOrder("xiaomiao", "261114091204218904", "视频会员月卡", "视频会员", 1500, "delivered", 4),
    DemoOrder("xiaomiao", "261107112138055129", "视频会员季卡", "视频会员", 4200, "delivered", 0),
    DemoOrder("xiaomiao", "261102123406995044", "视频会员年卡", "视频会员", 14800, "delivered", 10),
    DemoOrder("xiaomiao", "261121080455218054", "音乐会员年卡", "音乐会员", 9900, "delivered", 12),
    DemoOrder("bafang", "261106162238381853", "单机游戏激活码《雾港》", "激活码", 8800, "delivered", 4),
    DemoOrder("bafang", "261105115431488625", "单机游戏激活码《远行者》", "激活码", 11600, "delivered", 4),
    DemoOrder("bafang", "261117170509107151", "独立游戏兑换码三连包", "激活码", 3600, "delivered", 2),
    DemoOrder("bafang", "261110235344169280", "单机游戏激活码《雾港》", "激活码", 8800, "delivered", 5),
    DemoOrder("bafang", "261102143323153723", "单机游戏激活码《远行者》", "激活码", 11600, "delivered", 5),
    DemoOrder("bafang", "261102174155095431", "独立游戏兑换码三连包", "激活码", 3600, "delivered", 60),
    DemoOrder("yunfan", "261118195810372974", "话费代充 100 元（三网）", "话费代充", 9950, "delivered", 2),
    DemoOrder("yunfan", "261119184014643016", "话费代充 50 元（三网）", "话费代充", 4980, "delivered", 1),
    DemoOrder("yunfan", "261109204751237753", "话费慢充 200 元", "话费代充", 19300, "delivered", 5),
    DemoOrder("yunfan", "261118232246030387", "加油卡代充 200 元", "生活代充", 19800, "processing", None),
    DemoOrder("yunfan", "261110231612726161", "话费代充 100 元（三网）", "话费代充", 9950, "paid", None),
    DemoOrder("yunfan", "261116192305231171", "话费代充 50 元（三网）", "话费代充", 4980, "delivered", 0),
    DemoOrder("yunfan", "261109231221214301", "话费慢充 200 元", "话费代充", 19300, "processing", None),
    DemoOrder(
        "jinxin", "261121083058684697", "《云境》满级账号（可换绑）", "游戏账号", 26800, "delivered", 4
    ),
    DemoOrder("jinxin", "261104115824820304", "《山海行》装备礼盒", "虚拟装备", 7600, "delivered", 1),
    DemoOrder("jinxin", "261117132750666728", "《星际牧场》金币 1000 万", "虚拟装备", 3200, "paid", None),
    DemoOrder(
        "jinxin", "261104202925779461", "《云境》满级账号（可换绑）", "游戏账号", 26800, "delivered", 3
    ),
    DemoOrder("0", "KKIBJ3J4WJ99IBAG", "翻译软件年度授权码", "激活码", 8600, "delivered", 5),
    DemoOrder("0", "I1MNBQNS6PUQ80ID", "视频会员月卡", "视频会员", 1480, "delivered", 2),
    DemoOrder("0", "3706I8J76B2LAJLJ", "通用游戏点卡 30 元面值", "游戏点卡", 2900, "delivered", 4),
    DemoOrder("0", "H9DU7794G9DPMRCG", "云笔记会员年卡", "软件会员", 6600, "delivered", 5),
    DemoOrder("0", "29BE2U66MR26846P", "听书会员季卡", "音乐会员", 3600, "delivered", 5),
    DemoOrder("0", "Q9M2I0HZ2UEP1ENT", "翻译软件年度授权码", "激活码", 8600, "refunded", 3),
    DemoOrder("0", "JXJQI3OGZ5KOK16Z", "视频会员月卡", "视频会员", 1480, "paid", None),
    DemoOrder("0", "0MWUFXBV932BYV7S", "通用游戏点卡 30 元面值", "游戏点卡", 2900, "delivered", 5),
)
"""Numbers as the two shop programs make them: 18 digits, or 16 capitals and digits."""
