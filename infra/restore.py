"""The table as it was at a moment, under a new name: ``python -m infra.restore STAGE MOMENT``. Changes
nothing else.

What a restore leaves out is set again here: expiry, point-in-time recovery, protection. Swapping the
tables is a person's decision, after looking; infra/README.md says how.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from infra.deployment import STAGES, Deployment

PATIENCE_SECONDS = 4 * 3600


def restore(run: Deployment, at: datetime) -> str:
    """The new table's name, once it is whole. Made before and interrupted, it is only waited for."""
    tables, source = run.client("dynamodb"), run.outputs(run.data)["TableName"]
    target = f"{source}-restored"
    try:
        tables.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=target, RestoreDateTime=at
        )
    except tables.exceptions.TableAlreadyExistsException:
        run.say(f"{target} is there already: waiting for it")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (
        tables.describe_table(TableName=target)["Table"]["TableStatus"] != "ACTIVE"
        and time.monotonic() < deadline
    ):
        time.sleep(0.2 if run.endpoint else 15)
    settle(tables, target)
    return target


def settle(tables: Any, target: str) -> None:
    """Expiry, point-in-time recovery and protection, as the template gives them to the table itself."""
    try:
        tables.update_time_to_live(
            TableName=target, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"}
        )
    except ClientError as error:
        if "already enabled" not in str(error):
            raise
    tables.update_continuous_backups(
        TableName=target, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    tables.update_table(TableName=target, DeletionProtectionEnabled=True)


def main() -> int:
    """0 with the new table's name."""
    if len(sys.argv) != 3 or sys.argv[1] not in STAGES:
        print(f"{__doc__}\nSTAGE: {', '.join(STAGES)}; MOMENT: 2026-11-24T09:41:00+08:00", file=sys.stderr)
        return 2
    at = datetime.fromisoformat(sys.argv[2])
    if at.tzinfo is None:
        print("the moment needs its zone, such as +08:00", file=sys.stderr)
        return 2
    target = restore(Deployment(sys.argv[1]), at)
    print(f"{target} is {at.isoformat()}. Nothing points to it yet: infra/README.md says how to go on.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
