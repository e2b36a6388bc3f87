"""A reading as a .docx with highlights and comments. It is set anew from the blocks, so that a .pdf or a plain text can be shown too."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_UNDERLINE
from docx.shared import Pt, RGBColor

from vanban.annotation import LEGEND, Mark, by_block, cuts
from vanban.types import Block, Document
from vanban.writing.docx import legal

_COLOURS = {
    "finding": None,
    "time": WD_COLOR_INDEX.YELLOW,
    "unit": WD_COLOR_INDEX.BRIGHT_GREEN,
    "product": WD_COLOR_INDEX.PINK,
    "citation": WD_COLOR_INDEX.TURQUOISE,
    "term": None,
    "metadata": WD_COLOR_INDEX.GRAY_25,
    "task": None,
    "outline": None,
}
"""In order of who wins where several lie over each other."""
_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY}
AUTHOR, INITIALS = "vanban", "vb"


def commented(document: Document, marks: Sequence[Mark]) -> bytes:
    """The .docx; each comment stands on the first words of its place."""
    made = docx.Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Times New Roman", Pt(13)
    _legend(made)
    per_block = by_block(document, marks)
    told: set[Mark] = set()
    at = 0
    blocks = document.blocks
    while at < len(blocks):
        if blocks[at].table is None:
            _paragraph(made, made.add_paragraph(), document, at, per_block, told)
            at += 1
        else:
            last = at
            while last < len(blocks) and blocks[last].table == blocks[at].table:
                last += 1
            _table(made, document, range(at, last), per_block, told)
            at = last
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _legend(made: Any) -> None:
    line = made.add_paragraph()
    line.add_run("Chú giải: ").bold = True
    for kind, words in LEGEND.items():
        run = line.add_run(words)
        colour(run, {kind})
        line.add_run("; " if kind != "finding" else ".")


def _table(made: Any, document: Document, indices: range, per_block: dict[int, list[Mark]], told: set[Mark]) -> None:
    blocks = [document.blocks[at] for at in indices]
    rows = max((b.row or 0) + 1 for b in blocks)
    columns = max((b.column or 0) + b.column_span for b in blocks)
    table = made.add_table(rows=rows, cols=columns, style="Table Grid")
    cells = [row.cells for row in table.rows]
    used: set[tuple[int, int]] = set()
    for at, block in zip(indices, blocks, strict=True):
        place = (block.row or 0, block.column or 0)
        cell = cells[place[0]][place[1]]
        paragraph = cell.add_paragraph() if place in used else cell.paragraphs[0]
        used.add(place)
        _paragraph(made, paragraph, document, at, per_block, told)


def _paragraph(made: Any, paragraph: Any, document: Document, at: int, per_block: dict[int, list[Mark]], told: set[Mark]) -> None:
    block = document.blocks[at]
    if block.align in _ALIGN:
        paragraph.alignment = _ALIGN[block.align]
    for start, end, over in cuts(per_block.get(at, []), block.start, block.end):
        run = paragraph.add_run(legal(document.text[start:end]))
        _look(run, block, over)
        new = [mark for mark in over if mark not in told and mark.kind != "outline"]
        told.update(new)
        if new:
            made.add_comment(runs=run, text=legal("; ".join(mark.note for mark in new)), author=AUTHOR, initials=INITIALS)


def _look(run: Any, block: Block, over: tuple[Mark, ...]) -> None:
    run.bold = True if block.bold or block.kind == "heading" else None
    run.italic = True if block.italic else None
    colour(run, {mark.kind for mark in over})


def colour(run: Any, kinds: set[str]) -> None:
    """Highlight and underline of what was read there; where several lie over each other the first of the list wins."""
    shade = next((_COLOURS[kind] for kind in _COLOURS if kind in kinds and _COLOURS[kind] is not None), None)
    if shade is not None:
        run.font.highlight_color = shade
    if "outline" in kinds:
        run.bold = True
    if "finding" in kinds:
        run.font.underline, run.font.color.rgb = WD_UNDERLINE.WAVY, RGBColor(0xB3, 0x26, 0x1E)
    elif "term" in kinds:
        run.font.underline = WD_UNDERLINE.DOTTED
    elif "task" in kinds and shade is None:
        run.font.underline = WD_UNDERLINE.SINGLE
