"""A page that a clause of the published standard promises has an address."""

from functions.domain.complaints.lifecycle import TRANSITIONS
from functions.domain.policy import BOUNDS
from functions.domain.standard import CLAUSES
from functions.domain.standard.promises import PROMISES
from functions.web import create_app
from tests import cast
from tests.kept import broken


def test_every_page_a_clause_promises_is_there():
    rules = create_app(cast.desk_over("none", lambda: None)).url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules}
    assert broken(PROMISES, CLAUSES, rows=TRANSITIONS, keys=BOUNDS, endpoints=endpoints) == []
