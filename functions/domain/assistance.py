"""The assistance channel: for who cannot get through. A talk of a few messages, first in the operator's
queue, and at most one act at a time that the operator does for the asker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .errors import Invalid, NotAllowed
from .policy import Policy
from .vocabulary import Action, Role, Text

TOPICS: dict[str, Text] = {
    "lost_link": Text("找不到进度链接或投诉密码", "I lost my link or passcode"),
    "past_window": Text("超过期限，想撤销或继续投诉", "I am past a time limit"),
    "cannot_sign_in": Text("登录或验证码有问题", "I cannot sign in or get the code"),
    "order_taken": Text("我的订单被别人投诉了", "Somebody else complained about my order"),
    "other": Text("其他", "Something else"),
}
RESULTS: dict[str, Text] = {
    "helped": Text("已解决", "Solved"),
    "refused": Text("不能办理", "Cannot be done"),
    "silent": Text("求助人没有再回复", "The asker did not answer any more"),
}
"""How a request ends; the last by the clock alone."""
PROPOSALS: dict[Action, Text] = {
    Action.ASSIST_WITHDRAW: Text("平台准备撤销这笔投诉", "The platform is about to withdraw this complaint"),
    Action.ASSIST_REOPEN: Text("平台准备继续这笔投诉", "The platform is about to continue this complaint"),
    Action.VOID: Text(
        "平台准备作废这笔投诉（非本人提交）",
        "The platform is about to void this complaint",
    ),
}
"""What is said of an act to whoever holds the complaint, before it is done."""
MOST_MESSAGES = 10
"""Messages of a request, the first one and both sides' counted."""
MOST_WORDS = 2000
SILENT = timedelta(days=7)
"""A request whose asker does not answer the operator so long is closed."""
OVER = Text("这条请求已结束，可以再提交一条", "This request is closed; you can send another")
FULL = Text("这条请求的留言已满 10 条", "This request has its ten messages already")


class Proof(StrEnum):
    """How the asker proved that the complaint is theirs: by what opens it, or by a code to its contact."""

    NONE = ""
    PASSCODE = "passcode"
    CODE = "code"


class ActState(StrEnum):
    """Where an act stands: to be told to the holder, waiting for their word, to be done; or how it ended."""

    PROPOSING = "proposing"
    PROPOSED = "proposed"
    DOING = "doing"
    DONE = "done"
    OBJECTED = "objected"
    UNTOLD = "untold"
    STOPPED = "stopped"


UNDER_WAY = frozenset({ActState.PROPOSING, ActState.PROPOSED, ActState.DOING})
ENDS: dict[ActState, Text] = {
    ActState.PROPOSING: Text("正在告知投诉人", "The holder is being told"),
    ActState.PROPOSED: Text("等投诉人的意见", "Waits for the holder's word"),
    ActState.DOING: Text("正在办理", "Being done"),
    ActState.DONE: Text("已办理", "Done"),
    ActState.OBJECTED: Text("投诉人不同意，没有办理", "The holder objected; it was not done"),
    ActState.UNTOLD: Text("没能告知投诉人，没有办理", "The holder could not be told; it was not done"),
    ActState.STOPPED: Text("已收回或不能再办理", "Taken back, or it cannot be done any more"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message; ``by`` is an operator's id, empty of the asker."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Act:
    """What an operator does for the asker, and why. ``step`` is the complaint's event that told the holder,
    ``due_at`` when the clock goes on with it; None once it ended."""

    action: Action
    by: str
    at: datetime
    words: str
    state: ActState
    due_at: datetime | None
    merchant: str = ""
    step: int = 0

    @property
    def under_way(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in UNDER_WAY

    def ended(self, state: ActState) -> Act:
        """It, over."""
        return replace(self, state=state, due_at=None)


@dataclass(frozen=True, slots=True)
class Assistance:
    """A request for help. ``contact`` is masked; ``complaint`` is what the asker typed and proves nothing.

    ``awaited`` is whose message is waited for until ``due_at``. ``answer`` and ``by`` are the operator's
    latest.
    """

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
    awaited: Role = Role.OPERATOR
    messages: tuple[Said, ...] = ()
    proof: Proof = Proof.NONE
    proved_at: datetime | None = None
    result: str = ""
    acts: tuple[Act, ...] = ()
    lang: str = "zh"

    @property
    def open(self) -> bool:
        """Whether anybody is still waited for."""
        return self.due_at is not None

    @property
    def waits(self) -> bool:
        """Whether an operator is."""
        return self.open and self.awaited is Role.OPERATOR

    @property
    def short(self) -> str:
        """What its complaint calls it."""
        return self.id.rpartition("-")[2]

    @property
    def act(self) -> Act | None:
        """The act under way."""
        return next((act for act in self.acts if act.under_way), None)

    @property
    def wakes_at(self) -> datetime | None:
        """When the clock has something to do."""
        dues = [self.due_at, *(act.due_at for act in self.acts)]
        return min((due for due in dues if due is not None), default=None)


PREFIX = "HELP-"


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


def answer(request: Assistance, *, words: str, by: str, now: datetime, result: str = "") -> Assistance:
    """An operator's message; with a ``result`` the last one. Refuses an empty one, one too many, and any
    after the end."""
    if not request.open:
        raise NotAllowed(Text("这条请求已答复", "This request was already answered"))
    if not words:
        raise Invalid({"words": Text("请写下答复", "Please write an answer")})
    if result not in ("", *RESULTS):
        raise Invalid({"result": Text("请选择结果", "Please choose a result")})
    told = replace(_said(request, by, words, now, last=bool(result)), answer=words, by=by, escalated=False)
    due = None if result else now + SILENT
    return replace(told, result=result, awaited=Role.BUYER, due_at=due)


def reply(request: Assistance, policy: Policy, *, words: str, now: datetime) -> Assistance:
    """The asker's message: an operator is waited for again, no longer than already."""
    if not request.open:
        raise NotAllowed(OVER)
    if not words:
        raise Invalid({"words": Text("请先写几句再发送", "Please write something first")})
    due = request.due_at if request.waits else now + policy.window("assistance")
    return replace(_said(request, "", words, now), awaited=Role.OPERATOR, due_at=due)


def _said(request: Assistance, by: str, words: str, now: datetime, *, last: bool = False) -> Assistance:
    """With one message more; the operator's last one always has its place."""
    if len(request.messages) + 1 >= MOST_MESSAGES - (not last):
        raise NotAllowed(FULL)
    messages = (*request.messages, Said(by, now, words[:MOST_WORDS]))
    return replace(request, messages=messages, version=request.version + 1)


def prove(request: Assistance, proof: Proof, *, now: datetime) -> Assistance:
    """The asker proved that the complaint is theirs."""
    return replace(request, proof=proof, proved_at=now, version=request.version + 1)


def lapse(request: Assistance, policy: Policy, *, now: datetime) -> Assistance | None:
    """An operator was silent: escalated, waiting on. The asker was: closed. None when nothing is due."""
    if request.due_at is None or now < request.due_at:
        return None
    later = replace(request, version=request.version + 1)
    if request.awaited is Role.BUYER:
        return replace(later, due_at=None, result="silent")
    return replace(later, due_at=now + policy.window("assistance"), escalated=True)


def decide(request: Assistance, act: Act) -> Assistance:
    """The request with an act more. Refuses (``NotAllowed``) one after its end, and a second at a time."""
    if not request.open:
        raise NotAllowed(OVER)
    if request.act is not None:
        raise NotAllowed(Text("上一项处理还没有结束", "The act before is not over yet"))
    return replace(request, acts=(*request.acts, act), version=request.version + 1)


def moved(request: Assistance, policy: Policy, act: Act, *, now: datetime) -> Assistance:
    """The request with its latest act as it is now; what came to nothing is for an operator to answer."""
    later = replace(request, acts=(*request.acts[:-1], act), version=request.version + 1)
    if act.under_way or act.state is ActState.DONE or not request.open or request.waits:
        return later
    return replace(later, awaited=Role.OPERATOR, due_at=now + policy.window("assistance"))
