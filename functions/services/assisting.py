"""What an operator does for who asked for assistance, and how the asker proves that they may ask it.

An act is written on the request first, then done on the complaint, then noted on the request: whoever is
interrupted leaves a request that the clock takes up again, and the complaint's own events say what was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from ..domain import assistance as rules
from ..domain.assistance import Act, ActState, Assistance, Proof
from ..domain.complaints import lifecycle
from ..domain.complaints.assisting import ON_SILENCE
from ..domain.complaints.complaint import Command, Complaint
from ..domain.complaints.filing import need_words
from ..domain.errors import Conflict, Invalid, NotAllowed, Refusal
from ..domain.history import Link
from ..domain.marketplace import Marketplace
from ..domain.vocabulary import Action, Notice, Role, Text
from ..ports import Desk
from . import assistance, identity
from .buyers import CODE_AGE, WRONG_CODE
from .complaints import TRIES, as_of, knowing, perform
from .limits import spend
from .post.single_letters import post
from .reading import could, presuming, told_at

ACTS = (*ON_SILENCE, Action.ASSIST_ASSIGN, Action.GRANT_LOOK)
UNSPOKEN = "…" * 10
NO_COMPLAINT = Text("没有这笔投诉，无法办理", "There is no such complaint to act on")


class Wanted(NamedTuple):
    """What an operator, ``by``, wants to do, and why; ``merchant`` is the id of whose order it is."""

    action: Action
    words: str
    by: str
    merchant: str = ""


class Offer(NamedTuple):
    """An act that the law allows: ``now``, or only after the holder was told and did not object; ``why`` not
    even that."""

    action: Action
    now: bool
    why: Text | None = None


def send_code(
    desk: Desk, marketplace: Marketplace, request: Assistance, *, address: str, now: datetime
) -> str:
    """Mail a code to the contact on record of the complaint that ``request`` names, never to an address that
    was typed; returns the challenge it answers, the same whether there is such a complaint or not."""
    c = assistance.about(desk, request)
    whose = (c.person if c else "") or request.complaint or request.id
    spend(desk, marketplace.id, now=now, assistance_code=whose, assistance_code_address=address)
    challenge = desk.vault.sign("challenge", [marketplace.id, request.id, desk.salt()])
    if c is not None and "@" in c.contact:
        facts = {
            "deadline": int(now.timestamp()) + CODE_AGE,
            "code": _code(desk, challenge),
            "parent": c.parent,
        }
        post(desk, marketplace, Notice.ASSIST_CODE, about=c.id, to="buyer", lang=c.lang, now=now, **facts)
    return challenge


def prove(
    desk: Desk, marketplace: Marketplace, number: str, *, challenge: str, code: str, now: datetime
) -> Assistance:
    """The right code proves the asker. Refuses ``Invalid`` wrong and old ones, ``Limited`` guessing."""
    claims = desk.vault.unsign("challenge", challenge, max_age=CODE_AGE)
    if not isinstance(claims, list) or claims[:2] != [marketplace.id, number]:
        raise Invalid({"code": WRONG_CODE})
    spend(desk, marketplace.id, now=now, code=number)
    if not identity.same(_code(desk, challenge), code):
        raise Invalid({"code": WRONG_CODE})
    return _update(desk, marketplace, number, lambda r: rules.prove(r, Proof.CODE, now=now))


def _code(desk: Desk, challenge: str) -> str:
    return identity.digits(desk.vault.mac("code", "assist", challenge))


def offers(
    desk: Desk, marketplace: Marketplace, request: Assistance, *, by: str, now: datetime
) -> tuple[Offer, ...]:
    """What can be done now for this asker; nothing while an act is under way or once the request is over."""
    c = assistance.about(desk, request)
    if c is None or not request.open or request.act is not None:
        return ()
    marketplace = knowing(desk, marketplace, c)
    c = as_of(c, marketplace, now)
    acts = (Act(action, by, now, UNSPOKEN, ActState.DOING, now, "?") for action in ACTS)
    able = [act for act in acts if could(c, marketplace, _command(request, act, now, proved=True))]
    return tuple(_offer(marketplace, request, c, act, now=now) for act in able)


def _offer(m: Marketplace, request: Assistance, c: Complaint, act: Act, *, now: datetime) -> Offer:
    if proved(request, act.action):
        return Offer(act.action, now=True)
    try:
        presuming(c, m).decided(lifecycle.decide, c, _proposal(request, act, now))
    except NotAllowed as refusal:
        return Offer(act.action, now=False, why=refusal.text)
    return Offer(act.action, now=False)


def proved(request: Assistance, action: Action) -> bool:
    """Whether the operator need not wait for the holder: the asker proved what that act asks for, or it is
    one that asks for no proof."""
    if action is Action.VOID:
        return request.proof is Proof.CODE
    return action not in ON_SILENCE or bool(request.proof)


def act(
    desk: Desk,
    marketplace: Marketplace,
    number: str,
    wanted: Wanted,
    *,
    seen: int,
    now: datetime,
) -> Assistance:
    """Do what is ``wanted`` for the asker, or propose it to the holder first.

    Refuses as the law does, with nothing written; ``Conflict`` when the request is not what was ``seen``.
    """
    before, _ = desk.assistance.assistance(marketplace.id, number)
    c = assistance.about(desk, before)
    if c is None or wanted.action not in ACTS:
        raise NotAllowed(NO_COMPLAINT)
    if seen != before.version:
        raise Conflict
    state = ActState.DOING if proved(before, wanted.action) else ActState.PROPOSING
    made = Act(wanted.action, wanted.by, now, wanted.words, state, now, wanted.merchant, c.version)
    _try(desk, marketplace, before, c, act=made)
    after = rules.decide(before, made)
    desk.assistance.put_assistance(after, before=before, outbox=None, private=None)
    return carry_on(desk, marketplace, after, now)


def _try(desk: Desk, marketplace: Marketplace, request: Assistance, c: Complaint, *, act: Act) -> None:
    marketplace = knowing(desk, marketplace, c)
    shown = as_of(c, marketplace, act.at)
    do = _command(request, act, act.at, proved=True)
    need_words(do)
    presuming(shown, marketplace).decided(lifecycle.decide, shown, do)
    if act.state is ActState.PROPOSING:
        presuming(shown, marketplace).decided(lifecycle.decide, shown, _proposal(request, act, act.at))


def take_back(desk: Desk, marketplace: Marketplace, number: str, *, by: str, now: datetime) -> Assistance:
    """What was proposed is not done after all."""
    request, _ = desk.assistance.assistance(marketplace.id, number)
    if request.act is None or request.act.state is not ActState.PROPOSED:
        raise NotAllowed
    _drop(desk, marketplace, request, by=by, now=now)
    return carry_on(desk, marketplace, request, now)


def object_to(
    desk: Desk, marketplace: Marketplace, number: str, *, do: Command, key: str, holder: str, now: datetime
) -> Complaint:
    """The holder does not want what was proposed: the complaint says so, and then the request."""
    case = desk.cases.case(marketplace.id, number, fresh=True)
    told = next((link for link in reversed(case.links) if link.type == Action.ASSIST_PROPOSE), None)
    asked = str((told.payload or {}).get("request", "")) if told else ""
    do = replace(do, request=asked)
    after = perform(desk, marketplace, number, do=do, key=key, holder=holder, now=now)
    if asked:
        request, _ = desk.assistance.assistance(marketplace.id, asked)
        carry_on(desk, marketplace, request, now)
    return after


def wake(desk: Desk, marketplace: Marketplace, number: str, now: datetime) -> int:
    """What the clock does of a request: its act goes on, and whoever is silent is dealt with. How much was
    done."""
    request, _ = desk.assistance.assistance(marketplace.id, number)
    act, moved = request.act, 0
    if act is not None and act.due_at is not None and act.due_at <= now:
        request, moved = carry_on(desk, marketplace, request, now), 1
    return moved + int(assistance.lapse(desk, marketplace, request, now) is not None)


def carry_on(desk: Desk, marketplace: Marketplace, request: Assistance, now: datetime) -> Assistance:
    """The act under way as far as it can go now, and the request that says so."""
    act = request.act
    after = act and _carried(desk, marketplace, request, act, now=now)
    if after is None or after == act:
        return request

    def noted(newest: Assistance) -> Assistance:
        stands = newest.act == act
        return rules.moved(newest, marketplace.policy, after, now=now) if stands else newest

    return _update(desk, marketplace, request.id, noted)


def _carried(desk: Desk, marketplace: Marketplace, request: Assistance, act: Act, *, now: datetime) -> Act:
    links = desk.cases.case(marketplace.id, request.complaint, fresh=True).links
    if _event(links, request, act, act.action):
        return act.ended(ActState.DONE)
    if act.state is ActState.PROPOSING:
        return _proposed(desk, marketplace, request, act, links=links, now=now)
    if act.state is ActState.PROPOSED:
        return _waited(desk, marketplace, request, act, links=links, now=now)
    return _done(desk, marketplace, request, act, now=now)


def _proposed(
    desk: Desk, m: Marketplace, request: Assistance, act: Act, *, links: tuple[Link, ...], now: datetime
) -> Act:
    """The holder is told, once."""
    if _event(links, request, act, Action.ASSIST_PROPOSE) is None:
        try:
            perform(desk, m, request.complaint, do=_proposal(request, act, now), now=now)
        except Refusal:
            return act.ended(ActState.STOPPED)
        links = desk.cases.case(m.id, request.complaint, fresh=True).links
    told = _event(links, request, act, Action.ASSIST_PROPOSE)
    assert told is not None
    until = datetime.fromtimestamp(int((told.payload or {})["until"]), UTC)
    return replace(act, state=ActState.PROPOSED, step=told.n, due_at=until)


def _waited(
    desk: Desk, m: Marketplace, request: Assistance, act: Act, *, links: tuple[Link, ...], now: datetime
) -> Act:
    """What the holder's silence comes to: only who was told, and let it stand, is silent."""
    c = desk.cases.load(m.id, request.complaint)
    if c.pending != request.short:
        objected = _event(links, request, act, Action.OBJECT)
        return act.ended(ActState.OBJECTED if objected else ActState.STOPPED)
    if act.due_at is None or now < act.due_at:
        return act
    if Role.BUYER not in told_at(desk, c, act.step):
        _drop(desk, m, request, by=act.by, now=now)
        return act.ended(ActState.UNTOLD)
    return _done(desk, m, request, act, now=now)


def _done(desk: Desk, m: Marketplace, request: Assistance, act: Act, *, now: datetime) -> Act:
    known = act.state is ActState.DOING
    try:
        perform(desk, m, request.complaint, do=_command(request, act, now, proved=known), now=now)
    except Refusal:
        if not known:
            _drop(desk, m, request, by=act.by, now=now)
        return act.ended(ActState.STOPPED)
    return act.ended(ActState.DONE)


def _drop(desk: Desk, m: Marketplace, request: Assistance, *, by: str, now: datetime) -> None:
    """Nothing is pending of ``request`` any more; if nothing was, that is as well."""
    do = Command(Action.ASSIST_DROP, Role.OPERATOR, by, now, request=request.id)
    try:
        perform(desk, m, request.complaint, do=do, now=now)
    except NotAllowed:
        return


def _event(links: tuple[Link, ...], request: Assistance, act: Act, action: Action) -> Link | None:
    """The event of that action for this very act."""
    mine = (
        link
        for link in links
        if link.n > act.step and link.type == action and (link.payload or {}).get("request") == request.id
    )
    return next(mine, None)


def _command(request: Assistance, act: Act, now: datetime, *, proved: bool) -> Command:
    return Command(
        act.action,
        Role.OPERATOR,
        act.by,
        now,
        words=act.words,
        merchant=act.merchant,
        request=request.id,
        proved=proved,
    )


def _proposal(request: Assistance, act: Act, now: datetime) -> Command:
    return Command(
        Action.ASSIST_PROPOSE,
        Role.OPERATOR,
        act.by,
        now,
        words=act.words,
        request=request.id,
        proposes=act.action,
    )


def _update(
    desk: Desk, marketplace: Marketplace, number: str, change: Callable[[Assistance], Assistance]
) -> Assistance:
    """The newest of a request, changed; raises ``Conflict`` when others are first again and again."""
    for _ in range(TRIES):
        before, _private = desk.assistance.assistance(marketplace.id, number)
        after = change(before)
        if after == before:
            return before
        try:
            desk.assistance.put_assistance(after, before=before, outbox=None, private=None)
        except Conflict:
            continue
        return after
    raise Conflict
