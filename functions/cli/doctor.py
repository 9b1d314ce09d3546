"""``suyi doctor``: looks a desk over and says, of all that is not well, what to do about it."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from functions.cli.reach import Refused, reach, takes_data
from functions.domain.vocabulary import Text
from functions.ports import Desk

LATE_SECONDS, SKEW_SECONDS = 300, 60


class Check(NamedTuple):
    """What a check found; ``well`` is None for what is worth knowing and harms nobody."""

    well: bool | None
    sentence: Text


@dataclass
class Patient:
    """A desk, and on AWS its stage and what its stack was made with and says."""

    desk: Desk
    now: datetime
    client: Callable[[str], Any]
    stage: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    resolve: Callable[[str], object] = socket.gethostbyname


def add(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser(
        "doctor", help="检查投诉台，逐项说明怎么修 · check a desk and say what to mend"
    )
    takes_data(command)
    command.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """A line for each check; 1 when something is not well."""
    reached = reach(wanted)
    stack = "" if reached.local else os.environ.get("SUYI_STACK", "")
    patient = Patient(reached.desk, reached.clock(), _client, **_facts(stack))
    found = [check(patient) for check in (*CHECKS, *(AWS_CHECKS if stack else ()))]
    for each in found:
        sign = {True: "好 ok  ", False: "修 FIX ", None: "注 note"}[each.well]
        print(f"{sign}  {each.sentence.zh} · {each.sentence.en}")
    return int(any(each.well is False for each in found))


def _client(service: str) -> Any:
    import boto3

    return boto3.client(service)  # type: ignore[call-overload]


def _facts(stack: str) -> dict[str, Any]:
    if not stack:
        return {}
    found = _client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    if not found:
        raise Refused(f"没有 {stack} 这个栈。There is no stack {stack}.")
    payload = {each["ParameterKey"]: each["ParameterValue"] for each in found[0].get("Parameters", [])}
    payload |= {each["OutputKey"]: each["OutputValue"] for each in found[0].get("Outputs", [])}
    return {"stage": payload["Stage"], "facts": payload}


def oldest_due(of: Patient) -> Check:
    """What has waited longest for the tick."""
    first = [duty.due for shard in range(of.desk.settings.shards) for duty in of.desk.post.due(shard, of.now)]
    late = int(of.now.timestamp()) - min(first) if first else 0
    if late > LATE_SECONDS:
        return Check(
            False,
            Text(
                f"{len(first)} 件到期未执行，最久 {late} 秒：看 tick 的日志，可用 suyi tick 补执行",
                f"{len(first)} due and not done, the oldest {late} s late: read the tick's log; suyi "
                "tick makes up for it",
            ),
        )
    return Check(True, Text(f"到期事项最久等了 {late} 秒", f"the oldest due row has waited {late} s"))


def sms_template(of: Patient) -> Check:
    """Mainland numbers get no text before a template is registered."""
    if of.desk.settings.sms_templates.get("+86"):
        return Check(True, Text("大陆短信模板已配置", "the mainland's SMS template is set"))
    return Check(
        None,
        Text(
            "没有大陆短信模板，+86 号码只发邮件",
            "no SMS template for the mainland: +86 numbers get mail alone",
        ),
    )


def marketplaces(of: Patient) -> Check:
    """A desk without a marketplace serves nobody."""
    count = len(of.desk.tenants.marketplaces())
    if count:
        return Check(True, Text(f"{count} 个平台", f"{count} marketplace(s)"))
    return Check(
        None, Text("还没有平台：suyi marketplace create", "no marketplace yet: suyi marketplace create")
    )


def identity(of: Patient) -> Check:
    """The domain that mail is sent from."""
    domain = of.facts["MailDomain"]
    found = of.client("sesv2").get_email_identity(EmailIdentity=domain)
    if found.get("VerifiedForSendingStatus"):
        return Check(True, Text(f"发信域名 {domain} 已验证", f"{domain} is verified for sending"))
    records = ", ".join(
        f"{token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com"
        for token in found.get("DkimAttributes", {}).get("Tokens", [])
    )
    return Check(
        False,
        Text(
            f"发信域名 {domain} 未验证，请在 DNS 里加：{records}",
            f"{domain} is not verified; put these into its DNS: {records}",
        ),
    )


def sandbox(of: Patient) -> Check:
    """In the sandbox SES writes to verified addresses only."""
    if of.client("sesv2").get_account().get("ProductionAccessEnabled"):
        return Check(True, Text("SES 已离开沙箱", "SES has left its sandbox"))
    return Check(
        False,
        Text(
            "SES 还在沙箱里，买家收不到信：在 SES 控制台申请生产权限",
            "SES is in its sandbox and buyers get no mail: request production access in its console",
        ),
    )


def name(of: Patient) -> Check:
    """The address in every letter."""
    host = urlsplit(of.desk.settings.base_url).hostname or ""
    try:
        of.resolve(host)
    except OSError:
        return Check(
            False,
            Text(
                f"{host} 解析不到：给它加一条指向 {of.facts.get('EdgeHost')} 的 CNAME",
                f"{host} does not resolve: give it a CNAME to {of.facts.get('EdgeHost')}",
            ),
        )
    return Check(True, Text(f"{host} 可以解析", f"{host} resolves"))


def alarms(of: Patient) -> Check:
    """Somebody must hear them, and none should ring."""
    topic = of.client("sns").list_subscriptions_by_topic(TopicArn=of.facts["AlarmTopic"])["Subscriptions"]
    if not any(each["SubscriptionArn"].startswith("arn:") for each in topic):
        return Check(
            False,
            Text(
                "没有人收告警：make deploy 加 ALARMS=邮箱，再点确认信里的链接",
                "nobody hears the alarms: make deploy with ALARMS=address, then confirm the mail",
            ),
        )
    asked = {"AlarmNamePrefix": f"suyi-{of.stage}-", "StateValue": "ALARM"}
    ringing = [each["AlarmName"] for each in of.client("cloudwatch").describe_alarms(**asked)["MetricAlarms"]]
    if ringing:
        return Check(False, Text(f"告警中：{', '.join(ringing)}", f"ringing: {', '.join(ringing)}"))
    return Check(True, Text("告警有人收，没有在响的", "the alarms are heard and none rings"))


def schedule(of: Patient) -> Check:
    """The clock of the whole desk."""
    calls = of.client("scheduler")
    try:
        state = calls.get_schedule(Name=f"suyi-{of.stage}-tick")["State"]
    except calls.exceptions.ResourceNotFoundException:
        state = "missing"
    if state == "ENABLED":
        return Check(True, Text("每分钟的 tick 在运行", "the minute's tick is scheduled"))
    return Check(
        False,
        Text(
            f"每分钟的 tick 是 {state}，时限不会执行：再运行 make deploy",
            f"the minute's tick is {state}, no deadline is enforced: run make deploy again",
        ),
    )


def skew(of: Patient) -> Check:
    """This machine's clock against AWS's; the functions have AWS's own."""
    payload = of.client("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"].get("date", "")
    apart = abs(int((parsedate_to_datetime(payload) - of.now).total_seconds())) if payload else 0
    if apart > SKEW_SECONDS:
        return Check(
            False, Text(f"本机时钟差 {apart} 秒，请校时", f"this machine's clock is {apart} s off: set it")
        )
    return Check(True, Text("本机时钟准确", "this machine's clock is right"))


def backups(of: Patient) -> Check:
    """Whether the table could be brought back."""
    table = of.facts["TableName"]
    payload = of.client("dynamodb").describe_continuous_backups(TableName=table)[
        "ContinuousBackupsDescription"
    ]
    if payload.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED":
        return Check(True, Text("表可以恢复到任一秒", "the table can be restored to any second"))
    return Check(
        False,
        Text(
            f"{table} 没有开 PITR：再运行 make deploy",
            f"{table} has no point-in-time recovery: run make deploy",
        ),
    )


CHECKS: tuple[Callable[[Patient], Check], ...] = (marketplaces, oldest_due, sms_template)
"""On any desk."""
AWS_CHECKS: tuple[Callable[[Patient], Check], ...] = (
    identity,
    sandbox,
    name,
    alarms,
    schedule,
    skew,
    backups,
)
"""On a deployed one."""
