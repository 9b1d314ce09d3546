"""The operator's queue, cases, reviews, assistance and post."""

from __future__ import annotations

from flask import Blueprint

GUARD = "a live operator or arbiter session with its second factor"
room = Blueprint("operator", __name__)
