"""Mail and text messages can be read back as they left, and outlive the process."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import boto3
import pytest

from functions.clock import now
from functions.local.cloud.process import Cloud, bootstrap
from functions.local.cloud.sent_mail import Sent, sent
from functions.local.cloud.stack import credentials


def letter() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "desk@suyi.example", "买家 <b@example.org>"
    message["Subject"] = "投诉已受理 received"
    message["X-Suyi-Id"] = "msg_1"
    message.set_content("您好\n第二行")
    message.add_alternative("<p>您好</p>", subtype="html")
    return message.as_bytes()


def test_a_raw_mail_is_read_back_whole(cloud, mailbox: Callable[[], list[Sent]]) -> None:
    answer = cloud.client("sesv2").send_email(
        FromEmailAddress="desk@suyi.example",
        Destination={"ToAddresses": ["b@example.org"]},
        Content={"Raw": {"Data": letter()}},
        ConfigurationSetName="suyi-test",
    )
    [mail] = mailbox()
    assert (mail.kind, mail.to, mail.id) == ("mail", "b@example.org", answer["MessageId"])
    assert (mail.subject, mail.text, mail.html) == ("投诉已受理 received", "您好\n第二行\n", "<p>您好</p>\n")
    assert mail.headers["X-Suyi-Id"] == "msg_1"
    assert abs(now() - mail.at) < timedelta(minutes=1)


def test_a_simple_mail_is_read_back(cloud, mailbox: Callable[[], list[Sent]]) -> None:
    cloud.client("sesv2").send_email(
        FromEmailAddress="desk@suyi.example",
        Destination={"ToAddresses": ["b@example.org"]},
        Content={
            "Simple": {
                "Subject": {"Data": "题"},
                "Body": {"Text": {"Data": "文"}, "Html": {"Data": "<b>文</b>"}},
            },
        },
    )
    assert [(mail.subject, mail.text, mail.html) for mail in mailbox()] == [("题", "文", "<b>文</b>")]


def test_a_text_message_is_read_back(cloud, mailbox: Callable[[], list[Sent]]) -> None:
    answer = cloud.client("sns").publish(PhoneNumber="+8613800138000", Message="【诉易】100% & 更多")
    [message] = mailbox()
    assert (message.kind, message.to, message.text) == ("sms", "+8613800138000", "【诉易】100% & 更多")
    assert message.id == answer["MessageId"]


def test_what_is_no_message_or_was_refused_is_not_listed(cloud, mailbox: Callable[[], list[Sent]]) -> None:
    topic = cloud.client("sns").create_topic(Name="other")["TopicArn"]
    cloud.client("sns").publish(TopicArn=topic, Message="to an operator")
    with pytest.raises(cloud.client("sesv2").exceptions.MessageRejected):
        cloud.client("sesv2").send_email(
            FromEmailAddress="somebody@elsewhere.example",
            Destination={"ToAddresses": ["b@example.org"]},
            Content={"Raw": {"Data": letter()}},
        )
    assert mailbox() == []


@pytest.mark.parametrize("end", [Cloud.stop, Cloud.kill])
def test_messages_outlive_the_process(tmp_path: Path, end: Callable[[Cloud], None]) -> None:
    first = Cloud.start(tmp_path)
    bootstrap(first.endpoint, "test")
    boto3.client("sns", **credentials(first.endpoint)).publish(PhoneNumber="+8613800138000", Message="一")
    before = sent(first.endpoint)
    end(first)
    second = Cloud.start(tmp_path)
    assert sent(second.endpoint) == before != []
    second.stop()
