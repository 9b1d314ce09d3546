"""Raw mail: one recipient, nothing smuggled into a header, the same words after the journey."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from functions.adapters.mime import Envelope, one_address, raw
from functions.domain.notice_facts import Email
from functions.domain.send_errors import Undeliverable

MAIL = Email(
    "投诉已提交 TS-261122-7K3M9QXD",
    "您的投诉已提交。\n\nIt is filed.\n",
    "<p>您的投诉已提交。</p>" + "长" * 3000,
)
ENVELOPE = Envelope(
    sender="notice@desk.example",
    name="星海卡盟 投诉台",
    to="buyer@mail.example",
    message_id="TS-261122-7K3M9QXD#000001#1",
    marketplace="xinghai",
    sent_at=datetime(2026, 11, 22, 1, 41, tzinfo=UTC),
    thread="TS-261122-7K3M9QXD",
)


def parsed(mail: Email = MAIL, envelope: Envelope = ENVELOPE) -> EmailMessage:
    message = message_from_bytes(raw(mail, envelope), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_words_survive_the_journey() -> None:
    message = parsed()
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_wire_is_ascii_with_short_crlf_lines() -> None:
    wire = raw(MAIL, ENVELOPE)
    assert wire.isascii()
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert max(map(len, wire.split(b"\r\n"))) <= 998


def test_headers() -> None:
    message = parsed()
    assert message["Subject"] == MAIL.subject
    assert str(message["From"]) == "星海卡盟 投诉台 <notice@desk.example>"
    assert message["To"] == "buyer@mail.example"
    assert message["Message-ID"] == "<TS-261122-7K3M9QXD-000001-1@desk.example>"
    assert message["List-Id"] == "<xinghai.complaints.desk.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Sun, 22 Nov 2026 01:41:00 +0000"
    assert message["Cc"] is message["Bcc"] is None


def test_mails_of_a_complaint_thread_and_others_do_not() -> None:
    first, second = parsed(), parsed(envelope=replace(ENVELOPE, message_id="other"))
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert first["References"] == "<TS-261122-7K3M9QXD.complaint@desk.example>"
    assert parsed(envelope=replace(ENVELOPE, thread=""))["References"] is None


def test_a_repeated_try_is_the_same_message() -> None:
    assert parsed()["Message-ID"] == parsed(replace_subject("another"))["Message-ID"]


def replace_subject(subject: str) -> Email:
    return MAIL._replace(subject=subject)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "buyer",
        "buyer@",
        "@mail.example",
        "a@mail.example, b@mail.example",
        "a@mail.example;b@mail.example",
        "Buyer <a@mail.example>",
        "a@mail.example\r\nBcc: b@mail.example",
        "a@mail.example\n",
        "a b@mail.example",
        '"a b"@mail.example',
        "a..b@mail.example",
        ".a@mail.example",
        "买家@mail.example",
        "a@[127.0.0.1]",
        "a@localhost",
        "a" * 65 + "@mail.example",
        "a@" + "b." * 130 + "example",
    ],
)
def test_only_one_plain_address_is_taken(address: str) -> None:
    with pytest.raises(Undeliverable):
        one_address(address)
    with pytest.raises(Undeliverable):
        raw(MAIL, replace(ENVELOPE, to=address))


@pytest.mark.parametrize("address", ["a@mail.example", "a.b+tag@sub.mail.example", "10001@qq-mail.example"])
def test_plain_addresses_are_taken(address: str) -> None:
    assert one_address(address) == address


@pytest.mark.parametrize("broken", ["ok\r\nBcc: x@mail.example", "ok\nX: y", "ok\rX: y"])
def test_a_line_break_in_a_header_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)linefeed|carriage|CR"):
        raw(replace_subject(broken), ENVELOPE)
    with pytest.raises(ValueError, match=r"(?i)linefeed|carriage|CR"):
        raw(MAIL, replace(ENVELOPE, name=broken))


def test_ids_cannot_break_out_of_their_header() -> None:
    message = parsed(envelope=replace(ENVELOPE, thread="a>\r\nBcc: x@mail.example", marketplace="b\r\nc"))
    assert message["Bcc"] is None
    assert message["References"] == "<a-Bcc-x-mail.example.complaint@desk.example>"
