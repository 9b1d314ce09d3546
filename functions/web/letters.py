"""Links in letters: a GET shows a button, its POST opens the door."""

from __future__ import annotations

from flask import Blueprint

GUARD = "the link's signature"
room = Blueprint("letters", __name__)
