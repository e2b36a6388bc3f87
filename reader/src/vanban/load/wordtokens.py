"""WordprocessingML cut by one pattern into the few pieces that carry words, numbers and tables, several times faster than a tree.

What Word and LibreOffice write is cut as it is. A part in another encoding, with another prefix, with comments or raw sections goes
through lxml first, which gives the same text in the usual form; a part that is not well-formed is refused there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from vanban.errors import DamagedFile
from vanban.late import late

_SETTINGS = r"((?:\s*<(?!/w:{0}>)[^>]*>)*)\s*</w:{0}>"
_RUN_SETTINGS = rf"(?:\s*<w:rPr>{_SETTINGS.format('rPr')})?"
_OTHERS = (
    "t", "tab", "br", "tc", "tr", "tbl", "gridSpan", "vMerge", "p", "txbxContent", "del", "cr", "noBreakHyphen", "sym", "ptab",
    "gridBefore", "moveFrom", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange", "footnote", "endnote",
    "showingPlcHdr",
)  # fmt: skip
_CLOSED = ("tc", "tr", "tbl", "txbxContent", "footnote", "endnote")
# The last group of each branch tells which one matched. A paragraph takes its first run with it, and a run the end of its paragraph:
# most paragraphs are then one piece.
PARAGRAPH, RUN, END, CLOSE, OPEN_RUN, OTHER, FOREIGN = 5, 9, 10, 11, 13, 16, 18
_WORDS = rf"<w:r(?:\s[^>]*)?>{_RUN_SETTINGS}<w:t(?:\s[^>]*)?>([^<]*)</w:t></w:r>"
_TOKEN = late(
    rf"<w:p(?:\s[^>]*)?(?<!/)>(?:\s*<w:pPr>{_SETTINGS.format('pPr')})?(?:{_WORDS})?(</w:p>)?()"
    rf"|{_WORDS}(</w:p>)?()"
    rf"|(</w:p>)|</w:({'|'.join(_CLOSED)})>"
    rf"|<w:r(?:\s[^>]*)?>{_RUN_SETTINGS}()"
    rf"|<w:({'|'.join(_OTHERS)})(?=[\s/>])([^>]*)>([^<]*)"
    r"|<(mc:Fallback|m:t)(?=[\s/>])[^>]*>([^<]*)"
)
SKIPPED = frozenset(["del", "moveFrom", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"])
_PROMPT = "showingPlcHdr"
"""A content control that nobody filled in yet, and shows what to write there."""
_ATTRIBUTE = late(r'\bw:(\w+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_SETTING = late(r"<w:(pStyle|numId|ilvl|jc|del|rStyle|b|vanish|rFonts)(?=[\s/>])([^>]*)>")
_HEAD = late(r"<w:(document|footnotes|endnotes|hdr|ftr)\b")
_NAMESPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_OFF = frozenset(["0", "false", "none", "off"])


@dataclass(slots=True)
class ParagraphSettings:
    """What w:pPr says."""

    style: str | None = None
    num_id: str | None = None
    level: int | None = None
    align: str | None = None
    mark_deleted: bool = False


@dataclass(slots=True)
class RunSettings:
    """What w:rPr says."""

    style: str | None = None
    bold: bool | None = None
    hidden: bool | None = None
    font: str | None = None


def tokens(raw: bytes, what: str) -> Iterator[re.Match[str]]:
    """The pieces of one part of a .docx; `lastindex` tells the kind. Raises DamagedFile when the part is not well-formed."""
    return _cut(_plain(raw) or _normalised(raw, what))


def _plain(raw: bytes) -> str | None:
    """The part as text when the pattern may cut it as it stands."""
    if b"<!" in raw or raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    head = _HEAD.search(text, 0, 6000)
    return text if head is not None and text.rstrip().endswith(f"</w:{head[1]}>") else None


def _normalised(raw: bytes, what: str) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFile(f"Nội dung {what} bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error
    text = etree.tostring(root, encoding="unicode")
    prefixes = {prefix for prefix, space in root.nsmap.items() if space in _NAMESPACES}
    if prefixes and "w" not in prefixes:
        prefix = next(iter(prefixes))
        tag = rf"(</?){re.escape(prefix)}:" if prefix else r"(</?)(?=\w+[\s/>])"
        text = re.sub(tag, r"\1w:", text)
        if prefix:
            text = re.sub(rf"(\s){re.escape(prefix)}:(?=\w+=)", r"\1w:", text)
    return text


def _cut(text: str) -> Iterator[re.Match[str]]:
    search = _TOKEN.search
    tracked = "PrChange" in text
    found = search(text, 0)
    while found is not None:
        at = found.end()
        kind = found.lastindex
        if kind == OTHER and found[14] in SKIPPED and not found[15].endswith("/"):
            at = _behind(text, f"w:{found[14]}", at)
        elif kind == OTHER and found[14] == _PROMPT:
            at = _behind(text, "w:sdt", at)
        elif kind == FOREIGN and found[17] == "mc:Fallback":
            at = _behind(text, "mc:Fallback", at)
        else:
            if kind == PARAGRAPH and tracked and found[1] and "<w:pPrChange" in found[1]:
                at = _behind(text, "w:pPrChange", text.index("<w:pPrChange", found.start()) + 1)
            elif kind == OPEN_RUN and tracked and found[12] and "<w:rPrChange" in found[12]:
                at = _behind(text, "w:rPrChange", text.index("<w:rPrChange", found.start()) + 1)
            yield found
        found = search(text, at)


def _behind(text: str, name: str, at: int) -> int:
    """The place behind the end of an element whose start has just been read; elements of its kind may stand inside."""
    edge = re.compile(rf"<(/?){name}(?=[\s/>])([^>]*)>")
    depth = 1
    for found in edge.finditer(text, at):
        if found[1]:
            depth -= 1
        elif not found[2].endswith("/"):
            depth += 1
        if depth == 0:
            return found.end()
    return len(text)


def words_of(text: str) -> str:
    """Text of an element with its entities written out."""
    return html.unescape(text) if "&" in text else text


def attribute(attributes: str, name: str = "val") -> str | None:
    """One attribute out of the text of a tag."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return words_of(found[2] if found[2] is not None else found[3])
    return None


@lru_cache(maxsize=4096)
def paragraph_settings(fragment: str) -> ParagraphSettings:
    """Settings out of the inside of a w:pPr; what was before a tracked change is left out."""
    out = ParagraphSettings()
    for name, attributes in _settings(fragment, "<w:pPrChange"):
        value = attribute(attributes)
        if name == "pStyle":
            out.style = value
        elif name == "numId":
            out.num_id = value
        elif name == "ilvl":
            out.level = int(value) if value and value.isdigit() else 0
        elif name == "jc":
            out.align = value
        elif name == "del":
            out.mark_deleted = True
    return out


@lru_cache(maxsize=4096)
def run_settings(fragment: str) -> RunSettings:
    """Settings out of the inside of a w:rPr."""
    out = RunSettings()
    for name, attributes in _settings(fragment, "<w:rPrChange"):
        if name == "rStyle":
            out.style = attribute(attributes)
        elif name == "b":
            out.bold = attribute(attributes) not in _OFF
        elif name == "vanish":
            out.hidden = attribute(attributes) not in _OFF
        elif name == "rFonts":
            out.font = attribute(attributes, "ascii") or attribute(attributes, "hAnsi")
    return out


def _settings(fragment: str, change: str) -> list[tuple[Any, ...]]:
    return _SETTING.findall(fragment.split(change, 1)[0])
