"""Every command does what its help says, refuses in one sentence, and answers the right exit code."""

import json
import os
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from functions.adapters.dynamo.tenants import DynamoTenants
from functions.config import PURPOSES
from functions.domain.errors import Conflict
from functions.domain.vocabulary import State
from functions.local.demo.demo_orders import ORDERS
from tests.cli.conftest import Run
from tests.served import Served, Visitor

COMMANDS = (
    ("serve",),
    ("tick",),
    ("marketplace", "create"),
    ("marketplace", "show"),
    ("link",),
    ("complaint", "show"),
    ("complaint", "list"),
    ("history", "export"),
    ("history", "verify"),
    ("messages",),
    ("demo", "seed"),
)
REACHING = (
    ("tick",),
    ("marketplace", "show", "xinghai"),
    ("link", "--marketplace", "xinghai", "--order", "KM12345678"),
    ("complaint", "list"),
    ("complaint", "show", "TS-261122-00000000"),
    ("history", "export", "TS-261122-00000000"),
    ("messages",),
    ("demo", "seed"),
    ("marketplace", "create", "new", "--name", "新", "--operator", "王芳=w@x.example"),
)


def one_sentence(error: str) -> bool:
    return error.startswith("suyi: ") and error.count("\n") == 1 and "Traceback" not in error


def listed(run: Run, demo: Served, *more: str) -> list[dict[str, Any]]:
    code, said, _ = run("complaint", "list", "--json", "--data", str(demo.folder), *more)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(said)
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    code, said, _ = run(*command, "--help")
    assert code == 0
    assert said.startswith(f"usage: suyi {' '.join(command)}")


@pytest.mark.parametrize(
    "argv", [(), ("nothing",), ("tick", "--at", "soon"), ("tick", "--at", "2026-11-22T12:00"), ("link",)]
)
def test_wrong_usage_is_2(run: Run, argv: tuple[str, ...]) -> None:
    assert run(*argv)[0] == 2


@pytest.mark.parametrize("argv", REACHING, ids=lambda argv: " ".join(argv[:2]))
def test_without_a_desk_each_command_says_what_to_do(run: Run, tmp_path: Path, argv: tuple[str, ...]) -> None:
    code, said, error = run(*argv, "--data", str(tmp_path))
    assert (code, said) == (1, "")
    assert one_sentence(error) and "suyi serve" in error


def test_a_desk_that_was_killed_is_no_desk(run: Run, tmp_path: Path) -> None:
    gone = {
        "base_url": "http://localhost:1",
        "endpoint": "http://127.0.0.1:1",
        "table": "t",
        "pid": os.getpid(),
    }
    (tmp_path / "desk.json").write_text(json.dumps(gone))
    assert run("tick", "--data", str(tmp_path))[0] == 1


def test_a_deployment_is_reached_by_its_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYI_TABLE", "suyi-prod")
    code, _, error = run("tick")
    assert code == 1 and one_sentence(error)
    assert "SUYI_KEY_SESSION" in error


def test_what_only_a_served_desk_has_is_refused_on_a_deployment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for purpose in PURPOSES:
        monkeypatch.setenv(f"SUYI_KEY_{purpose.upper()}", "00" * 32)
    for name, value in {"TABLE": "t", "BASE_URL": "https://desk.example", "SENDER": "a@b.example"}.items():
        monkeypatch.setenv(f"SUYI_{name}", value)
    for argv in (("messages",), ("demo", "seed"), ("tick", "--at", "2999-01-01T00:00Z")):
        code, _, error = run(*argv)
        assert code == 1 and one_sentence(error), argv


def test_the_seed_brings_what_it_says(run: Run, demo: Served) -> None:
    assert any("2 marketplaces, 42 complaints" in line for line in demo.said)
    found = listed(run, demo)
    by_itself = [row for row in found if row["category"].startswith("P")]
    filed = Counter(row["marketplace"] for row in found if row not in by_itself)
    assert filed == {"xinghai": 38, "jiguang": 4} and by_itself, "a missed remedy opened one more by itself"
    assert len(ORDERS) == 60


def test_the_demo_is_seeded_once(run: Run, demo: Served) -> None:
    code, _, error = run("demo", "seed", "--data", str(demo.folder))
    assert code == 1 and one_sentence(error)


def test_complaints_by_marketplace_and_state(run: Run, demo: Served) -> None:
    assert {row["marketplace"] for row in listed(run, demo, "--marketplace", "jiguang")} == {"jiguang"}
    states = {row["state"] for row in listed(run, demo, "--state", "closed")}
    assert states == {State.CLOSED}
    code, said, _ = run("complaint", "list", "--data", str(demo.folder))
    assert code == 0 and len(said.splitlines()) == len(listed(run, demo))
    assert run("complaint", "list", "--marketplace", "nobody", "--data", str(demo.folder))[0] == 1


def test_a_complaint_with_its_history(run: Run, demo: Served) -> None:
    first = listed(run, demo)[0]
    code, said, _ = run("complaint", "show", first["id"].lower(), "--json", "--data", str(demo.folder))
    shown = json.loads(said)
    assert code == 0 and shown["id"] == first["id"]
    assert shown["history"]["events"][-1]["h"] == shown["head"]
    assert "@" not in said.replace("***@", ""), "contacts stay masked"
    code, said, _ = run("complaint", "show", first["id"], "--data", str(demo.folder))
    assert code == 0 and first["id"] in said
    code, _, error = run("complaint", "show", "TS-000000-00000000", "--data", str(demo.folder))
    assert code == 1 and one_sentence(error)


def a_history(run: Run, demo: Served) -> tuple[dict[str, Any], str]:
    """An ended complaint's history, and the public key it is signed with."""
    number = max(listed(run, demo, "--state", "closed"), key=lambda row: row["id"])["id"]
    _, exported, _ = run("history", "export", number, "--data", str(demo.folder))
    (key,) = json.loads(published(demo))["keys"]
    return json.loads(exported), key["public"]


def published(demo: Served) -> bytes:
    """The desk's keys, as it serves them to anybody."""
    with urlopen(f"{demo.address['base_url']}/history-keys.json", timeout=10) as answer:
        return bytes(answer.read())


def test_a_history_is_verified_offline_and_its_first_broken_event_named(
    run: Run, demo: Served, tmp_path: Path
) -> None:
    whole, key = a_history(run, demo)
    file = tmp_path / "history.json"
    with_key = ("history", "verify", str(file), "--key", key)
    file.write_text(json.dumps(whole))
    code, said, _ = run(*with_key)
    assert code == 0 and "签名有效" in said
    told = deepcopy(whole)
    told["events"][1]["role"] = "nobody"
    file.write_text(json.dumps(told))
    code, _, error = run(*with_key)
    assert code == 1 and one_sentence(error) and "event 2" in error
    short = whole | {"events": whole["events"][:-1]}
    for cut in (short, short | {"n": whole["n"] - 1, "head": whole["events"][-2]["h"]}):
        file.write_text(json.dumps(cut))
        assert run(*with_key)[0] == 1


def test_the_desks_own_keys_are_taken_where_one_runs_and_without_any_nothing_is_called_verified(
    run: Run, demo: Served, tmp_path: Path
) -> None:
    whole, key = a_history(run, demo)
    file, keys = tmp_path / "history.json", tmp_path / "history-keys.json"
    file.write_text(json.dumps(whole))
    assert run("history", "verify", str(file), "--data", str(demo.folder))[0] == 0
    code, said, error = run("history", "verify", str(file), "--data", str(tmp_path / "none"))
    assert (code, said) == (3, "") and one_sentence(error) and "没有核对签名" in error
    keys.write_bytes(published(demo))
    assert run("history", "verify", str(file), "--keys", str(keys))[0] == 0
    keys.write_text("{}")
    code, _, error = run("history", "verify", str(file), "--keys", str(keys))
    assert code == 1 and one_sentence(error)
    other = "ab" * 32
    assert run("history", "verify", str(file), "--key", other)[0] == 1
    assert run("history", "verify", str(file), "--key", key[:-1])[0] == 2


def test_what_a_letters_footer_says_tells_an_older_export_from_the_whole(
    run: Run, demo: Served, tmp_path: Path
) -> None:
    whole, key = a_history(run, demo)
    file = tmp_path / "history.json"
    file.write_text(json.dumps(whole))
    verify = ("history", "verify", str(file), "--key", key)
    last, first = whole["head"], whole["events"][0]["h"]
    assert run(*verify, "--n", str(whole["n"]), "--head", f"{last[:16]}…")[0] == 0
    assert run(*verify, "--n", "1", "--head", first[:16])[0] == 0
    for told in (("--n", str(whole["n"] + 1)), ("--n", "1", "--head", last[:16]), ("--head", "0" * 16)):
        code, _, error = run(*verify, *told)
        assert code == 1 and one_sentence(error), told


def test_an_export_of_the_first_format_still_verifies_but_not_as_signed(run: Run) -> None:
    file = Path(__file__).parents[1] / "domain" / "fixtures" / "history-format-1.json"
    code, said, _ = run("history", "verify", str(file))
    assert code == 0 and "旧格式没有签名" in said
    assert run("history", "verify", str(file), "--key", "ab" * 32)[0] == 1


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "no json", '{"format": "other"}', '{"history": 3}', b"\xff\xfe"]
)
def test_what_is_no_history_is_refused(run: Run, tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "history.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, error = run("history", "verify", str(file))
    assert code == 1 and one_sentence(error)


def test_a_file_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, error = run("history", "verify", str(tmp_path / "none.json"))
    assert code == 1 and one_sentence(error)


def test_a_marketplace_is_opened_once_and_its_key_signs(run: Run, demo: Served) -> None:
    where = ("--data", str(demo.folder))
    argv = (
        "marketplace",
        "create",
        "abc",
        "--name",
        "测试卡盟",
        "--operator",
        "王五=w@x.example",
        "--merchant",
        "a=小店=a@x.example",
    )
    code, said, _ = run(*argv, *where)
    assert code == 0 and len(json.loads(said)["key_secret"]) == 64
    code, _, error = run(*argv, *where)
    assert code == 1 and one_sentence(error)
    code, shown, _ = run("marketplace", "show", "abc", *where)
    assert code == 0 and json.loads(said)["key_secret"] not in shown
    assert [each["role"] for each in json.loads(shown)["staff"]] == ["merchant", "operator"]
    code, said, _ = run(
        "marketplace", "disable", "abc", next(each["id"] for each in json.loads(shown)["staff"]), *where
    )
    assert code == 0 and json.loads(said)["disabled"]
    code, shown, _ = run("marketplace", "show", "abc", *where)
    assert [each["disabled"] for each in json.loads(shown)["staff"]] == [True, False]
    assert run("marketplace", "disable", "abc", "nobody", *where)[0] == 1
    assert json.loads(shown)["more_merchants"] is False
    assert (
        follows(run, demo, "--marketplace", "abc", "--merchant", "a", "--amount", "9.90", "--delivered", "2h")
        == 200
    )


def test_a_single_shop_is_its_own_merchant(run: Run, demo: Served) -> None:
    where = ("--data", str(demo.folder))
    argv = (
        "marketplace",
        "create",
        "xiaopu",
        "--name",
        "小铺",
        "--mode",
        "single",
        "--operator",
        "王五=w@x.example",
    )
    assert run(*argv, "--merchant", "a=甲=a@x.example", "--merchant", "b=乙=b@x.example", *where)[0] == 1
    assert run(*argv, *where)[0] == 0
    shown = json.loads(run("marketplace", "show", "xiaopu", *where)[1])
    assert shown["merchants"] == [{"id": "xiaopu", "name": "小铺", "emails": ["w@x.example"]}]
    assert follows(run, demo, "--marketplace", "xiaopu", "--amount", "9.90", "--delivered", "2h") == 200


def test_of_many_merchants_the_first_fifty_are_shown_and_each_can_be_named(run: Run, demo: Served) -> None:
    where = ("--data", str(demo.folder))
    many = [f"--merchant=s{i:02d}=铺 {i}=s{i}@x.example" for i in range(51)]
    argv = ("marketplace", "create", "grand", "--name", "大平台", "--operator", "王五=w@x.example")
    assert run(*argv, *many, *where)[0] == 0
    shown = json.loads(run("marketplace", "show", "grand", *where)[1])
    assert [each["id"] for each in shown["merchants"]] == [f"s{i:02d}" for i in range(50)]
    assert shown["more_merchants"] is True and len(shown["staff"]) == 52
    assert follows(run, demo, "--marketplace", "grand", "--merchant", "s50", "--delivered", "2h") == 200
    refused = ("link", "--order", "KM2026112200999", "--marketplace", "grand", "--merchant", "s51", *where)
    code, _, error = run(*refused)
    assert code == 1 and one_sentence(error)


def test_who_cannot_be_disabled_amid_other_changes_is_said_not_to_be(
    run: Run, demo: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise Conflict

    monkeypatch.setattr(DynamoTenants, "put_staff", lost)
    code, said, error = run("marketplace", "disable", "xinghai", "liqiang", "--data", str(demo.folder))
    assert (code, said) == (1, "") and one_sentence(error)
    assert "liqiang is not disabled" in error


@pytest.mark.parametrize(
    "bad",
    [
        ("Ab",),
        ("a b",),
        ("abd", "--colour", "red"),
        ("abd", "--operator", "nobody"),
        ("abd", "--operator", "王=no"),
        ("abd", "--merchant", "a=b"),
        ("abd", "--mode", "other"),
    ],
)
def test_a_marketplace_is_described_properly(run: Run, bad: tuple[str, ...]) -> None:
    assert run("marketplace", "create", *bad, "--name", "测试", "--operator", "王=w@x.example")[0] == 2


def follows(run: Run, demo: Served, *how: str) -> int:
    """The status of the page that a minted link leads to."""
    code, said, error = run("link", "--order", "KM2026112200999", *how, "--data", str(demo.folder))
    assert code == 0, error
    base = demo.address["base_url"]
    assert said.startswith(f"{base}/c/")
    return Visitor(base).get(said.strip().removeprefix(base))


def test_links_good_and_bad(run: Run, demo: Served) -> None:
    assert follows(run, demo, "--marketplace", "xinghai", "--merchant", "leyou", "--delivered", "30m") == 200
    for lie in ("--expired", "--foreign", "--revoked"):
        assert follows(run, demo, "--marketplace", "xinghai", lie) == 403, lie


def test_a_link_is_refused_for_who_is_not_there(run: Run, demo: Served) -> None:
    link = ("link", "--order", "KM2026112200999", "--data", str(demo.folder))
    for wrong in (
        ("--marketplace", "none"),
        ("--marketplace", "xinghai", "--merchant", "none"),
        ("--marketplace", "xinghai", "--key", "none"),
    ):
        code, _, error = run(*link, *wrong)
        assert code == 1 and one_sentence(error)
    for unusable in (
        ("--amount", "1.234"),
        ("--amount", "x"),
        ("--delivered", "soon"),
        ("--status", "lost"),
        ("--order", "x"),
    ):
        assert run(*link, "--marketplace", "xinghai", *unusable)[0] == 2


def test_what_was_sent_is_shown(run: Run, demo: Served) -> None:
    where = ("--data", str(demo.folder))
    code, said, _ = run("messages", "--json", "--to", "lin.xia", *where)
    found = json.loads(said)
    assert code == 0 and found and all("lin.xia" in each["to"] for each in found)
    assert any(each["text"] and each["subject"] for each in found)
    code, said, _ = run("messages", *where)
    assert code == 0 and len(said.splitlines()) > len(found)


def test_an_operator_acts_from_the_command_line_as_on_a_page(run: Run, demo: Served) -> None:
    where = ("--data", str(demo.folder))
    waiting = listed(run, demo, "--state", "awaiting_assignment")[0]
    staff = json.loads(run("marketplace", "show", "xinghai", *where)[1])["staff"]
    people = {
        role: next(each["id"] for each in staff if each["role"] == role) for role in ("operator", "merchant")
    }
    act = ("complaint", "do", waiting["id"], "assign")
    for wrong in (
        (*act, "merchant=leyou", "--as", people["merchant"]),
        (*act, "merchant=leyou", "--as", "nobody"),
        (*act, "merchant=nobody", "--as", people["operator"]),
        (*act, "shop=leyou", "--as", people["operator"]),
        ("complaint", "do", waiting["id"], "rule", "result=refund", "--as", people["operator"]),
    ):
        code, _, error = run(*wrong, *where)
        assert code == 1 and error.strip(), wrong
    code, said, error = run(*act, "merchant=leyou", "--as", people["operator"], *where)
    assert code == 0, error
    assert json.loads(said)["state"] == State.AWAITING_MERCHANT


def test_a_tick_carries_out_what_is_due(run: Run, demo: Served) -> None:
    before = {row["id"]: row["state"] for row in listed(run, demo, "--marketplace", "jiguang")}
    code, said, _ = run("tick", "--at", "2100-01-01T00:00Z", "--data", str(demo.folder))
    assert code == 0 and "Moved" in said
    after = {row["id"]: row["state"] for row in listed(run, demo, "--marketplace", "jiguang")}
    assert before != after
