"""The English catalogue: ``python -m infra.catalogue extract|compile|check``. Babel is needed here, never
at run time.

extract  brings desk.po up to date with templates/ and functions/; what is new waits there for its
English compile  writes desk.mo beside it check    fails unless every sentence has its English, with the
same placeholders, and nothing is fuzzy or left over
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "templates" / "i18n" / "en" / "LC_MESSAGES" / "desk.po"
METHODS = {
    "functions": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.md", "jinja2")],
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.*": {"trimmed": "true", "silent": "false"}}


def found() -> Catalog:
    """Every sentence of the sources, without its English. A template that does not parse is an error."""
    catalog = Catalog(locale="en", charset="utf-8")
    for folder, methods in METHODS.items():
        seen = extract_from_dir(ROOT / folder, methods, OPTIONS, keywords=KEYWORDS)
        for name, _line, message, comments, _context in seen:
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments)
    return catalog


def written() -> Catalog:
    """The catalogue as it is kept; an empty one before the first extract."""
    if not SOURCE.exists():
        return Catalog(locale="en", charset="utf-8")
    with SOURCE.open("rb") as text:
        return read_po(text, locale="en")


def extract() -> int:
    """Brings desk.po up to date; drops what no source says any more, guesses nothing."""
    catalog = written()
    catalog.header_comment, catalog.project, catalog.version = "# What the desk says in English.", "suyi", "1"
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "", "", "English"
    catalog.update(found(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    SOURCE.parent.mkdir(parents=True, exist_ok=True)
    with SOURCE.open("wb") as text:
        write_po(text, catalog, omit_header=False, sort_output=True, width=120, include_lineno=False)
    return 0


def compiled() -> int:
    """Writes desk.mo beside desk.po."""
    with SOURCE.with_suffix(".mo").open("wb") as binary:
        write_mo(binary, written())
    return 0


def complaints() -> list[str]:
    """What is wrong with the catalogue, one line each; empty when it is complete."""
    said, kept = {m.id for m in found() if m.id}, [m for m in written() if m.id]
    wrong = [f"not in the catalogue: {message}" for message in said - {m.id for m in kept}]
    wrong += [f"no source says it: {m.id}" for m in kept if m.id not in said]
    wrong += [f"no English: {m.id}" for m in kept if not all(m.string if m.pluralizable else [m.string])]
    wrong += [f"fuzzy: {m.id}" for m in kept if m.fuzzy]
    wrong += [f"{error}: {m.id}" for m, errors in written().check() for error in errors]
    wrong += [f"left over: {message}" for message in written().obsolete]
    return sorted(wrong)


def check() -> int:
    """1 and the list of what is wrong, else 0."""
    wrong = complaints()
    print("\n".join(wrong) or "English is complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    tasks = {"extract": extract, "compile": compiled, "check": check}
    task = tasks.get(sys.argv[1] if len(sys.argv) == 2 else "")
    sys.exit(task() if task else __doc__)
