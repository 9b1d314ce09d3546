"""Words, and proof: asked for once a side before a decision, with one extension."""

from __future__ import annotations

from dataclasses import replace

from ..errors import Invalid, NotAllowed
from ..vocabulary import Notice, Role, State, Text
from .appealing import check_time
from .clocks import pause, resume
from .complaint import Change, Clock, Command, Complaint, changed
from .filing import need_words
from .grounds import Grounds, was_told

PROOF_STATES = {
    Role.BUYER: (State.AWAITING_BUYER_PROOF, Notice.PROOF_ASKED_BUYER),
    Role.MERCHANT: (State.AWAITING_MERCHANT_PROOF, Notice.PROOF_ASKED_MERCHANT),
}
ONCE = Text("已经向这一方要过一次凭证，请按现有凭证裁决", "It was asked once already; rule on what is there")


def add_words(c: Complaint, do: Command, on: Grounds) -> Change:
    """A message in the complaint; no clock moves."""
    if not do.words and not do.evidence:
        raise Invalid({"words": Text("请先写几句再发送", "Please write something first")})
    told = Notice.WORDS_ADDED if do.role is Role.BUYER else Notice.WORDS_ADDED_BUYER
    notices = () if told is Notice.WORDS_ADDED and not c.merchant_told else (told,)
    return changed(c, do, *notices, payload={"words": do.words})


def ask_proof(c: Complaint, do: Command, on: Grounds) -> Change:
    """One side is asked for more, once before each decision; its clock stands still meanwhile.

    Who cannot be told is not asked: nobody loses by a question that never reached them. At an appeal nobody
    is asked while the other side may still join: it could not join meanwhile.
    """
    if c.state is State.APPEALED:
        check_time(c, do.at)
    if do.side not in PROOF_STATES or not do.words:
        raise Invalid({"words": Text("请选择一方并写明需要补充什么", "Choose a side and say what is needed")})
    if do.side is Role.BUYER and not c.contact:
        raise NotAllowed(
            Text("买家没有留联系方式，请按现有凭证裁决", "The buyer left no contact; rule on what is there")
        )
    key = _asked(c, do.side)
    if key in c.asked_of:
        raise NotAllowed(ONCE)
    state, notice = PROOF_STATES[do.side]
    after = replace(pause(c, state, now=do.at, policy=on.policy), extended=False, asked_of=c.asked_of + key)
    return changed(after, do, notice, payload={"side": do.side, "words": do.words})


def _asked(c: Complaint, side: Role) -> str:
    """``b`` and ``m`` of a ruling, ``B`` and ``M`` of an appeal."""
    letter = side[0]
    return letter.upper() if c.state is State.APPEALED else letter


def give_proof(c: Complaint, do: Command, on: Grounds) -> Change:
    """The side asked has answered; the decision goes on with the time that was left."""
    need_words(do)
    after = resume(c, now=do.at, policy=on.policy)
    return changed(after, do, Notice.OPERATOR_ASKED, payload={"words": do.words})


def no_proof(c: Complaint, do: Command, on: Grounds) -> Change:
    """Nothing came in time: decided on what is there. That who was never told kept silent is said, and not
    held against them."""
    side = Role.BUYER if c.state is State.AWAITING_BUYER_PROOF else Role.MERCHANT
    payload = {"side": side, "untold": not was_told(c, on, side) or None}
    return changed(resume(c, now=do.at, policy=on.policy), do, Notice.OPERATOR_ASKED, payload=payload)


def extend(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator gives the side asked more time, once."""
    if c.extended or c.clock is None:
        raise NotAllowed(Text("已经延长过一次", "It was already extended once"))
    more = on.window("proof_extension")
    clock = Clock(c.clock.due_at + more, c.clock.span + more, c.clock.warned, c.version + 1)
    notice = Notice.EXTENDED_BUYER if c.awaits is Role.BUYER else Notice.EXTENDED_MERCHANT
    return changed(replace(c, clock=clock, extended=True), do, notice)
