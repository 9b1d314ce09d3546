"""Withdrawing a complaint: which one, why, proof where it is needed, the result. Nothing is stored between
the steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, request

from ...domain import formats
from ...domain.complaints import withdrawal
from ...domain.complaints.complaint import Complaint
from ...domain.complaints.withdrawal import Forecast, NotWithdrawable
from ...domain.complaints.withdrawal_reasons import REASONS, SCENES
from ...domain.errors import Invalid, Lapsed, NotAllowed, Refusal
from ...domain.marketplace import Marketplace
from ...domain.person import Person
from ...domain.standard import CATEGORIES
from ...domain.vocabulary import Action, Outcome, RemedyState, Role, State, Text
from ...ports import Case
from ...services import commands, complaints
from ..case import uploading
from ..frame import filters, forms, guards, language, rendering
from ..frame.filters import say

GUARD = "the complaint's capability, or its proved contact"
blueprint = Blueprint("withdrawing", __name__)

INSTANT = Text("提交后马上撤销，不用审核。", "It is withdrawn at once, without a review.")
REVIEWED = Text(
    "需要审核，最长 {span}，{at} 前有结果。审核期间各方时限暂停。",
    "It is reviewed within {span}, by {at}. Every clock stands still meanwhile.",
)
WITH_PROOF = Text(
    "下一步请写下商家的处理方案或聊天要点。", "Next, write down the merchant's solution or the chat."
)
WITH_NOTE = Text("请在补充说明里写明原因。", "Please explain in the note.")


@blueprint.get("/b/<marketplace>/<number>/withdraw")
def which(marketplace: str, number: str) -> str:
    """Is it this one? Or how the withdrawal stands, or why there can be none."""
    return _first(*guards.buyer_case(marketplace, number))


@blueprint.post("/b/<marketplace>/<number>/withdraw")
def step(marketplace: str, number: str) -> Any:
    """One step further; the last one withdraws. Everything chosen so far comes back with each form."""
    if forms.text("step", 10) == "send":
        return _send(marketplace, number)
    m, case = guards.buyer_case(marketplace, number)
    case = replace(case, complaint=complaints.as_of(case.complaint, m, g.now))
    return _first(m, case) if _refusal(m, case.complaint) else _why(m, case, _typed(case))


def _send(marketplace: str, number: str) -> Any:
    m, holder = guards.buyer_acts(marketplace, number)
    typed = {name: forms.text(name, 4000) for name in ("reason", "words", "proof", "scene")}
    given = forms.Sent()
    try:
        do = commands.command(Action.WITHDRAW, role=Role.BUYER, actor="buyer", given=given, now=g.now)
        do = replace(do, scene=do.scene if do.scene in SCENES else "")
        do = replace(do, evidence=uploading.claimed(m, number, Role.BUYER))
        complaints.perform(g.desk, m, number, do=do, key=forms.key(), holder=holder, now=g.now)
    except Invalid as refusal:
        return _again(*guards.buyer_case(marketplace, number), typed=typed, refusal=refusal)
    except (NotWithdrawable, NotAllowed, Lapsed):
        return _first(*guards.buyer_case(marketplace, number)), 409
    return redirect(f"/b/{m.id}/{number}/withdraw", 303)


def _again(m: Marketplace, case: Case, *, typed: dict[str, str], refusal: Invalid) -> Any:
    """The page that asks for what is missing; to be asked for proof the first time is no mistake."""
    if not {"proof", "evidence"} & set(refusal.fields):
        return _why(m, case, typed, refusal), 422
    asked_before = "proof" in request.form
    page = rendering.render(
        "pages/withdraw_proof.html",
        typed=typed,
        reason=say(REASONS[typed["reason"]].label),
        errors=rendering.sentences(refusal) if asked_before else {},
        pictures=uploading.kept(m, case.complaint.id, Role.BUYER),
        **_shared(m, case),
    )
    return (page, 422) if asked_before else page


def _first(m: Marketplace, case: Case) -> str:
    case = replace(case, complaint=complaints.as_of(case.complaint, m, g.now))
    c = case.complaint
    if c.state is State.AWAITING_REVIEW or c.outcome is Outcome.WITHDRAWN:
        until = c.ended_at + m.policy_for(c.policy).window("reopening") if c.ended_at else None
        return rendering.render("pages/withdraw_result.html", until=until, **_shared(m, case))
    if refusal := _refusal(m, c):
        assist = not isinstance(refusal, NotWithdrawable) or refusal.assist
        return rendering.render(
            "pages/withdraw_none.html", why=refusal.text, assist=assist, **_shared(m, case)
        )
    kept = any(item.state in (RemedyState.DONE, RemedyState.CONFIRMED) for item in c.remedies)
    return rendering.render("pages/withdraw_which.html", kept=kept, **_shared(m, case))


def _why(m: Marketplace, case: Case, typed: dict[str, str], refusal: Invalid | None = None) -> str:
    return rendering.render(
        "pages/withdraw_why.html",
        typed=typed,
        reasons=REASONS,
        scenes=SCENES,
        follows=_follows(m, case.complaint),
        errors=rendering.sentences(refusal) if refusal else {},
        **_shared(m, case),
    )


def _shared(m: Marketplace, case: Case) -> dict[str, Any]:
    c = case.complaint
    refused = [link.payload or {} for link in case.links if link.type == Action.REFUSE_WITHDRAWAL]
    tries = c.withdrawal.tries if c.withdrawal else 0
    return {
        "c": c,
        "address": f"/b/{m.id}/{c.id}",
        "order_no": case.private.order_no or c.order_mask,
        "category": CATEGORIES[c.category],
        "states": State,
        "tries_left": m.policy_for(c.policy).number("withdrawal_tries") - tries,
        "refused": str(refused[-1].get("words", "")) if refused and c.withdrawal else "",
    }


def _refusal(m: Marketplace, c: Complaint) -> Refusal | None:
    """Why ``c`` cannot be withdrawn now, or None."""
    try:
        withdrawal.check(c, now=g.now, policy=m.policy_for(c.policy))
    except Refusal as refusal:
        return refusal
    return None


def _typed(case: Case) -> dict[str, str]:
    """What was chosen so far; a scene fills in reason and note, a refused attempt is there to be amended."""
    chosen = SCENES.get(forms.text("scene", 40))
    if chosen is not None:
        return {"reason": chosen.reason, "words": say(chosen.note), "scene": forms.text("scene", 40)}
    earlier = [link.payload or {} for link in case.links if link.type == Action.WITHDRAW]
    last = earlier[-1] if earlier and case.complaint.withdrawal else {}
    return {name: str(last.get(name, "")) for name in ("reason", "words", "scene", "proof")}


def _follows(m: Marketplace, c: Complaint) -> list[tuple[str, str, str, str]]:
    """For each reason, what will happen when it is sent: from the same table that decides."""
    person = g.desk.cases.load_with_person(m.id, c.id, c.person)[1] if c.person else Person()
    rows = []
    for key, reason in REASONS.items():
        seen = withdrawal.forecast(c, key, note="", person=person, policy=m.policy_for(c.policy), now=g.now)
        tone = "ok" if seen.instant else ""
        rows.append((key, say(reason.label), _what_follows(m, c, seen, needs_note=reason.needs_note), tone))
    return rows


def _what_follows(m: Marketplace, c: Complaint, seen: Forecast, *, needs_note: bool) -> str:
    window: timedelta = m.policy_for(c.policy).window("review")
    lang = language.speaking()
    at = filters.moment(g.now + window, formats.zone(m.tz), lang)
    review = say(REVIEWED).format(span=filters.span(int(window.total_seconds()), lang), at=at)
    parts = [say(INSTANT) if seen.instant else review]
    parts += [say(WITH_PROOF)] if seen.proof else []
    parts += [say(WITH_NOTE)] if needs_note else []
    return (" " if lang == "en" else "").join(parts)
