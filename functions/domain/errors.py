"""Refusals: one family, mapped once to a page or a problem document.

``Conflict`` is not a refusal: somebody was first, and the caller looks again.
"""

from __future__ import annotations

from collections.abc import Mapping

from .vocabulary import Text


class Refusal(Exception):
    """The desk says no. ``status`` is the HTTP status, ``text`` what the person reads and does next."""

    status = 409
    text = Text("现在不能这样操作，请刷新后再看", "This cannot be done now; reload the page and look again")

    def __init__(self, text: Text | None = None) -> None:
        super().__init__((text or self.text).en)
        self.text = text or self.text


class NotFound(Refusal):
    """Missing, or somebody else's: nobody can tell which."""

    status = 404
    text = Text(
        "没有找到这个页面，请检查网址或从通知里的链接进入",
        "Nothing is here; check the address or use a notice's link",
    )


class Forbidden(Refusal):
    """The asker proved nothing that opens this door."""

    status = 403
    text = Text(
        "这个链接不能用了，手动填写订单号也可以投诉",
        "This link does not work; you can still complain by order number",
    )


class SignedOut(Refusal):
    """A session that is missing, ended or too old."""

    status = 401
    text = Text("登录已结束，请重新登录", "You are signed out; please sign in again")


class NotAllowed(Refusal):
    """No row of the table allows this action in this state to this role."""


class Lapsed(Refusal):
    """The time for it is over."""

    text = Text("时限已过，案件已进入下一步", "The time for this is over; the complaint has moved on")


class Duplicate(Refusal):
    """The order already has a complaint. ``complaint`` is its number, for the desk only, never shown to
    strangers."""

    text = Text(
        "这笔订单已有投诉。如果是您提交的，进度链接已重新发到当时留的联系方式",
        "This order already has a complaint. If it is yours, the link was sent again to the contact you left",
    )

    def __init__(self, complaint: str, text: Text | None = None) -> None:
        super().__init__(text)
        self.complaint = complaint


class Reused(Refusal):
    """The same one-time token came with other content."""

    text = Text(
        "这份表单已经提交过，内容不同的请重新打开表单填写",
        "This form was already sent; open a new one for other content",
    )


class Limited(Refusal):
    """Too often. ``retry_after`` in seconds."""

    status = 429
    text = Text("操作太频繁，请稍后再试", "Too many attempts; please try again later")

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Invalid(Refusal):
    """Input that cannot be taken: ``fields`` names each with what to do about it."""

    status = 422

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__(Text(f"还差 {len(fields)} 处没填好", f"{len(fields)} thing(s) to put right"))
        self.fields = dict(fields)


class Conflict(Exception):
    """Somebody was first: the row is no longer what was read. Look again."""
