"""The desk on the web. ``create_app`` plugs the rooms together; each blueprint names who guards it.

A view is guard, form, one call, answer. What is refused becomes a page in ``errors``; nothing is
decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, g
from jinja2 import ModuleLoader

from ..clock import Clock, now
from ..domain.formats import zone
from ..ports import Desk
from ..services import commands
from .access import history_keys, letter_links, rules, signin
from .arbiter import case as arbiter_case
from .buyer import amending, filing, following, helping, my_complaints, reissued, suggesting, withdrawing
from .case import uploading, viewing
from .frame import assets, errors, filters, forms, guards, headers, late_rules
from .merchant import case as merchant_case
from .merchant import inbox
from .operator import assistance, merchants, queue, undelivered
from .operator import case as operator_case

BLUEPRINTS = (
    assets,
    rules,
    history_keys,
    filing,
    my_complaints,
    helping,
    following,
    amending,
    withdrawing,
    reissued,
    letter_links,
    signin,
    inbox,
    merchant_case,
    queue,
    operator_case,
    assistance,
    merchants,
    undelivered,
    arbiter_case,
    uploading,
    viewing,
    suggesting,
)
TEMPLATES = Path(__file__).parents[2] / "templates"
COMPILED = TEMPLATES / "compiled" / "pages"
"""Only in a package: the templates as the modules Jinja makes of them, so that a cold start makes none."""


SMALL = {"MAX_CONTENT_LENGTH": 64 * 1024, "MAX_FORM_MEMORY_SIZE": 64 * 1024, "MAX_FORM_PARTS": 80}
"""Only forms of text are taken, and small ones."""


def create_app(desk: Desk, *, clock: Clock = now, extend: Callable[[Flask], None] | None = None) -> Flask:
    """The WSGI application over ``desk``. ``extend`` adds what only the local mode has: it is never set
    elsewhere."""
    app = Flask("functions.web", template_folder=str(TEMPLATES), static_folder=None)
    app.url_rule_class = late_rules.LateRule
    app.debug = False  # whatever the environment says
    app.config.update(SMALL)
    app.jinja_options = {"autoescape": True, "auto_reload": False}
    if COMPILED.is_dir():
        app.jinja_env.loader = ModuleLoader(COMPILED)
    filters.dress(app.jinja_env, tz=lambda: zone(g.market.tz if "market" in g else "Asia/Shanghai"))
    app.jinja_env.globals.update(
        csrf_token=forms.csrf_token, cmd=forms.command, asset=assets.address, limit=commands.limit
    )
    guards.install(app, desk, clock)
    headers.install(app, desk)
    errors.install(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    if extend is not None:
        extend(app)
    return app
