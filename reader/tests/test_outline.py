"""The tree of numbered items: labels in every habit, none where words are quoted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from vanban import clean
from vanban.load.base import Piece
from vanban.outline import outline, walk

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "outline.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_items_of_a_small_document(case: dict[str, Any]) -> None:
    text, blocks = clean.normalise([Piece(text=line) for line in case["text"].split("\n") if line])
    nodes = [node for node, _ in walk(outline(text, blocks)) if node.kind != "dash"]
    assert [[node.id, node.label, node.heading] for node in nodes] == case["expect"]
    assert all(text.startswith(node.label, node.start) for node in nodes)
    assert all(node.start <= node.end for node in nodes)
    assert len({node.id for node in nodes}) == len(nodes)
