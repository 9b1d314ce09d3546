"""The headers of every response, errors included. One policy for every page: no inline script or style
anywhere."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response, request

from ...ports import Desk


@lru_cache(maxsize=8)
def policy(shown: str = "", posted: str = "") -> str:
    """The policy of a desk whose pictures are ``shown`` from one origin and ``posted`` to another; empty
    for none."""
    see, post = (f" {shown}" if shown else ""), (f" {posted}" if posted else "")
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:{see}; "
        f"connect-src 'self'{post}; "
        f"worker-src 'self'; form-action 'self'{post}; base-uri 'none'; frame-ancestors 'none'; "
        "manifest-src 'self'"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def install(app: Flask, desk: Desk) -> None:
    """Every response carries them; pages are never kept by anybody, assets are."""

    @app.after_request
    def _dress(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy(*desk.pictures.pages))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        kept = "public, max-age=300" if request.path.startswith("/assets/") else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        return response
