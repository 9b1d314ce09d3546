"""The keys of a deployment in Secrets Manager: made once, never printed; a new purpose gets its key,
nothing is replaced.

python -m infra.keyring rotate STAGE PURPOSE   a new first key; the one before stays good until the next
rotation
"""

from __future__ import annotations

import json
import secrets
import sys

from functions.config import PURPOSES
from infra.deployment import STAGES, Deployment

NAMES = (*PURPOSES, "edge")
"""One for each purpose of the desk, and what CloudFront proves itself with."""
LIVE = 2
"""How many keys of a purpose are good at once."""


def ensure(run: Deployment) -> dict[str, str]:
    """Every key there is to be, by its name; made are only those that are missing."""
    store = run.client("secretsmanager")
    try:
        kept = json.loads(store.get_secret_value(SecretId=run.secret)["SecretString"])
    except store.exceptions.ResourceNotFoundException:
        made = {name: secrets.token_hex(32) for name in NAMES}
        store.create_secret(
            Name=run.secret, SecretString=json.dumps(made), Description="诉易 Suyi: every key of this desk"
        )
        return made
    missing = {name: secrets.token_hex(32) for name in NAMES if name not in kept}
    if missing:
        store.put_secret_value(SecretId=run.secret, SecretString=json.dumps(kept | missing))
    return {**kept, **missing}


def rotate(run: Deployment, purpose: str) -> None:
    """Puts a fresh key first. Contacts sealed under a key that is two rotations old cannot be opened any
    more."""
    kept = ensure(run)
    kept[purpose] = ",".join([secrets.token_hex(32), *kept[purpose].split(",")][:LIVE])
    run.client("secretsmanager").put_secret_value(SecretId=run.secret, SecretString=json.dumps(kept))


if __name__ == "__main__":
    if (
        len(sys.argv) != 4
        or sys.argv[1] != "rotate"
        or sys.argv[2] not in STAGES
        or sys.argv[3] not in PURPOSES
    ):
        sys.exit(f"{__doc__}\nSTAGE: {', '.join(STAGES)}\nPURPOSE: {', '.join(PURPOSES)}")
    rotate(Deployment(sys.argv[2]), sys.argv[3])
    print(
        f"{sys.argv[3]}: rotated. Run make deploy STAGE={sys.argv[2]}, so that every function starts "
        "with the new key."
    )
