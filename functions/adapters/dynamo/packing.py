"""Small values as few bytes: what a head row keeps that no index shows.

A word of the trade is one byte, a moment five, a number under 64 one. Names and values alternate, so a row
says itself what is in it: a field more or less needs nothing here. Plain values only: True, False, None,
whole numbers, strings, lists of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WORDS = (
    *("m", "om", "ct", "f", "pv", "l", "c", "ps", "r", "d", "ra", "of", "re", "w", "a", "mk", "s", "y"),
    *("h", "o", "k", "gi", "gc", "eb", "ea", "pa", "e", "z", "b", "q", "n", "fa", "se", "i", "oj", "v"),
    *("db", "rf", "co", "en", "unverified", "awaiting_check", "awaiting_assignment", "awaiting_admission"),
    *("awaiting_merchant", "awaiting_buyer", "awaiting_buyer_proof", "awaiting_merchant_proof"),
    *("awaiting_ruling", "awaiting_effect", "awaiting_remedy", "awaiting_confirmation", "awaiting_review"),
    *("appealed", "closed", "awaiting_enforcement", "awaiting_confirmation_check", "resolved", "upheld"),
    *("dismissed", "withdrawn", "not_admitted", "void", "refused", "unruled", "refund", "partial_refund"),
    *("reissue", "deduct", "none", "due", "done", "confirmed", "missed", "buyer", "merchant", "operator"),
    *("arbiter", "shop", "clock", "malicious", "incident", "amount", "disputed", "category", "strikes"),
    *("frequent", "coerced", "reason", "amended", "proof", "mistake", "settled", "other", "again", "flag"),
    *("fast", "ask_more", "contact", "extort", "lk", "kt", "kn", "ks", "as"),
    "am",
)
"""Each word's place is its byte, in every row there is: new words go to the end, none is moved or taken away.
A word that is not here is written as it is."""
_CODES = {word: place for place, word in enumerate(WORDS)}

STRING, LIST, NUMBER, WORD = 0x40, 0x60, 0x70, 0x80
"""First bytes: below ``STRING`` a number itself, then a string of so many bytes, a list of so many values, a
number in so many bytes less one, a word."""
NEGATIVE, LONG, TRUE, FALSE, NONE, HEX, MANY, CHINESE = range(0x78, 0x80)
_PLAIN = {TRUE: True, FALSE: False, NONE: None}
_HEXED = re.compile(r"(?:[0-9a-f]{2}){4,255}")


def coded(word: str) -> str:
    """Two letters for a word, where a row holds it in the open; a word that has none as it is."""
    return f"{_CODES[word]:02x}" if word in _CODES else word


def decoded(code: str) -> str:
    """The word of ``coded``; of a row of before as it is there."""
    return WORDS[int(code, 16)] if len(code) == 2 else code


def narrow(text: str) -> str | bytes:
    """``text``, or its bytes in GB 18030 where these are fewer: two for a Chinese character, not three."""
    chinese = text.encode("gb18030")
    return chinese if len(chinese) < len(text.encode()) else text


def wide(text: str | bytes) -> str:
    """What ``narrow`` was given."""
    return text if isinstance(text, str) else text.decode("gb18030")


def packed(fields: dict[str, Any]) -> bytes:
    """``fields`` as bytes. Raises ``TypeError`` on a type that is not plain."""
    return b"".join(_value(name) + _value(value) for name, value in fields.items())


def unpacked(row: bytes) -> dict[str, Any]:
    """What ``packed`` was given."""
    place, fields = 0, {}
    while place < len(row):
        name, place = _read(row, place)
        fields[name], place = _read(row, place)
    return fields


def _value(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return bytes([{True: TRUE, False: FALSE, None: NONE}[value]])
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list | tuple):
        inner = b"".join(map(_value, value))
        return (_head(LIST, len(value)) if len(value) < 16 else bytes([MANY, len(value)])) + inner
    raise TypeError(f"{type(value).__name__} has no place in a row")


def _head(kind: int, count: int) -> bytes:
    return bytes([kind + count])


def _number(value: int) -> bytes:
    if value < 0:
        return bytes([NEGATIVE]) + _number(-value)
    if value < STRING:
        return bytes([value])
    size = (value.bit_length() + 7) // 8
    return _head(NUMBER, size - 1) + value.to_bytes(size, "big")


def _string(text: str) -> bytes:
    if text in _CODES:
        return _head(WORD, _CODES[text])
    if _HEXED.fullmatch(text):
        return bytes([HEX, len(text) // 2]) + bytes.fromhex(text)
    chinese, written = narrow(text), text.encode()
    if isinstance(chinese, bytes):
        return bytes([CHINESE]) + len(chinese).to_bytes(2, "big") + chinese
    if len(written) < LIST - STRING:
        return _head(STRING, len(written)) + written
    return bytes([LONG]) + len(written).to_bytes(2, "big") + written


def _read(row: bytes, place: int) -> tuple[Any, int]:
    """The value that begins there, and where the next one does."""
    first, place = row[place], place + 1
    if first < STRING:
        return first, place
    if first >= WORD:
        return WORDS[first - WORD], place
    if first in _PLAIN:
        return _PLAIN[first], place
    if first == NEGATIVE:
        value, place = _read(row, place)
        return -value, place
    return _sized(row, first, place)


def _sized(row: bytes, first: int, place: int) -> tuple[Any, int]:
    if LIST <= first < NUMBER:
        return _list(row, first - LIST, place)
    if first == MANY:
        return _list(row, row[place], place + 1)
    if NUMBER <= first < NEGATIVE:
        end = place + first - NUMBER + 1
        return int.from_bytes(row[place:end], "big"), end
    if first == HEX:
        end = place + 1 + row[place]
        return row[place + 1 : end].hex(), end
    size, place = (first - STRING, place) if first < LIST else (_size(row, place), place + 2)
    return row[place : place + size].decode("gb18030" if first == CHINESE else "utf-8"), place + size


def _size(row: bytes, place: int) -> int:
    return int.from_bytes(row[place : place + 2], "big")


def _list(row: bytes, count: int, place: int) -> tuple[list[Any], int]:
    def values() -> Iterator[Any]:
        nonlocal place
        for _ in range(count):
            value, place = _read(row, place)
            yield value

    return list(values()), place
