"""The .docx of an official document: Decree 30/2020/NĐ-CP, Annex I (A4, margins, Times New Roman, header and signature blocks).

python-docx makes the package; the body is written as WordprocessingML, because cell-by-cell calls are a hundred times slower on tables.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from lxml import etree

from vanban.late import late
from vanban.writing import measure, pictures
from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, Picture, SignatureBlock, Table

FONT = "Times New Roman"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARED = nsdecls("w")
# Annex I, part I.1: top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm.
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
PAGE_HEIGHT = 297
TEXT_WIDTH = 210 - LEFT - RIGHT
LEFT_COLUMN = 66
RIGHT_COLUMN = TEXT_WIDTH - LEFT_COLUMN
RULE_PART = 0.4
"""Rules under the issuer and the title are a third to a half of the line above."""
LETTER = "công văn"
"""The one type that is not printed: its subject stands under the number."""
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_BREAKS = late(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_REFUSED = late(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BODY, TABLE, HEAD, SMALL = 28, 24, 26, 22
"""Sizes in half-points: 14, 12, 13 and 11 pt."""


def to_docx(document: OfficialDocument) -> bytes:
    """The document as .docx bytes."""
    made = docx.Document()
    _page(made)
    page = etree.tostring(made.element.body.sectPr, encoding="unicode")
    shown = pictures.Album(made.part)
    parts = [*_pieces(document, shown), *(piece for annex in document.annexes for piece in _annex(annex, document, shown, page))]
    last = _turned(page, document.annexes[-1]) if document.annexes else page
    content = f"<w:document {nsdecls('w', 'r', 'wp', 'a', 'pic')}><w:body>{''.join(parts)}{last}</w:body></w:document>"
    if document.font != FONT:
        content = content.replace(f'"{FONT}"', f'"{escape(document.font)}"')
    made.part._element = parse_xml(content)  # moving elements between trees is quadratic in lxml
    _properties(made, document)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def body_xml(document: OfficialDocument, package: Any) -> list[Any]:
    """The paragraphs and tables of the body and the annexes alone, to stand in another .docx: `package` is the part they go into."""
    shown = pictures.Album(package)
    content = f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{''.join(_body(document.body, shown))}</w:body>"
    return list(parse_xml(content))


def _annex(annex: Annex, document: OfficialDocument, shown: pictures.Album, page: str) -> Iterator[str]:
    """A new section: the one before ends with the page set-up it had, in its last paragraph."""
    at = document.annexes.index(annex)
    before = page if at == 0 else _turned(page, document.annexes[at - 1])
    yield f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>{before}</w:pPr></w:p>'
    yield _paragraph(annex.label, size=BODY, bold=True, align="center")
    yield _paragraph(annex.title.upper(), size=BODY, bold=True, align="center")
    yield _paragraph(_enclosed(document), size=HEAD, italic=True, align="center")
    width = PAGE_HEIGHT - TOP - BOTTOM if annex.landscape else TEXT_WIDTH
    yield _rule(width * RULE_PART / 2, width)
    yield from _body(annex.body, shown, ended=False)


def _enclosed(document: OfficialDocument) -> str:
    """Annex I, part III.1.d: number and day stay blank in an annex of an electronic document."""
    year = document.date.year if document.date else (document.year_month or ("        ",))[0]
    name = "Công văn" if document.type == LETTER else f"{document.type[:1].upper()}{document.type[1:]}"
    return f"(Kèm theo {name} số        /{document.symbol} ngày      tháng      năm {year} của {document.issuer})"


def _turned(page: str, annex: Annex) -> str:
    """The page set-up of an annex: its numbers begin at 1; a wide one lies on its side."""
    made: Any = parse_xml(page)
    made.find(f"{{{W}}}pgMar").addnext(parse_xml(f'<w:pgNumType {_DECLARED} w:start="1"/>'))
    if annex.landscape:
        size = made.find(f"{{{W}}}pgSz")
        wide, high = size.get(f"{{{W}}}h"), size.get(f"{{{W}}}w")
        size.set(f"{{{W}}}w", wide)
        size.set(f"{{{W}}}h", high)
        size.set(f"{{{W}}}orient", "landscape")
    return etree.tostring(made, encoding="unicode")


def _page(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True  # Annex I, part I.7: no number on the first page
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(f"{{{W}}}eastAsia", FONT)
    style.element.rPr.append(parse_xml(f'<w:lang {_DECLARED} w:val="vi-VN"/>'))
    style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._p.append(parse_xml(f'<w:fldSimple {_DECLARED} w:instr="PAGE"><w:r>{_look(BODY)}<w:t>2</w:t></w:r></w:fldSimple>'))


def _properties(made: Any, document: OfficialDocument) -> None:
    about = made.core_properties
    about.title, about.author, about.language, about.comments = _plain(document.title), _plain(document.issuer), "vi-VN", ""
    day = document.date or (dt.date(*document.year_month, 1) if document.year_month else None)
    if day is not None:
        about.created = about.modified = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - OOXML times are UTC without a zone


def _pieces(document: OfficialDocument, shown: pictures.Album) -> Iterator[str]:
    yield _party_header(document) if document.party else _header(document)
    if document.type != LETTER:
        yield _paragraph(document.type.upper(), size=BODY, bold=True, align="center", before=240)
        yield _ruled(document.title, size=BODY, column=TEXT_WIDTH)
    yield from _body(document.body, shown)
    yield _paragraph("", size=HEAD)
    yield _closing(document.recipients, (document.signer, *document.cosigners))
    yield _paragraph("", size=2, spacing=False)  # a body may not end in a table


def _body(body: tuple[Heading | Paragraph | Table | Picture, ...], shown: pictures.Album, *, ended: bool = True) -> Iterator[str]:
    final = max((at for at, part in enumerate(body) if isinstance(part, Paragraph)), default=-1) if ended else -1
    for at, part in enumerate(body):
        if isinstance(part, Table):
            yield _paragraph("", size=12)
            yield _table(part)
            yield _paragraph("", size=16)
        elif isinstance(part, Picture):
            yield f'<w:p><w:pPr><w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/></w:pPr>{shown.run(part)}</w:p>'
        elif isinstance(part, Heading):
            yield _paragraph(f"{part.label} {part.text}", bold=part.level < 3, align="both", indent=True, keep=True)
        else:
            yield _paragraph(_ended(part.text) if at == final else part.text, align="both", indent=True)


def _ended(words: str) -> str:
    """The end mark "./." of the last paragraph (Annex I, part II.6)."""
    bare = words.rstrip()
    return bare if bare.endswith("./.") else bare.rstrip(".") + "./."


def _header(document: OfficialDocument) -> str:
    above = document.parent_issuer
    left = _even(above.upper(), size=TABLE, bold=False, column=LEFT_COLUMN) if above else ""
    left += _ruled(document.issuer.upper(), size=TABLE, column=LEFT_COLUMN)
    right = _paragraph(MOTTO[0], size=TABLE, bold=True, align="center") + _paragraph(MOTTO[1], size=HEAD, bold=True, align="center")
    right += _rule(measure.width(MOTTO[1], HEAD), RIGHT_COLUMN)
    joint = "-" if "/" in document.symbol else "/"  # party symbols: 31-CTr/TU
    number = _paragraph(f"Số: {document.number or '       '}{joint}{document.symbol}", size=HEAD, align="center", before=60)
    if document.type == LETTER:  # Annex I, part II.5.b
        number += _paragraph(f"V/v {document.title}", size=TABLE, align="center", before=60)
    place = _paragraph(place_and_day(document), size=HEAD, italic=True, align="center", before=60)
    return _columns((LEFT_COLUMN, RIGHT_COLUMN), [(left, right), (number, place)])


def _party_header(document: OfficialDocument) -> str:
    """Head of a party document; not checked against Hướng dẫn 05-HD/VPTW (2026)."""
    left = _paragraph((document.parent_issuer or "").upper(), size=TABLE, align="center") if document.parent_issuer else ""
    left += _paragraph(document.issuer.upper(), size=TABLE, bold=True, align="center") + _paragraph("*", size=TABLE, align="center")
    right = _paragraph("ĐẢNG CỘNG SẢN VIỆT NAM", size=BODY, bold=True, align="center")
    right += _rule(measure.width("ĐẢNG CỘNG SẢN VIỆT NAM", BODY), RIGHT_COLUMN)
    number = _paragraph(f"Số {document.number or '       '}-{document.symbol}", size=HEAD, align="center", before=60)
    if document.type == LETTER:
        number += _paragraph(f"V/v {document.title}", size=TABLE, align="center", before=60)
    place = _paragraph(place_and_day(document), size=HEAD, italic=True, align="center", before=60)
    return _columns((LEFT_COLUMN, RIGHT_COLUMN), [(left, right), (number, place)])


def _even(words: str, *, size: int, bold: bool, column: float) -> str:
    """A centred line that wraps into lines of like length."""
    inset = (column - measure.even(words, size, column)) / 2 if len(measure.lines(words, size, column)) > 1 else 0
    return _paragraph(words, size=size, bold=bold, align="center", inset=inset)


def _ruled(words: str, *, size: int, column: float) -> str:
    """A bold centred line with its rule under it."""
    longest = min(measure.width(words, size), measure.even(words, size, column))
    return _even(words, size=size, bold=True, column=column) + _rule(longest * RULE_PART, column)


def place_and_day(document: OfficialDocument) -> str:
    """ "Hải Phòng, ngày 06 tháng 02 năm 2023", blank where the day is not known."""
    year, month = document.year_month or ("        ", "    ")
    day = "    "
    if document.date is not None:
        day, month, year = f"{document.date.day:02d}", document.date.month, document.date.year
    month = f"{month:02d}" if isinstance(month, int) and month < 3 else month
    words = f"ngày {day} tháng {month} năm {year}"
    return f"{document.place}, {words}" if document.place else f"{words[0].upper()}{words[1:]}"


def _closing(recipients: tuple[str, ...], signers: tuple[SignatureBlock, ...]) -> str:
    listed = [line.strip().lstrip("- ").rstrip(" .;") for line in recipients]
    kept = next((line for line in listed if line.startswith("Lưu")), "Lưu: VT")
    left = [_paragraph("Nơi nhận:", size=TABLE, bold=True, italic=True)]
    left += [_paragraph(f"- {line};", size=SMALL) for line in listed if line and not line.startswith("Lưu")]
    left.append(_paragraph(f"- {kept}.", size=SMALL))
    return _columns((80, 80), [("".join(left), "".join(map(_signature, signers)))])


def _signature(signer: SignatureBlock) -> str:
    right = [_paragraph(words.upper(), size=BODY, bold=True, align="center") for words in (signer.authority, signer.role) if words]
    right += [_paragraph("", size=BODY)] * 4
    right.append(_paragraph(signer.name or "", size=BODY, bold=True, align="center"))
    return "".join(right)


def _columns(widths: tuple[float, ...], rows: list[tuple[str, ...]]) -> str:
    """Blocks side by side: a table without borders."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    bare = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    look = f'<w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{bare}'
    made = ""
    for row in rows:
        cells = (f'<w:tc><w:tcPr><w:tcW w:w="{_twips(w)}" w:type="dxa"/></w:tcPr>{c}</w:tc>' for w, c in zip(widths, row, strict=True))
        made += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


def _table(table: Table) -> str:
    widths = [_twips(width) for width in table.widths]
    line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    borders = "".join(line.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    head = _row(table.header, widths, numeric=(), bold=True, again=True)
    final = len(table.rows) - 1 if table.summed else None
    rows = "".join(_row(row, widths, numeric=table.numeric, bold=at == final, again=False) for at, row in enumerate(table.rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: tuple[str, ...], widths: list[int], *, numeric: tuple[int, ...], bold: bool, again: bool) -> str:
    made = []
    for at, (words, width) in enumerate(zip(cells, widths, strict=True)):
        align = "center" if again else ("right" if at in numeric else "left")
        inside = _paragraph(words, size=TABLE, bold=bold, align=align, spacing=False)
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>')
    repeat = "<w:tblHeader/>" if again else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(made)}</w:tr>"


def _paragraph(
    words: str,
    *,
    size: int = BODY,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    indent: bool = False,
    keep: bool = False,
    before: int = 0,
    spacing: bool = True,
    inset: float = 0,
) -> str:
    gap = 120 if indent else 0
    place = f'<w:spacing w:before="{before or gap}" w:after="0" w:line="{264 if indent else 240}" w:lineRule="auto"/>' if spacing else ""
    first = f'<w:ind w:firstLine="{_twips(12.7)}"/>' if indent else ""
    first = f'<w:ind w:left="{_twips(inset)}" w:right="{_twips(inset)}"/>' if inset else first
    kept = "<w:keepNext/>" if keep else ""
    properties = f'<w:pPr>{kept}{place}{first}<w:jc w:val="{align}"/></w:pPr>'
    run = f'<w:r>{_look(size, bold=bold, italic=italic)}<w:t xml:space="preserve">{_safe(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{properties}{run}</w:p>"


def _look(size: int, *, bold: bool = False, italic: bool = False) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    weight = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return f'<w:rPr>{fonts}{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'


def _rule(width: float, column: float) -> str:
    """A thin line of `width` millimetres in the middle of a column: an empty paragraph with a top border and wide indents."""
    side = _twips((column - width) / 2)
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    spacing = '<w:spacing w:before="80" w:after="0" w:line="120" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{border}{spacing}<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'


def _plain(words: str) -> str:
    """A property of the file: at most 255 characters, none that XML refuses."""
    return legal(words)[:255]


def legal(words: str) -> str:
    """Words without characters that XML 1.0 refuses; a line break is a space."""
    return _REFUSED.sub("", _BREAKS.sub(" ", words))


def _safe(words: str) -> str:
    return escape(legal(words))


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)
