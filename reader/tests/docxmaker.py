"""Small .docx files made by hand from the XML that Word would write."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def docx(body: str, **parts: str) -> bytes:
    """The file; parts are named by their file names without ending (numbering, styles, footnotes, header1, fontTable)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(name.rstrip("0123456789"), name)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {SPACES}>{inner}</w:{root}>")
    return out.getvalue()


def p(text: str = "", settings: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    words = f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{f'<w:pPr>{settings}</w:pPr>' if settings else ''}{words}</w:p>"


def in_list(text: str, num: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(at: int, shape: str, text: str, more: str = "", start: int = 1) -> str:
    """One level of a list."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def template(key: int, *levels: str) -> str:
    """A list template."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, override: str = "") -> str:
    """A list."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def style(key: str, settings: str = "", based: str = "", run: str = "", *, kind: str = "paragraph", default: bool = False) -> str:
    """A style."""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{first} w:styleId="{key}">{on}<w:pPr>{settings}</w:pPr><w:rPr>{run}</w:rPr></w:style>'


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr><w:jc w:val='center'/></w:tblPr>{''.join(rows)}</w:tbl>"


def row(*cells: str, settings: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{settings}</w:trPr>' if settings else ''}{''.join(cells)}</w:tr>"


def cell(text: str, settings: str = "") -> str:
    """A cell."""
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{p(text)}</w:tc>"
