"""The two models that lie inside the ``rapidocr`` wheel (PP-OCRv6 small, Apache 2.0), opened for one core."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

DETECTION, RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
NAME = "pp-ocrv6-small"


class Models(NamedTuple):
    """Both sessions, and the characters the second one tells apart: index 0 is "nothing here"."""

    detection: Any
    recognition: Any
    characters: tuple[str, ...]


def folder() -> Path | None:
    """Where the models lie, or None: without them, or without what runs them, nothing can be read here."""
    if any(find_spec(name) is None for name in ("onnxruntime", "numpy")):
        return None
    found = find_spec("rapidocr")  # looks for the package and does not import it
    places = list(found.submodule_search_locations or ()) if found else []
    models = [Path(place) / "models" for place in places]
    return next((m for m in models if (m / DETECTION).is_file() and (m / RECOGNITION).is_file()), None)


def load(place: Path) -> Models:
    """Opens both; about a second and a quarter of a gigabyte."""
    detection, recognition = _session(place / DETECTION), _session(place / RECOGNITION)
    characters = recognition.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Models(detection, recognition, ("", *characters, " "))


def _session(model: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = (
        False  # every picture has another size: an arena would keep the largest of each
    )
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
