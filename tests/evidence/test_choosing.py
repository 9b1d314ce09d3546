"""Which reader a process gets: the local one, the model that is named, or nobody at all."""

from __future__ import annotations

import pytest

from functions.evidence import reader, worker
from functions.evidence.bedrock import BedrockReader
from functions.evidence.storage import connected

WHERE = {"SUYI_QUARANTINE": "q", "SUYI_EVIDENCE": "e", "SUYI_AWS_ENDPOINT": "http://127.0.0.1:1"}


@pytest.fixture(autouse=True)
def env(monkeypatch):
    for name, value in {**WHERE, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SUYI_BEDROCK_MODEL", raising=False)


def test_the_second_reader_is_off_unless_a_model_is_named(monkeypatch):
    monkeypatch.setattr(reader, "local", lambda: "the local one")
    assert worker._reader() == "the local one"
    monkeypatch.setenv("SUYI_BEDROCK_MODEL", "some.model-v1:0")
    chosen = worker._reader()
    assert isinstance(chosen, BedrockReader) and chosen.name == "bedrock:some.model-v1:0"


def test_a_reader_that_cannot_be_loaded_leaves_pictures_unread_not_uncleaned(monkeypatch):
    def broken() -> None:
        raise OSError("no space for the models")

    monkeypatch.setattr(reader, "local", broken)
    assert worker._reader() is None


def test_storage_is_told_where_it_is_and_says_what_it_was_not_told():
    assert connected(WHERE).quarantine == "q"
    with pytest.raises(KeyError, match="SUYI_EVIDENCE"):
        connected({"SUYI_QUARANTINE": "q"})
