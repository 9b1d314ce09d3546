"""A decision is made on a copy that may lag a moment: it commits only on the newest, and nobody is refused
over an old one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from functions.domain.complaints.complaint import Complaint
from functions.domain.errors import NotAllowed, SignedOut
from functions.domain.vocabulary import Action, Role, State
from functions.services.tenants import staff
from tests.cast import Scene


@dataclass
class Behind:
    """The desk's cases, whose lagging copy is one that was kept."""

    inner: Any
    old: Complaint | None = None

    def load(self, *args: Any, lagging: bool = False, **more: Any) -> Complaint:
        """The copy that was kept, to who takes a lagging one."""
        return self.old if lagging and self.old else self.inner.load(*args, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@pytest.fixture
def behind(scene: Scene) -> tuple[Scene, Behind]:
    cases = Behind(scene.desk.cases)
    scene.desk = replace(scene.desk, cases=cases)
    scene.file()
    return scene, cases


def test_what_the_newest_allows_is_done_though_the_copy_would_refuse_it(behind):
    scene, cases = behind
    cases.old = scene.load()
    scene.contest()
    assert scene.rule().state is State.AWAITING_EFFECT


def test_what_the_copy_allows_and_the_newest_does_not_is_refused(behind):
    scene, cases = behind
    cases.old = scene.load()
    scene.do(Action.ACCEPT, Role.MERCHANT, words="同意全额退款")
    with pytest.raises(NotAllowed):
        scene.contest()
    assert scene.events() == ["file", "accept"]


def test_a_click_repeated_before_its_copy_has_caught_up_acts_once(behind):
    scene, cases = behind
    cases.old = scene.load()
    first = scene.contest(key="the-same-click")
    assert scene.contest(key="the-same-click").version == first.version
    assert scene.events() == ["file", "contest"]


def test_signing_out_between_the_read_and_the_commit_stops_the_act(behind):
    scene, cases = behind
    session = scene.signed_in("s1")
    cases.old = scene.load()
    staff.sign_out(scene.desk, scene.market, session)
    with pytest.raises(SignedOut):
        scene.contest(session=session)
    assert scene.events() == ["file"]
