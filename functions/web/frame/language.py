"""Which language is spoken, and the English for each Chinese sentence.

Chinese is the msgid and needs no catalogue. English is ``templates/i18n/en/LC_MESSAGES/desk.po``,
compiled by ``python -m infra.catalogue compile``. The standard library reads it: Flask-Babel would cost
a cold start 17 ms.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGS = ("zh", "en")
CATALOGUES = Path(__file__).parents[3] / "templates" / "i18n"

_speaking: ContextVar[str] = ContextVar("speaking", default="zh")


def speaking() -> str:
    """The language spoken here and now: ``"zh"`` unless ``speak`` said otherwise."""
    return _speaking.get()


def speak(lang: str) -> None:
    """Speak ``lang`` from here on; anything unknown is Chinese. Call it once at the start of every
    request."""
    _speaking.set(lang if lang in LANGS else "zh")


@contextmanager
def speaking_in(lang: str) -> Iterator[None]:
    """Speak ``lang`` inside the block only: a notice to an English reader, written while serving a Chinese
    one."""
    token = _speaking.set(lang if lang in LANGS else "zh")
    try:
        yield
    finally:
        _speaking.reset(token)


def choose(*, asked: str | None, remembered: str | None, accept: str) -> str:
    """The language for a visitor: asked for in the address, else remembered, else the browser's ``accept``
    header.

    English only where the header puts it before any Chinese; whatever is unreadable is Chinese.
    """
    for lang in (asked, remembered):
        if lang in LANGS:
            return lang
    spoken = [part.strip()[:2].lower() for part in accept.split(",")]
    return next((lang for lang in spoken if lang in LANGS), "zh")


def gettext(message: str) -> str:
    """``message`` in the language spoken now; what the catalogue lacks stays Chinese."""
    return catalogue(speaking()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Like ``gettext``, by number. Chinese has no plural: both forms are the same sentence."""
    return catalogue(speaking()).ngettext(one, many, count)


def sentence(message: str, /, **values: object) -> Markup:
    """``message`` for a page, ``%(name)s`` filled with escaped ``values``: Jinja's newstyle gettext at a
    third of its cost."""
    return (
        _markup(speaking(), message, bool(values)) % values if values else _markup(speaking(), message, False)
    )


@lru_cache(maxsize=2048)
def _markup(lang: str, message: str, filled: bool) -> Markup:
    payload = Markup(catalogue(lang).gettext(message))  # noqa: S704  ours, not a visitor's
    return payload if filled else payload % {}


def N_(message: str) -> str:  # noqa: N802  the name the extractor and every gettext reader know
    """Marks ``message`` for the catalogue and leaves it as it is: said later, with ``gettext``."""
    return message


@cache
def catalogue(lang: str) -> NullTranslations:
    """The translations into ``lang``. Raises FileNotFoundError where a package was built without its
    catalogue."""
    if lang == "zh":
        return NullTranslations()
    compiled = CATALOGUES / lang / "LC_MESSAGES" / "desk.mo"
    source = compiled.with_suffix(".po")
    if not source.exists() or (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    return GNUTranslations(_compiled_here(source))


def _compiled_here(source: Path) -> BytesIO:
    """A working copy whose catalogue is not compiled yet, or older than its source: compiled in memory by
    Babel."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    stream = BytesIO()
    with source.open("rb") as text:
        write_mo(stream, read_po(text))
    stream.seek(0)
    return stream
