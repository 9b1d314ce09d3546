"""Withdrawing a complaint in four steps."""

from __future__ import annotations

from flask import Blueprint

GUARD = "the complaint's capability, or its proved contact"
room = Blueprint("withdrawing", __name__)
