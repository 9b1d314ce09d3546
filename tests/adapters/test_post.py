"""A letter from its template to a provider that answers over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config

from functions.adapters.channels.ses import SesMail
from functions.adapters.channels.sns import SnsText
from functions.adapters.mime import Envelope, raw
from functions.adapters.templates import NoticeTemplates
from functions.domain.notice_facts import Facts
from functions.domain.send_errors import Undelivered
from functions.domain.vocabulary import STATES, Notice, State, Text

NOW = datetime(2026, 11, 22, 1, 41, tzinfo=UTC)
FACTS = Facts(
    marketplace="星海卡盟",
    number="TS-261122-7K3M9QXD",
    state=STATES[State.AWAITING_MERCHANT].label,
    deadline=NOW,
    next_text=Text("逾期平台会介入，您不用再催。", "After that the marketplace steps in."),
    passcode="8K2M7QXD",
    link="https://desk.example/c/x",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded cloud of its own, ended with the module."""
    port = free_port()
    room: Path = tmp_path_factory.mktemp("provider")
    with subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        env={**os.environ, "GATEWAY_PORT": str(port)},
        cwd=room,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(url)
            yield url
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{url}/_ministack/health", timeout=2):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("the embedded cloud did not start")


def client(service: str, url: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="ap-southeast-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}),
    )


def test_a_letter_arrives_as_it_was_written(provider: str) -> None:
    email = client("sesv2", provider)
    email.create_email_identity(EmailIdentity="notice@desk.example")
    letter = NoticeTemplates().email(Notice.RECEIPT, FACTS, "zh")
    wire = raw(
        letter,
        Envelope("notice@desk.example", "星海卡盟", "buyer@mail.example", "m1", "xinghai", NOW, FACTS.number),
    )
    sent = SesMail(email).send(
        sender="notice@desk.example", to="buyer@mail.example", raw=wire, message_id="m1"
    )
    with urlopen(f"{provider}/_ministack/ses/messages", timeout=5) as answer:
        [arrived] = [
            m for box in json.load(answer)["messages"].values() for m in box if m["MessageId"] == sent
        ]
    assert arrived["To"] == ["buyer@mail.example"]
    assert arrived["Subject"] == letter.subject
    assert arrived["BodyText"].replace("\r\n", "\n") == letter.text


def test_a_short_message_is_taken(provider: str) -> None:
    text = NoticeTemplates().sms(Notice.RECEIPT, FACTS, "zh")
    assert SnsText(client("sns", provider)).send(phone_e164="+85261234567", text=text)


def test_nobody_listening_means_it_was_not_sent() -> None:
    nowhere = client("sns", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Undelivered):
        SnsText(nowhere).send(phone_e164="+85261234567", text="hello")
