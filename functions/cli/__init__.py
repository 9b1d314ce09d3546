"""The ``suyi`` command: runs the whole desk on this machine, and looks after a desk that runs here or on AWS.

Exit codes: 0 done, 1 refused or not found (one sentence on standard error), 2 wrong usage.
"""

import argparse
import logging
import sys
from collections.abc import Sequence

from functions import logs
from functions.cli import benching, cases, doctor, history, markets, merchants, post, serving, signing_link
from functions.cli.reach import Refused
from functions.domain.errors import Conflict, Invalid, NotFound, Refusal
from functions.domain.vocabulary import Text

COMMANDS = (serving, markets, merchants, signing_link, cases, history, post, benching, doctor)
BUSY = Text("刚刚有人先操作了，请再试一次。", "Somebody was first; please try again.")
MISSING = Text("没有找到，请检查平台编号和投诉编号。", "Not found; check the marketplace and the number.")


def main(argv: Sequence[str] | None = None) -> int:
    """Carries out one command and answers its exit code."""
    logs.install(logging.WARNING)
    wanted = parser().parse_args(argv)
    try:
        code: int = wanted.run(wanted)
    except Refused as refused:
        return fail(str(refused))
    except Invalid as refusal:
        return fail(" ".join(f"{name}: {text.zh} {text.en}" for name, text in refusal.fields.items()))
    except NotFound:
        return fail(f"{MISSING.zh} {MISSING.en}")
    except Refusal as refusal:
        return fail(f"{refusal.text.zh} {refusal.text.en}")
    except Conflict:
        return fail(f"{BUSY.zh} {BUSY.en}")
    except BrokenPipeError:  # whoever reads has read enough
        sys.stderr.close()
        return 0
    return code


def fail(sentence: str) -> int:
    """Says why, and answers 1."""
    print(f"suyi: {sentence}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    top = argparse.ArgumentParser(
        prog="suyi",
        description=(
            "诉易投诉台：本机运行与日常操作。The complaint desk: run it here, look after it anywhere."
        ),
        epilog="除 serve 外，命令找本机正在运行的投诉台（./var），或环境变量 SUYI_* 指向的部署。Commands other than serve "
        "work on the desk served from ./var, or on the deployment that SUYI_* in the environment names.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return top
