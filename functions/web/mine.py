"""My complaints: what this phone holds, and the doors for who holds nothing."""

from __future__ import annotations

from flask import Blueprint

GUARD = "open: shows only what the visitor's cookie proves"
room = Blueprint("mine", __name__)
