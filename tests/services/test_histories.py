"""What events carry for figures, what a history proves to either side, and what letters say of it."""

from __future__ import annotations

import json
import re

import pytest

from functions.adapters.vault import genuine
from functions.domain.errors import Invalid
from functions.domain.history import chain, committed, erased, linked, verify
from functions.domain.vocabulary import Action, Role
from functions.services import buyers, exports, identity, orders, recording
from functions.services.post.single_letters import send_way_in

RECORD = re.compile(r"记录 第 (\d+) 条 · ([0-9a-f]{16})…")
PER_ORDER = {
    "category": "K1",
    "ask": "refund",
    "ask_fen": 9850,
    "order_fen": 9850,
    "merchant": "m1",
    "goods_id": "1024",
    "goods_class": "点卡",
}


def case(scene):
    return scene.desk.cases.case("xinghai", scene.number, fresh=True)


def facts(scene, action: Action) -> dict:
    """What is left to be counted of an event once its person is erased."""
    (link,) = [erased(link) for link in case(scene).links if link.type == action]
    return dict(link.payload)


def exported(scene, reader: Role = Role.OPERATOR) -> dict:
    return exports.history(scene.desk, case(scene), scene.now, reader)


def proven(scene, whole: dict) -> int:
    return exports.check(whole, keys=scene.desk.vault.public_keys(), genuine=genuine)


class TestFacts:
    def test_a_complaint_by_link_says_whose_goods_what_for_and_of_how_much(self, scene):
        scene.file(signed=scene.signed(gid="1024", gc="点卡"))
        assert facts(scene, Action.FILE) == {**PER_ORDER, "by_shop": True}

    def test_so_does_a_verified_one_and_what_was_filed_by_hand_said_only_what_was_known(self, scene):
        known = scene.signed(gid="1024", gc="点卡").facts
        orders.register(scene.desk, scene.market, "KM2026112200187", facts=known, email="zhang@qq.example")
        c = scene.file(by_link=False)
        code = identity.verify_code(scene.desk, c)
        buyers.verify(scene.desk, scene.market, c.id, code=code, key="k" * 8, now=scene.now)
        assert facts(scene, Action.VERIFY) == {**PER_ORDER, "known": True}
        assert "goods_id" not in facts(scene, Action.FILE)

    def test_so_does_an_assigned_one(self, scene):
        scene.file(signed=scene.signed(m=None, gid="1024", gc="点卡"))
        assert "merchant" not in facts(scene, Action.FILE)
        scene.do(Action.ASSIGN, Role.OPERATOR, merchant="m1", words="店铺确认过")
        assert facts(scene, Action.ASSIGN) == {**PER_ORDER, "shop": "极速卡社"}

    def test_so_does_the_complaint_that_a_missed_remedy_opens(self, scene):
        scene.file(signed=scene.signed(gid="1024", gc="点卡"))
        scene.contest()
        scene.ruled()
        parent = scene.number
        scene.tick(days=4)
        scene.number = case(scene).links[-1].payload["follow_up"]
        assert facts(scene, Action.FILE) == {**PER_ORDER, "category": "P1", "parent": parent}

    def test_a_late_one_says_so(self, scene):
        at = int(scene.now.timestamp()) - 9 * 86400
        scene.file(signed=scene.signed(pat=at, dat=at))
        assert facts(scene, Action.FILE)["late"] is True

    @pytest.mark.parametrize(
        ("gid", "gc", "kept"),
        [("  10 24 ", "点卡\n", ("10 24", "点卡")), ("x" * 60, "卡" * 60, ("x" * 40, "卡" * 40))],
    )
    def test_a_links_goods_number_and_class_are_plain_text_of_forty_characters(self, scene, gid, gc, kept):
        said = scene.signed(gid=gid, gc=gc).facts
        assert (said.goods_id, said.goods_class) == kept

    def test_erased_there_is_no_word_picture_or_proof_left_in_any_event(self, scene):
        scene.file_with(2)
        scene.read(why=[["order_matches", "尾号 0187 的页面", None]])
        scene.withdraw("settled", words="商家退款了，我确认收到", proof="聊天里商家说已经退款了")
        left = [erased(link) for link in case(scene).links]
        verify("xinghai", scene.number, left, left[-1].h)
        told = str([link.payload for link in left])
        for gone in ("卡密错误", "尾号", "退款了", "确认", *scene.slots()):
            assert gone not in told
        assert left[1].payload == {"verdicts": ["supports", "supports"]}
        assert left[2].payload["reason"] == "settled"


class TestProof:
    def test_each_reader_gets_a_history_that_is_signed_as_far_as_they_see_it(self, scene):
        scene.file()
        scene.contest()
        scene.rule()
        assert proven(scene, exported(scene)) == 3
        for reader in (Role.BUYER, Role.MERCHANT):
            whole = exported(scene, reader)
            assert proven(scene, whole) == whole["n"] == 2
            assert whole["head"] == case(scene).links[1].h

    def test_what_a_party_was_not_told_is_kept_back_whole(self, scene):
        scene.file()
        scene.withdraw("settled", words="商家威胁我让我撤", proof="聊天里商家说不撤就拉黑我")
        whole = exported(scene, Role.MERCHANT)
        hidden = whole["events"][1]
        assert [hidden[name] for name in ("facts", "words", "salt_facts", "salt_words")] == [None] * 4
        assert proven(scene, whole) == 2

    def test_a_complaint_begun_in_the_first_format_goes_on_in_the_second(self, scene, monkeypatch):
        def first_format(event, *, n, prev, salts):
            return linked(event, n=n, prev=prev, parts=(committed(event.payload, salts[0]),))

        def old_row(pk, link):
            part = link.parts[0]
            said = {name: getattr(link, name) for name in ("type", "role", "actor", "at", "prev", "h")}
            payload = json.dumps(part.content, ensure_ascii=False)
            key = {"pk": pk, "sk": f"EV#{link.n:06d}"}
            return {**key, **said, "commit": part.commit, "salt": part.salt, "payload": payload}

        with monkeypatch.context() as before:
            before.setattr(recording, "chain", first_format)
            before.setattr("functions.adapters.dynamo.cases.event_row", old_row)
            scene.file()
        assert recording.chain is chain
        scene.contest()
        whole = exported(scene)
        assert ("commit" in whole["events"][0], "commit_words" in whole["events"][1]) == (True, True)
        assert proven(scene, whole) == 2


def test_every_letter_about_a_complaint_says_how_far_its_history_had_come(scene, mailbox):
    scene.file(by_link=True)
    scene.tick(hours=12)
    scene.contest()
    scene.tick(minutes=1)
    scene.do(Action.ADD_WORDS, Role.BUYER, words="补充：又试了一次还是不行。")
    scene.ruled()
    scene.do(Action.DO_REMEDY, Role.MERCHANT, words="已原路退款，单号尾号 4821")
    send_way_in(scene.desk, scene.market, scene.number, scene.now)
    scene.tick(hours=12)
    links, whole, seen = case(scene).links, exported(scene, Role.BUYER), set()
    letters = mailbox()
    assert len(letters) > 8
    for letter in letters:
        (n, head), *_ = RECORD.findall(letter.text)
        assert links[int(n) - 1].h.startswith(head)
        exports.check_letter(whole, n=int(n), head=head)
        seen.add(int(n))
    assert {1, len(links)} <= seen | {len(links)} and len(seen) > 4


def test_a_signed_history_dressed_up_as_one_of_the_format_without_signature_is_no_export(scene):
    scene.file()
    whole = exported(scene)
    without = {name: each for name, each in whole.items() if name not in ("n", "key", "signature")}
    with pytest.raises(Invalid):
        exports.check(without | {"format": "suyi-history-1"})
