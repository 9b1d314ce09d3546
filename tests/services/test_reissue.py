"""A reissued key passes through the desk: in one sealed row, in one answer, and nowhere else."""

from __future__ import annotations

import json

import pytest

from functions.domain.errors import Invalid, Lapsed, NotAllowed, NotFound, Reused
from functions.domain.vocabulary import Action, Role
from functions.services import exports, reissue
from tests import cast
from tests.cast import NEW_KEY, WORDS, Scene

PIECES = ("9XTFU", "VHUM7", "2B8Q4", "K7PX", "42QW", "Z8RT-", "-Z8RT", NEW_KEY)
"""Parts of the key that are more than its last four."""


def given(scene: Scene) -> Scene:
    scene.file()
    scene.agree_reissue()
    scene.give_key()
    return scene


def rows(cloud, table) -> list[dict]:
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def test_the_buyer_reads_the_key_once_as_it_was_written(scene):
    given(scene)
    assert scene.look() == NEW_KEY
    with pytest.raises(NotAllowed):
        scene.look()
    c = scene.load()
    assert (c.key_tail, c.key_seen, c.looks) == ("Z8RT", scene.now, 0)
    assert scene.events()[-2:] == ["do_remedy", "see_key"]


def test_no_row_mail_or_export_holds_the_key_and_one_row_holds_it_sealed(scene, cloud, table, mailbox):
    given(scene).tick()
    scene.look()
    scene.do(Action.GRANT_LOOK, Role.OPERATOR, words=WORDS)
    scene.look()
    scene.do(Action.CONFIRM, Role.BUYER)
    scene.tick(days=1)
    held = rows(cloud, table)
    sealed = [row for row in held if row["sk"]["S"].startswith("SEAL#")]
    assert [scene.desk.vault.open("contact", row["box"]["S"]).decode() for row in sealed] == [NEW_KEY]
    case = scene.desk.cases.case(scene.market.id, scene.number, fresh=True)
    exported = [exports.history(scene.desk, case, scene.now, role) for role in Role]
    letters = [f"{each.subject}\n{each.text}\n{each.html}" for each in mailbox()]
    assert letters
    for text in (repr(held), json.dumps(exported, ensure_ascii=False), *letters, repr(case)):
        assert [piece for piece in PIECES if piece in text] == []
    assert "Z8RT" not in "".join(letters), "a letter names not even its last four"


def test_the_same_form_twice_gives_one_key_and_another_key_under_it_is_refused(scene, cloud, table):
    scene.file()
    scene.agree_reissue()
    first = scene.give_key(key="the-form")
    assert scene.give_key(key="the-form") == first
    with pytest.raises(Reused):
        scene.give_key("9XTFU-VHUM7-OTHER", key="the-form")
    assert len([row for row in rows(cloud, table) if row["sk"]["S"].startswith("SEAL#")]) == 1


def test_one_more_look_is_granted_once(scene):
    given(scene)
    scene.look()
    scene.do(Action.GRANT_LOOK, Role.OPERATOR, words=WORDS)
    assert scene.look() == NEW_KEY
    with pytest.raises(NotAllowed):
        scene.do(Action.GRANT_LOOK, Role.OPERATOR, words=WORDS)


def test_silence_confirms_and_the_unseen_key_waits_for_thirty_days(scene):
    given(scene).tick(days=3)
    assert not scene.load().open
    late = Scene(scene.desk, scene.market, scene.now, scene.number).after(days=30, seconds=1)
    with pytest.raises(Lapsed):
        late.look()
    assert scene.after(days=29).look() == NEW_KEY


def test_another_buyer_and_another_marketplace_find_nothing(scene):
    given(scene)
    jiguang = cast.marketplace(scene.desk, "jiguang")
    for market, holder in ((scene.market, "f" * 32), (jiguang, scene.load().person), (jiguang, "")):
        with pytest.raises(NotFound):
            reissue.look(scene.desk, market, scene.number, holder=holder, now=scene.now)
    assert scene.load().looks == 1


@pytest.mark.parametrize("key", ["字" * 501, "abc"])
def test_a_key_that_is_too_long_or_too_short_is_refused_under_its_name(scene, key):
    scene.file()
    scene.agree_reissue()
    with pytest.raises(Invalid) as refused:
        scene.give_key(key)
    assert set(refused.value.fields) == {"key"}
    assert key not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "tail"),
    [("a" * 20 + "1234", "1234"), ("123456", "456"), ("1234", "34"), ("line\n  12345678 ", "5678")],
)
def test_afterwards_at_most_half_of_the_last_line_is_told_and_at_most_four(scene, key, tail):
    scene.file()
    scene.agree_reissue()
    assert scene.give_key(key).key_tail == tail


def test_a_key_in_a_merchants_words_is_kept_back_from_the_buyers_export_and_still_verifies(scene):
    scene.file()
    scene.do(Action.ADD_WORDS, Role.MERCHANT, words="给您新的：9XTFU-VHUM7-2B8Q4")
    scene.do(Action.ADD_WORDS, Role.MERCHANT, words="请刷新页面后再试一次。")
    case = scene.desk.cases.case(scene.market.id, scene.number, fresh=True)
    told = {role: exports.history(scene.desk, case, scene.now, role) for role in Role}
    assert "VHUM7" not in json.dumps(told[Role.BUYER])
    assert "请刷新页面" in json.dumps(told[Role.BUYER], ensure_ascii=False)
    assert "VHUM7" in json.dumps(told[Role.OPERATOR])
    assert exports.check(told[Role.BUYER]) == len(case.links)
