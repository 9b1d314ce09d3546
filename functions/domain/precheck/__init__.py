"""The pre-check: what a reading says about one complaint. It routes and hints, it never rules; pure and fast."""

from .judging import judge
from .tying import Claim

__all__ = ["Claim", "judge"]
