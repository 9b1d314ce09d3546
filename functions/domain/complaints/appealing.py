"""Appeals: one round that both sides may join, decided once by who has the seat, and final.

Seats, in their turn: the arbiter, seated or invited; an operator who did not rule; the same person again,
where nobody else is there. Persons are compared, not roles. A seat that stays silent lets the next decide
too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from .. import ledger
from ..effects import KeepSeat
from ..errors import Invalid, Lapsed, NotAllowed
from ..vocabulary import Notice, Outcome, Role, State, Text
from .clocks import enter, pause, resume, silent_again
from .closing import closed
from .complaint import Change, Command, Complaint, both, changed
from .filing import need_words
from .grounds import Bench, Grounds
from .windows import Windows

UNREACHED = timedelta(days=7)
"""How long who cannot be told may appeal, from when the ruling took effect."""
SECOND = timedelta(seconds=1)
APPEALABLE = frozenset({Outcome.UPHELD, Outcome.DISMISSED})
FROM = (
    State.AWAITING_REMEDY,
    State.AWAITING_CONFIRMATION,
    State.AWAITING_CONFIRMATION_CHECK,
    State.AWAITING_ENFORCEMENT,
    State.CLOSED,
)
"""Where a ruling in effect may be appealed."""
OTHER = {Role.BUYER: Role.MERCHANT, Role.MERCHANT: Role.BUYER}
NO_RULING = Text(
    "没有可以申诉的裁决，或申诉已有结果", "There is no ruling to appeal, or the appeal was decided"
)
TOO_LATE = Text("申诉期限已过，裁决已是最终结果", "The appeal window is over; the ruling is final")


class Seat(StrEnum):
    """Who decides an appeal."""

    ARBITER = "arbiter"
    OPERATOR = "operator"
    REVIEW = "review"


def windows(c: Complaint, now: datetime, on: Grounds) -> Windows:
    """Until when each side may appeal a ruling that takes effect ``now``."""
    told = now + on.window("appeal_window")
    return Windows(told if c.contact else now + UNREACHED, told)


def seats(c: Complaint, bench: Bench) -> tuple[tuple[Seat, frozenset[str]], ...]:
    """Who may decide an appeal of ``c``, in their turn; nobody twice, and no party."""
    neutral = bench.arbiters | ({c.invited} if c.invited else frozenset())
    by = c.ruling.by if c.ruling else ""
    operators = frozenset() if bench.own else bench.operators
    found = (
        (Seat.ARBITER, neutral - {by}),
        (Seat.OPERATOR, operators - {by}),
        (Seat.REVIEW, (neutral | operators) & {by}),
    )
    return tuple((seat, who) for seat, who in found if who)


def may_decide(c: Complaint, actor: str, on: Grounds) -> None:
    """Refuses (``NotAllowed``) who has no seat yet."""
    turn = seats(c, on.bench)[: 1 + c.seat]
    if not any(actor in who for _, who in turn):
        raise NotAllowed(Text("申诉须由另一位客服或仲裁员处理", "An appeal is decided by somebody else"))


def check_time(c: Complaint, now: datetime) -> None:
    """Refuses (``NotAllowed``) a decision before the other side joined or its window ended."""
    if c.windows is None:
        return
    waiting = [side for side in OTHER if side not in c.appealed and now < c.windows.of(side)]
    if waiting:
        raise NotAllowed(
            Text("另一方还可以加入申诉，请等期限过后再裁决", "The other side may still join; rule after that")
        )


def appeal(c: Complaint, do: Command, on: Grounds) -> Change:
    """A ruling is appealed, by whichever side is first; the other side may join.

    What is not done yet stands still. Refuses (``NotAllowed``) what was agreed, decided on appeal before,
    or nobody could decide; (``Lapsed``) after its window.
    """
    if on.bench.own and do.role is Role.MERCHANT and c.ruling is not None and c.ruling.by == "clock":
        return _late_answer(c, do, on)
    if c.ruling is None or c.final or c.windows is None or c.outcome not in APPEALABLE:
        raise NotAllowed(NO_RULING)
    if do.at > c.windows.of(do.role):
        raise Lapsed(TOO_LATE)
    _check_parent(c, do, on)
    if not seats(c, on.bench):
        raise NotAllowed(Text("没有可以处理申诉的人", "Nobody is there to decide an appeal"))
    need_words(do)
    wider = c.windows.joinable(OTHER[do.role], do.at + on.window("join"), since=c.ruled_at or do.at)
    asked = replace(c, appealed=(do.role,), windows=wider, seat=0, taken_back=False)
    asked = replace(asked, ended_at=None, ended_by=None)
    stop = pause if c.open else enter
    after = stop(asked, State.APPEALED, now=do.at, policy=on.policy)
    told = Notice.APPEALED_MERCHANT if do.role is Role.BUYER else Notice.APPEALED_BUYER
    return changed(after, do, told, Notice.APPEAL_ASKED, payload={"words": do.words})


def _check_parent(c: Complaint, do: Command, on: Grounds) -> None:
    """While the ruling that is enforced may be appealed, or is, its appeal decides both."""
    if not c.parent:
        return
    parent = on.parent
    open_still = parent.windows is not None and do.at <= parent.windows.of(do.role) and not parent.final
    if parent.open or open_still:
        text = Text("请对原投诉 {n} 的裁决申诉，一并处理", "Appeal the ruling of {n}; it decides both")
        raise NotAllowed(Text(text.zh.format(n=parent.id), text.en.format(n=parent.id)))


def _late_answer(c: Complaint, do: Command, on: Grounds) -> Change:
    """A single shop that was silent answers after all, once: what its silence owed is off."""
    if c.ruling is None or c.windows is None or do.at > c.windows.merchant or c.final:
        raise Lapsed(TOO_LATE)
    need_words(do)
    book = ledger.undecided(on.book, c.debt)
    fresh = replace(
        c, ruling=None, outcome=None, remedies=(), windows=None, final=True, urged=True, paused=()
    )
    after = enter(
        replace(fresh, ended_at=None, ended_by=None), State.AWAITING_MERCHANT, now=do.at, policy=on.policy
    )
    return changed(after, do, Notice.UPDATE_BUYER, payload={"words": do.words}, book=book)


def join(c: Complaint, do: Command, on: Grounds) -> Change:
    """The other side joins: both are decided at once."""
    if do.role in c.appealed or c.windows is None:
        raise NotAllowed(NO_RULING)
    if do.at > c.windows.of(do.role):
        raise Lapsed(TOO_LATE)
    need_words(do)
    told = Notice.APPEALED_MERCHANT if do.role is Role.BUYER else Notice.APPEALED_BUYER
    return changed(replace(c, appealed=(*c.appealed, do.role)), do, told, payload={"words": do.words})


def withdraw_appeal(c: Complaint, do: Command, on: Grounds) -> Change:
    """A sole appellant lets it go, and what stood still goes on. The ruling is final, or will be once the
    other side's time is over: nobody ends that by appealing for a minute."""
    if c.appealed != (do.role,) or c.windows is None or c.ruled_at is None:
        raise NotAllowed(Text("双方都申诉了，由仲裁决定", "Both sides appealed; it is decided"))
    told = Notice.UPDATE_MERCHANT if do.role is Role.BUYER else Notice.UPDATE_BUYER
    if do.at > c.windows.of(OTHER[do.role]):
        return _stands(c, do, on, told)
    return _goes_on(replace(c, windows=c.windows.over(do.role, c.ruled_at - SECOND), seat=0), do, on, told)


def _stands(c: Complaint, do: Command, on: Grounds, *notices: Notice) -> Change:
    return _goes_on(replace(c, final=True, windows=None, seat=0, invited=""), do, on, *notices)


def _goes_on(final: Complaint, do: Command, on: Grounds, *notices: Notice) -> Change:
    if final.paused:
        return changed(resume(final, now=do.at, policy=on.policy), do, *notices)
    return changed(closed(final, replace(do, role=Role.OPERATOR), final.outcome), do, *notices)


def undecided(c: Complaint, do: Command, on: Grounds) -> Change:
    """The seat stayed silent: the next may decide too. Nobody did for too long: the ruling stands."""
    asked_at = c.clock.due_at - c.clock.span * (c.lapses + 1) if c.clock else do.at
    if do.at >= asked_at + on.window("appeal_limit"):
        return _stands(c, do, on, Notice.UPDATE_BUYER, Notice.UPDATE_MERCHANT)
    late = silent_again(replace(c, seat=c.seat + 1), now=do.at, policy=on.policy)
    told = (Notice.LATE_BUYER, Notice.LATE_MERCHANT) if c.lapses == 0 else ()
    return changed(late, do, Notice.ESCALATED, Notice.APPEAL_ASKED, *told)


def invite(c: Complaint, do: Command, on: Grounds) -> Change:
    """An operator invites an outside arbiter for this complaint alone; each side may decline one.

    For an appeal, and before a ruling only where the shop is a party itself: elsewhere its operators rule.
    """
    if c.state is not State.APPEALED and not on.bench.own:
        raise NotAllowed(Text("这笔投诉由平台客服裁决", "The platform's operators rule on this complaint"))
    if c.invited:
        raise NotAllowed(Text("已经邀请了一位仲裁员", "An arbiter is invited already"))
    if c.objected and set(c.objected) == set(OTHER):
        raise NotAllowed(Text("双方都已拒绝过一位", "Both sides declined one already"))
    if not do.invited:
        raise Invalid({"email": Text("请填写仲裁员的邮箱", "Please give the arbiter's e-mail address")})
    if do.invited in on.bench.operators or do.invited in on.bench.arbiters:
        raise Invalid(
            {"email": Text("外部仲裁员不能是平台的人", "An outside arbiter is nobody of the platform")}
        )
    kept = (KeepSeat(do.invited, do.sealed),) if do.sealed else ()
    return changed(replace(c, invited=do.invited), do, *both(c), effects=kept)


def decline_seat(c: Complaint, do: Command, on: Grounds) -> Change:
    """The invited arbiter does not want the seat, or a side does not want this arbiter, once each."""
    if not c.invited or (do.role is Role.ARBITER and do.actor != c.invited):
        raise NotAllowed(Text("没有可以拒绝的仲裁员", "There is no invited arbiter"))
    if do.role in c.objected:
        raise NotAllowed(Text("每一方只能拒绝一位仲裁员", "Each side declines one arbiter at most"))
    objected = (*c.objected, do.role) if do.role in OTHER else c.objected
    free = replace(c, invited="", objected=objected)
    if c.state is State.AWAITING_RULING and on.bench.own and not on.neutral(free):
        return changed(
            closed(free, do, Outcome.REFUSED), do, Notice.REFUSED_BUYER, payload={"words": do.words}
        )
    return changed(free, do, Notice.ESCALATED, payload={"words": do.words})
