"""The two buckets as the evidence function sees them: it takes from one, puts into the other, and lists
neither."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Storage:
    """``client`` is botocore's for S3."""

    client: Any
    quarantine: str
    evidence: str

    def take(self, name: str, *, most: int) -> bytes | None:
        """The file that was uploaded as ``name``, one byte more than ``most`` at the largest; None when it
        is gone."""
        try:
            found = self.client.get_object(Bucket=self.quarantine, Key=name)
        except self.client.exceptions.NoSuchKey:
            return None
        return bytes(found["Body"].read(most + 1))

    def put(self, name: str, body: bytes, *, kind: str) -> str:
        """Lay a clean file down and return its ETag; nothing is shown from where it lies before a
        complaint claims it."""
        answer = self.client.put_object(
            Bucket=self.evidence, Key=f"waiting/{name}", Body=body, ContentType=kind
        )
        return str(answer["ETag"])

    def forget(self, name: str) -> None:
        """The original is gone, there or not."""
        self.client.delete_object(Bucket=self.quarantine, Key=name)


@cache
def storage() -> Storage:
    """The buckets the environment names; made once a process."""
    return connected(os.environ)


def connected(env: Mapping[str, str]) -> Storage:
    """Raises ``KeyError`` naming what is missing."""
    return Storage(client(env, "s3"), env["SUYI_QUARANTINE"], env["SUYI_EVIDENCE"])


def client(env: Mapping[str, str], service: str) -> Any:
    """One of the few clients this room has."""
    import botocore.session
    from botocore.config import Config

    endpoint = env.get("SUYI_AWS_ENDPOINT") or None
    patience = Config(
        connect_timeout=2,
        read_timeout=15,
        retries={"total_max_attempts": 4, "mode": "standard"},
        user_agent="suyi",
    )
    region = env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1"
    return botocore.session.get_session().create_client(
        service, region_name=region, config=patience, endpoint_url=endpoint
    )
