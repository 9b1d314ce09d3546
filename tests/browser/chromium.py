"""How Chromium is launched, and the three sizes and two schemes in which every page is looked at."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

EXECUTABLE = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]
SIZES = {320: 640, 390: 844, 1280: 800}
PHONE = 640  # narrower is a phone: touch, and targets of 44 px
SCHEMES = ("light", "dark")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium, closed at the end. Needs Debian's chromium and fonts-noto-cjk."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGS, env={"LANGUAGE": "zh_CN"})
        try:
            yield browser
        finally:
            browser.close()


def context(
    browser: Browser, *, width: int = 390, scheme: str = "light", lang: str = "zh", **more: Any
) -> BrowserContext:
    """A visitor in Shanghai: a phone below 640 px, a desktop above. ``more`` goes to Playwright."""
    phone = width < PHONE
    return browser.new_context(
        viewport={"width": width, "height": SIZES.get(width, 844)},
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
        color_scheme=scheme,
        locale="en-US" if lang == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
        **more,
    )
