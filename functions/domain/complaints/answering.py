"""The merchant's answer, the buyer's answer to an offer, words and proof."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import Invalid, NotAllowed
from ..policy import Policy
from ..vocabulary import Action, Notice, Outcome, Remedy, Role, State, Text
from .clocks import enter, pause, resume
from .complaint import Change, Clock, Command, Complaint, RemedyItem, Ruling, Settlement, changed
from .filing import WORDS_NEEDED
from .settling import granted, is_part

SILENCE_CLAUSE = "1.2"
"""The clause of the standard that lets a merchant's silence uphold a small complaint."""
NO_PART = Text(
    "部分退款须大于 0、小于订单金额；要全部退回请选全额退款",
    "A partial refund is more than 0 and less than the order; for all of it choose a full refund",
)
NO_SUM = Text("请写明退多少", "Please say how much is refunded")


def settled(c: Complaint, settlement: Settlement, do: Command, policy: Policy) -> Complaint:
    """``c`` with ``settlement`` agreed and due from the merchant."""
    item = RemedyItem(settlement.remedy, settlement.fen)
    agreed = replace(c, remedies=(item,), outcome=Outcome.RESOLVED, paused=())
    return enter(agreed, State.AWAITING_REMEDY, now=do.at, policy=policy)


def priced(c: Complaint, settlement: Settlement | None) -> Settlement:
    """What a person settles, its money made exact; refuses (``Invalid``) none at all or a part that is not
    a part.

    Of an unknown price any sum is a part; a full refund of it names no sum.
    """
    if settlement and settlement.remedy is Remedy.PARTIAL_REFUND and not is_part(settlement.fen, c.fen):
        raise Invalid({"fen": NO_PART if c.fen else NO_SUM})
    found = granted(c, settlement) if settlement else None
    if found is None:
        raise Invalid({"remedy": Text("请选择怎么处理", "Please choose a remedy")})
    return found


def accept(c: Complaint, do: Command, policy: Policy) -> Change:
    """The merchant grants at least what was asked; less than that is an offer. What was asked may always
    be granted."""
    agreed = granted(c, c.ask) if do.settlement in (None, c.ask) else None
    settlement = agreed or priced(c, do.settlement or c.ask)
    if not settlement.covers(c.ask):
        return offer(c, replace(do, action=Action.OFFER), policy)
    return changed(settled(c, settlement, do, policy), do, Notice.ACCEPTED, payload=_said(settlement, do))


def offer(c: Complaint, do: Command, policy: Policy) -> Change:
    """The merchant proposes something else; the buyer is asked. What covers the asking is simply accepted."""
    settlement = priced(c, do.settlement)
    if settlement.covers(c.ask):
        return accept(c, replace(do, action=Action.ACCEPT), policy)
    if c.state is not State.AWAITING_MERCHANT:
        raise NotAllowed
    after = enter(replace(c, offer=settlement), State.AWAITING_BUYER, now=do.at, policy=policy)
    return changed(after, do, Notice.OFFERED, payload=_said(settlement, do))


def contest(c: Complaint, do: Command, policy: Policy) -> Change:
    """The merchant disagrees, with reasons; the platform steps in."""
    need_words(do)
    after = enter(replace(c, disputed=True), State.AWAITING_RULING, now=do.at, policy=policy)
    return changed(after, do, Notice.OPERATOR_ASKED, payload={"words": do.words})


def upheld_by_silence(c: Complaint, policy: Policy) -> Settlement | None:
    """What a merchant's silence grants: the asking, where the policy says so of so small a sum; None where
    it says nothing.

    Of an unknown price the part that was asked is the sum; the whole of it is no sum that could be
    small.
    """
    asked = granted(c, c.ask)
    small = asked is not None and 0 < (c.fen or asked.fen) <= policy.number("default_upheld_fen")
    return asked if small else None


def silence(c: Complaint, do: Command, policy: Policy) -> Change:
    """The merchant said nothing in time: upheld at once where policy says so and the sum is small, else
    the platform steps in."""
    if upheld := upheld_by_silence(c, policy):
        agreed = settled(c, upheld, do, policy)
        ruling = Ruling(Outcome.UPHELD, (SILENCE_CLAUSE,), agreed.remedies, do.actor, do.at)
        after = replace(agreed, outcome=Outcome.UPHELD, ruling=ruling, ruled_at=do.at)
        return changed(
            after, do, Notice.RULED_BUYER, Notice.RULED_MERCHANT, payload={"silent": True, "upheld": True}
        )
    after = enter(c, State.AWAITING_RULING, now=do.at, policy=policy)
    return changed(after, do, Notice.MERCHANT_SILENT, Notice.OPERATOR_ASKED, payload={"silent": True})


def take_offer(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer agrees to the offer."""
    assert c.offer is not None
    return changed(settled(c, c.offer, do, policy), do, Notice.OFFER_TAKEN, payload={"words": do.words})


def decline_offer(c: Complaint, do: Command, policy: Policy) -> Change:
    """The buyer does not agree; the platform steps in."""
    after = enter(c, State.AWAITING_RULING, now=do.at, policy=policy)
    return changed(after, do, Notice.OFFER_DECLINED, Notice.OPERATOR_ASKED, payload={"words": do.words})


def offer_unanswered(c: Complaint, do: Command, policy: Policy) -> Change:
    """Silence on an offer: declined when it is less than asked, accepted when it is what was asked."""
    assert c.offer is not None
    return (take_offer if c.offer.covers(c.ask) else decline_offer)(c, do, policy)


def add_words(c: Complaint, do: Command, policy: Policy) -> Change:
    """A message in the complaint; no clock moves."""
    if not do.words and not do.evidence:
        raise Invalid({"words": Text("请先写几句再发送", "Please write something first")})
    told = {Role.BUYER: Notice.WORDS_ADDED, Role.MERCHANT: Notice.WORDS_ADDED_BUYER}.get(
        do.role, Notice.WORDS_ADDED_BUYER
    )
    notices = () if told is Notice.WORDS_ADDED and not c.merchant_told else (told,)
    return changed(c, do, *notices, payload={"words": do.words})


PROOF_STATES = {
    Role.BUYER: (State.AWAITING_BUYER_PROOF, Notice.PROOF_ASKED_BUYER),
    Role.MERCHANT: (State.AWAITING_MERCHANT_PROOF, Notice.PROOF_ASKED_MERCHANT),
}


def ask_proof(c: Complaint, do: Command, policy: Policy) -> Change:
    """One side is asked for more; the ruling's clock stands still meanwhile."""
    if do.side not in PROOF_STATES or not do.words:
        raise Invalid({"words": Text("请选择一方并写明需要补充什么", "Choose a side and say what is needed")})
    state, notice = PROOF_STATES[do.side]
    after = replace(pause(c, state, now=do.at, policy=policy), extended=False)
    return changed(after, do, notice, payload={"side": do.side, "words": do.words})


def give_proof(c: Complaint, do: Command, policy: Policy) -> Change:
    """The side asked has answered; the ruling goes on with the time that was left."""
    need_words(do)
    return changed(resume(c, now=do.at), do, Notice.OPERATOR_ASKED, payload={"words": do.words})


def no_proof(c: Complaint, do: Command, policy: Policy) -> Change:
    """Nothing came in time: ruled on what is there."""
    return changed(resume(c, now=do.at), do, Notice.OPERATOR_ASKED)


def extend(c: Complaint, do: Command, policy: Policy) -> Change:
    """The operator gives the side asked more time, once."""
    if c.extended or c.clock is None:
        raise NotAllowed(Text("已经延长过一次", "It was already extended once"))
    more = policy.window("proof_extension")
    clock = Clock(c.clock.due_at + more, c.clock.span + more, c.clock.warned)
    notice = Notice.EXTENDED_BUYER if c.awaits is Role.BUYER else Notice.EXTENDED_MERCHANT
    return changed(replace(c, clock=clock, extended=True), do, notice)


def need_words(do: Command) -> None:
    """Refuses (``Invalid``) fewer than ten characters."""
    if len(do.words) < 10:
        raise Invalid({"words": WORDS_NEEDED})


def _said(settlement: Settlement, do: Command) -> dict[str, Any]:
    return {"remedy": settlement.remedy, "fen": settlement.fen, "words": do.words}
