"""The form of a .docx: pages, and lines with the look their letters have, styles worked out."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from vanban.clean import one_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIP = 25.4 / 1440
_FIRST, _LAST = 200, 100
"""Paragraphs and tables looked at, from either end: a form shows in its head, its foot and a good part of its body."""


_CELLS = 60
"""Paragraphs looked at in one table: enough for the blocks of head and foot."""


class Look(NamedTuple):
    """How letters look: size in points, font, weight, slant, colour; None where nothing says so."""

    size: float | None = None
    font: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    color: str | None = None
    align: str | None = None
    first_line: float | None = None
    left: float | None = None
    before: float | None = None
    after: float | None = None
    line: float | None = None
    rule: str | None = None

    def over(self, other: Look) -> Look:
        """This look, with what it does not say taken from another."""
        return Look._make([own if own is not None else below for own, below in zip(self, other, strict=True)])


@dataclass(frozen=True, slots=True)
class Line:
    """A printed paragraph, or a part of one up to a line break, with the look of most of its letters."""

    text: str
    look: Look
    in_table: bool
    bold: float
    italic: float
    sizes: Counter[float]
    fonts: Counter[str]
    colors: Counter[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One section: millimetres, and whether its first page has a header of its own."""

    width: float
    height: float
    margins: dict[str, float]
    own_first: bool
    header_number: bool
    footer_number: bool


@dataclass(slots=True)
class Form:
    """Everything rules of form ask."""

    pages: list[Page] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_form(data: bytes) -> Form | None:
    """The form of the file; None when its parts are not where they belong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive).form()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, SyntaxError, NotImplementedError):
        return None


class _Reader:
    """One archive being read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.body = self._xml("word/document.xml").find(f"{_W}body")
        self.styles: dict[str, tuple[str | None, Look]] = {}
        self.base = Look()
        self.default: str | None = None
        self.resolved: dict[str | None, Look] = {}

    def _xml(self, name: str) -> Any:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self.archive.read(name), parser)

    def form(self) -> Form:
        self._styles()
        parts = list(self.body)
        if len(parts) > _FIRST + _LAST:
            parts = parts[:_FIRST] + parts[-_LAST:]
        lines: list[Line] = []
        for part in parts:
            for paragraph in islice(part.iter(f"{_W}p"), _CELLS):
                lines += self._lines(paragraph, in_table=part.tag == f"{_W}tbl")
        return Form([self._page(section) for section in self._sections()], lines)

    def _sections(self) -> list[Any]:
        ends = (part if part.tag == f"{_W}sectPr" else part.find(f"{_W}pPr/{_W}sectPr") for part in self.body)
        return [end for end in ends if end is not None]

    def _styles(self) -> None:
        if "word/styles.xml" not in self.archive.namelist():
            return
        root = self._xml("word/styles.xml")
        defaults = root.find(f"{_W}docDefaults")
        if defaults is not None:
            self.base = _look(defaults.find(f"{_W}rPrDefault/{_W}rPr"), defaults.find(f"{_W}pPrDefault/{_W}pPr"))
            if self.base.font is None:
                self.base = self.base._replace(font=self.theme)
        for style in root.iterfind(f"{_W}style"):
            key = style.get(f"{_W}styleId")
            based = style.find(f"{_W}basedOn")
            look = _look(style.find(f"{_W}rPr"), style.find(f"{_W}pPr"))
            self.styles[key] = (None if based is None else based.get(f"{_W}val"), look)
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") == "1":
                self.default = key

    @cached_property
    def theme(self) -> str | None:
        """The font of the theme, for text that names none."""
        if "word/theme/theme1.xml" not in self.archive.namelist():
            return None
        node = self._xml("word/theme/theme1.xml").find(".//{*}minorFont/{*}latin")
        return None if node is None else node.get("typeface")

    def _style(self, key: str | None) -> Look:
        if key not in self.resolved:
            chain, seen = Look(), set()
            at = key
            while at is not None and at not in seen and at in self.styles:
                seen.add(at)
                based, look = self.styles[at]
                chain = chain.over(look)
                at = based
            self.resolved[key] = chain
        return self.resolved[key]

    def _lines(self, paragraph: Any, *, in_table: bool) -> Iterator[Line]:
        properties = paragraph.find(f"{_W}pPr")
        style = None if properties is None else properties.find(f"{_W}pStyle")
        key = self.default if style is None else style.get(f"{_W}val")
        whole = _look(None, properties).over(self._style(key)).over(self.base)
        parts: list[list[tuple[str, Look]]] = [[]]
        for run in paragraph.iter(f"{_W}r"):
            look = self._run(run, whole)
            for child in run:
                if child.tag == f"{_W}t" and child.text:
                    parts[-1].append((child.text, look))
                elif child.tag == f"{_W}tab":
                    parts[-1].append((" ", look))
                elif child.tag == f"{_W}br" and child.get(f"{_W}type") is None:
                    parts.append([])
        yield from (_line(part, whole, in_table=in_table) for part in parts if any(words.strip() for words, _ in part))

    def _run(self, run: Any, whole: Look) -> Look:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return whole
        own = _look(properties, None)
        style = properties.find(f"{_W}rStyle")
        return own.over(self._style(style.get(f"{_W}val"))).over(whole) if style is not None else own.over(whole)

    def _page(self, section: Any) -> Page:
        size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
        sides = (
            {}
            if margin is None
            else {side: _twips(margin, side) for side in ("top", "bottom", "left", "right") if margin.get(f"{_W}{side}")}
        )
        first = section.find(f"{_W}titlePg")
        return Page(
            width=0.0 if size is None else _twips(size, "w"),
            height=0.0 if size is None else _twips(size, "h"),
            margins=sides,
            own_first=first is not None and first.get(f"{_W}val") not in {"0", "false"},
            header_number=self._numbered(section, "headerReference"),
            footer_number=self._numbered(section, "footerReference"),
        )

    def _numbered(self, section: Any, kind: str) -> bool:
        for reference in section.iterfind(f"{_W}{kind}"):
            target = self.parts.get(reference.get(f"{_R}id") or "")
            if reference.get(f"{_W}type") != "first" and target and re.search(rb"\bPAGE\b", self.archive.read(f"word/{target}")):
                return True
        return False

    @cached_property
    def parts(self) -> dict[str, str]:
        """Parts by the id of their relation."""
        name = "word/_rels/document.xml.rels"
        if name not in self.archive.namelist():
            return {}
        return {node.get("Id"): node.get("Target") for node in self._xml(name) if f"word/{node.get('Target')}" in self.archive.namelist()}


def _twips(node: Any, name: str) -> float:
    return float(node.get(f"{_W}{name}") or 0) * _TWIP


def _look(run: Any, paragraph: Any) -> Look:
    letters = {} if run is None else _letters(run)
    return Look(**letters, **({} if paragraph is None else _setting(paragraph)))


def _letters(run: Any) -> dict[str, Any]:
    size, fonts, color = run.find(f"{_W}sz"), run.find(f"{_W}rFonts"), run.find(f"{_W}color")
    return {
        "size": None if size is None else float(size.get(f"{_W}val") or 0) / 2,
        "font": None if fonts is None else fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi"),
        "bold": _switch(run.find(f"{_W}b")),
        "italic": _switch(run.find(f"{_W}i")),
        "color": None if color is None else color.get(f"{_W}val"),
    }


def _setting(paragraph: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    align, indent, spacing = paragraph.find(f"{_W}jc"), paragraph.find(f"{_W}ind"), paragraph.find(f"{_W}spacing")
    out["align"] = None if align is None else align.get(f"{_W}val")
    if indent is not None:
        out["first_line"] = _either(indent, "firstLine", "hanging")
        out["left"] = _optional(indent, "left")
    if spacing is not None:
        line = spacing.get(f"{_W}line")
        out["before"], out["after"] = _points(spacing, "before"), _points(spacing, "after")
        out["rule"] = spacing.get(f"{_W}lineRule") or ("auto" if line else None)
        out["line"] = None if line is None else float(line) / (240 if out["rule"] == "auto" else 20)
    return out


def _switch(node: Any) -> bool | None:
    return None if node is None else node.get(f"{_W}val") not in {"0", "false", "none"}


def _optional(node: Any, name: str) -> float | None:
    return _twips(node, name) if node.get(f"{_W}{name}") is not None else None


def _either(node: Any, name: str, negative: str) -> float | None:
    value = _optional(node, negative)
    return -value if value is not None else _optional(node, name)


def _points(node: Any, name: str) -> float | None:
    if node.get(f"{_W}{name}Autospacing") in {"1", "true"}:
        return 14.0
    value = node.get(f"{_W}{name}")
    return None if value is None else float(value) / 20


def _line(parts: list[tuple[str, Look]], whole: Look, *, in_table: bool) -> Line:
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    colors: Counter[str] = Counter()
    bold = italic = total = 0
    for words, look in parts:
        letters = len(words.strip())
        total += letters
        sizes[look.size or 10.0] += letters
        fonts[look.font or "Times New Roman"] += letters
        colors[(look.color or "auto").lower()] += letters
        bold += letters if look.bold else 0
        italic += letters if look.italic else 0
    text = one_line("".join(words for words, _ in parts))
    return Line(text, whole, in_table, bold / max(total, 1), italic / max(total, 1), sizes, fonts, colors)
