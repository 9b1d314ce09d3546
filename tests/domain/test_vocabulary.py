"""The words: a row for every member, wherever a table is keyed by one; and who reads what of an event."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import Enum

import pytest

import functions
from functions.domain.complaints import lifecycle
from functions.domain.vocabulary import ACTIONS, STATES, Action, Role, Sight, State, sight

EXCEPTIONS = {
    "domain.complaints.filing.DECLINED": "only where an operator may decline",
    "domain.complaints.lifecycle.REMINDS": "neither clock nor shop is ever awaited",
    "domain.complaints.proving.PROOF_STATES": "only the parties are asked for proof",
    "domain.complaints.appealing.OTHER": "only the parties have an other side",
    "domain.complaints.clocks.RUNS_AGAIN": "only the parties are told that a clock runs again",
    "domain.complaints.answering.LEFT": "only where a merchant who leaves was awaited",
    "domain.assistance.PROPOSALS": "only what the holder is asked about before it is done",
    "web.operator.assistance.LABELS": "only what is done for who asked for assistance",
    "domain.complaints.clocks.CLOCKS": "a closed complaint has no clock",
    "domain.complaints.fulfilment.FULFILMENT": (
        "the marketplace carries out a deduction itself, and nothing needs no doing"
    ),
    "services.commands.COMMANDS": "the clock's own actions are asked for by no form",
    "web.case.precheck_words.TRIAGE_LABELS": "pictures that nobody read bring no badge",
    "web.case.precheck_words.TRIAGE_TONES": "pictures that nobody read bring no badge",
    "web.case.answers.CONSEQUENCES": "only where the merchant is awaited",
    "web.case.answers.OWN": "only where a single shop's silence means something else",
}
"""Tables that leave members out on purpose, each with its reason."""


def modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(functions.__path__, "functions."):
        if not found.name.startswith(("functions.cli.__main__", "functions.evidence.ocr")):
            yield found.name


def tables() -> Iterator[tuple[str, dict, type[Enum]]]:
    for name in modules():
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            if not isinstance(value, dict) or not value or attribute.startswith("__"):
                continue
            kinds = {type(key) for key in value}
            if len(kinds) == 1 and issubclass(kind := kinds.pop(), Enum):
                yield f"{name.removeprefix('functions.')}.{attribute}", value, kind


TABLES = {name: (value, kind) for name, value, kind in tables()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keyed_by_a_word_has_a_row_for_every_one_or_says_why_not(name):
    value, kind = TABLES[name]
    missing = set(kind) - set(value)
    known = {each for each, (other, _) in TABLES.items() if other is value}
    assert bool(missing) is bool(known & set(EXCEPTIONS)), f"{name} lacks {sorted(missing)}"


def test_every_exception_is_still_a_table():
    assert set(EXCEPTIONS) <= set(TABLES)


@pytest.mark.parametrize("state", State)
def test_a_state_that_awaits_somebody_says_so_and_what_comes_next(state):
    row = STATES[state]
    words = (row.lapsed, row.next)
    assert all(words) if row.awaits else not any(words) and row.yours is None


@pytest.mark.parametrize("action", Action)
def test_what_mails_nobody_says_so(action):
    rows = [row for row in lifecycle.TRANSITIONS if row[2] is action]
    assert rows or action is Action.FILE
    assert ACTIONS[action].happened.zh and ACTIONS[action].happened.en


def test_the_parties_never_read_marks_reminders_readings_or_a_ruling_that_was_taken_back():
    hidden = {Action.MARK, Action.WARN, Action.READ, Action.REVEAL, Action.TAKE_BACK}
    for role in (Role.BUYER, Role.MERCHANT):
        between = {Action.ASSIST_PROPOSE, Action.ASSIST_DROP, Action.OBJECT}
        told = hidden | between if role is Role.MERCHANT else hidden
        assert {action for action in Action if sight(action, role) is Sight.SEALED} == told
        assert sight(Action.RULE, role) is Sight.ON_EFFECT
    assert {sight(action, Role.OPERATOR) for action in Action} == {Sight.WHOLE}


def test_the_merchant_reads_that_a_buyer_withdraws_or_may_look_again_and_not_why():
    between = {Action.WITHDRAW, Action.CANCEL_WITHDRAWAL, Action.APPROVE_WITHDRAWAL, Action.REFUSE_WITHDRAWAL}
    for_asker = {Action.ASSIST_WITHDRAW, Action.ASSIST_REOPEN, Action.ASSIST_ASSIGN, Action.GRANT_LOOK}
    happened = {action for action in Action if sight(action, Role.MERCHANT) is Sight.HAPPENED}
    assert happened == between | for_asker
    assert {sight(action, Role.BUYER) for action in between | {Action.GRANT_LOOK}} == {Sight.WHOLE}
