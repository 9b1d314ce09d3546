"""``suyi bench predict SET OUT``: what the pre-check and the text models say of a labelled set, as JSON to
be scored.

It reads only what a deployed desk would know at that moment: the order number, the key by its
fingerprint, and what earlier complaints showed. Labels are never looked at. A section the set does not
have is left out.
"""

import argparse
import hmac
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from functions.cli.reach import Refused
from functions.domain.precheck.identifiers import folded
from functions.domain.precheck.judging import judge
from functions.domain.precheck.matching import Claim
from functions.domain.reading import Finding, Verdict
from functions.domain.wording import ALIKE, category, duplicates, flags

CODES = {
    "key_invalid": "K1",
    "key_used": "K2",
    "not_delivered": "D1",
    "delayed": "D2",
    "billing": "D5",
    "not_as_described": "M1",
    "account_issue": "A1",
    "service": "S1",
}
"""The set's names of categories, as codes of the published standard."""

KEY = b"bench"
Answer = dict[str, Any]


def add(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser(
        "bench", help="在标注集上跑预审，写出预测 · run the pre-check over a labelled set"
    )
    steps = command.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("predict", help="写出预测文件 · write the predictions")
    step.add_argument("set", type=Path, metavar="SET", help="标注集目录 · the set's folder")
    step.add_argument("out", type=Path, metavar="OUT", help="写到哪个目录 · the folder to write to")
    step.set_defaults(run=predict)


def predict(wanted: argparse.Namespace) -> int:
    """Writes one file for each section there is; refused where there is none at all."""
    sections: tuple[tuple[str, str, Callable[[Path, Path], object]], ...] = (
        ("evidence", "evidence/labels.json", evidence),
        ("text", "text/categories.json", lambda place, _: texts(said(place))),
        ("safety", "text/safety.json", lambda place, _: safety(said(place))),
        (
            "neardup",
            "text/neardup.json",
            lambda place, _: {"pairs": near_duplicates([x["text"] for x in said(place)])},
        ),
        ("badfiles", "badfiles/expect.json", badfiles),
    )
    there = [
        (name, wanted.set / place, make) for name, place, make in sections if (wanted.set / place).is_file()
    ]
    if not there:
        raise Refused(f"{wanted.set} 不是标注集。{wanted.set} is no labelled set.")
    wanted.out.mkdir(parents=True, exist_ok=True)
    for name, place, make in there:
        answer = json.dumps(make(place, wanted.out), ensure_ascii=False, indent=1)
        (wanted.out / f"{name}.json").write_text(answer, encoding="utf-8")
    return 0


def said(place: Path) -> list[Answer]:
    """A section's entries, in filing order."""
    entries: list[Answer] = json.loads(place.read_text(encoding="utf-8"))
    return entries


def evidence(place: Path, _out: Path) -> dict[str, Answer]:
    """A finding for each picture; identifiers that were filed or read so far are known to those that
    follow."""
    known: dict[str, str] = {}
    answers = {}
    for entry in said(place):
        finding = found(place.parent / entry["file"], entry["complaint"], known)
        for shown in (entry["complaint"].get("order_no"), finding.order_no, finding.card_key):
            if shown:
                known.setdefault(folded(shown), entry["id"])
        answers[entry["id"]] = answer(finding)
    return answers


def found(file: Path, complaint: Answer, known: dict[str, str]) -> Finding:
    """One picture, cleaned, read and judged the way the deployed desk does it."""
    from functions.evidence import reader
    from functions.evidence.cleaning import Refused as NotAPicture
    from functions.evidence.cleaning import clean

    try:
        cleaned = clean(file.read_bytes())
    except (NotAPicture, OSError):
        return Finding(Verdict.UNUSABLE)
    return judge(reader.reading(cleaned.picture, cleaned.edited, reader.local()), claim(complaint, known))


def claim(complaint: Answer, known: dict[str, str]) -> Claim:
    """What the desk knows: of the key no more than the fingerprint a shop would have sent."""
    order = str(complaint.get("order_no") or "")
    prints = {fingerprint(str(key)) for key in [complaint.get("card_key")] if key}
    return Claim(
        category=CODES.get(str(complaint.get("complaint_type")), ""),
        order_no=order,
        holds_key=(lambda token: fingerprint(token) in prints) if prints else None,
        known=lambda token: known.get(token, ""),
    )


def fingerprint(key: str) -> str:
    """As in a signed link: sixteen hex digits over the trimmed key."""
    return hmac.digest(KEY, f"kf:{key.strip()}".encode(), "sha256").hex()[:16]


def answer(finding: Finding) -> Answer:
    """In the set's words: a failure without a reason counts as ``invalid`` there, and what nobody read as
    unusable."""
    verdict = Verdict.UNUSABLE if finding.verdict is Verdict.NOT_READ else finding.verdict
    return {
        "verdict": verdict.value,
        "error_class": {"failed": "invalid"}.get(finding.failure, finding.failure) or None,
        "order_no": finding.order_no or None,
        "card_key": finding.card_key or None,
        "reuse_of": finding.reused or None,
    }


def texts(entries: Iterable[Answer]) -> dict[str, list[str]]:
    """Groups of categories, likeliest first."""
    return {entry["id"]: [group for group, _ in category.ranked(entry["text"])[:3]] for entry in entries}


def safety(entries: Iterable[Answer]) -> dict[str, dict[str, bool]]:
    """The two flags of each text."""
    seen = {entry["id"]: flags(entry["text"]) for entry in entries}
    return {
        number: {name: name in raised for name in ("extort", "contact")} for number, raised in seen.items()
    }


def near_duplicates(words: list[str]) -> list[tuple[int, int]]:
    """Every pair of places whose texts are alike."""
    kept = [duplicates.pairs(each) for each in words]
    return [
        (i, j)
        for i in range(len(kept))
        for j in range(i + 1, len(kept))
        if duplicates.likeness(kept[i], kept[j]) >= ALIKE
    ]


def badfiles(place: Path, out: Path) -> dict[str, Answer]:
    """What became of each file; clean copies are stored beside the predictions."""
    (out / "stored").mkdir(exist_ok=True)
    return {entry["file"]: stored(place.parent / entry["file"], out / "stored") for entry in said(place)}


def stored(file: Path, folder: Path) -> Answer:
    """Accepted with the clean copy's place and its flags, or refused with the code."""
    from functions.evidence.cleaning import Refused as NotAPicture
    from functions.evidence.cleaning import clean

    try:
        cleaned = clean(file.read_bytes())
    except NotAPicture as refused:
        return {"ok": False, "flags": [], "stored": None, "code": refused.code}
    copy = folder / f"{file.name}.jpg"
    copy.write_bytes(cleaned.jpeg)
    return {"ok": True, "flags": ["edited"] if cleaned.edited else [], "stored": str(copy.resolve())}
