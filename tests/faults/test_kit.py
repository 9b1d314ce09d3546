"""The fault kit does what it says: the fault is at the call that was named, applied or not as its name
tells."""

import threading
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from tests.faults.kit import APPLIED, FAULTS, Fault, Killed, faults, single_faults

RAISES: dict[Fault, tuple[type[BaseException], str]] = {
    "fail_before": (ConnectTimeoutError, "timeout"),
    "drop_after": (ReadTimeoutError, "timeout"),
    "kill_before": (Killed, "2"),
    "kill_after": (Killed, "2"),
    "throttle": (ClientError, "ThrottlingException"),
    "conflict": (ClientError, "TransactionConflict"),
    "e500": (ClientError, "InternalServerError"),
    "e500_after": (ClientError, "InternalServerError"),
}


@pytest.fixture
def database(cloud: Any) -> Any:
    """A client that tries once."""
    return cloud.new_client("dynamodb", config=Config(retries={"total_max_attempts": 1}))


def put(database: Any, table: str, name: str) -> None:
    database.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": {"pk": {"S": name}, "sk": {"S": "-"}}}}]
    )


def stored(cloud: Any) -> list[str]:
    return sorted(each["pk"]["S"] for each in cloud.client("dynamodb").scan(TableName=cloud.table)["Items"])


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_what_its_name_says(cloud: Any, table: str, database: Any, kind: Fault) -> None:
    error, words = RAISES[kind]
    with faults({2: kind}, database) as calls:
        put(database, table, "first")
        with pytest.raises(error, match=f"(?i){words}"):
            put(database, table, "second")
        put(database, table, "third")
    put(database, table, "fourth")
    assert stored(cloud) == sorted(["first", "third", "fourth", *(["second"] if kind in APPLIED else [])])
    assert [(call.number, call.operation, call.fault) for call in calls] == [
        (1, "TransactWriteItems", None),
        (2, "TransactWriteItems", kind),
        (3, "TransactWriteItems", None),
    ]


def test_a_conflict_names_its_reason_per_member(table: str, database: Any) -> None:
    with (
        faults({1: "conflict"}, database),
        pytest.raises(database.exceptions.TransactionCanceledException) as caught,
    ):
        put(database, table, "a")
    assert [reason["Code"] for reason in caught.value.response["CancellationReasons"]] == [
        "TransactionConflict"
    ]


def test_botocore_s_own_retries_are_calls(cloud: Any, table: str) -> None:
    patient = cloud.new_client(
        "dynamodb", config=Config(retries={"total_max_attempts": 3, "mode": "standard"})
    )
    with faults({1: "throttle", 2: "e500"}, patient) as calls:
        put(patient, table, "a")
    assert [call.fault for call in calls] == ["throttle", "e500", None]
    assert stored(cloud) == ["a"]


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "codes"),
    [
        (
            "sns",
            "publish",
            {"PhoneNumber": "+8613800138000", "Message": "m"},
            {"Throttling", "InternalError"},
        ),
        ("sesv2", "get_account", {}, {"TooManyRequestsException", "InternalServiceErrorException"}),
        ("s3", "list_buckets", {}, {"SlowDown", "InternalError"}),
    ],
)
def test_other_services_answer_in_their_own_words(
    cloud: Any, service: str, operation: str, arguments: dict[str, Any], codes: set[str]
) -> None:
    client = cloud.new_client(service, config=Config(retries={"total_max_attempts": 1}))
    found = set()
    for fault in ("throttle", "e500"):
        with faults({1: fault}, client), pytest.raises(ClientError) as caught:
            getattr(client, operation)(**arguments)
        found.add(caught.value.response["Error"]["Code"])
    assert found == codes


def test_clients_and_threads_share_one_count(cloud: Any, table: str, database: Any) -> None:
    other = cloud.new_client("sns")
    with faults({}, database, other) as calls:
        threads = [threading.Thread(target=put, args=(database, table, f"{n}")) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        other.list_topics()
    assert sorted(call.number for call in calls) == list(range(1, 10))
    assert calls[-1].service == "sns"


def test_a_plan_for_every_fault_at_every_call() -> None:
    assert list(single_faults(2, "throttle")) == [{1: "throttle"}, {2: "throttle"}]
    assert len(list(single_faults(3))) == 3 * len(FAULTS)
