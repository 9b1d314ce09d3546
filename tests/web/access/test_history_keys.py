"""The keys that histories are signed with are open to everybody, and prove what either side takes away."""

from __future__ import annotations

from flask import Flask

from functions.adapters.vault import genuine
from functions.services import exports
from tests.cast import Scene
from tests.web.visiting import filed, visitor

HERE = {"base_url": "https://desk.example"}


def test_the_keys_are_served_to_anybody_cacheable_and_without_a_cookie(app: Flask) -> None:
    answer = app.test_client().get("/history-keys.json", **HERE)
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers
    (key,) = answer.get_json()["keys"]
    assert (len(key["id"]), len(key["public"]), key["kind"]) == (16, 64, "ed25519")


def test_what_a_buyer_downloads_is_proven_by_them(app: Flask, scene: Scene) -> None:
    buyer = filed(app, scene)
    keys = exports.keys_in(visitor(app).client.get("/history-keys.json", **HERE).get_json())
    whole = buyer.client.get(f"/b/xinghai/{scene.number}/history.json", **HERE).get_json(force=True)
    assert exports.check(whole, keys=keys, genuine=genuine) == whole["n"] == 1
