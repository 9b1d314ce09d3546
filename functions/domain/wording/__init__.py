"""The buyer's own words: what they are about, whether they press or lead away, whether they were sent
before."""

from .category import suggest
from .duplicates import ALIKE, alike
from .red_flags import flags

__all__ = ["ALIKE", "alike", "flags", "suggest"]
