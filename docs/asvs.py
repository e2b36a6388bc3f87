"""The list of OWASP ASVS 5.0, levels 1 and 2: read from docs/security/asvs.csv, checked, and written as a page."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs" / "security" / "asvs.csv"
STATES = {
    "met": "met",
    "part": "met in part",
    "open": "not met",
    "site": "by whoever runs it",
    "none": "does not apply",
}
CHAPTERS = [
    "Encoding and sanitisation",
    "Validation and business logic",
    "Web front end",
    "API and web service",
    "Files",
    "Authentication",
    "Sessions",
    "Authorisation",
    "Self-contained tokens",
    "OAuth and OIDC",
    "Cryptography",
    "Communication",
    "Configuration",
    "Data protection",
    "Coding and architecture",
    "Logs and errors",
    "WebRTC",
]
ANCHOR = re.compile(r"[^a-z0-9 -]")


@dataclass(frozen=True)
class Item:
    """One requirement by its number, in our own short words: how it stands, where that can be seen, what remains."""

    id: str
    level: int
    state: str
    what: str
    where: tuple[str, ...]
    note: str


def items() -> list[Item]:
    """Every requirement of the list."""
    with DATA.open(encoding="utf-8", newline="") as data:
        rows = csv.DictReader(data)
        return [Item(r["id"], int(r["level"]), r["state"], r["what"], tuple(r["where"].split()), r["note"]) for r in rows]


def anchors(page: Path) -> set[str]:
    """The headings of a page as its address names them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {ANCHOR.sub("", head.lower()).replace(" ", "-") for head in heads}


def faults() -> Iterator[str]:
    """What is named and not there, and what is claimed without saying where or why."""
    from django.conf import settings

    for item in items():
        if item.state not in STATES:
            yield f"{item.id}: {item.state}"
        if item.state in {"met", "part"} and not item.where:
            yield f"{item.id}: {item.state}, and nothing to see"
        if item.state != "met" and not (item.note or item.where):
            yield f"{item.id}: {item.state}, without a reason"
        if item.state in {"part", "open", "none"} and not item.note:
            yield f"{item.id}: {item.state}, without a reason"
        for place in item.where:
            if place.startswith("setting:"):
                if not hasattr(settings, place.removeprefix("setting:")):
                    yield f"{item.id}: no {place}"
            elif fault := _missing(place):
                yield f"{item.id}: {fault}"


def _missing(place: str) -> str:
    name, test = place.partition("::")[0], place.partition("::")[2]
    name, anchor = name.partition("#")[0], name.partition("#")[2]
    path = ROOT / name
    if not path.exists():
        return f"no {name}"
    if test and not re.search(rf"^def {re.escape(test)}\(", path.read_text(encoding="utf-8"), re.MULTILINE):
        return f"no {place}"
    return f"no {place}" if anchor and anchor not in anchors(path) else ""


def page() -> str:
    """The list as people read it."""
    found = items()
    counts = Counter((item.level, item.state) for item in found)
    lines = [
        "# OWASP ASVS 5.0, levels 1 and 2",
        "",
        "Written from `docs/security/asvs.csv` by `scripts/fix`; do not edit. Requirements are named by their numbers in "
        "[OWASP ASVS 5.0.0](https://github.com/OWASP/ASVS), whose words hold; what stands here is a few words of our own to find them by. "
        "Nobody from outside has verified this list. A test sees to it that every requirement is here, and that every test, setting and "
        "document it names exists.",
        "",
        "| level | " + " | ".join(STATES.values()) + " | all |",
        "|---" * (len(STATES) + 2) + "|",
    ]
    for level in (1, 2):
        told = [counts[level, state] for state in STATES]
        lines.append(f"| {level} | " + " | ".join(str(n) for n in told) + f" | {sum(told)} |")
    lines += ["", "Not met or met in part: " + ", ".join(f"V{item.id}" for item in found if item.state in {"open", "part"}) + "."]
    for number, chapter in enumerate(CHAPTERS, start=1):
        lines += ["", f"## V{number} {chapter}", "", "| | level | stands | in short | where | remark |", "|---|---|---|---|---|---|"]
        lines += [_line(item) for item in found if item.id.split(".")[0] == str(number)]
    return "\n".join(lines) + "\n"


def _line(item: Item) -> str:
    places = ", ".join(_place(place) for place in item.where)
    return f"| {item.id} | {item.level} | {STATES[item.state]} | {item.what} | {places} | {item.note} |"


def _place(place: str) -> str:
    if place.startswith("docs/") and ".md" in place:
        name = place.removeprefix("docs/security/") if place.startswith("docs/security/") else "../" + place.removeprefix("docs/")
        return f"[{place.removeprefix('docs/')}]({name})"
    return f"`{place}`"
