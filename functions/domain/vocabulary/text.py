"""One thing said in both languages of the desk: Chinese first, English second."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One thing said in both languages of the desk."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        """The words in ``lang``: English for ``"en"``, else Chinese."""
        return self.en if lang == "en" else self.zh
