"""The adapters hold no rule: what they may make a write depend on is a short list, read from their source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ADAPTERS = Path(__file__).parents[2] / "functions" / "adapters" / "dynamo"

ALLOWED = {
    "attribute_not_exists(pk)": "a new row",
    "version = :v": "the complaint or request that was read",
    "body = :old": "the row of a tenant that was read",
    "revision = :read": "what a tenant said of itself when it was read",
    "attribute_exists(pk) AND attribute_not_exists(revision)": "the same, from before revisions",
    "rev = :seen": "the order's book that was decided on",
    "attribute_not_exists(rev) AND attribute_not_exists(held)": "an order that nobody complained of",
    "#t > :asked": "a session that is alive",
    "#t > :now": "a note that is alive",
    "attribute_not_exists(pk) OR #t < :now": "a token that was not used",
    "attribute_not_exists(tat) OR tat <= :now": "a rate that is free",
    "tat > :now AND tat <= :limit": "a rate with room",
    "attribute_not_exists(spent) OR spent <= :room": "a budget with room",
    "attribute_exists(ds)": "a row that waits",
    "ds <= :due": "a row that is due",
    "claims = :c": "post that nobody claimed since",
}
CONDITION = re.compile(r"attribute_(not_)?exists|[\w#}]+ (=|<|>|<=|>=) :\w+")
NOT_ONE = re.compile(r"(SET|ADD|REMOVE|, #c)|(pk|dk|qk) = :|\{names|\{name|.*BETWEEN| AND \{")
"""What only writes, and what only finds: updates' expressions and queries' key conditions."""


def text_of(node: ast.expr) -> str:
    """A string, or an f-string with its holes named."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            p.value if isinstance(p, ast.Constant) else f"{{{ast.unparse(p.value)}}}" for p in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def written() -> dict[str, str]:
    """Every string of the adapters that reads like a condition, and where it stands."""
    found = {}
    for path in sorted(ADAPTERS.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = text_of(node) if id(node) not in inner | docs else ""
            if CONDITION.search(text) and not NOT_ONE.match(text):
                found[text] = f"{path.name}:{node.lineno}"
    return found


def test_every_condition_is_one_of_the_list():
    assert not {text: where for text, where in written().items() if text not in ALLOWED}


def test_the_list_holds_nothing_that_is_not_written():
    assert set(ALLOWED) <= set(written())
