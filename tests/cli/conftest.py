"""One served desk with the demo in it for all command line tests, and commands run inside this process."""

import logging
import os
from collections.abc import Callable, Iterator
from unittest import mock

import pytest

from functions import wiring
from functions.cli import main
from tests.served import Served, suyi

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Started empty; the demo put into it by the command, whose words are the last of `said`."""
    served = Served.start(tmp_path_factory.mktemp("demo") / "var", "--no-demo")
    code, said = suyi("demo", "seed", f"--data={served.folder}")
    assert code == 0, said
    served.said += said.splitlines()
    yield served
    served.stop()


@pytest.fixture
def alone() -> Iterator[None]:
    """Commands set the environment and the logs for themselves; neither outlives the test."""
    before = logging.root.handlers[:]
    wiring._session.cache_clear()  # it remembers whose keys it found first
    with mock.patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("SUYI_", "AWS_"))]:
            del os.environ[name]
        yield
    wiring._session.cache_clear()
    logging.root.handlers[:] = before


@pytest.fixture
def run(alone: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: exit code, output, error."""

    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(argv)
        except SystemExit as ended:  # argparse
            code = int(ended.code or 0)
        return code, *capsys.readouterr()

    return run
