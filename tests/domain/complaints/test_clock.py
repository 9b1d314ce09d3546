"""The clock never refuses and never sticks: whatever a form could have recorded, or an old row may hold,
each lapse goes through.

Everybody does what has a row, with the worst that could be typed; time passes by any amount. After each
step the clock carries out all that is due, and what a page computes of the complaint is computed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from functions.domain.complaints import answering, filing, lifecycle, withdrawal
from functions.domain.complaints.clocks import enter, wakes_at
from functions.domain.complaints.complaint import (
    Change,
    Command,
    Complaint,
    Mark,
    Paused,
    RemedyItem,
    Ruling,
    Settlement,
    Withdrawal,
)
from functions.domain.complaints.grounds import Grounds
from functions.domain.complaints.settling import MOST, granted, is_part, presumed
from functions.domain.complaints.windows import Windows
from functions.domain.errors import Invalid, Refusal
from functions.domain.order_book import EMPTY
from functions.domain.order_facts import OrderFacts
from functions.domain.orders import Taken
from functions.domain.person import Person
from functions.domain.policy import BOUNDS, Policy
from functions.domain.standard import CATEGORIES, CLAUSES
from functions.domain.vocabulary import Action, Notice, Outcome, Remedy, RemedyState, Role, State
from functions.web.case import casefile
from tests.cast import NOON, WORDS
from tests.domain.complaints.test_lifecycle import BENCH, EVERYBODY, decided, swept

SUMS = [0, 1, 2999, 3000, 3001, 4500, 5000, 5001, 9850, MOST]
PRICES = [0, 1, 3000, 5000, 9850, MOST]
settlements = st.builds(Settlement, st.sampled_from(Remedy), st.sampled_from(SUMS))
policies = st.builds(
    lambda edge, silence: Policy(
        2, {**{k: getattr(b, edge) for k, b in BOUNDS.items()}, "default_upheld_fen": silence}
    ),
    st.sampled_from(["floor", "default", "ceiling"]),
    st.sampled_from([0, 1, 3000, 5000]),
)
facts = st.builds(
    lambda fen, days: OrderFacts(
        "KM20****0187",
        "点卡",
        fen,
        "m1",
        "极速卡社",
        delivered_at=NOON - timedelta(days=days) if days is not None else None,
    ),
    st.sampled_from(PRICES),
    st.sampled_from([None, 0, 8, 61, 181, 800]),
)
items = st.builds(RemedyItem, st.sampled_from(Remedy), st.sampled_from(SUMS))
rulings = st.builds(
    Ruling,
    st.sampled_from([Outcome.UPHELD, Outcome.DISMISSED, Outcome.RESOLVED]),
    st.lists(st.sampled_from([*list(CLAUSES)[:3], "9.9"]), max_size=3).map(tuple),
    st.lists(items, max_size=3).map(tuple),
    st.just(""),
    st.just(NOON),
)
words = st.sampled_from([WORDS, WORDS, WORDS, "", "短"])
told = st.fixed_dictionaries(
    {
        "words": words,
        "category": st.sampled_from([*CATEGORIES, "ZZ"]),
        "settlement": st.none() | settlements,
        "ruling": st.none() | rulings,
        "side": st.sampled_from([None, Role.BUYER, Role.MERCHANT, Role.OPERATOR]),
        "reason": st.sampled_from([*withdrawal.REASONS, "nonsense"]),
        "proof": words,
        "false_reason": st.booleans(),
        "mark": st.sampled_from([None, *Mark]),
        "facts": st.none() | facts,
        "person": st.builds(Person, st.sampled_from([0, 3]), st.lists(st.just(NOON), max_size=12).map(tuple)),
        "evidence": st.sampled_from([(), (), ("a" * 12,)]),
        "slot": st.sampled_from(["", "a" * 12]),
        "pictures": st.sampled_from(
            [{}, {"a" * 12: {"verdict": "supports"}}, {"a" * 12: {"refused": "lost"}}]
        ),
    }
)
spans = st.integers(0, 400 * 86400) | st.sampled_from([0, 1, 59, 300, 3600, 43200, 86399, 86400, 259200])
WEAK = settings(
    max_examples=250,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
ENOUGH = 12
"""Sweeps at one moment after which a clock counts as stuck."""


def complaint(ask: Settlement, fen: int, category: str = "K1") -> Complaint:
    return Complaint(
        marketplace="xinghai",
        id="TS-261122-ABCDEFGH",
        category=category,
        ask=filing.full(ask, fen),
        fen=fen,
        merchant="m1",
        shop="极速卡社",
        order="0" * 32,
        order_mask="KM20****0187",
        goods="",
        person="p" * 32,
        contact="",
        filed_at=NOON,
    )


def filed(c: Complaint, do: Command, policy: Policy) -> Change:
    """``c`` filed as the first complaint of its order."""
    return filing.file(c, do, Grounds(policy, BENCH, EMPTY))


def stored(
    c: Complaint, state: State, policy: Policy, *, offer: Settlement, stack: tuple[State, ...]
) -> Complaint:
    """``c`` as an old row may have it in ``state``, with all that its rows look at."""
    due = tuple(RemedyItem(each, c.ask.fen) for each in (Remedy.REFUND,))
    done = tuple(replace(item, state=RemedyState.DONE) for item in due)
    ruling = Ruling(Outcome.UPHELD, ("1.2",), due, "o1", NOON)
    old = replace(
        c,
        version=3,
        served_at=NOON,
        verified=True,
        windows=Windows(NOON + timedelta(days=3), NOON + timedelta(days=3)),
        remedies=done if state is State.AWAITING_CONFIRMATION else due,
        outcome=Outcome.UPHELD,
        ruling=ruling,
        draft=ruling,
        ruled_at=NOON,
        offer=offer,
        ended_by=Role.CLOCK,
        ended_at=NOON,
        withdrawal=Withdrawal("resolved", 1, low=c.fen < 5000),
        paused=tuple(Paused(each, timedelta(hours=n), timedelta(hours=72)) for n, each in enumerate(stack)),
    )
    if state is State.CLOSED:
        return replace(old, state=state, paused=(), clock=None)
    return enter(old, state, now=NOON, policy=policy)


class Clock(RuleBasedStateMachine):
    """Everybody does their worst while time passes."""

    @initialize(
        policy=policies,
        ask=settlements,
        fen=st.sampled_from(PRICES),
        category=st.sampled_from([*CATEGORIES]),
        known=st.none() | facts,
        state=st.none() | st.sampled_from(State),
        offer=settlements,
        stack=st.sampled_from([State.AWAITING_MERCHANT, State.AWAITING_RULING]),
    )
    def filed(
        self,
        policy: Policy,
        ask: Settlement,
        fen: int,
        category: str,
        known: OrderFacts | None,
        state: State | None,
        offer: Settlement,
        stack: State,
    ) -> None:
        """By link or by hand now, or long ago: then it stands anywhere."""
        self.policy, self.now = policy, NOON
        c = complaint(ask, known.fen if known else fen, category)
        do = Command(Action.FILE, Role.BUYER, "buyer", NOON, words=WORDS, facts=known)
        change = filed(c, do, policy)
        self.all, self.book = [change.complaint], change.book or EMPTY
        if state is not None:
            self.all = [stored(self.all[0], state, policy, offer=offer, stack=(stack, stack))]
            self.book = presumed(self.all[0])
        self._clock_runs()

    @rule(span=spans)
    def time_passes(self, span: int) -> None:
        self.now += timedelta(seconds=span)
        self._clock_runs()

    @rule(percent=st.sampled_from([50, 75, 99, 100]), which=st.integers(0, 9))
    def time_passes_until_the_next_mark(self, percent: int, which: int) -> None:
        c = self.all[which % len(self.all)]
        if c.clock:
            self.now = max(self.now, c.clock.mark_at(percent))
            self._clock_runs()

    @rule(which=st.integers(0, 9), pick=st.integers(0, 99), actor=st.sampled_from(["one", "two"]), said=told)
    def somebody_does_what_has_a_row(self, which: int, pick: int, actor: str, said: dict) -> None:
        which %= len(self.all)
        c = self.all[which]
        rows = [
            (r, a)
            for state, r, a in lifecycle.TRANSITIONS
            if state is c.state and a not in (Action.LAPSE, Action.WARN)
        ]
        role, action = rows[pick % len(rows)]
        try:
            change = self._decided(c, Command(action, role, actor, self.now, **said))
        except (Refusal, Taken):
            return
        self._take(which, change)
        self._clock_runs()

    def _grounds(self, c: Complaint) -> dict:
        parent = next((each for each in self.all if each.id == c.parent), None)
        return {"bench": BENCH, "book": self.book, "parent": parent, "told": EVERYBODY}

    def _decided(self, c: Complaint, do: Command) -> Change:
        return lifecycle.decide(c, do, self.policy, **self._grounds(c))

    def _take(self, which: int, change: Change) -> None:
        c, self.book = change.complaint, self.book if change.book is None else change.book
        self.all[which] = replace(c, version=c.version + 1)
        if change.follow_up and len(self.all) < 4:
            self.all.append(change.follow_up.complaint)

    def _clock_runs(self) -> None:
        for which in range(9):
            if which < len(self.all):
                self._exhausted(which)

    def _exhausted(self, which: int) -> None:
        for _ in range(ENOUGH):
            c = self.all[which]
            change = lifecycle.sweep(c, now=self.now, policy=self.policy, **self._grounds(c))
            if change is None:
                return
            self._take(which, change)
        raise AssertionError(f"the clock is stuck in {self.all[which].state}")

    @invariant()
    def pages_can_be_computed(self) -> None:
        for c in getattr(self, "all", ()):
            assert c.open == (c.clock is not None)
            assert not c.open or wakes_at(c) > self.now
            assert all(item.fen >= 0 for item in c.remedies)
            for role in Role:
                assert isinstance(lifecycle.may(c, role, now=self.now), tuple)
                assert casefile.standing(casefile.seen(c, role, self.now), role).text
            for action in lifecycle.may(c, Role.BUYER, now=self.now):
                self._tried(c, action)
            granted(c, c.ask)
            answering.upheld_by_silence(c, self.policy)
            for reason in withdrawal.REASONS:
                withdrawal.forecast(c, reason, note="", person=Person(), policy=self.policy, now=self.now)

    def _tried(self, c: Complaint, action: Action) -> None:
        try:
            self._decided(c, Command(action, Role.BUYER, "buyer", self.now, words="…" * 10))
        except (Refusal, Taken):
            return


TestClock = Clock.TestCase
TestClock.settings = WEAK

BOLD = Policy(2, {"default_upheld_fen": 5000})


def silent(ask: Settlement, fen: int, policy: Policy = BOLD) -> Complaint:
    """What a merchant's silence makes of it."""
    c = enter(complaint(ask, fen), State.AWAITING_MERCHANT, now=NOON, policy=policy)
    return swept(c, c.clock.due_at, policy).complaint


def part(fen: int) -> Settlement:
    return Settlement(Remedy.PARTIAL_REFUND, fen)


@pytest.mark.parametrize(
    ("asked", "price", "due"),
    [
        (part(4500), 3000, RemedyItem(Remedy.REFUND, 3000)),
        (part(3000), 3000, RemedyItem(Remedy.REFUND, 3000)),
        (part(2000), 3000, RemedyItem(Remedy.PARTIAL_REFUND, 2000)),
        (Settlement(Remedy.REFUND), 3000, RemedyItem(Remedy.REFUND, 3000)),
        (Settlement(Remedy.REISSUE), 3000, RemedyItem(Remedy.REISSUE, 0)),
    ],
)
def test_silence_grants_what_was_asked_and_a_part_that_is_no_part_as_the_whole(asked, price, due):
    c = silent(asked, price)
    assert (c.state, c.outcome, c.remedies, c.ruling.remedies) == (
        State.AWAITING_REMEDY,
        Outcome.UPHELD,
        (due,),
        (due,),
    )


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        (part(5001), 0),
        (part(2000), 0),
        (Settlement(Remedy.REFUND), 0),
        (Settlement(Remedy.REISSUE), 0),
        (part(0), 3000),
        (Settlement(Remedy.NONE), 3000),
        (Settlement(Remedy.REFUND), 5001),
    ],
)
def test_silence_on_what_is_not_small_or_names_nothing_is_for_the_platform_to_rule(asked, price):
    assert silent(asked, price).state is State.AWAITING_RULING


def test_a_missed_remedy_that_no_fulfilment_complaint_is_about_goes_to_the_operator():
    owed = (RemedyItem(Remedy.DEDUCT, 500),)
    c = replace(at(State.AWAITING_REMEDY, Settlement(Remedy.REFUND), 3000), remedies=owed)
    change = swept(c, c.clock.due_at, BOLD)
    assert (change.complaint.state, change.follow_up) == (State.AWAITING_RULING, None)
    assert Notice.OPERATOR_ASKED in change.notices


@pytest.mark.parametrize("state", [State.AWAITING_MERCHANT, State.AWAITING_RULING])
@pytest.mark.parametrize("said", [None, part(4500)], ids=["agrees", "repeats the asking"])
def test_a_merchant_may_always_agree_to_what_was_asked(state, said):
    c = enter(complaint(part(4500), 3000), state, now=NOON, policy=BOLD)
    agreed = decided(c, Command(Action.ACCEPT, Role.MERCHANT, "m1", NOON, settlement=said), BOLD).complaint
    assert (agreed.state, agreed.remedies) == (State.AWAITING_REMEDY, (RemedyItem(Remedy.REFUND, 3000),))


def at(state: State, ask: Settlement, fen: int) -> Complaint:
    return enter(complaint(ask, fen), state, now=NOON, policy=BOLD)


def test_of_an_unknown_price_a_part_is_offered_agreed_and_ruled_and_the_whole_names_no_sum():
    c = at(State.AWAITING_MERCHANT, part(2000), 0)
    agreed = decided(
        c, Command(Action.ACCEPT, Role.MERCHANT, "m1", NOON, settlement=part(2000)), BOLD
    ).complaint
    assert agreed.remedies == (RemedyItem(Remedy.PARTIAL_REFUND, 2000),)
    offered = decided(
        c, Command(Action.ACCEPT, Role.MERCHANT, "m1", NOON, settlement=part(1500)), BOLD
    ).complaint
    assert (offered.state, offered.offer) == (State.AWAITING_BUYER, part(1500))
    for kind, fen in [(Remedy.PARTIAL_REFUND, 1200), (Remedy.REFUND, 0)]:
        ruling = Ruling(Outcome.UPHELD, ("1.2",), (RemedyItem(kind, fen),), "", NOON)
        do = Command(Action.RULE, Role.OPERATOR, "o1", NOON, ruling=ruling, words=WORDS)
        assert (
            decided(at(State.AWAITING_RULING, part(2000), 0), do, BOLD).complaint.draft.remedies
            == ruling.remedies
        )


@pytest.mark.parametrize(("fen", "price"), [(0, 0), (0, 3000), (3000, 3000), (3001, 3000), (MOST + 1, 0)])
def test_nobody_offers_a_part_that_is_none(fen, price):
    do = Command(Action.ACCEPT, Role.MERCHANT, "m1", NOON, settlement=part(fen))
    with pytest.raises(Invalid) as refusal:
        decided(at(State.AWAITING_MERCHANT, Settlement(Remedy.REFUND), price), do, BOLD)
    assert set(refusal.value.fields) == {"fen"}


@given(fen=st.integers(-5, MOST + 5), price=st.integers(0, MOST))
def test_filing_takes_exactly_the_parts_that_can_be_granted_as_asked(fen, price):
    problems = filing.wanting("K1", part(fen), WORDS, fen=price)
    assert (
        (problems == {})
        == is_part(fen, price)
        == (granted(complaint(part(fen), price), part(fen)) == part(fen))
    )
    assert set(problems) <= {"ask_fen"}


def test_what_was_filed_is_not_put_right_to_more_than_the_order_cost():
    c = at(State.AWAITING_MERCHANT, Settlement(Remedy.REFUND), 3000)
    do = Command(Action.AMEND, Role.BUYER, "buyer", NOON, words=WORDS, category="K2", settlement=part(3000))
    with pytest.raises(Invalid) as refusal:
        decided(c, do, BOLD)
    assert "全额退款" in refusal.value.fields["ask_fen"].zh
    assert decided(c, replace(do, settlement=part(2999)), BOLD).complaint.ask == part(2999)


def test_what_the_shop_says_an_order_cost_is_what_all_of_it_is():
    typed = filed(
        complaint(Settlement(Remedy.REFUND), 9850),
        Command(Action.FILE, Role.BUYER, "buyer", NOON, words=WORDS),
        BOLD,
    )
    do = Command(Action.VERIFY, Role.BUYER, "buyer", NOON, facts=OrderFacts("KM", "", 3000, "m1", "极速卡社"))
    assert decided(typed.complaint, do, BOLD).complaint.ask == Settlement(Remedy.REFUND, 3000)
