"""Stylesheets and scripts, for who serves without a content network, and each marketplace's colour."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, g, send_from_directory

from . import brand, guards

GUARD = "open: files that everybody may have"
FOLDER = Path(__file__).parents[2] / "site" / "assets"
room = Blueprint("assets", __name__)


def address(name: str) -> str:
    """Where an asset is served."""
    return f"/assets/{name}"


@room.get("/assets/brand/<marketplace>.css")
def colour(marketplace: str) -> Response:
    """The marketplace's colour as custom properties."""
    return Response(brand.stylesheet(guards.market(marketplace).colour), mimetype="text/css")


@room.get("/assets/<path:name>")
def file(name: str) -> Response:
    """A file of ``site/assets``; never anything above it."""
    g.visitor.changed = False
    return send_from_directory(FOLDER, name)
