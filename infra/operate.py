"""The ``suyi`` command on a deployment: ``python -m infra.operate STAGE COMMAND ...``, or ``make suyi
STAGE=prod DO="..."``.

    make suyi STAGE=prod DO="marketplace create xinghai --name 星海卡盟 --operator 王芳=wang@example.com"

Needs an account that may read the table and the secret; nothing is written to disk. SUYI_TABLE names
another table, such as a restored one.
"""

from __future__ import annotations

import os
import sys

from functions.cli import main as suyi
from infra import keyring
from infra.deployment import STAGES, Deployment


def environment(run: Deployment) -> dict[str, str]:
    """What ``suyi`` must be told to work on the deployment."""
    outputs, parameters = run.outputs(run.data), run.parameters(run.data)
    keys = {f"SUYI_KEY_{name.upper()}": key for name, key in keyring.ensure(run).items()}
    return keys | {
        "SUYI_TABLE": outputs["TableName"],
        "SUYI_BASE_URL": run.base_url(),
        "SUYI_STACK": run.data,
        "SUYI_SENDER": f"desk@{parameters['MailDomain']}",
        "AWS_REGION": run.region,
        "SUYI_AWS_ENDPOINT": run.endpoint,
        "SUYI_SMS_TEMPLATE_86": outputs.get("SmsTemplate", ""),
        "SUYI_QUARANTINE": outputs.get("Quarantine", ""),
        "SUYI_EVIDENCE": outputs.get("Evidence", ""),
    }


def main() -> int:
    """The command's own exit code; 2 when no stage is named."""
    if len(sys.argv) < 3 or sys.argv[1] not in STAGES:
        print(__doc__, file=sys.stderr)
        return 2
    run = Deployment(sys.argv[1])
    if run.stack(run.data) is None:
        print(f"{run.data} is not there: make deploy STAGE={run.stage} first", file=sys.stderr)
        return 1
    os.environ.update(
        environment(run) | ({"SUYI_TABLE": other} if (other := os.environ.get("SUYI_TABLE")) else {})
    )
    return suyi(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
