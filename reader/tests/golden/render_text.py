"""Plain text, Markdown and HTML of a golden document."""

from __future__ import annotations

import html
import textwrap
import unicodedata
from typing import Any

from spec import Block, Source, shown

COLUMN = 42


def said(text: str) -> str:
    """The printed words of a paragraph with its line breaks, glued labels glued."""
    return shown(text).replace("^", "").replace(" // ", "\n")


def two_columns(rows: list[list[str]]) -> list[str]:
    return [(left.ljust(COLUMN) + right).rstrip() for left, right in rows]


def spread(rows: list[list[str]]) -> list[list[str]]:
    """Cells with merged ones left empty, as a table looks when it is copied as text."""
    return [["" if cell in {"^^", "<<"} else said(cell).replace("\n", " ") for cell in row] for row in rows]


def text_table(block: Block, style: str) -> list[str]:
    """A table as pipes, as tabs (copied out of a word processor) or as columns of spaces."""
    rows = spread(block.rows)
    if style == "tabs":
        return ["\t".join(row) for row in rows]
    if style == "columns":
        return column_table(rows)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|" + "---|" * len(rows[0])
    return [lines[0], rule, *lines[1:]]


def column_table(rows: list[list[str]]) -> list[str]:
    """Cells wrapped in columns of fixed width."""
    widths = [min(34, max(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        height = max(len(cell) for cell in wrapped)
        for k in range(height):
            parts = [(cell[k] if k < len(cell) else "").ljust(width) for cell, width in zip(wrapped, widths, strict=True)]
            lines.append("  ".join(parts).rstrip())
    return lines


def block_text(block: Block, settings: dict[str, Any]) -> list[str]:
    """The lines of one block."""
    if block.kind in {"head", "foot"}:
        return two_columns(block.rows)
    if block.kind == "title":
        return [said(row[0]).strip().center(84).rstrip() if settings.get("centre", True) else said(row[0]) for row in block.rows]
    if block.kind == "table":
        return text_table(block, settings.get("table", "pipes"))
    if block.kind in {"annex", "page"}:
        return ["\f"] if settings.get("feeds") else []
    lead = {"dash": "- ", "plus": "+ "}.get(block.kind, "")
    lines = (lead + said(block.text)).split("\n")
    width = settings.get("wrap")
    return [part for line in lines for part in (textwrap.wrap(line, width) if width else [line])]


def as_text(source: Source) -> str:
    """The .txt."""
    gap = "\n\n" if source.settings.get("gaps", True) else "\n"
    parts = ["\n".join(block_text(block, source.settings)) for block in source.blocks]
    return gap.join(part for part in parts if part) + "\n"


def markdown_block(block: Block) -> str:
    if block.kind in {"head", "foot"}:
        lefts, rights = ["  \n".join(cell for row in block.rows if (cell := row[side])) for side in (0, 1)]
        return f"{lefts}\n\n{rights}"
    if block.kind == "title":
        return "\n".join(f"**{said(row[0])}**  " for row in block.rows)
    if block.kind == "table":
        return "\n".join(text_table(block, "pipes"))
    if block.kind in {"annex", "page"}:
        return "***"
    if block.kind == "outline" and block.level == 1:
        return "## " + said(block.text).replace("\n", " ")
    lead = {"dash": "- ", "plus": "  + "}.get(block.kind, "")
    return lead + "**".join(said(part) for part in block.text.split("**")).replace("\n", "  \n")


def as_markdown(source: Source) -> str:
    """The .md."""
    return "\n\n".join(markdown_block(block) for block in source.blocks) + "\n"


def cell_spans(rows: list[list[str]], i: int, j: int) -> str:
    """The colspan and rowspan of a cell."""
    across, down = 1, 1
    while j + across < len(rows[i]) and rows[i][j + across] == "<<":
        across += 1
    while i + down < len(rows) and rows[i + down][j] == "^^":
        down += 1
    return (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")


def markup(text: str) -> str:
    return html.escape(said(text), quote=False).replace("\n", "<br>")


def html_table(rows: list[list[str]], attributes: str) -> str:
    lines = [f"<table{attributes}>"]
    for i, row in enumerate(rows):
        cells = [f"<td{cell_spans(rows, i, j)}><p>{markup(cell)}</p></td>" for j, cell in enumerate(row) if cell not in {"^^", "<<"}]
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return "\n".join([*lines, "</table>"])


def html_block(block: Block) -> str:
    if block.kind in {"head", "foot"}:
        sides = ["<br>".join(markup(row[side]) for row in block.rows) for side in (0, 1)]
        return f'<table width="100%"><tr><td>{sides[0]}</td><td align="center">{sides[1]}</td></tr></table>'
    if block.kind == "title":
        return "\n".join(f'<p align="center"><b>{markup(row[0])}</b></p>' for row in block.rows)
    if block.kind == "table":
        return html_table(block.rows, ' border="1"')
    if block.kind in {"annex", "page"}:
        return "<hr>"
    lead = {"dash": "-&nbsp;", "plus": "+ "}.get(block.kind, "")
    text = markup(block.text)
    return f"<p><strong>{text}</strong></p>" if block.kind == "outline" and block.level == 1 else f"<p>{lead}{text}</p>"


def as_html(source: Source) -> str:
    """The .html of a web page: menus and all around the document."""
    title = html.escape(str(source.gold["metadata"]["title"]))
    inner = "\n".join(html_block(block) for block in source.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>{title}</title>'
        "<style>p { margin: 6pt 0 }</style><script>var page = 1;</script></head>\n"
        f"<body>\n{inner}\n</body>\n</html>\n"
    )


def spelt(text: str, settings: dict[str, Any]) -> bytes:
    """The bytes of a text in the encoding the source asks for."""
    encoding = settings.get("encoding", "utf-8")
    if encoding == "tcvn3":
        from tcvn3 import to_tcvn3

        return to_tcvn3(text)
    form = "NFD" if encoding == "nfd" else "NFC"
    return unicodedata.normalize(form, text).encode("utf-8" if encoding == "nfd" else encoding)
