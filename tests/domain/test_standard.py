"""The published standard is complete, ordered and fair before anybody reads it."""

from __future__ import annotations

import importlib
import re
from itertools import pairwise

import pytest

from functions.domain.complaints.answering import SILENCE_CLAUSE
from functions.domain.complaints.lifecycle import TRANSITIONS
from functions.domain.policy import BOUNDS
from functions.domain.standard import (
    CATEGORIES,
    CHAPTERS,
    CLAUSES,
    GROUPS,
    Category,
    Clause,
    default_category,
    offered_to,
)
from functions.domain.standard.promises import PROMISES, Advice, Law, Number, Page, Rule, Window, keys_beside
from functions.domain.vocabulary import Remedy, Role, Text
from tests.kept import broken

every_category = pytest.mark.parametrize("category", CATEGORIES.values(), ids=CATEGORIES)
every_clause = pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)

HAN = re.compile(r"[\u4e00-\u9fff]")
SIZES = {"D": 5, "K": 7, "M": 4, "S": 4, "A": 3, "F": 6, "P": 3}
STATUSES = (
    "unpaid",
    "paid",
    "processing",
    "delivered",
    "failed",
    "abnormal",
    "refunded",
    "frozen",
    "expired",
)


def texts(category: Category) -> tuple[Text, ...]:
    return (category.label, category.hint, category.proof, category.clause.title, category.clause.text)


def test_every_code_of_the_taxonomy_is_there_in_order() -> None:
    assert list(CATEGORIES) == [f"{letter}{n}" for letter, size in SIZES.items() for n in range(1, size + 1)]
    assert list(GROUPS) == list(SIZES)


@every_category
def test_it_speaks_both_languages(category: Category) -> None:
    for text in texts(category):
        assert HAN.search(text.zh)
        assert text.en
        assert not HAN.search(text.en)


@every_category
def test_the_words_stay_in_the_voice(category: Category) -> None:
    said = " ".join(part for text in texts(category) for part in text)
    assert not re.search(r"[!！]|非法|请输入正确", said)


@every_category
def test_the_hint_and_label_are_short_enough_for_a_radio(category: Category) -> None:
    assert len(category.label.zh) <= 12
    assert len(category.hint.zh) <= 20
    assert len(category.proof.zh) <= 24


@every_category
def test_the_evidence_has_a_ceiling(category: Category) -> None:
    assert re.search(r"够", category.proof.zh)
    for text in texts(category):
        assert "录屏" not in text.zh
        assert "公证" not in text.zh
        assert not re.search(r"notar|recording", text.en)


@every_category
def test_the_default_remedy_comes_first_and_none_twice(category: Category) -> None:
    assert category.remedies
    assert len(set(category.remedies)) == len(category.remedies)


@every_category
def test_its_clause_stands_in_the_chapter_of_its_group(category: Category) -> None:
    chapter = list(GROUPS).index(category.code[0]) + 2
    assert category.clause.number == f"{chapter}.{category.code[1]}"
    assert CLAUSES[category.clause.number] is category.clause


@every_category
def test_its_clause_says_when_upheld_when_not_and_what_follows(category: Category) -> None:
    text = category.clause.text
    assert "成立" in text.zh
    assert re.search(r"处理结果|平台可|退款|限制", text.zh)
    assert len(text.en) >= 120


@every_clause
def test_a_clause_is_neither_a_slogan_nor_a_contract(clause: Clause) -> None:
    assert 60 <= len(clause.text.zh) <= 140
    assert 120 <= len(clause.text.en) <= 420


@every_clause
def test_a_clause_cites_only_clauses_that_exist(clause: Clause) -> None:
    for cited in re.findall(r"\d+\.\d+", " ".join(clause.text)):
        assert cited in CLAUSES


@every_clause
def test_a_clause_names_no_clock_whose_length_is_policy(clause: Clause) -> None:
    assert not re.search(r"\d+ ?(小时|天|日|hours?|days?)", " ".join(clause.text))


def test_numbers_are_unique_and_ordered() -> None:
    order = [tuple(map(int, number.split("."))) for number in CLAUSES]
    assert all(earlier < later for earlier, later in pairwise(order))
    assert {number.split(".")[0] for number in CLAUSES} == set(CHAPTERS) == set("123456789")
    assert all(number == clause.number for number, clause in CLAUSES.items())


@pytest.mark.parametrize("code", ["D1", "K1", "K2"])
def test_the_merchant_produces_the_log(code: str) -> None:
    assert CATEGORIES[code].burden is Role.MERCHANT
    assert "日志" in CATEGORIES[code].clause.text.zh


@every_category
def test_only_violations_are_never_withdrawn_and_have_the_long_window(category: Category) -> None:
    violation = category.code.startswith("F")
    assert category.withdrawable is not violation
    assert category.instant is not violation
    assert (category.window == "fraud") is violation


@every_category
def test_words_are_required_where_a_choice_says_too_little(category: Category) -> None:
    assert category.words_required is (category.code[0] in "MF" or category.code in {"S3", "S4"})


def test_asking_for_help_does_not_count_against_the_merchant() -> None:
    assert {code for code, category in CATEGORIES.items() if not category.scores} == {"S4", "F6"}


def test_only_a_merchant_reports_extortion() -> None:
    assert [category.code for category in offered_to(Role.MERCHANT)] == ["F6"]
    assert len(offered_to(Role.BUYER)) == len(CATEGORIES) - 1
    assert offered_to(Role.CLOCK) == ()


@pytest.mark.parametrize("status", STATUSES)
def test_every_order_status_has_a_default_a_buyer_may_file(status: str) -> None:
    assert CATEGORIES[default_category(status)] in offered_to(Role.BUYER)


def test_the_defaults_follow_the_order() -> None:
    assert default_category("paid") == "D1"
    assert default_category("delivered") == "K1"
    assert default_category("unpaid") == "D4"
    assert default_category("anything else") == "K1"


@pytest.mark.parametrize("group", ["delivery", "cards", "description", "service", "violations", "fulfilment"])
def test_a_category_that_is_written_is_in_the_standard(group):
    module = importlib.import_module(f"functions.domain.standard.{group}")
    written = {name for name, value in vars(module).items() if isinstance(value, Category)}
    assert written and written <= set(CATEGORIES)


def unkept(**changed):
    """What nothing keeps, with today's tables but for those ``changed``."""
    return broken(
        **{"promises": PROMISES, "clauses": CLAUSES, "rows": TRANSITIONS, "keys": BOUNDS, **changed}
    )


def with_promise(number, *promises):
    return {"promises": {**PROMISES, number: (*PROMISES[number], *promises)}}


def test_every_clause_promises_something_and_every_promise_is_kept():
    assert unkept() == []


def test_a_clause_without_a_promise_is_named():
    assert unkept(clauses=[*CLAUSES, "9.9"]) == ["9.9: promises nothing"]
    assert unkept(clauses=[number for number in CLAUSES if number != "1.7"]) == ["1.7: is no clause"]


def test_advice_alone_is_no_promise():
    assert unkept(promises={**PROMISES, "5.3": (Advice("be kind"),)}) == ["5.3: has nothing but advice"]


@pytest.mark.parametrize("number", PROMISES)
def test_a_row_taken_from_the_law_names_every_clause_that_promises_it(number):
    for promise in PROMISES[number]:
        if isinstance(promise, Rule):
            faults = unkept(rows=TRANSITIONS.keys() - {tuple(promise)})
            assert f"{number}: no row {promise.state} {promise.role} {promise.action}" in faults


@pytest.mark.parametrize("number", PROMISES)
def test_a_key_taken_from_the_policy_names_every_clause_that_promises_it(number):
    for promise in PROMISES[number]:
        if isinstance(promise, Window | Number):
            assert f"{number}: no policy {promise.key}" in unkept(keys=BOUNDS.keys() - {promise.key})


def test_a_function_that_is_not_there_names_its_clause():
    for name in ("complaints.filing.nothing", "complaints.nowhere.file", "complaints.answering.NO_SUM"):
        assert unkept(**with_promise("9.1", Law(name))) == [f"9.1: no function {name}"]


def test_a_page_that_is_not_there_names_its_clause():
    pages = {
        promise.endpoint for found in PROMISES.values() for promise in found if isinstance(promise, Page)
    }
    assert pages and unkept(endpoints=pages) == []
    assert "1.6: no page withdrawing.which" in unkept(endpoints=pages - {"withdrawing.which"})


def test_what_is_printed_beside_a_clause_is_what_it_promises():
    assert keys_beside("1.7") == ("appeal_window", "join", "appeal")
    assert keys_beside("1.1") == ()
    assert all(
        BOUNDS[key].unit == "s"
        for found in PROMISES.values()
        for p in found
        if isinstance(p, Window)
        for key in p
    )


def test_a_merchants_silence_is_ruled_by_a_clause_that_is_there():
    assert SILENCE_CLAUSE in CLAUSES and "沉默" in CLAUSES[SILENCE_CLAUSE].text.zh


@every_category
def test_no_category_holds_out_a_deposit_that_nobody_draws(category: Category) -> None:
    assert Remedy.DEDUCT not in category.remedies
