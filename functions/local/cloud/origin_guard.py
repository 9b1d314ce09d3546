"""Whom the embedded cloud answers: programs of this machine, and no web page that a browser on it happens
to show.

It asks nobody for a password, so a page that finds the port could read the table or delete it. A
browser gives a foreign page away by its Origin, and a rebound name by its Host.
"""

import re
from collections.abc import Mapping
from typing import Any

API = re.compile(r"[0-9a-f]{8}\.execute-api\.localhost")
OWN = ("/_suyi/snapshot", "/_suyi/sent")


def turned_away(scope: Mapping[str, Any]) -> str:
    """Why a request is refused; empty when it is let in.

    The one thing a page may do is what it does at AWS: post a form with a file to a bucket, which the
    form's own signature allows or not. The emulator's own doors (reset, configuration) would go round
    the log: shut.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get(b"host", "").rpartition(":")[0] or headers.get(b"host", "")
    if host not in ("127.0.0.1", "localhost") and not host.endswith(".localhost"):
        return "this cloud is known as 127.0.0.1 only"
    if scope["path"].startswith("/_") and scope["path"] not in OWN:
        return "there is nothing here"
    if b"origin" in headers and not is_upload(scope, headers):
        return "a web page may only upload"
    if is_desk(host):
        return ""
    if scope["method"] in ("GET", "HEAD") and scope["path"] not in OWN and not is_signed(scope, headers):
        return "nothing is to be had unsigned"
    return ""


def is_desk(host: str) -> bool:
    """The API of a deployed function, in a rehearsal: the desk behind it asks for itself who may see what.

    Only names that the emulator takes for an API's: any other host would be let through to the buckets.
    """
    return bool(API.fullmatch(host))


def is_signed(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    """Whether a request brings a signature: the emulator checks it, but would show a private object
    without one too."""
    return b"authorization" in headers or b"X-Amz-Signature=" in scope.get("query_string", b"")


def is_upload(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    """A form for a bucket, or a browser asking beforehand whether it may send one."""
    form = headers.get(b"content-type", "").startswith("multipart/form-data")
    asking = scope["method"] == "OPTIONS" and headers.get(b"access-control-request-method") == "POST"
    one = (scope["method"] == "POST" and form) or asking
    return bool(one and scope["path"].count("/") == 1 and len(scope["path"]) > 1)
