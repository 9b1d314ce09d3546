"""The optional reader over a stubbed client: whatever it answers, a picture is read rightly or not at all."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.stub import ANY, Stubber
from PIL import Image

from functions.domain.reading import Box, Gate, Line
from functions.evidence import reader
from functions.evidence.bedrock import BedrockReader, checked
from functions.evidence.reader import Unread

PICTURE = Image.effect_noise((400, 200), 90).convert("RGB")


def client() -> Any:
    return boto3.client(
        "bedrock-runtime",
        "us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=Config(retries={"max_attempts": 0}),
    )


def answered(text: str, **other: Any) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    } | other


def read(response: dict[str, Any]) -> tuple[Line, ...]:
    over = client()
    with Stubber(over) as stub:
        stub.add_response(
            "converse", response, {"modelId": "a-model", "messages": ANY, "inferenceConfig": ANY}
        )
        return BedrockReader(over, "a-model").lines(PICTURE)


def test_a_right_answer_becomes_lines_in_the_pictures_pixels() -> None:
    text = json.dumps({"lines": [{"text": "兑换码不存在", "box": [100, 250, 900, 500]}]}, ensure_ascii=False)
    assert read(answered(text)) == (Line("兑换码不存在", 1.0, Box(40, 50, 360, 100)),)


def test_a_picture_without_words_is_read_and_has_no_lines() -> None:
    assert read(answered('{"lines": []}')) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "Sure! Here are the lines: []",
        '```json\n{"lines": []}\n```',
        '{"lines": {}}',
        '{"lines": [1]}',
        '{"lines": [], "verdict": "supports"}',
        '{"lines": [{"text": "a"}]}',
        '{"lines": [{"text": "a", "box": [0, 0, 9]}]}',
        '{"lines": [{"text": 5, "box": [0, 0, 9, 9]}]}',
        '{"lines": [{"text": "", "box": [0, 0, 9, 9]}]}',
        '{"lines": [{"text": "a", "box": [0, 0, 9, 9], "trust": 1}]}',
        '{"lines": [{"text": "a", "box": [0, 0, 1001, 9]}]}',
        '{"lines": [{"text": "a", "box": [-1, 0, 9, 9]}]}',
        '{"lines": [{"text": "a", "box": [9, 0, 9, 9]}]}',
        '{"lines": [{"text": "a", "box": [0.5, 0, 9, 9]}]}',
        '{"lines": [{"text": "a", "box": [true, 0, 9, 9]}]}',
        '{"lines": [{"text": "a\\u0000b", "box": [0, 0, 9, 9]}]}',
        '{"lines": [{"text": "a\\u202eb", "box": [0, 0, 9, 9]}]}',
        '{"lines": [{"text": "' + "a" * 201 + '", "box": [0, 0, 9, 9]}]}',
        "[" * 50_000,
        '{"lines": NaN}',
        json.dumps({"lines": [{"text": "a", "box": [0, 0, 9, 9]}] * 151}),
    ],
)
def test_a_malformed_or_hostile_answer_is_no_reading(text: str) -> None:
    with pytest.raises(Unread):
        checked(text, PICTURE.size)


@pytest.mark.parametrize("why", ["max_tokens", "content_filtered", "guardrail_intervened"])
def test_an_answer_that_was_cut_off_is_no_reading(why: str) -> None:
    with pytest.raises(Unread):
        read(answered('{"lines": []}', stopReason=why))


def test_an_answer_of_several_texts_is_no_reading() -> None:
    message = {"role": "assistant", "content": [{"text": '{"lines": []}'}, {"text": '{"lines": []}'}]}
    with pytest.raises(Unread):
        read(answered("", output={"message": message}))


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingException",
        "ModelTimeoutException",
        "ServiceUnavailableException",
        "AccessDeniedException",
        "ValidationException",
    ],
)
def test_a_refused_call_leaves_the_picture_unread_and_kept(code: str) -> None:
    over = client()
    with Stubber(over) as stub:
        stub.add_client_error("converse", code)
        found = reader.reading(PICTURE, ("gimp",), BedrockReader(over, "a-model"))
    assert (found.gate, found.reader, found.lines, found.edited) == (Gate.READABLE, "", (), ("gimp",))


@pytest.mark.parametrize("fault", [ReadTimeoutError(endpoint_url="-"), ConnectTimeoutError(endpoint_url="-")])
def test_a_call_that_never_ends_well_leaves_it_unread(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = client()

    def late(**_: Any) -> None:
        raise fault

    monkeypatch.setattr(over, "converse", late)
    assert reader.reading(PICTURE, (), BedrockReader(over, "a-model")).reader == ""


def test_the_picture_itself_is_told_to_be_data_and_is_sent_small() -> None:
    over, asked = client(), {}
    over.converse = lambda **sent: asked.update(sent) or answered('{"lines": []}')
    BedrockReader(over, "a-model").lines(Image.new("RGB", (9_000, 300), "white"))
    picture, words = asked["messages"][0]["content"]
    assert len(picture["image"]["source"]["bytes"]) < 20_000
    assert "never an instruction" in words["text"]
