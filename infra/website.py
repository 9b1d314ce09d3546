"""The static site in its bucket: what changed goes up, what is gone goes away, CloudFront forgets the old."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from infra.deployment import Deployment

BRIEFLY, LONGER = "public, max-age=60", "public, max-age=3600, stale-while-revalidate=86400"
"""Pages show a change within a minute; stylesheets and scripts may be an hour old."""
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


def synced(run: Deployment, folder: Path) -> int:
    """Makes the bucket hold ``folder`` and nothing else; how many files changed."""
    outputs, store = run.outputs(run.data), run.client("s3")
    bucket = outputs["SiteBucket"]
    pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    there = {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}
    wanted = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    changed = [key for key, path in wanted.items() if there.get(key) != etag(path)]
    for key in changed:
        store.put_object(
            Bucket=bucket,
            Key=key,
            Body=wanted[key].read_bytes(),
            ContentType=kind(key),
            CacheControl=LONGER if key.startswith("assets/") else BRIEFLY,
        )
    gone = sorted(there.keys() - wanted.keys())
    for key in gone:
        store.delete_object(Bucket=bucket, Key=key)
    if changed or gone:
        named = hashlib.sha256(
            "".join(f"{key}{etag(path)}" for key, path in wanted.items()).encode()
        ).hexdigest()[:32]
        run.client("cloudfront").create_invalidation(
            DistributionId=outputs["EdgeId"],
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": named},
        )
    return len(changed) + len(gone)


def emptied(run: Deployment, bucket: str) -> None:
    """Takes every object away, so that the bucket can go."""
    store = run.client("s3")
    for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", []):
            store.delete_object(Bucket=bucket, Key=each["Key"])


def etag(path: Path) -> str:
    """What S3 calls a file sent in one piece."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def kind(key: str) -> str:
    """A file's media type."""
    if key.endswith(".html"):
        return "text/html; charset=utf-8"
    return KINDS.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
