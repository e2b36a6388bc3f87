"""Documents of the bench's own making, in own words about ordinary public work: text, .docx with automatic numbers, two kinds of .pdf."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SEED = SHARED / "corpus" / "seed-plan.txt"

ACTS = (
    "Rà soát",
    "Tổ chức kiểm tra",
    "Lập danh mục",
    "Sửa chữa",
    "Bổ sung",
    "Hướng dẫn sử dụng",
    "Công khai",
    "Thống kê",
    "Bàn giao",
    "Vệ sinh",
    "Khảo sát",
    "Bảo dưỡng",
    "Nâng cấp",
)
THINGS = (
    "tường rào và lan can",
    "tủ sách lớp học",
    "hệ thống điện phòng học",
    "bếp ăn bán trú",
    "sân chơi, bãi tập",
    "bình chữa cháy",
    "cây xanh",
    "hồ sơ học sinh",
    "thiết bị thí nghiệm",
    "công trình nước sạch",
    "đường vào trường",
)
PLACES = (
    "tại các trường vùng cao",
    "ở khu nội trú",
    "tại thư viện xã",
    "dọc tuyến đường liên thôn",
    "tại điểm trường lẻ",
    "trong khuôn viên trạm y tế",
    "ở các lớp ghép",
)
ENDS = (
    "trước khi vào năm học mới",
    "theo mức độ cấp thiết",
    "có sổ theo dõi hằng tuần",
    "và báo cáo kết quả bằng văn bản",
    "bảo đảm an toàn cho học sinh",
)


def work(n: int) -> str:
    """The n-th piece of ordinary public work; 5,005 of them before one comes back, and no two neighbours alike."""
    act, thing, place, end = ACTS[n % 13], THINGS[n % 11], PLACES[n % 7], ENDS[n % 5]
    return f"{act} {thing} {place}, {end}"


WHO = ("Phòng Giáo dục trung học; các trường trung học phổ thông", "Văn phòng Sở", "Các đơn vị giáo dục; Ủy ban nhân dân các xã, phường")
WHEN = ("Thường xuyên", "Trước ngày 30/6/2027", "Quý IV năm 2026", "Hằng năm, báo cáo trước ngày 15/11")
CITED = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
    "Thực hiện Kế hoạch số 215/KH-UBND ngày 12/8/2026 của Ủy ban nhân dân tỉnh An Bình",
)


def plan(size: int) -> str:
    """A plan of about `size` bytes of UTF-8."""
    parts = [
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 12/KH-SGDĐT\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nAn Bình, ngày 05 tháng 9 năm 2026\n\nKẾ HOẠCH\nXây dựng trường học an toàn, phát triển văn hóa đọc\n",
        "\n".join(f"{words};" for words in CITED) + "\n\nII. NHIỆM VỤ\n",
    ]
    total, n = sum(len(part.encode()) for part in parts), 0
    while total < size:
        n += 1
        lines = [f"{n}. Nội dung thứ {n}"]
        for at, letter in enumerate("abcđe"):
            year, day = 2011 + n % 15, f"{n % 28 + 1:02d}/{n % 12 + 1:02d}"
            basis = (
                f"Nghị định số {n}/{year}/NĐ-CP ngày {day}/{year} của Chính phủ"
                if at % 2
                else f"Kế hoạch số {n}{at}/KH-UBND ngày {day}/{year}"
            )
            task = f"{letter}) {work(5 * n + at)}, theo {basis}."
            lines += [task, f"- Đơn vị thực hiện: {WHO[(n + at) % len(WHO)]}", f"- Thời gian: {WHEN[(n + at) % len(WHEN)]}"]
        parts.append("\n".join(lines) + "\n")
        total += len(parts[-1].encode())
    return "".join(parts) + "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nNguyễn Văn Bình\n"


def seed() -> bytes:
    """The reference plan where it stands, else an own plan of its size."""
    return SEED.read_bytes() if SEED.exists() else plan(28_000).encode()


def nested(depth: int) -> bytes:
    """Numbering that goes `depth` levels down: 1., 1.1., 1.1.1. …"""
    return "\n".join(".".join(["1"] * level) + ". Tổ chức đọc sách." for level in range(1, depth + 1)).encode()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
LEVELS = ((0, "upperRoman", "%1."), (1, "decimal", "%2."), (2, "lowerLetter", "%3)"))


def part(name: str) -> zipfile.ZipInfo:
    """A part of an archive as Word packs it, with a day of its own: that of the clock would make each file another one."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def docx(size: int) -> bytes:
    """A .docx with about `size` bytes of text whose every number is automatic, on three levels that restart."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for at, form, words in LEVELS
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body, total, n = [], 0, 0
    while total < size:
        words = work(n) + "."
        level = 0 if n % 20 == 0 else 1 if n % 5 == 0 else 2
        number = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        body.append(f"<w:p>{number}<w:r><w:t>{escape(words)}</w:t></w:r></w:p>")
        total, n = total + len(words.encode()), n + 1
    document = f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(part("[Content_Types].xml"), TYPES)
        package.writestr(
            part("_rels/.rels"),
            RELATIONS.format(f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'),
        )
        package.writestr(part("word/document.xml"), document)
        package.writestr(part("word/numbering.xml"), numbering)
        package.writestr(
            part("word/_rels/document.xml.rels"),
            RELATIONS.format(f'<Relationship Id="r1" Type="{OFFICE}/numbering" Target="numbering.xml"/>'),
        )
    return out.getvalue()


def rich_docx() -> bytes:
    """A small .docx with what Word files hold besides: merged cells, a text box, tracked changes, notes, header and footer, styles."""

    def p(words: str, more: str = "") -> str:
        return f"<w:p>{more}<w:r><w:t>{words}</w:t></w:r></w:p>"

    listed = '<w:pPr><w:pStyle w:val="S"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = "".join(
        (
            p("ỦY BAN NHÂN DÂN XÃ AN BÌNH"),
            p("Số: 12/KH-UBND"),
            p("KẾ HOẠCH"),
            p("Phát triển thư viện xã"),
            *(p(texts, listed) for texts in map(work, range(6))),
            "<w:tbl><w:tblGrid/><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + p("TT") + "</w:tc><w:tc><w:tcPr>"
            "<w:gridSpan w:val='2'/></w:tcPr>"
            + p("Nội dung")
            + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>"
            + p("Sách")
            + "</w:tc><w:tc>"
            + p("Báo")
            + "</w:tc></w:tr></w:tbl>",
            "<w:p><w:ins w:id='1'><w:r><w:t>thêm</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>bớt</w:delText></w:r></w:del>"
            "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>" + p("Trong khung") + "</w:txbxContent>"
            "</v:textbox></w:pict></w:r><w:r><w:footnoteReference w:id='1'/></w:r></w:p>",
            "<w:sdt><w:sdtContent>" + p("Ô nhập") + "</w:sdtContent></w:sdt><w:sectPr/>",
        )
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for at, form, words in LEVELS
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="S"><w:basedOn w:val="S"/><w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    )
    inside = {
        "document": f"<w:body>{body}</w:body>",
        "numbering": f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        "styles": style,
        "footnotes": f"<w:footnote w:id='1'>{p('Ghi chú')}</w:footnote>",
        "header1": p("Trang 1"),
        "footer1": p("Lưu hành nội bộ"),
    }
    roots = {"header1": "hdr", "footer1": "ftr"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, words in inside.items():
            package.writestr(part(f"word/{name}.xml"), f'<w:{roots.get(name, name)} xmlns:w="{W}">{words}</w:{roots.get(name, name)}>')
        package.writestr(part("[Content_Types].xml"), TYPES)
    return out.getvalue()


def odt(text: str) -> bytes:
    """A text as .odt."""
    kinds = "".join(f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "text", "table", "style"))
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    cell = "<table:table-cell table:number-columns-spanned='2'><text:p>Sách</text:p></table:table-cell>"
    table = f"<table:table><table:table-row>{cell}<table:covered-table-cell/>{cell}</table:table-row></table:table>"
    inner = "<text:list><text:list-item><text:p>Hai</text:p></text:list-item></text:list>"
    listed = f"<text:list><text:list-item><text:p>Một</text:p>{inner}</text:list-item></text:list>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        body = f"<office:body><office:text>{lines}{listed}{table}</office:text></office:body>"
        package.writestr(part("content.xml"), f"<office:document-content{kinds}>{body}</office:document-content>")
        package.writestr(part("mimetype"), "application/vnd.oasis.opendocument.text")
    return out.getvalue()


def rtf(text: str) -> bytes:
    """A text as .rtf, with a table and a list number behind it."""
    words = "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)
    rows = r"\trowd\clvmgf\cellx900\cellx1800\intbl A\cell B\cell\row\trowd\clvmrg\cellx900\cellx1800\intbl \cell C\cell\row"
    lines = words.replace("\n", "\\par\n")
    return (
        r"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\header 1}" + lines + r"{\listtext 1.\tab}A\par" + rows + r"\pard B{\footnote C}\par}"
    ).encode()
