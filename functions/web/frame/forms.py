"""What comes in with a form: its token, its one-time command, its fields, cleaned.

The token is the signed double-submit pattern over itsdangerous-free HMAC of the cookie's nonce, and the
Origin header is checked beside it. Flask-WTF does the same and costs a cold start 23 ms for WTForms,
which nothing here uses.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import g, request

from ...domain.errors import Forbidden, Invalid
from ...domain.vocabulary import Text
from ...services.identity import plain, prose

STALE = Text(
    "页面已过期，请返回刷新后再提交，填的内容还在", "The page is out of date; go back, reload and send again"
)


def csrf_token() -> str:
    """The token of this visitor's forms; rendering it makes the cookie."""
    g.visitor.changed = True
    return _token(g.visitor.nonce)


def _token(nonce: str) -> str:
    return str(g.desk.vault.mac("session", "csrf", nonce))[:32]


def command() -> str:
    """A fresh one-time id for a form: sent twice it acts once."""
    return secrets.token_urlsafe(9)


def check() -> None:
    """Refuses (``Forbidden``) a state-changing request that is not from a form of ours in this very
    browser.

    Under our own ``Referrer-Policy: no-referrer`` browsers say ``Origin: null`` of our own forms too;
    then it is ``Sec-Fetch-Site`` and the token that tell.
    """
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Forbidden(STALE)
    origin = request.headers.get("Origin")
    if origin not in (None, "null", request.host_url.rstrip("/")):
        raise Forbidden(STALE)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(STALE)
    given = request.form.get("csrf", "")
    if not given or not hmac.compare_digest(given.encode(), _token(g.visitor.nonce).encode()):
        raise Forbidden(STALE)


def key() -> str:
    """The form's one-time id, short enough to be remembered; refuses (``Invalid``) a form without one."""
    given = request.form.get("cmd", "")
    if not 8 <= len(given) <= 24 or not given.replace("-", "").replace("_", "").isalnum():
        raise Invalid({"cmd": STALE})
    return given


def text(name: str, limit: int = 500) -> str:
    """A field as the person wrote it: trimmed, without control characters, at most ``limit`` characters."""
    return prose(request.form.get(name, ""), limit)


def plain_arg(name: str, limit: int = 64) -> str:
    """A word of the address, cleaned like a field."""
    return plain(request.args.get(name, ""), limit)


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent form as the fields of a command: ``called`` says where a form of several calls one
    differently."""

    called: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field as it came; where nothing did, what stands ``instead``."""
        return request.form.get(self.called.get(name, name), "") or self.instead.get(name, "")

    def names(self, name: str) -> Sequence[str]:
        """Every value of the field."""
        return request.form.getlist(self.called.get(name, name))


def ticked(name: str) -> bool:
    """Whether a box was ticked."""
    return request.form.get(name, "") == "1"
