"""What a page is given for pictures at AWS: addresses of the buckets' own, signed on the spot, without
asking anybody."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.credentials import ReadOnlyCredentials

from functions.adapters.pictures import S3Pictures


def never() -> Any:
    raise AssertionError("a page needs no client of storage")


def pictures(**changes: str) -> S3Pictures:
    buckets = {"quarantine": "desk-quarantine-1", "evidence": "desk-evidence-1"}
    named = {**buckets, "region": "ap-southeast-1", "endpoint": "", **changes}
    credentials = ReadOnlyCredentials("AKIDEXAMPLE", "secret", "session-token", "1")
    clock = lambda: datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noqa: E731  the policy's end is counted from here
    return S3Pictures(**named, clock=clock, credentials=lambda: credentials, connect=never)


def test_pictures_are_shown_from_one_origin_and_posted_to_another():
    shown, posted = pictures().pages
    assert shown == "https://desk-evidence-1.s3.ap-southeast-1.amazonaws.com"
    assert posted == "https://desk-quarantine-1.s3.ap-southeast-1.amazonaws.com"
    assert pictures(region="cn-north-1").pages[0].endswith(".s3.cn-north-1.amazonaws.com.cn")
    assert pictures(quarantine="").pages == ("", ""), "a desk without buckets takes none"


def test_a_form_allows_one_key_one_type_one_size_and_one_way_back():
    upload = pictures().upload("m/n/s", kind="image/png", back="https://desk.example/c/m?evidence=t")
    policy = json.loads(base64.b64decode(upload.fields["policy"]))
    assert policy["expiration"] == "2026-11-22T04:05:00Z"
    said = [
        each
        for each in policy["conditions"]
        if isinstance(each, list) or not next(iter(each)).startswith("x-amz")
    ]
    assert said == [
        {"bucket": "desk-quarantine-1"},
        {"key": "m/n/s"},
        {"Content-Type": "image/png"},
        {"success_action_redirect": "https://desk.example/c/m?evidence=t"},
        ["content-length-range", 1, 10 * 1024 * 1024],
    ]
    assert upload.fields["x-amz-security-token"] == "session-token"


@pytest.mark.parametrize("name", ["m/n/s/full.jpg", "m/n/s/thumb.jpg"])
def test_an_address_lasts_five_minutes_and_forces_what_it_is(name):
    address = urlsplit(pictures().address(name))
    said = parse_qs(address.query)
    assert (address.netloc, address.path) == (
        "desk-evidence-1.s3.ap-southeast-1.amazonaws.com",
        f"/kept/{name}",
    )
    assert said["X-Amz-Expires"] == ["300"] and said["response-content-type"] == ["image/jpeg"]
    assert said["response-content-disposition"] == ["inline"] and said["X-Amz-Security-Token"] == [
        "session-token"
    ]
