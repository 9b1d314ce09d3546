"""A reissued card key on its way from merchant to buyer: sealed, looked at once, by its last four afterwards.

The key itself never comes here: only its sealed box, which goes into a row of its own. While an appeal is
open the seal is closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..effects import KeepKey
from ..errors import Invalid, Lapsed, NotAllowed, Refusal
from ..policy import Policy
from ..vocabulary import Remedy, RemedyState, Role, State, Text
from . import fulfilment
from .complaint import Change, Command, Complaint, changed
from .filing import need_words
from .grounds import Grounds

WAITS_IN = tuple(
    state
    for state in State
    if state
    not in (
        State.UNVERIFIED,
        State.AWAITING_CHECK,
        State.AWAITING_ASSIGNMENT,
        State.AWAITING_ADMISSION,
        State.APPEALED,
    )
)
"""Where a key may wait and be looked at; while an appeal is decided it waits and may not."""
KEY_NEEDED = Text("请填写补发的卡密，只给买家看一次", "Please give the new key; only the buyer sees it, once")
NO_KEY = Text("没有补发的卡密可以查看", "There is no reissued key to look at")
SEEN = Text(
    "补发的卡密已经看过。需要再看一次，请走协助通道",
    "The reissued key was already shown. For one more look, use the assistance channel",
)
SEALED = Text(
    "申诉处理期间，补发的卡密不能查看，处理完再看",
    "While the appeal is open the reissued key stays sealed; look again once it is decided",
)
TOO_LATE = Text(
    "查看补发卡密的期限已过。需要帮助可以走协助通道",
    "The time for looking at the reissued key is over; the assistance channel can help",
)
UNSEEN = Text("买家还没有看过，现在就可以看", "The buyer has not looked yet and still can")
GRANTED = Text("已经允许再看过一次，不能再次允许", "One more look was already allowed; there is no second")


def due(c: Complaint) -> bool:
    """Whether a reissue is due from the merchant."""
    return any(item.kind is Remedy.REISSUE and item.state is RemedyState.DUE for item in c.remedies)


def give_key(c: Complaint, do: Command, on: Grounds) -> Change:
    """It was made good; where a reissue is due the new key comes with it, sealed.

    Refuses (``Invalid``) a merchant's reissue without its key; the platform may have given it elsewhere. A
    key that came before is looked at no more.
    """
    if not due(c):
        return fulfilment.do_remedy(c, replace(do, sealed="", tail=""), on)
    if not do.sealed:
        if do.role is Role.MERCHANT:
            raise Invalid({"key": KEY_NEEDED})
        return fulfilment.do_remedy(c, do, on)
    change = fulfilment.do_remedy(c, do, on)
    n = c.version + 1
    after = replace(change.complaint, looks=1, key_tail=do.tail, key_at=n, key_seen=None, look_granted=False)
    event = replace(change.event, payload={**change.event.payload, "tail": do.tail})
    return replace(change, complaint=after, event=event, effects=(*change.effects, KeepKey(n, do.sealed)))


def see_key(c: Complaint, do: Command, on: Grounds) -> Change:
    """The buyer looks at the key that came with event ``do.key_at``: one look less, the moment on record.

    Refuses as ``closed_to`` says; (``NotAllowed``) a key that is not the newest.
    """
    if refusal := closed_to(c, on.policy, now=do.at):
        raise refusal
    if do.key_at != c.key_at:
        raise NotAllowed(NO_KEY)
    after = replace(c, looks=c.looks - 1, key_seen=do.at)
    return changed(after, do, payload={"tail": c.key_tail})


def grant_look(c: Complaint, do: Command, on: Grounds) -> Change:
    """The operator allows one more look at a key that was seen, with a reason; once for each key."""
    if not c.key_at or _barred(c, on.policy, do.at):
        raise _barred(c, on.policy, do.at) or NotAllowed(NO_KEY)
    if c.looks:
        raise NotAllowed(UNSEEN)
    if c.look_granted:
        raise NotAllowed(GRANTED)
    need_words(do)
    return changed(
        replace(c, looks=1, look_granted=True), do, payload={"tail": c.key_tail, "words": do.words}
    )


def closed_to(c: Complaint, policy: Policy, *, now: datetime) -> Refusal | None:
    """Why the buyer cannot look at the key at ``now``: there is none, it was seen, an appeal is open
    (``NotAllowed``), it is too long after the end (``Lapsed``). None when they can."""
    if not c.key_at:
        return NotAllowed(NO_KEY)
    return _barred(c, policy, now) or (None if c.looks else NotAllowed(SEEN))


def _barred(c: Complaint, policy: Policy, now: datetime) -> Refusal | None:
    if State.APPEALED in (c.state, *(still.state for still in c.paused)):
        return NotAllowed(SEALED)
    if c.ended_at is not None and now > c.ended_at + policy.window("key_view"):
        return Lapsed(TOO_LATE)
    return None
