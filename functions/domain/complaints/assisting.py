"""What an operator does for somebody who asked for assistance: each act names the request.

With the asker's proof it happens at once. On the operator's reason alone it is proposed first, and whoever
holds the complaint may object. No act touches a ruling, a gate or a line of the ledger.
"""

from __future__ import annotations

from dataclasses import replace

from .. import orders
from ..effects import CountWithdrawal
from ..errors import Invalid, NotAllowed
from ..standard import CATEGORIES
from ..vocabulary import Action, Notice, Outcome, State, Text
from . import reopening
from .closing import closed
from .complaint import Change, Command, Complaint, changed, counted
from .filing import WHICH_MERCHANT, need_words, through_gates
from .grounds import Grounds

ON_SILENCE = (Action.ASSIST_WITHDRAW, Action.ASSIST_REOPEN, Action.VOID)
"""What may be done on the operator's reason alone, when the holder was told and did not object."""
ONLY_ASSISTED = (
    Action.ASSIST_WITHDRAW,
    Action.ASSIST_REOPEN,
    Action.ASSIST_ASSIGN,
    Action.ASSIST_PROPOSE,
    Action.ASSIST_DROP,
)
"""What is done for a request and never without one."""
ASSIGNABLE = (
    State.AWAITING_ADMISSION,
    State.AWAITING_MERCHANT,
    State.AWAITING_BUYER,
    State.AWAITING_BUYER_PROOF,
    State.AWAITING_MERCHANT_PROOF,
    State.AWAITING_RULING,
)
"""Where another merchant may be found: before anything was agreed or ruled."""
NOT_AGREED = Text(
    "投诉人没有同意，或这项处理已经收回", "Whoever holds the complaint did not agree, or it was taken back"
)
NO_CONTACT = Text(
    "投诉人没有留联系方式，无法告知，只能由本人验证后办理",
    "The holder left no contact and cannot be told; only the asker's own proof will do",
)
OWN_GOODS = Text(
    "这是自营商品，平台是当事人，只能由本人验证后办理",
    "The goods are the marketplace's own; only the asker's own proof will do",
)
ANOTHER = Text("已有一项处理在等投诉人的意见", "Another act already waits for the holder's word")
NEVER = Text("违规类、有标记或自动提交的投诉不能撤销", "Violations, marked and automatic ones stay")
DECIDED = Text("已有处理结果，不能再换商家", "It is decided; the merchant stays")


def short(request: str) -> str:
    """What a complaint calls a request for assistance: the end of its number."""
    return request.rpartition("-")[2]


def permitted(c: Complaint, do: Command) -> None:
    """Refuses (``NotAllowed``) an act of assistance that names no request, and one that nobody proved and
    that does not stand proposed."""
    if do.action in ONLY_ASSISTED and not do.request:
        raise NotAllowed
    if do.request and do.action in ON_SILENCE and not do.proved and c.pending != short(do.request):
        raise NotAllowed(NOT_AGREED)


def settled(change: Change, do: Command) -> Change:
    """``change`` with nothing pending any more of the request that was acted on."""
    c = change.complaint
    if not do.request or c.pending != short(do.request) or do.action is Action.ASSIST_PROPOSE:
        return change
    return replace(change, complaint=replace(c, pending=""))


def propose(c: Complaint, do: Command, on: Grounds) -> Change:
    """Whoever holds the complaint is told what the operator is about to do, and until when they may object.

    Refuses (``NotAllowed``) whom nobody can tell, goods of the marketplace's own, and a second at a time.
    """
    if do.proposes not in ON_SILENCE or c.parent:
        raise NotAllowed
    if not c.contact:
        raise NotAllowed(NO_CONTACT)
    if on.bench.own:
        raise NotAllowed(OWN_GOODS)
    if c.pending:
        raise NotAllowed(ANOTHER)
    need_words(do)
    until = int((do.at + on.window("objection")).timestamp())
    payload = {"proposes": str(do.proposes), "until": until, "words": do.words}
    return changed(replace(c, pending=short(do.request)), do, Notice.ASSIST_PROPOSED, payload=payload)


def object_to(c: Complaint, do: Command, on: Grounds) -> Change:
    """Whoever holds the complaint does not want it: nothing is done."""
    if not c.pending or c.pending != short(do.request):
        raise NotAllowed(Text("没有等您确认的处理", "Nothing waits for your word"))
    payload = {"words": do.words}
    return changed(replace(c, pending=""), do, payload=payload)


def drop(c: Complaint, do: Command, on: Grounds) -> Change:
    """What was proposed is not done: it was taken back, the law refuses it now, or nobody could be told."""
    if c.pending != short(do.request):
        raise NotAllowed(NOT_AGREED)
    return changed(c, do, payload={"words": do.words})


def withdraw(c: Complaint, do: Command, on: Grounds) -> Change:
    """Withdrawn whatever the time: never a violation, what is marked, or what opened by itself."""
    if c.marks or c.parent or not CATEGORIES[c.category].withdrawable:
        raise NotAllowed(NEVER)
    need_words(do)
    told = (Notice.WITHDRAWN_BUYER, *((Notice.WITHDRAWN_MERCHANT,) if c.merchant_told else ()))
    book = orders.judged(on.book)
    over = closed(c, do, Outcome.WITHDRAWN)
    payload = {"words": do.words}
    return changed(over, do, *told, payload=payload, effects=(CountWithdrawal(do.at),), book=book)


def reopen(c: Complaint, do: Command, on: Grounds) -> Change:
    """Continued past its time, where it could have been continued in it."""
    change = reopening.continued(c, do, on, within=on.window("continuing"))
    told = tuple(notice for notice in change.notices if notice is not Notice.OPERATOR_ASKED)
    return replace(change, notices=(*told, Notice.UPDATE_BUYER))


def assign(c: Complaint, do: Command, on: Grounds) -> Change:
    """It is another merchant's: through the gates again, with nothing of what the one before said or was
    offered."""
    if not do.merchant or do.merchant == c.merchant:
        raise Invalid({"merchant": WHICH_MERCHANT})
    if c.parent or c.ruling or c.remedies or c.fails:
        raise NotAllowed(DECIDED)
    need_words(do)
    theirs = replace(_unanswered(c), merchant=do.merchant, shop=do.shop)
    after, book, notice = through_gates(theirs, orders.judged(on.book), now=do.at, on=on)
    told = (Notice.UPDATE_BUYER, *(() if notice is Notice.OPERATOR_ASKED else (notice,)))
    payload = {**counted(theirs), "shop": do.shop, "words": do.words}
    return changed(after, do, *told, payload=payload, book=book)


def _unanswered(c: Complaint) -> Complaint:
    return replace(
        c,
        gone=False,
        not_mine=False,
        offer=None,
        offers=0,
        disputed=False,
        urged=False,
        extended=False,
        served_at=None,
        paused=(),
        asked_of="",
    )
