"""What the reasons of a finding are called before people."""

from __future__ import annotations

from ..vocabulary import Text

LABELS: dict[str, Text] = {
    "tiny": Text("图片太小", "The picture is too small"),
    "blank": Text("图片几乎是一片空白或全黑", "The picture is almost blank or black"),
    "blurred": Text("图片太模糊", "The picture is too blurred"),
    "illegible": Text("文字认不清", "The words cannot be made out"),
    "no_words": Text("图片里没有文字", "There are no words in the picture"),
    "invalid": Text("显示卡密无效", "Shows that the key is not valid"),
    "used": Text("显示已被使用", "Shows that the key is used"),
    "expired": Text("显示已过期", "Shows that the key has expired"),
    "region": Text("显示区服或地区不符", "Shows that the region does not fit"),
    "failed": Text("显示操作失败", "Shows that it failed"),
    "success": Text("显示已成功", "Shows success"),
    "pending": Text("显示还在处理", "Shows that it is still pending"),
    "order_matches": Text("订单号一致", "The order number is this one"),
    "key_matches": Text("卡密一致", "The key is the one delivered"),
    "other_order": Text("是另一个订单号", "Another order number"),
    "other_key": Text("是另一张卡密", "Another key"),
    "shown_before": Text("在更早的投诉里出现过", "Shown in an earlier complaint"),
    "edited": Text("文件里有修图软件的痕迹", "The file has traces of editing software"),
}

SHOWN = 4


def hidden(key: str) -> str:
    """A key by its last four signs, as everywhere on the desk."""
    return f"…{key[-SHOWN:]}" if len(key) > 2 * SHOWN else "…"
