"""The whole deployment, rehearsed on the embedded cloud with the very package: it takes two minutes and is
worth them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_deploys_is_killed_in_every_step_and_goes_on_lets_the_schedule_enforce_updates_and_goes_away(
    package, evidence_package
):
    command = [sys.executable, "-m", "infra.rehearse", "--package", str(package.zip.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the schedule has enforced it" in done.stdout
    assert "suyi-evidence: gone" in done.stdout
    assert evidence_package.zip.parent == package.zip.parent
