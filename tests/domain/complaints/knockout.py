"""Takes one rule of the law away at a time: do the players notice? ``python -m tests.domain.complaints.knockout``.

Not a test: it says which promise bites for which rule, and which rule nothing would miss.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from functions.domain import ledger
from functions.domain.complaints import (
    answering,
    appealing,
    clocks,
    filing,
    fulfilment,
    lifecycle,
    marking,
    ordering,
    proving,
    reopening,
    ruling,
    withdrawal,
)
from functions.domain.complaints.complaint import Complaint
from functions.domain.complaints.grounds import Grounds
from functions.domain.vocabulary import State
from tests.domain.complaints.player import Player
from tests.domain.complaints.world import Unfair

Patches = list[Any]


def row(old: Callable[..., Any], new: Callable[..., Any]) -> Any:
    """Every row of ``old`` does ``new``."""
    rows = {key: new for key, step in lifecycle.TRANSITIONS.items() if step is old}
    return patch.dict(lifecycle.TRANSITIONS, rows)


def nothing(*_: Any, **__: Any) -> None:
    """A check that never refuses."""


def always(*_: Any) -> bool:
    """Everybody was told."""
    return True


def of_policy(name: str, key: str, value: object) -> Any:
    """The law reads ``value`` for that key of the policy."""
    real = getattr(Grounds, name)
    return patch.object(Grounds, name, lambda on, asked: value if asked == key else real(on, asked))


def to_merchant(c: Complaint, do: Any, on: Grounds) -> Any:
    """Reopening that forgets where it was interrupted."""
    return reopening.changed(clocks.enter(c, State.AWAITING_MERCHANT, now=do.at, policy=on.policy), do)


def no_failure(step: Callable[..., Any]) -> Callable[..., Any]:
    """``step`` as if nothing had failed before."""
    return lambda c, *rest: step(replace(c, fails=0), *rest)


def without_final(c: Complaint, do: Any, on: Grounds) -> Any:
    """A decided appeal that may be appealed again."""
    change = ruling_took_effect(c, do, on)
    again = replace(change.complaint, final=False, windows=appealing.windows(c, do.at, on))
    return replace(change, complaint=again)


ruling_took_effect = ruling.take_effect
failed, accepted = fulfilment._failed, answering.accept
room, one_row = ledger.room, lifecycle._enforcing
stands, unreviewed = appealing._stands, withdrawal.unreviewed
TRIES = withdrawal.OBSTACLES[-1]
RULES: dict[str, Callable[[], Patches]] = {
    "grace after a pause": lambda: [patch.object(clocks, "PARTIES", ())],
    "the other side may join before a decision": lambda: [
        patch.object(module, "check_time", nothing) for module in (ruling, proving)
    ],
    "seats in their order": lambda: [patch.object(ruling, "may_decide", nothing)],
    "room of the other debts": lambda: [
        patch.object(ledger, "room", lambda book, _debt, *, cap: book.price or cap)
    ],
    "others' debts bound what is due": lambda: [
        patch.object(ledger, "due", lambda book, debt: ledger._unpaid(ledger.account(book, debt)))
    ],
    "each claimant's own rights": lambda: [patch.object(Complaint, "claimant", "everybody")],
    "a promise is made once": lambda: [row(accepted, no_failure(accepted))],
    "told before silence confirms": lambda: [patch.object(fulfilment, "was_told", always)],
    "told before silence upholds or takes": lambda: [patch.object(answering, "was_told", always)],
    "gates on reopening": lambda: [patch.object(reopening, "_interrupted", to_merchant)],
    "late is admitted": lambda: [patch.object(filing, "is_late", lambda *_, **__: False)],
    "two failures lead to the operator": lambda: [patch.object(fulfilment, "_failed", no_failure(failed))],
    "served again and again is admitted": lambda: [of_policy("number", "served_cap", 10**6)],
    "letting an appeal go leaves the other's window": lambda: [row(appealing.withdraw_appeal, stands)],
    "an appeal is final": lambda: [row(ruling_took_effect, without_final)],
    "three tries at withdrawing": lambda: [patch.object(withdrawal, "OBSTACLES", withdrawal.OBSTACLES[:-1])],
    "a mark stops silence": lambda: [
        row(unreviewed, lambda c, do, on: withdrawal._withdrawn(c, do, on, payload={})),
        patch.object(
            marking, "set_back", lambda c, do, _on, payload: marking.changed(c, do, payload=payload)
        ),
    ],
    "one debt in one complaint": lambda: [
        patch.object(lifecycle, "_enforcing", lambda c, do, on, step: step(c, do, on))
    ],
    "a debt enforced anew stays alive": lambda: [patch.object(ordering, "decided_anew", lambda *_: False)],
    "open no longer than the limit": lambda: [of_policy("window", "open_limit", timedelta(days=9999))],
    "nobody rules on himself": lambda: [patch.object(ruling, "PARTY", None), _own_rules()],
}


def _own_rules() -> Any:
    real = ruling.rule

    def rules(c: Complaint, do: Any, on: Grounds) -> Any:
        return real(c, do, replace(on, bench=replace(on.bench, own=False)))

    return row(real, rules)


def noticed(patches: Patches, lives: int) -> Counter[str]:
    """Which promises are broken in so many lives under ``patches``."""
    found: Counter[str] = Counter()
    for each in patches:
        each.start()
    try:
        for seed in range(lives):
            try:
                Player(seed).play()
            except Unfair as broken:
                found[broken.name] += 1
    finally:
        for each in reversed(patches):
            each.stop()
    return found


def main() -> None:
    """Every rule, and who noticed."""
    lives = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    for name, patches in RULES.items():
        found = noticed(patches(), lives)
        sys.stdout.write(f"{'SEEN' if found else 'unseen':7} {name}: {dict(found.most_common(3))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
