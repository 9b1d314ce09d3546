"""Limits, one-time tokens, keys and links: what passes, how often, and what never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nacl.signing import SigningKey

from functions.adapters.vault import Keyring
from functions.domain.errors import Forbidden, Limited, SignedOut
from functions.domain.marketplace import LinkKey
from functions.domain.vocabulary import Role
from functions.ports import Session, SessionKey
from functions.services import identity, limits, order_links
from tests import cast
from tests.cast import NOON


def test_a_bucket_lets_its_burst_through_and_then_one_at_a_time(desk):
    takes = [desk.limits.take("x", now=NOON, every=60, burst=3) for _ in range(5)]
    assert takes[:3] == [0, 0, 0]
    assert all(takes[3:])
    assert desk.limits.take("x", now=NOON + timedelta(seconds=60), every=60, burst=3) == 0
    assert desk.limits.take("x", now=NOON + timedelta(seconds=61), every=60, burst=3) > 0


def test_over_any_hour_no_more_pass_than_the_rate_and_its_burst(desk):
    passed = [
        i
        for i in range(0, 3600, 20)
        if desk.limits.take("y", now=NOON + timedelta(seconds=i), every=60, burst=5) == 0
    ]
    assert len(passed) <= 60 + 5


def test_a_limit_says_how_long_to_wait(desk):
    for _ in range(limits.LIMITS["way_in"].burst):
        limits.spend(desk, "xinghai", now=NOON, way_in="TS-1")
    with pytest.raises(Limited) as refusal:
        limits.spend(desk, "xinghai", now=NOON, way_in="TS-1")
    assert 0 < refusal.value.retry_after <= 3600


def test_aliases_of_one_mailbox_are_one_person(desk):
    same = ["Zhang.San+a@gmail.com", "zhangsan@gmail.com", "ｚｈａｎｇｓａｎ@gmail.com"]
    assert len({identity.person(desk, "xinghai", identity.email_of(each)) for each in same}) == 1
    assert identity.person(desk, "xinghai", "a@qq.example") != identity.person(
        desk, "langren", "a@qq.example"
    )


def test_a_token_is_good_once_even_before_its_row_expires(desk):
    assert desk.limits.use_once("t", now=NOON, keep=60)
    assert not desk.limits.use_once("t", now=NOON + timedelta(seconds=59), keep=60)
    assert desk.limits.use_once("t", now=NOON + timedelta(seconds=61), keep=60)


def test_a_session_ends_at_its_end_whatever_the_tables_expiry_does(desk):
    session = Session("o1", Role.OPERATOR, "", True, NOON, NOON + timedelta(hours=12))
    desk.sessions.open_session("xinghai", "secret", session)
    key = SessionKey("o1", "secret")
    assert desk.sessions.session("xinghai", key, now=NOON).second
    for stranger in (SessionKey("o1", "other"), SessionKey("o2", "secret")):
        with pytest.raises(SignedOut):
            desk.sessions.session("xinghai", stranger, now=NOON)
    with pytest.raises(SignedOut):
        desk.sessions.session("langren", key, now=NOON)
    with pytest.raises(SignedOut):
        desk.sessions.session("xinghai", key, now=NOON + timedelta(hours=12))


class TestLinks:
    def read(self, desk, market, args):
        return order_links.read(desk, market, {name: [value] for name, value in args.items()}, now=NOON)

    def test_an_ed25519_key_vouches_too_and_the_shop_cannot_deny_it(self, desk):
        key = SigningKey(b"7" * 32)
        public = LinkKey("e1", "ed25519", key.verify_key.encode().hex())
        market = cast.marketplace(desk, keys={"e1": public})
        payload, _ = order_links.mint(b"-", cast.claims(NOON))
        good = {"d": payload, "k": "e1", "s": key.sign(payload.encode()).signature.hex()}
        assert self.read(desk, market, good).order_no == "KM2026112200187"
        for forged in ("0" * 128, "", "zz", SigningKey(b"8" * 32).sign(payload.encode()).signature.hex()):
            with pytest.raises(Forbidden):
                self.read(desk, market, {**good, "s": forged})

    @pytest.mark.parametrize("amt", ["98.505", "-1", "NaN", "1e999", "Infinity", "九十八"])
    def test_money_that_is_no_money_is_refused(self, desk, market, amt):
        with pytest.raises(Forbidden):
            self.read(desk, market, cast.link(NOON, amt=amt))

    def test_the_way_back_is_only_to_where_the_marketplace_allows(self, desk, market):
        allowed = self.read(desk, market, cast.link(NOON, ret="https://shop.example/order/1"))
        assert allowed.return_url == "https://shop.example/order/1"
        for evil in ("https://shop.example.evil/", "javascript:alert(1)", "https://evil.example/"):
            assert self.read(desk, market, cast.link(NOON, ret=evil)).return_url == ""


class TestKeys:
    old, new = b"old key, soon to be retired.....", b"new key that makes all from now."

    def test_what_the_old_key_made_still_opens_while_both_live(self):
        before, during, after = (
            Keyring({"x": (self.old,)}),
            Keyring({"x": (self.new, self.old)}),
            Keyring({"x": (self.new,)}),
        )
        sealed, token = before.seal("x", b"contact"), before.sign("x", ["a"])
        assert during.open("x", sealed) == b"contact"
        assert during.unsign("x", token, max_age=60) == ["a"]
        assert before.mac("x", "a") in during.macs("x", "a")
        with pytest.raises(ValueError, match="not sealed"):
            after.open("x", sealed)
        assert after.unsign("x", token, max_age=60) is None

    def test_one_purposes_key_makes_nothing_of_anothers(self):
        ring = Keyring({"x": (self.old,), "y": (self.new,)})
        assert ring.unsign("y", ring.sign("x", 1), max_age=60) is None
        assert ring.mac("x", "ab", "c") != ring.mac("x", "a", "bc")
