"""Small files that only their owner may read, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any


def keep(path: Path, value: Any) -> None:
    """``value`` as JSON in ``path`` with mode 0600, on the disk when this returns."""
    building = path.with_name(f"{path.name}.next")
    building.unlink(missing_ok=True)
    descriptor = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, for the mode from the start
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    building.rename(path)
