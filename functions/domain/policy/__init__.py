"""Every window, limit and threshold as data: bounds for all, versions of each marketplace's own."""

from __future__ import annotations

from .bounds import BOUNDS, DAY, HOUR, MINUTE, Bound, Holds
from .versions import Policy

__all__ = ["BOUNDS", "DAY", "HOUR", "MINUTE", "Bound", "Holds", "Policy"]
