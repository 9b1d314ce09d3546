"""Two READMEs, each whole: the same headings, commands, pictures and links, and nothing that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["README.md", "README.zh-CN.md"])
HAN = re.compile(r"[\u4e00-\u9fff]")


def outline(text: str) -> list[int]:
    return [
        len(mark)
        for mark in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    ]


def commands(text: str) -> list[str]:
    blocks = re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)
    shell = [
        line for block in blocks for line in block.splitlines() if re.match(r"(make|suyi|https) ?", line)
    ]
    return shell + sorted(set(re.findall(r"`((?:make|suyi|python) [^`]+)`", text)))


def test_each_is_linked_to_the_other_in_its_first_line():
    assert "(README.zh-CN.md)" in ENGLISH.splitlines()[0]
    assert "(README.md)" in CHINESE.splitlines()[0]


def test_they_have_the_same_headings_commands_pictures_and_tables():
    assert outline(ENGLISH) == outline(CHINESE)
    assert commands(ENGLISH) == commands(CHINESE)
    for pattern in (r"!\[[^\]]*\]\(([^)]+)\)", r"(?<!!)\[[^\]]*\]\(((?!README)[^)]+)\)"):
        assert re.findall(pattern, ENGLISH) == re.findall(pattern, CHINESE)
    assert len(re.findall(r"^\|", ENGLISH, flags=re.MULTILINE)) == len(
        re.findall(r"^\|", CHINESE, flags=re.MULTILINE)
    )


def test_each_speaks_its_own_language():
    prose = re.sub(r"```.*?```|`[^`]*`", "", ENGLISH, flags=re.DOTALL)
    spoken = [line for line in prose.splitlines()[3:] if HAN.search(line)]
    assert {"".join(HAN.findall(line)) for line in spoken} <= {"卡盟", "一键投诉"}
    for line in re.sub(r"```.*?```", "", CHINESE, flags=re.DOTALL).splitlines()[3:]:
        assert HAN.search(line) or not re.search(
            r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", re.sub(r"`[^`]*`|\([^)]*\)", "", line)
        )


@BOTH
def test_what_they_point_at_is_there(text):
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", text)):
        assert re.search(rf"^{target}:", made, flags=re.MULTILINE), target
    for path in set(
        re.findall(r"`((?:domain|services|web|infra|templates|tests)/[\w./<>-]+\.(?:py|yaml))`", text)
    ):
        if "<" not in path:
            assert (ROOT / path).exists() or (ROOT / "functions" / path).exists(), path
