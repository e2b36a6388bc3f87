"""Read every golden document, score it, and compare with the recorded figures.

scripts/golden                 print the figures, gains and losses, and record the new figures
scripts/golden --check         the same, recording nothing; exit status 1 on a loss
scripts/golden --show NAME     every miss and surplus of the documents whose name contains NAME
scripts/golden --build [NAME]  build the documents from their sources again
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import build
import vanban
from score import COLUMNS, Score, Tally, misplaced, score_reading
from vanban.errors import MissingProgram

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
SCAN_SLACK = 0.08
Figures = dict[str, dict[str, float | None]]


def names() -> list[str]:
    """All golden documents."""
    return sorted(path.name.removesuffix(".json") for path in (HERE / "gold").glob("*.json"))


def gold_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def reading_of(name: str) -> dict[str, Any]:
    """The reading as its JSON; of a document that is refused, nothing. A missing optional program is the caller's business."""
    try:
        return vanban.to_json(vanban.read(HERE / "documents" / name))
    except MissingProgram:
        raise
    except vanban.VanbanError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return {}


def score_of(name: str) -> Score:
    """The score of one document, misplaced spans noted."""
    reading = reading_of(name)
    score = score_reading(gold_of(name), reading)
    score.notes += [f"span      wrong   {where}" for where in misplaced(reading)]
    return score


def recorded() -> Figures:
    figures: Figures = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    return figures


def changes(old: dict[str, float | None], new: dict[str, float | None], *, slack: float = 0.0) -> list[tuple[str, str, float, float]]:
    """(gain or LOSS, column, before, after) of one document; a column that vanished counts as nothing, changes within the slack do not."""
    found = []
    for column in COLUMNS:
        before, after = old.get(column), new.get(column)
        if before is not None and abs((after or 0.0) - before) > slack:
            found.append(("gain" if (after or 0.0) > before else "LOSS", column, before, after or 0.0))
    return found


def table(scores: dict[str, Score]) -> str:
    """Figures of each document and of all together."""
    total = {column: Tally() for column in COLUMNS}
    width = max([len(name) for name in scores] + [3])
    lines = [" " * width + "".join(f"{column:>10}" for column in COLUMNS)]
    for name, score in scores.items():
        for column, tally in score.tallies.items():
            whole = total[column]
            whole.found, whole.wanted, whole.read = whole.found + tally.found, whole.wanted + tally.wanted, whole.read + tally.read
        lines.append(f"{name:<{width}}" + figures_line(score.figures()))
    lines.append(f"{'ALL':<{width}}" + figures_line({column: tally.f1() for column, tally in total.items()}))
    return "\n".join(lines)


def figures_line(figures: dict[str, float | None]) -> str:
    return "".join(f"{'-' if figures[column] is None else format(figures[column], '.3f'):>10}" for column in COLUMNS)


def slack_of(name: str) -> float:
    """How far a figure may move: character recognition differs a little from one version of its program to the next."""
    return SCAN_SLACK if gold_of(name)["quality"] == "scan" else 0.0


def lacking(name: str) -> str | None:
    """The program without which a document's figures mean nothing here: from an old .doc another program gives the words alone."""
    return "LibreOffice" if name.endswith(".doc") and shutil.which("soffice") is None else None


def read_all(chosen: list[str]) -> dict[str, Score]:
    """Scores of every document that this machine can read."""
    scores = {}
    for name in chosen:
        if lacking(name):
            sys.stderr.write(f"{name}: left out, {lacking(name)} is not installed\n")
            continue
        try:
            scores[name] = score_of(name)
        except MissingProgram as error:
            sys.stderr.write(f"{name}: left out, {error}\n")
    return scores


def show(part: str) -> int:
    for name in names():
        if part in name:
            sys.stdout.write(f"{name}\n" + "".join(f"  {note}\n" for note in score_of(name).notes))
    return 0


def compare(*, record: bool) -> int:
    """Print figures and changes; record them when asked to."""
    scores, old = read_all(names()), recorded()
    sys.stdout.write(table(scores) + "\n")
    losses = 0
    for name, score in scores.items():
        for word, column, before, after in changes(old.get(name, {}), score.figures(), slack=0.0 if record else slack_of(name)):
            losses += word == "LOSS"
            sys.stdout.write(f"{word} {name} {column}: {before:.3f} -> {after:.3f}\n")
    if not record:
        return 1 if losses else 0
    merged = {name: figures for name, figures in old.items() if name in names()} | {name: score.figures() for name, score in scores.items()}
    BASELINE.write_text(json.dumps(dict(sorted(merged.items())), indent=1) + "\n", encoding="utf-8")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="record nothing; exit status 1 on a loss")
    parser.add_argument("--show", metavar="NAME", help="every miss and surplus of the documents whose name contains this")
    parser.add_argument("--build", nargs="*", metavar="NAME", help="build the documents from their sources again")
    chosen = parser.parse_args()
    if chosen.build is not None:
        return build.main(chosen.build)
    return show(chosen.show) if chosen.show else compare(record=not chosen.check)


if __name__ == "__main__":
    sys.exit(main())
