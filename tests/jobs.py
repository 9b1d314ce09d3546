"""The jobs of the desk, each done once against an embedded cloud: its calls counted, its page kept to be
done again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from functions.domain.vocabulary import Action, Role
from functions.services import submitting
from functions.services.sweep import sweep
from functions.web.frame import cookie as visitor
from tests.cast import TWO_HUNDRED, Scene, link, marketplace
from tests.cold import Request, ask
from tests.counting import Counted, counting
from tests.replay import Recorded, Tape
from tests.web.browsing import ORIGIN, Person, app_of

DUE, QUEUE = 20, 25
ADDRESS = {"REMOTE_ADDR": "203.0.113.7"}
MARKET = "xinghai"


@dataclass
class Bench:
    """A desk whose client is counted and taped; ``counts`` and ``recorded`` fill as jobs are done."""

    scene: Scene
    client: Any
    tape: Tape
    app: Flask = field(init=False)
    counts: dict[str, list[Counted]] = field(default_factory=dict)
    recorded: dict[str, Recorded] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = app_of(self.scene)

    @contextlib.contextmanager
    def counting(self, name: str) -> Iterator[None]:
        """What the block calls is the cost of ``name``."""
        with counting(self.client) as count:
            yield
        self.counts[name] = count.calls

    def page(self, name: str, who: Person, path: str, fields: dict[str, str] | None = None) -> None:
        """One request, counted with its limits and kept without them."""
        request = prepared(who, path, fields)
        with self.tape.recording() as replies, self.counting(name):
            status, _ = ask(self.app.wsgi_app, request)
        if status[0] not in "23":
            raise AssertionError(f"{name}: {status}")
        kept = [reply for reply in replies if reply[0] != "UpdateItem"]
        self.recorded[name] = Recorded(self.app.wsgi_app, request, kept, status)


def filed(scene: Scene, n: int, *, contested: bool = False) -> str:
    """The number of a complaint of 200 characters by somebody of their own."""
    who = {"email": f"b{n}@qq.example", "address": f"203.0.113.{n}"}
    scene.file(words=TWO_HUNDRED, order=f"KM20261122{n:05d}", **who)
    if contested:
        scene.contest()
    return scene.number


def prepared(who: Person, path: str, fields: dict[str, str] | None = None) -> Request:
    """A request as that person's browser would send it, cookie and all."""
    cookie = who.client.get_cookie(visitor.NAME, domain="desk.example")
    headers = {"Cookie": f"{visitor.NAME}={cookie.value}"} if cookie else {}
    method = "GET" if fields is None else "POST"
    path, _, query = path.partition("?")
    builder = EnvironBuilder(
        path, ORIGIN, query_string=query, method=method, data=fields, headers=headers, environ_base=ADDRESS
    )
    environ = builder.get_environ()
    body = environ.pop("wsgi.input").read()
    environ.pop("wsgi.errors")
    return Request(environ, body)


def form_path(scene: Scene, order: str = "KM2026112200187") -> str:
    """A signed link to the form."""
    return f"/c/{MARKET}?" + "&".join(f"{name}={value}" for name, value in link(scene.now, o=order).items())


def buyers(bench: Bench) -> None:
    """Filing by one click, looking at it, withdrawing it."""
    buyer, path = Person(bench.scene, bench.app), form_path(bench.scene)
    chosen = {"category": "K1", "remedy": "refund", "words": TWO_HUNDRED, "email": "zhang@qq.example"}
    fields = {**buyer.hidden(path), **chosen}
    bench.page("open the form", buyer, path)
    bench.page("submit", buyer, f"/c/{MARKET}", fields)
    receipt = buyer.send(
        f"/c/{MARKET}", fields
    ).location  # again, for the browser's cookie: the same complaint
    place = receipt.removesuffix("/receipt")
    bench.scene.number = place.rsplit("/", 1)[1]
    withdrawing = buyer.hidden(f"{place}/withdraw") | {"step": "send", "reason": "mistake", "words": "点错了"}
    bench.scene.contest()
    bench.page("status page", buyer, place)
    bench.page("withdraw", buyer, f"{place}/withdraw", withdrawing)


def merchants(bench: Bench) -> None:
    """Answering: the merchant disagrees."""
    merchant = Person(bench.scene, bench.app).sign_in("s1")
    place = f"/m/{MARKET}/case/{filed(bench.scene, 1)}"
    words = {"action": "answer", "how": "contest", "words": TWO_HUNDRED}
    bench.page("answer", merchant, f"{place}/do", merchant.hidden(place, 'name="how"') | words)


def operators(bench: Bench) -> None:
    """Looking at the queue, ruling."""
    operator = Person(bench.scene, bench.app).sign_in("o1")
    for n in range(QUEUE):
        number = filed(bench.scene, 10 + n, contested=True)
    bench.page("queue page of 25", operator, f"/o/{MARKET}")
    place = f"/o/{MARKET}/case/{number}"
    ruled = {"action": "rule", "result": "refund", "clauses": "1.2", "words": TWO_HUNDRED}
    bench.page("rule", operator, f"{place}/do", operator.hidden(place, 'name="result"') | ruled)


def clock(bench: Bench) -> None:
    """The tick with nothing due and with twenty, letters sent before; in a marketplace that no page shows."""
    scene = elsewhere(bench)
    with bench.counting("idle tick"):
        sweep(scene.desk, scene.now)
    for n in range(DUE):
        filed(scene, n)
    scene.tick()
    scene.after(hours=24)
    with bench.counting(f"tick with {DUE} due"):
        moved = sweep(scene.desk, scene.now).moved
    if moved != DUE:
        raise AssertionError(f"{moved} moved")


def life(bench: Bench) -> None:
    """From filing to the buyer's yes with every letter, before anything else is there to be due."""
    scene = elsewhere(bench)
    with bench.counting("a whole life"):
        filed(scene, 90)
        scene.tick()
        scene.contest()
        scene.tick()
        scene.rule()
        scene.tick(minutes=6)
        scene.tick()
        scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款")
        scene.tick()
        scene.do(Action.CONFIRM, Role.BUYER)
        scene.tick()


def pictured(bench: Bench) -> None:
    """Filing with three pictures that were uploaded before: their places cost limits, and were paid for
    then."""
    scene = elsewhere(bench)
    token = submitting.new_token(scene.desk, scene.market.id, scene.now)
    number = submitting.number_of(scene.desk, scene.market.id, token, order_no="KM2026112200333")
    places = scene.uploaded(3, number=number)
    with bench.counting("submit, 3 pictures"):
        scene.file(words=TWO_HUNDRED, order="KM2026112200333", token=token, evidence=places)


def elsewhere(bench: Bench) -> Scene:
    """Another marketplace of the same desk, with a clock of its own."""
    desk = bench.scene.desk
    return Scene(desk, marketplace(desk, "jiguang"))


JOBS = (life, clock, pictured, buyers, merchants, operators)
"""In this order: a life before other complaints fall due, pages where the ticks left nothing."""
