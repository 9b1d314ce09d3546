"""The keys of a deployment come from the store by one signed request, and no failure tells what was
answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from functions import wiring
from functions.adapters import keystore
from functions.config import PURPOSES
from tests.cast import NOON

ENV = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI",
    "AWS_SESSION_TOKEN": "token==",
}


@pytest.mark.parametrize("token", ["token==", ""])
def test_the_signature_is_the_one_awss_own_library_makes(token):
    env, body, host = (
        {**ENV, "AWS_SESSION_TOKEN": token},
        '{"SecretId": "suyi/prod/keys"}',
        "secretsmanager.eu-west-1.amazonaws.com",
    )
    ours = keystore.signed(env, "eu-west-1", host=host, body=body, now=NOON)
    headers = {name: value for name, value in ours.items() if name not in {"authorization", "host"}}
    request = AWSRequest("POST", f"https://{host}/", data=body, headers=headers)
    request.context["timestamp"] = ours["x-amz-date"]
    theirs = SigV4Auth(
        Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], token or None),
        "secretsmanager",
        "eu-west-1",
    )
    text = theirs.string_to_sign(request, theirs.canonical_request(request))
    assert ours["authorization"].endswith(f"Signature={theirs.signature(text, request)}")


def test_a_desk_is_configured_from_the_store_and_the_environment_holds_no_key(cloud):
    keys = {purpose: purpose.encode().hex() for purpose in PURPOSES}
    cloud.client("secretsmanager").create_secret(
        Name="suyi/test/keystore", SecretString=json.dumps({**keys, "edge": "e"})
    )
    env = {
        "AWS_ACCESS_KEY_ID": cloud.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "SUYI_AWS_ENDPOINT": cloud.endpoint,
        "SUYI_SECRET": "suyi/test/keystore",
        "SUYI_TABLE": "t",
        "SUYI_BASE_URL": "https://d",
        "SUYI_SENDER": "s@d",
    }
    assert wiring.configured(env).secrets["session"] == (b"session",)


def test_a_secret_that_is_not_there_stops_the_start_and_says_the_status_alone(cloud):
    env = {**ENV, "SUYI_AWS_ENDPOINT": cloud.endpoint, "SUYI_SECRET": "suyi/nowhere/keys"}
    with pytest.raises(keystore.KeysUnreadable, match=r"^the store of keys answered 400$"):
        keystore.read(env, datetime.now(UTC))
