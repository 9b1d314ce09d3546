"""The page of merchants, where one leaves."""

from __future__ import annotations

from functions.domain.vocabulary import State
from tests.web.browsing import text_of

PAGE = "/o/xinghai/merchants"


def test_an_admin_who_is_sure_lets_one_leave(scene, person):
    c = scene.file()
    me = person("o1")
    page = text_of(me.get(PAGE).text)
    assert "极速卡社" in page and "云点数卡" in page
    unsure = me.post(PAGE, PAGE, 'value="m1"')
    assert unsure.status_code == 422 and "请先勾选确认" in unsure.text
    gone = me.post(PAGE, PAGE, 'value="m1"', sure="1")
    assert gone.location == f"{PAGE}?moved=1"
    assert "已退出" in text_of(me.get(gone.location).text)
    assert scene.desk.cases.load("xinghai", c.id).state is State.AWAITING_RULING


def test_who_is_no_admin_sees_them_and_lets_nobody_leave(scene, person):
    me = person("o2")
    assert "商家退出平台" not in me.get(PAGE).text
    refused = me.send(PAGE, {"csrf": me.csrf(), "merchant": "m1", "sure": "1"})
    assert refused.status_code == 403
    assert not scene.desk.tenants.merchant("xinghai", "m1").left
