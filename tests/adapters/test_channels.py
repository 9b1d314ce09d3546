"""What goes to the provider, and which kind each of its errors is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from functions.adapters.channels import ses, sns
from functions.adapters.channels.failures import Kind, sorted_by
from functions.adapters.channels.ses import SesMail
from functions.adapters.channels.sns import SnsText
from functions.domain.send_errors import Throttled, Undeliverable, Undelivered

REACHED = {
    Kind.FINAL: Undeliverable,
    Kind.LATER: Throttled,
    Kind.OTHER: Undelivered,
    Kind.UNKNOWN: ClientError,
}
MAIL: dict[str, Any] = {
    "sender": "n@desk.example",
    "to": "b@mail.example",
    "raw": b"Subject: x\r\n\r\n",
    "message_id": "m#1",
}
PHONE = "+85261234567"


def client(service: str) -> Any:
    return boto3.client(
        service,
        region_name="ap-southeast-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}),
    )


@pytest.fixture
def email() -> Iterator[tuple[Any, Stubber]]:
    made = client("sesv2")
    with Stubber(made) as stub:
        yield made, stub


@pytest.fixture
def phone() -> Iterator[tuple[Any, Stubber]]:
    made = client("sns")
    with Stubber(made) as stub:
        yield made, stub


def sent_mail(**more: Any) -> dict[str, Any]:
    return {
        "FromEmailAddress": "n@desk.example",
        "Destination": {"ToAddresses": ["b@mail.example"]},
        "Content": {"Raw": {"Data": MAIL["raw"]}},
        "EmailTags": [{"Name": "message", "Value": "m-1"}],
        **more,
    }


def test_a_mail_goes_raw_to_one_recipient_and_is_tagged(email: tuple[Any, Stubber]) -> None:
    made, stub = email
    stub.add_response("send_email", {"MessageId": "0100"}, sent_mail())
    assert SesMail(made).send(**MAIL) == "0100"
    stub.assert_no_pending_responses()


def test_a_configuration_set_is_named_when_there_is_one(email: tuple[Any, Stubber]) -> None:
    made, stub = email
    stub.add_response("send_email", {"MessageId": "0100"}, sent_mail(ConfigurationSetName="suyi"))
    assert SesMail(made, configuration_set="suyi").send(**MAIL) == "0100"


@pytest.mark.parametrize(("code", "kind"), [*ses.KINDS.items(), ("SomethingNew", Kind.OTHER)])
def test_each_error_of_the_mail_provider_has_its_kind(
    email: tuple[Any, Stubber], code: str, kind: Kind
) -> None:
    made, stub = email
    stub.add_client_error("send_email", code, "Address b@mail.example is odd")
    with pytest.raises(REACHED[kind]) as caught:
        SesMail(made).send(**MAIL)
    assert kind is Kind.UNKNOWN or "b@mail.example" not in f"{caught.value}{caught.value.__cause__}"


def test_a_short_message_goes_out_as_transactional(phone: tuple[Any, Stubber]) -> None:
    made, stub = phone
    attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    asked = {"PhoneNumber": PHONE, "Message": "【诉易】好", "MessageAttributes": attributes}
    stub.add_response("publish", {"MessageId": "77"}, asked)
    assert SnsText(made).send(phone_e164=PHONE, text="【诉易】好") == "77"


@pytest.mark.parametrize(("code", "kind"), [*sns.KINDS.items(), ("SomethingNew", Kind.OTHER)])
def test_each_error_of_the_text_provider_has_its_kind(
    phone: tuple[Any, Stubber], code: str, kind: Kind
) -> None:
    made, stub = phone
    stub.add_client_error("publish", code)
    with pytest.raises(REACHED[kind]):
        SnsText(made).send(phone_e164=PHONE, text="hello")


@pytest.mark.parametrize(
    "number", ["", "13800138000", "+0123456789", "+86 138", "+8613800138000\n", "+８６13800138000"]
)
def test_what_is_no_number_never_reaches_the_provider(phone: tuple[Any, Stubber], number: str) -> None:
    made, _ = phone
    with pytest.raises(Undeliverable):
        SnsText(made).send(phone_e164=number, text="hello")


@pytest.mark.parametrize(
    "error", [EndpointConnectionError(endpoint_url="x"), ConnectTimeoutError(endpoint_url="x")]
)
def test_no_connection_means_it_was_not_sent(error: Exception) -> None:
    with pytest.raises(Undelivered), sorted_by({}):
        raise error


def test_an_answer_that_never_came_stays_unknown() -> None:
    with pytest.raises(ReadTimeoutError), sorted_by({}):
        raise ReadTimeoutError(endpoint_url="x")
