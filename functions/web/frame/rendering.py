"""Rendering: what every page is given, in one place."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request

from ...domain.errors import Invalid
from . import language


def render(template: str, **context: Any) -> str:
    """The page in the language spoken, with its brand, its menus, its moment."""
    m = g.get("market")
    person = g.get("staff")
    return render_template(
        template,
        brand=m,
        staff=person,
        now=g.now,
        lang=language.speaking(),
        paths=_paths(m.id if m else "", person),
        back_in=_other_language(),
        takes_pictures=bool(g.desk.pictures.pages[0]),
        **{"errors": {}, "here": "", **context},
    )


def _paths(marketplace: str, person: Any) -> dict[str, str]:
    if not marketplace:
        return dict.fromkeys(
            (
                "home",
                "mine",
                "rules",
                "help",
                "queue",
                "assistance",
                "notices",
                "merchants",
                "policy",
                "sign_out",
            ),
            "/",
        )
    area = "m" if person is not None and person.role == "merchant" else "o"
    desk = {
        "assistance": f"/o/{marketplace}/assist",
        "notices": f"/o/{marketplace}/notices",
        "merchants": f"/o/{marketplace}/merchants",
    }
    return {
        **(desk if person is not None and person.role == "operator" else {}),
        "home": f"/c/{marketplace}",
        "mine": f"/b/{marketplace}",
        "rules": f"/rules/{marketplace}",
        "help": f"/rules/{marketplace}#withdrawal",
        "queue": f"/{area}/{marketplace}",
        "policy": f"/rules/{marketplace}",
        "sign_out": f"/{area}/{marketplace}/out",
        "assist": f"/b/{marketplace}/help",
        "new": f"/c/{marketplace}/new",
    }


def _other_language() -> str:
    other = "zh" if language.speaking() == "en" else "en"
    kept = {name: values for name, values in request.args.lists() if name != "lang"}
    if request.method != "GET":
        return ""
    from urllib.parse import urlencode

    return f"?{urlencode([*((k, v) for k, vs in kept.items() for v in vs), ('lang', other)])}"


def sentences(refusal: Invalid) -> dict[str, str]:
    """A refusal's fields in the language spoken, for the summary and the fields."""
    return {name: text.say(language.speaking()) for name, text in refusal.fields.items()}


def errors(refusal: Invalid | None) -> dict[str, Any]:
    """What a form's template is given of a refusal; nothing when there is none."""
    return {"errors": sentences(refusal)} if refusal else {}
