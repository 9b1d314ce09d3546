"""Screenshots for some of the demo's complaints, drawn here and sent the way a buyer's are: uploaded,
claimed, cleaned.

They arrive while the desk is served, as they would: the evidence function cleans them, the clock takes
them up.
"""

import io
import logging
import urllib.request
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from functions.domain.complaints.complaint import Command
from functions.domain.errors import Refusal
from functions.domain.marketplace import Marketplace
from functions.domain.vocabulary import Action, Role, Text
from functions.ports import Desk, Upload
from functions.services import complaints
from functions.services.pictures import uploads

FONTS = ("NotoSansCJK-Regular.ttc", "PingFang.ttc", "msyh.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc")
"""Fonts that know Chinese; where none is installed the pictures speak English."""
KEY = "9XTFU-VHUM7-2B8Q4"
SAID: tuple[tuple[Text, ...], ...] = (
    (Text("提示：该卡密已被使用", "Error: this code has already been redeemed"),),
    (Text("充值失败：卡密无效", "Failed: the code is not valid"),),
    (Text("兑换成功，余额已到账", "Redeemed, the balance has arrived"),),
    (),
)
"""One complaint each: two show a failure, one a success, one nothing at all."""
WORDS = "补一张截图，麻烦看一下。"
log = logging.getLogger(__name__)


def add(desk: Desk, market: Marketplace, now: datetime) -> int:
    """Pictures for some complaints that are open; how many. None where there is nothing to draw with, or
    no bucket."""
    try:
        import PIL  # noqa: F401
    except ImportError:
        return 0
    rows = (
        desk.lists.queue(market.id, "merchant", limit=2).rows
        + desk.lists.queue(market.id, "operator", limit=2).rows
    )
    return sum(
        _added(desk, market, row.id, said=said, now=now) for row, said in zip(rows, SAID, strict=False)
    )


def _added(desk: Desk, market: Marketplace, number: str, *, said: Sequence[Text], now: datetime) -> int:
    order = desk.cases.private(market.id, number).order_no
    whose = uploads.Whose(number, Role.BUYER, "")
    (place,) = uploads.opened(desk, market, whose, kinds=["image/png"], address="", now=now)
    do = Command(
        Action.ADD_WORDS,
        Role.BUYER,
        "buyer",
        now,
        words=WORDS,
        evidence=uploads.claimed(desk, market.id, number, tokens=[place.token], side=Role.BUYER),
    )
    try:
        _post(place.upload, drawn(order, said))
        complaints.perform(desk, market, number, do=do, key=f"demo-{number[-8:]}", now=now)
    except (Refusal, OSError):
        log.exception("a demo picture was left out")
        return 0
    return 1


def drawn(order: str, said: Sequence[Text]) -> bytes:
    """A shop's page on a phone, as PNG; a black one where nothing is said."""
    from PIL import Image, ImageDraw

    made = Image.new("RGB", (720, 1280), "#f4f5f7" if said else "#0b0b0c")
    if said:
        font, chinese = _font(34)
        known = (Text(f"订单号：{order}", f"Order no. {order}"), Text(f"卡密：{KEY}", f"Card key: {KEY}"))
        lines = [Text("充值中心", "Top-up centre"), *known, *said]
        draw = ImageDraw.Draw(made)
        draw.rectangle((0, 0, 720, 120), fill="#1557d6")
        draw.rounded_rectangle((40, 170, 680, 250 + 90 * len(lines)), radius=24, fill="white")
        for n, text in enumerate(lines):
            at, ink = ((40, 40), "white") if n == 0 else ((80, 150 + 90 * n), "#16181c")
            draw.text(at, text.zh if chinese else text.en, fill=ink, font=font)
    into = io.BytesIO()
    made.save(into, "PNG")
    return into.getvalue()


def _font(size: int) -> tuple[Any, bool]:
    """A font, and whether it knows Chinese."""
    from PIL import ImageFont

    for name in FONTS:
        try:
            return ImageFont.truetype(name, size), True
        except OSError:
            continue
    return ImageFont.load_default(size), False


def _post(upload: Upload, data: bytes) -> None:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in upload.fields.items()
    ]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="s"\r\n\r\n'.encode())
    body = b"".join([*parts, data, f"\r\n--{edge}--\r\n".encode()])
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    with urllib.request.urlopen(urllib.request.Request(upload.url, body, kind), timeout=10):  # noqa: S310  the embedded cloud
        pass
