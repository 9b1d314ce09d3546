"""How staff come in, how they leave, and that nobody else does."""

from __future__ import annotations

import re

import pyotp
import pytest

from functions.domain.errors import Conflict
from functions.services.tenants import staff
from functions.web.frame import cookie as visitor
from tests.web.browsing import ORIGIN, text_of

QUEUE, MINE = "/o/xinghai", "/m/xinghai"


def link_in(sent) -> str:
    return re.search(r"/l/xinghai/[\w.~-]+", sent.text)[0]


def ask(person, email: str, door: str = "o"):
    return person.post(f"/{door}/xinghai/in", f"/{door}/xinghai/in", email=email)


def came_by_link(scene, person, mailbox, email: str = "o1@desk.example"):
    """Somebody who pressed the button behind the mailed link."""
    ask(person, email)
    scene.tick()
    link = link_in(mailbox()[-1])
    return person.post(link, link)


def secret_on(page: str) -> str:
    return re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")


def enrolled(scene, person, mailbox) -> tuple[str, list[str]]:
    """Somebody through the whole door: their secret and their recovery codes."""
    came_by_link(scene, person, mailbox)
    page = person.get("/o/xinghai/enrol").text
    secret = secret_on(page)
    box = {**hidden(page), "code": pyotp.TOTP(secret).at(scene.now)}
    shown = person.send("/o/xinghai/enrol", box)
    assert shown.status_code == 200
    return secret, re.findall(r"<code>(\w{10})</code>", shown.text)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def cookie(person) -> str:
    return person.client.get_cookie(visitor.NAME, domain="desk.example").value


def test_known_and_unknown_are_told_the_same(scene, person, mailbox):
    known, unknown = ask(person(), "o1@desk.example"), ask(person(), "nobody@desk.example")
    strip = [re.sub(r'value="[^"]*"|\S+@desk.example', "", r.text) for r in (known, unknown)]
    assert (known.status, strip[0]) == (unknown.status, strip[1])
    scene.tick()
    assert [each.to for each in mailbox()] == ["o1@desk.example"]


def test_what_is_no_address_is_asked_for_again_with_what_was_typed(person):
    for typed in ("", "王芳"):
        again = ask(person(), typed)
        assert again.status_code == 422
        assert f'value="{typed}"' in again.text
        assert "<title>错误：" in again.text


def test_asking_is_limited_by_account_and_by_address(scene, person):
    answers = [ask(person(), email).status_code for email in ["O1+a@desk.example", "o1@desk.example"] * 2]
    assert answers == [200, 200, 200, 429]
    spread = [ask(person(), f"n{i}@desk.example") for i in range(10)]
    assert spread[-1].status_code == 429
    assert int(spread[-1].headers["Retry-After"]) > 0


def test_the_link_opens_only_when_its_button_is_pressed_and_only_once(scene, person, mailbox):
    me = person()
    ask(me, "o1@desk.example")
    scene.tick()
    link = link_in(mailbox()[-1])
    scanner = person()
    assert scanner.get(link).status_code == scanner.get(link).status_code == 200
    assert scanner.get("/o/xinghai/second").location == "/o/xinghai/in"
    assert me.post(link, link).location == "/o/xinghai/second"
    assert person().post(link, link).status_code == 403


def test_a_mailed_link_alone_opens_no_desk(scene, person, mailbox):
    me = person()
    came_by_link(scene, me, mailbox)
    c = scene.file()
    for path in (QUEUE, f"/o/xinghai/case/{c.id}", "/o/xinghai/notices"):
        assert me.get(path).location == "/o/xinghai/second"
    assert me.get("/o/xinghai/second").location == "/o/xinghai/enrol"
    refused = me.send(
        f"/o/xinghai/case/{c.id}/do",
        {"csrf": me.csrf(), "cmd": "a" * 12, "action": "mark", "mark": "malicious"},
    )
    assert refused.location.endswith("/in")
    assert scene.load() == c


def test_enrolment_shows_secret_and_codes_once_and_lets_in(scene, person, mailbox):
    me = person()
    secret, codes = enrolled(scene, me, mailbox)
    assert len(set(codes)) == staff.RECOVERY_CODES
    assert me.get(QUEUE).status_code == 200
    assert me.get("/o/xinghai/enrol").location == QUEUE
    kept = scene.desk.tenants.marketplace("xinghai").staff["o1"]
    assert secret not in kept.totp and not set(codes) & set(kept.recovery)


def test_a_second_enrolment_at_the_same_time_is_told_that_somebody_was_first(scene, person, mailbox):
    me = person()
    came_by_link(scene, me, mailbox)
    page = me.get("/o/xinghai/enrol").text
    scene.desk.tenants.inner.put_staff("xinghai", "o1", totp="the other one's")  # another process's
    box = {**hidden(page), "code": pyotp.TOTP(secret_on(page)).at(scene.now)}
    refused = me.send("/o/xinghai/enrol", box)
    assert refused.status_code == 409 and not re.findall(r"<code>", refused.text)
    assert scene.desk.tenants.person("xinghai", "o1").totp == "the other one's"
    assert me.get("/o/xinghai/enrol").location == "/o/xinghai/second"


def test_a_recovery_code_is_tried_again_when_the_person_was_changed_meanwhile(
    scene, person, mailbox, monkeypatch
):
    me = person()
    _, codes = enrolled(scene, me, mailbox)
    again = person()
    came_by_link(scene, again, mailbox)
    inner, lost = scene.desk.tenants.inner, [True, True]
    spend = inner.spend_recovery

    def second(*said):
        if lost:
            lost.pop()
            raise Conflict
        return spend(*said)

    monkeypatch.setattr(inner, "spend_recovery", second)
    form = {**hidden(again.get("/o/xinghai/second").text), "code": codes[0]}
    assert again.send("/o/xinghai/second", form).location == QUEUE
    lost += [True] * staff.TRIES
    came_by_link(scene, again, mailbox)
    form = {**hidden(again.get("/o/xinghai/second").text), "code": codes[1]}
    assert again.send("/o/xinghai/second", form).status_code == 409
    assert len(scene.desk.tenants.person("xinghai", "o1").recovery) == staff.RECOVERY_CODES - 1


def test_a_wrong_first_code_keeps_the_same_secret(scene, person, mailbox):
    me = person()
    came_by_link(scene, me, mailbox)
    page = me.get("/o/xinghai/enrol").text
    again = me.send("/o/xinghai/enrol", {**hidden(page), "code": "000000"})
    assert again.status_code == 422
    assert secret_on(again.text) == secret_on(page)
    assert "style=" not in page and "<script>" not in page


def test_a_box_of_somebody_else_or_too_old_starts_again(scene, person, mailbox):
    me, other = person(), person()
    came_by_link(scene, me, mailbox)
    mine = hidden(me.get("/o/xinghai/enrol").text)
    came_by_link(scene, other, mailbox, "o2@desk.example")
    theirs = {**hidden(other.get("/o/xinghai/enrol").text), "box": mine["box"], "code": "123456"}
    assert other.send("/o/xinghai/enrol", theirs).location == "/o/xinghai/enrol"
    scene.after(minutes=16)
    assert me.send("/o/xinghai/enrol", {**mine, "code": "123456"}).location == "/o/xinghai/enrol"
    assert me.send("/o/xinghai/enrol", {**mine, "box": "x", "code": "123456"}).location == "/o/xinghai/enrol"


@pytest.fixture
def back_again(scene, person, mailbox):
    """The enrolled operator at the second step, a while later; with their secret and recovery codes."""
    secret, codes = enrolled(scene, person(), mailbox)
    scene.after(minutes=20)
    me = person()
    assert came_by_link(scene, me, mailbox).location == "/o/xinghai/second"
    return me, secret, codes


def second(me, code: str):
    return me.post("/o/xinghai/second", "/o/xinghai/second", code=code)


def test_a_code_works_once_and_makes_a_new_session(scene, person, mailbox, back_again):
    me, secret, _ = back_again
    half, code = cookie(me), pyotp.TOTP(secret).at(scene.now)
    assert second(me, code).location == QUEUE
    assert me.get(QUEUE).status_code == 200
    fixed = person()
    fixed.client.set_cookie(visitor.NAME, half, domain="desk.example", secure=True)
    assert fixed.get("/o/xinghai/second").location == "/o/xinghai/in"
    other = person()
    came_by_link(scene, other, mailbox)
    assert second(other, code).status_code == 422


def test_a_recovery_code_works_once(scene, person, mailbox, back_again):
    me, _, codes = back_again
    assert second(me, codes[0].upper()).location == QUEUE
    other = person()
    came_by_link(scene, other, mailbox)
    assert second(other, codes[0]).status_code == 422
    assert second(other, codes[1]).location == QUEUE


def test_guessing_is_limited(back_again):
    me, _, _ = back_again
    assert [second(me, f"{i:06d}").status_code for i in range(6)] == [422] * 5 + [429]


def test_signed_out_is_dead_wherever_the_cookie_lies(scene, person):
    me = person("o1")
    kept = cookie(me)
    assert me.get(QUEUE).status_code == 200
    assert me.send("/o/xinghai/out", {"csrf": me.csrf()}).location == "/o/xinghai/in"
    copy = person()
    copy.client.set_cookie(visitor.NAME, kept, domain="desk.example", secure=True)
    assert me.get(QUEUE).location == copy.get(QUEUE).location == "/o/xinghai/in"


def test_disabled_is_dead_at_once(scene, person):
    me = person("s1")
    c = scene.file()
    page = me.hidden(f"/m/xinghai/case/{c.id}", 'value="answer"')
    staff.disable(scene.desk, scene.market, "s1")
    assert me.get(MINE).location == "/m/xinghai/in"
    assert me.send(f"/m/xinghai/case/{c.id}/do", {**page, "how": "refund"}).location == "/m/xinghai/in"
    assert scene.load() == c


def test_half_an_hour_idle_or_twelve_hours_in_all(scene, person):
    idle, busy = person("o1"), person("o1")
    for _ in range(25):
        scene.after(minutes=29)
        if busy.get(QUEUE).status_code != 200:
            break
    began = scene.now
    assert idle.get(QUEUE).location == busy.get(QUEUE).location == "/o/xinghai/in"
    assert began.hour == 16  # twelve hours after noon in Shanghai, and not one half hour earlier


def test_the_cookie_is_for_this_host_and_no_script(person):
    said = person().get("/o/xinghai/in").headers["Set-Cookie"]
    assert said.startswith("__Host-")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in said.split(";")}
    assert "Domain" not in said


def test_one_goes_on_to_where_one_was_going(scene, person, mailbox, back_again):
    me, secret, _ = back_again
    c = scene.file()
    me.get(f"/o/xinghai/case/{c.id}?x=1")
    assert second(me, pyotp.TOTP(secret).at(scene.now)).location == f"/o/xinghai/case/{c.id}"


def test_a_stranger_of_another_marketplace_is_nobody_here(scene, person):
    stranger = person("o1", market="jiguang")
    assert stranger.get("/o/jiguang").status_code == 200
    assert stranger.get(QUEUE).location == "/o/xinghai/in"
    assert "登录" in text_of(stranger.get("/o/xinghai/in").text)
    assert ORIGIN not in stranger.get("/o/xinghai/in").text
