"""Creates the table and what goes with it in the embedded cloud, from the very template that AWS is given."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import boto3

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

TEMPLATE = Path(__file__).parents[3] / "infra" / "data.yaml"
ACCOUNT = "000000000000"
REGION = "us-east-1"
PATIENCE_SECONDS = 30


class StackRefused(Exception):
    """The stack cannot be made, or the one that is there came from another template. The sentence says
    what to do."""


def bootstrap(endpoint: str, stage: str, *, account: str = ACCOUNT) -> str:
    """The table's name; everything is made if it is not there yet, and kept from then on. Raises
    StackRefused."""
    return outputs(endpoint, stage, account=account)["TableName"]


def outputs(endpoint: str, stage: str, *, account: str = ACCOUNT) -> dict[str, str]:
    """What the stack is called in its parts, by their names in the template; made like ``bootstrap`` does."""
    access = credentials(endpoint, account=account)
    stack, body = f"suyi-{stage}-data", TEMPLATE.read_text(encoding="utf-8")
    clouds: CloudFormationClient = boto3.client("cloudformation", **access)
    existing = [each for each in clouds.describe_stacks()["Stacks"] if each["StackName"] == stack]
    if not existing:
        _create(clouds, stack, body=body, stage=stage)
    elif _essence(str(clouds.get_template(StackName=stack)["TemplateBody"])) != _essence(body):
        raise StackRefused("the data was laid out by another version of the template: start with --fresh")
    payload = clouds.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    named = {each["OutputKey"]: each["OutputValue"] for each in payload}
    if not existing:
        _reapply(named["TableName"], body, access)
        with urlopen(Request(f"{endpoint}/_suyi/snapshot", method="POST"), timeout=60):  # noqa: S310 - loopback
            pass
    # The emulator remembers the queue by the port it had when the stack was made.
    named["UploadsUrl"] = f"{endpoint}/{account}/{named['UploadsUrl'].rsplit('/', 1)[1]}"
    return named


def credentials(endpoint: str, *, account: str = ACCOUNT) -> dict[str, Any]:
    """What boto3.client() needs. Twelve digits as the access key are an account of their own to the
    emulator."""
    return {
        "endpoint_url": endpoint,
        "region_name": REGION,
        "aws_access_key_id": account,
        "aws_secret_access_key": "local",
    }


def _essence(template: str) -> str:
    """Without comments and empty lines."""
    return "\n".join(
        line for line in template.splitlines() if line.strip() and not line.lstrip().startswith("#")
    )


def _create(clouds: "CloudFormationClient", stack: str, *, body: str, stage: str) -> None:
    clouds.create_stack(
        StackName=stack, TemplateBody=body, Parameters=[{"ParameterKey": "Stage", "ParameterValue": stage}]
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (state := clouds.describe_stacks(StackName=stack)["Stacks"][0])[
        "StackStatus"
    ] == "CREATE_IN_PROGRESS":
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    if state["StackStatus"] != "CREATE_COMPLETE":
        raise StackRefused(
            f"{stack} is {state['StackStatus']}: {state.get('StackStatusReason', 'no reason given')}"
        )


def _reapply(table: str, body: str, access: dict[str, Any]) -> None:
    """The emulator's CloudFormation drops these two without a word, so they are read from the template
    once more."""
    database = boto3.client("dynamodb", **access)
    expiry = re.search(r"TimeToLiveSpecification: \{AttributeName: (\w+), Enabled: true\}", body)
    if expiry:
        database.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry[1]}
        )
    if "PointInTimeRecoveryEnabled: true" in body:
        database.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
