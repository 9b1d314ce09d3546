"""Two packages of the same desk to be started cold: ours, and what Zappa makes of it when it is left
alone."""

from __future__ import annotations

import importlib.util
import shutil
import zipfile
from pathlib import Path

from infra import build
from infra.catalogue import SOURCE
from infra.precompile import compiled

START = """import sys
sys.path.insert(0, sys.argv[1])
sys.path.append(sys.argv[2])
del sys.argv[1:3]
from tests.cold import main
sys.exit(main())"""
"""Nothing but the standard library, the package and, behind it, this measuring."""
ITS_OWN = ("zappa", "durationpy")
"""What its handler imports beside the desk's own libraries."""


def ours(home: Path) -> Path:
    """The web package, unpacked as Lambda does."""
    made = build.package("web", build.host(), home)
    shutil.rmtree(home / "web")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(home / "web")
    return home / "web"


def as_zappa_would(folder: Path) -> Path:
    """Every library whole, the source beside it, no bytecode: what it packs is dated 1980 and so always
    out of date."""
    lock, target = build.ROOT / build.PARTS["web"].lock, build.host()
    build.install(lock, target, build.wheels(lock, target), folder)
    for room in ("functions", "templates"):
        shutil.copytree(build.ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(build.ROOT / "site" / "assets", folder / "site" / "assets")
    compiled(folder / "ready")
    mo = SOURCE.with_suffix(".mo").relative_to(build.ROOT / "templates")
    shutil.copy(folder / "ready" / mo, folder / "templates" / mo)
    shutil.rmtree(folder / "ready")
    for name in ITS_OWN:
        found = importlib.util.find_spec(name)
        if found and found.origin and (home := Path(found.origin)).name == "__init__.py":
            shutil.copytree(home.parent, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif found and found.origin:
            shutil.copy(found.origin, folder)
    return folder
