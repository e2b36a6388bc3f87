""".docx by its XML: automatic numbers, merged cells, tracked changes, fields, text boxes, footnotes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from vanban.errors import DamagedFile, EncryptedFile, TooLarge, UnsupportedFormat
from vanban.load import numbering
from vanban.load.base import Parts, Piece
from vanban.load.numbering import Numbering, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
_ALIGN = {"both": "justify", "center": "center", "right": "right", "end": "right", "left": "left", "start": "left", "distribute": "justify"}


@dataclass(slots=True)
class Style:
    """What a paragraph style gives: list, level, bold, alignment, and the style it is based on."""

    based_on: str | None = None
    num_id: str | None = None
    level: int | None = None
    bold: bool | None = None
    align: str | None = None


@dataclass(slots=True)
class Story:
    """State while walking one document."""

    numbering: Numbering
    styles: dict[str, Style]
    default_style: str | None
    pieces: list[Piece] = field(default_factory=list)
    part: str = "body"
    paragraph: int = 0
    tables: int = 0


def load_docx(data: bytes) -> Parts:
    """Pieces of a .docx. Raises DamagedFile, EncryptedFile, TooLarge, UnsupportedFormat."""
    archive = _open(data)
    document = _xml(archive, "word/document.xml")
    if document is None:
        raise UnsupportedFormat("Tệp không phải văn bản Word (.docx). Hãy mở bằng Word, lưu thành .docx rồi gửi lại.")
    styles, default = _styles(_xml(archive, "word/styles.xml"))
    story = Story(numbering.parse(_xml(archive, "word/numbering.xml")), styles, default)
    body = document.find(f"{W}body")
    if body is not None:
        _blocks(body, story, {})
    notes = _xml(archive, "word/footnotes.xml")
    if notes is not None:
        story.part = "footnote"
        for note in notes.iterfind(f"{W}footnote"):
            if note.get(f"{W}type") is None:
                _blocks(note, story, {})
    return Parts(story.pieces)


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedFile("Tệp .docx bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > 20_000_000 and unpacked > MAX_RATIO * max(len(data), 1)):
        raise TooLarge("Tệp .docx giải nén ra quá lớn so với dung lượng, có thể là tệp gây hại. Hãy lưu lại từ Word rồi gửi lại.")
    if any(member.filename == "EncryptedPackage" or member.flag_bits & 1 for member in members):
        raise EncryptedFile("Tệp .docx được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    return archive


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        raw = archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise DamagedFile("Tệp .docx bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error
    except RuntimeError as error:
        raise EncryptedFile("Tệp .docx được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
    try:
        return etree.fromstring(
            raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except etree.XMLSyntaxError as error:
        raise DamagedFile("Nội dung tệp .docx bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error


def _styles(root: Any) -> tuple[dict[str, Style], str | None]:
    out: dict[str, Style] = {}
    default = None
    if root is None:
        return out, None
    for style in root.iterfind(f"{W}style"):
        if style.get(f"{W}type") != "paragraph":
            continue
        key = style.get(f"{W}styleId")
        if style.get(f"{W}default") == "1":
            default = key
        based = style.find(f"{W}basedOn")
        made = Style(based_on=None if based is None else based.get(f"{W}val"))
        properties = style.find(f"{W}pPr")
        if properties is not None:
            made.num_id, made.level = _num_of(properties)
            made.align = _align_of(properties)
        runs = style.find(f"{W}rPr")
        made.bold = None if runs is None else _switch(runs.find(f"{W}b"))
        out[key] = made
    return out, default


def _num_of(properties: Any) -> tuple[str | None, int | None]:
    num = properties.find(f"{W}numPr")
    if num is None:
        return None, None
    num_id, level = num.find(f"{W}numId"), num.find(f"{W}ilvl")
    return (
        None if num_id is None else num_id.get(f"{W}val"),
        None if level is None else int(level.get(f"{W}val") or 0),
    )


def _align_of(properties: Any) -> str | None:
    align = properties.find(f"{W}jc")
    return None if align is None else _ALIGN.get(align.get(f"{W}val") or "")


def _switch(node: Any) -> bool | None:
    return None if node is None else node.get(f"{W}val") not in {"0", "false", "none"}


def _inherited(story: Story, style_id: str | None, name: str) -> Any:
    seen: set[str] = set()
    key = style_id or story.default_style
    while key is not None and key not in seen:
        seen.add(key)
        style = story.styles.get(key)
        if style is None:
            return None
        value = getattr(style, name)
        if value is not None:
            return value
        key = style.based_on
    return None


def _blocks(parent: Any, story: Story, cell: dict[str, Any]) -> None:
    for node in parent:
        tag = node.tag
        if tag == f"{W}p":
            _paragraph(node, story, cell)
        elif tag == f"{W}tbl":
            _table(node, story, cell)
        elif tag in {f"{W}sdt", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}:
            inner = node.find(f"{W}sdtContent")
            _blocks(node if inner is None else inner, story, cell)


def _paragraph(node: Any, story: Story, cell: dict[str, Any]) -> None:
    properties = node.find(f"{W}pPr")
    style_id = None
    num_id: str | None = None
    level: int | None = None
    align = None
    if properties is not None:
        style = properties.find(f"{W}pStyle")
        style_id = None if style is None else style.get(f"{W}val")
        num_id, level = _num_of(properties)
        align = _align_of(properties)
    label = _label(story, style_id, num_id, level) if not _deleted_mark(properties) else ""
    runs: list[tuple[str, bool]] = []
    boxes: list[Any] = []
    _runs(node, story, runs, boxes, style_bold=bool(_inherited(story, style_id, "bold")))
    story.paragraph += 1
    _emit(story, cell, runs, label, align or _inherited(story, style_id, "align"))
    for box in boxes:
        _blocks(box, story, cell)


def _deleted_mark(properties: Any) -> bool:
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def _label(story: Story, style_id: str | None, num_id: str | None, level: int | None) -> str:
    if num_id is None:
        num_id = _inherited(story, style_id, "num_id")
        if level is None:
            level = _level_by_style(story, num_id, style_id)
    if level is None:
        level = _inherited(story, style_id, "level") or 0
    return story.numbering.label(num_id, level) if num_id and num_id != "0" else ""


def _level_by_style(story: Story, num_id: str | None, style_id: str | None) -> int | None:
    levels = story.numbering.abstract.get(story.numbering.of_num.get(num_id or "", ""), {})
    return next((at for at, shape in levels.items() if shape.style is not None and shape.style == style_id), None)


def _emit(story: Story, cell: dict[str, Any], runs: list[tuple[str, bool]], label: str, align: str | None) -> None:
    text = "".join(words for words, _ in runs)
    lines = text.split("\n") if "\n" in text else [text]
    letters = sum(len(words.strip()) for words, _ in runs)
    bold = letters > 0 and sum(len(words.strip()) for words, strong in runs if strong) * 2 > letters
    for at, line in enumerate(lines):
        words = line.strip()
        if at == 0 and label and words:
            words = f"{label} {words}"
        if not words and (cell or not label):
            continue
        if words:
            story.pieces.append(
                Piece(
                    words,
                    kind="cell" if cell else "paragraph",
                    part=story.part,
                    paragraph=story.paragraph,
                    bold=bold or None,
                    align=align,
                    label=label if at == 0 and label else None,
                    **cell,
                )
            )


_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}fldChar", f"{MC}Fallback"}
_TEXT = f"{W}t"
_RUN = f"{W}r"
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "", f"{W}ptab": "\t"}


def _runs(node: Any, story: Story, runs: list[tuple[str, bool]], boxes: list[Any], *, style_bold: bool) -> None:
    """Collect the words of a paragraph; text boxes are put aside and read after it. Field codes and deleted text are left out."""
    for child in node:
        tag = child.tag
        if tag == _RUN:
            _run(child, runs, boxes, style_bold=style_bold)
        elif tag not in _SKIPPED and isinstance(tag, str):
            _runs(child, story, runs, boxes, style_bold=style_bold)


def _run(run: Any, runs: list[tuple[str, bool]], boxes: list[Any], *, style_bold: bool) -> None:
    properties = run.find(f"{W}rPr")
    bold: bool | None = None
    if properties is not None:
        if _switch(properties.find(f"{W}vanish")):
            return
        bold = _switch(properties.find(f"{W}b"))
    words = []
    for child in run:
        tag = child.tag
        if tag == _TEXT:
            words.append(child.text or "")
        elif tag in _BREAKS:
            words.append("" if child.get(f"{W}type") == "page" else _BREAKS[tag])
        elif tag == f"{W}sym":
            words.append("-" if (child.get(f"{W}font") or "").startswith(("Symbol", "Wingdings")) else "")
        elif tag in {f"{MC}AlternateContent", f"{W}drawing", f"{W}pict", f"{W}object"}:
            boxes.extend(_text_boxes(child))
    if words:
        runs.append(("".join(words), style_bold if bold is None else bold))


def _text_boxes(node: Any) -> list[Any]:
    found = [box for choice in node.iterfind(f"{MC}Choice") for box in choice.iter(f"{W}txbxContent")]
    return found or [box for box in node.iter(f"{W}txbxContent") if not any(a.tag == f"{MC}Fallback" for a in box.iterancestors())]


def _table(node: Any, story: Story, cell: dict[str, Any]) -> None:
    if cell:
        # A table inside a cell: its words belong to that cell.
        for inner in node.iter(f"{W}p"):
            _paragraph(inner, story, cell)
        return
    table = story.tables
    story.tables += 1
    first_piece: dict[int, tuple[int, int]] = {}
    for row, tr in enumerate(_rows(node)):
        column = _grid_before(tr)
        for tc in _cells(tr):
            properties = tc.find(f"{W}tcPr")
            span, merge = _spans(properties)
            if merge == "continue" and column in first_piece:
                _grow(story, first_piece[column], row)
            else:
                begun = len(story.pieces)
                where = {"table": table, "row": row, "column": column, "column_span": span}
                _blocks(tc, story, where)
                if len(story.pieces) == begun:
                    story.pieces.append(Piece("", kind="cell", part=story.part, paragraph=story.paragraph, **where))
                first_piece[column] = (begun, len(story.pieces))
                if merge != "restart":
                    del first_piece[column]
            column += span


def _rows(node: Any) -> list[Any]:
    return [tr for tr in node.iter(f"{W}tr") if next(a for a in tr.iterancestors(f"{W}tbl")) is node and tr.find(f"{W}trPr/{W}del") is None]


def _cells(tr: Any) -> list[Any]:
    out = []
    for child in tr:
        if child.tag == f"{W}tc":
            out.append(child)
        elif child.tag == f"{W}sdt":
            out.extend(child.iterfind(f"{W}sdtContent/{W}tc"))
    return out


def _grid_before(tr: Any) -> int:
    before = tr.find(f"{W}trPr/{W}gridBefore")
    return int(before.get(f"{W}val") or 0) if before is not None else 0


def _spans(properties: Any) -> tuple[int, str | None]:
    if properties is None:
        return 1, None
    span, merge = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
    width = int(span.get(f"{W}val") or 1) if span is not None else 1
    return width, None if merge is None else merge.get(f"{W}val") or "continue"


def _grow(story: Story, pieces: tuple[int, int], row: int) -> None:
    for at in range(*pieces):
        piece = story.pieces[at]
        story.pieces[at] = replace(piece, row_span=row - (piece.row or 0) + 1)
