"""The static site through every gate, under the one policy of every page, from a folder of some host."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, send_from_directory

from tests.browser import chromium, gallery, gates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
LOOKS = [(390, "light", ""), (320, "dark", "en/"), (1280, "light", "en/"), (1280, "dark", "")]
LONG = 130_000
"""The standard in full is as long as it is; every other page keeps to a buyer's weight."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    folder = tmp_path_factory.mktemp("site") / "built"
    subprocess.run([sys.executable, "site/build.py", str(folder)], cwd=ROOT, check=True, capture_output=True)
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/somewhere/<path:name>", "file", lambda name: send_from_directory(folder, name))
    app.after_request(gallery.under_csp)
    with gallery.serving(app) as origin:
        yield f"{origin}/somewhere", sorted(path.stem for path in folder.glob("*.html"))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)).strip("/"))
def test_every_page_of_the_site_passes_every_gate(
    browser: Browser, site, *, served: dict[str, str], look
) -> None:
    (base, names), (width, scheme, folder) = site, look
    context = chromium.context(browser, width=width, scheme=scheme, lang="en" if folder else "zh")
    page = context.new_page()
    watch, wrong = gates.Watch(page), {}
    for name in names:
        watch.forget()
        answer = page.goto(f"{base}/{folder}{name}.html")
        assert answer is not None
        served[f"site {folder}{name}"] = answer.text()
        wrong[name] = gates.all_of(page, watch, limit=LONG if name == "rules" else gates.BUYER_BYTES)
    context.close()
    assert {name: said for name, said in wrong.items() if said} == {}
