"""Short messages through Amazon SNS.

The client must not retry by itself: a short message goes out at most once, and an answer that never came
is the caller's to judge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from functions.domain.send_errors import Undeliverable

from .failures import Kind, sorted_by

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

KINDS: dict[str, Kind] = {
    "InvalidParameter": Kind.FINAL,
    "InvalidParameterValue": Kind.FINAL,
    "ParameterValueInvalid": Kind.FINAL,
    "ValidationException": Kind.FINAL,
    "OptedOut": Kind.FINAL,
    "Throttled": Kind.LATER,
    "Throttling": Kind.LATER,
    "ThrottlingException": Kind.LATER,
    "KMSThrottling": Kind.LATER,
    "AuthorizationError": Kind.OTHER,
    "UserError": Kind.OTHER,
    "InternalError": Kind.UNKNOWN,
    "InternalFailure": Kind.UNKNOWN,
    "ServiceUnavailable": Kind.UNKNOWN,
}


class SnsText:
    """Sends short messages one by one, as transactional."""

    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def send(self, *, phone_e164: str, text: str) -> str:
        """The provider's id. Raises one of the three kinds; anything else means that it may have been
        sent."""
        if not _E164.fullmatch(phone_e164):
            raise Undeliverable("not a number with its country code")
        with sorted_by(KINDS):
            answer = self._client.publish(
                PhoneNumber=phone_e164,
                Message=text,
                MessageAttributes={
                    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
                },
            )
            return answer["MessageId"]
