"""Adding pictures, and looking at one: forms for storage, given through the door that the pictures' owner
came by.

No picture passes through here. With scripts a page asks for places as JSON; without, a page holds one
form for storage, which sends its visitor back with the place's token in the address.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from ...domain.errors import NotFound
from ...domain.marketplace import Marketplace
from ...domain.vocabulary import Role
from ...ports import Case
from ...services import identity, order_links, submitting
from ...services.pictures import uploads
from ...services.pictures.uploads import Whose
from ..frame import guards, rendering
from . import pictures

GUARD = "a signed link or an open form; the complaint's capability; a live session"
LINK = ("d", "k", "s")
BROUGHT = ("token", "mine", "evidence", "bucket", "key", "etag")
"""What an address holds when storage sends somebody back to the form."""
blueprint = Blueprint("uploading", __name__)


@blueprint.post("/c/<marketplace>/slots")
def for_form(marketplace: str) -> Response:
    """Places for a complaint that is being filled in: they belong to the number its form will have."""
    m = guards.market(marketplace)
    return _places(m, _of_form(m))


@blueprint.post("/b/<marketplace>/<number>/slots")
def for_buyer(marketplace: str, number: str) -> Response:
    """Places for a buyer's own complaint."""
    m, case = guards.buyer_case(marketplace, number)
    return _places(m, _of_case(case, Role.BUYER))


@blueprint.post("/m/<marketplace>/case/<number>/slots")
def for_merchant(marketplace: str, number: str) -> Response:
    """Places for the merchant's answer."""
    who, case = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    return _places(who.marketplace, _of_case(case, Role.MERCHANT))


def _places(m: Marketplace, whose: Whose) -> Response:
    """One place for each ``kind`` asked for, or a fresh form for the place of ``slot``."""
    _must_be_on()
    kinds, again = request.form.getlist("kind"), request.form.get("slot", "")
    how: dict[str, Any] = {"address": guards.address(), "now": g.now}
    if again:
        kind = kinds[0] if kinds else ""
        made: tuple[uploads.Place, ...] = (
            uploads.once_more(g.desk, m, whose, token=again, kind=kind, **how),
        )
    else:
        made = uploads.opened(g.desk, m, whose, kinds=kinds, **how)
    return jsonify(
        [{"token": token, "url": upload.url, "fields": dict(upload.fields)} for token, upload in made]
    )


def _must_be_on() -> None:
    if not pictures.on():
        raise NotFound


def _of_form(m: Marketplace) -> Whose:
    link = {name: request.form.getlist(name) for name in LINK}
    order_no = order_links.read(g.desk, m, link, now=g.now).order_no if any(link["d"]) else ""
    number = submitting.number_of(g.desk, m.id, request.form.get("token", ""), order_no=order_no)
    return Whose(number, Role.BUYER, identity.order(g.desk, m.id, order_no) if order_no else "")


def _of_case(case: Case, side: Role) -> Whose:
    return Whose(case.complaint.id, side, case.complaint.order)


@blueprint.post("/c/<marketplace>/picture")
def form_picture(marketplace: str) -> str:
    """One picture before the form is filled in, for who has no scripts."""
    m = guards.market(marketplace)
    token = request.form.get("token", "")
    kept = {name: request.form.get(name, "") for name in LINK if request.form.get(name)}
    front = f"/c/{m.id}" if kept else f"/c/{m.id}/new"
    return _page(m, _of_form(m), front=front, kept={**kept, "token": token, "mine": _mine(token)})


@blueprint.post("/b/<marketplace>/<number>/picture")
def buyer_picture(marketplace: str, number: str) -> str:
    """One more picture for a running complaint."""
    m, case = guards.buyer_case(marketplace, number)
    return _page(m, _of_case(case, Role.BUYER), front=f"/b/{m.id}/{case.complaint.id}", kept={})


@blueprint.post("/m/<marketplace>/case/<number>/picture")
def merchant_picture(marketplace: str, number: str) -> str:
    """One picture for the merchant's answer."""
    who, case = guards.staff_case(marketplace, number, "m", Role.MERCHANT)
    m = who.marketplace
    return _page(m, _of_case(case, Role.MERCHANT), front=f"/m/{m.id}/case/{case.complaint.id}", kept={})


@blueprint.get("/c/<marketplace>/picture")
@blueprint.get("/b/<marketplace>/<number>/picture")
@blueprint.get("/m/<marketplace>/case/<number>/picture")
def back(marketplace: str, number: str = "") -> Response:
    """A form's address, typed or reloaded: to the page it belongs to."""
    m = guards.market(marketplace)
    if number:
        guards.check_number(number)
    return redirect(request.path.removesuffix("/picture") if number else f"/c/{m.id}/new", 303)


def _page(m: Marketplace, whose: Whose, *, front: str, kept: dict[str, str]) -> str:
    _must_be_on()
    told = [*kept.items(), *(("evidence", token) for token in request.form.getlist("evidence")[:8])]
    home = f"{front}?{urlencode(told)}" if told else front
    onward = f"{g.desk.settings.base_url}{front}?{urlencode([*told, ('evidence', '')])}"
    _, upload = uploads.by_form(g.desk, m, whose, back=onward, address=guards.address(), now=g.now)
    return rendering.render("pages/picture_add.html", upload=asdict_upload(upload), home=home)


def asdict_upload(upload: Any) -> dict[str, Any]:
    """The form's address and its hidden fields."""
    return {"url": upload.url, "fields": dict(upload.fields)}


def _mine(token: str) -> str:
    return str(g.desk.vault.mac("session", "form", g.visitor.nonce, token))[:20]


def token_brought_back() -> str:
    """The form's token that storage brought back, if it is this visitor's: nobody else's form is filled in
    for them."""
    token, mine = request.args.get("token", ""), request.args.get("mine", "")
    return token if token and hmac.compare_digest(mine.encode(), _mine(token).encode()) else ""


def without_brought(args: dict[str, list[str]]) -> dict[str, list[str]]:
    """The address without what storage added to it, if it brought this visitor's own form back; else as it
    is."""
    return (
        {name: values for name, values in args.items() if name not in BROUGHT}
        if token_brought_back()
        else args
    )


def kept(m: Marketplace, number: str, side: Role) -> list[str]:
    """The tokens of pictures that came with the form or the address, and can still be claimed for
    ``number``."""
    given = request.form.getlist("evidence") + request.args.getlist("evidence")
    return uploads.alive(g.desk, m.id, number, tokens=given[:20], side=side) if given else []


def claimed(m: Marketplace, number: str, side: Role) -> tuple[str, ...]:
    """The slots that a sent form carries. Refuses (``Invalid``) what is not of this complaint and this
    side."""
    tokens = request.form.getlist("evidence")[:20]
    return uploads.claimed(g.desk, m.id, number, tokens=tokens, side=side) if tokens else ()
