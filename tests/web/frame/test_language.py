"""Which language is spoken, and that all of it is there."""

from __future__ import annotations

import pytest

from functions.web.frame import language
from infra import catalogue


def test_chinese_needs_no_catalogue_and_english_has_one() -> None:
    with language.speaking_in("zh"):
        assert language.gettext("我的投诉") == "我的投诉"
    with language.speaking_in("en"):
        assert language.gettext("我的投诉") == "My complaints"
        assert (
            language.ngettext("还差 %(num)d 处没填好", "还差 %(num)d 处没填好", 1)
            == "%(num)d field still needs you"
        )
    assert language.speaking() == "zh"


def test_an_unknown_language_is_chinese() -> None:
    with language.speaking_in("fr"):
        assert language.speaking() == "zh"


@pytest.mark.parametrize(
    ("visitor", "lang"),
    [
        (("en", "zh", "zh-CN"), "en"),
        (("xx", "en", "zh-CN"), "en"),
        ((None, None, "en-US,en;q=0.9,zh;q=0.5"), "en"),
        ((None, None, "zh-CN,zh;q=0.9,en;q=0.8"), "zh"),
        ((None, None, "fr-FR, en;q=0.5"), "en"),
        ((None, None, ""), "zh"),
        ((None, None, ";;,\x00"), "zh"),
    ],
)
def test_the_language_is_chosen(visitor: tuple[str | None, str | None, str], lang: str) -> None:
    asked, remembered, accept = visitor
    assert language.choose(asked=asked, remembered=remembered, accept=accept) == lang


def test_every_sentence_has_its_english() -> None:
    assert catalogue.complaints() == []
