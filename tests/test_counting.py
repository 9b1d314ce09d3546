"""The counting client counts what was called and computes what AWS would charge."""

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError

from tests.counting import Count, ScanRefused, counting
from tests.faults.kit import faults

TEXT = {"S": "x" * 1500}


@pytest.fixture
def database(cloud: Any) -> Any:
    return cloud.new_client("dynamodb", config=Config(retries={"total_max_attempts": 1}))


def key(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": "-"}}


def queued(pk: str, place: str, **more: Any) -> dict[str, Any]:
    return {**key(pk), "qk": {"S": "q"}, "qs": {"S": place}, **more}


def units(count: Count) -> list[tuple[str, float, float]]:
    return [(call.operation, call.read_units, call.write_units) for call in count.calls]


def test_single_writes(database: Any, table: str) -> None:
    with counting(database) as count:
        database.put_item(TableName=table, Item={**key("a"), "t": TEXT})
        database.put_item(TableName=table, Item=key("a"))
        database.delete_item(TableName=table, Key=key("a"))
        database.delete_item(TableName=table, Key=key("a"))
        database.put_item(TableName=table, Item=queued("b", "1"))
        database.update_item(
            TableName=table,
            Key=key("b"),
            UpdateExpression="SET qs = :two",
            ExpressionAttributeValues={":two": {"S": "2"}},
        )
    assert [call.write_units for call in count.calls] == [2, 2, 1, 1, 1 + 1, 1 + 2]
    assert (count.write_units, count.read_units) == (11, 0)


def test_transactions_cost_twice_but_their_indexes_once(database: Any, table: str) -> None:
    database.put_item(TableName=table, Item=queued("old", "1"))
    with counting(database) as count:
        database.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": table, "Item": queued("a", "1", t=TEXT)}},
                {"Delete": {"TableName": table, "Key": key("old")}},
                {
                    "ConditionCheck": {
                        "TableName": table,
                        "Key": key("z"),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )
    assert units(count) == [("TransactWriteItems", 0, (2 * 2 + 1) + (2 + 1) + 2)]


def test_failed_conditions_are_charged_and_change_no_index(database: Any, table: str) -> None:
    database.put_item(TableName=table, Item=queued("a", "1", t=TEXT))
    put = {"TableName": table, "Item": queued("a", "2"), "ConditionExpression": "attribute_not_exists(pk)"}
    with counting(database) as count:
        with pytest.raises(database.exceptions.ConditionalCheckFailedException):
            database.put_item(**put)
        with pytest.raises(database.exceptions.TransactionCanceledException):
            database.transact_write_items(TransactItems=[{"Put": put}])
    assert units(count) == [("PutItem", 0, 2), ("TransactWriteItems", 0, 4)]
    assert count.calls[0].error == "ConditionalCheckFailedException"


def test_reads(database: Any, table: str) -> None:
    database.put_item(TableName=table, Item={**key("a"), "t": {"S": "x" * 5000}})
    with counting(database) as count:
        database.get_item(TableName=table, Key=key("a"))
        database.get_item(TableName=table, Key=key("a"), ConsistentRead=True, ProjectionExpression="pk")
        database.get_item(TableName=table, Key=key("none"))
        database.batch_get_item(RequestItems={table: {"Keys": [key("a"), key("none")]}})
        database.transact_get_items(TransactItems=[{"Get": {"TableName": table, "Key": key("a")}}])
    assert [call.read_units for call in count.calls] == [1, 2, 0.5, 1.5, 4]
    assert (count.examined, count.returned, count.write_units) == (4, 4, 0)


def test_a_query_is_charged_for_what_it_examined(database: Any, table: str) -> None:
    for n in range(10):
        state = {"S": "OPEN" if n < 4 else "DONE"}
        database.put_item(TableName=table, Item=queued(f"{n}", f"{n}", state=state, t=TEXT))
    query = {
        "TableName": table,
        "IndexName": "queue",
        "KeyConditionExpression": "#k=:q AND qs >= :from",
        "ExpressionAttributeNames": {"#k": "qk", "#s": "state"},
        "ExpressionAttributeValues": {":q": {"S": "q"}, ":from": {"S": "2"}, ":open": {"S": "OPEN"}},
        "FilterExpression": "#s = :open",
    }
    with counting(database) as count:
        found = database.query(**query, ProjectionExpression="pk")["Items"]
        database.query(**query, Select="COUNT", Limit=3)
    assert len(found) == 2
    assert [(call.examined, call.returned, call.read_units) for call in count.of("Query")] == [
        (8, 2, 0.5),
        (3, 2, 0.5),
    ]


def test_a_query_of_the_table_adds_up_before_it_rounds(database: Any, table: str) -> None:
    for n in range(5):
        database.put_item(TableName=table, Item={"pk": {"S": "c"}, "sk": {"S": f"{n}"}, "t": TEXT})
    with counting(database) as count:
        database.query(
            TableName=table,
            KeyConditionExpression="pk = :c",
            ExpressionAttributeValues={":c": {"S": "c"}},
            ConsistentRead=True,
        )
        database.query(
            TableName=table, KeyConditionExpression="pk = :c", ExpressionAttributeValues={":c": {"S": "-"}}
        )
    assert [call.read_units for call in count.calls] == [2, 0.5]


def test_a_scan_is_refused(database: Any, table: str) -> None:
    with counting(database), pytest.raises(ScanRefused):
        database.scan(TableName=table)


def test_every_service_and_every_failure_is_listed(cloud: Any, database: Any, table: str) -> None:
    texts = cloud.new_client("sns")
    with counting(database, texts) as count, faults({2: "fail_before"}, database, texts):
        texts.publish(PhoneNumber="+8613800138000", Message="m")
        with pytest.raises(ConnectTimeoutError):
            database.put_item(TableName=table, Item=key("a"))
    database.put_item(TableName=table, Item=key("b"))
    assert [(call.service, call.operation, call.error) for call in count.calls] == [
        ("sns", "Publish", ""),
        ("dynamodb", "PutItem", "ConnectTimeoutError"),
    ]
    assert count.write_units == 0


def test_botocore_s_own_attempts_are_told(cloud: Any, table: str) -> None:
    patient = cloud.new_client(
        "dynamodb", config=Config(retries={"total_max_attempts": 3, "mode": "standard"})
    )
    with counting(patient) as count, faults({1: "e500"}, patient):
        patient.put_item(TableName=table, Item=key("a"))
    assert [(call.attempts, call.write_units) for call in count.calls] == [(2, 1)]


def test_the_emulator_s_own_figures_agree(database: Any, table: str) -> None:
    """It answers ConsumedCapacity for writes by rules measured on AWS."""
    old, new = (
        queued("a", "1", t=TEXT, state={"S": "A"}),
        queued("a", "2", n={"N": "-12.5"}, m={"M": {"l": {"L": []}}}),
    )
    with counting(database) as count:
        told = [
            database.put_item(TableName=table, Item=item, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
            for item in (old, new, old, {**old, "state": {"S": "B"}})
        ]
        told += database.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": new}}], ReturnConsumedCapacity="TOTAL"
        )["ConsumedCapacity"]
    assert [call.write_units for call in count.calls] == [each["CapacityUnits"] for each in told]
