"""`make screenshots`: the README's pictures, taken of the real pages of a local desk with its demo data."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from functions.local.demo.screenshots import SAID, drawn
from tests.browser import chromium
from tests.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MARKET = "xinghai"
WIDTH, HEIGHT, CONSOLE = 390, 844, (1280, 860)
MOST_BYTES = 150_000
WORDS = "昨晚 20:20 在官网充值，一直提示卡密错误，复制粘贴试了三遍都一样。"
SIDE_BY_SIDE = """<!DOCTYPE html><style>body{{margin:0;padding:24px;display:flex;gap:24px;background:#e6e9ef;
width:max-content}}img{{display:block;width:{width}px;height:{height}px;border-radius:12px;
box-shadow:0 1px 3px #0003}}</style>{images}"""
LOADED = "() => [...document.images].every(i => i.complete && i.naturalWidth)"
UNFOCUSED = "() => { document.activeElement.blur(); scrollTo(0, 0) }"
BUYER, CONTESTED = "fang.yi@mail163.example", "卡密过期"
PICTURED = "通用游戏点卡"
AT_ANY_HOUR = "lin.xia@qq-mail.example"
"""Whose letters are receipts, which are sent at night too."""
MERCHANT, RULED = "m-chenguang", "区服/平台不符"
CASE = re.compile(r"/b/xinghai/TS-[^/]*$")


@contextmanager
def desk() -> Iterator[str]:
    """The address of a desk served from a folder that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="suyi-pictures-"))
    served = Served.start(folder)
    try:
        yield str(served.address["base_url"])
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Album:
    """Takes pictures of what a page shows, and sets phones side by side."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.phones: dict[str, bytes] = {}

    def page(self, width: int = WIDTH, height: int = HEIGHT) -> Page:
        """Somebody with a browser of their own."""
        context = chromium.context(self.browser, width=width, base_url=self.base)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    def phone(self, name: str, page: Page) -> None:
        """What the phone shows, kept for ``together``."""
        self.phones[name] = page.screenshot()

    def together(self, picture: str, *names: str) -> None:
        """Phones side by side in one picture."""
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                (Path(folder) / f"{name}.png").write_bytes(self.phones[name])
            images = "".join(f'<img src="{name}.png">' for name in names)
            sheet = Path(folder) / "sheet.html"
            sheet.write_text(SIDE_BY_SIDE.format(width=WIDTH, height=HEIGHT, images=images), encoding="utf-8")
            width = 24 + len(names) * (WIDTH + 24)
            context = self.browser.new_context(viewport={"width": width, "height": HEIGHT + 48})
            page = context.new_page()
            page.goto(sheet.as_uri())
            page.wait_for_function("() => [...document.images].every(i => i.complete)")
            save(picture, page.screenshot())
            context.close()

    def desktop(self, picture: str, page: Page) -> None:
        """What a console shows, alone."""
        save(picture, page.screenshot())


def save(picture: str, png: bytes) -> None:
    """Into the folder, with fewer colours where a library for it is installed; says what is too heavy."""
    path = PICTURES / f"{picture}.png"
    path.write_bytes(png)
    quantised(path)
    size = path.stat().st_size
    sys.stdout.write(
        f"{path.relative_to(PICTURES.parents[1])} {size // 1000} KB{' TOO HEAVY' * (size > MOST_BYTES)}\n"
    )


def quantised(path: Path) -> None:
    """256 colours, if Pillow is there."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as image:
        flat = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    flat.save(path, optimize=True)


def enter(page: Page, door: str, who: str = "") -> None:
    """Through a door of the start page."""
    page.goto("/local")
    form = page.locator(f'form[action="/local/door/{door}/{MARKET}"]')
    if who:
        form.locator("select").select_option(who)
    form.get_by_role("button").click()
    page.wait_for_load_state()


def buyer_files(album: Album) -> None:
    """From the shop's order page to the receipt."""
    page = album.page()
    page.goto(f"/local/shop/{MARKET}")
    album.phone("shop", page)
    page.get_by_role("link", name="一键投诉").click()
    page.get_by_label("说说经过").fill(WORDS)
    page.evaluate(UNFOCUSED)
    album.phone("form", page)
    page.get_by_role("button", name="提交投诉").click()
    page.wait_for_url("**/receipt")
    album.phone("receipt", page)
    album.together("filing", "shop", "form", "receipt")


def buyer_adds_screenshots(album: Album) -> None:
    """Another order, complained of with two screenshots; the merchant's masked copy, the platform's with
    what was read."""
    page = album.page()
    page.goto(f"/local/shop/{MARKET}")
    page.locator("main a[href*=order]", has_text=PICTURED).first.click()
    page.get_by_role("link", name="一键投诉").click()
    order = page.locator("dl dd").first.inner_text()
    files = [
        {"name": f"{n}.png", "mimeType": "image/png", "buffer": drawn(order, said)}
        for n, said in enumerate(SAID[:2])
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.wait_for_function("() => document.body.innerText.split('已上传').length === 3")
    page.get_by_role("button", name="添加截图").evaluate("b => scrollTo(0, b.offsetTop - 560)")
    album.phone("adding", page)
    page.get_by_role("button", name="提交投诉").click()
    page.wait_for_url("**/receipt")
    number = page.url.split("/")[-2]
    page.get_by_role("link", name="查看进度").click()
    when_read(page)
    page.get_by_role("heading", name="双方的话").evaluate("h => scrollTo(0, h.offsetTop - 120)")
    album.phone("seen", page)
    staff_see_them(album, number)
    album.together("evidence", "adding", "seen", "masked")


def when_read(page: Page) -> None:
    """Reloads until what was uploaded has come out of cleaning: some seconds, the first time a model is
    loaded."""
    until(page, page.url, lambda: page.locator("main img").count() == 2)
    page.wait_for_function(LOADED)


def until(page: Page, path: str, there: Callable[[], bool]) -> None:
    """Opens a page again and again until it shows what the desk does meanwhile; a minute at most."""
    for _ in range(30):
        page.goto(path)
        if there():
            return
        page.wait_for_timeout(2000)
    raise AssertionError(f"{path} never showed it")


def staff_see_them(album: Album, number: str) -> None:
    """The same picture before the merchant, on a phone, and before the platform."""
    for door, size in (("merchant", (WIDTH, HEIGHT)), ("operator", CONSOLE)):
        page = album.page(*size)
        enter(page, door)
        page.goto(f"/{door[0]}/{MARKET}/case/{number}")
        page.locator("main a:has(img)").first.click()
        page.wait_for_function(LOADED)
        if door == "merchant":
            album.phone("masked", page)
        else:
            album.desktop("precheck", page)


def buyer_follows(album: Album) -> None:
    """My complaints, one that was contested, and the second step of withdrawing it."""
    page = album.page()
    enter(page, "buyer", BUYER)
    album.phone("mine", page)
    page.get_by_role("link", name=CONTESTED).click()
    page.wait_for_url(CASE)
    album.phone("complaint", page)
    page.get_by_role("link", name="撤销投诉").click()
    page.get_by_role("button", name="是这笔，继续").click()
    page.get_by_label("问题已解决").check()
    page.evaluate(UNFOCUSED)
    album.phone("withdraw", page)
    album.together("following", "mine", "complaint", "withdraw")


def merchant_answers(album: Album) -> None:
    """The answer to what the first story's buyer filed."""
    page = album.page()
    enter(page, "merchant", MERCHANT)
    album.phone("inbox", page)
    page.locator("a.row", has_text="逾期未回复").first.click()
    page.locator("input[name=how]").first.wait_for()
    album.phone("answer", page)
    page.locator("input[name=how]").first.check()
    page.locator("fieldset:has(input[name=how])").evaluate("f => scrollTo(0, f.offsetTop - 16)")
    page.evaluate("() => document.activeElement.blur()")
    album.phone("choices", page)
    album.together("answering", "inbox", "answer", "choices")


def operator_rules(album: Album) -> None:
    """The queue, and a contested case with the ruling beside it."""
    page = album.page(*CONSOLE)
    enter(page, "operator")
    album.desktop("queue", page)
    page.get_by_role("row", name=RULED).get_by_role("link").first.click()
    page.locator("input[name=result]").first.check()
    page.evaluate(UNFOCUSED)
    album.desktop("ruling", page)


def demo_itself(album: Album) -> None:
    """The start page, and a letter as its reader sees it."""
    page = album.page(1000, 860)
    page.goto("/local")
    album.desktop("start", page)
    letters = page.get_by_role("link", name="看 HTML 版")
    until(page, "/local/mailbox?q=" + AT_ANY_HOUR, lambda: letters.count() > 0)
    page.goto(letters.first.get_attribute("href") or "")
    page.set_viewport_size({"width": 640, "height": 720})
    album.desktop("letter", page)


STEPS: tuple[Callable[[Album], None], ...] = (
    buyer_files,
    buyer_adds_screenshots,
    buyer_follows,
    merchant_answers,
    operator_rules,
    demo_itself,
)


def main() -> None:
    """All pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with desk() as base, chromium.launched() as browser:
        album = Album(browser, base)
        for step in STEPS:
            step(album)


if __name__ == "__main__":
    main()
