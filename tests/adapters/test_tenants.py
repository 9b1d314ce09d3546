"""A tenant's rows: merchants apart from the rest, old ones still found, and nothing written over what was not
read."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from functions.adapters.dynamo.tenants import CACHED_FOR, KEPT, CachedTenants
from functions.domain.errors import Conflict, NotFound
from functions.domain.marketplace import MOST_LISTED, Marketplace, Merchant
from tests import cast
from tests.cast import MERCHANTS, NOON
from tests.counting import counting


@pytest.fixture
def counted(cloud, table):
    """A desk whose clock of memory stands, and the client whose calls are counted."""
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint)
    ticks = [0.0]
    return replace(desk, tenants=CachedTenants(desk.tenants.inner, lambda: ticks[0])), client, ticks


def as_of_old(desk, *, mode: str = "multi", merchants=MERCHANTS) -> None:
    """A tenant as it was written before merchants had a partition of their own."""
    table = desk.tenants.inner.table
    config = {
        "name": "星海卡盟",
        "mode": mode,
        "colour": "#1557d6",
        "tz": "Asia/Shanghai",
        "returns": [],
        "created": int(NOON.timestamp()),
        "policy": [1, {}],
    }
    for sk, body in {"CONFIG": config, **{f"MER#{m.id}": asdict(m) for m in merchants.values()}}.items():
        table.put({"pk": "MKT#xinghai", "sk": sk, "body": json.dumps(body, ensure_ascii=False)})


def test_the_merchants_of_an_old_tenant_are_found_listed_and_brought_along(desk):
    as_of_old(desk)
    tenants = desk.tenants
    assert tenants.marketplace("xinghai").shops == {"m1": "极速卡社", "m2": "云点数卡"}
    assert tenants.merchant("xinghai", "m2") == MERCHANTS["m2"]
    assert tenants.merchants("xinghai", limit=1) == ((MERCHANTS["m1"],), "m1")
    assert tenants.merchants("xinghai", limit=5, after="m1") == ((MERCHANTS["m2"],), "")
    new = Merchant("m3", "新铺", ("m3@merchant.example",))
    tenants.put_merchant("xinghai", new)
    assert tenants.marketplace("xinghai").shops == {"m1": "极速卡社", "m2": "云点数卡", "m3": "新铺"}
    assert tenants.merchants("xinghai", limit=9) == ((MERCHANTS["m1"], MERCHANTS["m2"], new), "")
    assert tenants.merchant_called("xinghai", "云点数卡") == MERCHANTS["m2"]
    table = tenants.inner.table
    assert {row["sk"] for row in table.query_all("pk = :pk", {":pk": "MKT#xinghai"})} == {"CONFIG", "SHOPS"}


@pytest.mark.parametrize(
    ("merchants", "house"),
    [
        ({"m1": MERCHANTS["m1"]}, "m1"),
        ({**MERCHANTS, "xinghai": Merchant("xinghai", "本店")}, "xinghai"),
        (MERCHANTS, ""),
    ],
)
def test_an_old_single_shop_knows_its_own_merchant(desk, merchants, house):
    as_of_old(desk, mode="single", merchants=merchants)
    assert desk.tenants.marketplace("xinghai").house == house


def test_an_old_tenant_can_be_changed_once_for_what_was_read(desk):
    as_of_old(desk)
    read = desk.tenants.marketplace("xinghai")
    desk.tenants.put_marketplace(replace(read, name="新名字"))
    with pytest.raises(Conflict):
        desk.tenants.put_marketplace(replace(read, name="另一个"))
    now = desk.tenants.marketplace("xinghai")
    assert (now.name, now.revision) == ("新名字", 1)


def test_an_id_is_taken_once_and_the_first_tenant_stays_as_it_was(desk):
    first = cast.marketplace(desk)
    with pytest.raises(Conflict):
        desk.tenants.create(Marketplace("xinghai", "后来的", created=NOON))
    assert desk.tenants.marketplace("xinghai") == first
    assert desk.tenants.marketplaces() == ("xinghai",)


def test_a_tenant_of_more_people_than_one_transaction_takes_is_created_whole(desk):
    people = {f"p{i}": replace(PERSON, id=f"p{i}") for i in range(130)}
    desk.tenants.create(Marketplace("big", "大平台", created=NOON, staff=people))
    assert desk.tenants.marketplace("big").staff == people


PERSON = cast.Staff("o1", "王芳", "o1@desk.example", cast.Role.OPERATOR)


def test_what_is_not_there_is_not_written_to(desk):
    with pytest.raises(NotFound):
        desk.tenants.put_merchant("xinghai", MERCHANTS["m1"])
    with pytest.raises(Conflict):
        desk.tenants.put_marketplace(Marketplace("xinghai", "星海卡盟"))
    assert desk.tenants.marketplaces() == () and desk.tenants.merchant("xinghai", "m1") is None


def test_the_list_holds_fifty_and_no_more(desk):
    cast.marketplace(desk, merchants={})
    for i in range(MOST_LISTED):
        desk.tenants.put_merchant("xinghai", Merchant(f"s{i:02d}", f"铺 {i}"))
    few = desk.tenants.marketplace("xinghai")
    assert (len(few.shops), few.many) == (MOST_LISTED, False)
    desk.tenants.put_merchant("xinghai", Merchant("last", "末铺"))
    many = desk.tenants.marketplace("xinghai")
    assert (len(many.shops), many.many) == (0, True)
    found, after = desk.tenants.merchants("xinghai", limit=MOST_LISTED)
    assert (len(found), bool(after)) == (MOST_LISTED, True)
    assert len(desk.tenants.merchants("xinghai", limit=MOST_LISTED, after=after)[0]) == 1


def test_a_merchant_who_changes_their_name_is_called_by_the_new_one_alone(desk):
    cast.marketplace(desk)
    desk.tenants.put_merchant("xinghai", replace(MERCHANTS["m1"], name="飞速卡社"))
    assert desk.tenants.merchant_called("xinghai", "极速卡社") is None
    assert desk.tenants.merchant_called("xinghai", "飞速卡社").id == "m1"
    assert desk.tenants.marketplace("xinghai").shops["m1"] == "飞速卡社"


def test_a_merchant_is_read_once_in_half_a_minute_and_so_is_nobody(counted):
    desk, client, ticks = counted
    cast.marketplace(desk)
    with counting(client) as count:
        for _ in range(3):
            assert desk.tenants.merchant("xinghai", "m1") == MERCHANTS["m1"]
    assert [call.operation for call in count.calls] == ["GetItem"]
    ticks[0] += CACHED_FOR
    with counting(client) as count:
        desk.tenants.merchant("xinghai", "m1")
        desk.tenants.merchant("xinghai", "nobody")
        desk.tenants.merchant("xinghai", "nobody")
    assert len(count.calls) == 3


def test_what_is_remembered_of_merchants_is_bounded_and_the_last_asked_for_stay(counted):
    desk, _, _ = counted
    cast.marketplace(desk)
    desk.tenants.inner = replace_reads(desk.tenants.inner)
    for i in range(KEPT + 50):
        desk.tenants.merchant("xinghai", f"n{i}")
        desk.tenants.merchant("xinghai", "m1")
    assert len(desk.tenants.sellers) == KEPT
    assert ("xinghai", "id", "m1") in desk.tenants.sellers


def replace_reads(inner):
    """Tenants that know nobody, without asking the table."""

    class Nobody:
        def merchant(self, marketplace: str, merchant: str) -> None:
            return None

    return Nobody()
