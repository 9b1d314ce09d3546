"""The assistance channel: for who cannot get through. One request, one answer, first in the operator's
queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from .errors import Invalid, NotAllowed
from .policy import Policy
from .vocabulary import Text

TOPICS: dict[str, Text] = {
    "lost_link": Text("找不到进度链接或投诉密码", "I lost my link or passcode"),
    "past_window": Text("超过期限，想撤销或继续投诉", "I am past a time limit"),
    "cannot_sign_in": Text("登录或验证码有问题", "I cannot sign in or get the code"),
    "order_taken": Text("我的订单被别人投诉了", "Somebody else complained about my order"),
    "other": Text("其他", "Something else"),
}


@dataclass(frozen=True, slots=True)
class Assistance:
    """A request for help. ``contact`` is masked; ``complaint`` is what the asker typed and proves nothing."""

    marketplace: str
    id: str
    topic: str
    words: str
    complaint: str
    contact: str
    asked_at: datetime
    due_at: datetime | None
    version: int = 1
    answer: str = ""
    by: str = ""
    escalated: bool = False

    @property
    def open(self) -> bool:
        """Whether an operator is still awaited."""
        return self.due_at is not None


def ask(request: Assistance, policy: Policy) -> Assistance:
    """The request with its clock. Refuses (``Invalid``) an unknown topic or too few words."""
    problems: dict[str, Text] = {}
    if request.topic not in TOPICS:
        problems["topic"] = Text("请选择遇到的情况", "Please choose what happened")
    if len(request.words) < 10:
        problems["words"] = Text(
            "请再写几句，至少 10 个字，方便我们帮您",
            "Please write at least 10 characters so that we can help",
        )
    if problems:
        raise Invalid(problems)
    return replace(request, due_at=request.asked_at + policy.window("assistance"))


def answer(request: Assistance, *, words: str, by: str) -> Assistance:
    """The request answered: its clock is gone. Refuses an empty answer, or a second one."""
    if not request.open:
        raise NotAllowed(Text("这条请求已答复", "This request was already answered"))
    if not words:
        raise Invalid({"words": Text("请写下答复", "Please write an answer")})
    return replace(request, answer=words, by=by, due_at=None, version=request.version + 1, escalated=False)


def lapse(request: Assistance, policy: Policy, *, now: datetime) -> Assistance | None:
    """Nobody answered in time: escalated, waiting on. None when nothing is due."""
    if request.due_at is None or now < request.due_at:
        return None
    return replace(
        request, due_at=now + policy.window("assistance"), escalated=True, version=request.version + 1
    )
