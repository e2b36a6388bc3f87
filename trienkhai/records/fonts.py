"""Drafts typed in the fonts of before Unicode (TCVN3, VNI): recognised, and put into Unicode when somebody says so."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn
from vanban import legacy

NAMES = {"tcvn3": "TCVN3", "vni": "VNI", "viqr": "VIQR"}
_ROOM = 4_000
"""Letters looked at when the fonts say nothing."""


def old_scheme(data: bytes) -> str:
    """The name of the old way of writing that a .docx uses; empty for Unicode."""
    made = docx.Document(io.BytesIO(data))
    usual = _font_of(made.styles["Normal"].element)
    sample = []
    for run in made.element.body.iter(qn("w:r")):
        words = _words(run)
        scheme = legacy.in_font(words, _font_of(run) or usual)[1]
        if scheme is not None:
            return NAMES[scheme]
        sample.append(words)
        if sum(map(len, sample)) > _ROOM:
            break
    found = legacy.in_text(" ".join(sample))[1]
    return NAMES[found] if found else ""


def to_unicode(data: bytes) -> bytes:
    """The same .docx in Unicode and Times New Roman. Words that are Unicode already stay."""
    made = docx.Document(io.BytesIO(data))
    usual = _font_of(made.styles["Normal"].element)
    by_text = legacy.in_text(" ".join(_words(run) for run in made.element.body.iter(qn("w:r")))[:_ROOM])[1]
    parts = [made.element.body, *(part._element for section in made.sections for part in (section.header, section.footer))]
    for run in (one for part in parts for one in part.iter(qn("w:r"))):
        for node in run.iter(qn("w:t")):
            words, scheme = legacy.in_font(node.text or "", _font_of(run) or usual)
            node.text = legacy.SCHEMES[by_text].decode(words) if scheme is None and by_text else words
    for fonts in [*made.element.iter(qn("w:rFonts")), *made.styles.element.iter(qn("w:rFonts"))]:
        if legacy.by_font(fonts.get(qn("w:ascii"))) is not None:
            for side in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{side}"), "Times New Roman")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _font_of(element: Any) -> str | None:
    found = next(element.iter(qn("w:rFonts")), None)
    return found.get(qn("w:ascii")) if found is not None else None


def _words(run: Any) -> str:
    return "".join(node.text or "" for node in run.iter(qn("w:t")))
