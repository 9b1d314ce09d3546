"""A deployment that fails says in which step, why, where to look and how to go on; one that goes well says
what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from infra import deploy, smoke, website, zappa_runs
from infra.build import BuildRefused
from infra.deployment import Deployment, StepFailed


def failing(error: Exception):
    def do(_: Deployment) -> str:
        raise error

    return do


@pytest.mark.parametrize(
    "error",
    [
        StepFailed("the stack rolled back"),
        BuildRefused("the stack rolled back"),
        OSError("the stack rolled back"),
        ClientError({"Error": {"Code": "AccessDenied", "Message": "the stack rolled back"}}, "CreateStack"),
    ],
)
def test_a_failure_names_its_step_what_to_look_at_and_how_to_go_on(monkeypatch, capsys, error):
    first = deploy.Step("keys", lambda _: "13 keys", "nothing")
    monkeypatch.setattr(
        deploy, "STEPS", (first, deploy.Step("data", failing(error), "the events of the stack"))
    )
    assert deploy.main(["staging"]) == 1
    said = capsys.readouterr()
    assert "[1/2] keys" in said.out
    for words in (
        "step data",
        "the stack rolled back",
        "the events of the stack",
        "run the same command again",
    ):
        assert words in said.err


def test_an_unforeseen_fault_is_not_hidden(monkeypatch):
    monkeypatch.setattr(deploy, "STEPS", (deploy.Step("keys", failing(ZeroDivisionError()), ""),))
    with pytest.raises(ZeroDivisionError):
        deploy.main(["staging"])


def test_the_functions_come_after_their_roles_and_the_triggers_after_the_functions():
    names = [step.name for step in deploy.STEPS]
    assert names == [
        "keys",
        "data",
        "package",
        "web",
        "jobs",
        "evidence",
        "edge",
        "triggers",
        "site",
        "smoke",
    ]


def test_no_setting_of_a_function_is_a_key(monkeypatch, tmp_path):
    told = {name for names in zappa_runs.IN_ENVIRONMENT.values() for name in names}
    assert not [name for name in told if name.startswith("SUYI_KEY")]
    assert "SUYI_SECRET" in told


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/desk.css", "text/css; charset=utf-8"),
        ("assets/js/copy.js", "text/javascript; charset=utf-8"),
        ("assets/icon.svg", "image/svg+xml"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_of_the_site_is_served_as_what_it_is(key, kind):
    assert website.kind(key) == kind


def test_the_site_in_the_bucket_is_the_folder_and_only_what_changed_is_sent(
    cloud, tmp_path: Path, monkeypatch
):
    store = cloud.client("s3")
    store.create_bucket(Bucket="suyi-site-of-the-test")
    run, forgotten = Deployment("staging"), []
    monkeypatch.setattr(run, "outputs", lambda _: {"SiteBucket": "suyi-site-of-the-test", "EdgeId": "E1"})
    edge = type("Edge", (), {"create_invalidation": lambda _, **asked: forgotten.append(asked)})()
    monkeypatch.setattr(run, "client", lambda service: edge if service == "cloudfront" else store)
    (tmp_path / "index.html").write_text("<h1>one</h1>")
    (tmp_path / "old.html").write_text("<h1>old</h1>")
    assert website.synced(run, tmp_path) == 2
    assert website.synced(run, tmp_path) == 0
    (tmp_path / "index.html").write_text("<h1>two</h1>")
    (tmp_path / "old.html").unlink()
    assert website.synced(run, tmp_path) == 2
    assert [each["Key"] for each in store.list_objects_v2(Bucket="suyi-site-of-the-test")["Contents"]] == [
        "index.html"
    ]
    assert (
        store.get_object(Bucket="suyi-site-of-the-test", Key="index.html")["CacheControl"] == website.BRIEFLY
    )
    assert len(forgotten) == 2


def test_a_page_without_the_desks_own_headers_is_not_the_desk(monkeypatch):
    answer = type("Answer", (), {"headers": {}})()
    monkeypatch.setattr(
        smoke, "api", lambda _: type("Door", (), {"ask": lambda *_: (404, answer, "<h1>404</h1>")})()
    )
    with pytest.raises(StepFailed, match="suyi-web-staging"):
        smoke.desk_answers(Deployment("staging"))
