"""Filing a complaint: by one click from a signed link, or by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeVar

from flask import Blueprint, current_app, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from ...domain.errors import Duplicate, Invalid, NotAllowed
from ...domain.marketplace import Marketplace
from ...domain.standard import CATEGORIES, default_category, offered_to
from ...domain.vocabulary import REMEDY_LABELS, Action, Remedy, Role, Text
from ...services import commands, identity, order_links, submitting
from ...services.order_links import SignedOrder
from ...services.tenants import merchants
from ..case import uploading
from ..frame import forms, guards, language, proof_of_work, rendering
from .suggesting import better

GUARD = "open: a signed link or a proof of work"
COMMON = ("K1", "K2", "D1", "D2", "M1", "S2")
"""What is offered at once; the other categories are one tap away."""
blueprint = Blueprint("filing", __name__)


@blueprint.get("/c/<marketplace>")
def front(marketplace: str) -> str | Response:
    """The signed link's form with the order filled in; without a link the form by hand."""
    m = guards.market(marketplace)
    if "d" not in request.args:
        return redirect(f"/c/{m.id}/new", 303)
    signed = order_links.read(
        g.desk, m, uploading.without_brought(request.args.to_dict(flat=False)), now=g.now
    )
    return _one_click(signed)


@blueprint.post("/c/<marketplace>")
def submit(marketplace: str) -> Any:
    """File from a signed link: the link's fields come back with the form and are proved again."""
    m = guards.market(marketplace)
    link = {name: request.form.getlist(name) for name in ("d", "k", "s")}
    signed = order_links.read(g.desk, m, link, now=g.now)
    try:
        return _filed(m, _entry(m, signed))
    except Invalid as refusal:
        return _one_click(signed, refusal), 422
    except (Duplicate, NotAllowed) as taken:
        return _one_click(signed, taken=taken.text), 409


@blueprint.get("/c/<marketplace>/new")
def by_hand(marketplace: str) -> str:
    """The form for who has no link."""
    return _by_hand(guards.market(marketplace))


@blueprint.post("/c/<marketplace>/new")
def submit_by_hand(marketplace: str) -> Any:
    """Check page first, then file; 返回修改 keeps everything typed."""
    m = guards.market(marketplace)
    step = forms.text("step")
    if step == "edit":
        return _by_hand(m)
    try:
        entry = _entry(m, None)
        if step != "send":
            return rendering.render(
                "pages/file_check.html",
                entry=entry,
                **_choices(m),
                shop=_shop(m, entry.merchant),
                kept=typed(),
                better=better(entry.category, entry.words),
                challenge=proof_of_work.challenge(),
                pictures=_opened("")["pictures"],
                opened_for=_opened_for(),
            )
        proof_of_work.weigh(m.id, guards.address())
        return _filed(m, entry)
    except Invalid as refusal:
        return _by_hand(m, refusal), 422


def _filed(m: Marketplace, entry: submitting.Entry) -> Response:
    """To the receipt. Who already holds the complaint that has the order is led to it; nobody else learns
    of it."""
    try:
        c = submitting.submit(g.desk, m, entry, g.now)
    except Duplicate as taken:
        if not g.visitor.capability(m.id, taken.complaint):
            raise
        return redirect(f"/b/{m.id}/{taken.complaint}", 303)
    guards.hold(c)
    return redirect(f"/b/{m.id}/{c.id}/receipt", 303)


def _entry(m: Marketplace, signed: SignedOrder | None) -> submitting.Entry:
    """What was filled in. Refuses (``Invalid``) all that is missing or cannot be read at once, in the
    order of the page."""
    wrong: dict[str, Text] = {}
    remedy = forms.text("remedy")
    if remedy not in commands.ASKABLE:
        remedy, wrong["remedy"] = Remedy.REFUND, commands.NO_REMEDY
    entry = submitting.Entry(
        token=request.form.get("token", ""),
        category=_category(),
        remedy=Remedy(remedy),
        words=_read(wrong, partial(commands.words, Action.FILE, "words"), "words", ""),
        order_no=signed.order_no if signed else _read(wrong, identity.order_no_of, "order", ""),
        email=_read(wrong, identity.email_of, "email", ""),
        phone=_read(wrong, identity.phone_of, "phone", ""),
        ask_fen=_read(wrong, commands.fen_of, "ask_fen", 0) if remedy == Remedy.PARTIAL_REFUND else 0,
        fen=0 if signed else _read(wrong, commands.fen_of, "fen", 0),
        merchant="" if signed else forms.text("merchant", merchants.LONGEST),
        lang=language.speaking(),
        address=guards.address(),
        signed=signed,
        evidence=tuple(request.form.getlist("evidence")[:20]),
        beside=forms.ticked("beside"),
        browser=g.visitor.nonce,
    )
    try:
        submitting.check(g.desk, m, entry)
    except Invalid as refusal:
        wrong = {**refusal.fields, **wrong}
    if wrong:
        raise Invalid({name: wrong[name] for name in sorted(wrong, key=FIELDS.index)})
    return entry


T = TypeVar("T")


def _read(wrong: dict[str, Text], reader: Callable[[str], T], name: str, empty: T) -> T:
    """What ``reader`` makes of a field; where it refuses, its sentence goes to ``wrong`` under the field's
    own name."""
    try:
        return reader(request.form.get(name, ""))
    except Invalid as refusal:
        wrong[name] = next(iter(refusal.fields.values()))
        return empty


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed so far, to be shown again."""

    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


FIELDS = (
    "order",
    "merchant",
    "fen",
    "category",
    "remedy",
    "ask_fen",
    "words",
    "evidence",
    "email",
    "phone",
    "d",
    "k",
    "s",
)
"""As they come on the page."""


def typed(**defaults: str) -> Kept:
    """What was typed, over ``defaults`` where nothing was."""
    typed_in = {name: forms.text(name, 4000) for name in FIELDS if name in request.form}
    taken = {"category": forms.text("suggested", 4)} if "suggested" in request.form else {}
    return Kept({**defaults, **typed_in, **taken})


def _category() -> str:
    """What was chosen, or what was suggested and taken."""
    return forms.text("suggested", 4) or forms.text("category", 4)


def _shop(m: Marketplace, said: str) -> str:
    """The shop as it is called here; as typed where nobody knows it."""
    found = merchants.chosen(g.desk, m, said)
    return found.name if found else said


def _choices(m: Marketplace) -> dict[str, Any]:
    return {"all_categories": CATEGORIES, "remedy_labels": REMEDY_LABELS, "shops": m.shops, "many": m.many}


def questions(kept: Kept, errors: dict[str, str], likely: str = COMMON[0]) -> Markup:
    """What both forms ask. Nobody's words are in a fresh one, so it is rendered once for all who open it
    like that."""
    if errors or kept["words"] or kept["ask_fen"]:
        return _rendered(kept, errors, likely)
    return _fresh_fields(language.speaking(), likely, kept["category"], kept["remedy"])


@lru_cache(maxsize=64)
def _fresh_fields(_lang: str, likely: str, category: str, remedy: str) -> Markup:
    return _rendered(Kept({"category": category, "remedy": remedy}), {}, likely)


def _rendered(kept: Kept, errors: dict[str, str], likely: str) -> Markup:
    first = [CATEGORIES[code] for code in dict.fromkeys((likely, *COMMON))]
    rarer = [each for each in offered_to(Role.BUYER) if each not in first]
    parts: Any = current_app.jinja_env.get_template("pages/file_parts.html").module
    return Markup(parts.shared(kept, errors, first, rarer, commands.ASKABLE, REMEDY_LABELS))  # noqa: S704  our own template


def _opened(order_no: str) -> dict[str, Any]:
    """The form being filled in: its submission token, fresh when there is none or it is too old, and what
    goes with it."""
    m, token = g.market, request.form.get("token") or uploading.token_brought_back()
    try:
        number = submitting.number_of(g.desk, m.id, token, order_no=order_no) if token else ""
    except Invalid:
        number = ""
    if not number:
        token = submitting.new_token(g.desk, m.id, g.now)
        number = submitting.number_of(g.desk, m.id, token, order_no=order_no)
    return {
        "token": token,
        "number": number,
        "filed": " ".join(g.visitor.numbers(m.id)),
        "pictures": uploading.kept(m, number, Role.BUYER),
    }


def _opened_for() -> str:
    """The order number that the form by hand was opened with, whatever was typed over it."""
    return request.form.get("opened_for", request.args.get("order", ""))[:64]


def _one_click(signed: SignedOrder, refusal: Invalid | None = None, *, taken: Text | None = None) -> str:
    category = default_category(signed.facts.status)
    link = {name: (request.values.get(name) or "") for name in ("d", "k", "s")}
    kept = typed(category=category, remedy=CATEGORIES[category].remedies[0], **link)
    return rendering.render(
        "pages/file_link.html",
        order=signed,
        kept=kept,
        own=identity.form(g.desk, g.market.id, signed.order_no),
        fields=questions(kept, _errors(refusal), category),
        errors=_errors(refusal),
        taken=taken,
        beside=forms.ticked("beside"),
        **_opened(signed.order_no),
    )


def _by_hand(m: Marketplace, refusal: Invalid | None = None) -> str:
    kept = typed(category="K1", remedy="refund", order=_opened_for())
    return rendering.render(
        "pages/file_hand.html",
        kept=kept,
        opened_for=_opened_for(),
        own=identity.form(g.desk, m.id, _opened_for(), by_hand=True),
        fields=questions(kept, _errors(refusal)),
        **_choices(m),
        errors=_errors(refusal),
        **_opened(""),
    )


def _errors(refusal: Invalid | None) -> dict[str, str]:
    return rendering.sentences(refusal) if refusal else {}
