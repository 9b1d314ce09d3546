"""The desk on AWS: ``python -m infra.deploy STAGE [settings]``, or ``make deploy STAGE=prod``.

Every step looks at what is there and brings it to what it should be, so the whole can be run again at
any time, and after any interruption: it goes on where things stand. The settings are remembered by the
stack.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from infra import build, keyring, smoke, stacks, website, zappa_runs
from infra.deployment import FUNCTIONS, ROOT, STAGES, Deployment, StepFailed

DATA, TRIGGERS = ROOT / "infra" / "data.yaml", ROOT / "infra" / "triggers.yaml"
OPTIONS = {
    "mail": ("MailDomain", "the domain that letters are sent from"),
    "alarms": ("AlarmMail", "who is written to when something is wrong"),
    "domain": ("DeskDomain", "the desk's own domain, else CloudFront's name"),
    "concurrency": ("WebConcurrency", "how many copies of the web function may run at once, else no limit"),
    "sms": ("SmsTemplate", "the registered template for texts to +86"),
    "certificate": ("CertificateArn", "that domain's certificate, in us-east-1"),
}


def keys(run: Deployment) -> str:
    """Secrets first: CloudFront proves itself with one of them."""
    return f"{len(keyring.ensure(run))} keys in {run.secret}"


def data(run: Deployment) -> str:
    """The stack of what must not be lost, with what the API is called once there is one."""
    before = run.parameters(run.data)
    api = run.api()
    known = (
        before
        | run.wanted
        | {
            "Stage": run.stage,
            "Deployed": "yes",
            "ApiStage": run.zappa_stage("web"),
            "ApiHost": f"{api}.execute-api.{run.region}.amazonaws.com" if api else before.get("ApiHost", ""),
            **{f"{function.title()}Function": run.function(function) for function in FUNCTIONS},
        }
    )
    outputs = stacks.apply(run, run.data, DATA, stacks.given(DATA, known))
    origin = stacks.given(DATA, {"SiteOrigin": run.base_url()})
    if origin and run.parameters(run.data)["SiteOrigin"] != origin["SiteOrigin"]:
        stacks.apply(
            run, run.data, DATA, stacks.given(DATA, known) | origin
        )  # CloudFront's name is known only now
    return f"{outputs['TableName']} behind {outputs['EdgeHost']}"


def packages(run: Deployment) -> dict[str, Path]:
    """What each function runs; a part without a lock is not deployed."""
    home = run.package or ROOT / "build" / build.cloud().name
    found = {part: home / f"{part}.zip" for part in build.PARTS if (home / f"{part}.zip").exists()}
    return {function: found[part] for function, part in build.OF.items() if part in found}


def package(run: Deployment) -> str:
    """Builds them, unless a folder with packages was named."""
    if run.package is None:
        target = build.cloud()
        for part in build.here():
            build.package(part, target, ROOT / "build" / target.name)
    return ", ".join(
        sorted({f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in packages(run).values()})
    )


def uploaded(run: Deployment, path: Path) -> str:
    """Where a package lies for Lambda to take; sent only if its bytes are not there yet."""
    bucket = run.outputs(run.data)["ArtifactsBucket"]
    key = f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}.zip"
    found = run.client("s3").list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount", 0)
    if not found:
        run.client("s3").upload_file(str(path), bucket, key)
    return f"s3://{bucket}/{key}"


def functions(run: Deployment) -> dict[str, str]:
    """What the functions are told of this deployment."""
    outputs, parameters = run.outputs(run.data), run.parameters(run.data)
    return {
        "SUYI_TABLE": outputs["TableName"],
        "SUYI_BASE_URL": run.base_url(),
        "SUYI_SECRET": run.secret,
        "SUYI_SENDER": f"desk@{parameters['MailDomain']}",
        "SUYI_EDGE": keyring.ensure(run)["edge"],
        "SUYI_SMS_TEMPLATE_86": outputs.get("SmsTemplate", ""),
        "SUYI_QUARANTINE": outputs.get("Quarantine", ""),
        "SUYI_EVIDENCE": outputs.get("Evidence", ""),
    }


def function(name: str) -> Callable[[Deployment], str]:
    """The step that makes one function run its package."""

    def bring(run: Deployment) -> str:
        path = packages(run).get(name)
        if path is None:
            return "has no package here and is left out"
        folder = zappa_runs.staged(run, name, functions(run), zappa_runs.runtime_of(path))
        return (
            f"{run.function(name)} "
            f"{zappa_runs.bring(run, name, folder, source=uploaded(run, path), package=path)}"
        )

    return bring


def triggers(run: Deployment) -> str:
    """Schedule, receipts and uploads, once there is something they can start."""
    outputs = run.outputs(run.data)
    known = outputs | {
        "Stage": run.stage,
        "JobsArn": run.arn("jobs"),
        "EvidenceArn": run.arn("evidence"),
        "ApiId": run.api(),
    }
    stacks.apply(run, run.triggers, TRIGGERS, stacks.given(TRIGGERS, known))
    return "a tick every minute"


def site(run: Deployment) -> str:
    """The static site, built and put up."""
    folder = ROOT / "build" / "site"
    known = run.parameters(run.data)
    contact = f"mailto:{known.get('AlarmMail') or 'security@' + known['MailDomain']}"
    build.run([sys.executable, str(ROOT / "site" / "build.py"), str(folder), "--contact", contact])
    return f"{website.synced(run, folder)} files changed"


def smoked(run: Deployment) -> str:
    """Every function is spoken to once."""
    smoke.desk_answers(run)
    smoke.ticks(run)
    if run.arn("evidence"):
        smoke.refuses_the_unknown(run, "evidence")
    return smoke.site_answers(run) or "pages, tick and site answer"


class Step(NamedTuple):
    """One step: its name, what it does, and what to look at when it fails."""

    name: str
    do: Callable[[Deployment], str]
    help: str


STEPS = (
    Step("keys", keys, "may this account use Secrets Manager in this region?"),
    Step("data", data, "the stack's events in CloudFormation name the resource"),
    Step("package", package, "does pip reach its index? make package says more"),
    Step("web", function("web"), "the function's log, and the events of its API's stack"),
    Step("jobs", function("jobs"), "the function's log"),
    Step("evidence", function("evidence"), "the function's log"),
    Step("edge", data, "CloudFront's part of the data stack"),
    Step("triggers", triggers, "the stack's events in CloudFormation name the resource"),
    Step("site", site, "python site/build.py builds/site says more"),
    Step("smoke", smoked, "the logs in CloudWatch under /aws/lambda/"),
)


def deploy(run: Deployment) -> None:
    """Every step in turn. Raises ``StepFailed`` saying which one and how to go on."""
    for number, step in enumerate(STEPS, 1):
        run.say(f"[{number}/{len(STEPS)}] {step.name} ...")
        try:
            run.say(f"        {step.do(run)}")
        except (StepFailed, build.BuildRefused, BotoCoreError, ClientError, OSError) as failure:
            raise StepFailed(
                f"step {step.name}: {failure}\n  look at: {step.help}\n  then run the same command again"
            ) from None


def next_steps(run: Deployment) -> str:
    """What a person does now."""
    base, mail = run.base_url(), run.parameters(run.data)["MailDomain"]
    return (
        f"\n投诉台在 The desk is at {base}\n"
        f"  1. 验证发信域名，离开 SES 沙箱 · verify {mail}, leave the SES sandbox: infra/README.md\n"
        f'  2. 开通第一个平台 · open the first marketplace: make suyi STAGE={run.stage} DO="marketplace create --help"\n'
        f"  3. 检查 · check it all: make doctor STAGE={run.stage}\n"
    )


def main(argv: list[str] | None = None) -> int:
    """0 when all of it stands; 1 with the step that failed."""
    wanted = argparse.ArgumentParser(
        prog="python -m infra.deploy", description="Puts the desk on AWS, or brings it up to date."
    )
    wanted.add_argument("stage", choices=sorted(STAGES))
    wanted.add_argument("--package", type=Path, help="a folder with built packages; else they are built")
    for name, (_, text) in OPTIONS.items():
        wanted.add_argument(f"--{name}", default="", help=f"{text}; remembered")
    said = wanted.parse_args(argv)
    given = {
        parameter: getattr(said, name) for name, (parameter, _) in OPTIONS.items() if getattr(said, name)
    }
    run = Deployment(said.stage, given, said.package, say=lambda line: print(line, flush=True))
    try:
        deploy(run)
    except StepFailed as failure:
        print(f"make deploy: {failure}", file=sys.stderr)
        return 1
    print(next_steps(run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
