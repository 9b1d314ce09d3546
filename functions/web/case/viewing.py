"""One picture, large: a page that works without scripts, and shows where the words stand that a verdict
rests on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from ...domain.complaints.lifecycle import may
from ...domain.complaints.seating import awaits_invited
from ...domain.errors import NotFound
from ...domain.vocabulary import Action, Role
from ...ports import Case
from ..frame import guards, rendering
from ..frame.filters import say
from . import pictures
from .pictures import Shot

GUARD = "the complaint's capability; an invitation that stands; a live session that may see the case"
blueprint = Blueprint("viewing", __name__)


@blueprint.get("/b/<marketplace>/<number>/picture/<slot>")
def buyer(marketplace: str, number: str, slot: str) -> str:
    """The buyer's own picture, or the merchant's with keys blacked out."""
    m, case = guards.buyer_case(marketplace, number)
    return _page(case, Role.BUYER, slot, back=f"/b/{m.id}/{case.complaint.id}")


@blueprint.get("/m/<marketplace>/case/<number>/picture/<slot>")
def merchant(marketplace: str, number: str, slot: str) -> str:
    """The merchant's own picture, or the buyer's with keys blacked out."""
    who, case = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _page(case, Role.MERCHANT, slot, back=f"/m/{who.marketplace.id}/case/{case.complaint.id}")


@blueprint.get("/o/<marketplace>/case/<number>/picture/<slot>")
def operator(marketplace: str, number: str, slot: str) -> str:
    """Any picture whole, with the verdict and what it rests on."""
    who, case = guards.staff_case(marketplace, number, "o", Role.OPERATOR, Role.ARBITER)
    can_reveal = Action.REVEAL in may(case.complaint, who.staff.role, now=g.now)
    return _page(
        case,
        who.staff.role,
        slot,
        back=f"/o/{who.marketplace.id}/case/{case.complaint.id}",
        can_reveal=can_reveal,
    )


@blueprint.get("/a/<marketplace>/<number>/picture/<slot>")
def arbiter(marketplace: str, number: str, slot: str) -> str:
    """Any picture whole, to the outside arbiter while the seat is theirs."""
    who, case = guards.seat_case(marketplace, number)
    if not awaits_invited(case.complaint, who.invited):
        raise NotFound
    return _page(case, Role.ARBITER, slot, back=f"/a/{who.marketplace.id}/{number}")


def _page(case: Case, role: Role, slot: str, *, back: str, can_reveal: bool = False) -> str:
    found = pictures.shots(case, role, front=back)
    seen = [shot for each in found.values() for shot in each if shot.href]
    at = next((i for i, shot in enumerate(seen) if shot.slot == slot), None)
    if at is None:
        raise NotFound
    shot = seen[at]
    reading = shot.reading or {}
    width, height = reading["size"]
    return rendering.render(
        "pages/picture.html",
        shot=shot,
        at=at + 1,
        count=len(seen),
        back=back,
        width=width,
        height=height,
        here="queue",
        before=seen[at - 1].href if at else "",
        after=seen[at + 1].href if at + 1 < len(seen) else "",
        source=pictures.address(case, shot),
        reasons=_reasons(shot) if role in (Role.OPERATOR, Role.ARBITER) else [],
        can_reveal=can_reveal and shot.role is Role.BUYER and not _revealed(case, slot),
        c=case.complaint,
        hashes=(reading.get("sha", ""), reading.get("clean", "")),
        edited=", ".join(reading.get("edited", ())),
    )


def _revealed(case: Case, slot: str) -> bool:
    from ...domain.complaints.pictures import revealed_in

    return slot in revealed_in(case.links)


def _reasons(shot: Shot) -> list[dict[str, Any]]:
    """What was noticed, in words, with its place in the picture."""
    from ...domain.precheck.reasons import (
        LABELS,  # with it comes all of the pre-check, which no other page needs
    )

    rows = []
    for what, words, box in (shot.reading or {}).get("why", ()):
        label = LABELS.get(what)
        rows.append({"what": say(label) if label else what, "words": words, "box": box})
    return rows
