"""Web pages, whole or in pieces: paragraphs, list numbers, tables with spans; what is not text (menus, scripts, hidden parts) stays out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from vanban import legacy
from vanban.errors import DamagedFile
from vanban.late import late
from vanban.load.base import Parts, Piece
from vanban.load.numbering import spell
from vanban.load.text import decode

_SKIPPED = frozenset(
    ["script", "style", "nav", "head", "noscript", "template", "svg", "button", "select", "textarea", "iframe", "object", "title", "input"]
)
_BLOCKS = frozenset(
    [
        *("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dt", "dd", "section", "article", "header", "footer"),
        *(
            "main",
            "aside",
            "ul",
            "ol",
            "dl",
            "figure",
            "figcaption",
            "form",
            "fieldset",
            "address",
            "center",
            "body",
            "hr",
            "caption",
            "tr",
        ),
    ]
)
_SPACE = late(r"\s+")
_HIDDEN = late(r"display\s*:\s*none|visibility\s*:\s*hidden", re.ASCII)
_ALIGN = late(r"text-align\s*:\s*(left|right|center|justify)", re.ASCII)
_WEIGHT = late(r"font-weight\s*:\s*(bold|[6-9]00|normal|400)", re.ASCII)
_FAMILY = late(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.ASCII)
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
MAX_SPAN = 200
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to its words."""

    bold: bool = False
    align: str | None = None
    font: str | None = None
    heading: bool = False
    keep: bool = False


@dataclass(slots=True)
class _Page:
    """State while walking."""

    pieces: list[Piece] = field(default_factory=list)
    words: list[tuple[str, bool]] = field(default_factory=list)
    look: _Look = field(default_factory=_Look)
    label: str | None = None
    cell: dict[str, int] | None = None
    tables: int = 0
    paragraph: int = 0
    schemes: dict[str, int] = field(default_factory=dict)


def load_html(data: bytes) -> Parts:
    """Pieces of a page. Raises DamagedFile."""
    text, encoding = decode(data)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFile("Trang .html không đọc được. Hãy mở bằng trình duyệt, lưu lại rồi gửi lại.") from error
    page = _Page()
    if root is not None:
        _walk(root, page, _Look(), 0)
        _flush(page)
    if not page.schemes and encoding == "unicode":
        encoding = legacy.in_pieces(page.pieces)
    return Parts(page.pieces, encoding=max(page.schemes, key=lambda name: page.schemes[name], default=encoding))


def _walk(node: Any, page: _Page, look: _Look, depth: int) -> None:
    tag = node.tag
    if not isinstance(tag, str) or tag in _SKIPPED or _hidden(node) or depth > MAX_DEPTH:
        return
    look = _looked(node, look)
    if tag in {"br", "table"}:
        _broken(node, page, look, depth)
        return
    block = tag in _BLOCKS
    if block:
        _flush(page)
        page.look = look
        page.label = _label(node) if tag == "li" else page.label
    if node.text:
        _add(page, node.text, look)
    for child in node:
        _walk(child, page, look, depth + 1)
        if block or child.tag in _BLOCKS:
            page.look = look
        if child.tail:
            _add(page, child.tail, look)
    if block:
        _flush(page)
    if tag == "li":
        page.label = None


def _broken(node: Any, page: _Page, look: _Look, depth: int) -> None:
    """A line break or a table ends what stands before it."""
    _flush(page)
    if node.tag == "table":
        _table(node, page, look, depth)
        _flush(page)


def _hidden(node: Any) -> bool:
    return node.get("hidden") is not None or _HIDDEN.search(node.get("style") or "") is not None


def _looked(node: Any, look: _Look) -> _Look:
    tag, style = node.tag, node.get("style") or ""
    changes: dict[str, Any] = {}
    if tag in {"b", "strong", "th"}:
        changes["bold"] = True
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        changes.update(bold=True, heading=True)
    if tag == "center":
        changes["align"] = "center"
    if tag == "pre":
        changes["keep"] = True
    if node.get("align") in {"left", "right", "center", "justify"}:
        changes["align"] = node.get("align")
    if node.get("face"):
        changes["font"] = node.get("face").split(",")[0].strip()
    if style:
        changes.update(_styled(style))
    return replace(look, **changes) if changes else look


def _styled(style: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    align, weight, family = _ALIGN.search(style), _WEIGHT.search(style), _FAMILY.search(style)
    if align:
        out["align"] = align[1]
    if weight:
        out["bold"] = weight[1] not in {"normal", "400"}
    if family:
        out["font"] = family[1].strip()
    return out


def _add(page: _Page, words: str, look: _Look) -> None:
    if look.font is not None:
        words, scheme = legacy.in_font(words, look.font)
        if scheme is not None:
            page.schemes[scheme] = page.schemes.get(scheme, 0) + len(words)
    if look.keep and "\n" in words:
        for line in words.split("\n"):
            page.words.append((line, look.bold))
            _flush(page)
        return
    page.words.append((words, look.bold))


def _flush(page: _Page) -> None:
    """What has been gathered becomes a piece."""
    if not page.words:
        return
    text = _SPACE.sub(" ", "".join(words for words, _ in page.words)).strip()
    letters = sum(len(words.strip()) for words, _ in page.words)
    strong = sum(len(words.strip()) for words, bold in page.words if bold)
    page.words.clear()
    if not text:
        return
    label, page.label = page.label, None
    page.paragraph += 1
    kind = "cell" if page.cell is not None else "heading" if page.look.heading else "paragraph"
    piece = Piece(f"{label} {text}" if label else text, kind, paragraph=page.paragraph, label=label)  # type: ignore[arg-type]
    piece.bold, piece.align = (True if strong * 2 > letters else None), page.look.align
    if page.cell is not None:
        for name, value in page.cell.items():
            setattr(piece, name, value)
    page.pieces.append(piece)


def _label(node: Any) -> str | None:
    """The number a browser prints before an item; a bullet is a dash."""
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return "-" if parent is not None and parent.tag == "ul" else None
    number = _whole(parent.get("start"), 1) - 1
    for item in parent.iterchildren("li"):
        number = _whole(item.get("value"), number + 1)
        if item is node:
            break
    return f"{spell(number, _FORMATS.get(node.get('type') or parent.get('type') or '1', 'decimal'))}."


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.lstrip("-").isdigit() and len(value) < 7 else default


def _table(node: Any, page: _Page, look: _Look, depth: int) -> None:
    if page.cell is not None:
        # A table inside a cell: its words belong to that cell.
        for row in _rows(node):
            for child in row:
                _walk(child, page, look, depth + 1)
                _flush(page)
        return
    table, page.tables = page.tables, page.tables + 1
    taken: dict[tuple[int, int], bool] = {}
    rows = _rows(node)
    for at, tr in enumerate(rows):
        column = 0
        for td in tr.iterchildren("td", "th"):
            while taken.get((at, column)):
                column += 1
            wide = min(max(_whole(td.get("colspan"), 1), 1), MAX_SPAN)
            high = min(max(_whole(td.get("rowspan"), 1), 1), len(rows) - at)
            taken.update({(at + down, column + across): True for down in range(high) for across in range(wide)})
            page.cell = {"table": table, "row": at, "column": column, "row_span": high, "column_span": wide}
            _cell(td, page, look, depth)
            column += wide
    page.cell = None


def _rows(node: Any) -> list[Any]:
    """The rows of a table itself, not those of tables inside it."""
    out: list[Any] = []
    for child in node:
        if child.tag == "tr":
            out.append(child)
        elif child.tag != "table":
            out.extend(_rows(child))
    return out


def _cell(td: Any, page: _Page, look: _Look, depth: int) -> None:
    before = len(page.pieces)
    page.look = look = _looked(td, look)
    if td.text:
        _add(page, td.text, look)
    for child in td:
        _walk(child, page, look, depth + 2)
        page.look = look
        if child.tail:
            _add(page, child.tail, look)
    _flush(page)
    if len(page.pieces) == before and page.cell is not None:
        page.pieces.append(Piece("", "cell", paragraph=page.paragraph, **page.cell))  # type: ignore[arg-type]
