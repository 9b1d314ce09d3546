"""What every page must pass, as functions on an open page: each returns a list of what is wrong, empty
when nothing is.

Make a ``Watch`` before the first ``goto``: violations and errors of the CSP are only heard while
listening.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
BUYER_BYTES, CONSOLE_BYTES = 30_000, 60_000

LISTEN = """addEventListener('securitypolicyviolation', e =>
    console.debug(`csp-violation ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))"""
CONTROLS = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !e.closest('.skip, .out') && !e.matches('p a:not(.btn)'))
    .map(e => { const r = (e.closest('label') ?? e).getBoundingClientRect();
                return [e.outerHTML.slice(0, 90), Math.round(r.width * 10) / 10, Math.round(r.height * 10) / 10] })
    .filter(([, w, h]) => w < 44 || h < 44)"""
SMALL_INPUTS = """
    [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea')]
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 90))"""
# A phone that is too narrow zooms out, and innerWidth with it: the width is the one asked for.
WIDER = """width => [document.documentElement.scrollWidth,
    [...document.body.querySelectorAll('*')].filter(e => !e.closest('.table, .out, .skip'))
        .filter(e => e.getBoundingClientRect().right > width + 1)
        .map(e => e.outerHTML.slice(0, 90)).slice(0, 5)]"""

PARTS = """performance.getEntriesByType('resource').map(e => e.name).filter(name => /\\.(css|js)(\\?|$)/.test(name))"""
DOCUMENT = "performance.getEntriesByType('navigation')[0].decodedBodySize"


class Watch:
    """Hears what a page does from its first request on. ``forget()`` between pages."""

    def __init__(self, page: Page) -> None:
        self.violations: list[str] = []
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        page.add_init_script(LISTEN)
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def forget(self) -> None:
        """Starts afresh, for the next page."""
        for kept in (self.violations, self.errors, self.hosts):
            kept.clear()

    def _said(self, kind: str, text: str) -> None:
        if text.startswith("csp-violation"):
            self.violations.append(text)
        elif kind == "error":
            self.errors.append(text)


@cache
def _axe() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, rules: list[str] = AXE_RULES) -> list[str]:
    """axe-core over WCAG 2.2 A/AA and its best practices, or ``COLOUR_RULES`` alone where only colours
    differ.

    Given to the page by the debugger, which no CSP stops, and once: it is half a megabyte.
    """
    debugger = page.context.new_cdp_session(page)
    there = debugger.send(
        "Runtime.evaluate", {"expression": "typeof axe === 'object'", "returnByValue": True}
    )
    if not there["result"]["value"]:
        debugger.send("Runtime.evaluate", {"expression": _axe()})
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    run = f"axe.run(document, {options}).then(r => JSON.stringify(r.violations))"
    answer = debugger.send(
        "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
    )
    debugger.detach()
    violations = json.loads(answer["result"]["value"])
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in violations for n in v["nodes"]]


def overflow(page: Page) -> list[str]:
    """What is wider than the window. A console table may scroll inside its own frame."""
    window = (page.viewport_size or {"width": 0})["width"]
    content, guilty = page.evaluate(WIDER, window)
    return [f"{content} px in {window} px: {guilty}"] if content > window or guilty else []


def touch_targets(page: Page) -> list[str]:
    """Controls under 44 px; a control inside a label is as large as the label, a link inside a sentence is
    exempt."""
    return [f"{html}: {width} x {height}" for html, width, height in page.evaluate(CONTROLS)]


def input_fonts(page: Page) -> list[str]:
    """Fields whose text is under 16 px: an iPhone zooms in on them."""
    found: list[str] = page.evaluate(SMALL_INPUTS)
    return found


def csp_violations(watch: Watch) -> list[str]:
    """What the CSP stopped."""
    return watch.violations


def console_errors(watch: Watch) -> list[str]:
    """Errors in the console and uncaught exceptions."""
    return watch.errors


def third_party_hosts(watch: Watch, origin: str) -> list[str]:
    """Hosts other than ``origin``'s that were asked for anything."""
    return sorted(watch.hosts - {urlsplit(origin).netloc, ""})


def weight(page: Page) -> dict[str, int]:
    """Bytes of HTML, CSS and JavaScript of the page that is open, uncompressed, by address.

    Style sheets and scripts are fetched once more: for what came from its cache the browser says 0.
    """
    parts = {url: len(page.request.get(url).body()) for url in set(page.evaluate(PARTS))}
    return {page.url: page.evaluate(DOCUMENT), **parts}


def all_of(page: Page, watch: Watch, *, limit: int = BUYER_BYTES) -> list[str]:
    """Every gate but ``html_valid`` on the page as it is open now."""
    phone = page.viewport_size is not None and page.viewport_size["width"] < 640
    wrong = axe(page) + overflow(page) + input_fonts(page) + (touch_targets(page) if phone else [])
    wrong += csp_violations(watch) + console_errors(watch) + third_party_hosts(watch, page.url)
    parts = weight(page)
    return wrong + ([f"{sum(parts.values())} bytes: {parts}"] if sum(parts.values()) > limit else [])


def html_valid(pages: dict[str, str]) -> list[str]:
    """html-validate over ``pages`` (name → HTML as served), in one process of Node however many they are."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[str(file)] = name
        return _validated(names) if names else []


def _validated(names: dict[str, str]) -> list[str]:
    rules = HERE / "htmlvalidate.json"
    command = [MODULES / ".bin" / "html-validate", "--config", rules, "--formatter", "json", *names]
    with tempfile.TemporaryFile(
        "w+", encoding="utf-8"
    ) as said:  # Node ends before a pipe is emptied: 64 KB at most
        done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE, text=True, check=False)
        said.seek(0)
        answer = said.read()
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr or answer)
    return [
        f"{names[page['filePath']]}:{wrong['line']} {wrong['ruleId']}: {wrong['message']}"
        for page in json.loads(answer or "[]")
        for wrong in page["messages"]
    ]
