"""A merchant's inbox and answers."""

from __future__ import annotations

from flask import Blueprint

GUARD = "a live merchant session"
room = Blueprint("merchant", __name__)
