"""The sizes and prices that AWS's documentation gives, and those measured on it."""

import pytest

from tests.units import Index, item_size, number_size, read_units, value_size, write_units

KEYS = {"pk": {"S": "a"}, "sk": {"S": "b"}}  # six bytes


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "blue"}, 4),
        ({"S": "诉易"}, 6),
        ({"B": "AAAA"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "ab"}, {"BOOL": True}]}, 3 + (1 + 2) + (1 + 1)),
        ({"M": {"k": {"S": "ab"}}}, 3 + (1 + 1 + 2)),
        ({"SS": ["ab", "c"]}, 3),
        ({"NS": ["1", "22"]}, 4),
    ],
)
def test_values(value: dict, size: int) -> None:
    assert value_size(value) == size


@pytest.mark.parametrize(
    ("number", "size"),
    [
        ("0", 1),
        ("1", 2),
        ("27", 2),
        ("-27", 3),
        ("127", 3),
        ("100", 2),
        ("10", 2),
        ("1.5", 3),
        ("0.01", 2),
        ("1763785624", 6),
        ("3.14159265358979323846264338327950288419", 21),
    ],
)
def test_numbers(number: str, size: int) -> None:
    assert number_size(number) == size


def test_an_item_is_its_names_and_values() -> None:
    assert item_size({"Color": {"S": "blue"}, "Count": {"N": "27"}}) == 5 + 4 + 5 + 2


@pytest.mark.parametrize(
    ("size", "consistent", "units"),
    [(0, True, 1), (0, False, 0.5), (4096, True, 1), (4097, True, 2), (8192, False, 1), (65536, False, 8)],
)
def test_reads_are_rounded_to_four_kilobytes(size: int, consistent: bool, units: float) -> None:
    assert read_units(size, consistent=consistent) == units


def test_writes_are_rounded_to_a_kilobyte_and_the_larger_image_counts() -> None:
    small, large = KEYS, KEYS | {"t": {"S": "x" * 1500}}
    assert write_units(None, small) == 1
    assert write_units(None, large) == 2
    assert write_units(large, small) == 2
    assert write_units(large, None) == 2
    assert write_units(None, None) == 1
    assert write_units(None, KEYS | {"t": {"S": "x" * (1024 - 7)}}) == 1
    assert write_units(None, KEYS | {"t": {"S": "x" * (1025 - 7)}}) == 2


def index(kind: str, *extra: str) -> Index:
    keys = [{"AttributeName": "qk", "KeyType": "HASH"}, {"AttributeName": "qs", "KeyType": "RANGE"}]
    projection = {"ProjectionType": kind} | ({"NonKeyAttributes": list(extra)} if extra else {})
    return Index.of({"IndexName": "queue", "KeySchema": keys, "Projection": projection}, ("pk", "sk"))


IN = KEYS | {"qk": {"S": "q"}, "qs": {"S": "1"}}
BIG = {"body": {"S": "x" * 3000}}


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        (None, KEYS, 0),
        (None, KEYS | {"qk": {"S": "q"}}, 0),
        (None, IN, 1),
        (KEYS, IN, 1),
        (IN, KEYS, 1),
        (IN, None, 1),
        (IN, IN, 0),
        (IN, IN | {"other": {"S": "not projected"}}, 0),
        (IN, IN | {"state": {"S": "OPEN"}}, 1),
        (IN, IN | {"qs": {"S": "2"}}, 2),
        (IN | BIG, IN | BIG | {"qs": {"S": "2"}}, 2),
    ],
)
def test_an_index_costs_what_changes_in_it(old: dict, new: dict, units: int) -> None:
    assert index("INCLUDE", "state").write_units(old, new) == units


def test_an_index_is_charged_for_what_it_holds() -> None:
    assert index("ALL").write_units(None, IN | BIG) == 3
    assert index("KEYS_ONLY").write_units(None, IN | BIG) == 1
    assert index("ALL").write_units(IN | BIG, IN | BIG | {"qs": {"S": "2"}}) == 6
