"""Which promises of the published standard nothing keeps: each kind is looked up in the table it names."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterator, Mapping

from functions.domain.standard.promises import Advice, Law, Number, Page, Promise, Rule, Window

Kept = Callable[[Promise], bool]


def broken(
    promises: Mapping[str, tuple[Promise, ...]],
    clauses: Collection[str],
    *,
    rows: Collection[tuple[object, ...]],
    keys: Collection[str],
    endpoints: Collection[str] | None = None,
) -> list[str]:
    """A sentence for each fault, which begins with its clause; pages are looked up where ``endpoints`` are
    given."""
    missing = [f"{number}: promises nothing" for number in clauses if number not in promises]
    strange = [f"{number}: is no clause" for number in promises if number not in clauses]
    return missing + strange + list(_faults(promises, rows, keys, endpoints))


def _faults(
    promises: Mapping[str, tuple[Promise, ...]],
    rows: Collection[tuple[object, ...]],
    keys: Collection[str],
    endpoints: Collection[str] | None,
) -> Iterator[str]:
    for number, found in promises.items():
        if all(isinstance(each, Advice) for each in found):
            yield f"{number}: has nothing but advice"
        for each in found:
            match each:
                case Rule() if tuple(each) not in rows:
                    yield f"{number}: no row {each.state} {each.role} {each.action}"
                case Window(key) | Number(key) if key not in keys:
                    yield f"{number}: no policy {key}"
                case Page(endpoint) if endpoints is not None and endpoint not in endpoints:
                    yield f"{number}: no page {endpoint}"
                case Law(name) if not _is_function(name):
                    yield f"{number}: no function {name}"


def _is_function(name: str) -> bool:
    module, _, function = name.rpartition(".")
    try:
        found = importlib.import_module(f"functions.domain.{module}")
    except ModuleNotFoundError:
        return False
    return callable(getattr(found, function, None))
