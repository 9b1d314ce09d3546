"""What only the local mode has on the web: the start page, its doors and its clock.

Never packaged: ``create_app`` is given these pages by ``suyi serve`` and by nobody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from functions.domain.errors import Invalid, NotFound
from functions.domain.vocabulary import Role, Text
from functions.jobs import TickFailed, tick
from functions.local import mailbox
from functions.local.clock import DemoClock
from functions.local.demo import shop
from functions.local.demo import sign_in_buttons as demo_doors
from functions.local.demo.demo_orders import MARKETPLACES
from functions.local.demo.demo_staff import TOTP
from functions.local.ticker import Ticker
from functions.ports import Desk
from functions.web.frame import forms, guards, language

GUARD = "this machine only: the server listens on 127.0.0.1, and names other than its own are refused"
NAMES = ("localhost", "127.0.0.1")
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
AWAITED = (Role.BUYER, Role.MERCHANT, Role.OPERATOR, Role.ARBITER)
NOTHING = Text(
    "没有在等的期限，可以推进 1 小时或 24 小时", "Nothing is waiting; forward by an hour or a day instead"
)
blueprint = Blueprint(
    "local", __name__, template_folder="templates", static_folder="assets", static_url_path="/local/assets"
)
blueprint.register_blueprint(shop.blueprint)
blueprint.register_blueprint(mailbox.blueprint)


@dataclass(frozen=True, slots=True)
class Local:
    """What the local pages work on beside the desk."""

    clock: DemoClock
    ticker: Ticker
    endpoint: str


def install(app: Flask, local: Local) -> None:
    """Gives ``app`` the local pages; other names for this machine are refused, and a form sent nudges the
    post."""
    app.extensions["suyi-local"] = local
    app.before_request_funcs.setdefault(None, []).insert(0, _known_name)
    app.register_blueprint(blueprint)

    @app.after_request
    def _nudge(response: Response) -> Response:
        if request.method == "POST":
            local.ticker.nudge()
        return response


def _known_name() -> Response | None:
    """A page elsewhere that had its name rebound to this machine gets nowhere near the one-click doors."""
    if request.host.rpartition(":")[0] in NAMES or request.host in NAMES:
        return None
    return Response(
        "本机演示只认 localhost。The local desk is known as localhost only.\n", 421, mimetype="text/plain"
    )


def _local() -> Local:
    local: Local = current_app.extensions["suyi-local"]
    return local


@blueprint.get("/local")
def start() -> str:
    """The doors, what to try, the demo's clock."""
    import pyotp

    known = [g.desk.tenants.marketplace(each) for each in in_order(g.desk)]
    markets = [(m, demo_doors.of(m), bool(shop.ranked(m))) for m in known]
    return render_template(
        "local/start.html",
        lang=language.speaking(),
        markets=markets,
        now=g.now,
        shifted=_local().clock.shift > timedelta(0),
        due=next_deadline(g.desk),
        totp=TOTP,
        code=pyotp.TOTP(TOTP).at(g.now),
    )


@blueprint.get("/")
def front() -> BaseResponse:
    """Who types the bare address is led to the start page."""
    return redirect("/local", 303)


@blueprint.post("/local/door/<role>/<marketplace>")
def door(role: str, marketplace: str) -> BaseResponse:
    """Sign in as somebody of the demo, without letter or second factor."""
    m = guards.market(marketplace)
    return redirect(demo_doors.open_door(m, role, forms.text("who", 60)), 303)


@blueprint.post("/local/clock")
def forward() -> BaseResponse:
    """Move the demo's clock on and carry out what fell due."""
    step = forms.text("step", 10)
    local = _local()
    if step == "next":
        due = next_deadline(g.desk)
        if due is None:
            raise Invalid({"step": NOTHING})
        by = max(due - g.now, timedelta(seconds=1))
    elif step in STEPS:
        by = STEPS[step]
    else:
        raise NotFound
    local.clock.forward(by)
    _carry_out(g.desk, local.clock())
    return redirect("/local#clock", 303)


def _carry_out(desk: Desk, now: datetime) -> None:
    """A row that failed was set aside and logged; the page need not fail with it."""
    try:
        tick(desk, now)
    except TickFailed:
        current_app.logger.warning("some rows were set aside")


def next_deadline(desk: Desk) -> datetime | None:
    """The soonest deadline of everything that awaits somebody, in any marketplace."""
    found = list(_first_deadlines(desk))
    return datetime.fromtimestamp(min(found), UTC) if found else None


def _first_deadlines(desk: Desk) -> Iterator[int]:
    for market in desk.tenants.marketplaces():
        for awaited in (*AWAITED, "assistance"):
            yield from (
                row.deadline for row in desk.lists.queue(market, awaited, limit=1).rows if row.deadline
            )


def doors(desk: Desk) -> Iterator[str]:
    """What ``suyi serve`` prints: where everybody goes in, Chinese first."""
    base = desk.settings.base_url
    home = f"{base}/local"
    places = _places(desk, base)
    yield f"诉易已启动：{home}"
    yield from (f"  {zh}  {address}" for zh, _, address in places)
    yield "  数据在本机，按 Ctrl+C 停止，下次启动都还在。"
    yield f"Suyi is up: {home}"
    yield from (f"  {en}  {address}" for _, en, address in places)
    yield "  All data stays on this machine; Ctrl+C stops, the next start finds it again."


def _places(desk: Desk, base: str) -> list[tuple[str, str, str]]:
    home = ("一键进门和演示时钟", "One-click doors, demo clock", f"{base}/local")
    if not (known := in_order(desk)):
        return [home]
    return [
        home,
        ("演示店铺的订单页", "Demo shop's order page", f"{base}/local/shop/{known[0]}"),
        ("买家：我的投诉", "Buyer's complaints", f"{base}/b/{known[0]}"),
        ("商家后台", "Merchant's desk", f"{base}/m/{known[0]}"),
        ("平台客服工作台", "Operator's queue", f"{base}/o/{known[0]}"),
        ("收信箱", "Mailbox", f"{base}/local/mailbox"),
    ]


def in_order(desk: Desk) -> list[str]:
    """The tenants, the demo's first and in their own order."""
    known = [each.ref for each in MARKETPLACES]
    return sorted(
        desk.tenants.marketplaces(),
        key=lambda name: (known.index(name) if name in known else len(known), name),
    )
