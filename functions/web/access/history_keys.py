"""The public keys that histories are signed with: open to everybody, and the same for everybody."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from ...services import exports

GUARD = "open: public keys"
KEPT = "public, max-age=3600"
"""A key lives through one more rotation, so that an hour's copy harms nobody."""
blueprint = Blueprint("history_keys", __name__)


@blueprint.get("/history-keys.json")
def keys() -> Response:
    """Whoever keeps this file can verify an export without the desk."""
    g.visitor.changed = False
    answer = jsonify(exports.public_keys(g.desk))
    answer.headers["Cache-Control"] = KEPT
    return answer
