"""One order and everybody who has to do with it, on the pure domain alone.

``World`` keeps what the store and the post would: the order's book, the complaints, who was told of which
step. The clock carries out what is due as time passes. Whatever happens is shown to those who watch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions.domain.complaints import complaint as values
from functions.domain.complaints import filing, lifecycle
from functions.domain.complaints.clocks import wakes_at
from functions.domain.complaints.complaint import Change, Command, Complaint, Ruling, Settlement
from functions.domain.complaints.grounds import Bench, Grounds
from functions.domain.order_book import EMPTY, OrderBook
from functions.domain.order_facts import OrderFacts
from functions.domain.policy import Policy
from functions.domain.vocabulary import NOTICES, PARTIES, Action, Outcome, Remedy, Role, State
from tests.cast import NOON, WORDS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYBODY = frozenset(PARTIES)
REFUND = Settlement(Remedy.REFUND)
FOR_EVER = 500 * DAY
FORM = {"words": WORDS, "ref": "4200002671", "proof": WORDS, "reason": "resolved", "sealed": "a sealed key"}
ACTORS = {Role.BUYER: "buyer", Role.MERCHANT: "m1", Role.OPERATOR: "o1", Role.ARBITER: "a1"}


def part(fen: int) -> Settlement:
    """A part of the price."""
    return Settlement(Remedy.PARTIAL_REFUND, fen)


def upheld(*items: Settlement) -> Ruling:
    """A ruling that grants ``items``."""
    given = tuple(values.RemedyItem(each.remedy, each.fen) for each in items)
    return Ruling(Outcome.UPHELD, ("1.2",), given, "", NOON)


DISMISSED = Ruling(Outcome.DISMISSED, ("1.2",), (), "", NOON)


class Step(NamedTuple):
    """Something that happened: the complaint and the book before and after it."""

    before: Complaint | None
    do: Command
    change: Change
    after: Complaint
    books: tuple[OrderBook, OrderBook]


class Unfair(AssertionError):
    """What must never happen did: ``name`` of the promise that was broken."""

    def __init__(self, name: str, why: str, world: World) -> None:
        self.name, self.steps = name, len(world.trace)
        super().__init__(f"{name}: {why}\n" + "\n".join([world.told_as(), *world.trace]))


@dataclass
class World:
    """``own``: the goods are the marketplace's own. ``known``: the shop's link says what the order cost.
    ``reached``: whom post reaches, ``contact`` what buyers leave."""

    own: bool = False
    price: int = 9850
    known: bool = True
    merchant: str = "m1"
    delivered: datetime | None = NOON
    operators: set[str] = field(default_factory=lambda: {"o1", "o2"})
    arbiters: set[str] = field(default_factory=set)
    reached: set[Role] = field(default_factory=lambda: set(PARTIES))
    policies: list[Policy] = field(default_factory=lambda: [Policy()])
    now: datetime = NOON
    book: OrderBook = EMPTY
    cases: dict[str, Complaint] = field(default_factory=dict)
    sent: dict[tuple[str, int], set[Role]] = field(default_factory=dict)
    letters: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    watching: list[Callable[[World, Step], None]] = field(default_factory=list)
    late: Callable[[], timedelta] = timedelta
    lost: Callable[[], bool] = bool

    def told_as(self) -> str:
        """How this world was made."""
        named = ("own", "price", "known", "merchant", "delivered", "operators", "arbiters")
        kept = {each.version: each.window("response") / HOUR for each in self.policies}
        reached = sorted(self.reached)
        return ", ".join(f"{name}={getattr(self, name)!r}" for name in named) + f", {reached}, {kept}"

    def policy(self, c: Complaint) -> Policy:
        """What ``c`` was promised, under what is in force now."""
        own = next(each for each in self.policies if each.version == c.policy)
        return own.under(self.policies[-1])

    def bench(self, merchant: str) -> Bench:
        """Who may decide about that merchant."""
        own = self.own or merchant == "house"
        return Bench(frozenset(self.operators), frozenset(self.arbiters), own)

    def grounds(self, c: Complaint) -> dict[str, Any]:
        """All that a decision about ``c`` may ask for."""
        step = c.clock.step if c.clock else 0
        told = frozenset(self.sent.get((c.id, step), set())) if step else EVERYBODY
        parent = self.cases[c.parent] if c.parent else None
        return {"bench": self.bench(c.merchant), "book": self.book, "parent": parent, "told": told}

    def new(
        self,
        who: str,
        category: str,
        ask: Settlement,
        *,
        signed: bool = True,
        contact: bool = True,
        typed: str = "",
    ) -> tuple[Complaint, Command]:
        """A complaint of ``who`` that is not filed yet, in the name of whose address they ``typed``. By hand
        the order's price is what was typed."""
        fen = self.price if self.known or not signed else 0
        facts = self.facts() if signed else None
        c = Complaint(
            marketplace="xinghai",
            id=f"TS-261122-{len(self.cases):08d}",
            category=category,
            ask=filing.full(ask, fen),
            fen=fen,
            merchant=self.merchant,
            shop="极速卡社",
            order="0" * 32,
            order_mask="KM20****0187",
            goods="游戏点卡",
            person=(typed or who).ljust(32, ".") if contact else "",
            browser=who.ljust(16, "b"),
            contact="z***@qq.example" if contact else "",
            filed_at=self.now,
            policy=self.policies[-1].version,
        )
        return c, Command(Action.FILE, Role.BUYER, who, self.now, words=WORDS, facts=facts)

    def facts(self) -> OrderFacts:
        """What the shop says of the order."""
        fen = self.price if self.known else 0
        return OrderFacts(
            "KM20****0187", "游戏点卡", fen, self.merchant, "极速卡社", delivered_at=self.delivered
        )

    def file(
        self, who: str = "buyer", category: str = "K1", ask: Settlement = REFUND, **how: Any
    ) -> Complaint:
        """``who`` complains: by the shop's link, or by hand. Raises ``Taken``."""
        beside = how.pop("beside", False)
        c, do = self.new(who, category, ask, **how)
        policy = self.policy(c)
        on = Grounds(policy, self.bench(c.merchant), self.book)
        return self._happened(
            None, replace(do, beside=beside), filing.file(c, replace(do, beside=beside), on)
        )

    def act(self, action: Action, role: Role, actor: str = "", *, of: Complaint, **said: Any) -> Complaint:
        """Somebody does something to ``of``, with all that a form would carry. Raises what the law does."""
        said = {**FORM, **said}
        c = self.cases[of.id]
        do = Command(action, role, actor or ACTORS[role], self.now, **said)
        return self._happened(c, do, lifecycle.decide(c, do, self.policy(c), **self.grounds(c)))

    def _happened(self, before: Complaint | None, do: Command, change: Change) -> Complaint:
        was = self.book
        if change.book is not None:
            self.book = change.book
        after = self._kept(change)
        self.trace.append(self._line(before, do, after))
        if change.follow_up:
            self._kept(change.follow_up)
        for watcher in self.watching:
            watcher(self, Step(before, do, change, after, (was, self.book)))
        return after

    def _line(self, before: Complaint | None, do: Command, after: Complaint) -> str:
        ruled = do.ruling and [do.ruling.outcome, *((i.kind, i.fen) for i in do.ruling.remedies)]
        asked = do.settlement and (do.settlement.remedy, do.settlement.fen)
        said = [each for each in (do.fen, asked, ruled, do.side, do.mark) if each]
        ended = f"/{after.outcome}" if after.outcome else ""
        day, stood = (self.now - NOON) / DAY, before.state if before else "-"
        who = f"{do.role}({do.actor})"
        return f"{day:8.3f} d {after.id[-2:]} {stood} {who} {do.action} {said or ''} -> {after.state}{ended}"

    def _kept(self, change: Change) -> Complaint:
        c = replace(change.complaint, version=change.complaint.version + 1)
        self.cases[c.id] = c
        told = {NOTICES[notice].to for notice in change.notices} & self.reached
        if not c.contact:
            told -= {Role.BUYER}
        if not c.merchant:
            told -= {Role.MERCHANT}
        self.sent[c.id, c.version] = set() if self.lost() else told
        self.letters[c.id] += len(change.notices)
        return c

    def passes(self, span: timedelta) -> None:
        """Time passes, and the clock with it."""
        self.until(self.now + span)

    def until(self, moment: datetime) -> None:
        """Time passes until then."""
        while (due := self.wakes()) is not None and due <= moment:
            self.now = max(self.now, due + self.late())
            self._swept()
        self.now = max(self.now, moment)
        self._swept()

    def wakes(self) -> datetime | None:
        """When the clock has something to do next."""
        found = [moment for c in self.cases.values() if (moment := wakes_at(c)) is not None]
        return min(found, default=None)

    def _swept(self) -> None:
        for _ in range(60):
            due = [c for c in self.cases.values() if (moment := wakes_at(c)) and moment <= self.now]
            if not due:
                return
            c = min(due, key=lambda each: wakes_at(each) or self.now)
            self._swept_one(c)
        raise Unfair("the clock never sticks", "sixty steps at one moment", self)

    def _swept_one(self, c: Complaint) -> None:
        do = lifecycle.clock_due(c, now=self.now)
        try:
            change = lifecycle.sweep(c, now=self.now, policy=self.policy(c), **self.grounds(c))
        except Exception as fault:
            raise Unfair("the clock never refuses", f"{c.state} {do}: {fault!r}", self) from fault
        if change is None or do is None:
            raise Unfair("the clock never sticks", f"it wakes for nothing in {c.state}", self)
        self._happened(c, do, change)

    def falls_silent(self) -> None:
        """Everybody does nothing for ever: all must end."""
        end = self.now + FOR_EVER
        while (due := self.wakes()) is not None and due <= end:
            self.until(due)
        left = [c.state for c in self.cases.values() if c.state is not State.CLOSED]
        if left:
            raise Unfair("everything ends", f"still open after 500 days of silence: {left}", self)


def ruled(
    world: World, c: Complaint, ruling: Ruling, by: str = "o1", role: Role = Role.OPERATOR
) -> Complaint:
    """``ruling`` made by ``by``, in effect."""
    world.act(Action.RULE, role, by, of=c, ruling=ruling)
    world.passes(world.policy(c).window("take_back"))
    return world.cases[c.id]


def contested(world: World, **how: Any) -> Complaint:
    """A complaint that the merchant disagreed with, for somebody to rule on."""
    return world.act(Action.CONTEST, Role.MERCHANT, of=world.file(**how))


def refunded(world: World, c: Complaint) -> Complaint:
    """All that is due paid, and confirmed by the buyer."""
    world.act(Action.DO_REMEDY, Role.MERCHANT, of=c)
    return world.act(Action.CONFIRM, Role.BUYER, of=c)
