"""Stacks brought to what their template says, whatever state an interrupted deployment left them in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deployment import Deployment, StepFailed

PATIENCE_SECONDS = 1800
"""A first CloudFront distribution takes some minutes; half an hour means that something is wrong."""
NOTHING_TO_DO = "No updates are to be performed"


def settled(run: Deployment, name: str) -> Any:
    """The stack once nothing is under way in it, or None. What never came into being is taken away first."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := run.stack(name)) and found["StackStatus"].endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise StepFailed(
                f"{name} is still {found['StackStatus']} after half an hour: look at its events in "
                "CloudFormation"
            )
        time.sleep(0.2 if run.endpoint else 5)
    if found and found["StackStatus"] in {
        "ROLLBACK_COMPLETE",
        "CREATE_FAILED",
        "ROLLBACK_FAILED",
        "DELETE_FAILED",
    }:
        run.client("cloudformation").delete_stack(StackName=name)
        return settled(run, name)
    return found


def apply(run: Deployment, name: str, template: Path, parameters: dict[str, str]) -> dict[str, str]:
    """Creates or updates ``name`` and answers its outputs. Raises ``StepFailed`` with the first reason
    given."""
    clouds = run.client("cloudformation")
    existing = settled(run, name)
    asked = {
        "StackName": name,
        "TemplateBody": template.read_text(encoding="utf-8"),
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    }
    try:
        (clouds.update_stack if existing else clouds.create_stack)(**asked)
    except ClientError as error:
        if NOTHING_TO_DO not in str(error):
            raise
        return run.outputs(name)
    after = settled(run, name)
    if after is None or after["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise StepFailed(f"{name}: {reason(run, name)}")
    return run.outputs(name)


def reason(run: Deployment, name: str) -> str:
    """The first failure among a stack's events, or that there is none."""
    try:
        events = run.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return "it is gone; its events in CloudFormation say why"
    failed = [each for each in reversed(events) if each["ResourceStatus"].endswith("FAILED")]
    return next(
        (f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '?')}" for e in failed), "no reason given"
    )


def removed(run: Deployment, name: str) -> bool:
    """Takes a stack away and waits; False when there was none."""
    if settled(run, name) is None:
        return False
    run.client("cloudformation").delete_stack(StackName=name)
    if (left := settled(run, name)) is not None:
        raise StepFailed(f"{name} is {left['StackStatus']}: {reason(run, name)}")
    return True


def given(template: Path, known: dict[str, str]) -> dict[str, str]:
    """Of ``known`` what the template has a parameter for."""
    text = template.read_text(encoding="utf-8").partition("\nResources:")[0]
    return {name: value for name, value in known.items() if f"\n  {name}:\n" in text}
