"""The house rules that a machine can hold. What fails here is explained in the assertion's message."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("functions", "site")
CHECKED = (*PRODUCT, "infra", "tests")

LONGEST_FUNCTION = 36
LONGEST_FILE = 330
VAGUE_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|base|common|misc)(_|$)")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + r"Error")
OPTED_OUT = re.compile(r"pytest\.(mark\.)?(skip|xfail|importor" + r"skip)|unittest\.skip")

CLOCK_READERS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
}
MAY_READ_THE_CLOCK = ("functions/clock.py", "functions/local/", "tests/", "infra/")

# What a class may be derived from: nothing is inherited for its behaviour, except what these themselves are
# for.
ALLOWED_BASES = {
    "Protocol",
    "Enum",
    "StrEnum",
    "IntEnum",
    "Flag",
    "IntFlag",
    "NamedTuple",
    "TypedDict",
    "Generic",
    "Rule",  # how Flask is told what an address is: its url_rule_class
}
EXCEPTION = re.compile(r"(Exception|Error|Warning|Interrupt|Exit)$")

# The domain is pure: these of the standard library would let it see the world.
WORLDLY = {
    "asyncio",
    "getpass",
    "http",
    "io",
    "locale",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "platform",
    "random",
    "secrets",
    "select",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}


def python_files(*rooms: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def dotted(node: ast.expr) -> str:
    """`a.b.c` as text; an expression that is no plain name gives the empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("name", python_files(*PRODUCT))
def test_functions_and_files_are_short(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name} has {lines} lines: split it along a seam a newcomer would guess"
    functions = [
        node for node in ast.walk(parsed(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {f"{name}:{f.lineno} {f.name}": (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert not {where: n for where, n in lengths.items() if n > LONGEST_FUNCTION}


@pytest.mark.parametrize("name", python_files(*CHECKED))
def test_modules_are_named_for_what_they_hold(name: str) -> None:
    assert not [part for part in Path(name).with_suffix("").parts if VAGUE_NAMES.search(part)]


@pytest.mark.parametrize("name", python_files(*CHECKED))
def test_nothing_is_left_unfinished_or_switched_off(name: str) -> None:
    lines = enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
    assert not [
        f"{name}:{n} {line}" for n, line in lines if UNFINISHED.search(line) or OPTED_OUT.search(line)
    ]


@pytest.mark.parametrize("name", [n for n in python_files(*CHECKED) if not n.startswith(MAY_READ_THE_CLOCK)])
def test_only_the_clock_reads_the_clock(name: str) -> None:
    reads = [f"{name}:{node.lineno} {dotted(node)}" for node in ast.walk(parsed(name)) if reads_clock(node)]
    assert not reads, "`now` is an argument: the door passes what functions.clock.now() says"


def reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr in CLOCK_READERS.get(dotted(node.value).rpartition(".")[2], set())


@pytest.mark.parametrize("name", python_files(*PRODUCT))
def test_nothing_is_inherited(name: str) -> None:
    classes = [node for node in ast.walk(parsed(name)) if isinstance(node, ast.ClassDef)]
    for node in classes:
        foreign = {dotted(base).rpartition(".")[2] for base in node.bases} - ALLOWED_BASES
        assert is_exception(node) or not foreign, (
            f"{name}:{node.lineno} {node.name} inherits {foreign}: give it one"
        )


def is_exception(node: ast.ClassDef) -> bool:
    """By its base's name, or by the module that refusals live in."""
    names = [dotted(base) for base in node.bases]
    return any(EXCEPTION.search(n) or n.startswith("errors.") or n in REFUSALS for n in names)


def refusals() -> set[str]:
    """Every class of the domain's own family of exceptions: they are named for the trade, not for the
    language."""
    home = ROOT / "functions" / "domain" / "errors.py"
    if not home.exists():
        return set()
    return {
        node.name for node in ast.walk(parsed(str(home.relative_to(ROOT)))) if isinstance(node, ast.ClassDef)
    }


REFUSALS = refusals()


def test_the_domain_knows_only_itself_and_the_standard_library() -> None:
    foreign = {}
    for name in python_files("functions/domain"):
        for module in imported(parsed(name)):
            top = module.partition(".")[0]
            pure = top in sys.stdlib_module_names and top not in WORLDLY
            if not pure and not module.startswith(("functions.domain", ".")):
                foreign[name] = module
    assert not foreign


def test_imports_follow_the_contracts() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-evidence.lock", "package-lock.json"]
)
def test_locks_carry_hashes_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"index-url|find-links|\"resolved\"|\.tgz|\.whl", text)
    if name.endswith(".lock"):
        packages = re.findall(
            r"^[a-z0-9][\w.\[\]-]*==.*?(?=^[a-z0-9]|\Z)", text, flags=re.MULTILINE | re.DOTALL
        )
        assert packages and all("--hash=sha256:" in package for package in packages)


KEY = re.compile(r"^(CMP|AST|OUT|POST|PIC|EV|ORD|PER|SES|MKT|MER|MNM|STF|POL|SHN|RL|BUD|USED|ASIDE|DUE)#")


@pytest.mark.parametrize("name", [n for n in python_files("functions") if not n.endswith("dynamo/keys.py")])
def test_keys_of_the_table_are_made_and_parted_in_one_place(name: str) -> None:
    strings = [
        f"{name}:{node.lineno}"
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value)
    ]
    assert not strings, "a key is made in adapters/dynamo/keys.py"
