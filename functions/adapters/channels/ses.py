"""Mail through Amazon SES, API version 2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .failures import Kind, sorted_by

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendEmailRequestTypeDef

KINDS: dict[str, Kind] = {
    "BadRequestException": Kind.FINAL,
    "TooManyRequestsException": Kind.LATER,
    "LimitExceededException": Kind.LATER,
    "Throttling": Kind.LATER,
    "ThrottlingException": Kind.LATER,
    # Also what an account answers that is still in the sandbox: ours to put right, not the recipient's fault.
    "MessageRejected": Kind.OTHER,
    "MailFromDomainNotVerifiedException": Kind.OTHER,
    "AccountSuspendedException": Kind.OTHER,
    "SendingPausedException": Kind.OTHER,
    "NotFoundException": Kind.OTHER,
}


class SesMail:
    """Sends raw mail. With a ``configuration_set``, bounces and spam reports come back tagged with our
    message id."""

    def __init__(self, client: SESV2Client, *, configuration_set: str = "") -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, *, sender: str, to: str, raw: bytes, message_id: str) -> str:
        """The provider's id. Raises one of the three kinds; anything else means that it may have been
        sent."""
        request: SendEmailRequestTypeDef = {
            "FromEmailAddress": sender,
            "Destination": {"ToAddresses": [to]},
            "Content": {"Raw": {"Data": raw}},
            "EmailTags": [{"Name": "message", "Value": re.sub(r"[^A-Za-z0-9_-]", "-", message_id)}],
        }
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        with sorted_by(KINDS):
            return self._client.send_email(**request)["MessageId"]
