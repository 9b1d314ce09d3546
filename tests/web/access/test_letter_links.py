"""Links in letters: looking opens nothing, pressing opens one door, and only for whom it was written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from functions.domain.vocabulary import Role
from functions.local.cloud.sent_mail import Sent
from functions.services.tenants import staff
from tests.cast import Scene
from tests.web.visiting import Visit, filed, visitor

Mailbox = Callable[[], list[Sent]]


def way_in(letter: Sent) -> str:
    found = re.search(r"https://desk\.example(/l/\S+)", letter.text)
    assert found, letter.text
    return found[1]


@pytest.fixture
def letters(app: Flask, scene: Scene, mailbox: Mailbox) -> dict[str, str]:
    """The link each addressee was sent when a complaint was filed."""
    filed(app, scene)
    scene.tick()
    return {letter.to: way_in(letter) for letter in mailbox()}


def test_a_buyer_comes_back_by_the_link_in_their_mail(
    app: Flask, scene: Scene, letters: dict[str, str]
) -> None:
    buyer = visitor(app).open(letters["zhang@qq.example"])
    assert buyer.status == 200 and scene.number in buyer
    buyer.press("打开")
    assert buyer.path == f"/b/xinghai/{scene.number}" and buyer.status == 200
    assert scene.number in buyer.open("/b/xinghai").html


def test_looking_at_a_link_opens_nothing(app: Flask, scene: Scene, letters: dict[str, str]) -> None:
    for link in letters.values():
        scanner = visitor(app)
        for _ in range(3):
            assert scanner.open(link).status == 200
        assert scanner.open(f"/b/xinghai/{scene.number}").status == 404


def test_a_merchant_is_signed_in_for_their_own_case(
    app: Flask, scene: Scene, letters: dict[str, str]
) -> None:
    merchant = visitor(app).open(letters["m1@merchant.example"]).press("打开")
    assert merchant.path == f"/m/xinghai/case/{scene.number}"
    cookie = merchant.client.get_cookie("__Host-suyi", domain="desk.example")
    assert cookie
    first = scene.desk.vault.unsign("session", cookie.value, max_age=99)["s"]["m/xinghai"]
    merchant.open(letters["m1@merchant.example"]).press("打开")
    again = merchant.client.get_cookie("__Host-suyi", domain="desk.example")
    assert (
        again and scene.desk.vault.unsign("session", again.value, max_age=99)["s"]["m/xinghai"][1] != first[1]
    )


def test_a_merchant_whose_people_are_gone_is_not_let_in(
    app: Flask, scene: Scene, letters: dict[str, str]
) -> None:
    staff.disable(scene.desk, scene.market, "s1")
    scene.desk.tenants.marketplace("xinghai")
    answer = visitor(app).open(letters["m1@merchant.example"]).press("打开")
    assert answer.status == 403 or "/case/" not in answer.path


def broken(link: str) -> list[str]:
    changed = link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]
    return [
        changed,
        link.replace("/xinghai/", "/jiguang/"),
        link[:-20],
        "/l/xinghai/x",
        "/l/xinghai/" + "A" * 400,
    ]


def test_a_changed_or_foreign_link_opens_nothing(app: Flask, scene: Scene, letters: dict[str, str]) -> None:
    for good in letters.values():
        for bad in broken(good):
            stranger = visitor(app).open(bad)
            assert stranger.status == 403 and stranger.follow("我的投诉").status == 200


def test_a_link_is_used_by_a_form_of_ours_only(app: Flask, letters: dict[str, str]) -> None:
    link = letters["zhang@qq.example"]
    stranger: Visit = visitor(app).open(link)
    assert stranger.post(link).status == 403
    assert stranger.open("/b/xinghai").page.forms[0].action.endswith("/enter")


def test_an_operators_sign_in_link_leads_on_to_the_second_factor_once(
    app: Flask, scene: Scene, mailbox: Mailbox
) -> None:
    staff.send_link(scene.desk, scene.market, email="o1@desk.example", address="203.0.113.7", now=scene.now)
    scene.tick()
    link = way_in(mailbox()[-1])
    operator = visitor(app).open(link).press("登录")
    assert operator.path == "/o/xinghai/enrol"
    assert visitor(app).open(link).press("登录").status == 403
    assert scene.market.staff["o1"].role is Role.OPERATOR


def test_a_merchants_sign_in_link_leads_to_their_inbox(app: Flask, scene: Scene, mailbox: Mailbox) -> None:
    staff.send_link(
        scene.desk, scene.market, email="m1@merchant.example", address="203.0.113.7", now=scene.now
    )
    scene.tick()
    assert visitor(app).open(way_in(mailbox()[-1])).press("登录").path == "/m/xinghai"
