"""The .docx of a golden document, written as plain WordprocessingML so that each layout is exactly what its source asks for."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from spec import Block, Source, label_of, step
from tcvn3 import glyphs
from vni import to_vni

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPC = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
AUTHOR = 'w:author="Văn thư" w:date="2026-11-02T08:00:00Z"'
INLINE = re.compile(r"(\{\+.*?\+\}|\{-.*?-\}|\[\^.*?\]| // |[«»^])")
EDGES = (
    "<w:tblBorders>"
    + "".join(f'<w:{e} w:val="single" w:sz="4"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + "</w:tblBorders>"
)
RUNS_ON = 16
FORMATS = {"I": "upperRoman", "1": "decimal", "a": "lowerLetter", "A": "upperLetter"}


class Writer:
    """Collects the parts of one .docx."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.notes: list[str] = []
        self.changes = 0
        self.font = settings.get("font", "Tinos" if settings["format"] in {"pdf", "png"} else "Times New Roman")

    def run(self, text: str, properties: str = "", tag: str = "t") -> str:
        """A run; in a .VnTime font capitals stand in the capital font."""
        if not text:
            return ""
        font, spelt = self.font, unicodedata.normalize("NFD" if self.settings.get("encoding") == "nfd" else "NFC", text)
        if self.settings.get("encoding") == "vni":
            return self.one_run(to_vni(spelt), font, properties, tag)
        if self.settings.get("encoding") != "tcvn3":
            return self.one_run(spelt, font, properties, tag)
        # A word with a marked capital, and every marked capital alone, stands in the capital font.
        pieces = re.findall(r"[A-ZÀ-ỸĐ]{2,}|[^\x00-\x7f]|[^A-ZÀ-Ỹ]+|.", spelt)
        return "".join(self.one_run(glyphs(piece), font + ("H" if capital(piece) else ""), properties, tag) for piece in merged(pieces))

    @staticmethod
    def one_run(text: str, font: str, properties: str, tag: str) -> str:
        fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
        return f'<w:r><w:rPr>{fonts}{properties}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'

    def inline(self, text: str, properties: str = "") -> str:
        """Runs of a paragraph with tracked changes, footnotes and line breaks."""
        out = []
        for part in INLINE.split(text):
            if part.startswith("{+"):
                self.changes += 1
                out.append(f'<w:ins w:id="{self.changes}" {AUTHOR}>{self.run(part[2:-2], properties)}</w:ins>')
            elif part.startswith("{-"):
                self.changes += 1
                out.append(f'<w:del w:id="{self.changes}" {AUTHOR}>{self.run(part[2:-2], properties, "delText")}</w:del>')
            elif part.startswith("[^"):
                self.notes.append(part[2:-1])
                out.append(
                    f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{len(self.notes) + 1}"/></w:r>'
                )
            elif part == " // ":
                out.append("<w:r><w:br/></w:r>")
            elif part not in {"«", "»", "^"}:
                out.append(self.run(part, properties))
        return "".join(out)

    def paragraph(self, text: str, properties: str = "", look: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr>{self.inline(text, look)}</w:p>"

    def cell(self, text: str, width: int, properties: str = "", look: str = "", align: str = "left") -> str:
        """A cell; every ` // ` begins a paragraph of its own."""
        inner = "".join(self.paragraph(part, f'<w:jc w:val="{align}"/>', look) for part in text.split(" // "))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def capital(text: str) -> bool:
    """Whether the text needs the capital font: TCVN3 has no marked capitals."""
    return any(c.isupper() and unicodedata.normalize("NFD", c)[0] != c and c not in "ĂÂÊÔƠƯ" for c in text)


def merged(pieces: list[str]) -> list[str]:
    """Neighbours that want the same font, together."""
    out: list[str] = []
    for piece in pieces:
        if out and capital(out[-1]) == capital(piece):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def grid(widths: list[int], rows: str, properties: str = "") -> str:
    """A table of given column widths, and the paragraph that must follow it."""
    made = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{properties}</w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{made}</w:tblGrid>{rows}</w:tbl><w:p/>"


def columns(writer: Writer, block: Block) -> str:
    """Header or signature block: in a table, in paragraphs with tabs, or one column after the other."""
    mode, widths = writer.settings.get(block.kind, "table"), [3700, 5500]
    if mode == "table":
        sides = [" // ".join(row[side] for row in block.rows if row[side]) for side in (0, 1)]
        align, small = "center" if block.kind == "head" else "left", '<w:sz w:val="24"/>'
        left = writer.cell(sides[0], widths[0], look=small, align=align)
        right = writer.cell(sides[1], widths[1], look="<w:b/>" + small, align="center")
        table = grid(widths, f"<w:tr>{left}{right}</w:tr>")
        outer = f'<w:tr><w:tc><w:tcPr><w:tcW w:w="9600" w:type="dxa"/></w:tcPr>{table}</w:tc></w:tr>'
        return grid([9600], outer) if writer.settings.get("nested") else table
    if mode == "rows":
        rows = ["".join(writer.cell(text, width, align="center") for text, width in zip(row, widths, strict=True)) for row in block.rows]
        return grid(widths, "".join(f"<w:tr>{row}</w:tr>" for row in rows))
    if mode == "tabs":
        tab = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="4400"/></w:tabs></w:pPr>'
        rows = [writer.inline(a) + (f"<w:r><w:tab/></w:r>{writer.inline(b)}" if b else "") for a, b in block.rows]
        return "".join(f"<w:p>{tab}{row}</w:p>" for row in rows)
    return "".join(writer.paragraph(row[side], '<w:jc w:val="center"/>') for side in (0, 1) for row in block.rows if row[side])


def merge(rows: list[list[str]], i: int, j: int) -> str:
    """The vertical merge of a cell: continued, begun, or none."""
    if rows[i][j] == "^^":
        return "<w:vMerge/>"
    return '<w:vMerge w:val="restart"/>' if i + 1 < len(rows) and rows[i + 1][j : j + 1] == ["^^"] else ""


def task_row(writer: Writer, rows: list[list[str]], i: int, widths: list[int]) -> str:
    """One row; the first repeats on every page."""
    row, cells, j = rows[i], "", 0
    while j < len(row):
        across = 1
        while j + across < len(row) and row[j + across] == "<<":
            across += 1
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        look = "<w:b/>" if i == 0 or across > 1 else ""
        text = "" if row[j] == "^^" else row[j]
        cells += writer.cell(text, sum(widths[j : j + across]), span + merge(rows, i, j), look)
        j += across
    repeat = "<w:trPr><w:tblHeader/></w:trPr>" if i == 0 else ""
    return f"<w:tr>{repeat}{cells}</w:tr>"


def task_table(writer: Writer, block: Block) -> str:
    """A table with merged cells."""
    widths = column_widths(block.rows)
    rows = "".join(task_row(writer, block.rows, i, widths) for i in range(len(block.rows)))
    return grid(widths, rows, ("" if block.text == "plain" else EDGES) + '<w:tblLayout w:type="fixed"/>')


def column_widths(rows: list[list[str]]) -> list[int]:
    """Twips by how much stands in each column."""
    weights = []
    for j in range(len(rows[0])):
        cells = [len(row[j]) for row in rows if j < len(row) and "<<" not in row[j : j + 2]]
        weights.append(min(max([*cells, 4]), 90) + 6)
    return [9400 * weight // sum(weights) for weight in weights]


def heading(writer: Writer, block: Block) -> str:
    """A labelled heading, its number typed or made by the program."""
    label, rest = label_of(block.text)
    look = "<w:b/>" if block.level == 1 and len(block.text.split()) < RUNS_ON else ""
    if " // " in block.text and block.level == 1 and label.split()[0] in {"Phần", "Chương"}:
        return "".join(writer.paragraph(part, '<w:jc w:val="center"/>', "<w:b/>") for part in block.text.split(" // "))
    if not numbered(writer.settings, block):
        return writer.paragraph(block.text, '<w:ind w:firstLine="567"/>', look)
    if writer.settings["numbering"] == "style":
        return writer.paragraph(rest, f'<w:pStyle w:val="Muc{block.level}"/>', look)
    return writer.paragraph(rest, f'<w:numPr><w:ilvl w:val="{block.level - 1}"/><w:numId w:val="1"/></w:numPr>', look)


def numbered(settings: dict[str, Any], block: Block) -> bool:
    levels = settings.get("levels", [])
    return settings.get("numbering") in {"style", "direct"} and block.level <= len(levels) and settings.get("numbered", 9) >= block.level


def check_numbers(source: Source) -> None:
    """The program will print the labels that the source shows."""
    counts: dict[int, int] = {}
    for block in source.blocks:
        if block.kind != "outline" or not numbered(source.settings, block):
            continue
        counts[block.level] = counts.get(block.level, 0) + 1
        counts = {level: n for level, n in counts.items() if level <= block.level}
        number = counts[block.level]
        last = step(block.label).split(".")[-1]
        roman = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
        if last not in {str(number), roman[min(number, 10)], chr(96 + number), chr(64 + number)}:
            message = f"{source.name}: automatic number of {block.text!r} would be {number}"
            raise ValueError(message)


def block_xml(writer: Writer, block: Block) -> str:
    """The paragraphs or table of one block, in a content control where the source asks for it."""
    made = block_made(writer, block)
    controlled = writer.settings.get("controls") and block.kind in {"title", "outline", "head"}
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>" if controlled else made


def block_made(writer: Writer, block: Block) -> str:
    if block.kind in MADE:
        return MADE[block.kind](writer, block)
    if block.kind == "dash" and writer.settings.get("bullets"):
        return writer.paragraph(block.text, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>')
    lead = {"dash": "- ", "plus": "+ "}.get(block.kind, "")
    return writer.paragraph(lead + block.text, '<w:ind w:firstLine="567"/><w:jc w:val="both"/>')


def title(writer: Writer, block: Block) -> str:
    return "".join(writer.paragraph(row[0], '<w:jc w:val="center"/>', "<w:b/>") for row in block.rows)


def page_break(writer: Writer, block: Block) -> str:
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def box(writer: Writer, block: Block) -> str:
    """Words in a text box."""
    inner = f"<v:textbox><w:txbxContent>{writer.paragraph(block.text)}</w:txbxContent></v:textbox>"
    return f'<w:p><w:r><w:pict><v:shape style="position:absolute;width:90pt;height:24pt">{inner}</v:shape></w:pict></w:r></w:p>'


MADE: dict[str, Callable[[Writer, Block], str]] = {
    "head": columns,
    "foot": columns,
    "title": title,
    "table": task_table,
    "outline": heading,
    "annex": page_break,
    "page": page_break,
    "box": box,
}


def numbering_xml(levels: list[str]) -> str:
    """One list of many levels, and one of dashes."""
    parts = []
    for i, pattern in enumerate(levels):
        kind = FORMATS[re.findall(r"[I1aA]", pattern)[-1]]
        legal = "<w:isLgl/>" if pattern.count("1") > 1 else ""
        shape = re.sub(r"[I1aA]", "%{}", pattern)
        text = shape.format(*range(i + 2 - shape.count("%{}"), i + 2))
        parts.append(numbering_level(i, kind, text, legal))
    dash = f'<w:abstractNum w:abstractNumId="2">{numbering_level(0, "bullet", "-")}</w:abstractNum>'
    many = '<w:multiLevelType w:val="multilevel"/>' + "".join(parts)
    tree = f'<w:abstractNum w:abstractNumId="1">{many}</w:abstractNum>' if levels else ""
    used = [n for n in (1, 2) if n == 2 or levels]
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in used)
    return f"<w:numbering {NAMES}>{tree}{dash}{nums}</w:numbering>"


def numbering_level(i: int, kind: str, text: str, legal: str = "") -> str:
    return f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{legal}<w:lvlText w:val="{text}"/></w:lvl>'


def styles_xml(levels: list[str], font: str) -> str:
    """Normal, and heading styles whose numbers come with the style (the second and later ones based on the first)."""
    run = f'<w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/><w:sz w:val="26"/></w:rPr></w:rPrDefault>'
    paragraph = '<w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault>'
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="Muc{i + 1}"><w:name w:val="Muc{i + 1}"/><w:basedOn w:val="{"Muc1" if i else "Normal"}"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{i}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for i in range(len(levels))
    )
    return f"<w:styles {NAMES}><w:docDefaults>{run}{paragraph}</w:docDefaults>{normal}{made}</w:styles>"


def notes_xml(writer: Writer) -> str:
    """The footnotes, after the two rules that every file has."""
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{i}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for i, kind in enumerate(("separator", "continuationSeparator"))
    )
    made = "".join(f'<w:footnote w:id="{i + 2}">{writer.paragraph(text)}</w:footnote>' for i, text in enumerate(list(writer.notes)))
    return f"<w:footnotes {NAMES}>{rules}{made}</w:footnotes>"


def page_number_xml() -> str:
    """The page header: a number in the middle."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = mark.format("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + mark.format("separate")
    return f'<w:hdr {NAMES}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}<w:r><w:t>2</w:t></w:r>{mark.format("end")}</w:p></w:hdr>'


def section_xml() -> str:
    margins = "".join(
        f' w:{side}="{twips}"'
        for side, twips in {"top": 1134, "right": 964, "bottom": 1134, "left": 1701, "header": 600, "footer": 600, "gutter": 0}.items()
    )
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    return f'<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>{size}<w:pgMar{margins}/><w:titlePg/></w:sectPr>'


def as_docx(source: Source) -> bytes:
    """The whole file, the same bytes for the same source."""
    check_numbers(source)
    writer = Writer(source.settings)
    inner = "".join(block_xml(writer, block) for block in source.blocks)
    levels = source.settings.get("levels", [])
    parts = {
        "document": f"<w:document {NAMES}><w:body>{inner}{section_xml()}</w:body></w:document>",
        "numbering": numbering_xml(levels),
        "styles": styles_xml(levels, writer.font),
        "footnotes": notes_xml(writer),
        "header": page_number_xml(),
    }
    kinds = {name: "document.main" if name == "document" else name for name in parts}
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in kinds.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    files = {f"word/{name}.xml": text for name, text in parts.items()}
    files["[Content_Types].xml"] = f'<Types xmlns="{OPC}/content-types">{defaults}{overrides}</Types>'
    files["_rels/.rels"] = relations({"rId1": ("officeDocument", "word/document.xml")})
    others = [name for name in parts if name != "document"]
    files["word/_rels/document.xml.rels"] = relations({f"rId{i + 1}": (name, f"{name}.xml") for i, name in enumerate(others)})
    return packed(files)


def relations(targets: dict[str, tuple[str, str]]) -> str:
    made = "".join(f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"/>' for key, (kind, target) in targets.items())
    return f'<Relationships xmlns="{OPC}/relationships">{made}</Relationships>'


def packed(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["[Content_Types].xml", *(n for n in parts if n != "[Content_Types].xml")]:
            info = zipfile.ZipInfo(name, (2026, 11, 2, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + parts[name])
    return buffer.getvalue()
