"""The tenant is second in every call: what takes an id takes the marketplace first, or is not about a
tenant at all."""

import inspect

import pytest

from functions.ports import AssistanceRequests, Cases, Limits, Lists, Post, Sessions, Tenants

OF_NO_TENANT = {
    "commit": "the complaint in it carries its marketplace",
    "due": "the sweep is for all",
    "postpone": "a whole key",
    "set_aside": "a whole key",
    "claim": "a whole key",
    "outbox": "a whole key, its marketplace compared by who asked",
    "settle": "the row itself",
    "resend": "the row itself",
    "post": "the row itself",
    "put_marketplace": "the tenant itself",
    "create": "the tenant itself",
    "marketplaces": "the list of tenants",
    "take": "a bucket named with its tenant",
    "reserve": "a budget named with its tenant",
    "use_once": "a token that was signed for one tenant",
    "put_assistance": "the request carries its marketplace",
}
METHODS = [
    pytest.param(method, id=f"{port.__name__}.{name}")
    for port in (AssistanceRequests, Cases, Limits, Lists, Post, Sessions, Tenants)
    for name, method in inspect.getmembers(port, inspect.isfunction)
    if not name.startswith("_") and name not in OF_NO_TENANT
]


@pytest.mark.parametrize("method", METHODS)
def test_the_marketplace_comes_first(method):
    assert list(inspect.signature(method).parameters)[1] == "marketplace"


def test_every_exception_is_still_there():
    names = {
        name
        for port in (AssistanceRequests, Cases, Limits, Lists, Post, Sessions, Tenants)
        for name, _ in inspect.getmembers(port)
    }
    assert set(OF_NO_TENANT) <= names
