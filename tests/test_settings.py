"""The deployer's settings keep none of its dangerous defaults, whichever stage is meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra import zappa_runs
from infra.deployment import FUNCTIONS, STAGES, Deployment

SETTINGS = json.loads((Path(__file__).parents[1] / "zappa_settings.json").read_text(encoding="utf-8"))
ALL = [f"{function}{suffix}" for function in FUNCTIONS for suffix in STAGES.values()]
SAFE = {
    "debug": (False, "it shows traces to strangers"),
    "log_level": ("INFO", "DEBUG logs whole events, links and cookies with them"),
    "keep_warm": (False, "it makes a rule and with it deletes others"),
    "manage_roles": (False, "its own role may do everything with every table, bucket and function"),
    "touch": (False, "it fetches a page of a desk that has none yet"),
    "slim_handler": (False, "it loads the package anew at each cold start"),
    "use_precompiled_packages": (False, "it exchanges locked wheels for others"),
    "apigateway_version": ("v2", "v1 costs three times as much"),
    "lambda_handler": ("functions.entry.handler", "its own runs the Python an event names"),
    "architecture": ("arm64", "x86_64 costs a fifth more, and the package is built for arm64"),
}
MUST_NOT = {
    "events": "schedule and update delete every rule of the function, CloudFormation's too",
    "environment_variables": "they are baked into the package",
    "aws_environment_variables": "a deployment's own, never the file's",
    "remote_env": "it reads a bucket at each start",
    "role_arn": "the stack's",
    "role_name": "the stack's",
    "async_source": "it runs what a message names",
    "exclude": "it matches names at any depth",
    "callbacks": "it runs what it is told",
}


@pytest.mark.parametrize("stage", ALL)
@pytest.mark.parametrize("name", SAFE)
def test_a_default_that_bites_is_set(stage, name):
    wanted, why = SAFE[name]
    assert zappa_runs.settings(stage)[name] == wanted, why


@pytest.mark.parametrize("stage", [*ALL, "base"])
@pytest.mark.parametrize("name", MUST_NOT)
def test_what_a_stage_must_not_say_is_not_said(stage, name):
    assert name not in SETTINGS[stage], MUST_NOT[name]


def test_there_is_a_set_of_functions_for_each_stage_and_only_the_pages_have_an_api():
    assert set(SETTINGS) == {"base", *ALL}
    served = [stage for stage in ALL if zappa_runs.settings(stage).get("apigateway_enabled", True)]
    assert served == ["web", "web_staging"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_its_own_stack_can_never_be_one_of_ours(function):
    for stage in STAGES:
        run = Deployment(stage)
        assert run.function(function) not in {run.data, run.triggers}


def test_the_function_that_decodes_pictures_is_told_of_no_table_and_no_key():
    assert zappa_runs.IN_ENVIRONMENT["evidence"] == ("SUYI_QUARANTINE", "SUYI_EVIDENCE")
