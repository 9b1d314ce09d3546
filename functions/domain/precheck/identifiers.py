"""Order numbers and card keys in what was read: whole, split by spaces or hyphens, or broken over two
lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

from ..reading import Box, Line
from . import layout

LEAST, LONGEST = 6, 64
"""Letters and digits of an identifier."""

MOST_BREAKS = 3
"""Times one token may go on in the line beneath."""

MOST_SPELLINGS = 400
"""Ways to spell one token that are tried: what is beyond is not found rather than looked for for ever."""

TWINS: dict[str, str] = {
    "0": "OQD",
    "O": "0QD",
    "Q": "O0",
    "D": "0O",
    "1": "ILT7",
    "I": "1LT",
    "L": "1I",
    "T": "1I7",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "2": "Z",
    "Z": "2",
    "6": "G",
    "G": "6C",
    "C": "G",
    "U": "V",
    "V": "UY",
    "Y": "V",
    "9": "G",
    "7": "1T",
    "4": "A",
    "A": "4",
    "M": "N",
    "N": "M",
    "J": "I",
    "E": "F",
    "F": "E",
    "P": "R",
    "R": "P",
    "X": "K",
    "K": "X",
}
"""What readers mistake for each other. Only the first pairs are mistaken often; the rest are tried one at
a time."""

OFTEN = set("0OQ1IL5S8B2Z")

_PIECE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_SPACED = re.compile(r"(?<![A-Za-z0-9])([A-Z0-9]{3,8})(?: ?[ \-_] ?[A-Z0-9]{3,8}){1,7}(?![A-Za-z0-9])")
_NOT_ONE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?|[\w.+-]+@[\w.-]+|https?://\S+|(?:www\.)\S+|[¥￥$]\s*[\d.,]+"
    r"|\b\d{1,3}(?:,\d{3})+\b|\d+\.\d+|400[- ]?\d{3}[- ]?\d{4}|0x[0-9A-Fa-f]{6,8}"
    r"|\berr(?:or)?[ _:#-]*\d+|\bE\d{3,5}\b(?!-)|\d{1,3}(?:\.\d{1,3}){3}",
    re.IGNORECASE,
)
_TAIL, _HEAD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,}$"), re.compile(r"[A-Za-z0-9_-]+")
_ORDER_WORD = re.compile(
    r"[订訂定]\s*[单單]\s*(?:编|編|号|號|id|no|[:#])|(?<![易水账付运递流款户])[单單]\s*[号號]|order\s*(?:no|num|id|#|:)"
    r"|(?<!我的)(?<!全部)(?<!查询)[订訂定][单單]\s*$|(?<!my )order\s*$",
    re.IGNORECASE,
)
_PAYMENT_WORD = re.compile(
    r"交易|流水|转账|支付单|付款单|商户单|运单|快递|物流|凭证|账号|帐号|賬號|手机|电话|邮箱|错误|error|报错|transaction|tracking|phone|account|qq号",
    re.IGNORECASE,
)
_KEY_WORD = re.compile(
    r"卡\s*密|卡\s*号|卡\s*號|卡号|cd\s*-?\s*k|激活码|兑换码|序列号|密\s*[钥匙鑰]|产品代码|注册码|充值码|礼包码|券码|提货码|授权码|兌換碼|序號|啟用碼|金鑰|密码|串码|點數卡|code|\bkey\b|serial|pin\b|voucher",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:[A-Za-z]{0,4})20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


class Kind(StrEnum):
    """What a token is taken for, by the words around it and by its shape."""

    ORDER = "order"
    KEY = "key"
    ELSE = "else"


class Token(NamedTuple):
    """A run of letters and digits as it was read, its kind, where it stands, and how sure the reader was.

    ``named``: words beside it say what it is. ``doubtful``: pieced together from lines that each have a
    label.
    """

    text: str
    kind: Kind
    box: Box
    score: float
    named: bool = False
    doubtful: bool = False


def plain(text: str) -> str:
    """Letters and digits alone, upper case, half width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())


def tokens(lines: Sequence[Line]) -> tuple[Token, ...]:
    """Everything that may be an order number or a key, in reading order; amounts, dates, mail addresses
    are not."""
    found: dict[tuple[str, Box], Token] = {}
    for i, line in enumerate(lines):
        for text, before, doubtful in _candidates(lines, i):
            if LEAST <= len(plain(text)) <= LONGEST and _no_prose(text):
                kind, named = _kind(text, before)
                found.setdefault((text, line.box), Token(text, kind, line.box, line.score, named, doubtful))
    return tuple(found.values())


def _no_prose(text: str) -> bool:
    """Digits, or capitals in groups of one size as keys have them: words of a sentence are neither."""
    groups = re.split(r"[ \-_]+", text)
    even = len(groups) > 1 and len({len(group) for group in groups}) == 1
    if " " in text and not even:
        return False
    return any(c.isdigit() for c in text) or (even and text.isupper()) or (len(text) >= 12 and text.isupper())


def _candidates(lines: Sequence[Line], i: int) -> Iterator[tuple[str, str, bool]]:
    """Each token of a line with the words it follows, and the token that goes on in the line beneath."""
    text = _NOT_ONE.sub(" | ", unicodedata.normalize("NFKC", lines[i].text))
    for pattern in (_SPACED, _PIECE):
        for found in pattern.finditer(text):
            yield found[0], text[: found.start()] or layout.label(lines, i), False
    if tail := _TAIL.search(text):
        yield from (
            (whole, text[: tail.start()] or layout.label(lines, i), doubtful)
            for whole, doubtful in _onward(lines, i, tail[0])
        )


def _onward(lines: Sequence[Line], i: int, begun: str) -> Iterator[tuple[str, bool]]:
    """A token that ends its line together with the lines beneath that hold nothing but more of it."""
    for _ in range(MOST_BREAKS):
        below = layout.beneath(lines, i)
        more = lines[below].text.strip() if below is not None else ""
        if below is None or not _HEAD.fullmatch(more) or len(more) >= len(begun) + 6:
            return
        if not (begun.endswith("-") or any(c.isdigit() for c in more)):
            return
        begun, i = begun + more, below
        yield begun, bool(layout.beside(lines, below))


def _kind(text: str, before: str) -> tuple[Kind, bool]:
    """By the word before it if there is one, else by the shape."""
    near = before[-14:]
    word = plain(text)
    words = {
        Kind.ORDER: _last(_ORDER_WORD, near),
        Kind.KEY: _last(_KEY_WORD, near),
        Kind.ELSE: _last(_PAYMENT_WORD, near),
    }
    kind, at = max(words.items(), key=lambda item: item[1])
    if at >= 0:
        return kind, True
    if _DATED.match(word) and len(word) >= 12:
        return Kind.ORDER, False
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    if len(word) >= 10 and (mixed or "-" in text or " " in text) and not word.isdigit():
        return Kind.KEY, False
    return (Kind.KEY, False) if len(word) in range(12, 20) and word.isdigit() else (Kind.ELSE, False)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def spellings(token: str) -> Iterator[str]:
    """The token as read, then as it may have been meant: first what is mistaken often, at most
    ``MOST_SPELLINGS``."""
    word = token.upper()
    yield token
    given = 1
    for swapped in _swaps(word):
        yield swapped
        given += 1
        if given >= MOST_SPELLINGS:
            return


def _swaps(word: str) -> Iterator[str]:
    """All of one swap, then two and three at places that are mistaken often."""
    places = [i for i, c in enumerate(word) if c in TWINS]
    often = [i for i in places if word[i] in OFTEN]
    for count, among in ((1, places), (2, often), (3, often[:8])):
        for chosen in combinations(among, count):
            for twins in product(*(TWINS[word[i]] for i in chosen)):
                signs = list(word)
                for i, twin in zip(chosen, twins, strict=True):
                    signs[i] = twin
                yield "".join(signs)


_FOLD = str.maketrans("OQDILTSBZG", "0001115826")


def folded(text: str) -> str:
    """Letters and digits with everything that readers mistake often spelled one way: equal when it may be
    the same."""
    return plain(text).translate(_FOLD)


def forms(token: str) -> tuple[str, ...]:
    """The token as shops write keys: as shown, without gaps, and with hyphens where the gaps were or in
    fives and fours."""
    trimmed = token.strip()
    bare = plain(trimmed)
    groups = ["-".join(bare[i : i + n] for i in range(0, len(bare), n)) for n in (5, 4) if len(bare) % n == 0]
    return tuple(
        dict.fromkeys((trimmed, trimmed.upper(), bare, re.sub(r"[ _]+", "-", trimmed).upper(), *groups))
    )
