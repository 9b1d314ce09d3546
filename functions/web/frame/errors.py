"""Refusals become pages, in one place. Faults say nothing of themselves."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ...domain.complaints.withdrawal import NotWithdrawable
from ...domain.errors import Conflict, Duplicate, Limited, NotFound, Refusal, SignedOut
from ...domain.vocabulary import Text
from . import rendering
from .guards import SecondNeeded

log = logging.getLogger(__name__)

FIRST = Text(
    "有人刚刚先操作了，请看看最新进展再继续", "Somebody was first; look at what is new and go on from there"
)
FAULT = Text(
    "系统出了点问题，填的内容没有丢，请稍后再试一次",
    "Something went wrong on our side; please try again in a moment",
)
TITLES = {
    403: Text("这里进不去", "This door is closed"),
    404: Text("没有找到", "Nothing here"),
    409: Text("现在不能这样操作", "This cannot be done now"),
    422: Text("还差一点", "Something is missing"),
    429: Text("请稍等一会儿", "Please wait a moment"),
    500: Text("系统出了点问题", "Something went wrong"),
}


def install(app: Flask) -> None:
    """Every refusal, conflict and fault has its page."""
    app.register_error_handler(SignedOut, signed_out)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(Conflict, lambda _: page(409, FIRST))
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, fault)


def refused(refusal: Refusal) -> Response:
    """The refusal's own words, and where to go from here."""
    response = page(refusal.status, refusal.text, refusal)
    if isinstance(refusal, Limited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def signed_out(out: SignedOut) -> BaseResponse:
    """To the door this page belongs to; a POST loses nothing, since it changed nothing."""
    parts = request.path.split("/")
    if len(parts) < 3 or parts[1] not in ("m", "o"):
        return page(401, SignedOut.text)
    if request.method == "GET":
        g.visitor.want(request.path)
    step = "second" if isinstance(out, SecondNeeded) else "in"
    return redirect(f"/{parts[1]}/{parts[2]}/{step}", 303)


def http(error: HTTPException) -> Response:
    """Flask's own refusals, in our words."""
    code = error.code or 500
    text = NotFound.text if code in (404, 405) else TITLES.get(code, FAULT)
    return page(code, text)


def fault(error: Exception) -> Response:
    """Logged with its trace; the page says nothing of it."""
    log.error("fault", exc_info=error)
    return page(500, FAULT)


def page(status: int, text: Text, refusal: Refusal | None = None) -> Response:
    """An error page that says what to do next."""
    title = TITLES.get(status, TITLES[409] if status < 500 else TITLES[500])
    assist = isinstance(refusal, NotWithdrawable) and refusal.assist
    by_hand = status == 403 and "market" in g and request.path.startswith("/c/")
    mine = (isinstance(refusal, Duplicate) or request.path.startswith("/l/")) and g.get("staff") is None
    html = rendering.render(
        "pages/error.html", title_text=title, text=text, assist=assist, by_hand=by_hand, mine=mine
    )
    return Response(html, status, mimetype="text/html")
