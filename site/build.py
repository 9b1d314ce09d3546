"""The static site: ``python site/build.py FOLDER [--contact mailto:...]``, or ``make site``.

Every page of site/pages in both languages, the assets, security.txt. All links are relative, so it
works from any host, in any folder and from a disk. The standard is rendered from the domain's own
tables.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from functions import clock  # noqa: E402 - this is a script, beside the package it reads
from functions.domain.policy import Policy  # noqa: E402
from functions.services import order_links  # noqa: E402
from functions.services.post import single_letters  # noqa: E402
from functions.web.access import rules  # noqa: E402
from functions.web.frame import cookie, filters, language  # noqa: E402

FIELDS = (
    ("v, aud", "必填：1；平台编号", "Required: 1; the marketplace's id"),
    (
        "iat, exp",
        "必填：签发和失效的秒数，相差不超过 %s",
        "Required: seconds of making and ending, at most %s apart",
    ),
    ("o, st", "必填：订单号；订单状态，如 delivered", "Required: order number; its state, such as delivered"),
    ("m, gn, qty", "商家编号；商品名；数量", "The merchant's id; the goods' name; how many"),
    ("gid, gc", "店铺自己的商品编号；商品类别", "The shop's own number of the goods; their class"),
    ("amt, cur", "金额，如 98.50；CNY", "The amount, such as 98.50; CNY"),
    (
        "pat, dat",
        "付款和交付的秒数，决定投诉时效从何时算起",
        "Seconds of payment and delivery: the window counts from there",
    ),
    ("ctm", "打码的联系方式，给买家确认用", "The contact, masked, for the buyer to confirm"),
)
"""What a signed link may say."""


def environment() -> Environment:
    """Both languages with one set of templates: those of the site, and the standard's from the desk's own."""
    env = Environment(
        loader=FileSystemLoader([HERE / "pages", HERE.parent / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    filters.dress(env, tz=lambda: ZoneInfo("Asia/Shanghai"))
    env.globals["t"] = lambda zh, en: Markup(en if language.speaking() == "en" else zh)  # noqa: S704 - the pages' own words
    return env


def tables() -> dict[str, Any]:
    """What pages say of the rules: the desk's own tables with the default policy."""
    return {
        **rules.published(Policy()),
        "paths": {"assist": ""},
        "fields": FIELDS,
        "lasts": {
            "order": order_links.LONGEST,
            "letter": int(single_letters.LINK_AGE.total_seconds()),
            "cookie": cookie.AGE,
        },
        "incidents": json.loads((HERE / "pages" / "incidents.json").read_text(encoding="utf-8")),
    }


def build(folder: Path, *, contact: str) -> int:
    """Makes ``folder`` the site; what was in it goes. How many pages there are."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "assets", folder / "assets")
    env = environment()
    names = sorted(path.stem for path in (HERE / "pages").glob("*.html") if path.stem != "layout")
    for lang, up, other in (("zh", "", "en/"), ("en", "../", "../")):
        (folder / lang if lang == "en" else folder).mkdir(exist_ok=True)
        with language.speaking_in(lang):
            for name in names:
                html = env.get_template(f"{name}.html").render(
                    name=name, en=lang == "en", up=up, other=f"{other}{name}.html", **tables()
                )
                (folder / (lang if lang == "en" else "") / f"{name}.html").write_text(html, encoding="utf-8")
    known = folder / ".well-known"
    known.mkdir()
    (known / "security.txt").write_text(security(contact), encoding="utf-8")
    return 2 * len(names)


def security(contact: str) -> str:
    """RFC 9116: whom to tell of a hole, good for a year from this month's first day."""
    until = (clock.now() + timedelta(days=365)).replace(day=1, hour=0, minute=0, second=0)
    return f"Contact: {contact}\nExpires: {until:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: zh, en\n"


def main() -> int:
    """Builds it and says how much there is."""
    wanted = argparse.ArgumentParser(prog="site/build.py", description="Builds the static site.")
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--contact", default="mailto:security@suyi.example", help="for security.txt")
    said = wanted.parse_args()
    sys.stdout.write(f"{build(said.folder, contact=said.contact)} pages in {said.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
