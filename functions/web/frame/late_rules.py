"""The desk's addresses as Werkzeug keeps them, but for what a request hardly ever needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule that compiles its way of *making* addresses when first asked for one.

    Werkzeug compiles two such functions a rule when the application is made: 14 ms of a cold start for
    sixty addresses, of which a page makes none or one.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(super()._compile_builder)

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build
