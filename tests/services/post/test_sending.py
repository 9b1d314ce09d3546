"""Post: who gets what, when, how often; what happens when a provider says no, or says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from functions.domain.errors import Conflict, NotFound
from functions.domain.formats import zone
from functions.domain.marketplace import Merchant, Staff
from functions.domain.policy import Policy
from functions.domain.send_errors import Throttled, Undeliverable, Undelivered
from functions.domain.vocabulary import Action, Role
from functions.ports import Desk, DueKind, DueRow, PostState, Settings
from functions.services.post import envelopes, sending
from functions.services.sweep import sweep
from tests import cast
from tests.cast import NOON, Scene

ABROAD = "+85291234567"


ABROAD_TOO = Merchant("m1", "极速卡社", ("m1@merchant.example",), (ABROAD,))
"""A merchant who reads short messages abroad."""


@dataclass
class Wire:
    """A provider: takes everything, or raises what it is told to, as often as told."""

    raises: list[Exception | None] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send(self, **message: Any) -> str:
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error
        self.sent.append(message)
        return "id"


@pytest.fixture
def wired(desk: Desk):
    """A scene with both wires in the test's hands; the merchant reads short messages abroad."""
    mail, text = Wire(), Wire()
    desk = replace(desk, mail=mail, sms=text)
    return Scene(desk, cast.marketplace(desk, merchants={"m1": ABROAD_TOO})), mail, text


def posted(scene: Scene) -> list[Any]:
    """Every message of the complaint, as the table has it."""
    found = []
    for n in range(1, scene.load().version + 1):
        try:
            found += scene.desk.post.outbox(
                DueRow(DueKind.COMPLAINT_POST, "xinghai", scene.number, n)
            ).messages
        except NotFound:
            continue
    return found


def test_filing_tells_the_buyer_by_mail_and_the_merchant_by_mail_and_text(wired):
    scene, mail, text = wired
    scene.file()
    scene.tick()
    assert {each["to"] for each in mail.sent} == {"zhang@qq.example", "m1@merchant.example"}
    assert [each["phone_e164"] for each in text.sent] == [ABROAD]


def test_a_merchant_is_written_to_as_it_is_reached_and_reads_when_it_is_sent(wired):
    scene, mail, text = wired
    scene.file()
    moved = replace(ABROAD_TOO, emails=("new@merchant.example",), phones=(), lang="en")
    scene.desk.tenants.put_merchant("xinghai", moved)
    scene.tick()
    assert ("new@merchant.example" in {each["to"] for each in mail.sent}, text.sent) == (True, [])
    (letter,) = [each["raw"] for each in mail.sent if each["to"] == "new@merchant.example"]
    said = message_from_bytes(letter, policy=default)
    assert said["Subject"].isascii(), said["Subject"]
    assert {m.state for m in posted(scene) if m.channel == "sms"} == {PostState.OFF}


def test_a_mainland_number_gets_nothing_until_a_template_is_configured(wired):
    scene, _, text = wired
    scene.file(phone="13800138000")
    scene.tick()
    assert [each["phone_e164"] for each in text.sent] == [ABROAD]
    allowed = Settings("https://desk.example", "desk@suyi.example", sms_templates={"+86": "SMS_1"})
    scene.desk = replace(scene.desk, settings=allowed)
    scene.file(order="KM2026112200555", phone="13800138000")
    scene.tick()
    assert "+8613800138000" in [each["phone_e164"] for each in text.sent]


def test_a_short_message_whose_fate_is_unknown_is_never_sent_again(wired):
    scene, _, text = wired
    text.raises = [TimeoutError("no answer")]
    scene.file()
    for _ in range(4):
        scene.tick(hours=1)
    assert text.sent == []
    assert [m.state for m in posted(scene) if m.channel == "sms"] == [PostState.UNKNOWN]


def test_a_process_that_died_after_claiming_leaves_the_short_message_unsent_and_the_mail_sent(wired):
    scene, mail, text = wired
    scene.file()
    (duty,) = [
        d
        for shard in range(16)
        for d in scene.desk.post.due(shard, scene.now)
        if d.kind is DueKind.COMPLAINT_POST
    ]
    assert scene.desk.post.claim(duty, now=scene.now, until=scene.now + sending.LEASE)
    assert sweep(scene.desk, scene.now).posted == 0, "the lease holds"
    scene.tick(minutes=6)
    assert (len(mail.sent), len(text.sent)) == (2, 0)


def test_a_throttled_text_is_sent_later_once(wired):
    scene, _, text = wired
    text.raises = [Throttled("rate")]
    scene.file()
    for _ in range(3):
        scene.tick(minutes=5)
    assert len(text.sent) == 1


def test_a_mail_is_tried_again_with_growing_pauses_and_then_lies_dead_for_an_operator(wired):
    scene, mail, _ = wired
    mail.raises = [Undelivered("busy")] * 100
    scene.file()
    for _ in range(60):
        scene.tick(minutes=15)
    dead = [m for m in posted(scene) if m.state == PostState.DEAD and m.notice == "receipt"]
    assert [m.tries for m in dead] == [sending.MAX_TRIES]
    mail.raises = []
    rows, _ = scene.desk.post.dead("xinghai", limit=10)
    sending.resend(scene.desk, scene.market, rows[0].key, scene.now)
    scene.tick()
    assert "zhang@qq.example" in {each["to"] for each in mail.sent}
    with pytest.raises(Conflict):
        sending.resend(scene.desk, scene.market, rows[0].key, scene.now)


def test_a_bad_address_is_dead_at_once_and_strangers_cannot_resend_it(wired):
    scene, mail, _ = wired
    mail.raises = [Undeliverable("no such mailbox")] * 2
    scene.file()
    scene.tick()
    rows, _ = scene.desk.post.dead("xinghai", limit=10)
    assert len(rows) == 1
    with pytest.raises(NotFound):
        sending.resend(scene.desk, cast.marketplace(scene.desk, "langren"), rows[0].key, scene.now)


def test_what_is_not_urgent_waits_for_the_morning(wired):
    scene, mail, _ = wired
    scene.now = NOON + timedelta(hours=11)  # 23:00 in Shanghai
    scene.file()
    scene.contest()
    scene.rule()
    scene.tick(minutes=6)
    scene.tick()
    assert {each["to"] for each in mail.sent} == {"zhang@qq.example", "m1@merchant.example"}
    night = len(mail.sent)
    scene.tick(hours=10)
    assert len(mail.sent) > night


@pytest.mark.parametrize(
    ("hour", "urgent", "hours_to_deadline", "waits"),
    [
        (23, False, 72, True),
        (3, False, 72, True),
        (12, False, 72, False),
        (23, True, 72, False),
        (3, False, 5, False),
    ],
)
def test_quiet_hours_never_outlast_the_deadline_a_message_speaks_of(hour, urgent, hours_to_deadline, waits):
    now = NOON + timedelta(hours=hour - 12)
    at = envelopes.send_at(
        now, "Asia/Shanghai", urgent=urgent, deadline=now + timedelta(hours=hours_to_deadline)
    )
    assert (at > now) is waits
    assert not waits or at.astimezone(zone("Asia/Shanghai")).hour == 9


def test_a_days_cap_is_reserved_before_sending(wired):
    scene, _, text = wired
    scene.market = cast.marketplace(
        scene.desk, merchants={"m1": ABROAD_TOO}, policy=Policy(2, {"sms_per_day": 2})
    )
    for i in range(4):
        scene.file(order=f"KM2026112200{i:03d}", email=f"b{i}@qq.example", address=f"203.0.113.{i}")
    scene.tick()
    assert len(text.sent) == 2


def test_whoever_left_is_not_written_to_any_more(wired):
    scene, mail, _ = wired
    scene.file()
    scene.contest()
    gone = {key: replace(each, disabled=key == "o2") for key, each in scene.market.staff.items()}
    cast.marketplace(scene.desk, merchants={"m1": ABROAD_TOO}, staff=gone)
    scene.tick()
    told = {each["to"] for each in mail.sent}
    assert "o1@desk.example" in told
    assert "o2@desk.example" not in told


def test_mails_of_one_complaint_thread_and_carry_no_card_key_or_full_contact(wired):
    scene, mail, _ = wired
    scene.file(words="我的卡密 ABCD-EFGH-JKLM-9876 提示无效，帮忙看一下。")
    scene.tick()
    scene.contest()
    scene.tick()
    raws = [each["raw"].decode() for each in mail.sent]
    assert all(f"{scene.number}.complaint@" in raw for raw in raws)
    to_merchant = next(each["raw"] for each in mail.sent if each["to"] == "m1@merchant.example")
    import email
    import email.policy

    text = (
        email.message_from_bytes(to_merchant, policy=email.policy.default).get_body(("plain",)).get_content()
    )
    assert "ABCD-EFGH" not in text
    assert "zhang@qq.example" not in text


def test_an_average_complaint_brings_four_and_a_half_mails_at_most(desk):
    """The trade's mix: half settled by the merchant, three in ten withdrawn, one contested, one met with
    silence."""
    mail = Wire()
    desk = replace(desk, mail=mail, sms=Wire())
    one = {"o1": Staff("o1", "王芳", "o1@desk.example", Role.OPERATOR)}
    market = cast.marketplace(desk, staff=one)
    mix = ["settled"] * 5 + ["withdrawn"] * 3 + ["contested"] + ["silent"]
    for i, kind in enumerate(mix):
        scene = Scene(desk, market, NOON + timedelta(days=10 * i))
        scene.file(
            order=f"KM20261122{i:05d}", amt="30.00", email=f"b{i}@qq.example", address=f"203.0.113.{i}"
        )
        scene.tick()
        _LIVES[kind](scene)
        scene.tick(hours=80)
        scene.tick(hours=1)
    assert len(mail.sent) / len(mix) <= 4.5, len(mail.sent) / len(mix)


def _repaired(scene: Scene) -> None:
    scene.tick()
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款")
    scene.tick()
    scene.do(Action.CONFIRM, Role.BUYER)


def _settled(scene: Scene) -> None:
    scene.do(Action.ACCEPT, Role.MERCHANT)
    _repaired(scene)


def _contested(scene: Scene) -> None:
    scene.contest()
    scene.ruled()
    _repaired(scene)


def _silent(scene: Scene) -> None:
    for hours in (12, 6, 6):
        scene.tick(hours=hours)
    scene.ruled()
    _repaired(scene)


_LIVES = {
    "settled": _settled,
    "withdrawn": lambda scene: scene.withdraw("mistake"),
    "contested": _contested,
    "silent": _silent,
}


def test_what_is_added_within_a_quarter_of_an_hour_is_one_letter_and_what_comes_later_another(scene, mailbox):
    scene.file()
    scene.tick()
    before = len(mailbox())
    for _ in range(6):
        scene.after(minutes=2).do(Action.ADD_WORDS, Role.BUYER, words="再补充一点情况。")
    scene.tick(minutes=20)
    scene.tick(minutes=1)
    assert [sent.to for sent in mailbox()[before:]] == ["m1@merchant.example"]
    scene.do(Action.ADD_WORDS, Role.BUYER, words="后来又发生了一件事。")
    scene.tick(minutes=16)
    assert len(mailbox()) - before == 2
