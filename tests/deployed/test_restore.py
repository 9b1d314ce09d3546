"""The drill: a table restored to a moment is a new one, with all that a restore leaves out set again;
twice is once."""

from __future__ import annotations

import pytest

from functions.clock import now
from infra import keyring, restore
from infra.deployment import Deployment


@pytest.fixture
def run(cloud, table):
    return Deployment("test", say=lambda _: None)


def lasting(tables, name: str) -> list[dict]:
    """The rows that never expire: the story's day is past, and the new table lets go of the others at any
    moment."""
    rows = tables.scan(TableName=name)["Items"]
    return sorted((row for row in rows if "ttl" not in row), key=str)


def test_a_restore_is_a_new_table_that_expires_and_can_be_restored_itself(run, cloud, scene):
    scene.file()
    for _ in range(2):
        target = restore.restore(run, now())
    tables = cloud.client("dynamodb")
    assert target == "suyi-test-restored"
    assert tables.describe_time_to_live(TableName=target)["TimeToLiveDescription"]["AttributeName"] == "ttl"
    backups = tables.describe_continuous_backups(TableName=target)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert tables.describe_table(TableName=target)["Table"]["DeletionProtectionEnabled"]
    assert lasting(tables, target) == lasting(tables, cloud.table) != []
    tables.update_table(TableName=target, DeletionProtectionEnabled=False)
    tables.delete_table(TableName=target)


def test_keys_are_made_once_and_a_new_purpose_gets_its_own(run, monkeypatch):
    monkeypatch.setattr(Deployment, "secret", "suyi/test/made-once")
    first = keyring.ensure(run)
    assert keyring.ensure(run) == first
    assert set(first) == set(keyring.NAMES)
    monkeypatch.setattr(keyring, "NAMES", (*keyring.NAMES, "new"))
    assert {**keyring.ensure(run), "new": ""} == {**first, "new": ""}


def test_rotating_keeps_the_key_before_and_no_other(run, monkeypatch):
    monkeypatch.setattr(Deployment, "secret", "suyi/test/rotated")
    before = keyring.ensure(run)
    keyring.rotate(run, "session")
    once = keyring.ensure(run)["session"].split(",")
    assert (len(once), once[1]) == (2, before["session"])
    keyring.rotate(run, "session")
    twice = keyring.ensure(run)["session"].split(",")
    assert (len(twice), twice[1]) == (2, once[0])
    assert keyring.ensure(run)["contact"] == before["contact"]
