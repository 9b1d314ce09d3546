"""Pages, letters, the site and the clauses promise nothing that no rule keeps, and repeat no figure of the
policy."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAID = ("templates", "site/pages")

# What is not there yet comes back with the capability, in the same change.
UNKEPT = {
    r"保证金|(?<!s)deposit": "nothing draws a deposit",
    r"信誉分|商家评分|\b(?:your|merchant's|the) score\b": "there is no score",
    r"解冻|(?:保持|订单)冻结|on hold|order (?:is|was) released": "the desk holds nothing at the shop",
    r"订单恢复正常|order is back to normal": "the desk does nothing to the order at the shop",
    r"处罚|清退|下架|expulsion|expelled|delist|sanction": "there are no sanctions",
    r"反诉|counter-complaint": "a merchant files no complaint",
    r"指纹|fingerprint": "no keys are compared between orders",
    r"会通知您|we (?:will|shall) tell you": "who left no address is told nothing; name the address",
    r"谁也不会知道|nobody will know": "the record knows",
    r"影响您以后的投诉": "a baseless complaint has no effect on later ones",
}
ALLOWED = {
    # A deduction is recorded in the ruling, and the field says that it is no more than that.
    ("templates/pages/operator_panel.html", "保证金"),
    ("functions/domain/vocabulary/remedies.py", "保证金"),
    ("functions/domain/vocabulary/remedies.py", "Deposit"),
}

# A window of the policy is drawn from it. These are other figures.
FIGURE = re.compile(
    r"\d+ ?(?:小时|天|日内)|\b\d+ (?:hours?|days?)|\b(?:one|two|three|five|seven|ten|twenty-four) (?:hours|days)"
)
FIXED = {
    ("site/pages/privacy.html", "1 天"),  # how long an unused picture is kept: the bucket's own rule
    ("site/pages/privacy.html", "30 天"),  # how long logs are kept: the log groups' own rule
    ("site/pages/privacy.html", "30 days"),
    # The count of withdrawals is of thirty days by its name, whatever its limit.
    *(
        (f"functions/domain/{name}.py", days)
        for name in ("policy/bounds", "complaints/withdrawal_reasons")
        for days in ("30 天", "30 days")
    ),
}


def said() -> Iterator[tuple[str, str]]:
    """Every text a person reads, with the file it stands in."""
    for room in SAID:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".html", ".txt"}:
                yield str(path.relative_to(ROOT)), re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    for path in sorted((ROOT / "functions").rglob("*.py")):
        if path.is_relative_to(ROOT / "functions/local"):
            continue  # its buttons turn the clock by hours and days, and only on one's own machine
        yield str(path.relative_to(ROOT)), " ".join(texts_of(ast.parse(path.read_text())))


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Both languages of every ``Text(...)`` of a module: clauses, labels, refusals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


@pytest.mark.parametrize("words", UNKEPT, ids=UNKEPT.values())
def test_nothing_is_promised_that_is_not_there(words: str) -> None:
    found = {(where, hit) for where, text in said() for hit in re.findall(words, text, re.IGNORECASE)}
    assert found - ALLOWED == set(), UNKEPT[words]


def test_no_page_letter_or_site_writes_a_figure_that_is_policy() -> None:
    found = {(where, hit) for where, text in said() for hit in FIGURE.findall(text)}
    assert found - FIXED == set(), "draw it from the policy or from the constant it repeats"


def test_what_is_allowed_is_still_there() -> None:
    texts = dict(said())
    assert [(where, hit) for where, hit in ALLOWED | FIXED if hit not in texts.get(where, "")] == []
