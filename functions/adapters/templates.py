"""Notices written from their folders under ``templates/notices``: one folder each, one file a channel.

Only set facts reach a template and undefined ones raise, so a letter is complete or is not written.
HTML is escaped by file name; control and direction characters never leave the desk.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    ModuleLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context

from functions.domain.formats import moment, money, zone
from functions.domain.notice_facts import Email, Facts, RemedyLine
from functions.domain.vocabulary import NOTICES, Notice, Text

FOLDER = Path(__file__).parents[2] / "templates"
_MANY_EMPTY_LINES = re.compile(r"\n{3,}")


class NoticeTemplates:
    """Writes notices. Missing facts raise ``jinja2.UndefinedError``: that is a fault of ours, never of a
    person."""

    def __init__(self, folder: Path = FOLDER) -> None:
        ready = folder / "compiled" / "notices"
        self.environment = Environment(
            loader=ModuleLoader(ready) if ready.is_dir() else FileSystemLoader(folder),
            autoescape=select_autoescape(("html",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.filters["moment"] = _moment

    def email(self, notice: Notice, facts: Facts, lang: str) -> Email:
        """The mail in both languages, Chinese first; ``lang`` chooses the language of its subject."""
        zh, en = self._render(notice, "subject.txt", facts).strip().splitlines()
        text = _MANY_EMPTY_LINES.sub("\n\n", self._render(notice, "email.txt", facts)).strip()
        subject = " ".join((en if lang == "en" else zh).split())
        return Email(subject, text + "\n", self._render(notice, "email.html", facts))

    def sms(self, notice: Notice, facts: Facts, lang: str) -> str:
        """The short message, one part long. Raises ``jinja2.TemplateNotFound`` for a notice that has none."""
        name = "sms.en.txt" if lang == "en" else "sms.txt"
        return " ".join(self._render(notice, name, facts).split())

    def _render(self, notice: Notice, name: str, facts: Facts) -> str:
        tame = _tame(facts)
        context = {
            **tame.given(),
            "rows": _rows(tame) if "number" in NOTICES[notice].needs else [],
            "to": NOTICES[notice].to.value,
        }
        return self.environment.get_template(f"notices/{notice}/{name}").render(context)


@pass_context
def _moment(context: Context, when: datetime, lang: str) -> str:
    return moment(when, tz=zone(context["tz"]), lang=lang)


def _tame(facts: Facts) -> Facts:
    """Every string on one line, without control or direction characters; only ``reason`` keeps its lines."""
    strings = {name: value for name, value in facts.given().items() if isinstance(value, str)}
    plain: dict[str, Any] = {name: " ".join(_printable(value).split()) for name, value in strings.items()}
    if facts.next_text:
        plain["next_text"] = Text(_closed(facts.next_text.zh, "。"), _closed(facts.next_text.en, "."))
    return replace(facts, **{**plain, "reason": "\n".join(map(_printable, facts.reason.splitlines()))})


def _closed(sentence: str, stop: str) -> str:
    return sentence if sentence.endswith(("。", ".", "？", "?")) else sentence + stop


def _printable(text: str) -> str:
    spaced = (" " if c.isspace() else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def _rows(facts: Facts) -> list[tuple[str, str]]:
    """The table under the words: what the complaint is about, as far as it is known."""
    rows = [
        ("编号 Number", facts.number),
        ("店铺 Shop", facts.shop),
        ("商品 Goods", facts.goods),
        ("订单号 Order", facts.order),
        ("金额 Amount", "" if facts.fen is None else money(facts.fen)),
        ("问题 Problem", f"{facts.category.zh} {facts.category.en}" if facts.category else ""),
        *(("处理方式 Remedy", _remedy(line, zone(facts.tz))) for line in facts.remedies),
        *(
            ("细则 Clause", f"{clause.number} {clause.title.zh} {clause.title.en}")
            for clause in facts.clauses
        ),
    ]
    return [row for row in rows if row[1]]


def _remedy(line: RemedyLine, tz: tzinfo) -> str:
    payload = f"{line.label.zh} {line.label.en}" + (f" {money(line.fen)}" if line.fen else "")
    if line.due is None:
        return payload
    return f"{payload}，{moment(line.due, tz=tz, lang='zh')} 前 by {moment(line.due, tz=tz, lang='en')}"
