"""A labelled set of its own: pages of many looks, drawn by a browser, spoiled the way real screenshots
are.

`python -m infra.training.pictures OUT [COUNT [FOLD]]`: with FOLD the messages come only from the
templates that fold holds out. Needs Debian's Chromium, as the browser tests do.
"""

from __future__ import annotations

import io
import json
import random
import sys
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from playwright.sync_api import Page, sync_playwright

from . import complaints, grammar, screens
from .complaints import Entry

PAGES = Environment(loader=FileSystemLoader(Path(__file__).with_name("pages")), autoescape=True)
FOLDS = 5
LOOKS: dict[str, Any] = json.loads(
    Path(__file__).with_name("pages").joinpath("looks.json").read_text(encoding="utf-8")
)

LABELS = (
    ("商品名称", "goods"),
    ("支付金额", "money"),
    ("下单时间", "date"),
    ("Account", "n"),
    ("所在大区", "area"),
    ("数量", "n"),
)
RUINS = ("blur", "dark", "tiny", "blank", "coarse")
WAYS = ("", "", "", "double", "smaller", "dim", "turned", "circled", "pale")


class Studio(NamedTuple):
    """What pictures are made with: a browser's page, chance, the templates to draw messages from, and
    where they go."""

    page: Page
    chance: random.Random
    held: dict[str, str]
    out: Path


def main(out: Path, count: int, fold: int | None) -> None:
    """Draws the set: the same seed and browser give the same pictures."""
    held = screens.held_out(fold, FOLDS) if fold is not None else screens.held_out(0, 1)
    (out / "evidence" / "images").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        studio = Studio(browser.new_page(), random.Random(20261124), held, out)
        entries: list[Entry] = []
        for number in range(count):
            entries.append(drawn(f"ev{number:03}", entries, studio))
        browser.close()
    (out / "evidence" / "labels.json").write_text(
        json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def drawn(number: str, before: list[Entry], studio: Studio) -> Entry:
    """One complaint with its picture and labels; a re-used picture is an earlier one, spoiled anew."""
    chance = studio.chance
    verdict, filed = chance.choice(complaints.MIX), complaints.complaint(chance)
    shown = [
        e for e in before if e["gold"]["verdict"] == "supports" and e["gold"]["error_class"] != "pending"
    ]
    if verdict == "reuse" and shown:
        earlier = chance.choice(shown)
        gold = {**earlier["gold"], "verdict": "mismatch", "reuse_of": earlier["id"]}
        picture = Image.open(studio.out / "evidence" / earlier["file"]).convert("RGB")
    else:
        gold = complaints.gold("supports" if verdict == "reuse" else verdict, filed, chance)
        gold["kind"], gold["phrase"], picture = picture_of(gold, studio)
        filed["complaint_type"] = "not_delivered" if gold["error_class"] == "pending" else "key_invalid"
    form, picture = spoiled(picture, chance.choice(RUINS if verdict == "unusable" else WAYS), chance)
    file = f"images/{number}.{form.lower()}"
    picture.save(studio.out / "evidence" / file, form, quality=chance.choice((60, 75, 85, 92)))
    return {"id": number, "file": file, "complaint": filed, "gold": gold}


def picture_of(gold: Entry, studio: Studio) -> tuple[str, str, Image.Image]:
    """The page's kind, its message, and the browser's picture of it."""
    chance, page = studio.chance, studio.page
    kind = chance.choice(("dialog", "result", "order", "chat", "toast")) if gold["error_class"] else "plain"
    words = _words(
        gold, [t for t, label in studio.held.items() if label == (gold["error_class"] or "other")], chance
    )
    style = (
        chance.choice(LOOKS["looks"])
        | {name: chance.choice(LOOKS[f"{name}s"]) for name in ("font", "mono")}
        | {
            "size": chance.choice((13, 14, 15, 16, 18, 20)),
            "leading": chance.choice((1.3, 1.5, 1.8)),
            "round": chance.choice((0, 4, 10)),
            "title": chance.choice((1.2, 1.5, 2)),
            "spacing": chance.choice((0, 0, 1, 2)),
            "width": chance.choice((640, 900, 1200)),
        }
    )
    width, height = chance.choice(LOOKS["views"])
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(PAGES.get_template(f"{kind}.html").render(s=style, w=words))
    return kind, words["message"], Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _words(gold: Entry, templates: list[str], chance: random.Random) -> dict[str, Any]:
    """What stands on the page; an irrelevant one has no identifiers, or it would be about another order."""
    unnamed = [t for t in templates if "{id}" not in t]
    words: dict[str, Any] = {name: chance.choice(choices) for name, choices in LOOKS["words"].items()}
    words |= {
        "message": grammar.fill(chance.choice(templates), chance),
        "order": gold["order_no_shown"],
        "key": gold["card_key_shown"],
        "clock": "10:24",
        "tone": "" if gold["error_class"] == "success" else chance.choice(("bad", "")),
        "rules": chance.sample(LOOKS["rules"], chance.randint(0, 2)),
        "lines": [grammar.fill(chance.choice(unnamed), chance) for _ in range(chance.randint(3, 9))],
    }
    labels = chance.sample(LABELS, chance.randint(0, 3))
    words["fields"] = [(label, grammar.fill(f"{{{slot}}}", chance)) for label, slot in labels]
    words["chat"] = _chat(words, chance)
    return words


def _chat(words: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    said = [f"{words['order_label']} {words['order']}"] if words["order"] else []
    said += [f"{words['key_label']} {words['key']}"] if words["key"] else []
    said.append(words["message"])
    chance.shuffle(said)
    first, last = (
        chance.choice(("在吗", "你好", "老板", "hi")),
        chance.choice(("好的 我看一下", "稍等", "请问是哪个区呢", "one moment")),
    )
    return [("me", first), ("", "您好，请问有什么可以帮您"), *(("me", line) for line in said), ("", last)]


def spoiled(picture: Image.Image, way: str, chance: random.Random) -> tuple[str, Image.Image]:
    """What happens to screenshots on their way: sizes, formats, circles drawn on them, photos of screens;
    or ruin."""
    width, height = picture.size
    done = {
        "blur": lambda: picture.filter(ImageFilter.GaussianBlur(width / 60)),
        "dark": lambda: ImageEnhance.Brightness(picture).enhance(0.02),
        "tiny": lambda: picture.resize((width // 12, height // 12)),
        "blank": lambda: Image.new("RGB", picture.size, chance.choice(("#000", "#eee"))),
        "coarse": lambda: picture.resize((width // 14, height // 14)).resize(picture.size),
        "double": lambda: picture.resize((width * 2, height * 2), Image.Resampling.LANCZOS),
        "smaller": lambda: picture.resize((int(width * 0.8), int(height * 0.8))),
        "dim": lambda: ImageEnhance.Brightness(picture).enhance(0.5),
        "turned": lambda: picture.rotate(
            chance.uniform(-3, 3), Image.Resampling.BICUBIC, expand=True, fillcolor="#444"
        ),
        "circled": lambda: _circled(picture),
        "pale": lambda: ImageEnhance.Contrast(picture).enhance(0.6),
    }.get(way, lambda: picture)()
    return chance.choice(("JPEG", "JPEG", "PNG", "WEBP")), done


def _circled(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    width, height = copy.size
    ImageDraw.Draw(copy).ellipse(
        (width * 0.1, height * 0.4, width * 0.8, height * 0.62), outline="red", width=4
    )
    return copy


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]), int(given[1]) if len(given) > 1 else 150, int(given[2]) if len(given) > 2 else None)
