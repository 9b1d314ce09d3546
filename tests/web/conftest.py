"""The scene of the tests of pages, and people with browsers in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests import cast
from tests.cast import Scene
from tests.conftest import TestCloud
from tests.web.browsing import Person, app_of


@pytest.fixture
def scene(cloud: TestCloud, table: str) -> Scene:
    """A marketplace with its people, and a stranger's beside it."""
    desk = cast.desk_over(
        table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )
    market = cast.marketplace(desk)
    cast.marketplace(desk, "jiguang")
    return Scene(desk, market)


@pytest.fixture
def app(scene: Scene) -> Flask:
    """The desk's application over the scene."""
    return app_of(scene)


@pytest.fixture
def person(scene: Scene, app: Flask) -> Callable[..., Person]:
    """Makes people: signed in when given the name of one of the cast's staff, else nobody in particular."""

    def make(staff: str = "", **how: object) -> Person:
        somebody = Person(scene, app)
        return somebody.sign_in(staff, **how) if staff else somebody  # type: ignore[arg-type]

    return make
