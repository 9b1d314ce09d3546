"""Stylesheets and scripts, for who serves without a content network, and each marketplace's colour."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, g
from werkzeug.security import safe_join

from ...domain.errors import NotFound
from . import brand, guards

GUARD = "open: files that everybody may have"
FOLDER = Path(__file__).parents[3] / "site" / "assets"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
blueprint = Blueprint("assets", __name__)


def address(name: str) -> str:
    """Where an asset is served."""
    return f"/assets/{name}"


@blueprint.get("/assets/brand/<marketplace>.css")
def colour(marketplace: str) -> Response:
    """The marketplace's colour as custom properties."""
    return Response(brand.stylesheet(guards.market(marketplace).colour), mimetype="text/css")


@blueprint.get("/assets/<path:name>")
def file(name: str) -> Response:
    """A file of ``site/assets``; never anything above it."""
    g.visitor.changed = False
    found = safe_join(str(FOLDER), name)
    if found is None or Path(found).suffix not in KINDS or not Path(found).is_file():
        raise NotFound
    return Response(Path(found).read_bytes(), mimetype=KINDS[Path(found).suffix])
