"""A history proves that nobody touched it, can be counted and can be erased: both formats, and one on the
other."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.adapters.vault import Keyring, genuine
from functions.domain.errors import Invalid
from functions.domain.history import (
    Broken,
    Event,
    Link,
    chain,
    committed,
    digest,
    erased,
    genesis,
    kept_back,
    linked,
    signed_text,
    verify,
)
from functions.domain.vocabulary import Role
from functions.services import exports
from tests.cast import NOON, SECRETS

VAULT = Keyring(SECRETS)
KEYS = VAULT.public_keys()
FIRST_FORMAT = json.loads(
    (Path(__file__).parent / "fixtures" / "history-format-1.json").read_text(encoding="utf-8")
)
"""An export of a desk that knew the first format only."""


def happened(i: int) -> Event:
    payload = {"words": f"第 {i} 句", "category": "K1", "merchant": "m1", "order_fen": 9850}
    return Event("add_words", Role.BUYER, "buyer", NOON + timedelta(minutes=i), payload)


def links(n: int = 5, first_format: int = 0) -> list[Link]:
    """``n`` events, of which the first so many are of format 1."""
    made: list[Link] = []
    prev = genesis("xinghai", "TS-1")
    for i in range(1, n + 1):
        event = happened(i)
        if i <= first_format:
            made.append(linked(event, n=i, prev=prev, parts=(committed(event.payload, f"{i:032x}"),)))
        else:
            made.append(chain(event, n=i, prev=prev, salts=(f"{i:032x}", f"{i + 100:032x}")))
        prev = made[-1].h
    return made


def exported(made: list[Link]) -> dict[str, Any]:
    """What a desk would hand out of them, as it comes back from a file."""
    head = made[-1].h
    signed = VAULT.sign_head(signed_text("xinghai", "TS-1", n=len(made), head=head))
    whole = {
        "format": "suyi-history-2",
        "marketplace": "xinghai",
        "complaint": "TS-1",
        "head": head,
        "n": len(made),
        "signed_at": "2026-11-22T04:00:00Z",
        "key": signed.key,
        "signature": signed.signature,
        "events": [exports._written(link) for link in made],
    }
    return json.loads(json.dumps(whole, ensure_ascii=False))


def checked(whole: dict[str, Any]) -> int:
    return exports.check(whole, keys=KEYS, genuine=genuine)


def broken_at(made: list[Link], head: str = "") -> int:
    with pytest.raises(Broken) as broken:
        verify("xinghai", "TS-1", made, head or links()[-1].h)
    return broken.value.n


def rehashed(made: list[Link]) -> list[Link]:
    """What a forger makes of changed events: commitments, hashes and links computed anew."""
    anew, prev = list[Link](), genesis("xinghai", "TS-1")
    for i, link in enumerate(made, start=1):
        parts = tuple(committed(part.content or {}, part.salt or "") for part in link.parts)
        fresh = replace(link, n=i, prev=prev, parts=parts)
        commits = [part.commit for part in parts]
        h = digest(prev, i, link.type, link.role, link.actor, link.at, *commits)
        anew.append(replace(fresh, h=h))
        prev = h
    return anew


def said(link: Link, words: str) -> Link:
    """``link`` with other words in its mouth."""
    return replace(link, parts=(*link.parts[:-1], replace(link.parts[-1], content={"words": words})))


@pytest.mark.parametrize("first_format", [0, 2, 5])
def test_untouched_it_verifies_whatever_its_formats(first_format):
    made = links(5, first_format)
    verify("xinghai", "TS-1", made, made[-1].h)
    assert checked(exported(made)) == 5


@pytest.mark.parametrize("n", range(1, 6))
def test_a_removed_event_is_named(n):
    made = links()
    del made[n - 1]
    assert broken_at(made) == n


@pytest.mark.parametrize("n", range(1, 6))
@pytest.mark.parametrize(
    "change", [{"at": "2026-01-01T00:00:00Z"}, {"actor": "x"}, {"role": "operator"}, {"type": "file"}]
)
def test_a_changed_event_is_named(n, change):
    made = links()
    made[n - 1] = replace(made[n - 1], **change)
    assert broken_at(made) == n


@pytest.mark.parametrize("n", range(1, 6))
@pytest.mark.parametrize("part", [0, 1])
def test_changed_facts_or_words_are_named(n, part):
    made = links()
    parts = list(made[n - 1].parts)
    parts[part] = replace(parts[part], content={"words": "改", "merchant": "m2"})
    made[n - 1] = replace(made[n - 1], parts=tuple(parts))
    assert broken_at(made) == n


@pytest.mark.parametrize("n", range(1, 5))
def test_moved_events_are_named(n):
    made = links()
    made[n - 1], made[n] = made[n], made[n - 1]
    assert broken_at(made) == n


def test_events_do_not_move_between_complaints():
    with pytest.raises(Broken):
        verify("xinghai", "TS-2", links(), links()[-1].h)
    whole = exported(links()) | {"complaint": "TS-2"}
    with pytest.raises(Broken):
        checked(whole)


class TestErased:
    def test_words_go_facts_stay_and_the_chain_verifies(self):
        made = [erased(link) for link in links()]
        verify("xinghai", "TS-1", made, made[-1].h)
        assert checked(exported(made)) == 5
        assert made[0].payload == {"category": "K1", "merchant": "m1", "order_fen": 9850}
        assert "句" not in json.dumps(exported(made), ensure_ascii=False)

    def test_words_without_their_salt_and_other_words_are_named(self):
        made = links()
        bare = replace(made[1].parts[1], salt=None)
        made[1] = replace(made[1], parts=(made[1].parts[0], bare))
        assert broken_at(made) == 2

    def test_of_the_first_format_only_the_commitment_stays(self):
        made = [erased(link) for link in links(3, first_format=3)]
        assert [link.payload for link in made] == [None] * 3
        verify("xinghai", "TS-1", made, made[-1].h)

    def test_kept_back_nothing_is_told_and_the_chain_verifies(self):
        made = [kept_back(link) for link in links()]
        assert [link.payload for link in made] == [None] * 5
        assert checked(exported(made)) == 5

    def test_a_field_that_nobody_declared_goes_with_the_person(self):
        event = Event("file", Role.BUYER, "buyer", NOON, {"category": "K1", "nickname": "小张"})
        link = erased(chain(event, n=1, prev=genesis("xinghai", "TS-1"), salts=("0" * 32, "1" * 32)))
        assert link.payload == {"category": "K1"}

    def test_what_stays_does_not_tell_what_went(self):
        """The two salts differ: who knows one cannot try out the other's content."""
        facts, words = links()[0].parts
        assert facts.salt != words.salt


class TestForged:
    def test_edited_words_with_everything_computed_anew_are_not_signed(self):
        made = links()
        forged = rehashed([said(link, "商家承认卡密无效") if link.n == 2 else link for link in made])
        verify("xinghai", "TS-1", forged, forged[-1].h)
        whole = exported(made) | {
            "events": [exports._written(link) for link in forged],
            "head": forged[-1].h,
        }
        with pytest.raises(Broken, match="not signed by this desk"):
            checked(whole)

    def test_one_that_was_shortened_is_not_signed(self):
        made = links()
        whole = exported(made)
        for cut in (
            {"events": whole["events"][:-1]},
            {"events": whole["events"][:-1], "head": made[-2].h},
            {"events": whole["events"][:-1], "head": made[-2].h, "n": 4},
        ):
            with pytest.raises(Broken):
                checked(whole | cut)

    def test_one_that_was_reordered_and_computed_anew_is_not_signed(self):
        made = links()
        made[1], made[2] = made[2], made[1]
        forged = rehashed(made)
        whole = exported(links()) | {
            "events": [exports._written(link) for link in forged],
            "head": forged[-1].h,
        }
        with pytest.raises(Broken, match="not signed by this desk"):
            checked(whole)

    def test_the_older_format_is_no_way_around_the_signature(self):
        made = links(3, first_format=3)
        whole = {
            name: value
            for name, value in exported(made).items()
            if name in {"marketplace", "complaint", "head", "events"}
        }
        assert exports.check(whole | {"format": "suyi-history-1"}) == 3
        with pytest.raises(Broken, match="not signed"):
            checked(whole | {"format": "suyi-history-1"})

    def test_another_desks_signature_is_none(self):
        other = Keyring({"history": (b"another desk's key",)})
        made = links()
        signed = other.sign_head(signed_text("xinghai", "TS-1", n=5, head=made[-1].h))
        for key in (signed.key, next(iter(KEYS))):
            with pytest.raises(Broken):
                checked(exported(made) | {"key": key, "signature": signed.signature})

    def test_an_older_genuine_export_verifies_and_a_letter_tells_that_it_is_not_all(self):
        made = links()
        older = exported(made[:3])
        assert checked(older) == 3
        exports.check_letter(older, n=3, head=made[2].h[:16])
        for letter in ({"n": 5, "head": made[4].h[:16]}, {"n": 5}, {"head": made[4].h[:16]}):
            with pytest.raises(Broken):
                exports.check_letter(older, **letter)

    def test_a_letters_record_is_found_in_a_longer_export_and_in_no_other(self):
        made = links()
        whole = exported(made)
        exports.check_letter(whole)
        exports.check_letter(whole, n=2, head=made[1].h[:16].upper())
        exports.check_letter(whole, head=made[1].h[:16])
        with pytest.raises(Broken) as broken:
            exports.check_letter(whole, n=2, head=made[2].h[:16])
        assert broken.value.n == 2


def test_a_rotated_key_still_verifies_and_the_newest_signs():
    before, after = Keyring({"history": (b"old",)}), Keyring({"history": (b"new", b"old")})
    text = signed_text("xinghai", "TS-1", n=1, head="0" * 64)
    old, new = before.sign_head(text), after.sign_head(text)
    public = after.public_keys()
    assert list(public) == [new.key, old.key]
    assert genuine(public[old.key], text, old.signature)
    assert genuine(public[new.key], text, new.signature)
    assert not genuine(public[new.key], text, old.signature)


WHOLE = exported(links(4, first_format=2))
UNSIGNED_FIELDS = {"signed_at"}
"""When it was signed is said and not proven."""


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every single value of an export stands."""
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [place for name, each in items for place in places(each, (*path, name))]
    return [path]


PLACES = [place for place in places(WHOLE) if place[0] not in UNSIGNED_FIELDS]
VALUES = st.one_of(
    st.text(max_size=70),
    st.integers(-2, 10**6),
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.just([]),
    st.just({}),
    st.text("0123456789abcdef", min_size=32, max_size=64),
)


@given(st.sampled_from(PLACES), VALUES)
def test_whatever_single_value_is_changed_it_no_longer_verifies(place, value):
    touched = deepcopy(WHOLE)
    inside = touched
    for name in place[:-1]:
        inside = inside[name]
    if inside[place[-1]] == value and type(inside[place[-1]]) is type(value):
        return
    inside[place[-1]] = value
    with pytest.raises((Broken, Invalid)):
        checked(touched)


@given(st.sampled_from(PLACES))
def test_whatever_single_value_is_left_out_it_no_longer_verifies(place):
    touched = deepcopy(WHOLE)
    inside = touched
    for name in place[:-1]:
        inside = inside[name]
    del inside[place[-1]]
    with pytest.raises((Broken, Invalid)):
        checked(touched)


def test_nothing_can_be_added_to_an_event():
    touched = deepcopy(WHOLE)
    touched["events"][3]["note"] = "商家承认了"
    with pytest.raises(Invalid):
        checked(touched)


class TestTheFirstFormat:
    def test_an_export_that_was_taken_away_before_still_verifies(self):
        assert exports.check(FIRST_FORMAT) == len(FIRST_FORMAT["events"]) == 7

    def test_and_names_what_was_touched(self):
        touched = deepcopy(FIRST_FORMAT)
        touched["events"][2]["payload"]["words"] = "我们承认卡密无效"
        with pytest.raises(Broken) as broken:
            exports.check(touched)
        assert broken.value.n == 3

    def test_its_events_go_on_in_the_second_format_on_the_same_chain(self):
        begun = exports.links_of(FIRST_FORMAT)
        event = happened(9)
        goes_on = chain(event, n=len(begun) + 1, prev=begun[-1].h, salts=("0" * 32, "1" * 32))
        verify("xinghai", FIRST_FORMAT["complaint"], [*begun, goes_on], goes_on.h)
        assert begun[0].payload["category"] == "K1"
