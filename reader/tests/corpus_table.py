"""Reads every file of a folder and prints a table by format and route: how many were read, refused and why, how fast.

Run by hand: `python reader/tests/corpus_table.py FOLDER [OUT.md]`. It prints counts only, never words of the documents.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vanban import clean, load
from vanban.errors import VanbanError
from vanban.load.sense import sense


@dataclass
class Result:
    """What became of one file."""

    kind: str
    route: str
    size: int
    pages: int = 0
    blocks: int = 0
    tables: int = 0
    characters: int = 0
    fit: float = 0.0
    seconds: float = 0.0
    reason: str = ""


def read(path: Path) -> Result:
    """Load one file, check the offsets, and say by which route it went."""
    kind = path.suffix.lower().lstrip(".")
    begun = time.process_time() + sum(children())
    try:
        loaded = load.load(path)
        text, blocks = clean.normalise(loaded.pieces)
    except VanbanError as error:
        return Result(kind, "refused", path.stat().st_size, reason=error.message)
    seconds = time.process_time() + sum(children()) - begun
    check(text, blocks)
    source = loaded.source
    route = "recognised" if source.ocr else "text layer" if kind == "pdf" else "soffice" if kind == "doc" else "own parser"
    tables = len({block.table for block in blocks if block.table is not None})
    fit, _, _ = sense(text)
    return Result(
        kind, f"{route} ({source.encoding})", path.stat().st_size, source.pages or 0, len(blocks), tables, len(text), fit, seconds
    )


def children() -> Iterable[float]:
    """CPU seconds of the programs that were called."""
    import os

    times = os.times()
    return times.children_user, times.children_system


def check(text: str, blocks: Iterable[object]) -> None:
    """Every block lies in the text, in order, one a line."""
    at = 0
    for block in blocks:
        start, end = block.start, block.end  # type: ignore[attr-defined]
        assert start == at, "a block is out of place"
        assert start <= end <= len(text), "a block ends outside the text"
        assert "\n" not in text[start:end], "a block holds a line break"
        at = end + 1
    assert at == len(text) + 1 or not text, "the blocks do not cover the text"


def table(results: Iterable[Result]) -> str:
    """The table in Markdown."""
    groups: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        groups[result.kind, result.route].append(result)
    lines = [
        "| format | route (encoding) | files | pages | blocks | tables | characters | words that can be Vietnamese | CPU s a file |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for (kind, route), own in sorted(groups.items()):
        characters = sum(result.characters for result in own)
        fit = sum(result.fit * result.characters for result in own) / characters if characters else 0.0
        lines.append(
            f"| .{kind} | {route} | {len(own)} | {sum(r.pages for r in own) or '–'} | {sum(r.blocks for r in own):,} "
            f"| {sum(r.tables for r in own):,} | {characters:,} | {fit:.1%} | {sum(r.seconds for r in own) / len(own):.2f} |"
        )
    refused = defaultdict(int)
    for result in groups.values():
        for each in result:
            if each.reason:
                refused[each.reason] += 1
    lines += ["", *(f"- refused {count}: {reason}" for reason, count in sorted(refused.items()))]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the folder named on the command line."""
    folder = Path(sys.argv[1])
    results = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != "index.csv" and path.name != "README.md":
            result = read(path)
            results.append(result)
            sys.stderr.write(f"{path.name}: {result.route} {result.reason} {result.seconds:.2f} s\n")
    out = table(results)
    sys.stdout.write(out)
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(out, encoding="utf-8")


if __name__ == "__main__":
    main()
