"""A labelled set of its own: pages of many looks, drawn by a browser, spoiled the way real screenshots are.

`python -m infra.training.pictures OUT [COUNT [FOLD]]`: with FOLD the messages come only from the templates that fold
holds out. Needs Debian's Chromium, as the browser tests do.
"""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from playwright.sync_api import Page, sync_playwright

from . import complaints, grammar, screens
from .complaints import Entry

PAGES = Environment(loader=FileSystemLoader(Path(__file__).with_name("pages")), autoescape=True)
FOLDS = 5

LOOKS: tuple[dict[str, str], ...] = (
    {
        "back": "#f2f3f5",
        "ink": "#222",
        "card": "#fff",
        "line": "#ddd",
        "accent": "#1677ff",
        "bad": "#d4380d",
        "field": "#fff",
        "mine": "#95ec69",
    },
    {
        "back": "#16181d",
        "ink": "#ddd",
        "card": "#23262e",
        "line": "#3a3f4b",
        "accent": "#7952b3",
        "bad": "#ff7875",
        "field": "#111",
        "mine": "#2e7d4f",
    },
    {
        "back": "#fffaf0",
        "ink": "#3b2f2f",
        "card": "#fff",
        "line": "#e8d9c0",
        "accent": "#c0392b",
        "bad": "#c0392b",
        "field": "#fff",
        "mine": "#ffe0b2",
    },
    {
        "back": "#0b1f33",
        "ink": "#cfe3f7",
        "card": "#12304d",
        "line": "#2b4e70",
        "accent": "#00a884",
        "bad": "#ffb3a7",
        "field": "#0d2740",
        "mine": "#005c4b",
    },
    {
        "back": "#eef7ee",
        "ink": "#1d3b1d",
        "card": "#f9fff9",
        "line": "#bcd8bc",
        "accent": "#2e7d32",
        "bad": "#b71c1c",
        "field": "#fff",
        "mine": "#c8e6c9",
    },
)
FONTS = (
    "'Noto Sans CJK SC'",
    "'Noto Serif CJK SC'",
    "'Noto Sans CJK TC'",
    "'Noto Sans Mono CJK SC'",
    "'Noto Sans CJK JP'",
)
MONOS = ("monospace", "inherit", "'Noto Sans Mono CJK SC'", "serif", "'DejaVu Sans Mono'")
VIEWS = ((390, 844), (412, 915), (360, 780), (1024, 640), (1280, 720), (820, 900), (768, 1024))
WORDS: dict[str, tuple[str, ...]] = {
    "title": ("兑换商城", "卡券中心", "Redeem", "游戏点卡", "会员激活", "订单详情", "Product activation", "自助充值", "我的订单", "儲值中心", "Gift Card Center"),
    "key_label": ("兑换码", "卡密", "激活码", "CDKEY", "Code", "序列号", "卡密内容", "Product key", "卡号", "產品金鑰", "券码"),
    "order_label": ("订单号：", "订单编号", "Order No.", "訂單編號", "Order number", "单号："),
    "action": ("立即兑换", "激活", "Redeem", "确认", "提交", "Continue"),
    "ok": ("确定", "知道了", "OK", "关闭", "Close", "返回"),
    "heading": ("提示", "结果", "兑换结果", "Notice", "系统消息", "备注", "信息"),
    "placeholder": ("请输入兑换码", "Enter code", "请填写卡密"),
}  # fmt: skip
LABELS = (
    ("商品名称", "goods"),
    ("支付金额", "money"),
    ("下单时间", "date"),
    ("Account", "n"),
    ("所在大区", "area"),
    ("数量", "n"),
)


def main(out: Path, count: int, fold: int | None) -> None:
    """Draws the set: the same seed and browser give the same pictures."""
    chance = random.Random(20261124)
    held = (
        screens.held_out(fold, FOLDS)
        if fold is not None
        else {t: c for c, ts in grammar.sections("screens").items() for t in ts}
    )
    (out / "evidence" / "images").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        entries: list[Entry] = []
        for number in range(count):
            entries.append(drawn(f"ev{number:03}", entries, held, page, chance, out))
        browser.close()
    (out / "evidence" / "labels.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")


def drawn(
    number: str, before: list[Entry], held: dict[str, str], page: Page, chance: random.Random, out: Path
) -> Entry:
    """One complaint with its picture and labels; a re-used picture is an earlier one, spoiled anew."""
    verdict, filed = chance.choice(complaints.MIX), complaints.complaint(chance)
    shown = [e for e in before if e["gold"]["verdict"] == "supports" and e["gold"]["error_class"] != "pending"]
    if verdict == "reuse" and shown:
        earlier = chance.choice(shown)
        gold = {**earlier["gold"], "verdict": "mismatch", "reuse_of": earlier["id"]}
        picture = Image.open(out / "evidence" / earlier["file"]).convert("RGB")
        kind = f"reused {earlier['gold']['kind']}"
    else:
        verdict = "supports" if verdict == "reuse" else verdict
        gold, (kind, phrase, picture) = complaints.gold(verdict, filed, chance), ("", "", Image.new("RGB", (1, 1)))
        kind, phrase, picture = picture_of(
            gold, filed, [t for t, c in held.items() if c == (gold["error_class"] or "other")], page, chance
        )
        gold["phrase"] = phrase
        if gold["error_class"] == "pending":
            filed["complaint_type"] = "not_delivered"
    form, picture = spoiled(picture, verdict, chance)
    file = f"images/{number}.{form.lower()}"
    picture.save(out / "evidence" / file, form, quality=chance.choice((60, 75, 85, 92)))
    return {"id": number, "file": file, "complaint": filed, "gold": {**gold, "kind": kind}}


def picture_of(
    gold: Entry, filed: Entry, templates: Collection[str], page: Page, chance: random.Random
) -> tuple[str, str, Image.Image]:
    """The page's kind, its message, and the browser's picture of it."""
    kind = chance.choice(("dialog", "result", "order", "chat", "toast")) if gold["error_class"] else "plain"
    message = grammar.fill(chance.choice(sorted(templates)), chance)
    words: dict[str, Any] = {name: chance.choice(choices) for name, choices in WORDS.items()}
    words |= {
        "message": message, "order": gold["order_no_shown"], "key": gold["card_key_shown"], "clock": "10:24",
        "tone": "" if gold["error_class"] == "success" else chance.choice(("bad", "")),
        "fields": [(label, grammar.fill("{%s}" % slot, chance)) for label, slot in chance.sample(LABELS, chance.randint(0, 3))],
        "rules": chance.sample(("每个兑换码只能使用一次", "兑换成功后不支持退换", "如提示无效请联系客服", "Codes are not refundable once redeemed", "有效期至2027-01-01"), chance.randint(0, 2)),
        "lines": [grammar.fill(chance.choice(sorted(templates)), chance) for _ in range(chance.randint(3, 9))],
    }  # fmt: skip
    words["chat"] = _chat(words, chance)
    view, look = chance.choice(VIEWS), chance.choice(LOOKS)
    style = look | {
        "size": chance.choice((13, 14, 15, 16, 18, 20)), "leading": chance.choice((1.3, 1.5, 1.8)), "font": chance.choice(FONTS), "mono": chance.choice(MONOS),
        "round": chance.choice((0, 4, 10)), "title": chance.choice((1.2, 1.5, 2)), "spacing": chance.choice((0, 0, 1, 2)), "width": chance.choice((640, 900, 1200)),
    }  # fmt: skip
    page.set_viewport_size({"width": view[0], "height": view[1]})
    page.set_content(PAGES.get_template(f"{kind}.html").render(s=style, w=words))
    return kind, message, Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _chat(words: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    lines = [("me", chance.choice(("在吗", "你好", "老板", "hi"))), ("", "您好，请问有什么可以帮您")]
    if words["order"]:
        lines.append(("me", f"{words['order_label']} {words['order']}"))
    if words["key"]:
        lines.append(("me", f"{words['key_label']} {words['key']}"))
    lines.append(("me", words["message"]))
    chance.shuffle(lines[2:])
    return [*lines, ("", chance.choice(("好的 我看一下", "稍等", "请问是哪个区呢", "one moment")))]


def spoiled(picture: Image.Image, verdict: str, chance: random.Random) -> tuple[str, Image.Image]:
    """What happens to screenshots on their way: sizes, formats, circles drawn on them, photos of screens; or ruin."""
    if verdict == "unusable":
        ruin = chance.choice((
            lambda p: p.filter(ImageFilter.GaussianBlur(p.width / 60)), lambda p: ImageEnhance.Brightness(p).enhance(0.02),
            lambda p: p.resize((p.width // 12, p.height // 12)), lambda p: Image.new("RGB", p.size, chance.choice(("#000", "#eee"))),
            lambda p: p.resize((p.width // 14, p.height // 14)).resize(p.size),
        ))  # fmt: skip
        return "JPEG", ruin(picture)
    way = chance.choice((
        lambda p: p, lambda p: p, lambda p: p, lambda p: p.resize((p.width * 2, p.height * 2), Image.Resampling.LANCZOS), lambda p: p.resize((int(p.width * 0.8), int(p.height * 0.8))),
        lambda p: ImageEnhance.Brightness(p).enhance(0.5), lambda p: p.rotate(chance.uniform(-3, 3), expand=True, fillcolor="#444", resample=Image.Resampling.BICUBIC), _circled,
        lambda p: ImageEnhance.Contrast(p).enhance(0.6),
    ))  # fmt: skip
    return chance.choice(("JPEG", "JPEG", "PNG", "WEBP")), way(picture)


def _circled(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    width, height = copy.size
    ImageDraw.Draw(copy).ellipse((width * 0.1, height * 0.4, width * 0.8, height * 0.62), outline="red", width=4)
    return copy


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 150,
        int(sys.argv[3]) if len(sys.argv) > 3 else None,
    )
