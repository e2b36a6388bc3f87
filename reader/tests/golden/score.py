"""How well a reading agrees with the gold of a golden document: one F1 a column, and a note on every miss and surplus.

Two readings are compared by what they say, not where: folded words, names without "các", values of times, numbers and dates of
citations. A task is found when its first words are those of the gold; its bounds also need the last words. What the gold calls
`core: false` is neither demanded nor punished.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

COLUMNS = ("tasks", "bounds", "units", "times", "citations", "metadata", "outline")
SAME_NAME = (
    ("uỷ ban", "ủy ban"), ("ủy ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"), ("mặt trận tổ quốc", "mttq"),
    ("giáo dục và đào tạo", "gdđt"), ("gd&đt", "gdđt"), ("thường trực", "tt"), ("phó chủ tịch", "pct"),
)  # fmt: skip
LEAST = {"text": 0.94, "scan": 0.82}
ONE_VALUE = ("issuer", "parent_issuer", "number", "symbol", "place", "date", "type", "title")
Json = dict[str, Any]


@dataclass
class Tally:
    """What was found, what was wanted, what was read."""

    found: float = 0
    wanted: float = 0
    read: float = 0

    def of(self, wanted: Counter[Any], read: Counter[Any]) -> None:
        self.found += (wanted & read).total()
        self.wanted += wanted.total()
        self.read += read.total()

    def f1(self) -> float | None:
        return round(2 * self.found / (self.wanted + self.read), 4) if self.wanted + self.read else None


@dataclass
class Score:
    """The tallies of one document, and its notes."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {column: Tally() for column in COLUMNS})
    notes: list[str] = field(default_factory=list)

    def compare(self, column: str, wanted: Iterable[Any], read: Iterable[Any], at: str = "") -> None:
        """Count two lists of comparable things and note the differences."""
        want, have = Counter(wanted), Counter(read)
        self.tallies[column].of(want, have)
        self.notes += [f"{column:<9} missed  {at}{shown(key)}" for key in (want - have)]
        self.notes += [f"{column:<9} surplus {at}{shown(key)}" for key in (have - want)]

    def figures(self) -> dict[str, float | None]:
        return {column: tally.f1() for column, tally in self.tallies.items()}


def shown(key: Any) -> str:
    return " | ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def fold(text: Any) -> str:
    """One spelling: NFC, small letters, plain dashes, no quotes, no punctuation at the ends of words."""
    text = unicodedata.normalize("NFC", str(text or "")).lower()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"[“”„\"'‘’\u00ad]", "", text)
    text = re.sub(r"\s*([-/])\s*", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[.,;:!?…]+(?=\s|$)", " ", text)).strip(" .,;:-–*+•()[]")


def same_name(name: Any) -> str:
    """A unit's name for comparison."""
    key = re.sub(r"^(các|những|mọi|toàn thể) ", "", fold(name))
    for long, short in SAME_NAME:
        key = key.replace(long, short)
    return re.sub(r"[^\w&]+", " ", key).strip()


def likeness(a: str, b: str) -> float:
    return 1.0 if a == b else difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def first(text: str, count: int) -> str:
    return " ".join(fold(text).split()[:count])


def last(text: str, count: int) -> str:
    return " ".join(fold(text).split()[-count:])


def unit_keys(units: list[Json]) -> set[tuple[str, str]]:
    """(name, role); the members of a series under one "các" count singly, however it was cut."""
    keys = set()
    for unit in units:
        for name in unit.get("names") or [unit.get("name") or unit.get("text", "")]:
            keys.update((same_name(part), unit["role"]) for part in members(name))
    return keys


def members(name: str) -> list[str]:
    parts = [part for part in re.split(r",| và ", name) if part.strip()]
    series = re.match(r"\s*(các|những|mọi)\s", name, re.IGNORECASE) and all(len(part.split()) <= 5 for part in parts)
    return parts if series else [name]


def time_keys(times: list[Json]) -> set[tuple[Any, ...]]:
    """Values, each once; conditional ones carry none."""
    return {(t["kind"], t.get("from"), t.get("due"), t.get("every")) for t in times if t["kind"] != "conditional"}


def citation_key(citation: Json) -> tuple[str, str]:
    number, date = re.sub(r"\s", "", fold(citation.get("number"))), citation.get("date") or ""
    return (number, date) if number else (fold(citation.get("type")), date or first(citation.get("text", ""), 6))


def pairs(wanted: list[Json], read: list[Json], least: float) -> dict[int, int]:
    """Which task of the reading is which of the gold: best beginnings first, each once."""
    ranked = []
    for i, want in enumerate(wanted):
        start, count = fold(want["starts"]), len(fold(want["starts"]).split())
        for j, have in enumerate(read):
            like = likeness(start, first(have.get("text", ""), count))
            if like >= least:
                agree = likeness(last(want["ends"], 5), last(have.get("text", ""), 5)) / 2
                units = len(unit_keys(want["units"]) & unit_keys(have.get("units", []))) / 50
                place = abs(i / len(wanted) - j / len(read)) / 10
                ranked.append((like + agree + units + (0.04 if want["core"] else 0) - place, i, j))
    chosen: dict[int, int] = {}
    for _, i, j in sorted(ranked, key=lambda item: -item[0]):
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return chosen


def score_tasks(score: Score, gold: Json, reading: Json, least: float) -> None:
    """Tasks, their bounds, units and times."""
    wanted, read = gold["tasks"], reading.get("tasks", [])
    chosen = pairs(wanted, read, least)
    optional = {j for i, j in chosen.items() if not wanted[i]["core"]}
    core = [i for i, task in enumerate(wanted) if task["core"]]
    found = [i for i in core if i in chosen]
    ended = [i for i in found if likeness(last(wanted[i]["ends"], 5), last(read[chosen[i]]["text"], 5)) >= least]
    for column, hits in (("tasks", found), ("bounds", ended)):
        tally = score.tallies[column]
        tally.found, tally.wanted, tally.read = tally.found + len(hits), tally.wanted + len(core), tally.read + len(read) - len(optional)
    score.notes += [f"tasks     missed  {wanted[i]['label']}: {wanted[i]['starts']}" for i in core if i not in chosen]
    surplus = [j for j in range(len(read)) if j not in chosen.values()]
    score.notes += [f"tasks     surplus {read[j].get('id')}: {first(read[j].get('text', ''), 12)}" for j in surplus]
    score.notes += [f"bounds    wrong   {wanted[i]['label']}: … {last(read[chosen[i]]['text'], 8)}" for i in found if i not in ended]
    columns: tuple[tuple[str, Callable[[list[Json]], set[Any]]], ...] = (("units", unit_keys), ("times", time_keys))
    for column, keys in columns:
        for i in core:
            have = read[chosen[i]].get(column, []) if i in chosen else []
            score.compare(column, keys(wanted[i][column]), keys(have), f"{wanted[i]['label']}: ")
        for j in surplus:
            score.compare(column, (), keys(read[j].get(column, [])), f"(surplus) {read[j].get('id')}: ")


def value(item: Any) -> str:
    return str((item.get("value") or item.get("text") or "") if isinstance(item, dict) else item or "")


def near(wanted: Iterable[str], read: Iterable[str], least: float) -> list[str]:
    """What was read, each in the gold's spelling where it is close enough."""
    want = list(wanted)
    return [next((w for w in want if likeness(w, r) >= least), r) for r in read if r]


def score_metadata(score: Score, gold: Json, read: Json, least: float) -> None:
    """Each single value, and the signers' names and recipients."""
    for name in ONE_VALUE:
        want = [fold(gold.get(name))] if gold.get(name) else []
        score.compare("metadata", want, near(want, [fold(value(read.get(name)))], least), f"{name}: ")
    names = [fold(signer["name"]) for signer in gold["signers"]]
    score.compare("metadata", names, near(names, [fold(value(s.get("name"))) for s in read.get("signers", [])], least), "signer: ")
    told = [same_name(name) for name in gold["recipients"]]
    have = [name for r in read.get("recipients", []) if not (name := same_name(value(r))).startswith("lưu")]
    score.compare("metadata", told, near(told, have, least), "recipient: ")


def labels(nodes: list[Json]) -> list[tuple[str, str]]:
    """The labelled headings of an outline, dashes left out."""
    out = []
    for node in nodes:
        if node.get("label") and node.get("kind") != "dash":
            out.append((fold(node["label"]), first(node.get("heading") or "", 5)))
        out += labels(node.get("children", []))
    return out


def score_reading(gold: Json, reading: Json) -> Score:
    """Compare one reading (the JSON of `vanban read --json`) with its gold."""
    score, least = Score(), LEAST[gold["quality"]]
    score_tasks(score, gold, reading, least)
    cited = [c for c in reading.get("citations", []) if c.get("number") or c.get("date")]
    score.compare("citations", {citation_key(c) for c in gold["citations"]}, {citation_key(c) for c in cited})
    score_metadata(score, gold["metadata"], reading.get("metadata", {}), least)
    score.compare("outline", [(fold(o["label"]), first(o["heading"], 5)) for o in gold["outline"]], labels(reading.get("outline", [])))
    return score


def misplaced(reading: Json) -> list[str]:
    """Every object with a start, an end and a text must quote the reading's own text."""
    text, wrong = reading.get("text", ""), []

    def visit(node: Any, where: str) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str) and node.get("start") is not None and text[node["start"] : node["end"]] != node["text"]:
                wrong.append(where)
            for key, child in node.items():
                visit(child, f"{where}.{key}")
        elif isinstance(node, list):
            for k, child in enumerate(node):
                visit(child, f"{where}[{k}]")

    visit({key: child for key, child in reading.items() if key != "text"}, "")
    return wrong
