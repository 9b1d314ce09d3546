"""Signing in and out: a mailed link, the second factor, its enrolment. Every step makes a new session."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, g, redirect
from werkzeug.wrappers import Response

from ...domain.errors import Invalid
from ...domain.vocabulary import Role, Text
from ...ports import SessionKey
from ...services import identity
from ...services.tenants import staff
from ..frame import forms, guards, proof_of_work, rendering
from ..frame.guards import Desked

GUARD = "open: proves who is there"
DECIDES = (Role.OPERATOR, Role.ARBITER)
ENROLMENT = 900
"""Seconds an opened enrolment may be finished in."""
NO_EMAIL = Text("请填写登录邮箱", "Please give your e-mail address")
blueprint = Blueprint("signin", __name__)


@blueprint.get("/<any(m, o):area>/<marketplace>/in")
def ask(area: str, marketplace: str) -> str:
    """Who are you? An address is all that is asked for."""
    guards.market(marketplace)
    return _ask(area)


@blueprint.post("/<any(m, o):area>/<marketplace>/in")
def send(area: str, marketplace: str) -> Any:
    """Mail the link to somebody we know, and say the same to everybody."""
    m = guards.market(marketplace)
    try:
        email = identity.email_of(forms.text("email", 320))
        if not email:
            raise Invalid({"email": NO_EMAIL})
        proof_of_work.weigh(m.id, guards.address())
        staff.send_link(g.desk, m, email=email, address=guards.address(), now=g.now)
    except Invalid as refusal:
        return _ask(area, refusal), 422
    return rendering.render(
        "pages/signin_sent.html", area=area, email=email, link_age=int(staff.LINK_AGE.total_seconds())
    )


def _ask(area: str, refusal: Invalid | None = None) -> str:
    return rendering.render(
        "pages/signin.html",
        area=area,
        email=forms.text("email", 320),
        challenge=proof_of_work.challenge(),
        **rendering.errors(refusal),
    )


@blueprint.get("/o/<marketplace>/second")
def second(marketplace: str) -> str | Response:
    """The second factor; who has none yet is led to make one."""
    return _elsewhere(_halfway(marketplace), enrolling=False) or _second()


@blueprint.post("/o/<marketplace>/second")
def prove_second(marketplace: str) -> Any:
    """A code of the authenticator, or a recovery code: each once."""
    who = _halfway(marketplace)
    if away := _elsewhere(who, enrolling=False):
        return away
    try:
        key = staff.second_factor(g.desk, who.marketplace, who.key, code=forms.text("code", 20), now=g.now)
    except Invalid as refusal:
        return _second(refusal), 422
    return _through(who, key)


def _second(refusal: Invalid | None = None) -> str:
    return rendering.render("pages/signin_second.html", **rendering.errors(refusal))


@blueprint.get("/o/<marketplace>/enrol")
def enrol(marketplace: str) -> str | Response:
    """A fresh secret as a picture and as text. It travels sealed in the form, and is kept when its first
    code is right."""
    who = _halfway(marketplace)
    if away := _elsewhere(who, enrolling=True):
        return away
    secret, codes = staff.enrol(g.desk, who.staff)
    payload = {"by": who.staff.id, "secret": secret, "codes": codes, "at": int(g.now.timestamp())}
    return _enrol(who, secret, g.desk.vault.seal("totp", json.dumps(payload).encode()))


@blueprint.post("/o/<marketplace>/enrol")
def finish_enrolment(marketplace: str) -> Any:
    """Keep it if the code is right; the recovery codes are shown now, once."""
    who = _halfway(marketplace)
    box = forms.text("box", 2000)
    payload = _opened(who, box)
    if away := _elsewhere(who, enrolling=True):
        return away
    if payload is None:
        return redirect(f"/o/{who.marketplace.id}/enrol", 303)
    codes, code = tuple(payload["codes"]), forms.text("code", 6)
    try:
        key = staff.finish_enrolment(
            g.desk, who.marketplace, who.key, secret=payload["secret"], recovery=codes, code=code, now=g.now
        )
    except Invalid as refusal:
        return _enrol(who, payload["secret"], box, refusal), 422
    g.visitor.sign_in(who.marketplace.id, "o", key, g.now)
    return rendering.render(
        "pages/signin_codes.html", codes=codes, onward=g.visitor.go_on(who.marketplace.id, "o")
    )


def _opened(who: Desked, box: str) -> Any:
    """What the form carried, if it is this person's and young; else None."""
    try:
        decoded = json.loads(g.desk.vault.open("totp", box))
    except (ValueError, TypeError):
        return None
    young = g.now.timestamp() - decoded["at"] < ENROLMENT
    return decoded if decoded["by"] == who.staff.id and young else None


def _enrol(who: Desked, secret: str, box: str, refusal: Invalid | None = None) -> str:
    import pyotp
    import segno

    uri = pyotp.TOTP(secret).provisioning_uri(name=who.staff.email, issuer_name=who.marketplace.name)
    picture = segno.make(uri, error="m").svg_inline(scale=5, border=3, light="#fff", omitsize=True)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return rendering.render(
        "pages/signin_enrol.html", picture=picture, secret=spaced, box=box, **rendering.errors(refusal)
    )


@blueprint.post("/<any(m, o):area>/<marketplace>/out")
def leave(area: str, marketplace: str) -> Response:
    """The session ends here and in the table."""
    m = guards.market(marketplace)
    key = g.visitor.session(m.id, area, g.now)
    if key is not None:
        staff.sign_out(g.desk, m, key)
        g.visitor.sign_out(m.id, area)
    return redirect(f"/{area}/{m.id}/in", 303)


def _halfway(marketplace: str) -> Desked:
    """Somebody who came by a mailed link; the console's menus are not theirs yet."""
    who = guards.staff(marketplace, "o", *DECIDES, second=False)
    g.staff = None
    return who


def _elsewhere(who: Desked, *, enrolling: bool) -> Response | None:
    """Where somebody belongs who is not at this step."""
    if who.session.second:
        return redirect(g.visitor.go_on(who.marketplace.id, "o"), 303)
    if bool(who.staff.totp) is enrolling:
        return redirect(f"/o/{who.marketplace.id}/{'second' if enrolling else 'enrol'}", 303)
    return None


def _through(who: Desked, key: SessionKey) -> Response:
    g.visitor.sign_in(who.marketplace.id, "o", key, g.now)
    return redirect(g.visitor.go_on(who.marketplace.id, "o"), 303)
