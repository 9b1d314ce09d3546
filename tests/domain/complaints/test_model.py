"""The whole lifecycle against a model that was written from the published rules, with time passing at
random.

The model knows states, deadlines, what was paused and what can be done once; it shares no code with the
product but the words. Whatever anybody tries at any moment, both must agree on whether it happens,
where it leads, and until when.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from functions.domain.complaints import filing, lifecycle
from functions.domain.complaints.complaint import Command, Complaint, Mark, RemedyItem, Ruling, Settlement
from functions.domain.errors import Refusal
from functions.domain.history import COUNTED, ERASABLE, chain, genesis, verify
from functions.domain.order_facts import OrderFacts
from functions.domain.person import Person
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Outcome, Remedy, Role, State
from tests.cast import NOON, WORDS

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
SERVED = "awaiting_merchant"


@dataclass
class Model:
    """What the rules published for buyers and merchants say, in one place."""

    filed: datetime
    fen: int
    state: str = ""
    due: datetime | None = None
    stack: list[tuple[str, timedelta]] = field(default_factory=list)
    outcome: str = ""
    tries: int = 0
    low: bool = False
    disputed: bool = False
    extended: bool = False
    reopened: bool = False
    marked: set[str] = field(default_factory=set)
    ruled_at: datetime | None = None
    ruled_by: str = ""
    draft: tuple[str, str] = ("", "")
    appealed: set[str] = field(default_factory=set)
    ended_at: datetime | None = None
    by_clock: bool = False
    strikes: int = 0
    withdrawn: int = 0
    hours: float = 72
    missed: bool = False
    merchant: str = "m1"
    late: bool = False
    key: int = 0
    looks: int = 0
    granted: bool = False

    def to(self, state: str, now: datetime) -> None:
        """Into a state with a fresh clock."""
        hours = self.hours if state == "awaiting_remedy" else HOURS[state]
        self.state, self.due = state, now + timedelta(hours=hours)

    def gates(self, now: datetime, *, admitted: bool = False) -> None:
        """To the first gate it has not passed, else to its merchant."""
        late = self.late and not admitted
        self.to(
            "awaiting_assignment"
            if not self.merchant
            else "awaiting_admission"
            if late
            else "awaiting_merchant",
            now,
        )

    def hold(self, state: str, now: datetime) -> None:
        """Into a state while the present one stands still."""
        assert self.due
        self.stack.append((self.state, self.due - now))
        self.to(state, now)

    def back(self, now: datetime) -> None:
        """To what stood still, with the time it had left."""
        self.state, left = self.stack.pop()
        self.due = now + left

    def shut(self, now: datetime) -> bool:
        """Whether the reissued key stays sealed: there is none, an appeal is open, or it ended long ago."""
        appealed = "appealed" in (self.state, *(state for state, _ in self.stack))
        return not self.key or appealed or (self.state == "closed" and now > self.ended_at + 30 * 24 * H)

    def end(self, outcome: str, now: datetime, *, by_clock: bool = False) -> None:
        """Over."""
        self.state, self.due, self.stack, self.outcome = "closed", None, [], outcome
        self.ended_at, self.by_clock = now, by_clock

    def remedy(self, now: datetime, *, reissue: bool = False) -> None:
        """Something is due from the merchant."""
        self.stack, self.hours = [], 24 if reissue else 72
        self.to("awaiting_remedy", now)


ASKED = {Remedy.REFUND: False, Remedy.REISSUE: True}
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
        self._take(filing.file(c, do, self.policy))

    def _take(self, change) -> None:
        prev = self.links[-1].h if self.links else genesis("xinghai", change.complaint.id)
        self.links.append(chain(change.event, n=len(self.links) + 1, prev=prev, salts=("0" * 32, "1" * 32)))
        self.c = replace(change.complaint, version=len(self.links))

    @rule(hours=st.sampled_from([0.01, 0.1, 0.1, 0.1, 1, 1, 5, 12, 24, 47, 73, 170]))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(20):
            change = lifecycle.sweep(self.c, now=self.now, policy=self.policy)
            if change is None:
                break
            if change.event.type == Action.LAPSE:
                assert change.event.at == self.m.due
                self._lapse()
            self._take(change)
        assert self.m.due is None or self.m.due > self.now

    def _lapse(self) -> None:
        m, now = self.m, self.now
        match m.state:
            case "unverified":
                m.to("awaiting_check", now)
            case "awaiting_check":
                m.end("unverified", now, by_clock=True)
            case "awaiting_merchant" | "awaiting_buyer":
                m.to("awaiting_ruling", now)
            case "awaiting_buyer_proof" | "awaiting_merchant_proof":
                m.back(now)
            case "awaiting_effect":
                self._effect()
            case "awaiting_remedy":
                m.missed = True
                m.end("upheld", now, by_clock=True)
            case "awaiting_confirmation":
                m.end(m.outcome, now, by_clock=True)
            case "awaiting_review" if m.low:
                m.withdrawn += 1
                m.end("withdrawn", now, by_clock=True)
            case same:
                m.to(same, now)

    def _effect(self) -> None:
        m, now = self.m, self.now
        m.outcome, m.ruled_by = m.draft
        m.ruled_at, m.stack = now, []
        if m.outcome == "upheld":
            m.remedy(now)
        else:
            m.end("dismissed", now, by_clock=True)

    @rule(
        action=st.sampled_from([a for a in Action if a not in (Action.LAPSE, Action.WARN, Action.FILE)]),
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
            key_at=self.m.key,
            person=Person(self.m.strikes, tuple(self.now for _ in range(self.m.withdrawn))),
        )
        expected = self._may(do, choice)
        try:
            change = lifecycle.decide(self.c, do, self.policy)
        except Refusal:
            assert not expected, f"{self.m.state} {role} {action} should happen"
            return
        assert expected, f"{self.m.state} {role} {action} should be refused"
        self._apply(do, choice, known)
        self._take(change)

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
            if state is self.c.state and role is not Role.CLOCK
        ]
        role, action = rows[pick % len(rows)]
        self._tries(action, role, actor=actor, choice=choice, known=known)

    def _may(self, do: Command, choice: int) -> bool:
        m, row = self.m, (self.m.state, str(do.role), str(do.action))
        match row:
            case (_, "buyer", "withdraw"):
                open_window = self.now <= m.filed + 72 * H
                return m.state in WITHDRAWABLE and open_window and m.tries < 3 and not m.marked
            case ("awaiting_assignment", "operator", "assign"):
                return choice != 3
            case ("awaiting_merchant" | "awaiting_admission" | "awaiting_assignment", "buyer", "amend"):
                return self.now <= m.filed + timedelta(minutes=10)
            case ("closed", "buyer", "reopen"):
                silent = m.outcome in ("withdrawn", "unverified") or (
                    m.by_clock and m.outcome in ("resolved", "upheld")
                )
                assert m.ended_at
                return silent and not m.reopened and not m.missed and self.now <= m.ended_at + 168 * H
            case ("awaiting_remedy" | "awaiting_confirmation" | "closed", "buyer" | "merchant", "appeal"):
                in_time = m.ruled_at is not None and self.now <= m.ruled_at + 72 * H
                return in_time and do.role not in m.appealed
            case ("appealed", "operator" | "arbiter", "rule"):
                return m.ruled_by != do.actor
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
            case ("awaiting_ruling", "merchant", "accept"):
                return choice in (0, 3)
            case ("awaiting_remedy", "merchant", "do_remedy"):
                return m.hours == 72 or choice != 0
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
                m.late = m.late or (known and self.late)
                if known:
                    m.gates(now)
                elif m.state == "unverified":
                    m.to("awaiting_check", now)
            case "admit":
                m.gates(now, admitted=True)
            case "assign":
                m.merchant = "m2"
                m.gates(now)
            case "decline_admission":
                ends = {"awaiting_admission": "dismissed", "awaiting_assignment": "not_admitted"}
                m.end(ends.get(m.state, "unverified"), now)
            case "accept" | "offer":
                if choice in (0, 3):
                    m.outcome = "resolved"
                    m.remedy(now)
                else:
                    m.to("awaiting_buyer", now)
                    m.hours = 24 if choice == 2 else 72
            case "contest":
                m.disputed = True
                m.to("awaiting_ruling", now)
            case "take_offer":
                m.outcome, m.stack = "resolved", []
                m.to("awaiting_remedy", now)
            case "decline_offer":
                m.to("awaiting_ruling", now)
            case "ask_proof":
                m.hold("awaiting_buyer_proof" if choice % 2 else "awaiting_merchant_proof", now)
                m.extended = False
            case "give_proof" | "take_back" | "cancel_withdrawal":
                m.back(now)
            case "extend":
                m.extended, m.due = True, m.due + 24 * H
            case "rule":
                m.draft = ("upheld" if choice % 2 else "dismissed", do.actor)
                m.hold("awaiting_effect", now)
            case "do_remedy":
                if m.hours == 24 and choice:
                    m.key, m.looks, m.granted = len(self.links) + 1, 1, False
                m.to("awaiting_confirmation", now)
            case "see_key":
                m.looks -= 1
            case "grant_look":
                m.looks, m.granted = 1, True
            case "confirm":
                m.end(m.outcome, now)
            case "deny":
                m.disputed = True
                m.to("awaiting_ruling", now)
            case "appeal":
                m.appealed.add(str(do.role))
                m.stack = []
                m.to("appealed", now)
            case "mark":
                m.marked ^= {list(Mark)[choice % 2]}
            case "reopen":
                target = {"withdrawn": "awaiting_merchant", "unverified": "unverified"}.get(
                    m.outcome, "awaiting_ruling"
                )
                m.reopened, m.tries, m.outcome = True, 0, ""
                if target == "awaiting_merchant" and not m.merchant:
                    target = "awaiting_assignment"
                m.to(target, now)
            case "withdraw":
                self._withdraw(choice)
            case "approve_withdrawal":
                m.withdrawn += 1
                m.end("withdrawn", now)
            case "refuse_withdrawal":
                m.strikes += choice == 3
                m.back(now)

    def _withdraw(self, choice: int) -> None:
        m = self.m
        proof = choice == 2
        high = m.fen > 5000 or m.disputed or m.strikes > 0 or m.withdrawn >= 3 or choice == 3 or m.tries > 0
        m.tries += 1
        m.low = not high
        if m.state == "unverified" or not (high or proof):
            m.withdrawn += 1
            m.end("withdrawn", self.now)
        else:
            m.hold("awaiting_review", self.now)

    @invariant()
    def both_agree(self) -> None:
        assert self.c.state == self.m.state
        assert (self.c.clock.due_at if self.c.clock else None) == self.m.due
        assert self.c.state is not State.CLOSED or self.c.outcome == self.m.outcome
        assert [p.state for p in self.c.paused] == [state for state, _ in self.m.stack]
        assert (self.c.key_at, self.c.looks) == (self.m.key, self.m.looks)

    @invariant()
    def the_history_holds(self) -> None:
        said = {name for link in self.links for name in link.payload or {}}
        assert said <= COUNTED | ERASABLE, "whether figures may count it once a person is erased is undecided"
        verify("xinghai", self.c.id, self.links, self.links[-1].h)


PLAIN = {
    ("unverified", "buyer", "verify"),
    ("unverified", "operator", "admit"),
    ("awaiting_check", "buyer", "verify"),
    ("awaiting_check", "operator", "admit"),
    ("awaiting_check", "operator", "decline_admission"),
    ("awaiting_admission", "operator", "admit"),
    ("awaiting_admission", "operator", "decline_admission"),
    ("awaiting_assignment", "operator", "decline_admission"),
    ("awaiting_merchant", "merchant", "accept"),
    ("awaiting_merchant", "merchant", "offer"),
    ("awaiting_merchant", "merchant", "contest"),
    ("awaiting_buyer", "buyer", "take_offer"),
    ("awaiting_buyer", "buyer", "decline_offer"),
    ("awaiting_buyer_proof", "buyer", "give_proof"),
    ("awaiting_merchant_proof", "merchant", "give_proof"),
    ("awaiting_ruling", "operator", "rule"),
    ("awaiting_ruling", "operator", "ask_proof"),
    ("appealed", "operator", "ask_proof"),
    ("appealed", "arbiter", "ask_proof"),
    ("awaiting_effect", "operator", "take_back"),
    ("awaiting_effect", "arbiter", "take_back"),
    ("awaiting_remedy", "operator", "do_remedy"),
    ("awaiting_remedy", "buyer", "confirm"),
    ("awaiting_confirmation", "buyer", "confirm"),
    ("awaiting_confirmation", "buyer", "deny"),
    ("awaiting_review", "buyer", "cancel_withdrawal"),
    ("awaiting_review", "operator", "approve_withdrawal"),
    ("awaiting_review", "operator", "refuse_withdrawal"),
}

TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = CALM
