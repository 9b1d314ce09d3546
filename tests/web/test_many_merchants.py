"""Five thousand merchants change no page's figure but the row of a shop that no list has: the same calls and
the same units as with two, in a process that remembers nothing. Where they do not fit a list, a shop is
written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.adapters.dynamo import merchants, wire
from functions.domain.errors import Invalid
from functions.domain.marketplace import MOST_LISTED, Merchant
from functions.domain.vocabulary import Action, Role, State
from functions.services import buyers, identity
from tests import cast
from tests.cast import Scene
from tests.counting import Count, counting
from tests.web.browsing import Person, app_of

MANY = 5000


def merchant(i: int) -> Merchant:
    return Merchant(f"s{i:04d}", f"卡铺 {i} 号", (f"s{i}@merchant.example",))


def fill(client: Any, table: str, desk: Any) -> None:
    """Through the desk until they are many; the others as it writes them."""
    for i in range(MOST_LISTED):
        desk.tenants.put_merchant("xinghai", merchant(i))
    items = [
        wire.item_out(row)
        for i in range(MOST_LISTED, MANY)
        for row in merchants.written("xinghai", merchant(i))
    ]
    batches = [items[i : i + 25] for i in range(0, len(items), 25)]

    def write(batch: list[Any]) -> None:
        client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": each}} for each in batch]})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, batches))


@pytest.fixture
def counted(cloud, table):
    """A scene whose merchant has answered, and the client of its desk."""
    client = cloud.new_client("dynamodb")
    scene = Scene(cast.desk_over(table, lambda: client, cloud.endpoint), None)  # type: ignore[arg-type]
    scene.market = cast.marketplace(scene.desk)
    scene.file()
    scene.contest()
    return scene, client


def pages(scene: Scene) -> dict[str, tuple[Person, str]]:
    app = app_of(scene)
    buyer, seller, operator = Person(scene, app), Person(scene, app), Person(scene, app)
    seller.sign_in("s1")
    operator.sign_in("o1")
    link = f"/c/xinghai?{urlencode(cast.link(scene.now, o='KM2026112200999'))}"
    sent = {
        **buyer.hidden(link),
        "category": "K1",
        "remedy": "refund",
        "words": cast.WORDS,
        "email": "li@qq.example",
    }
    mine = buyer.send("/c/xinghai", sent).location.removesuffix("/receipt")
    return {
        "form by link": (buyer, link),
        "form by hand": (buyer, "/c/xinghai/new"),
        "buyer's case": (buyer, mine),
        "buyer's list": (buyer, "/b/xinghai"),
        "inbox": (seller, "/m/xinghai"),
        "merchant's case": (seller, f"/m/xinghai/case/{scene.number}"),
        "queue": (operator, "/o/xinghai"),
        "operator's case": (operator, f"/o/xinghai/case/{scene.number}"),
    }


def figures(scene: Scene, client: Any, seen: dict[str, tuple[Person, str]]) -> dict[str, Any]:
    """Calls, read units and items examined of each page, asked of a process that has just begun."""
    found = {}
    for name, (person, path) in seen.items():
        scene.desk.tenants.known.clear()
        scene.desk.tenants.sellers.clear()
        with counting(client) as count:
            assert person.get(path).status_code == 200, name
        found[name] = (sorted(call.operation for call in count.calls), count.read_units)
    return found


def test_five_thousand_merchants_cost_the_form_by_link_one_small_row_and_no_other_page_anything(
    counted, table
):
    scene, client = counted
    seen = pages(scene)
    few = figures(scene, client, seen)
    fill(client, table, scene.desk)
    assert scene.desk.tenants.marketplace("xinghai").many
    calls, units = few["form by link"]
    assert (calls, units) == (["Query"], 1), "the list says whose it is"
    many = {**few, "form by link": (["GetItem", *calls], units + 1)}
    assert figures(scene, client, seen) == many
    assert scene.desk.tenants.merchant("xinghai", "s4999") == merchant(4999)


def test_a_page_reads_the_tenant_and_at_most_one_merchant_and_a_warm_one_neither(counted):
    scene, client = counted
    for name, (person, path) in pages(scene).items():
        scene.desk.tenants.known.clear()
        scene.desk.tenants.sellers.clear()
        cold, warm = Count(), Count()
        for count in (cold, warm):
            with counting(client) as found:
                person.get(path)
            count.calls = found.calls
        assert len(cold.calls) - len(warm.calls) in (1, 2), name


# Where they are many


@pytest.fixture
def crowded(scene: Scene) -> Scene:
    """A marketplace with one merchant more than a list has."""
    table, more = scene.desk.tenants.inner.table, [merchant(i) for i in range(MOST_LISTED - 1)]
    for row in (row for each in more for row in merchants.written("xinghai", each)):
        table.put(row)
    shops = {each.id: each.name for each in (*cast.MERCHANTS.values(), *more)}
    table.put({"pk": "MKT#xinghai", "sk": "SHOPS", "body": merchants.listed(shops)})
    scene.desk.tenants.known.clear()
    return replace(scene, market=scene.desk.tenants.marketplace("xinghai"))


def test_up_to_fifty_are_chosen_from_a_list_and_more_are_written(scene, crowded, person):
    assert not scene.market.many and set(scene.market.shops) == {"m1", "m2"}
    assert crowded.market.many and not crowded.market.shops
    assert '<input class="box" id="f-merchant"' in person().get("/c/xinghai/new").text
    assert '<input class="box" id="f-merchant"' in person("o1").get("/o/xinghai").text
    assert '<select class="box" id="f-merchant"' in person().get("/c/jiguang/new").text


@pytest.mark.parametrize("said", ["m1", "极速卡社", " 极速卡社 ", "卡铺 7 号", "卡铺  ７ 号", "s0007"])
def test_a_shop_is_known_by_its_id_or_its_whole_name(crowded, said):
    c = crowded.file(by_link=False, merchant=said.strip())
    assert (c.merchant, c.shop) in {("m1", "极速卡社"), ("s0007", "卡铺 7 号")}


@pytest.mark.parametrize("said", ["极速", "极速卡社二号", "m", "0", "S0007", "不知道"])
def test_a_shop_nobody_knows_is_filed_and_waits_for_an_operator_once_admitted(crowded, person, said):
    c = crowded.file(by_link=False, merchant=said)
    assert (c.state, c.merchant, c.shop) == (State.UNVERIFIED, "", "星海卡盟")
    code = identity.verify_code(crowded.desk, c)
    buyers.verify(crowded.desk, crowded.market, c.id, code=code, key="a-click-1", now=crowded.now)
    assert crowded.load().state is State.AWAITING_CHECK
    c = crowded.do(Action.ADMIT, Role.OPERATOR)
    assert (c.state, c.merchant_told) == (State.AWAITING_ASSIGNMENT, False)
    assert f"买家填写的店铺是“{said}”" in person("o1").get(f"/o/xinghai/case/{c.id}").text
    assert crowded.do(Action.ASSIGN, Role.OPERATOR, merchant="卡铺 3 号").merchant == "s0003"


def test_what_a_buyer_called_a_shop_goes_into_no_letter(crowded, mailbox):
    crowded.file(by_link=False, merchant="加微信 kkk123 退款")
    crowded.tick(minutes=1)
    assert mailbox() and not any("kkk123" in mail.text for mail in mailbox())


def test_no_shop_at_all_is_asked_for_and_the_check_page_says_what_was_written(crowded, person):
    me = person()
    fields = me.hidden("/c/xinghai/new") | {
        "order": "KM2026112200187",
        "category": "K1",
        "remedy": "refund",
        "words": cast.WORDS,
        "email": "zhang@qq.example",
        "fen": "98.50",
    }
    refused = me.send("/c/xinghai/new", {**fields, "merchant": ""})
    assert refused.status_code == 422 and "请填写店铺名称" in refused.text
    assert "加急小店" in me.send("/c/xinghai/new", {**fields, "merchant": "加急小店"}).text
    assert "卡铺 7 号" in me.send("/c/xinghai/new", {**fields, "merchant": "s0007"}).text


def test_the_operator_names_one_that_is_there(crowded, person):
    crowded.file(signed=crowded.signed(m=None))
    with pytest.raises(Invalid) as refused:
        crowded.do(Action.ASSIGN, Role.OPERATOR, merchant="没有这家")
    assert set(refused.value.fields) == {"merchant"}
    me, place = person("o1"), f"/o/xinghai/case/{crowded.number}"
    sent = {**me.hidden(place, 'name="merchant"'), "merchant": "没有这家"}
    answer = me.send(f"{place}/do", sent)
    assert answer.status_code == 422 and "请选择这笔订单的商家" in answer.text and "没有这家" in answer.text
    assert me.send(f"{place}/do", {**sent, "merchant": "云点数卡", "cmd": "b" * 12}).status_code == 303
    assert crowded.load().merchant == "m2"


def test_a_name_that_two_bear_is_nobodys(crowded):
    crowded.desk.tenants.put_merchant("xinghai", Merchant("twin", "极速卡社", ("t@merchant.example",)))
    assert crowded.file(by_link=False, merchant="极速卡社").merchant == ""
    assert crowded.desk.tenants.merchant("xinghai", "twin").name == "极速卡社"


def test_the_queue_is_narrowed_by_a_written_shop(crowded, person):
    ours = crowded.file(signed=crowded.signed(m="m1"))
    crowded.contest()
    theirs = crowded.file(signed=crowded.signed(m="m2", o="KM2026112200999"), order="KM2026112200999")
    crowded.contest()
    me = person("o1")
    for said in ("m1", "极速卡社"):
        page = me.get(f"/o/xinghai?{urlencode({'merchant': said})}").text
        assert ours.id in page and theirs.id not in page
    page = me.get("/o/xinghai?merchant=nobody").text
    assert ours.id not in page and theirs.id not in page
