"""Every notice can be written, in every language and channel, and says nothing it should not."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from functions.adapters.templates import FOLDER, NoticeTemplates
from functions.domain.assistance import PROPOSALS
from functions.domain.notice_facts import Email, Facts, Record, RemedyLine, sms_parts
from functions.domain.standard import CATEGORIES, CLAUSES
from functions.domain.vocabulary import (
    NOTICES,
    OUTCOMES,
    REMEDY_LABELS,
    STATES,
    Notice,
    Remedy,
    Role,
    State,
    Text,
)

DUE = datetime(2026, 12, 29, 16, 59, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"
LETTERS = NoticeTemplates()

every_notice = pytest.mark.parametrize("notice", Notice)
every_sms = pytest.mark.parametrize("notice", [notice for notice, row in NOTICES.items() if row.sms])
every_lang = pytest.mark.parametrize("lang", ["zh", "en"])

WORST = Facts(
    marketplace="星海数字商品交易平台官方卡盟总站",
    number="TS-261122-7K3M9QXD",
    shop="星海数卡旗舰店（自动发货 24 小时）",
    goods="某某视频会员 12 个月 直充到账 不限设备 " * 3,
    order="20261122…004187",
    fen=1234567890,
    category=max((c.label for c in CATEGORIES.values()), key=lambda t: len(t.zh)),
    state=max((row.label for row in STATES.values()), key=lambda t: len(t.zh)),
    happened=max(PROPOSALS.values(), key=lambda t: len(t.zh)),
    outcome=max((row.label for row in OUTCOMES.values()), key=lambda t: len(t.zh)),
    remedies=(
        RemedyLine(REMEDY_LABELS[Remedy.PARTIAL_REFUND], 9850, DUE),
        RemedyLine(REMEDY_LABELS[Remedy.REISSUE]),
    ),
    deadline=DUE,
    next_text=Text("逾期由平台按现有凭证裁决。", "After that the marketplace rules on what is there."),
    reason="第一行说明。\n第二行：请看附图。",
    clauses=(CLAUSES["3.2"], CLAUSES["9.1"]),
    code="482913",
    passcode="8K2M-7QXD",
    link="https://desk.example/c/TS-261122-7K3M9QXD?k=" + "a" * 120,
    record=Record(12, "3f2a" * 4),
)


def only(needed: frozenset[str], facts: Facts = WORST) -> Facts:
    """``facts`` reduced to the marketplace and what is ``needed``."""
    bare = Facts(marketplace=facts.marketplace, number="")
    return replace(bare, **{name: getattr(facts, name) for name in needed})


class Visible(HTMLParser):
    """Collects what a reader sees, and what would be loaded or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def written(notice: Notice, facts: Facts = WORST, lang: str = "zh") -> Email:
    return LETTERS.email(notice, facts, lang)


def test_each_notice_has_its_folder_and_each_folder_its_notice() -> None:
    folders = {path.name for path in (FOLDER / "notices").iterdir() if path.is_dir()}
    assert folders == {notice.value for notice in Notice} == {notice.value for notice in NOTICES}


@every_notice
def test_a_short_message_exists_exactly_where_the_row_says_so(notice: Notice) -> None:
    folder = FOLDER / "notices" / notice.value
    short = {"sms.txt", "sms.en.txt"} if NOTICES[notice].sms else set()
    expected = {"subject.txt", "email.txt", "email.html"} | short
    assert {path.name for path in folder.iterdir()} == expected


@every_notice
@every_lang
def test_it_is_written_from_what_it_needs_alone(notice: Notice, lang: str) -> None:
    mail = written(notice, only(NOTICES[notice].needs), lang)
    assert mail.subject and mail.text and mail.html
    if NOTICES[notice].sms:
        assert LETTERS.sms(notice, only(NOTICES[notice].needs), lang)


@every_notice
def test_it_refuses_to_be_written_without_any_of_its_needs(notice: Notice) -> None:
    for missing in NOTICES[notice].needs:
        with pytest.raises(UndefinedError):
            written(notice, only(NOTICES[notice].needs - {missing}))


@every_notice
def test_the_two_halves_of_a_mail_say_the_same(notice: Notice) -> None:
    mail = written(notice)
    seen = squeezed("".join(Visible(mail.html).words))
    for line in mail.text.splitlines():
        assert squeezed(line.removeprefix("> ").strip("-")) in seen, line


@every_notice
def test_chinese_comes_first_and_english_follows(notice: Notice) -> None:
    chinese, english, footer = re.split(r"\n-{20,}\n", written(notice).text)
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > 20
    assert not re.findall(r"[\u4e00-\u9fff]", english)
    assert "我们不会向您索要卡密、密码或验证码。" in footer
    assert "We never ask for card keys, passwords or codes." in footer


@every_notice
@every_lang
def test_the_subject_is_one_short_line_in_its_language(notice: Notice, lang: str) -> None:
    subject = written(notice, lang=lang).subject
    assert "\n" not in subject and len(subject) <= 90
    assert bool(re.search(r"[\u4e00-\u9fff]", subject)) is (lang == "zh")


@every_notice
def test_there_is_one_button_and_its_address_is_readable(notice: Notice) -> None:
    mail = written(notice)
    links = [attrs["href"] for tag, attrs in Visible(mail.html).tags if tag == "a"]
    if "link" in NOTICES[notice].needs:
        assert links == [WORST.link, WORST.link]
        assert WORST.link in mail.text.splitlines()
    else:
        assert links == [] and WORST.code in mail.text.splitlines()


@every_notice
def test_the_footer_says_why_it_was_sent_and_what_stays_open(notice: Notice) -> None:
    text = written(notice).text
    if "number" in NOTICES[notice].needs:
        assert WORST.number in text.rpartition("----")[2]
    assert ("12315" in text) is (NOTICES[notice].to is Role.BUYER)


@every_notice
def test_the_footer_says_how_far_the_history_had_come_and_no_short_message_does(notice: Notice) -> None:
    mail = written(notice)
    footer = mail.text.rpartition("----")[2]
    for half in (footer, "".join(Visible(mail.html).words)):
        assert "记录 第 12 条 · 3f2a3f2a3f2a3f2a…" in half
        assert "Record: event 12 · 3f2a3f2a3f2a3f2a…" in half
    assert "Record" not in written(notice, replace(WORST, record=None)).text
    if NOTICES[notice].sms:
        assert "3f2a" not in LETTERS.sms(notice, WORST, "zh") + LETTERS.sms(notice, WORST, "en")


@every_notice
def test_the_voice_has_no_shouting_and_no_blame(notice: Notice) -> None:
    mail = written(notice, only(NOTICES[notice].needs))
    assert not re.search(r"[!！]|非法|请输入正确|恶意", mail.subject + mail.text)


@every_notice
def test_no_party_can_put_script_into_a_mail(notice: Notice) -> None:
    strings = {field.name: SCRIPT for field in fields(Facts) if isinstance(getattr(WORST, field.name), str)}
    hostile = replace(WORST, **{**strings, "tz": WORST.tz, "link": '"><script>' + WORST.link})
    html = written(notice, hostile).html
    assert "<script" not in html
    assert not {tag for tag, _ in Visible(html).tags} & {"script", "img", "iframe", "link", "form", "object"}


@every_notice
def test_own_words_are_quoted_only_where_that_is_the_message(notice: Notice) -> None:
    words = "独一无二的说明 unique words"
    mail = written(notice, replace(WORST, reason=words))
    assert (words in mail.text) is NOTICES[notice].quotes is (words in mail.html)
    if NOTICES[notice].sms:
        assert words not in LETTERS.sms(notice, replace(WORST, reason=words), "zh")


def test_a_quoted_line_cannot_pass_for_the_desks_own() -> None:
    forged = "好\r\n----------------------------------------\u2028请把卡密发给客服"
    text = written(Notice.WORDS_ADDED, replace(WORST, reason=forged)).text
    assert "> 请把卡密发给客服" in text
    assert "\n请把卡密发给客服" not in text


def test_names_lose_what_breaks_lines_or_turns_direction() -> None:
    tricky = replace(WORST, shop="星海\r\nBcc: a@b.example\u202e数卡\x00", number="TS-1\nX: y")
    mail = written(Notice.RECEIPT, tricky)
    assert "星海 Bcc: a@b.example数卡" in mail.text
    assert "\n" not in mail.subject and "\u202e" not in mail.html


@every_sms
def test_a_chinese_short_message_fits_one_part_with_its_signature(notice: Notice) -> None:
    text = LETTERS.sms(notice, WORST, "zh")
    assert text.startswith("【诉易】") and len(text) <= 70 and sms_parts(text) == 1


@every_sms
def test_an_english_short_message_fits_one_part(notice: Notice) -> None:
    text = LETTERS.sms(notice, WORST, "en")
    assert text.startswith("Suyi: ") and text.isascii() and sms_parts(text) == 1


@every_sms
@every_lang
def test_a_short_message_carries_no_link_goods_or_shop(notice: Notice, lang: str) -> None:
    text = LETTERS.sms(notice, WORST, lang)
    assert "http" not in text and WORST.shop not in text and "视频会员" not in text
    assert (WORST.passcode in text) is (notice is Notice.RECEIPT)


@every_lang
def test_every_outcome_fits_the_ruling_in_one_part(lang: str) -> None:
    for outcome in (row.label for row in OUTCOMES.values()):
        for notice in (Notice.RULED_BUYER, Notice.RULED_MERCHANT):
            assert sms_parts(LETTERS.sms(notice, replace(WORST, outcome=outcome), lang)) == 1


def test_a_notice_without_short_message_has_none() -> None:
    with pytest.raises(TemplateNotFound):
        LETTERS.sms(Notice.SIGN_IN, WORST, "zh")


def test_times_and_money_read_as_on_the_pages() -> None:
    facts = replace(WORST, deadline=datetime(2026, 11, 23, 1, 41, tzinfo=UTC), fen=9850)
    text = written(Notice.OPENED, facts).text
    assert "请在 11月23日 09:41 前回复" in text
    assert "answer by Nov 23, 09:41" in text
    assert "¥98.50" in text
    assert "Times are in the Asia/Shanghai zone." in text


@pytest.mark.parametrize("notice", [Notice.SIGN_IN, Notice.LIST_CODE])
def test_a_letter_about_no_complaint_shows_none(notice: Notice) -> None:
    mail = written(notice, replace(WORST, link="https://desk.example/in"))
    assert WORST.number not in mail.text + mail.html + mail.subject
    assert WORST.shop not in mail.text


def test_what_happens_next_is_a_whole_sentence() -> None:
    bare = replace(WORST, next_text=Text("逾期由平台裁决", "Then the marketplace rules"))
    for facts in (bare, replace(WORST, next_text=Text("逾期由平台裁决。", "Then the marketplace rules."))):
        text = written(Notice.REMINDER, facts).text
        assert "逾期由平台裁决。\n" in text and "Then the marketplace rules.\n" in text


def test_a_ruling_that_closes_names_no_deadline() -> None:
    text = written(Notice.RULED_BUYER, replace(WORST, deadline=None, remedies=())).text
    assert "商家须在" not in text and "The merchant must" not in text


def test_the_state_is_told_in_words_not_codes() -> None:
    facts = replace(WORST, state=STATES[State.AWAITING_MERCHANT].label)
    assert "现在的状态：等商家回复" in written(Notice.RECEIPT, facts).text


def test_the_layout_is_safe_in_dark_mode() -> None:
    html = (Path(FOLDER) / "notices" / "layout.html").read_text(encoding="utf-8")
    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html
