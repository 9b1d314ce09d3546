"""Seeded players who want to win: in each life everybody has moods of their own, and does whatever has a row."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from functions.domain import ledger
from functions.domain.complaints import lifecycle
from functions.domain.complaints.complaint import Complaint, Mark, RemedyItem, Ruling, Settlement
from functions.domain.errors import Refusal
from functions.domain.orders import Taken
from functions.domain.person import Person
from functions.domain.policy import BOUNDS, Policy
from functions.domain.vocabulary import PARTIES, Action, Outcome, Remedy, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.fairness import watch
from tests.domain.complaints.world import DAY, REFUND, World, part

A, R = Action, Role
MOODS = (0.0, 0.1, 1.0, 1.0, 6.0)
IDLE = (A.ADD_WORDS, A.REVEAL, A.READ, A.LAPSE, A.WARN)
OFFERS = (REFUND, part(3000), part(4500), Settlement(Remedy.REISSUE))
CATEGORIES = ("K1", "K2", "D1")
ACTS = 70
RARE = {
    A.VOID: 0.03,
    A.MARK: 0.1,
    A.LEAVE: 0.05,
    A.NO_MERCHANT: 0.2,
    A.INVITE_ARBITER: 0.2,
    A.WITHDRAW: 0.3,
    A.PAID_ELSEWHERE: 0.1,
    A.CLOSE_UNFULFILLED: 0.3,
    A.AMEND: 0.2,
    A.VERIFY: 0.3,
    A.DECLINE_ADMISSION: 0.4,
    A.NOT_MINE: 0.3,
    A.CONFIRM: 0.5,
    A.WAIVE: 0.2,
    A.APPEAL: 2,
}
"""What would end a life early, or fill it, happens less often."""
STAFF_AND_PARTIES = (*PARTIES, R.OPERATOR, R.ARBITER)
ROWS: dict[tuple[State, Role], list[Action]] = {}
for _state, _role, _action in lifecycle.TRANSITIONS:
    ROWS.setdefault((_state, _role), []).append(_action)


class Player:
    """One life of an order, told by ``seed``."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        self.world = world = World(
            own=dice.random() < 0.3,
            known=dice.random() < 0.75,
            price=dice.choice([9850, 9850, 3000]),
            merchant=dice.choices(["m1", "", "house"], [8, 2, 1])[0],
            delivered=dice.choice([None, NOON, NOON, NOON - 8 * DAY]),
            operators=set(("o1", "o2", "o3")[: dice.choice([1, 1, 2, 3])]),
            arbiters=set(dice.choice([(), (), ("a1",), ("a1", "a2")])),
            policies=[self._policy(1)],
        )
        if world.own and not world.merchant:
            world.merchant = "house"
        world.reached = {role for role in PARTIES if dice.random() < 0.85} | {R.OPERATOR, R.ARBITER}
        bounces, behind = dice.choice([0, 0, 0.1]), dice.choice([0, 0, 0, 3600])
        world.lost = lambda: dice.random() < bounces
        world.late = lambda: timedelta(seconds=dice.randint(0, behind))
        self.contact = dice.random() < 0.7
        self.moods: dict[tuple[str, str], float] = {}
        self.strangers = dice.choice([0, 0, 0.5, 2])
        watch(world)

    def _policy(self, version: int) -> Policy:
        edge = self.dice.choice(["default", "default", "floor", "ceiling"])
        values = {key: getattr(bound, edge) for key, bound in BOUNDS.items()}
        return Policy(version, {**values, "default_upheld_fen": self.dice.choice([0, 0, 5000])})

    def mood(self, role: str, act: str) -> float:
        """How much ``role`` likes to do that in this life."""
        key = (role, act)
        if key not in self.moods:
            self.moods[key] = self.dice.choice(MOODS)
        return self.moods[key]

    def play(self) -> World:
        """The whole life, and then silence for ever. Raises ``Unfair``."""
        for _ in range(self.dice.randint(3, ACTS)):
            if self.dice.random() < 0.72:
                self._somebody_acts()
            else:
                self._time_passes()
        self.world.falls_silent()
        return self.world

    def _time_passes(self) -> None:
        world, dice = self.world, self.dice
        due = world.wakes()
        if due is None or dice.random() < 0.05:
            world.passes(timedelta(seconds=dice.choice([60, 3600, 86400, 3 * 86400, 8 * 86400])))
        else:
            left = max(due - world.now, timedelta(0))
            world.passes(left * dice.choice([0.1, 0.5, 0.9, 0.999, 1, 1, 1]))

    def _somebody_acts(self) -> None:
        moves = self._moves()
        likes = [like for like, _ in moves]
        if not sum(likes):
            return
        _, move = self.dice.choices(moves, likes)[0]
        try:
            move()
        except (Refusal, Taken):
            return

    def _moves(self) -> list[tuple[float, Any]]:
        found: list[tuple[float, Any]] = []
        for who, like in (("buyer", 1.0), ("shop", self.strangers), ("eve", self.strangers)):
            if len(self.world.cases) < 9:
                often = 0.15 if self.world.cases else 3
                found.append((often * like * self.mood(who, "file"), lambda who=who: self._files(who)))
        found.append((0.05, self._staff_changes))
        found.append((0.03, self._publishes))
        for c in self.world.cases.values():
            for role in STAFF_AND_PARTIES:
                found += self._rows(c, role)
        return found

    def _rows(self, c: Complaint, role: Role) -> list[tuple[float, Any]]:
        state, now = c.state, self.world.now
        if c.clock is not None and now >= c.clock.due_at:
            return []
        if state is State.AWAITING_EFFECT and role in PARTIES and c.paused:
            state = c.paused[-1].state
        return [
            (self.mood(role, action) * RARE.get(action, 1), lambda action=action: self._does(c, role, action))
            for action in ROWS.get((state, role), ())
            if action not in IDLE or self.dice.random() < 0.03
        ]

    def _files(self, who: str) -> None:
        dice, signed = self.dice, who != "eve"
        who = f"{who}{dice.randint(0, 3)}" if who == "shop" else who
        asks = [REFUND, REFUND, part(3000), Settlement(Remedy.REISSUE), part(9849)]
        self.world.file(
            who,
            dice.choice(CATEGORIES),
            dice.choice(asks),
            signed=signed and (who != "buyer" or dice.random() < 0.85),
            contact=who != "buyer" or self.contact,
            beside=dice.random() < 0.7,
            typed="buyer" if who.startswith("shop") and dice.random() < 0.3 else "",
        )

    def _staff_changes(self) -> None:
        operators = self.world.operators
        if len(operators) > self.dice.choice([0, 1, 1]):
            operators.discard(self.dice.choice(sorted(operators)))
        else:
            operators.add("o9")

    def _publishes(self) -> None:
        newest = self.world.policies[-1].version
        self.world.policies.append(self._policy(newest + 1))

    def _does(self, c: Complaint, role: Role, action: Action) -> None:
        actor = self._actor(c, role)
        if actor:
            self.world.act(action, role, actor, of=c, **self._said(c, action))

    def _actor(self, c: Complaint, role: Role) -> str:
        world, dice = self.world, self.dice
        if role is R.OPERATOR:
            return dice.choice(sorted(world.operators)) if world.operators else ""
        if role is R.ARBITER:
            seated = sorted(world.arbiters | ({c.invited} if c.invited else set()))
            return dice.choice(seated) if seated else ""
        if role is R.MERCHANT and (world.own or c.merchant == "house"):
            return min(world.operators, default="")
        return c.person.strip(".") or "buyer" if role is R.BUYER else c.merchant or "m1"

    def _said(self, c: Complaint, action: Action) -> dict[str, Any]:
        """What the form of that action carries, as its sender likes it."""
        said = {name: SAID[name](self, c) for name in FORMS.get(action, ())}
        words = self.dice.choice([WORDS, WORDS, WORDS, "才给退"])
        return {**said, "words": words}

    def ruling(self) -> Ruling:
        dice = self.dice
        given = dice.choice(
            [
                (RemedyItem(Remedy.REFUND, 0),),
                (RemedyItem(Remedy.PARTIAL_REFUND, 4000),),
                (RemedyItem(Remedy.REISSUE, 0),),
                (RemedyItem(Remedy.NONE, 0),),
                (RemedyItem(Remedy.DEDUCT, 500), RemedyItem(Remedy.REISSUE, 0)),
                (RemedyItem(Remedy.REISSUE, 0), RemedyItem(Remedy.PARTIAL_REFUND, 3000)),
            ]
        )
        outcome = dice.choice([Outcome.UPHELD, Outcome.UPHELD, Outcome.DISMISSED])
        return Ruling(outcome, ("1.2",), given, "", NOON, said=dice.random() < 0.4)


SUMS = (0, 0, 0, 1, 3000, 4000, 9849, 9850, 20000)
SAID: dict[str, Callable[[Player, Complaint], Any]] = {
    "fen": lambda p, c: p.dice.choice([*SUMS, ledger.due(p.world.book, c.debt)]),
    "settlement": lambda p, c: p.dice.choice([*OFFERS, c.ask]),
    "category": lambda p, _c: p.dice.choice(CATEGORIES),
    "ruling": lambda p, _c: p.ruling(),
    "side": lambda p, _c: p.dice.choice(PARTIES),
    "mark": lambda p, _c: p.dice.choice(list(Mark)),
    "reason": lambda p, _c: p.dice.choice(["resolved", "settled", "other"]),
    "person": lambda p, _c: Person(p.dice.choice([0, 0, 3])),
    "merchant": lambda p, _c: p.dice.choice(["m1", "m2", "house"]),
    "invited": lambda p, _c: p.dice.choice(["out", "out2"]),
    "facts": lambda p, c: None if c.person.startswith("eve") or p.dice.random() < 0.1 else p.world.facts(),
    "sealed": lambda p, _c: p.dice.choice(["a sealed key"] * 4 + [""]),
    "tail": lambda _p, _c: "1234",
    "key_at": lambda _p, c: c.key_at,
    "slot": lambda _p, _c: "a" * 12,
}
"""How each field of a form is filled in."""
FORMS: dict[Action, tuple[str, ...]] = {
    A.VERIFY: ("facts",),
    A.AMEND: ("category", "settlement"),
    A.ASSIGN: ("merchant",),
    A.ACCEPT: ("settlement",),
    A.OFFER: ("settlement",),
    A.ASK_PROOF: ("side",),
    A.RULE: ("ruling",),
    A.DO_REMEDY: ("fen", "sealed", "tail"),
    A.SEE_KEY: ("key_at",),
    A.PAID_ELSEWHERE: ("fen",),
    A.RETURNED: ("fen",),
    A.INVITE_ARBITER: ("invited",),
    A.WITHDRAW: ("reason", "person", "fen"),
    A.MARK: ("mark",),
    A.REVEAL: ("slot",),
}
"""Which fields each action's form has; all have words."""
