"""What a deployment counts: filed, lapsed, late, sent, dead. In CloudWatch's own format, and nobody's data
among it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from functions import jobs, logs
from functions.domain.send_errors import Undeliverable


@pytest.fixture
def told(capsys):
    """The figures written since last asked, by name; several of one name are added."""
    logs.install(stage="prod")

    def figures() -> dict[str, float]:
        found: dict[str, float] = {}
        for line in capsys.readouterr().out.splitlines():
            said = json.loads(line)
            metrics = said["_aws"]["CloudWatchMetrics"][0]
            assert (metrics["Namespace"], metrics["Dimensions"], said["stage"]) == (
                "Suyi",
                [["stage"]],
                "prod",
            )
            for metric in metrics["Metrics"]:
                assert metric["Unit"] == logs.MEASURES[metric["Name"]]
                found[metric["Name"]] = found.get(metric["Name"], 0) + said[metric["Name"]]
        return found

    yield figures
    logs.install()


def test_a_complaint_filed_its_letters_and_the_clock_that_moved_it_are_counted(scene, told):
    scene.file()
    assert told() == {"ComplaintsFiled": 1}
    jobs.tick(scene.desk, scene.now)
    assert told() == {"MessagesSent": 2, "MessagesDead": 0, "Lapses": 0, "RowsFailed": 0, "SweepLateness": 0}
    jobs.tick(scene.desk, scene.now + timedelta(days=1, minutes=3))
    said = told()
    assert said["Lapses"] == 1
    assert said["SweepLateness"] >= 180


def test_a_complaint_refused_is_not_counted(scene, told):
    scene.file()
    told()
    with pytest.raises(Exception, match=r"."):
        scene.file(category="K2")
    assert told() == {}


def test_letters_that_finally_failed_are_counted_as_dead(scene, told):
    class Refusing:
        def send(self, **_):
            raise Undeliverable("no such mailbox")

    scene.file()
    told()
    jobs.tick(replace(scene.desk, mail=Refusing()), scene.now)
    assert told()["MessagesDead"] == 2


def test_where_no_stage_is_deployed_nothing_is_written(scene, capsys):
    logs.install()
    scene.file()
    jobs.tick(scene.desk, scene.now)
    assert capsys.readouterr().out == ""
