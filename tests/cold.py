"""A bare Flask with one form, the measure of everything; and the first page of a fresh interpreter, its or
the desk's.

python -m tests.cold               the bare form python -m tests.cold REQUEST       the desk's page for
a pickled request, over what the environment names python -m tests.cold REQUEST zappa the same, after
Zappa's own handler
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

FORM = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} - {{ shop }}</title><link rel="stylesheet" href="/static/form.css"></head><body>
<header><a href="/">{{ shop }}</a><nav><a href="/mine">我的投诉</a></nav></header><main><h1>{{ title }}</h1>
<dl>{% for name, value in facts %}<div><dt>{{ name }}</dt><dd>{{ value }}</dd></div>{% endfor %}</dl>
<form method="post" action="/complain"><input type="hidden" name="token" value="{{ token }}">
<fieldset><legend>遇到的问题</legend>{% for code, label, hint in problems %}
<label class="pick"><input type="radio" name="problem" value="{{ code }}"{% if loop.first %} checked{% endif %}>
<span>{{ label }}<small>{{ hint }}</small></span></label>{% endfor %}</fieldset>
<fieldset><legend>希望怎么解决</legend>{% for code, label in remedies %}
<label class="pick"><input type="radio" name="remedy" value="{{ code }}"{% if loop.first %} checked{% endif %}>
<span>{{ label }}</span></label>{% endfor %}</fieldset>
<div class="field"><label for="words">说说经过</label><p class="hint" id="h-words">什么时候、怎么用的、看到什么提示</p>
<textarea id="words" name="words" rows="4" maxlength="500" aria-describedby="h-words">{{ words }}</textarea></div>
<div class="field"><label for="email">邮箱</label><p class="hint" id="h-email">只用来通知您，不会给商家看。</p>
<input id="email" name="email" type="email" autocomplete="email" value="{{ email }}" aria-describedby="h-email"></div>
<button>提交投诉</button></form></main>
<footer><p>您随时可以拨打 12315，或向付款渠道投诉。</p><a href="/rules">处理规则</a><a href="?lang=en">English</a></footer>
</body></html>"""
PROBLEMS = [(f"K{n}", f"第 {n} 种常见的问题", "充值或激活时提示错误") for n in range(31)]
"""As many as the desk's own form offers."""
REMEDIES = [("refund", "退款"), ("reissue", "补发"), ("partial", "部分退款")]
FACTS = [
    ("订单号", "KM2026112200187"),
    ("商品", "游戏点卡 100 元面值"),
    ("金额", "¥98.50"),
    ("店铺", "极速卡社"),
]
Wsgi = Callable[..., Any]


class Request(NamedTuple):
    """A prepared request: the WSGI environment without its streams, and the body."""

    environ: dict[str, Any]
    body: bytes = b""


PLAIN = Request(
    {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/form",
        "QUERY_STRING": "",
        "SERVER_NAME": "desk.example",
        "SERVER_PORT": "443",
        "HTTP_HOST": "desk.example",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
    }
)


def bare() -> Wsgi:
    """One view, one template of about the size of the desk's form, nothing else."""
    from flask import Flask, render_template

    app = Flask("bare")
    app.jinja_env.loader = _loader()
    said = {
        "title": "投诉这笔订单",
        "shop": "星海卡盟",
        "facts": FACTS,
        "problems": PROBLEMS,
        "remedies": REMEDIES,
    }

    @app.get("/form")
    def form() -> str:
        return render_template("form.html", token="0" * 40, words="", email="", **said)

    return app.wsgi_app


def _loader() -> Any:
    from jinja2 import DictLoader

    return DictLoader({"form.html": FORM})


def ask(wsgi: Wsgi, request: Request) -> tuple[str, bytes]:
    """Status and body of one request, straight through WSGI."""
    heard: list[str] = []
    environ = {**request.environ, "wsgi.input": io.BytesIO(request.body), "wsgi.errors": sys.stderr}
    answer = wsgi(environ, lambda status, *_: heard.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return heard[0], body


def desk(path: str) -> tuple[Wsgi, Request]:
    """The desk over what the environment names, at the moment of the pickled request."""
    from functions.config import Config
    from functions.domain.marketplace import Merchant
    from functions.web import create_app
    from functions.wiring import connect

    with Path(path).open("rb") as file:
        request, now, market = pickle.load(file)
    made = connect(Config.from_env(os.environ))
    if market is not None:
        made.tenants.known[market.id] = (float("inf"), market)  # type: ignore[attr-defined]
        for seller, name in market.shops.items():
            seen = (float("inf"), Merchant(seller, name))
            made.tenants.sellers[market.id, "id", seller] = seen  # type: ignore[attr-defined]
    return create_app(made, clock=lambda: now).wsgi_app, request


def main() -> int:
    """0 when the page was there."""
    if "zappa" in sys.argv:
        import zappa.handler  # noqa: F401 - what its package runs before anything of ours

        status, _ = ask(*desk(sys.argv[1]))
    elif len(sys.argv) > 1:
        from functions.entry import starting

        with starting():  # as the door does it
            status, _ = ask(*desk(sys.argv[1]))
    else:
        status, _ = ask(bare(), PLAIN)
    return int(status != "200 OK")


if __name__ == "__main__":
    sys.exit(main())
