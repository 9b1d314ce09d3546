"""``suyi doctor`` names what is wrong with a desk and says what to do; a healthy one passes."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from functions.cli import doctor
from tests.cast import NOON

FACTS = {
    "MailDomain": "shop.example",
    "EdgeHost": "d1.cloudfront.net",
    "AlarmTopic": "arn:topic",
    "TableName": "suyi-prod",
}


class Missing(Exception):
    pass


def account(**changes: Any) -> dict[str, Any]:
    """A healthy account's answers by operation; ``changes`` make it ill."""
    return {
        "get_email_identity": {"VerifiedForSendingStatus": True, "DkimAttributes": {"Tokens": ["abc"]}},
        "get_account": {"ProductionAccessEnabled": True},
        "list_subscriptions_by_topic": {"Subscriptions": [{"SubscriptionArn": "arn:aws:sns:x"}]},
        "describe_alarms": {"MetricAlarms": []},
        "get_schedule": {"State": "ENABLED"},
        "get_caller_identity": {"ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(NOON)}}},
        "describe_continuous_backups": {
            "ContinuousBackupsDescription": {
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}
            }
        },
    } | changes


def answering(said: dict[str, Any]) -> Any:
    def told(name: str) -> Any:
        def call(**_: Any) -> Any:
            if said[name] is None:
                raise Missing
            return said[name]

        return call

    found = {name: told(name) for name in said}
    return lambda _service: SimpleNamespace(
        exceptions=SimpleNamespace(ResourceNotFoundException=Missing), **found
    )


def patient(desk, resolve=lambda _: "192.0.2.1", now=NOON, **changes: Any) -> doctor.Patient:
    return doctor.Patient(desk, now, answering(account(**changes)), "prod", FACTS, resolve)


def test_a_healthy_desk_passes(desk, market):
    found = [check(patient(desk)) for check in (*doctor.CHECKS, *doctor.AWS_CHECKS)]
    assert not [each for each in found if each.well is False]


def unresolved(host: str) -> str:
    raise OSError(host)


ILL = {
    "identity": (
        {"get_email_identity": {"DkimAttributes": {"Tokens": ["abc"]}}},
        "abc._domainkey.shop.example CNAME",
    ),
    "sandbox": ({"get_account": {}}, "production access"),
    "name": ({"resolve": unresolved}, "CNAME to d1.cloudfront.net"),
    "alarms": (
        {"list_subscriptions_by_topic": {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"}]}},
        "confirm",
    ),
    "schedule": ({"get_schedule": None}, "no deadline is enforced"),
    "skew": ({"now": NOON + timedelta(minutes=9)}, "540 s off"),
    "backups": (
        {"describe_continuous_backups": {"ContinuousBackupsDescription": {}}},
        "no point-in-time recovery",
    ),
}


@pytest.mark.parametrize("check", ILL)
def test_what_is_wrong_is_named_with_what_to_do(desk, check):
    changes, words = ILL[check]
    found = getattr(doctor, check)(patient(desk, **changes))
    assert found.well is False
    assert words in found.sentence.en


def test_an_alarm_that_rings_is_named(desk):
    found = doctor.alarms(
        patient(desk, describe_alarms={"MetricAlarms": [{"AlarmName": "suyi-prod-dead-post"}]})
    )
    assert (found.well, "suyi-prod-dead-post" in found.sentence.zh) == (False, True)


def test_a_row_that_waits_for_the_tick_is_told_with_its_age(scene):
    scene.file()
    found = doctor.oldest_due(patient(scene.desk, now=scene.now + timedelta(minutes=10)))
    assert (found.well, "600 s late" in found.sentence.en) == (False, True)
    assert doctor.oldest_due(patient(scene.desk, now=scene.now)).well


def test_every_check_of_a_deployment_is_made_ill_here():
    assert {check.__name__ for check in doctor.AWS_CHECKS} == set(ILL)
