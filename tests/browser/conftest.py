"""One Chromium per worker; pages collected for one run of the HTML validator at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium, gates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this worker."""
    with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def served() -> Iterator[dict[str, str]]:
    """Put pages in by name as they are served; all are validated when the session ends."""
    pages: dict[str, str] = {}
    yield pages
    assert gates.html_valid(pages) == []
