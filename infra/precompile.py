"""Templates and catalogue as a package carries them: ``python -m infra.precompile FOLDER``.

Jinja writes the modules that it would otherwise make at every cold start (42 ms for the macros alone);
the desk loads them where they are there. Pages and notices have an environment each, and so a folder
each.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from jinja2 import Environment

from functions.adapters.templates import NoticeTemplates
from functions.web import create_app
from infra.catalogue import SOURCE, written


def compiled(folder: Path) -> None:
    """``folder``/compiled/{pages,notices} and ``folder``/i18n. A template that does not compile raises."""
    nobody: Any = None  # no desk: nothing is rendered
    _written(create_app(nobody).jinja_env, folder / "compiled" / "pages", letters=False)
    _written(NoticeTemplates().environment, folder / "compiled" / "notices", letters=True)
    catalogue = folder / "i18n" / SOURCE.parent.relative_to(SOURCE.parents[2]) / "desk.mo"
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    with catalogue.open("wb") as binary:
        write_mo(binary, written())


def _written(environment: Environment, target: Path, *, letters: bool) -> None:
    """All that is rendered in this environment: what a page includes is not only among the pages."""

    def ours(name: str) -> bool:
        return name.startswith("notices/") is letters and not name.startswith("i18n/")

    target.mkdir(parents=True)
    environment.compile_templates(target, zip=None, ignore_errors=False, filter_func=ours)


if __name__ == "__main__":
    compiled(Path(sys.argv[1]))
