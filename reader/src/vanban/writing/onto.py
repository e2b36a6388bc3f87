"""Highlights and comments put onto the .docx itself: its own pages, tables, pictures and numbers stay as they are.

Paragraphs of the file are found again in the reading by their words, in order; one that does not match (a field, a text box) is left
alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.run import Run

from vanban.annotation import Mark, by_block, cuts
from vanban.clean import one_line
from vanban.types import Block, Document
from vanban.writing.commented import AUTHOR, INITIALS, colour
from vanban.writing.docx import legal

_T, _RPR = qn("w:t"), qn("w:rPr")
_SPACES = {qn("w:tab"), qn("w:br"), qn("w:cr")}
_AHEAD = 400
"""How many blocks further a paragraph is sought before it is given up."""


def onto(data: bytes, document: Document, marks: Sequence[Mark]) -> bytes | None:
    """The file with what was read shown on it; None when its parts are not such as can be written again."""
    try:
        made = docx.Document(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the library has no errors of its own: a part without type or relation shows as any error
        return None
    per_block = by_block(document, marks)
    told: set[Mark] = set()
    for paragraph, at in _found(made, document):
        block = document.blocks[at]
        if per_block.get(at):
            _show(made, paragraph, document.text[block.start : block.end], block, per_block[at], told)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _found(made: Any, document: Document) -> Iterator[tuple[Any, int]]:
    """Each paragraph with the index of its block."""
    text, blocks, at = document.text, document.blocks, 0
    for paragraph in list(made.element.body.iter(qn("w:p"))):
        words = one_line("".join(char for _, char in _characters(paragraph)))
        if not words:
            continue
        for index in range(at, min(at + _AHEAD, len(blocks))):
            block = blocks[index]
            if block.end - block.start >= len(words) and text[block.end - len(words) : block.end] == words and _prefix(text, block, words):
                yield paragraph, index
                at = index + 1
                break


def _prefix(text: str, block: Block, words: str) -> bool:
    """Whether what stands in the block before the words is its automatic number alone."""
    before = text[block.start : block.end - len(words)].strip()
    return not before or before == (block.label or "").strip()


def _characters(paragraph: Any) -> list[tuple[Any, str]]:
    """Every printed character with its run."""
    out: list[tuple[Any, str]] = []
    for run in paragraph.iter(qn("w:r")):
        for child in run:
            if child.tag == _T:
                out += [(run, char) for char in child.text or ""]
            elif child.tag in _SPACES:
                out.append((run, " "))
    return out


def _show(made: Any, paragraph: Any, words: str, block: Block, found: Sequence[Mark], told: set[Mark]) -> None:
    chars = _characters(paragraph)
    place = _places([char for _, char in chars], words)
    if place is None:
        return
    over_of: list[tuple[Mark, ...]] = [()] * len(chars)
    for start, end, over in cuts(found, block.start, block.end):
        for raw in place[start - block.start : end - block.start]:
            if raw is not None:
                over_of[raw] = over
    at = 0
    while at < len(chars):
        run, stop = chars[at][0], at
        while stop < len(chars) and chars[stop][0] is run:
            stop += 1
        for piece, over in _pieces(run, over_of[at:stop]):
            _mark(made, Run(piece, paragraph), over, told)
        at = stop


def _places(raw: list[str], words: str) -> list[int | None] | None:
    """For each character of the block's words the raw character it comes from; None when they cannot be laid side by side."""
    whole = one_line("".join(raw))
    out: list[int | None] = [None] * (len(words) - len(whole))
    at = 0
    for char in whole:
        while at < len(raw) and one_line(raw[at]) != char and not (char == " " and raw[at].isspace()):
            at += 1
        if at == len(raw):
            return None
        out.append(at)
        at += 1
    return out


def _pieces(run: Any, over: Sequence[tuple[Mark, ...]]) -> Iterator[tuple[Any, tuple[Mark, ...]]]:
    """The run cut where its marks change; a run that holds more than text stays whole, with the marks of its first marked character."""
    if len(set(over)) == 1 or any(child.tag not in {_T, _RPR} for child in run):
        yield run, next((marks for marks in over if marks), ())
        return
    words = "".join(child.text or "" for child in run if child.tag == _T)
    begun = 0
    for at in range(1, len(over) + 1):
        if at == len(over) or over[at] != over[begun]:
            piece = deepcopy(run)
            for child in [child for child in piece if child.tag == _T]:
                piece.remove(child)
            text = piece.makeelement(_T, {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
            text.text = words[begun:at]
            piece.append(text)
            run.addprevious(piece)
            yield piece, over[begun]
            begun = at
    run.getparent().remove(run)


def _mark(made: Any, run: Run, over: tuple[Mark, ...], told: set[Mark]) -> None:
    if not over:
        return
    colour(run, {mark.kind for mark in over} - {"outline"})
    new = [mark for mark in over if mark not in told and mark.kind != "outline"]
    told.update(new)
    if new:
        made.add_comment(runs=run, text=legal("; ".join(mark.note for mark in new)), author=AUTHOR, initials=INITIALS)
