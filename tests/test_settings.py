"""The deployer's settings keep none of its dangerous defaults."""

import json
from pathlib import Path

import pytest

SETTINGS = json.loads((Path(__file__).parents[1] / "zappa_settings.json").read_text())
SAFE = {
    "debug": False, "keep_warm": False, "manage_roles": False, "touch": False, "slim_handler": False,
    "use_precompiled_packages": False, "apigateway_version": "v2", "lambda_handler": "functions.entry.handler",
    "log_level": "INFO",
}  # fmt: skip


@pytest.mark.parametrize("name", SAFE)
def test_a_default_that_bites_is_set(name):
    assert SETTINGS["base"][name] == SAFE[name]


@pytest.mark.parametrize("stage", [name for name in SETTINGS if name != "base"])
def test_a_stage_stands_on_the_base_and_holds_no_schedule_secret_or_environment(stage):
    assert SETTINGS[stage]["extends"] == "base"
    assert not {"events", "environment_variables", "aws_environment_variables"} & set(SETTINGS[stage])
