"""Accuracy against gold readings, where they stand beside the checkout; they are no part of the project."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path

from bench.measure import NotMeasured, Promise
from bench.texts import SHARED

FIELDS = ("tasks", "units", "times", "citations", "metadata", "outline")
TARGETS = {"text": (0.97, 0.95, 0.97, 0.97, 0.97, 0.97), "scan": (0.90, 0.85, 0.90, 0.90, 0.88, 0.90)}


@cache
def scores(quality: str) -> dict[str, float | None]:
    """F1 by field over all gold documents of a quality."""
    scorer = SHARED / "evaluate" / "score.py"
    if not scorer.exists():
        raise NotMeasured(f"không có bộ đọc mẫu ở {SHARED / 'evaluate'}")
    command = f"{Path(sys.executable).with_name('vanban')} read --json"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.json"
        line = [sys.executable, str(scorer), "--docs", str(SHARED / "corpus"), "--gold", str(scorer.parent / "gold")]
        subprocess.run([*line, "--quality", quality, "--command", command, "--json", str(out)], check=True, stdout=sys.stderr)  # noqa: S603
        found: dict[str, float | None] = json.loads(out.read_text(encoding="utf-8"))["ALL"]
    return found


def score(quality: str, field: str) -> float:
    """One of them."""
    value = scores(quality)[field]
    if value is None:
        raise NotMeasured(f"bản mẫu loại {quality} không có mục {field}")
    return value


PROMISES = tuple(
    Promise(f"reader.gold_{quality}_{field}", "F1", target, partial(score, quality, field), at_least=True)
    for quality, targets in TARGETS.items()
    for field, target in zip(FIELDS, targets, strict=True)
)
