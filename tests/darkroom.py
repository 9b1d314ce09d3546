"""Pictures in tests: files as phones and strangers make them, posted as a browser posts them, and cleaned
on the spot."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFilter

from functions.domain.reading import Box, Line
from functions.evidence.storage import Storage
from functions.evidence.worker import Worker
from functions.ports import Upload
from tests import cast

KEY = "9XTFU-VHUM7-2B8Q4"


def picture(size: tuple[int, int] = (540, 960), seed: int = 0) -> Image.Image:
    """Bars like lines of words, sharp enough for every gate."""
    made = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(made)
    for n, top in enumerate(range(40, size[1] - 40, 60)):
        draw.rectangle((30, top, 30 + (seed * 37 + n * 53) % (size[0] - 60), top + 24), fill="black")
    return made


def jpeg(made: Image.Image | None = None, **options: Any) -> bytes:
    """The bytes of a picture."""
    return saved(made or picture(), "JPEG", **options)


def saved(made: Image.Image, form: str, **options: Any) -> bytes:
    """A picture in some format."""
    into = io.BytesIO()
    made.save(into, form, **options)
    return into.getvalue()


def blurred() -> bytes:
    """A picture nobody can read."""
    return jpeg(picture().filter(ImageFilter.GaussianBlur(24)))


def posted(upload: Upload, data: bytes, **changes: str) -> int:
    """Post a file the way a form does, its fields changed as told; the status it is answered with."""
    edge = "----------suyi"
    fields = {**upload.fields, **changes}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="../../x.svg"\r\n'
    body = b"".join(
        [*parts, head.encode(), b"Content-Type: image/svg+xml\r\n\r\n", data, f"\r\n--{edge}--\r\n".encode()]
    )
    where = urlsplit(upload.url)
    connection = HTTPConnection(where.netloc, timeout=20)
    kind = f"multipart/form-data; boundary={edge}"
    connection.request(
        "POST", where.path or "/", body, {"Content-Type": kind, "Origin": "http://localhost:8000"}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@dataclass
class Told:
    """A reader that reads what it is told, at the top of every picture."""

    words: Sequence[str] = ("订单号：KM2026112200187", f"卡密：{KEY}", "提示：卡密已被使用")
    name: str = "told"

    def lines(self, picture: Image.Image) -> tuple[Line, ...]:
        """Each of the words as a line, one below the other."""
        rows = enumerate(self.words)
        return tuple(
            Line(text, 0.98, Box(30, 40 + 60 * n, picture.width - 30, 64 + 60 * n)) for n, text in rows
        )


@dataclass
class Darkroom:
    """The buckets and the queue of the tests' cloud, and a worker at them."""

    cloud: Any
    reader: Any = field(default_factory=Told)
    s3: Any = None

    def __post_init__(self) -> None:
        self.names = cast.buckets(self.cloud.account)
        self.s3 = self.s3 or self.cloud.client("s3")
        self.worker = Worker(Storage(self.s3, self.names["quarantine"], self.names["evidence"]), self.reader)

    def messages(self) -> list[dict[str, Any]]:
        """What the bucket told the queue, taken from it."""
        sqs = self.cloud.client("sqs")
        url = f"{self.cloud.endpoint}/{self.cloud.account}/suyi-test-uploads"
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return [record for each in found for record in json.loads(each["Body"]).get("Records", [])]

    def develop(self) -> int:
        """Clean everything that was uploaded; how many files that were."""
        done = 0
        while records := self.messages():
            for record in records:
                self.worker.clean(record["s3"]["object"]["key"])
                done += 1
        return done

    def objects(self, bucket: str, prefix: str = "") -> list[str]:
        """What lies in a bucket."""
        found = self.s3.list_objects_v2(Bucket=self.names[bucket], Prefix=prefix)
        return [each["Key"] for each in found.get("Contents", [])]

    def body(self, name: str) -> bytes:
        """One clean file."""
        return bytes(self.s3.get_object(Bucket=self.names["evidence"], Key=name)["Body"].read())

    def empty(self) -> None:
        """Nothing uploaded, nothing kept, nothing told."""
        for bucket in ("quarantine", "evidence"):
            for name in self.objects(bucket):
                self.s3.delete_object(Bucket=self.names[bucket], Key=name)
        while self.messages():
            pass
