"""What may be asked of a complaint: typed, limited, and never cut."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import RemedyItem, Settlement
from functions.domain.errors import Invalid
from functions.domain.vocabulary import Action, Outcome, Remedy, Role
from functions.services import commands
from functions.web.buyer import following
from functions.web.case import answers
from functions.web.operator import case as operator_case
from tests.cast import NOON, WORDS

PAGES = Path(__file__).parents[2] / "templates" / "pages"


class Given:
    def __init__(self, **fields):
        self.fields = fields

    def text(self, name):
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def names(self, name):
        value = self.fields.get(name, [])
        return [value] if isinstance(value, str) else value


def read(action: Action, **fields):
    return commands.command(action, role=Role.OPERATOR, actor="o1", given=Given(**fields), now=NOON)


def test_every_action_of_a_person_has_its_fields_and_the_clocks_have_none():
    people = {action for _, role, action in lifecycle.TRANSITIONS if role is not Role.CLOCK} | {Action.FILE}
    assert set(commands.COMMANDS) == people


ELSEWHERE = {
    (Role.BUYER, Action.WITHDRAW): "four steps of its own",
    (Role.BUYER, Action.AMEND): "the form it was filed with",
    (Role.BUYER, Action.VERIFY): "the receipt's code",
    (Role.BUYER, Action.SEE_KEY): "a button whose answer is the key itself",
    (Role.MERCHANT, Action.ACCEPT): "the answer, whose form asks how in one choice",
    (Role.MERCHANT, Action.OFFER): "an acceptance of less than was asked",
    (Role.MERCHANT, Action.CONTEST): "the answer",
    (Role.OPERATOR, Action.LEAVE): "the merchant's leaving, for all its complaints at once",
    (Role.OPERATOR, Action.ASSIST_WITHDRAW): "the page of the request for assistance",
    (Role.OPERATOR, Action.ASSIST_REOPEN): "the page of the request for assistance",
    (Role.OPERATOR, Action.ASSIST_ASSIGN): "the page of the request for assistance",
    (Role.OPERATOR, Action.ASSIST_PROPOSE): "the page of the request for assistance",
    (Role.OPERATOR, Action.ASSIST_DROP): "the page of the request for assistance",
    (Role.OPERATOR, Action.INVITE_ARBITER): "an invitation by mail, a form of its own",
}
OFFERED = {
    Role.BUYER: following.OFFERED,
    Role.MERCHANT: answers.OFFERED,
    Role.OPERATOR: operator_case.OFFERED,
    Role.ARBITER: operator_case.OFFERED,
}


@pytest.mark.parametrize(
    ("role", "action"),
    sorted({(role, action) for _, role, action in lifecycle.TRANSITIONS if role is not Role.CLOCK}),
    ids=str,
)
def test_every_row_of_the_law_is_reached_from_a_page(role, action):
    assert (action in OFFERED[role]) is ((role, action) not in ELSEWHERE)


@pytest.mark.parametrize("action", commands.COMMANDS)
def test_what_is_longer_than_its_limit_is_refused_and_never_cut(action):
    for field in commands.COMMANDS[action]:
        if field.kind is not commands.Kind.WORDS:
            continue
        assert commands.words(action, field.name, "字" * field.most) == "字" * field.most
        with pytest.raises(Invalid) as refused:
            commands.words(action, field.name, "字" * (field.most + 1))
        assert f"{field.most}" in refused.value.fields[field.name].zh
        assert commands.limit(action, field.name) == field.most


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Invalid) as refused:
        read(Action.RULE, result="nothing", fen="98,x", deduct="-1", words="字" * 2001)
    assert set(refused.value.fields) == {"result", "fen", "deduct", "words"}


def test_a_ruling_is_one_choice_and_a_deduction_on_top():
    ruled = read(
        Action.RULE, result="partial_refund", fen="49", deduct="5", clauses=["1.2", "1.2"], words=WORDS
    )
    items = (RemedyItem(Remedy.PARTIAL_REFUND, 4900), RemedyItem(Remedy.DEDUCT, 500))
    assert (ruled.ruling.outcome, ruled.ruling.remedies, ruled.ruling.clauses) == (
        Outcome.UPHELD,
        items,
        ("1.2",),
    )
    dismissed = read(Action.RULE, result="dismissed", deduct="5", clauses=["1.2"], words=WORDS).ruling
    assert (dismissed.outcome, dismissed.remedies) == (Outcome.DISMISSED, ())


def test_money_is_named_only_where_a_part_is_refunded():
    assert read(Action.ACCEPT, remedy="partial_refund", fen="30").settlement == Settlement(
        Remedy.PARTIAL_REFUND, 3000
    )
    assert read(Action.ACCEPT, remedy="refund", fen="30").settlement == Settlement(Remedy.REFUND)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.name)
def test_no_page_of_a_complaint_writes_a_length_of_its_own(page):
    own = re.findall(r"m\.textarea\([^\n]*?maxlength=(\d+)", page.read_text(encoding="utf-8"))
    talk = {"help.html", "help_request.html", "operator_help.html"}
    assert own == (["2000"] if page.name in talk else [])
