"""The whole lifecycle against a model that was written from the published rules, with time passing at
random.

The model knows states, deadlines, what was paused and what can be done once; it shares no code with the
product but the words. Whatever anybody tries at any moment, both must agree on whether it happens,
where it leads, and until when.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from functions.domain import ledger
from functions.domain.complaints import filing, lifecycle
from functions.domain.complaints.complaint import Command, Complaint, Mark, RemedyItem, Ruling, Settlement
from functions.domain.complaints.grounds import Bench, Grounds
from functions.domain.errors import Refusal
from functions.domain.history import COUNTED, ERASABLE, chain, genesis, verify
from functions.domain.order_book import EMPTY
from functions.domain.order_facts import OrderFacts
from functions.domain.orders import Taken
from functions.domain.person import Person
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from tests.cast import NOON, WORDS
from tests.domain.complaints.test_lifecycle import EVERYBODY

H = timedelta(hours=1)
HOURS = {
    "unverified": 24,
    "awaiting_check": 48,
    "awaiting_assignment": 24,
    "awaiting_admission": 72,
    "awaiting_merchant": 24,
    "awaiting_buyer": 72,
    "awaiting_buyer_proof": 48,
    "awaiting_merchant_proof": 48,
    "awaiting_ruling": 72,
    "awaiting_effect": 5 / 60,
    "awaiting_remedy": 72,
    "awaiting_confirmation": 72,
    "awaiting_enforcement": 72,
    "awaiting_review": 24,
    "appealed": 168,
}
WITHDRAWABLE = {
    "unverified",
    "awaiting_check",
    "awaiting_assignment",
    "awaiting_admission",
    "awaiting_merchant",
    "awaiting_buyer",
    "awaiting_buyer_proof",
    "awaiting_merchant_proof",
    "awaiting_ruling",
}
DRIVEN = frozenset(
    [
        "amend",
        "verify",
        "admit",
        "decline_admission",
        "assign",
        "accept",
        "offer",
        "contest",
        "take_offer",
        "decline_offer",
        "add_words",
        "ask_proof",
        "give_proof",
        "extend",
        "rule",
        "take_back",
        "do_remedy",
        "confirm",
        "deny",
        "appeal",
        "join_appeal",
        "withdraw",
        "cancel_withdrawal",
        "approve_withdrawal",
        "refuse_withdrawal",
        "reopen",
        "mark",
        "see_key",
        "grant_look",
    ]
)
"""What is tried here; the rest of the law is played."""
INTERRUPTED = ("withdrawn", "unverified", "unruled")
PARTY_STATES = (
    "unverified",
    "awaiting_merchant",
    "awaiting_buyer",
    "awaiting_buyer_proof",
    "awaiting_merchant_proof",
    "awaiting_remedy",
    "awaiting_confirmation",
)
AGREES = (
    "awaiting_merchant",
    "awaiting_buyer",
    "awaiting_buyer_proof",
    "awaiting_merchant_proof",
    "awaiting_ruling",
    "appealed",
)
BENCH = Bench(frozenset({"one", "two"}))
WEEK = 168 * H


class Still(NamedTuple):
    """What stands still: with what time left, of how much, and how often its time ran out."""

    state: str
    left: timedelta
    span: timedelta
    lapses: int


@dataclass
class Model:
    """What the rules published for buyers and merchants say, in one place."""

    filed: datetime
    fen: int
    state: str = ""
    due: datetime | None = None
    span: timedelta = timedelta(0)
    lapses: int = 0
    stack: list[Still] = field(default_factory=list)
    outcome: str = ""
    tries: int = 0
    asked: bool = False
    low: bool = False
    disputed: bool = False
    extended: bool = False
    reopened: bool = False
    marked: set[str] = field(default_factory=set)
    ruled_by: str = ""
    draft: tuple[str, str] = ("", "")
    taken_back: bool = False
    proofs: set[str] = field(default_factory=set)
    windows: dict[str, datetime] = field(default_factory=dict)
    appealed: set[str] = field(default_factory=set)
    final: bool = False
    seat: int = 0
    ended_at: datetime | None = None
    by_clock: bool = False
    continued: datetime | None = None
    served: datetime | None = None
    refused: datetime | None = None
    rest: datetime | None = None
    undecided: int = 0
    declined_by: str = ""
    proved: bool = False
    verified: bool = False
    category: str = "K1"
    strikes: int = 0
    withdrawn: int = 0
    offers: list[int] = field(default_factory=list)
    reissue: bool = False
    fails: int = 0
    owed: int = 0
    paid: int = 0
    said: int = 0
    silent: int = 0
    missed: bool = False
    merchant: str = "m1"
    late: bool = False
    admitted: bool = False
    key: int = 0
    looks: int = 0
    granted: bool = False

    def to(self, state: str, now: datetime, hours: float = 0) -> None:
        """Into a state with a fresh clock."""
        hours = hours or (24 if state == "awaiting_remedy" and self.reissue else HOURS[state])
        self.state, self.span, self.lapses = state, timedelta(hours=hours), 0
        self.due = now + self.span
        if state == "awaiting_merchant":
            self.served = self.served or now

    def again(self, now: datetime) -> None:
        """An operator's time ran out: it waits on, weekly from the third time."""
        lapses, span = self.lapses, timedelta(hours=HOURS[self.state])
        self.span = max(span, WEEK) if lapses >= 2 and self.state != "appealed" else span
        self.due, self.lapses = now + self.span, lapses + 1

    @property
    def age_from(self) -> datetime:
        """From when the limits count."""
        return self.continued or self.filed

    @property
    def left_due(self) -> int:
        """What is still to be paid."""
        return max(0, self.owed - self.paid)

    def gates(self, now: datetime) -> None:
        """To the first gate it has not passed, else to its merchant."""
        late = self.late and not self.admitted
        assigned = "awaiting_admission" if late else "awaiting_merchant"
        self.to(assigned if self.merchant else "awaiting_assignment", now)

    def hold(self, state: str, now: datetime) -> None:
        """Into a state while the present one stands still."""
        assert self.due
        self.stack.append(Still(self.state, self.due - now, self.span, self.lapses))
        self.to(state, now)

    def back(self, now: datetime, *, reopened: bool = False) -> None:
        """To what stood still, with the time it had left; a party has four hours at least, and everybody half
        of the window where it was over in between."""
        self.state, left, self.span, self.lapses = self.stack.pop()
        grace = min(4 * H, self.span) if self.state in PARTY_STATES else timedelta(0)
        self.due = now + max(left, self.span / 2 if reopened else grace)

    def shut(self, now: datetime) -> bool:
        """Whether the reissued key stays sealed: there is none, an appeal is open, or it ended long ago."""
        appealed = "appealed" in (self.state, *(still.state for still in self.stack))
        return not self.key or appealed or (self.state == "closed" and now > self.ended_at + 30 * 24 * H)

    def end(self, outcome: str, now: datetime, *, by_clock: bool = False) -> None:
        """Over; what decided nothing may go on where it was interrupted."""
        keep = [*self.stack]
        if self.due and self.state not in ("awaiting_review", "awaiting_effect"):
            keep.append(Still(self.state, max(self.due - now, timedelta(0)), self.span, 0))
        self.state, self.due, self.outcome = "closed", None, outcome
        self.stack = keep if outcome in INTERRUPTED else []
        self.ended_at, self.by_clock = now, by_clock
        if outcome in ("withdrawn", "unverified"):
            self.rest = now + (1, 4, 24)[min(self.undecided, 2)] * H
            self.undecided += 1
        elif outcome == "dismissed":
            self.rest = now + 24 * H
        if outcome == "withdrawn":
            self.withdrawn += 1
            self.paid, self.said = self.paid + self.said, 0

    def remedy(self, now: datetime, owed: int, *, reissue: bool = False) -> None:
        """Something is due from the merchant, unless it was paid before."""
        self.stack, self.reissue, self.owed = [], reissue, owed
        if not reissue and not self.left_due:
            self.end(self.outcome, now)
        else:
            self.to("awaiting_enforcement" if self.fails > 1 else "awaiting_remedy", now)

    def agree(self, now: datetime, choice: int) -> None:
        """What the sides agree on needs no decision, and is final where one was asked for."""
        self.outcome, self.final = "resolved", self.final or bool(self.appealed)
        self.remedy(now, {1: 1000, 2: 0}.get(choice, self.fen), reissue=choice == 2)

    def failed(self, now: datetime) -> None:
        """A miss or a denial that stays here: ruled on once, then enforced, as money."""
        self.fails += 1
        if self.fails < 2:
            self.to("awaiting_ruling", now)
            return
        if self.reissue:
            self.reissue, self.owed = False, self.fen
        if self.left_due or self.said:
            self.to("awaiting_enforcement", now)
        else:
            self.end(self.outcome, now)


CALM = settings(
    max_examples=300,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Lifecycle(RuleBasedStateMachine):
    """Everybody tries everything while time passes."""

    @initialize(
        by_link=st.booleans(),
        late=st.booleans(),
        fen=st.sampled_from([2000, 9850]),
        merchant=st.sampled_from(["m1", ""]),
    )
    def filed(self, by_link: bool, late: bool, fen: int, merchant: str) -> None:
        self.now, self.policy = NOON, Policy()
        facts = OrderFacts(
            "KM20****0187", "点卡", fen, merchant, "极速卡社", delivered_at=NOON - (8 if late else 1) * 24 * H
        )
        c = Complaint(
            marketplace="xinghai",
            id="TS-261122-ABCDEFGH",
            category="K1",
            ask=Settlement(Remedy.REFUND, fen),
            fen=fen,
            merchant=merchant,
            shop="极速卡社",
            order="0" * 32,
            order_mask="KM20****0187",
            goods="点卡",
            person="p" * 32,
            contact="z***@qq.example",
            filed_at=NOON,
        )
        do = Command(Action.FILE, Role.BUYER, "buyer", NOON, words=WORDS, facts=facts if by_link else None)
        self.links: list = []
        self.m = Model(NOON, fen, merchant=merchant, late=late and by_link)
        if by_link:
            self.m.gates(NOON)
        else:
            self.m.to("unverified", NOON)
        self.late = late
        self.m.verified = by_link
        self.book = EMPTY
        self._take(filing.file(c, do, Grounds(self.policy, BENCH, EMPTY)))

    def _take(self, change) -> None:
        prev = self.links[-1].h if self.links else genesis("xinghai", change.complaint.id)
        self.links.append(chain(change.event, n=len(self.links) + 1, prev=prev, salts=("0" * 32, "1" * 32)))
        self.c = replace(change.complaint, version=len(self.links))
        self.book = self.book if change.book is None else change.book

    @rule(hours=st.sampled_from([0.01, 0.1, 0.1, 0.1, 1, 1, 5, 12, 24, 47, 73, 170]))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(20):
            change = lifecycle.sweep(self.c, now=self.now, policy=self.policy, **self._grounds())
            if change is None:
                break
            if change.event.type == Action.LAPSE:
                assert change.event.at == self.m.due
                self._lapse()
            self._take(change)
        assert self.m.due is None or self.m.due > self.now

    def _grounds(self) -> dict:
        return {"bench": BENCH, "book": self.book, "told": EVERYBODY}

    def _lapse(self) -> None:
        m, now = self.m, self.now
        match m.state:
            case "unverified":
                m.to("awaiting_check", now)
            case "awaiting_check" if not (m.proved or m.verified):
                m.end("unverified", now, by_clock=True)
            case "awaiting_check" if now >= m.age_from + 14 * 24 * H:
                m.end("unruled", now, by_clock=True)
            case "awaiting_ruling" | "awaiting_admission" | "awaiting_assignment" if self._old():
                m.end("unruled", now, by_clock=True)
            case "awaiting_merchant" | "awaiting_buyer":
                m.to("awaiting_ruling", now)
            case "awaiting_buyer_proof" | "awaiting_merchant_proof":
                m.back(now)
            case "awaiting_effect":
                self._effect()
            case "awaiting_remedy":
                self._missed()
            case "awaiting_confirmation":
                settled = min(m.said, m.left_due)
                m.paid, m.said, m.silent = m.paid + settled, m.said - settled, m.silent + settled
                m.end(m.outcome, now, by_clock=True)
            case "awaiting_enforcement" if self._old():
                m.missed = True
                m.end(m.outcome, now, by_clock=True)
            case "awaiting_review" if m.low or m.span * (m.lapses + 1) >= WEEK:
                m.end("withdrawn", now, by_clock=True)
            case "appealed":
                self._undecided()
            case _:
                m.again(now)

    def _old(self) -> bool:
        return self.now >= self.m.age_from + 60 * 24 * H

    def _undecided(self) -> None:
        m, now = self.m, self.now
        if now < m.due - m.span * (m.lapses + 1) + 21 * 24 * H:
            m.again(now)
            m.seat += 1
            return
        m.final, m.windows, m.seat = True, {}, 0
        if m.stack:
            m.back(now)
        else:
            m.state, m.due, m.ended_at, m.by_clock = "closed", None, now, False

    def _missed(self) -> None:
        m, now = self.m, self.now
        if not (m.reissue or m.left_due or m.said):
            m.end(m.outcome, now)
        elif m.fails:
            m.failed(now)
        else:
            m.missed, m.fails = True, 1
            if m.reissue:
                m.owed = m.fen
            m.end("upheld", now, by_clock=True)

    def _effect(self) -> None:
        m, now = self.m, self.now
        m.outcome, m.ruled_by = m.draft
        appealed = m.stack[-1].state == "appealed"
        m.final, m.seat, m.said, m.stack = m.final or appealed, 0, 0, []
        m.windows = {} if appealed else {"buyer": now + 72 * H, "merchant": now + 72 * H}
        if m.outcome == "upheld":
            m.remedy(now, m.fen)
        else:
            m.owed, m.reissue = 0, False
            m.end("dismissed", now)

    @rule(
        action=st.sampled_from([a for a in Action if a in DRIVEN]),
        role=st.sampled_from([r for r in Role if r is not Role.CLOCK]),
        actor=st.sampled_from(["one", "two"]),
        choice=st.integers(0, 3),
        known=st.booleans(),
    )
    def somebody_tries(self, action: Action, role: Role, actor: str, choice: int, known: bool) -> None:
        self._tries(action, role, actor=actor, choice=choice, known=known)

    def _tries(self, action: Action, role: Role, *, actor: str, choice: int, known: bool) -> None:
        facts = OrderFacts(
            "KM20****0187",
            "点卡",
            self.m.fen,
            self.m.merchant,
            "极速卡社",
            delivered_at=NOON - (8 if self.late else 1) * 24 * H,
        )
        outcome = Outcome.UPHELD if choice % 2 else Outcome.DISMISSED
        offer = [
            Settlement(Remedy.REFUND),
            Settlement(Remedy.PARTIAL_REFUND, 1000),
            Settlement(Remedy.REISSUE),
            Settlement(Remedy.REFUND),
        ]
        do = Command(
            action,
            role,
            actor,
            self.now,
            words=WORDS,
            proof=WORDS,
            reason=["resolved", "mistake", "settled", "other"][choice],
            settlement=None if action is Action.AMEND else offer[choice],
            side=Role.BUYER if choice % 2 else Role.MERCHANT,
            mark=list(Mark)[choice % 2],
            ruling=Ruling(
                outcome, ("1.2",), (RemedyItem(Remedy.REFUND, 0),) if choice % 2 else (), "", self.now
            ),
            facts=facts if known else None,
            false_reason=choice == 3,
            category="K2",
            merchant="" if choice == 3 else "m2",
            sealed="a sealed key" if choice else "",
            tail="1234",
            ref="4200002671",
            key_at=self.m.key,
            person=Person(self.m.strikes, tuple(self.now for _ in range(self.m.withdrawn))),
        )
        hidden = self._hides_a_draft(do)
        expected = self._may(do, choice, self.m.stack[-1].state if hidden else self.m.state)
        try:
            change = lifecycle.decide(self.c, do, self.policy, **self._grounds())
        except (Refusal, Taken):
            assert not expected, f"{self.m.state} {role} {action} should happen"
            return
        assert expected, f"{self.m.state} {role} {action} should be refused"
        if hidden:
            self.m.back(self.now)
        self._apply(do, choice, known)
        self._take(change)

    def _hides_a_draft(self, do: Command) -> bool:
        """To the parties a ruling that may be taken back does not exist."""
        party = do.role in (Role.BUYER, Role.MERCHANT)
        plain = do.action in (Action.ADD_WORDS, Action.SEE_KEY)
        return self.m.state == "awaiting_effect" and party and not plain

    @rule(
        pick=st.integers(0, 99),
        actor=st.sampled_from(["one", "two"]),
        choice=st.integers(0, 3),
        known=st.booleans(),
    )
    def somebody_who_has_a_row_tries(self, pick: int, actor: str, choice: int, known: bool) -> None:
        """Random triples rarely hit a row: this one steers there, and the model still judges."""
        rows = [
            (role, action)
            for state, role, action in lifecycle.TRANSITIONS
            if state is self.c.state and role is not Role.CLOCK and action in DRIVEN
        ]
        role, action = rows[pick % len(rows)]
        self._tries(action, role, actor=actor, choice=choice, known=known)

    def _may(self, do: Command, choice: int, state: str) -> bool:
        m, now, row = self.m, self.now, (state, str(do.role), str(do.action))
        resting = m.rest is not None and now < m.rest
        match row:
            case (_, "buyer", "withdraw"):
                until = max(m.filed, m.served or m.filed) + 72 * H
                until = max(until, m.refused + 24 * H) if m.refused else until
                return state in WITHDRAWABLE and now <= until and m.tries < 3 and not m.marked
            case ("unverified" | "awaiting_check", "buyer", "verify"):
                return do.facts is None or not resting or m.reopened
            case ("awaiting_assignment", "operator", "assign"):
                return choice != 3
            case ("awaiting_merchant" | "awaiting_admission" | "awaiting_assignment", "buyer", "amend"):
                return now <= m.filed + timedelta(minutes=10) and (m.category == "K2" or not resting)
            case (_, "operator", "decline_admission") | ("awaiting_admission", "operator", "admit"):
                there = ("awaiting_check", "awaiting_assignment", "awaiting_admission")
                return state in there and m.declined_by != do.actor
            case _:
                return self._may_decide(do, choice, row)

    def _may_decide(self, do: Command, choice: int, row: tuple[str, str, str]) -> bool:
        m, now = self.m, self.now
        match row:
            case (state, "merchant", "accept") if choice in (0, 3):
                return state in AGREES and not m.fails
            case ("awaiting_merchant" | "awaiting_buyer" as state, "merchant", "accept" | "offer"):
                better = state == "awaiting_merchant" or (len(m.offers) < 2 and m.offers[-1] != choice)
                return not m.fails and (choice in (0, 3) or better)
            case (
                "awaiting_remedy" | "awaiting_confirmation" | "awaiting_enforcement" | "closed",
                side,
                "appeal",
            ):
                return self._may_appeal(side)
            case ("appealed", "buyer" | "merchant" as side, "join_appeal"):
                return side not in m.appealed and now <= m.windows[side]
            case (_, "arbiter", _):
                return False  # none is seated or invited
            case ("appealed", "operator" | "arbiter", "rule"):
                return self._joined() and (m.ruled_by != do.actor or m.seat > 0)
            case ("appealed" | "awaiting_ruling" as state, "operator" | "arbiter", "ask_proof"):
                asked = f"{state}{choice % 2}" in m.proofs
                return not asked and (state == "awaiting_ruling" or self._joined())
            case ("awaiting_effect", "operator" | "arbiter", "take_back"):
                return m.draft[1] == do.actor and not m.taken_back
            case ("closed", "buyer" | "merchant" as side, "reopen"):
                return self._may_reopen(side)
            case _:
                return self._may_do(do, choice, row)

    def _may_appeal(self, side: str) -> bool:
        m = self.m
        ruled = m.outcome in ("upheld", "dismissed") and side in m.windows
        return ruled and not m.final and self.now <= m.windows[side]

    def _joined(self) -> bool:
        m = self.m
        return all(side in m.appealed or self.now >= until for side, until in m.windows.items())

    def _may_reopen(self, side: str) -> bool:
        m = self.m
        silent = m.by_clock and m.outcome in ("resolved", "upheld") and not m.missed
        window = 180 * 24 * H if m.outcome == "unruled" else WEEK
        whose = side == "buyer" or m.outcome == "unruled"
        in_time = self.now <= m.ended_at + window
        return whose and (m.outcome in INTERRUPTED or silent) and not m.reopened and in_time

    def _may_do(self, do: Command, choice: int, row: tuple[str, str, str]) -> bool:
        m = self.m
        match row:
            case ("awaiting_buyer_proof" | "awaiting_merchant_proof", "operator", "extend"):
                return not m.extended
            case (state, "merchant", "add_words"):
                return state not in (
                    "closed",
                    "unverified",
                    "awaiting_check",
                    "awaiting_assignment",
                    "awaiting_admission",
                )
            case (state, "buyer" | "operator", "add_words") | (state, "operator", "mark"):
                return state != "closed"
            case ("awaiting_remedy", "merchant", "do_remedy"):
                return not m.reissue or choice != 0
            case (_, "buyer", "see_key"):
                return not m.shut(self.now) and m.looks > 0
            case (_, "operator", "grant_look"):
                return not m.shut(self.now) and m.looks == 0 and not m.granted
            case _:
                return row in PLAIN

    def _apply(self, do: Command, choice: int, known: bool) -> None:
        m, now = self.m, self.now
        match str(do.action):
            case "verify":
                m.late, m.proved = m.late or (known and self.late), True
                if known:
                    m.verified = True
                    m.gates(now)
                elif m.state == "unverified":
                    m.to("awaiting_check", now)
            case "admit":
                m.verified, m.admitted = True, m.admitted or m.state == "awaiting_admission"
                m.gates(now)
            case "amend":
                m.category = "K2"
            case "assign":
                m.merchant = "m2"
                m.gates(now)
            case "decline_admission":
                m.declined_by = do.actor
                m.end("unverified" if m.state == "awaiting_check" else "not_admitted", now)
            case "accept" | "offer":
                if choice in (0, 3):
                    m.agree(now, choice)
                else:
                    m.offers.append(choice)
                    if m.state == "awaiting_merchant":
                        m.to("awaiting_buyer", now)
            case "contest":
                m.disputed = True
                m.to("awaiting_ruling", now)
            case "take_offer":
                m.agree(now, m.offers[-1])
            case "decline_offer":
                m.to("awaiting_ruling", now)
            case "ask_proof":
                m.proofs.add(f"{m.state}{choice % 2}")
                m.hold("awaiting_buyer_proof" if choice % 2 else "awaiting_merchant_proof", now)
                m.extended = False
            case "give_proof" | "take_back" | "cancel_withdrawal":
                m.taken_back = m.taken_back or do.action is Action.TAKE_BACK
                m.back(now)
            case "extend":
                m.extended, m.due, m.span = True, m.due + 24 * H, m.span + 24 * H
            case "rule":
                m.draft = ("upheld" if choice % 2 else "dismissed", do.actor)
                m.hold("awaiting_effect", now)
            case _:
                self._apply_to_what_is_owed(do, choice)

    def _apply_to_what_is_owed(self, do: Command, choice: int) -> None:
        m, now = self.m, self.now
        match str(do.action):
            case "do_remedy":
                if m.reissue and choice:
                    m.key, m.looks, m.granted = len(self.links) + 1, 1, False
                m.said = max(m.said, m.left_due)
                if m.state == "awaiting_remedy":
                    m.to("awaiting_confirmation", now)
            case "see_key":
                m.looks -= 1
            case "grant_look":
                m.looks, m.granted = 1, True
            case "confirm":
                owed = m.left_due if m.state != "awaiting_confirmation" else 0
                m.paid, m.said = m.paid + (m.said or owed), 0
                m.end(m.outcome, now)
            case "deny":
                m.disputed, m.said = True, 0
                m.failed(now)
            case _:
                self._apply_to_its_course(do, choice)

    def _apply_to_its_course(self, do: Command, choice: int) -> None:
        m, now = self.m, self.now
        match str(do.action):
            case "appeal":
                other = "buyer" if do.role is Role.MERCHANT else "merchant"
                m.windows[other] = max(m.windows[other], now + 24 * H)
                m.appealed, m.seat, m.taken_back = {str(do.role)}, 0, False
                if m.state == "closed":
                    m.to("appealed", now)
                else:
                    m.hold("appealed", now)
            case "join_appeal":
                m.appealed.add(str(do.role))
            case "mark":
                self._mark(list(Mark)[choice % 2])
            case "reopen":
                m.reopened, m.continued = True, now
                if m.outcome in INTERRUPTED:
                    m.back(now, reopened=True)
                    return
                m.paid, m.said, m.silent = m.paid - m.silent, m.said + m.silent, 0
                m.disputed, m.fails = True, m.fails + 1
                m.to("awaiting_ruling", now)
            case "withdraw":
                self._withdraw(choice)
            case "approve_withdrawal":
                m.end("withdrawn", now)
            case "refuse_withdrawal":
                m.strikes += choice == 3
                m.refused = now
                m.back(now)

    def _mark(self, mark: Mark) -> None:
        m, now = self.m, self.now
        if mark in m.marked and m.asked:
            m.refused = now
        m.marked ^= {mark}
        if m.state == "awaiting_review" and mark in m.marked:
            m.tries, m.refused = max(0, m.tries - 1), now
            m.back(now)

    def _withdraw(self, choice: int) -> None:
        m = self.m
        proof = choice == 2
        high = m.fen > 5000 or m.disputed or m.strikes > 0 or m.withdrawn >= 3 or choice == 3 or m.asked
        m.tries, m.asked, m.low = m.tries + 1, True, not high
        if m.served is None or not (high or proof):
            m.end("withdrawn", self.now)
        else:
            m.hold("awaiting_review", self.now)

    @invariant()
    def both_agree(self) -> None:
        assert self.c.state == self.m.state
        assert (self.c.clock.due_at if self.c.clock else None) == self.m.due
        assert self.c.state is not State.CLOSED or self.c.outcome == self.m.outcome
        assert [p.state for p in self.c.paused] == [still.state for still in self.m.stack]
        mine = ledger.account(self.book, self.c.id)
        assert (mine.paid, mine.said) == (self.m.paid, self.m.said)
        assert (self.c.key_at, self.c.looks) == (self.m.key, self.m.looks)

    @invariant()
    def the_history_holds(self) -> None:
        said = {name for link in self.links for name in link.payload or {}}
        assert said <= COUNTED | ERASABLE, "whether figures may count it once a person is erased is undecided"
        verify("xinghai", self.c.id, self.links, self.links[-1].h)


PLAIN = {
    ("unverified", "operator", "admit"),
    ("awaiting_check", "operator", "admit"),
    ("awaiting_merchant", "merchant", "contest"),
    ("awaiting_buyer", "buyer", "take_offer"),
    ("awaiting_buyer", "buyer", "decline_offer"),
    ("awaiting_buyer_proof", "buyer", "give_proof"),
    ("awaiting_merchant_proof", "merchant", "give_proof"),
    ("awaiting_ruling", "operator", "rule"),
    ("awaiting_remedy", "operator", "do_remedy"),
    ("awaiting_remedy", "buyer", "confirm"),
    ("awaiting_enforcement", "buyer", "confirm"),
    ("awaiting_enforcement", "merchant", "do_remedy"),
    ("awaiting_ruling", "arbiter", "rule"),
    ("awaiting_confirmation", "buyer", "confirm"),
    ("awaiting_confirmation", "buyer", "deny"),
    ("awaiting_review", "buyer", "cancel_withdrawal"),
    ("awaiting_review", "operator", "approve_withdrawal"),
    ("awaiting_review", "operator", "refuse_withdrawal"),
}

TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = CALM
