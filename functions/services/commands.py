"""What may be asked of a complaint: each action's fields, their kinds and their limits, in one table.

Pages, the command line and whoever else takes a command from a person read this table, and make the
``Command`` of it here. Which role may do it in which state is the law's to say
(``lifecycle.TRANSITIONS``); what its values must be like is the action's own step. Nothing is cut: what
is longer than its limit is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from ..domain.complaints.complaint import Command, Mark, RemedyItem, Ruling, Settlement
from ..domain.errors import Invalid
from ..domain.vocabulary import Action, Outcome, Remedy, Role, Text
from .identity import plain, prose

MOST_FEN = 10**9
CHOOSE = Text("请选择一项", "Please choose one")
NO_REMEDY = Text("请选择希望怎么解决", "Please choose what you ask for")
NO_SUM = Text("金额像 98.50 这样填", "A sum looks like 98.50")
TOO_LONG = Text(
    "最多 {most} 个字，现在有 {have} 个，请删短一些",
    "At most {most} characters; it has {have}, please shorten it",
)
DISMISSED = "dismissed"
"""The result of a ruling that is no remedy."""


class Kind(StrEnum):
    """What a field holds: prose, a sum in 元, one of some choices, several names, a yes, a name, or a card
    key, which ``services.reissue`` seals before anything else sees it."""

    WORDS = "words"
    SUM = "sum"
    CHOICE = "choice"
    NAMES = "names"
    YES = "yes"
    NAME = "name"
    KEY = "key"


class Field(NamedTuple):
    """One field: ``most`` characters (of ``NAMES``, entries); ``choices`` and what is said when none was
    made."""

    name: str
    kind: Kind
    most: int = 64
    choices: tuple[str, ...] = ()
    refusal: Text = CHOOSE


class Given(Protocol):
    """What a person gave, as text by the name of its field."""

    def text(self, name: str) -> str:
        """The field as it came; empty when it did not."""

    def names(self, name: str) -> Sequence[str]:
        """Every value of a field that may come more than once."""


ASKABLE = (Remedy.REFUND, Remedy.REISSUE, Remedy.PARTIAL_REFUND)
"""What a buyer may ask for, and a merchant grant."""

WORDS, LONG_WORDS = Field("words", Kind.WORDS, 500), Field("words", Kind.WORDS, 2000)
NEW_KEY = Field("key", Kind.KEY, 500)
FEN = Field("fen", Kind.SUM, 16)
REF = Field("ref", Kind.NAME, 40)
"""The number of a payment, as the channel gave it."""
CATEGORY = Field("category", Kind.NAME, 4)
MERCHANT = Field("merchant", Kind.NAME, 80)
ASKED = Field("remedy", Kind.CHOICE, 20, ASKABLE, NO_REMEDY)
GRANTED = Field(
    "remedy", Kind.CHOICE, 20, ASKABLE, Text("请选择怎么处理", "Please choose how to deal with it")
)
RESULT = Field(
    "result",
    Kind.CHOICE,
    20,
    (*ASKABLE, Remedy.NONE, DISMISSED),
    Text("请选择裁决结果", "Please choose a result"),
)

COMMANDS: dict[Action, tuple[Field, ...]] = {
    Action.FILE: (
        Field("order", Kind.NAME, 64),
        MERCHANT,
        FEN,
        CATEGORY,
        ASKED,
        Field("ask_fen", Kind.SUM, 16),
        WORDS,
        Field("email", Kind.NAME, 320),
        Field("phone", Kind.NAME, 20),
    ),
    Action.AMEND: (CATEGORY, ASKED, FEN, WORDS),
    Action.VERIFY: (Field("code", Kind.NAME, 12),),
    Action.ADMIT: (),
    Action.DECLINE_ADMISSION: (WORDS,),
    Action.ASSIGN: (MERCHANT,),
    Action.NO_MERCHANT: (WORDS,),
    Action.ASK_AGAIN: (WORDS,),
    Action.NOT_MINE: (WORDS,),
    Action.LEAVE: (),
    Action.ACCEPT: (GRANTED, FEN, WORDS),
    Action.OFFER: (GRANTED, FEN, WORDS),
    Action.CONTEST: (WORDS,),
    Action.TAKE_OFFER: (WORDS,),
    Action.DECLINE_OFFER: (WORDS,),
    Action.ADD_WORDS: (WORDS,),
    Action.ASK_PROOF: (Field("side", Kind.CHOICE, 10, (Role.BUYER, Role.MERCHANT)), WORDS),
    Action.GIVE_PROOF: (LONG_WORDS,),
    Action.EXTEND: (),
    Action.RULE: (
        RESULT,
        FEN,
        Field("deduct", Kind.SUM, 16),
        Field("clauses", Kind.NAMES, 20),
        Field("said", Kind.YES, 1),
        LONG_WORDS,
    ),
    Action.TAKE_BACK: (),
    Action.DO_REMEDY: (FEN, REF, WORDS, NEW_KEY),
    Action.CONFIRM: (WORDS,),
    Action.DENY: (WORDS,),
    Action.WAIVE: (WORDS,),
    Action.PAID_ELSEWHERE: (FEN, REF, WORDS),
    Action.RETURNED: (FEN, WORDS),
    Action.ACCEPT_PROOF: (WORDS,),
    Action.CLOSE_UNFULFILLED: (WORDS,),
    Action.APPEAL: (LONG_WORDS,),
    Action.JOIN_APPEAL: (LONG_WORDS,),
    Action.WITHDRAW_APPEAL: (),
    Action.INVITE_ARBITER: (),
    Action.DECLINE_SEAT: (WORDS,),
    Action.VOID: (WORDS,),
    Action.ASSIST_WITHDRAW: (WORDS,),
    Action.ASSIST_REOPEN: (WORDS,),
    Action.ASSIST_ASSIGN: (MERCHANT, WORDS),
    Action.ASSIST_PROPOSE: (Field("proposes", Kind.NAME, 20), WORDS),
    Action.ASSIST_DROP: (WORDS,),
    Action.OBJECT: (WORDS,),
    Action.WITHDRAW: (
        Field("reason", Kind.NAME, 20),
        Field("scene", Kind.NAME, 40),
        WORDS,
        Field("proof", Kind.WORDS, 2000),
        FEN,
    ),
    Action.CANCEL_WITHDRAWAL: (),
    Action.APPROVE_WITHDRAWAL: (),
    Action.REFUSE_WITHDRAWAL: (WORDS, Field("false_reason", Kind.YES, 1)),
    Action.REOPEN: (WORDS,),
    Action.SEE_KEY: (),
    Action.GRANT_LOOK: (WORDS,),
    Action.REVEAL: (Field("slot", Kind.NAME, 12),),
    Action.MARK: (Field("mark", Kind.CHOICE, 20, tuple(Mark)),),
}
"""Every action that a person may ask for, with the fields it reads; the clock's own are not among them."""


def limit(action: str, name: str) -> int:
    """How many characters that field of that action may have. Raises ``KeyError`` for what is no field of
    it."""
    return {field.name: field.most for field in COMMANDS[Action(action)]}[name]


def command(action: Action, *, role: Role, actor: str, given: Given, now: datetime) -> Command:
    """The command that ``given`` makes, without a card key. Refuses (``Invalid``) all that cannot be read at
    once, each under its name."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for field in COMMANDS[action]:
        if field.kind is Kind.KEY:
            continue
        try:
            values[field.name] = READERS[field.kind](field, given)
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid(wrong)
    return Command(action, role, actor, now, **_shaped(values, now))


def words(action: Action, name: str, text: str) -> str:
    """``text`` as that field keeps it. Refuses (``Invalid``) more characters than it may have."""
    return prose_of(next(each for each in COMMANDS[action] if each.name == name), text)


def fen_of(text: str) -> int:
    """``"98.50"`` as 9850 分; empty is 0. Refuses (``Invalid`` under ``fen``) what is no sum."""
    text = plain(text, 16).lstrip("¥￥").replace(",", "")
    if not text:
        return 0
    try:
        value = Decimal(text) * 100
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= MOST_FEN or value != value.to_integral_value():
        raise Invalid({"fen": NO_SUM})
    return int(value)


def prose_of(field: Field, text: str) -> str:
    """``text`` as ``field`` keeps it. Refuses (``Invalid`` under its name) what is too long."""
    kept = prose(text, len(text) + 1)
    if len(kept) > field.most:
        have = {"most": field.most, "have": len(kept)}
        raise Invalid({field.name: Text(TOO_LONG.zh.format(**have), TOO_LONG.en.format(**have))})
    return kept


def _sum(field: Field, given: Given) -> int:
    try:
        return fen_of(given.text(field.name))
    except Invalid:
        raise Invalid({field.name: NO_SUM}) from None


def _choice(field: Field, given: Given) -> str:
    chosen = plain(given.text(field.name), field.most)
    if chosen not in field.choices:
        raise Invalid({field.name: field.refusal})
    return chosen


def _names(field: Field, given: Given) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(each, 64) for each in given.names(field.name)))[: field.most]


READERS: dict[Kind, Callable[[Field, Given], Any]] = {
    Kind.KEY: lambda field, given: prose_of(field, given.text(field.name)),
    Kind.WORDS: lambda field, given: prose_of(field, given.text(field.name)),
    Kind.SUM: _sum,
    Kind.CHOICE: _choice,
    Kind.NAMES: _names,
    Kind.YES: lambda field, given: given.text(field.name) == "1",
    Kind.NAME: lambda field, given: plain(given.text(field.name), field.most),
}
"""How each kind of field is read."""


def _shaped(values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The values as a ``Command`` holds them: a remedy and its sum are one settlement, a result one
    ruling."""
    rest = {
        name: value
        for name, value in values.items()
        if name not in ("remedy", "fen", "result", "deduct", "clauses", "said", "side", "mark")
    }
    if "fen" in values and not {"remedy", "result"} & set(values):
        rest["fen"] = values["fen"]
    if "side" in values:
        rest["side"] = Role(values["side"])
    if "mark" in values:
        rest["mark"] = Mark(values["mark"])
    if "remedy" in values:
        rest["settlement"] = _settlement(Remedy(values["remedy"]), values["fen"])
    if "result" in values:
        rest["ruling"] = _ruling(values, now)
    return rest


def _settlement(remedy: Remedy, fen: int) -> Settlement:
    """Money is named where a part is refunded, and nowhere else."""
    return Settlement(remedy, fen if remedy is Remedy.PARTIAL_REFUND else 0)


def _ruling(values: Mapping[str, Any], now: datetime) -> Ruling:
    """One choice says outcome and remedy; a deduction comes on top."""
    if values["result"] == DISMISSED:
        return Ruling(Outcome.DISMISSED, values["clauses"], (), "", now, values["said"])
    items = [RemedyItem(Remedy(values["result"]), values["fen"])]
    if values["deduct"]:
        items.append(RemedyItem(Remedy.DEDUCT, values["deduct"]))
    return Ruling(Outcome.UPHELD, values["clauses"], tuple(items), "", now, values["said"])
