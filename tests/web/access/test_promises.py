"""The published standard as a page: what its clauses promise is there, with the marketplace's own figures."""

from flask import Flask

from functions.domain.complaints.lifecycle import TRANSITIONS
from functions.domain.policy import BOUNDS, HOUR, Policy
from functions.domain.standard import CLAUSES
from functions.domain.standard.promises import PROMISES
from functions.web import create_app
from tests import cast
from tests.cast import Scene
from tests.kept import broken
from tests.web.visiting import visitor


def test_every_page_a_clause_promises_is_there():
    rules = create_app(cast.desk_over("none", lambda: None)).url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules}
    assert broken(PROMISES, CLAUSES, rows=TRANSITIONS, keys=BOUNDS, endpoints=endpoints) == []


def test_the_windows_a_clause_promises_are_printed_beside_it_from_the_policy_in_force(
    app: Flask, scene: Scene
) -> None:
    cast.marketplace(scene.desk, policy=Policy(2, {"proof": 36 * HOUR, "proof_extension": 7 * HOUR}))
    page = visitor(app).open("/rules/xinghai")
    assert "补充凭证时限 1 天 12 小时 · 补充凭证延长 7 小时" in page
    assert "沉默即成立的金额上限" not in page
