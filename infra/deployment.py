"""One deployment as its steps see it: which stage, which account, what its stacks are called and say."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

ROOT = Path(__file__).parents[1]
FUNCTIONS = ("web", "jobs", "evidence")
STAGES = {"prod": "", "staging": "_staging"}
"""A stage, and what its Zappa stages end in: the settings file has one set for each."""


class StepFailed(Exception):
    """A step could not be done. The sentence says why, and what to do before the same command is run
    again."""


@dataclass
class Deployment:
    """A stage in the account that the environment leads to. ``wanted`` are the template's parameters given
    anew."""

    stage: str
    wanted: dict[str, str] = field(default_factory=dict)
    package: Path | None = None
    say: Callable[[str], None] = print
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """The one client for a service."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service)
        return self._clients[service]

    @property
    def endpoint(self) -> str:
        """The embedded cloud's address in a rehearsal; empty on AWS."""
        return os.environ.get("AWS_ENDPOINT_URL", "")

    @cached_property
    def region(self) -> str:
        """Where all of it is."""
        return str(boto3.session.Session().region_name or "us-east-1")

    @property
    def data(self) -> str:
        """The stack of what must not be lost. Zappa's own are called suyi-web...: never the same."""
        return f"suyi-{self.stage}-data"

    @property
    def triggers(self) -> str:
        """The stack of what starts the functions."""
        return f"suyi-{self.stage}-triggers"

    @property
    def secret(self) -> str:
        """The secret with every key."""
        return f"suyi/{self.stage}/keys"

    def zappa_stage(self, function: str) -> str:
        """What the settings file calls it: ``web_staging``."""
        return f"{function}{STAGES[self.stage]}"

    def function(self, function: str) -> str:
        """What Lambda calls it, and CloudFormation the stack of its API: ``suyi-web-staging``."""
        return f"suyi-{self.zappa_stage(function)}".replace("_", "-")

    def outputs(self, stack: str) -> dict[str, str]:
        """What a stack says; empty when it is not there."""
        found = self.stack(stack)
        return {each["OutputKey"]: each["OutputValue"] for each in (found or {}).get("Outputs", [])}

    def parameters(self, stack: str) -> dict[str, str]:
        """What a stack was made with; empty when it is not there."""
        found = self.stack(stack)
        return {each["ParameterKey"]: each["ParameterValue"] for each in (found or {}).get("Parameters", [])}

    def stack(self, name: str) -> Any:
        """A stack as it is, or None."""
        try:
            found = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return next((each for each in found if each["StackStatus"] != "DELETE_COMPLETE"), None)

    def arn(self, function: str) -> str:
        """A function's ARN, or empty when it is not there."""
        calls = self.client("lambda")
        try:
            found = calls.get_function(FunctionName=self.function(function))
        except calls.exceptions.ResourceNotFoundException:
            return ""
        return str(found["Configuration"]["FunctionArn"])

    def api(self) -> str:
        """The id of the web function's API, or empty."""
        pages = self.client("apigatewayv2").get_paginator("get_apis").paginate()
        found = [each for page in pages for each in page["Items"] if each["Name"] == self.function("web")]
        return str(found[0]["ApiId"]) if found else ""

    def base_url(self) -> str:
        """What browsers open: the own domain, else CloudFront's name."""
        own = self.parameters(self.data).get("DeskDomain")
        return f"https://{own or self.outputs(self.data)['EdgeHost']}"
