""".odt by its XML: list numbers counted as LibreOffice prints them, tables with spans, frames, notes, tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from vanban import legacy
from vanban.errors import DamagedFile, EncryptedFile
from vanban.load.base import Parts, Piece
from vanban.load.docx import open_archive, read_part
from vanban.load.numbering import spell
from vanban.load.page import PAGE_NUMBER

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ALIGN = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "center", "justify": "justify"}
MAX_REPEAT = 1000


@dataclass(slots=True)
class _Look:
    """What a style says, its parents included."""

    bold: bool | None = None
    align: str | None = None
    font: str | None = None
    list_style: str | None = None


@dataclass(slots=True)
class _Level:
    """One level of a list style."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    display: int = 1
    bullet: bool = False


@dataclass(slots=True)
class _Story:
    """State while walking."""

    looks: dict[str, _Look]
    lists: dict[str, dict[int, _Level]]
    pieces: list[Piece] = field(default_factory=list)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    part: str = "body"
    paragraph: int = 0
    tables: int = 0
    cell: dict[str, int] | None = None
    notes: list[Any] = field(default_factory=list)
    schemes: dict[str, int] = field(default_factory=dict)


def load_odt(data: bytes) -> Parts:
    """Pieces of an .odt. Raises DamagedFile, EncryptedFile, TooLarge."""
    archive = open_archive(data, ".odt")
    manifest = read_part(archive, "META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise EncryptedFile("Tệp .odt được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    content = _tree(read_part(archive, "content.xml"))
    styles = _tree(read_part(archive, "styles.xml"))
    roots = [root for root in (styles, content) if root is not None]
    story = _Story(_looks(roots), _lists(roots))
    body = None if content is None else content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DamagedFile("Tệp .odt không có phần văn bản. Hãy mở bằng LibreOffice, lưu lại rồi gửi lại.")
    _blocks(body, story, None, 0)
    story.part = "footnote"
    for note in story.notes:
        _blocks(note, story, None, 0)
    for edge in () if styles is None else styles.iter(f"{_STYLE}header", f"{_STYLE}footer"):
        _edge(edge, story)
    scheme = max(story.schemes, key=lambda name: story.schemes[name], default="unicode")
    return Parts(story.pieces, encoding=scheme)


def _edge(node: Any, story: _Story) -> None:
    """What is printed at the edge of every page, behind all that is read; the number of the page is none of it."""
    body, story.pieces = story.pieces, []
    story.part = "header" if node.tag == f"{_STYLE}header" else "footer"
    _blocks(node, story, None, 0)
    for piece in story.pieces:
        words = piece.text.strip()
        if words and PAGE_NUMBER.match(words) is None:
            body.append(Piece(words, "furniture", story.part, piece.paragraph, bold=piece.bold, align=piece.align))
    story.pieces = body


def _tree(raw: bytes | None) -> Any:
    if not raw:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFile("Nội dung tệp .odt bị hỏng. Hãy mở bằng LibreOffice, lưu lại rồi gửi lại.") from error


def _looks(roots: list[Any]) -> dict[str, _Look]:
    nodes = {style.get(f"{_STYLE}name"): style for root in roots for style in root.iter(f"{_STYLE}style")}
    out: dict[str, _Look] = {}
    for name in nodes:
        look = _Look()
        key, steps = name, 0
        while key in nodes and steps < 30:
            _complete(look, nodes[key])
            key, steps = nodes[key].get(f"{_STYLE}parent-style-name"), steps + 1
        out[name] = look
    return out


def _complete(look: _Look, style: Any) -> None:
    letters, lines = style.find(f"{_STYLE}text-properties"), style.find(f"{_STYLE}paragraph-properties")
    if letters is not None:
        weight = letters.get(f"{_FO}font-weight")
        if look.bold is None and weight is not None:
            look.bold = weight == "bold" or weight in {"600", "700", "800", "900"}
        look.font = look.font or letters.get(f"{_STYLE}font-name") or letters.get(f"{_FO}font-family")
    if lines is not None:
        look.align = look.align or _ALIGN.get(lines.get(f"{_FO}text-align") or "")
    look.list_style = look.list_style or style.get(f"{_STYLE}list-style-name")


def _lists(roots: list[Any]) -> dict[str, dict[int, _Level]]:
    out: dict[str, dict[int, _Level]] = {}
    for root in roots:
        for style in root.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style"):
            name = style.get(f"{_STYLE}name") or "Outline"
            out[name] = {int(level.get(f"{_TEXT}level") or 1): _level(level) for level in style}
    return out


def _level(node: Any) -> _Level:
    return _Level(
        format=node.get(f"{_STYLE}num-format") or "",
        prefix=node.get(f"{_STYLE}num-prefix") or "",
        suffix=node.get(f"{_STYLE}num-suffix") or "",
        start=int(node.get(f"{_TEXT}start-value") or 1),
        display=int(node.get(f"{_TEXT}display-levels") or 1),
        bullet=node.tag == f"{_TEXT}list-level-style-bullet",
    )


def _blocks(parent: Any, story: _Story, style: str | None, depth: int) -> None:
    for node in parent:
        tag = node.tag
        if tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            _paragraph(node, story, "")
        elif tag == f"{_TEXT}list":
            _list(node, story, node.get(f"{_TEXT}style-name") or style, depth + 1)
        elif tag == f"{_TABLE}table":
            _table(node, story)
        elif tag in {f"{_TEXT}section", f"{_TEXT}index-body", f"{_TEXT}table-of-content"} or tag.startswith(_DRAW):
            _blocks(node, story, style, depth)


def _list(node: Any, story: _Story, style: str | None, depth: int) -> None:
    name = style or ""
    counts = story.counters.setdefault(name, {})
    if depth > 30:
        return
    if node.get(f"{_TEXT}continue-numbering") != "true" and node.get(f"{_TEXT}continue-list") is None:
        counts.pop(depth, None)
    for item in node:
        if item.tag not in {f"{_TEXT}list-item", f"{_TEXT}list-header"}:
            continue
        first = item.tag == f"{_TEXT}list-item"
        given = item.get(f"{_TEXT}start-value")
        if given and given.isdigit():
            counts[depth] = int(given) - 1
        for child in item:
            if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                _paragraph(child, story, _label(story, name, depth) if first else "")
                first = False
            elif child.tag == f"{_TEXT}list":
                _list(child, story, child.get(f"{_TEXT}style-name") or style, depth + 1)


def _label(story: _Story, name: str, depth: int) -> str:
    counts = story.counters[name]
    levels = story.lists.get(name, {})
    shape = levels.get(depth, _Level())
    counts[depth] = counts.get(depth, shape.start - 1) + 1
    for lower in [at for at in counts if at > depth]:
        del counts[lower]
    if shape.bullet:
        return "-"
    if not shape.format:
        return ""
    shown = range(max(1, depth - shape.display + 1), depth + 1)
    numbers = [spell(counts.get(at, 1), _FORMATS.get(levels.get(at, shape).format, "decimal")) for at in shown]
    return f"{shape.prefix}{'.'.join(numbers)}{shape.suffix}".strip()


def _paragraph(node: Any, story: _Story, label: str) -> None:
    story.paragraph += 1
    look = story.looks.get(node.get(f"{_TEXT}style-name") or "", _Look())
    frames: list[Any] = []
    runs = list(_runs(node, story, look, frames))
    text = "".join(words for words, _ in runs)
    letters = sum(len(words.strip()) for words, _ in runs)
    bold = True if sum(len(words.strip()) for words, strong in runs if strong) * 2 > letters else None
    for at, line in enumerate(text.split("\n")):
        words = line.strip()
        if not words:
            continue
        number = label if at == 0 and label else None
        kind = "cell" if story.cell is not None else "heading" if node.tag == f"{_TEXT}h" else "paragraph"
        piece = Piece(f"{number} {words}" if number else words, kind, story.part, story.paragraph, label=number)  # type: ignore[arg-type]
        piece.bold, piece.align = bold, look.align
        for name, value in (story.cell or {}).items():
            setattr(piece, name, value)
        story.pieces.append(piece)
    for frame in frames:
        _blocks(frame, story, None, 0)


def _runs(node: Any, story: _Story, look: _Look, frames: list[Any]) -> Iterator[tuple[str, bool]]:
    if node.text:
        yield _words(node.text, story, look), bool(look.bold)
    for child in node:
        tag = child.tag
        if tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), 200), False
        elif tag == f"{_TEXT}tab":
            yield "\t", False
        elif tag == f"{_TEXT}line-break":
            yield "\n", False
        elif tag == f"{_TEXT}note":
            story.notes.extend(child.iterfind(f"{_TEXT}note-body"))
        elif tag.startswith(_DRAW):
            frames.extend(child.iter(f"{_DRAW}text-box"))
        elif tag not in {f"{_TEXT}change", f"{_OFFICE}annotation", f"{_TEXT}bookmark"}:
            own = story.looks.get(child.get(f"{_TEXT}style-name") or "")
            inner = _Look(look.bold if own is None or own.bold is None else own.bold, look.align, (own.font if own else None) or look.font)
            yield from _runs(child, story, inner, frames)
        if child.tail:
            yield _words(child.tail, story, look), bool(look.bold)


def _words(text: str, story: _Story, look: _Look) -> str:
    words = text.replace("\n", " ").replace("\r", " ")
    words, scheme = legacy.in_font(words, look.font)
    if scheme is not None:
        story.schemes[scheme] = story.schemes.get(scheme, 0) + len(words)
    return words


def _table(node: Any, story: _Story) -> None:
    if story.cell is not None:
        for cell in node.iter(f"{_TABLE}table-cell"):
            if next(cell.iterancestors(f"{_TABLE}table")) is node:
                _blocks(cell, story, None, 0)
        return
    table, story.tables = story.tables, story.tables + 1
    row = 0
    for tr in node.iter(f"{_TABLE}table-row"):
        if next(tr.iterancestors(f"{_TABLE}table")) is not node:
            continue
        column = 0
        for td in tr:
            if td.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                continue
            repeat = min(int(td.get(f"{_TABLE}number-columns-repeated") or 1), MAX_REPEAT)
            if td.tag == f"{_TABLE}table-cell":
                high, wide = (int(td.get(f"{_TABLE}number-{side}-spanned") or 1) for side in ("rows", "columns"))
                story.cell = {"table": table, "row": row, "column": column, "row_span": high, "column_span": wide}
                before = len(story.pieces)
                _blocks(td, story, None, 0)
                if len(story.pieces) == before:
                    story.pieces.append(Piece("", "cell", story.part, story.paragraph, **story.cell))  # type: ignore[arg-type]
                story.cell = None
            column += repeat
        row += 1
