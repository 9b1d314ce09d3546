"""One complaint as its buyer sees it, and what the buyer may do."""

from __future__ import annotations

from flask import Blueprint

GUARD = "the complaint's capability, or its proved contact"
room = Blueprint("buyer", __name__)
