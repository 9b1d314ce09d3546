"""Pictures in two S3 buckets: strangers' files come into one, clean copies are shown from the other.

What a page needs is signed here with botocore's signers alone: an S3 client costs a cold start 60 ms,
and a page calls nothing. The client is made when the clock first looks for a reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from ..ports import Upload

LASTS = 300
"""Seconds that an address or a form of ours is good for."""
LARGEST = 10 * 1024 * 1024
"""Bytes a file may have."""
LONGEST_READING = 64 * 1024
"""Bytes of a reading that are looked at: it comes from where strangers' files are decoded."""


@dataclass
class S3Pictures:
    """Keeps the promises of ``ports.Pictures``. ``clock`` is the real one: AWS refuses what was signed at
    another time."""

    quarantine: str
    evidence: str
    region: str
    endpoint: str
    clock: Callable[[], datetime]
    credentials: Callable[[], Any]
    connect: Callable[[], Any]

    @cached_property
    def client(self) -> Any:
        """The client, made when first used."""
        return self.connect()

    @property
    def pages(self) -> tuple[str, str]:
        """Two origins at AWS; the embedded cloud is one."""
        if not (self.quarantine and self.evidence):
            return "", ""
        return self.endpoint or self._home(self.evidence), self.endpoint or self._home(self.quarantine)

    def _home(self, bucket: str) -> str:
        """A bucket's address, which is an origin of its own at AWS."""
        tail = ".cn" if self.region.startswith("cn-") else ""
        return (
            f"{self.endpoint}/{bucket}"
            if self.endpoint
            else f"https://{bucket}.s3.{self.region}.amazonaws.com{tail}"
        )

    def upload(self, name: str, *, kind: str, back: str = "") -> Upload:
        """A POST policy: this key, this type, at most ten megabytes, five minutes."""
        from botocore.auth import S3SigV4PostAuth
        from botocore.awsrequest import AWSRequest

        fields = {"key": name, "Content-Type": kind, **({"success_action_redirect": back} if back else {})}
        conditions: list[Any] = [
            {"bucket": self.quarantine},
            *({key: value} for key, value in fields.items()),
        ]
        expires = self.clock().astimezone(UTC) + timedelta(seconds=LASTS)
        policy = {
            "expiration": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
            "conditions": [*conditions, ["content-length-range", 1, LARGEST]],
        }
        request = AWSRequest(method="POST", url=self._home(self.quarantine))
        request.context.update({"s3-presign-post-fields": fields, "s3-presign-post-policy": policy})
        S3SigV4PostAuth(self.credentials(), "s3", self.region).add_auth(request)
        return Upload(self._home(self.quarantine), {key: str(value) for key, value in fields.items()})

    def address(self, name: str) -> str:
        """A signed GET that says what it is, whatever was stored: shown in place, never run."""
        from botocore.auth import S3SigV4QueryAuth
        from botocore.awsrequest import AWSRequest

        forced = urlencode(
            {"response-content-type": "image/jpeg", "response-content-disposition": "inline"}, quote_via=quote
        )
        request = AWSRequest(method="GET", url=f"{self._home(self.evidence)}/kept/{name}?{forced}")
        S3SigV4QueryAuth(self.credentials(), "s3", self.region, expires=LASTS).add_auth(request)
        return str(request.url)

    def reading(self, name: str) -> bytes | None:
        """The first bytes of what waits; what is longer cannot be read and is refused by who reads it.

        To who may not list a bucket, S3 says "denied" of what is not there.
        """
        from botocore.exceptions import ClientError

        try:
            found = self.client.get_object(Bucket=self.evidence, Key=f"waiting/{name}/reading.json")
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchKey", "AccessDenied"):
                raise
            return None
        return bytes(found["Body"].read(LONGEST_READING + 1))

    def keep(self, name: str, files: Mapping[str, str]) -> bool:
        """Copies within the bucket, each only while it is what the reading was made of; again changes
        nothing."""
        from botocore.exceptions import ClientError

        for file, etag in files.items():
            source = {"Bucket": self.evidence, "Key": f"waiting/{name}/{file}"}
            try:
                self.client.copy_object(
                    Bucket=self.evidence, Key=f"kept/{name}/{file}", CopySource=source, CopySourceIfMatch=etag
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in ("PreconditionFailed", "NoSuchKey", "412", "404"):
                    raise
                return False
        return True
