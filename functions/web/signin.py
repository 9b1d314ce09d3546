"""Signing in and out, the second factor, enrolment."""

from __future__ import annotations

from flask import Blueprint

GUARD = "open: proves who is there"
room = Blueprint("signin", __name__)
