"""The bill of materials beside a package: CycloneDX 1.6 as JSON, one component a distribution, with its
licence.

Written by hand: the format's library brings eight packages to write forty lines of JSON, and the only
reader here is the deployer's own audit tool. It holds no time and no random number, so that two builds
give the same file.
"""

from __future__ import annotations

import json
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any


def bill(stage: Path, part: str) -> str:
    """The bill of every distribution installed in ``stage``, by name."""
    found = sorted(
        (_read(path) for path in stage.glob("*.dist-info/METADATA")),
        key=lambda each: str(each["Name"]).lower(),
    )
    top = {"type": "application", "name": f"suyi-{part}", "bom-ref": f"suyi-{part}"}
    said = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": top},
        "components": [_component(each) for each in found],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _read(path: Path) -> Message:
    return HeaderParser().parsestr(path.read_text(encoding="utf-8"))


def _component(of: Message) -> dict[str, Any]:
    name, version = str(of["Name"]), str(of["Version"])
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    said = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if expression := of["License-Expression"]:
        return said | {"licenses": [{"expression": str(expression)}]}
    stated = next(
        (line.rpartition(":: ")[2] for line in of.get_all("Classifier", []) if line.startswith("License ::")),
        "",
    )
    known = stated or str(of["License"] or "").strip().partition("\n")[0]
    return said | ({"licenses": [{"license": {"name": known}}]} if known else {})
