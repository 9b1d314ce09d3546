"""The Flask application of a deployed desk."""

from __future__ import annotations

import os

from flask import Flask

from . import logs
from .web import create_app
from .wiring import configured, connect


def application() -> Flask:
    """The application over what the environment names; made once a process."""
    logs.install(stage=os.environ.get("SUYI_STAGE", ""))
    return create_app(connect(configured(os.environ)))
