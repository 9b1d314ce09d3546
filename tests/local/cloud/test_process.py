"""The embedded cloud keeps what it has answered, whatever happens to it; and refuses what it cannot be
sure of."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions import config as settings
from functions import wiring
from functions.local.cloud.process import Cloud, CloudRefused, bootstrap
from functions.local.cloud.stack import StackRefused, credentials

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5)


def database(cloud: Cloud) -> Any:
    return boto3.client("dynamodb", **credentials(cloud.endpoint), config=ONCE)


def item(pk: str, sk: str = "-", **more: Any) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}, **more}


def everything(cloud: Cloud, table: str) -> dict[tuple[str, str], Any]:
    pages = database(cloud).get_paginator("scan").paginate(TableName=table)
    return {(each["pk"]["S"], each["sk"]["S"]): each for page in pages for each in page["Items"]}


def the_log(folder: Path) -> Path:
    [log] = folder.glob("generations/*/writes.log")
    return log


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def running(folder: Path) -> Any:
    """Starts clouds on the test's folder, and ends what is left of them."""
    started: list[Cloud] = []

    def start(**how: Any) -> Cloud:
        started.append(Cloud.start(folder, **how))
        return started[-1]

    yield start
    for cloud in started:
        if cloud.process.poll() is None:
            cloud.kill()


def test_nothing_answered_is_lost_when_killed_under_load(running: Callable[..., Cloud]) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    answered: list[str] = []

    def write(worker: int) -> None:
        client = database(cloud)
        for n in range(100_000):
            pair = [item(f"{worker}-{n}", "a"), item(f"{worker}-{n}", "b")]
            try:
                client.transact_write_items(
                    TransactItems=[{"Put": {"TableName": table, "Item": i}} for i in pair]
                )
            except (BotoCoreError, ClientError):
                return
            answered.append(f"{worker}-{n}")

    workers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for worker in workers:
        worker.start()
    while len(answered) < 300:
        time.sleep(0.01)
    cloud.kill()
    for worker in workers:
        worker.join()
    found = everything(running(), table)
    assert {(pk, sk) for pk in answered for sk in "ab"} <= set(found)
    assert {pk for pk, sk in found if sk == "a"} == {pk for pk, sk in found if sk == "b"}, (
        "half a transaction"
    )


def test_every_kind_of_write_survives_a_kill(running: Callable[..., Cloud]) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    client = database(cloud)
    client.put_item(TableName=table, Item=item("put"))
    client.put_item(TableName=table, Item=item("deleted"))
    client.delete_item(TableName=table, Key=item("deleted"))
    for _ in range(3):
        client.update_item(
            TableName=table,
            Key=item("updated"),
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
    client.batch_write_item(
        RequestItems={table: [{"PutRequest": {"Item": item(f"batch{n}")}} for n in range(3)]}
    )
    client.execute_statement(
        Statement=f"INSERT INTO \"{table}\" VALUE {{'pk': 'partiql', 'sk': '-', 'q': '诉'}}"
    )
    before = everything(cloud, table)
    cloud.kill()
    assert everything(running(), table) == before
    assert {pk for pk, _ in before} == {"put", "updated", "batch0", "batch1", "batch2", "partiql"}
    assert before["updated", "-"]["n"] == {"N": "3"}


def test_a_graceful_stop_keeps_the_data_and_begins_a_new_log(
    running: Callable[..., Cloud], folder: Path
) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    database(cloud).put_item(
        TableName=table, Item=item("a", qk={"S": "q"}, qs={"S": "1"}, state={"S": "OPEN"})
    )
    cloud.stop()
    assert the_log(folder).stat().st_size == 0
    again = running()
    assert bootstrap(again.endpoint, "test") == table
    found = database(again).query(
        TableName=table,
        IndexName="queue",
        KeyConditionExpression="qk = :q",
        ExpressionAttributeValues={":q": {"S": "q"}},
    )
    assert [each["pk"]["S"] for each in found["Items"]] == ["a"]


def test_fresh_begins_with_nothing(running: Callable[..., Cloud]) -> None:
    first = running()
    bootstrap(first.endpoint, "test")
    first.stop()
    assert database(running(fresh=True)).list_tables()["TableNames"] == []


def test_a_second_cloud_on_the_same_folder_is_refused(running: Callable[..., Cloud], folder: Path) -> None:
    first = running()
    with pytest.raises(CloudRefused, match="another process works in"):
        running()
    second = subprocess.run(
        [sys.executable, "-m", "functions.local.cloud.server", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode != 0
    assert second.stderr.count("\n") == 1
    assert database(first).list_tables()


def test_a_port_that_is_taken_is_refused(running: Callable[..., Cloud], tmp_path: Path) -> None:
    port = int(running().endpoint.rpartition(":")[2])
    with pytest.raises(CloudRefused, match=f"port {port}"):
        Cloud.start(tmp_path / "other", port=port)


def test_a_torn_last_line_is_forgotten(running: Callable[..., Cloud], folder: Path) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    database(cloud).put_item(TableName=table, Item=item("answered"))
    cloud.kill()
    whole = the_log(folder).read_bytes()
    the_log(folder).write_bytes(whole + whole[: len(whole) // 2])
    second = running()
    database(second).put_item(TableName=table, Item=item("later"))
    second.kill()
    assert {pk for pk, _ in everything(running(), table)} == {"answered", "later"}


@pytest.mark.parametrize("harm", ["line", "snapshot", "table"])
def test_damage_stops_the_start_and_changes_nothing(
    running: Callable[..., Cloud], folder: Path, harm: str
) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    for pk in ("a", "b", "c"):
        database(cloud).put_item(TableName=table, Item=item(pk))
    cloud.kill()
    log, snapshot = the_log(folder), the_log(folder).with_name("dynamodb.json")
    if harm == "line":
        log.write_bytes(log.read_bytes().replace(b'"b"', b'"x"'))
    elif harm == "snapshot":
        snapshot.write_bytes(snapshot.read_bytes()[:-100])
    else:
        snapshot.unlink()
    before = {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "cloud.log"
    }
    with pytest.raises(CloudRefused, match=r"does not start: .*(damaged|cannot be read|does not know)"):
        running()
    assert {path: path.read_bytes() for path in before} == before


def test_a_snapshot_takes_the_log_s_place(running: Callable[..., Cloud], folder: Path) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    database(cloud).put_item(TableName=table, Item=item("before"))
    urlopen(Request(f"{cloud.endpoint}/_suyi/snapshot", method="POST"), timeout=10).close()
    assert the_log(folder).stat().st_size == 0
    database(cloud).put_item(TableName=table, Item=item("after"))
    cloud.kill()
    assert {pk for pk, _ in everything(running(), table)} == {"before", "after"}


def test_what_an_unfinished_snapshot_left_is_thrown_away(running: Callable[..., Cloud], folder: Path) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    database(cloud).put_item(TableName=table, Item=item("a"))
    cloud.kill()
    unfinished = folder / "generations" / "next"
    unfinished.mkdir()
    (unfinished / "dynamodb.json").write_text("{")
    assert set(everything(running(), table)) == {("a", "-")}
    assert not unfinished.exists()


def test_expiry_is_switched_on_and_stays_so(running: Callable[..., Cloud]) -> None:
    cloud = running()
    table = bootstrap(cloud.endpoint, "test")
    cloud.kill()
    client = database(running())
    expiry = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
    backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_a_table_made_by_another_template_is_refused(
    running: Callable[..., Cloud], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from functions.local.cloud import stack

    cloud = running()
    bootstrap(cloud.endpoint, "test")
    other = tmp_path / "data.yaml"
    other.write_text("# only a comment more\n" + stack.TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(stack, "TEMPLATE", other)
    bootstrap(cloud.endpoint, "test")
    other.write_text(other.read_text(encoding="utf-8").replace("KEYS_ONLY", "ALL"), encoding="utf-8")
    with pytest.raises(StackRefused, match="--fresh"):
        bootstrap(cloud.endpoint, "test")


def test_it_ends_with_its_owner(folder: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    cloud = Cloud.start(folder, owner=owner.pid)
    assert cloud.process.poll() is None
    owner.communicate()
    assert cloud.process.wait(10) == 0


def test_only_this_machine_is_answered(running: Callable[..., Cloud]) -> None:
    cloud = running()
    port = int(cloud.endpoint.rpartition(":")[2])
    tables = [Path(f"/proc/{cloud.process.pid}/net/{kind}") for kind in ("tcp", "tcp6")]
    listening = [
        line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]
    ]
    ours = [fields[1] for fields in listening if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")]
    assert ours == [f"0100007F:{port:04X}"]


def test_transactions_of_many_threads_are_atomic(cloud: Any, table: str) -> None:
    """Each of the threads tries to move the same item from the version it saw: exactly one succeeds every
    time."""
    cloud.client("dynamodb").put_item(TableName=table, Item=item("c", version={"N": "0"}))
    won: list[int] = []
    clients = [cloud.new_client("dynamodb", config=ONCE) for _ in range(8)]
    together = threading.Barrier(len(clients))

    def race(client: Any) -> None:
        for n in range(20):
            together.wait()
            try:
                client.transact_write_items(TransactItems=step(table, n))
                won.append(n)
            except client.exceptions.TransactionCanceledException:
                pass

    threads = [threading.Thread(target=race, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(20))
    events = cloud.client("dynamodb").query(
        TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "c"}}
    )
    assert events["Count"] == 21


def step(table: str, n: int) -> list[dict[str, Any]]:
    return [
        {
            "Update": {
                "TableName": table,
                "Key": item("c"),
                "UpdateExpression": "SET version = :next",
                "ConditionExpression": "version = :seen",
                "ExpressionAttributeValues": {":seen": {"N": str(n)}, ":next": {"N": str(n + 1)}},
            }
        },
        {
            "Put": {
                "TableName": table,
                "Item": item("c", f"event{n}"),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        },
    ]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Origin": "https://evil.example"}),
        ("/", {"Origin": "null", "Content-Type": "multipart/form-data; boundary=x"}),
        ("/2015-03-31/functions", {"Origin": "https://evil.example"}),
        ("/_suyi/sent", {"Origin": "https://evil.example"}),
        ("/_suyi/sent", {"Host": "rebound.example"}),
        ("/_ministack/reset", {}),
        ("/_ministack/config", {}),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_web_page_is_turned_away(cloud: Any, path: str, headers: dict[str, str], method: str) -> None:
    request = Request(
        cloud.endpoint + path, headers=headers, method=method, data=b"" if method == "POST" else None
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=5)
    assert refused.value.code == 403
    refused.value.close()


def test_nothing_is_to_be_had_unsigned_and_a_signed_address_lapses(cloud: Any) -> None:
    store, bucket = cloud.client("s3"), f"evidence-{cloud.account}"
    store.create_bucket(Bucket=bucket)
    store.put_object(Bucket=bucket, Key="kept/a", Body=b"hello")
    for path in (f"/{bucket}/kept/a", f"/{bucket}", "/"):
        with pytest.raises(HTTPError) as refused:
            urlopen(cloud.endpoint + path, timeout=5)
        assert refused.value.code == 403
        refused.value.close()
    for host in ("0123abcd.execute-api.localhost", "bucket.execute-api.localhost"):
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(f"{cloud.endpoint}/{bucket}/kept/a", headers={"Host": host}), timeout=5)
        assert refused.value.code in {403, 404}
        refused.value.close()
    pictures = wiring.pictures(
        settings.Config("t", {}, "", "", endpoint=cloud.endpoint, quarantine=bucket, evidence=bucket)
    )
    address = pictures.address("a")
    with urlopen(address, timeout=5) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"hello", "image/jpeg")
    for changed in (
        address.replace("Expires=300", "Expires=301"),
        address.replace("image%2Fjpeg", "text%2Fhtml"),
    ):
        with pytest.raises(HTTPError) as refused:
            urlopen(changed, timeout=5)
        assert refused.value.code == 403
        refused.value.close()


def test_a_browser_may_ask_beforehand_whether_it_may_upload(cloud: Any) -> None:
    bucket = f"suyi-test-quarantine-{cloud.account}"
    asked = {"Origin": "http://localhost:8000", "Access-Control-Request-Method": "POST"}
    with urlopen(Request(f"{cloud.endpoint}/{bucket}", headers=asked, method="OPTIONS"), timeout=5) as answer:
        assert answer.status == 200
    other = {**asked, "Access-Control-Request-Method": "DELETE"}
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{cloud.endpoint}/{bucket}", headers=other, method="OPTIONS"), timeout=5)
    assert refused.value.code == 403
    refused.value.close()


def test_a_page_may_upload_with_a_signed_form(cloud: Any) -> None:
    store = cloud.client("s3")
    store.create_bucket(Bucket=f"evidence-{cloud.account}")
    form = store.generate_presigned_post(f"evidence-{cloud.account}", "key", ExpiresIn=60)
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    )
    body = (
        f'{fields}--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhello\r\n--x--\r\n'
    )
    headers = {"Origin": "https://desk.example", "Content-Type": "multipart/form-data; boundary=x"}
    urlopen(Request(form["url"], data=body.encode(), headers=headers), timeout=5).close()
    assert store.get_object(Bucket=f"evidence-{cloud.account}", Key="key")["Body"].read() == b"hello"
