"""The Flask application of a deployed desk."""

from __future__ import annotations

import os

from flask import Flask

from . import logs
from .config import Config
from .web import create_app
from .wiring import connect


def application() -> Flask:
    """The application over what the environment names; made once a process."""
    logs.install()
    return create_app(connect(Config.from_env(os.environ)))
