"""The words of the trade as values, each with everything that is said of it: one row, one place to add."""

from __future__ import annotations

from .action import Action
from .actions import ACTIONS, ActionRow, sight
from .notices import NOTICES, Channel, Notice, NoticeRow
from .outcomes import OUTCOMES, Outcome, OutcomeRow
from .remedies import OF_NO_SUM, REMEDY_LABELS, REMEDY_STATES, Remedy, RemedyState, RemedyStateRow
from .roles import PARTIES, ROLE_LABELS, Role
from .sights import Sight
from .states import STATES, State, StateRow
from .text import Text

__all__ = [
    "ACTIONS",
    "NOTICES",
    "OF_NO_SUM",
    "OUTCOMES",
    "PARTIES",
    "REMEDY_LABELS",
    "REMEDY_STATES",
    "ROLE_LABELS",
    "STATES",
    "Action",
    "ActionRow",
    "Channel",
    "Notice",
    "NoticeRow",
    "Outcome",
    "OutcomeRow",
    "Remedy",
    "RemedyState",
    "RemedyStateRow",
    "Role",
    "Sight",
    "State",
    "StateRow",
    "Text",
    "sight",
]
