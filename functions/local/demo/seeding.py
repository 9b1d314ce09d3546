"""Plays the stories through the real services, each step at its own moment in the past.

The clock plays along: warnings and lapses are carried out when they were due, and letters are sent
then, so that the demo's past is the past the desk would have had. Nothing here writes to the table but
by way of a service.
"""

import hashlib
import heapq
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from functions.domain.complaints.clocks import wakes_at
from functions.domain.complaints.complaint import Complaint
from functions.domain.errors import NotFound
from functions.domain.marketplace import Marketplace
from functions.domain.policy import Policy
from functions.domain.vocabulary import Action, Remedy, Role
from functions.local.demo.demo_commands import (
    NewKey,
    command,
    delivered_at,
    facts,
    marketplace_of,
    order_of,
    part,
)
from functions.local.demo.demo_orders import DemoOrder
from functions.local.demo.demo_staff import KEY, opened
from functions.local.demo.schedule import schedule
from functions.local.demo.stories import STEPS, STORIES, Story
from functions.ports import Desk, DueKind, DueRow, Outbox, PostState
from functions.services import (
    assistance,
    buyers,
    complaints,
    identity,
    order_links,
    orders,
    reissue,
    submitting,
    sweep,
)
from functions.services.order_links import SignedOrder
from functions.services.post import sending

MAILBOX = timedelta(hours=30)
"""Letters younger than this lie in the demo's mailbox; older ones count as delivered and read long ago."""
HELP_HOURS = 3
"""How long ago somebody asked for assistance."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a seeding brought: how many of each."""

    marketplaces: int
    complaints: int
    letters: int


def seed(desk: Desk, present: datetime) -> Played:
    """The demo's tenants and complaints, standing as they would at ``present``. For an empty desk only."""
    markets = {m.id: m for m in opened(desk, present)}
    player = Player(_repeatable(desk), markets, present)
    player.play()
    _ask_for_help(desk, player.markets["xinghai"], present - timedelta(hours=HELP_HOURS))
    sweep.sweep(desk, present)
    return Played(len(markets), len(player.numbers), player.letters)


def _repeatable(desk: Desk) -> Desk:
    """The same desk whose random numbers are the same in every seeding."""
    turn = count()
    return replace(desk, salt=lambda: hashlib.sha256(f"demo {next(turn)}".encode()).hexdigest()[:32])


def _ask_for_help(desk: Desk, marketplace: Marketplace, at: datetime) -> None:
    words = "换了手机，之前的进度链接找不到了，想看看处理到哪一步"
    token = submitting.new_token(desk, marketplace.id, at)
    asked = assistance.Asked(token, "lost_link", words, email=STORIES[0].contact)
    assistance.ask(desk, marketplace, asked, address="", now=at)


def _long_delivered(desk: Desk, duty: DueRow, at: datetime) -> Outbox | None:
    """The letters of a row as sent, without sending them; None when there are none."""
    outbox = desk.post.claim(duty, now=at, until=at + sending.LEASE)
    if outbox is not None:
        outbox = replace(
            outbox, messages=tuple(replace(m, state=PostState.SENT, tries=1) for m in outbox.messages)
        )
        desk.post.settle(outbox)
    return outbox


@dataclass
class Player:
    """An agenda of moments: a story's next step, a complaint's clock, a letter's time."""

    desk: Desk
    markets: dict[str, Marketplace]
    present: datetime
    numbers: dict[int, str] = field(default_factory=dict)
    letters: int = 0
    _agenda: list[tuple[datetime, int, Any]] = field(default_factory=list)
    _order: Any = field(default_factory=count)

    def play(self) -> None:
        """Everything up to the present, in the order it happened."""
        for n in range(len(STORIES)):
            for step in schedule(n, present=self.present, policy=Policy()):
                if step.name not in ("lapse", "effect"):
                    self._at(step.at, ("step", n, step.name))
        while self._agenda:
            at, _, (kind, *what) = heapq.heappop(self._agenda)
            getattr(self, f"_{kind}")(at, *what)

    def _at(self, at: datetime, what: tuple[Any, ...]) -> None:
        if at <= self.present:
            heapq.heappush(self._agenda, (at, next(self._order), what))

    def _step(self, at: datetime, n: int, name: str) -> None:
        story, step = STORIES[n], STEPS[name]
        market = self.markets[marketplace_of(story)]
        if step.action is Action.FILE:
            after = file(self.desk, market, story, known=step.known, at=at)
            self.numbers[n] = after.id
        elif step.action is Action.VERIFY:
            after = verify(self.desk, market, story, self.numbers[n], known=step.known, at=at)
        else:
            after = self._perform(n, name, at)
        self._follow(market, after, at)

    def _perform(self, n: int, name: str, at: datetime) -> Complaint:
        story = STORIES[n]
        market, step = self.markets[marketplace_of(story)], STEPS[name]
        person = identity.person(self.desk, market.id, story.contact)
        return complaints.perform(
            self.desk,
            market,
            self.numbers[n],
            do=reissue.keyed(self.desk, command(story, step, n=n, at=at), NewKey(n)),
            key=f"demo-{name}",
            holder=person if step.role is Role.BUYER else "",
            now=at,
        )

    def _clock(self, at: datetime, market: Marketplace, number: str) -> None:
        before = self.desk.cases.load(market.id, number)
        after = complaints.enforce(self.desk, market, before, at)
        if after.version > before.version:
            self._follow(market, after, at)

    def _follow(self, market: Marketplace, after: Complaint, at: datetime) -> None:
        """What comes of a change: its letters, and the next thing the clock has to do."""
        self._at(at, ("post", market, DueRow(DueKind.COMPLAINT_POST, market.id, after.id, after.version)))
        if (wakes := wakes_at(after)) is not None:
            self._at(wakes, ("clock", market, after.id))

    def _post(self, at: datetime, market: Marketplace, duty: DueRow) -> None:
        old = at < self.present - MAILBOX
        sent = _long_delivered(self.desk, duty, at) if old else sending.dispatch(self.desk, market, duty, at)
        if sent is None:
            self._when_morning_comes(at, market, duty)
            return
        self.letters += sum(message.state == PostState.SENT for message in sent.messages)
        waiting = [message.next_at for message in sent.messages if message.state == PostState.WAITING]
        if waiting:
            self._at(min(waiting), ("post", market, duty))

    def _when_morning_comes(self, at: datetime, market: Marketplace, duty: DueRow) -> None:
        """Letters that wait for the end of the quiet hours, if there are any."""
        try:
            due = min(message.next_at for message in self.desk.post.outbox(duty).messages)
        except NotFound:
            return
        if due > at:
            self._at(due, ("post", market, duty))


def file(desk: Desk, market: Marketplace, story: Story, *, known: bool, at: datetime) -> Complaint:
    """The story's buyer files: by the shop's signed link where the shop vouches for the order, else by
    hand."""
    order = order_of(story)
    named = order._replace(merchant="") if story.unnamed else order
    signed = signed_order(desk, market, named, filed_at=at) if known else None
    entry = submitting.Entry(
        submitting.new_token(desk, market.id, at),
        story.category,
        story.ask,
        story.words,
        order.number,
        email=story.contact,
        ask_fen=part(story) if story.ask is Remedy.PARTIAL_REFUND else 0,
        fen=order.fen,
        merchant=order.merchant,
        signed=signed,
    )
    return submitting.submit(desk, market, entry, at)


def verify(
    desk: Desk, market: Marketplace, story: Story, number: str, *, known: bool, at: datetime
) -> Complaint:
    """The mailed code comes back; where the shop pushed the order before, it is known by this contact."""
    order, c = order_of(story), desk.cases.load(market.id, number)
    if known:
        orders.register(
            desk, market, order.number, facts=facts(order, market, c.filed_at), email=story.contact
        )
    return buyers.verify(desk, market, number, code=identity.verify_code(desk, c), key="demo-verify", now=at)


def signed_order(desk: Desk, market: Marketplace, order: DemoOrder, *, filed_at: datetime) -> SignedOrder:
    """What the demo shop's link says of an order, read as the desk reads it."""
    payload, signature = link_parts(desk, market, order, filed_at)
    return order_links.read(desk, market, {"d": [payload], "k": [KEY], "s": [signature]}, now=filed_at)


def link_parts(desk: Desk, market: Marketplace, order: DemoOrder, at: datetime) -> tuple[str, str]:
    """Payload and signature of a link minted at ``at``; the key is opened as the shop would have it."""
    delivered, paid = delivered_at(order, at), at - timedelta(days=order.days or 0, minutes=43)
    claims = {
        "v": 1,
        "iat": int(at.timestamp()),
        "exp": int(at.timestamp()) + 7200,
        "aud": market.id,
        "o": order.number,
        "st": order.status,
        **({"m": order.merchant} if order.merchant else {}),
        "gn": order.goods,
        "gc": order.kind,
        "amt": f"{order.fen / 100:.2f}",
        "cur": "CNY",
        "qty": 1,
        "pat": int(paid.timestamp()),
        "ret": f"{desk.settings.base_url}/local/shop/{market.id}",
        **({"dat": int(delivered.astimezone(UTC).timestamp())} if delivered else {}),
    }
    return order_links.mint(desk.vault.open("shop_key", market.keys[KEY].material), claims)
