"""The project's own golden documents.

No figure of any of them falls without an explanation, every span holds, and the committed files are what their sources say.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from vanban.errors import MissingProgram

FOLDER = Path(__file__).parent / "golden"
sys.path.insert(0, str(FOLDER))

import build  # noqa: E402
import run  # noqa: E402
import score  # noqa: E402
import spec  # noqa: E402

pytestmark = pytest.mark.scale

SOURCES = sorted((FOLDER / "sources").glob("*.txt"))


@pytest.fixture(scope="module")
def figures() -> Iterator[run.Figures]:
    """What was recorded at the last review."""
    return run.recorded()


once = functools.cache(run.score_of)


def scored(name: str) -> score.Score:
    if program := run.lacking(name):
        pytest.skip(f"this document needs {program}, which is not installed")
    try:
        return once(name)
    except MissingProgram as error:
        pytest.skip(f"this document needs a program that is not installed: {error}")


@pytest.mark.parametrize("name", run.names())
def test_no_figure_falls(name: str, figures: run.Figures) -> None:
    """A loss is explained in review and recorded with `scripts/golden`, or mended."""
    assert name in figures, "a new document: review it with scripts/golden --show, then record it with scripts/golden"
    result = scored(name)
    losses = [change for change in run.changes(figures[name], result.figures(), slack=run.slack_of(name)) if change[0] == "LOSS"]
    assert not losses, "\n".join(result.notes)


@pytest.mark.parametrize("name", run.names())
def test_every_span_quotes_the_text(name: str) -> None:
    assert [note for note in scored(name).notes if note.startswith("span")] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_gold_and_text_are_built_from_the_source(path: Path) -> None:
    """Nobody mends a document or its gold by hand. LibreOffice writes other bytes every time, so there what went in is compared."""
    source = spec.load(path)
    name = source.gold["document"]
    assert json.loads((FOLDER / "gold" / f"{name}.json").read_text(encoding="utf-8")) == source.gold
    if build.converts(source):
        assert build.digests()[name] == build.digest(source)
    else:
        assert (FOLDER / "documents" / name).read_bytes() == build.made(source)


def test_every_document_has_its_source() -> None:
    named = {spec.load(path).gold["document"] for path in SOURCES}
    assert set(run.names()) == named
    assert {path.name for path in (FOLDER / "documents").iterdir()} == named


def test_there_are_enough_of_every_kind() -> None:
    """Formats, layouts and tasks enough to be worth the name of a wall."""
    golds = [run.gold_of(name) for name in run.names()]
    assert len(golds) >= 30
    assert sum(len(gold["tasks"]) for gold in golds) >= 250
    assert {Path(name).suffix for name in run.names()} >= {".txt", ".md", ".docx", ".pdf", ".html", ".odt", ".rtf", ".doc", ".png"}
    assert sum((FOLDER / "documents" / name).stat().st_size for name in run.names()) <= 4_000_000


GOLD: dict[str, Any] = {
    "quality": "text",
    "metadata": {"issuer": "SỞ Y TẾ", "signers": [], "recipients": ["Các trạm y tế"]},
    "outline": [{"label": "I.", "heading": "NHIỆM VỤ", "parent": None}],
    "tasks": [
        {
            "label": "I.-1", "starts": "Tiêm phòng dại cho đàn chó của xã", "ends": "cho đàn chó của xã", "core": True,
            "units": [{"name": "các Sở, ban, ngành", "role": "execute"}],
            "times": [{"kind": "once", "from": None, "due": "2027-06-30", "every": None}],
        },
        {"label": "kết", "starts": "Yêu cầu các đơn vị thực hiện", "ends": "các đơn vị thực hiện", "core": False, "units": [], "times": []},
    ],
    "citations": [{"text": "Nghị định số 09/2027/NĐ-CP", "type": "nghị định", "number": "09/2027/NĐ-CP", "date": None}],
}  # fmt: skip
READING: dict[str, Any] = {
    "metadata": {"issuer": {"value": "Sở Y tế"}, "recipients": [{"value": "trạm y tế"}, {"value": "Lưu: VT"}]},
    "outline": [{"label": "I.", "heading": "Nhiệm vụ", "kind": "section", "children": []}],
    "tasks": [
        {
            "id": "I.-1", "text": "Tiêm phòng dại cho đàn chó của xã.",
            "units": [{"names": ["sở", "ban", "ngành"], "role": "execute"}],
            "times": [{"kind": "once", "from": None, "due": "2027-06-30", "every": None}, {"kind": "conditional"}],
        },
    ],
    "citations": [{"number": "09/2027/NĐ-CP", "date": None, "text": "Nghị định số 09/2027/NĐ-CP"}],
}  # fmt: skip


def test_a_right_reading_scores_one_whatever_the_spelling_and_without_the_optional() -> None:
    assert set(score.score_reading(GOLD, READING).figures().values()) == {1.0}


def test_a_wrong_reading_is_punished_in_its_column_alone() -> None:
    wrong = json.loads(json.dumps(READING))
    wrong["tasks"][0]["units"][0]["role"] = "lead"
    result = score.score_reading(GOLD, wrong)
    assert result.figures() == {**dict.fromkeys(score.COLUMNS, 1.0), "units": 0.0}
    assert any("surplus" in note for note in result.notes)


def test_an_invented_task_counts_against_tasks_units_and_times() -> None:
    wrong = json.loads(json.dumps(READING))
    wrong["tasks"].append(
        {"id": "x", "text": "Một việc không ai giao", "units": [{"names": ["Sở X"], "role": "lead"}], "times": [{"kind": "continuous"}]}
    )
    figures = score.score_reading(GOLD, wrong).figures()
    assert all(figures[column] < 1 for column in ("tasks", "bounds", "units", "times"))


def test_an_empty_reading_scores_nothing() -> None:
    assert set(score.score_reading(GOLD, {}).figures().values()) == {0.0}


def test_losses_and_gains_are_told_apart() -> None:
    old: dict[str, float | None] = {"tasks": 0.9, "units": 0.5, "times": None}
    new: dict[str, float | None] = {"tasks": 0.8, "units": 0.6, "times": 0.1}
    assert [(word, column) for word, column, _, _ in run.changes(old, new)] == [("LOSS", "tasks"), ("gain", "units")]
    assert run.changes({"tasks": 0.9}, {"tasks": 0.85}, slack=0.08) == []
    assert run.changes({"tasks": 0.9}, {"tasks": 0.8}, slack=0.08) != []


def test_a_span_that_quotes_other_words_is_found() -> None:
    assert score.misplaced({"text": "Sở Y tế", "tasks": [{"start": 0, "end": 2, "text": "Số"}]}) == [".tasks[0]"]
    assert score.misplaced({"text": "Sở Y tế", "tasks": [{"start": 0, "end": 2, "text": "Sở"}]}) == []


def test_a_source_with_an_unexplained_task_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("format: txt\n---\n= I. «Việc phải làm»\n", encoding="utf-8")
    with pytest.raises(ValueError, match="without a line of gold"):
        spec.load(path)
