"""The source of a golden document: its words, how they are laid out, and what a careful official reads out of them.

A source is a readable text file: YAML (format, layout, metadata, citations), a line `---`, then the document, one paragraph a line.

    :head … / :foot …      lines of two columns, `left || right`, ended by an empty line
    :title …               centred lines, ended by an empty line
    :table [plain]         rows `| cell | cell |`, ended by an empty line; `^^` merges upward, `<<` to the left, ` // ` breaks a line;
                           a row that begins with `=|` is a group heading
    :annex PL              an annex begins (new page); :page breaks a page; :box TEXT stands in a text box
    = I. Heading           a labelled heading of the first level, `==` of the second …; `= Chương I // TÊN` has its name on a
                           line of its own, `= 1.^Text` is glued
    - text   + text        dashes and plus signs
    «own text of a task»   may run over several paragraphs; the next line that begins with `!` says what it is:
    ! line; L: Sở Y tế; C: Sở Tài chính; T: trước ngày 30/6/2027 = ..2027-06-30
    !? prose               one that another careful reader may not count;  !@PL.3 table  has a label of its own
    {+put in+} {-taken out-} are tracked changes, [^words] is a footnote.

Times: `= 2027-01-01..2027-03-31` once, `= P1Y --11-15` recurring, `= P?` recurring without a rhythm, `= always`, `= cond`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROLES = {"L": "lead", "C": "coordinate", "E": "execute", "M": "monitor"}
LABEL = re.compile(r"^(Phần thứ \w+|(?:Phần|Chương|Mục|Tiểu mục|Điều|Nhiệm vụ|Phụ lục) [\w.]+|[^\s^]+)(?:\^| // | +|$)(.*)$")
HEADING_WORDS, START_WORDS, END_WORDS = 12, 12, 8


@dataclass
class Block:
    """One piece of layout; `rows` of a table hold cells, of a head or foot the two columns."""

    kind: str
    text: str = ""
    level: int = 0
    label: str = ""
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Source:
    """A parsed source: settings, layout, gold."""

    name: str
    settings: dict[str, Any]
    blocks: list[Block]
    gold: dict[str, Any]
    warnings: list[str]


def tidy(text: str) -> str:
    """NFC, one space between words."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def shown(text: str) -> str:
    """The words as printed: without the marks of tasks, taken-out words and footnotes."""
    text = re.sub(r"\{-.*?-\}|\[\^.*?\]", "", text)
    return re.sub(r"\{\+|\+\}|[«»]|\*\*", "", text)


def label_of(line: str) -> tuple[str, str]:
    """`I. Heading` as label and rest."""
    found = LABEL.match(line)
    if not found:
        message = f"no label in {line!r}"
        raise ValueError(message)
    return found.group(1), found.group(2)


def step(label: str) -> str:
    """The label as a step of a path."""
    return label.strip(" .)(:/-")


def heading_words(text: str) -> str:
    return " ".join(tidy(shown(text).replace(" // ", " ")).split()[:HEADING_WORDS])


class Reader:
    """Walks over the lines of a source and keeps where it stands in the outline."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.outline: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.waiting: list[tuple[str, str]] = []
        self.base: list[str] = []
        self.path: list[str] = []
        self.dash = self.plus = 0
        self.row = ""
        self.open: list[str] | None = None
        self.open_at = ""

    def where(self) -> str:
        """The label path at this point."""
        steps = [*self.path]
        if self.row:
            steps.append(self.row)
        elif self.dash:
            steps += [f"-{self.dash}"] + ([f"+{self.plus}"] if self.plus else [])
        return ".".join(steps) or "mở đầu"

    def words(self, text: str) -> None:
        """Follow the marks of tasks through a run of text."""
        for part in re.split(r"([«»])", text):
            if part == "«":
                self.open, self.open_at = [], self.where()
            elif part == "»":
                self.waiting.append((self.open_at, tidy(shown(" ".join(self.open or [])).replace(" // ", " "))))
                self.open = None
            elif self.open is not None:
                self.open.append(part)

    def enter(self, level: int, line: str) -> Block:
        """A labelled heading."""
        label, rest = label_of(line)
        self.path = [*self.path[: len(self.base) + level - 1], step(label)]
        self.dash = self.plus = 0
        parent = ".".join(self.path[:-1]) or None
        self.outline.append({"label": label, "heading": heading_words(rest), "parent": parent})
        self.words(rest)
        return Block("outline", line, level, label)

    def annotate(self, line: str) -> None:
        """A line of gold for the oldest task that waits for one."""
        label, text = self.waiting.pop(0)
        self.tasks.append(task_of(line, label, text))

    def table_row(self, line: str, rows: list[list[str]]) -> None:
        group, line = line.startswith("=|"), line.removeprefix("=")
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if group:
            numbered = [cell for cell in cells if cell not in {"<<", "^^"}]
            self.row = ""
            if len(numbered) > 1:
                parent = ".".join(self.base or self.path) or None
                self.outline.append({"label": numbered[0], "heading": heading_words(numbered[1]), "parent": parent})
                self.path = [*self.base, step(numbered[0])] if self.base else self.path
        else:
            self.row = step(shown(cells[0])) or self.row
        self.words(" ".join(cells))
        rows.append(cells)


def task_of(line: str, label: str, text: str) -> dict[str, Any]:
    """`! line; L: …; T: … = …` with the task's own text."""
    head = re.match(r"!(\?)?(?:@(\S+))?\s*(\w+)\s*(?:;|$)", line)
    if not head:
        message = f"not a line of gold: {line!r}"
        raise ValueError(message)
    words = text.split()
    task: dict[str, Any] = {
        "label": (head.group(2) or label).replace("_", " "),
        "starts": " ".join(words[:START_WORDS]),
        "ends": " ".join(words[-END_WORDS:]),
        "origin": head.group(3),
        "core": head.group(1) is None,
        "units": [],
        "times": [],
    }
    role = "execute"
    for part in (p.strip() for p in line[head.end() :].split(";")):
        if part.startswith("T:"):
            task["times"].append(time_of(part[2:]))
        elif part:
            if part[1:2] == ":":
                role, part = ROLES[part[0]], part[2:].strip()
            task["units"].append({"name": part, "role": role})
    return task


def time_of(text: str) -> dict[str, Any]:
    """`trước ngày 30/6/2027 = ..2027-06-30`."""
    said, _, value = (part.strip() for part in text.rpartition("="))
    time: dict[str, Any] = {"text": said, "kind": "once", "from": None, "due": None, "every": None}
    if value in {"always", "cond"}:
        time["kind"] = "continuous" if value == "always" else "conditional"
    elif value.startswith("P"):
        rhythm, _, due = value.partition(" ")
        time |= {"kind": "recurring", "every": None if rhythm == "P?" else rhythm, "due": due or None}
    else:
        start, _, due = value.partition("..")
        time |= {"from": start or None, "due": due or None}
    return time


def column_rows(lines: list[str]) -> list[list[str]]:
    return [[part.strip() for part in (line + " ||").split("||")[:2]] for line in lines]


def take(lines: list[str]) -> list[str]:
    """The lines up to the next empty one, taken off the list."""
    taken = []
    while lines and lines[0].strip():
        taken.append(lines.pop(0))
    return taken


def directive(reader: Reader, line: str, lines: list[str]) -> Block:
    """A line that begins with a colon."""
    kind, _, rest = line[1:].partition(" ")
    if kind in {"head", "foot"}:
        return Block(kind, rows=column_rows(take(lines)))
    if kind == "title":
        return Block(kind, rows=[[row] for row in take(lines)])
    if kind == "annex":
        reader.base = reader.path = [rest] if rest else []
        reader.dash = reader.plus = 0
    if kind == "table":
        block = Block(kind, rest)
        for row in take(lines):
            if row.startswith("!"):
                reader.annotate(row)
            else:
                reader.table_row(row, block.rows)
        reader.row = ""
        return block
    reader.words(rest if kind == "box" else "")
    return Block(kind, rest)


def body(reader: Reader, lines: list[str]) -> None:
    """Every line of the document in its turn."""
    while lines:
        line = lines.pop(0)
        if not line.strip():
            continue
        mark = line.split(" ")[0]
        if line.startswith("!"):
            reader.annotate(line)
        elif line.startswith(":"):
            reader.blocks.append(directive(reader, line, lines))
        elif mark and set(mark) == {"="}:
            reader.blocks.append(reader.enter(len(mark), line[len(mark) + 1 :]))
        elif mark in {"-", "+"}:
            if mark == "-":
                reader.dash, reader.plus = reader.dash + 1, 0
            else:
                reader.plus += 1
            reader.words(line[2:])
            reader.blocks.append(Block("dash" if mark == "-" else "plus", line[2:]))
        else:
            reader.words(line)
            reader.blocks.append(Block("para", line))


def plain(blocks: list[Block]) -> str:
    """All the document's words, for checking quotations."""
    parts = []
    for block in blocks:
        parts += [cell for row in block.rows for cell in row] + [block.text]
    return tidy(shown(" ".join(parts)).replace(" // ", " ").replace("^", " "))


def citation_of(line: str, text: str) -> dict[str, Any]:
    """`text | type | number | date | issuer`; `-` for what is absent."""
    said, kind, number, date, issuer = (None if part.strip() == "-" else part.strip() for part in line.split(" | "))
    mentions = text.lower().count((number or said or "").lower())
    return {"text": said, "type": kind, "number": number, "date": date, "issuer": issuer, "count": max(mentions, 1)}


def quoted(gold: dict[str, Any], text: str) -> list[str]:
    """What the gold quotes and the document does not say."""
    low = text.lower()
    wrong = [f"unit {u['name']}" for t in gold["tasks"] for u in t["units"] if u["name"].lower() not in low]
    wrong += [f"time {x['text']}" for t in gold["tasks"] for x in t["times"] if x["text"].lower() not in low]
    return wrong + [f"citation {c['text']}" for c in gold["citations"] if c["text"].lower() not in low]


def load(path: Path) -> Source:
    """Parse one source file."""
    head, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    settings = yaml.safe_load(head)
    reader = Reader()
    body(reader, rest.splitlines())
    if reader.waiting or reader.open is not None:
        message = f"{path.name}: tasks without a line of gold: {reader.waiting or reader.open}"
        raise ValueError(message)
    text = plain(reader.blocks)
    metadata = {
        "issuer": None,
        "parent_issuer": None,
        "number": None,
        "symbol": None,
        "place": None,
        "date": None,
        "type": None,
        "title": None,
    }
    metadata |= {key: str(value) if isinstance(value, (int, date)) else value for key, value in settings.get("metadata", {}).items()}
    metadata["signers"] = [dict(zip(("authority", "role", "name"), signer, strict=True)) for signer in metadata.get("signers") or []]
    metadata["recipients"] = metadata.get("recipients") or []
    gold = {
        "document": f"{path.stem}.{settings['format']}",
        "quality": settings.get("quality", "text"),
        "complete": True,
        "metadata": metadata,
        "outline": reader.outline,
        "tasks": reader.tasks,
        "citations": [citation_of(line, text) for line in settings.get("citations") or []],
    }
    return Source(path.stem, settings, reader.blocks, gold, quoted(gold, text))
