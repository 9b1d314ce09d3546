"""The keys of a deployment, read once a process from Secrets Manager: the environment names the secret and
holds none.

One signed request by hand. A botocore client for it would cost every cold start 50 ms for reading one
value, and the role's credentials are in the environment of every function anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

TARGET = "secretsmanager.GetSecretValue"
SECONDS = 5


class KeysUnreadable(Exception):
    """The keys cannot be had. Says with which status, never with what was answered."""


def read(env: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The JSON object in ``SUYI_SECRET``, as text by name. Raises ``KeysUnreadable``; an unreachable store
    ``OSError``."""
    region = env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1"
    where = urlsplit(env.get("SUYI_AWS_ENDPOINT") or f"https://secretsmanager.{region}.amazonaws.com")
    body = json.dumps({"SecretId": env["SUYI_SECRET"]})
    connect = HTTPSConnection if where.scheme == "https" else HTTPConnection
    line = connect(where.netloc, timeout=SECONDS)
    try:
        line.request("POST", "/", body, signed(env, region, host=where.netloc, body=body, now=now))
        payload = line.getresponse()
        text = payload.read()
    finally:
        line.close()
    if payload.status != 200:
        raise KeysUnreadable(f"the store of keys answered {payload.status}")
    return {name: str(value) for name, value in json.loads(json.loads(text)["SecretString"]).items()}


def signed(env: Mapping[str, str], region: str, *, host: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of the request under AWS Signature Version 4."""
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": host,
        "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
        "x-amz-target": TARGET,
    }
    if token := env.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = token
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body.encode()).hexdigest()}"
    scope = f"{now:%Y%m%d}/{region}/secretsmanager/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{scope}\n{hashed}"
    key = f"AWS4{env['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"Credential={env['AWS_ACCESS_KEY_ID']}/{scope}"
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    return headers | {
        "authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
    }
