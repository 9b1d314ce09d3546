"""The templates say what an emulator never checks: what is kept, what is encrypted, what is public, who
may do what."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.adapters.dynamo.events import event_row
from functions.domain.history import Event, chain
from functions.domain.vocabulary import Role
from functions.web import create_app
from functions.web.frame.headers import HEADERS

ROOT = Path(__file__).parents[2]
SCALARS = {
    "Ref": lambda name: f"${{{name}}}",
    "GetAtt": lambda name: f"${{{name}}}",
    "Sub": str,
    "Condition": str,
}


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms; references become the text that !Sub writes."""


def short(loader: Loader, name: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return SCALARS[name](loader.construct_scalar(node))
    said = loader.construct_sequence(node, deep=True)  # type: ignore[arg-type]
    return said[1] if name == "If" else said


Loader.add_multi_constructor("!", short)


@cache
def template(name: str) -> dict[str, Any]:
    return yaml.load((ROOT / "infra" / f"{name}.yaml").read_text(encoding="utf-8"), Loader)


def resources(kind: str, name: str = "data") -> dict[str, Any]:
    found = template(name)["Resources"]
    return {key: each["Properties"] for key, each in found.items() if each["Type"] == f"AWS::{kind}"}


def statements(role: str) -> list[dict[str, Any]]:
    made = resources("IAM::Role")[f"{role.title()}Role"]
    return [each for policy in made["Policies"] for each in policy["PolicyDocument"]["Statement"]]


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_both_templates_are_what_cloudformation_takes():
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [linter, "infra/data.yaml", "infra/triggers.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_table_outlives_its_stack_and_can_be_restored_to_any_second():
    made = template("data")["Resources"]["Table"]
    table = made["Properties"]
    assert (made["DeletionPolicy"], made["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["DeletionProtectionEnabled"] is True
    assert table["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize("name", resources("S3::Bucket"))
def test_a_bucket_is_private_encrypted_for_tls_only_and_forgets_what_was_not_finished(name):
    bucket = resources("S3::Bucket")[name]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["LifecycleConfiguration"]["Rules"]
    policies = [each for each in resources("S3::BucketPolicy").values() if each["Bucket"] == f"${{{name}}}"]
    denied = [
        s for policy in policies for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"
    ]
    assert denied[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert denied[0]["Resource"] == [f"${{{name}.Arn}}", f"${{{name}.Arn}}/*"]


@pytest.mark.parametrize("name", resources("SQS::Queue"))
def test_a_queue_is_encrypted_and_keeps_what_failed_for_two_weeks(name):
    queue = resources("SQS::Queue")[name]
    assert queue["SqsManagedSseEnabled"] is True
    assert "RedrivePolicy" in queue or queue["MessageRetentionPeriod"] == 1209600


MAY = {
    "web": {
        "TheTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "SignedOutSessionsGo": {"dynamodb:DeleteItem"},
        "Keys": {"secretsmanager:GetSecretValue"},
        "SlotsForUploads": {"s3:PutObject"},
        "PicturesOfComplaints": {"s3:GetObject"},
        "ItsOwnLog": {"logs:CreateLogStream", "logs:PutLogEvents"},
    },
    "jobs": {
        "TheTable": {
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:ConditionCheckItem",
        },
        "SignedOutSessionsGo": {"dynamodb:DeleteItem"},
        "Keys": {"secretsmanager:GetSecretValue"},
        "PicturesAreClaimed": {"s3:GetObject", "s3:DeleteObject"},
        "PicturesAreKept": {"s3:PutObject"},
        "MissingIsTold": {"s3:ListBucket"},
        "Mail": {"ses:SendEmail", "ses:SendRawEmail"},
        "ShortMessages": {"sns:Publish"},
        "WhatFailed": {"sqs:SendMessage"},
        "ItsOwnLog": {"logs:CreateLogStream", "logs:PutLogEvents"},
    },
    "evidence": {
        "StrangersFiles": {"s3:GetObject", "s3:DeleteObject"},
        "CleanCopies": {"s3:PutObject"},
        "MissingIsTold": {"s3:ListBucket"},
        "WhatWasUploaded": {
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
        },
        "ItsOwnLog": {"logs:CreateLogStream", "logs:PutLogEvents"},
    },
    "schedule": {"Jobs": {"lambda:InvokeFunction"}, "WhatFailed": {"sqs:SendMessage"}},
}


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_its_function_does_and_nothing_else(role):
    assert {s["Sid"]: set(listed(s["Action"])) for s in statements(role) if s["Effect"] == "Allow"} == MAY[
        role
    ]


OURS = re.compile(r"suyi[-/]|\$\{(Table|DeadLetters|MailDomain|\w+Function)[.}]")
"""What is named for this desk and no other."""


@pytest.mark.parametrize("role", MAY)
def test_no_role_has_a_star_for_an_action_or_for_everything_of_a_service(role):
    for each in statements(role):
        assert not [action for action in listed(each["Action"]) if "*" in action]
        if (
            each["Sid"] == "ShortMessages"
        ):  # a telephone number has no ARN: topics and endpoints are left out instead
            assert each["NotResource"].endswith(":sns:*:*:*")
            continue
        for resource in listed(each["Resource"]):
            assert OURS.search(resource), f"{resource} may be anybody's"


REACHES: dict[str, dict[str, set[str]]] = {
    "web": {"quarantine": {"s3:PutObject"}, "evidence": {"s3:GetObject"}},
    "jobs": {"evidence": {"s3:GetObject", "s3:DeleteObject", "s3:PutObject", "s3:ListBucket"}},
    "evidence": {
        "quarantine": {"s3:GetObject", "s3:DeleteObject", "s3:ListBucket"},
        "evidence": {"s3:PutObject"},
    },
    "schedule": {},
}


@pytest.mark.parametrize("role", REACHES)
def test_who_reaches_which_bucket_of_pictures_and_how(role):
    found: dict[str, set[str]] = {}
    for each in statements(role):
        for resource in listed(each.get("Resource", [])):
            if bucket := re.search(r"-(quarantine|evidence)-\$", resource):
                found.setdefault(bucket[1], set()).update(listed(each["Action"]))
    assert found == REACHES[role]


def test_the_web_role_lends_slots_in_the_quarantine_and_cannot_look_into_it():
    assert REACHES["web"]["quarantine"] == {"s3:PutObject"}
    reads = [s for s in statements("web") if "s3:GetObject" in listed(s["Action"])]
    assert [s["Resource"].rsplit("/", 2)[1] for s in reads] == ["kept"]


EVENTS_OWN = ["prev", "commit", "salt", "payload", "ef", "sf", "ew", "sw", "cw"]
"""What rows of events alone have, of either format."""


def test_what_no_role_may_update_is_what_the_rows_of_events_have():
    """Of an event's own names all but those that other rows have too, which are in the chain's hash."""
    event = Event("file", Role.BUYER, "buyer", datetime(2026, 11, 22, tzinfo=UTC), {"words": "坏了"})
    link = chain(event, n=2, prev="0" * 64, salts=("0" * 32, "1" * 32))
    shared = {"pk", "sk", "type", "role", "actor", "at", "h"}
    assert set(event_row("CMP#xinghai#TS-1", link)) - shared <= set(EVENTS_OWN)


def test_the_evidence_role_has_no_table_no_key_and_writes_to_the_waiting_room_alone():
    said = str(statements("evidence"))
    assert "dynamodb" not in said
    assert "secretsmanager" not in said
    assert [
        s["Resource"].rsplit("/", 2)[1] for s in statements("evidence") if s["Action"] == "s3:PutObject"
    ] == ["waiting"]


@pytest.mark.parametrize("role", ["web", "jobs"])
def test_a_role_with_the_table_deletes_sessions_alone_and_updates_no_event(role):
    by_name = {each["Sid"]: each for each in statements(role)}
    only = by_name["SignedOutSessionsGo"]["Condition"]
    assert only == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["SES#*"]}}
    stay = by_name["EventsStay"]
    assert (stay["Effect"], stay["Action"]) == ("Deny", "dynamodb:UpdateItem")
    assert stay["Condition"] == {"ForAnyValue:StringEquals": {"dynamodb:Attributes": EVENTS_OWN}}
    wholesale = {
        "dynamodb:BatchWriteItem",
        "dynamodb:Scan",
        "dynamodb:DeleteTable",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PartiQLDelete",
    }
    assert not wholesale & {
        action for each in by_name.values() if each["Effect"] == "Allow" for action in listed(each["Action"])
    }


def test_whatever_fails_may_be_laid_down_with_the_dead_letters():
    policy = resources("SQS::QueuePolicy")["DeadLettersPolicy"]["PolicyDocument"]["Statement"]
    assert [(each["Principal"], each["Condition"]) for each in policy] == [
        ({"Service": "sns.amazonaws.com"}, {"ArnEquals": {"aws:SourceArn": "${Feedback}"}})
    ]
    for role in ("jobs", "schedule"):  # Lambda's own failures, and the schedule's
        assert (
            next(s for s in statements(role) if s["Sid"] == "WhatFailed")["Resource"] == "${DeadLetters.Arn}"
        )


def test_the_schedule_ticks_every_minute_and_what_it_cannot_deliver_is_kept():
    tick, nightly = (resources("Scheduler::Schedule", "triggers")[name] for name in ("Tick", "Nightly"))
    assert (tick["ScheduleExpression"], tick["FlexibleTimeWindow"]) == ("rate(1 minute)", {"Mode": "OFF"})
    for each in (tick, nightly):
        assert each["Target"]["DeadLetterConfig"]
        assert each["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 2
    assert tick["Target"]["Input"] == '{"job": "tick"}'


def test_every_alarm_rings_and_silence_of_the_tick_is_an_alarm():
    alarms = resources("CloudWatch::Alarm") | resources("CloudWatch::Alarm", "triggers")
    assert {
        "TickFails",
        "OldestDue",
        "DeadLettersWait",
        "UploadsFail",
        "DeadPost",
        "PagesFail",
        "TextsCost",
        "FaultsOfPages",
    } <= set(alarms)
    assert all(each["AlarmActions"] for each in alarms.values())
    assert alarms["OldestDue"]["TreatMissingData"] == "breaching"


def test_static_pages_carry_the_headers_of_the_desks_own():
    said = resources("CloudFront::ResponseHeadersPolicy")["SiteHeaders"]["ResponseHeadersPolicyConfig"]
    security = said["SecurityHeadersConfig"]
    found = {each["Header"]: each["Value"] for each in said["CustomHeadersConfig"]["Items"]} | {
        "Strict-Transport-Security": (
            f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}; includeSubDomains"
        ),
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff" if security["ContentTypeOptions"]["Override"] else "",
    }
    assert found == {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


RUN = """const handler = eval('(' + process.argv[1].trim() + ')');
console.log(JSON.stringify(handler(JSON.parse(process.argv[2]))))"""


def at_the_edge(name: str, event: dict[str, Any]) -> dict[str, Any]:
    """What a CloudFront function makes of an event; Node speaks the same JavaScript."""
    code = resources("CloudFront::Function")[name]["FunctionCode"]
    done = subprocess.run(
        ["node", "-e", RUN, code, json.dumps(event)], capture_output=True, text=True, check=True
    )
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_the_edge_says_whose_address_it_saw_whatever_the_client_wrote():
    forged = {"x-suyi-viewer": {"value": "10.0.0.1"}, "accept": {"value": "*/*"}}
    made = at_the_edge(
        "ViewerAddress", {"viewer": {"ip": "203.0.113.9"}, "request": {"uri": "/c/x", "headers": forged}}
    )
    assert made["headers"] == {"x-suyi-viewer": {"value": "203.0.113.9"}, "accept": {"value": "*/*"}}


@pytest.mark.parametrize(
    ("asked", "found"), [("/", "/index.html"), ("/en/", "/en/index.html"), ("/how.html", "/how.html")]
)
def test_a_folder_is_its_index_page(asked, found):
    assert at_the_edge("FolderPages", {"request": {"uri": asked, "headers": {}}})["uri"] == found


def test_every_page_of_the_desk_is_behind_one_of_its_paths_and_no_page_is_kept():
    behaviours = resources("CloudFront::Distribution")["Edge"]["DistributionConfig"]["CacheBehaviors"]
    patterns = [each["PathPattern"].removesuffix("*") for each in behaviours]
    nobody: Any = None
    for rule in create_app(nobody).url_map.iter_rules():
        path = str(rule).replace("/<any(m, o):area>", "/m")
        assert path.startswith((*patterns, "/assets/")), f"{rule} would be looked for in the static site"
    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert {each["CachePolicyId"] for each in behaviours} == {disabled}
