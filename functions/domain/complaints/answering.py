"""The merchant's answer, the buyer's answer to an offer, and what silence makes of either.

Silence counts only against who was told of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import ledger
from ..errors import Invalid, NotAllowed
from ..order_book import OrderBook
from ..policy import Policy
from ..vocabulary import Action, Notice, Outcome, Remedy, RemedyState, Role, State, Text
from .appealing import windows
from .clocks import enter, resume
from .closing import closed
from .complaint import Change, Command, Complaint, RemedyItem, Ruling, Settlement, changed
from .filing import need_words
from .grounds import Grounds, was_told
from .settling import MONEY, awarded, granted, priced

SILENCE_CLAUSE = "1.2"
"""The clause of the standard that lets a merchant's silence uphold a complaint."""
MOST_OFFERS = 2
PROMISED = Text(
    "已经答应过一次而没有兑现，现在只有实际处理才算数",
    "It was promised once and not kept; only doing it counts now",
)


def agree(c: Complaint, settlement: Settlement, do: Command, on: Grounds) -> tuple[Complaint, OrderBook]:
    """``c`` with ``settlement`` agreed and due from the merchant, and the book that owes it.

    An agreement ends an appeal: what the sides agree on needs no decision. Where all of it was paid already
    nothing is due, so that nothing can be missed, and it is over.
    """
    item = RemedyItem(settlement.remedy, settlement.fen)
    agreed = replace(
        c,
        remedies=(item,),
        outcome=Outcome.RESOLVED,
        paused=(),
        final=c.final or bool(c.appealed),
        invited="",
    )
    book = awarded(c, (item,), on)
    if item.kind in MONEY and ledger.due(book, c.debt) == 0:
        paid = replace(agreed, remedies=(replace(item, state=RemedyState.CONFIRMED),))
        return closed(paid, replace(do, role=Role.OPERATOR), Outcome.RESOLVED), book
    return enter(agreed, State.AWAITING_REMEDY, now=do.at, policy=on.policy), book


def accept(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant grants at least what was asked; less than that is an offer. What was asked may always
    be granted, but a promise is made once: after a miss or a denial only doing helps."""
    if c.fails or c.parent:
        raise NotAllowed(PROMISED)
    agreed = granted(c, c.ask) if do.settlement in (None, c.ask) else None
    settlement = agreed or priced(c, do.settlement or c.ask)
    if not settlement.covers(c.ask):
        return offer(c, replace(do, action=Action.OFFER), on)
    after, book = agree(c, settlement, do, on)
    return changed(after, do, Notice.ACCEPTED, payload=_said(settlement, do), book=book)


def offer(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant proposes something else; the buyer is asked. What covers the asking is simply accepted.

    A better offer may follow once while the buyer considers; its clock goes on.
    """
    settlement = priced(c, do.settlement)
    if settlement.covers(c.ask):
        return accept(c, replace(do, action=Action.ACCEPT), on)
    if c.state not in (State.AWAITING_MERCHANT, State.AWAITING_BUYER) or c.fails or c.parent:
        raise NotAllowed
    made = replace(c, offer=settlement, offers=c.offers + 1)
    if c.state is State.AWAITING_MERCHANT:
        after = enter(made, State.AWAITING_BUYER, now=do.at, policy=on.policy)
    else:
        _check_better(c, settlement)
        assert c.clock is not None
        after = replace(made, clock=replace(c.clock, step=c.version + 1, heard=False))
    return changed(after, do, Notice.OFFERED, payload=_said(settlement, do))


def _check_better(c: Complaint, settlement: Settlement) -> None:
    if c.offers >= MOST_OFFERS:
        raise NotAllowed(Text("最多提两次方案", "Two offers at most"))
    before = c.offer
    if before and settlement.remedy is before.remedy and settlement.fen <= before.fen:
        raise Invalid({"fen": Text("新方案要比上一个更好", "A new offer is better than the last one")})


def contest(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant disagrees, with reasons: somebody neutral rules. Where nobody is, that is the shop's
    answer and the end."""
    need_words(do)
    disputed = replace(c, disputed=True)
    return _disagreed(disputed, do, on, Notice.OPERATOR_ASKED, payload={"words": do.words})


def _disagreed(c: Complaint, do: Command, on: Grounds, *notices: Notice, payload: dict[str, Any]) -> Change:
    if on.neutral(c):
        ruled = replace(c, own=on.bench.own)
        after = enter(ruled, State.AWAITING_RULING, now=do.at, policy=on.policy)
        return changed(after, do, *notices, payload=payload)
    return changed(closed(c, do, Outcome.REFUSED), do, Notice.REFUSED_BUYER, payload=payload)


def not_mine(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant says that the order is somebody else's: an operator finds out whose, once."""
    if c.not_mine or on.bench.own:
        raise NotAllowed(Text("已经核实过商家", "The merchant was already checked"))
    need_words(do)
    nobodys = replace(c, merchant="", shop="", not_mine=True)
    after = enter(nobodys, State.AWAITING_ASSIGNMENT, now=do.at, policy=on.policy)
    payload = {"words": do.words, "merchant": c.merchant}
    return changed(after, do, Notice.OPERATOR_ASKED, payload=payload)


def upheld_by_silence(c: Complaint, policy: Policy) -> Settlement | None:
    """What a merchant's silence grants on a marketplace: the asking, where the policy says so of so small a
    sum; None where it says nothing.

    The price is what the shop says; of an unknown one nothing is small.
    """
    asked = granted(c, c.ask)
    small = asked is not None and 0 < c.fen <= policy.number("default_upheld_fen")
    return asked if small else None


def silence(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant said nothing in time. A single shop is reminded once more.

    Who was told: upheld by a single shop's silence, and elsewhere where policy says so of so small a sum;
    else the platform steps in. Who was never told has not been silent.
    """
    if on.bench.own and not c.urged:
        urged = enter(replace(c, urged=True), c.state, now=do.at, policy=on.policy, span=on.window("urge"))
        return changed(urged, do, Notice.URGED, Notice.MERCHANT_SILENT, payload={"silent": True})
    told = was_told(c, on, Role.MERCHANT)
    upheld = granted(c, c.ask) if on.bench.own else upheld_by_silence(c, on.policy)
    if told and upheld:
        return _upheld(c, upheld, do, on)
    payload = {"silent": True, "untold": not told or None}
    if not on.neutral(c):
        return changed(closed(c, do, Outcome.UNRULED), do, Notice.UPDATE_BUYER, payload=payload)
    ruled = replace(c, own=on.bench.own)
    after = enter(ruled, State.AWAITING_RULING, now=do.at, policy=on.policy)
    return changed(after, do, Notice.MERCHANT_SILENT, Notice.OPERATOR_ASKED, payload=payload)


def _upheld(c: Complaint, asked: Settlement, do: Command, on: Grounds) -> Change:
    agreed, book = agree(c, asked, do, on)
    ruling = Ruling(Outcome.UPHELD, (SILENCE_CLAUSE,), agreed.remedies, do.actor, do.at)
    after = replace(
        agreed,
        outcome=Outcome.UPHELD,
        ruling=ruling,
        ruled_at=do.at,
        final=c.final,
        windows=windows(c, do.at, on),
    )
    payload = {"silent": True, "upheld": True}
    return changed(after, do, Notice.RULED_BUYER, Notice.RULED_MERCHANT, payload=payload, book=book)


def take_offer(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer agrees to the offer."""
    assert c.offer is not None
    after, book = agree(c, c.offer, do, on)
    return changed(after, do, Notice.OFFER_TAKEN, payload={"words": do.words}, book=book)


def decline_offer(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer does not agree: somebody neutral rules, or it ends as the shop's answer."""
    return _disagreed(c, do, on, Notice.OFFER_DECLINED, Notice.OPERATOR_ASKED, payload={"words": do.words})


def offer_unanswered(c: Complaint, do: Command, on: Grounds) -> Change:
    """Silence on an offer: who was told of a full refund has it, anything else is declined."""
    assert c.offer is not None
    if c.offer.remedy is Remedy.REFUND and was_told(c, on, Role.BUYER):
        after, book = agree(c, c.offer, do, on)
        return changed(after, do, Notice.OFFER_TAKEN, Notice.UPDATE_BUYER, book=book)
    change = decline_offer(c, do, on)
    return replace(change, notices=(*change.notices, *_unless(change.notices, Notice.UPDATE_BUYER)))


def _unless(there: tuple[Notice, ...], notice: Notice) -> tuple[Notice, ...]:
    return () if Notice.REFUSED_BUYER in there else (notice,)


def leave(c: Complaint, do: Command, on: Grounds) -> Change:
    """The merchant leaves the marketplace: what it was to answer is ruled on, what it owes is enforced; else
    it is remembered for what comes. The marketplace itself never leaves."""
    if c.gone or on.bench.own:
        raise NotAllowed(Text("已经记录商家退出", "It is on record that the merchant left"))
    gone = replace(c, gone=True)
    if c.state is State.AWAITING_MERCHANT_PROOF:
        after = resume(gone, now=do.at, policy=on.policy)
    elif c.state in LEFT:
        after = enter(gone, LEFT[c.state], now=do.at, policy=on.policy)
    else:
        return changed(gone, do, Notice.UPDATE_BUYER)
    return changed(after, do, Notice.OPERATOR_ASKED, Notice.UPDATE_BUYER)


LEFT = {
    State.AWAITING_MERCHANT: State.AWAITING_RULING,
    State.AWAITING_REMEDY: State.AWAITING_ENFORCEMENT,
}
"""Where a complaint goes on whose merchant has left."""


def _said(settlement: Settlement, do: Command) -> dict[str, Any]:
    return {"remedy": settlement.remedy, "fen": settlement.fen, "words": do.words}
