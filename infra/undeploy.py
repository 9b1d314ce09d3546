"""Takes functions and triggers away: ``python -m infra.undeploy STAGE [--everything]``, or ``make undeploy
STAGE=...``.

The data stay, and so do the keys that open them: ``make deploy`` brings the desk back as it was. With
``--everything`` the stack goes too; the table, the complaints' pictures and the mail identity are kept
even then, and the keys for 30 days.
"""

from __future__ import annotations

import argparse
import contextlib
import sys

from botocore.exceptions import BotoCoreError, ClientError

from infra import stacks, website, zappa_runs
from infra.deployment import FUNCTIONS, STAGES, Deployment, StepFailed

PASSING = ("ArtifactsBucket", "SiteBucket", "Quarantine")
"""Buckets that hold nothing that cannot be made again."""


def undeploy(run: Deployment, *, everything: bool = False) -> None:
    """Triggers first, so that nothing is started that is about to go."""
    run.say(f"triggers: {'gone' if stacks.removed(run, run.triggers) else 'were not there'}")
    for function in FUNCTIONS:
        run.say(
            f"{run.function(function)}: {'gone' if zappa_runs.removed(run, function) else 'was not there'}"
        )
    if not everything:
        run.say(f"The data are kept in {run.data}, the keys in {run.secret}.")
        return
    outputs = run.outputs(run.data)
    for name in PASSING:
        if bucket := outputs.get(name):
            website.emptied(run, bucket)
    stacks.removed(run, run.data)
    store = run.client("secretsmanager")
    with contextlib.suppress(store.exceptions.ResourceNotFoundException):
        store.delete_secret(SecretId=run.secret, RecoveryWindowInDays=30)
    run.say(
        f"{run.data}: gone. {outputs.get('TableName', 'the table')} and the pictures are kept; "
        "delete them by hand."
    )


def main() -> int:
    """0 when it is done; 1 with what stands in the way."""
    wanted = argparse.ArgumentParser(prog="python -m infra.undeploy", description="Takes a deployment away.")
    wanted.add_argument("stage", choices=sorted(STAGES))
    wanted.add_argument("--everything", action="store_true", help="the stack of the data as well")
    said = wanted.parse_args()
    try:
        undeploy(Deployment(said.stage), everything=said.everything)
    except (StepFailed, BotoCoreError, ClientError) as failure:
        print(f"make undeploy: {failure}\nRun the same command again once it is mended.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
