"""The static site: complete in both languages, every link leads somewhere, nothing is loaded from
elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from functions.domain.standard import CATEGORIES, CLAUSES

ROOT = Path(__file__).parents[1]
PAGES = ("index", "how", "rules", "merchants", "privacy", "withdraw", "integrate", "status")


class Links(HTMLParser):
    """What a page points to, and what can be pointed at in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.to += [said[name] or "" for name in ("href", "src") if name in said]
        if said.get("id"):
            self.ids.add(str(said["id"]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "built"
    command = [sys.executable, "site/build.py", str(folder), "--contact", "mailto:security@shop.example"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_every_page_is_there_in_both_languages(site):
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert made == {f"{name}.html" for name in PAGES} | {f"en/{name}.html" for name in PAGES}
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert html.count("<h1") == 1
        assert f'lang="{"en" if path.parent.name == "en" else "zh-CN"}"' in html


def test_every_link_is_relative_and_leads_to_something_in_the_folder(site):
    known = {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    broken = []
    for page, links in known.items():
        for link in links.to:
            parts = urlsplit(link)
            target = (page.parent / parts.path).resolve() if parts.path else page
            there = (
                not parts.scheme and not parts.netloc and not parts.path.startswith("/") and target.is_file()
            )
            if not there or (parts.fragment and parts.fragment not in known[target].ids):
                broken.append((page.name, link))
    assert broken == []


def test_the_standard_is_the_tables(site):
    for lang, folder in (("zh", site), ("en", site / "en")):
        html = (folder / "rules.html").read_text(encoding="utf-8")
        assert not [number for number in CLAUSES if f'id="clause-{number.replace(".", "-")}"' not in html]
        assert not [c.code for c in CATEGORIES.values() if f">{c.code}<" not in html]
        assert "投诉处理规范" in html or lang == "en"


def test_english_pages_are_english(site):
    for path in (site / "en").glob("*.html"):
        text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").partition("<body")[2])
        assert not re.search(r"[\u4e00-\u9fff]", text.replace("中文", "")), path.name


def test_no_page_brings_script_or_style_of_its_own(site):
    for path in site.rglob("*.html"):
        assert not re.search(
            r"<style|<script(?! type=\"module\" src=)|\sstyle=|\son\w+=", path.read_text(encoding="utf-8")
        )


def test_whoever_finds_a_hole_is_told_whom_to_tell(site):
    said = (site / ".well-known" / "security.txt").read_text()
    until = datetime.fromisoformat(re.search(r"Expires: (\S+)Z", said)[1]).replace(tzinfo=UTC)
    assert "Contact: mailto:security@shop.example" in said
    assert (until - datetime.now(UTC)).days > 300
