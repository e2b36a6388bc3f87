"""Word files: automatic numbers, tables, what is tracked, hidden, boxed, noted; fonts of old."""

from __future__ import annotations

import io
import zipfile

import pytest
import vanban
from docxmaker import SPACES, cell, docx, in_list, level, num, p, row, style, table, template
from vanban import clean
from vanban.errors import DamagedFile, EncryptedFile, TooLarge, UnsupportedFormat
from vanban.load import load
from vanban.load.base import Loaded


def loaded(body: str, **parts: str) -> Loaded:
    """A file of this body, with the offsets checked."""
    out = load(docx(body, **parts), name="van-ban.docx")
    text, blocks = clean.normalise(out.pieces)
    assert all(text[b.start : b.end] == clean.one_line(piece.text) for b, piece in zip(blocks, out.pieces, strict=True))
    return out


def texts(body: str, **parts: str) -> list[str]:
    """Its words."""
    return [piece.text for piece in loaded(body, **parts).pieces]


def test_numbers_are_counted_by_level_and_start_again_under_a_new_heading() -> None:
    lists = template(0, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>"), level(2, "lowerLetter", "%3)")) + num(
        1, 0
    )
    body = "".join(
        in_list(text, 1, at)
        for text, at in [
            ("Mục đích", 0),
            ("Yêu cầu", 0),
            ("Kiểm tra", 1),
            ("rừng", 2),
            ("đường", 2),
            ("Báo cáo", 1),
            ("Tổ chức", 0),
            ("Phân công", 1),
        ]
    )
    assert texts(body, numbering=lists) == [
        "I. Mục đích",
        "II. Yêu cầu",
        "2.1. Kiểm tra",
        "a) rừng",
        "b) đường",
        "2.2. Báo cáo",
        "III. Tổ chức",
        "3.1. Phân công",
    ]


def test_the_list_of_a_style_is_inherited_and_a_zero_takes_it_off() -> None:
    styles = (
        style("Nen", default=True)
        + style("Muc", '<w:numPr><w:numId w:val="4"/></w:numPr>')
        + style("MucCon", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', "Muc")
        + style("Tit", "", "Muc", "<w:b/>")
    )
    lists = template(2, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)")) + num(4, 2)
    body = p("Thư viện", '<w:pStyle w:val="Tit"/>') + p("sách", '<w:pStyle w:val="MucCon"/>') + p("Phòng học", '<w:pStyle w:val="Muc"/>')
    body += p("Không số", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    out = loaded(body, numbering=lists, styles=styles)
    assert [piece.text for piece in out.pieces] == ["1. Thư viện", "a) sách", "2. Phòng học", "Không số"]
    assert [piece.bold for piece in out.pieces] == [True, None, None, None]
    assert [piece.label for piece in out.pieces] == ["1.", "a)", "2.", None]


def test_overrides_start_a_list_anew_or_give_it_another_form() -> None:
    lists = template(0, level(0, "decimal", "%1."))
    lists += num(1, 0) + num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    lists += num(3, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>')
    body = in_list("một", 1) + in_list("hai", 1) + in_list("lại một", 2) + in_list("lại hai", 2)
    assert texts(body, numbering=lists) == ["1. một", "2. hai", "1. lại một", "2. lại hai"]
    assert texts(in_list("riêng", 3), numbering=lists) == ["C) riêng"]


def test_bullets_are_dashes_and_a_list_without_form_prints_nothing() -> None:
    lists = template(0, level(0, "bullet", "\uf0b7"), level(1, "none", "")) + num(1, 0)
    assert texts(in_list("Sở Y tế", 1) + in_list("trạm y tế", 1, 1), numbering=lists) == ["- Sở Y tế", "trạm y tế"]


def test_what_was_deleted_is_gone_and_what_was_inserted_stays() -> None:
    gone = "<w:del w:id='1'><w:r><w:delText>trước</w:delText></w:r></w:del>"
    kept = "<w:ins w:id='2'><w:r><w:t>sau</w:t></w:r></w:ins>"
    moved = "<w:moveFrom w:id='3'><w:r><w:t>chỗ cũ</w:t></w:r></w:moveFrom>"
    change = "<w:pPr><w:jc w:val='center'/><w:pPrChange w:id='9'><w:pPr><w:jc w:val='right'/></w:pPr></w:pPrChange></w:pPr>"
    out = loaded(f"<w:p>{change}<w:r><w:t>Hoàn thành </w:t></w:r>{gone}{kept}{moved}<w:r><w:t> ngày 30/6</w:t></w:r></w:p>")
    assert [(piece.text, piece.align) for piece in out.pieces] == [("Hoàn thành sau ngày 30/6", "center")]


def test_a_struck_paragraph_mark_joins_two_paragraphs_and_a_struck_row_is_gone() -> None:
    body = p("Các trường", "<w:rPr><w:del w:id='1'/></w:rPr>") + p(" lập danh sách") + p("Hết")
    assert texts(body) == ["Các trường lập danh sách", "Hết"]
    rows = table(row(cell("giữ")), row(cell("bỏ"), settings="<w:del w:id='2'/>"), row(cell("giữ nữa")))
    assert [(piece.text, piece.row) for piece in loaded(rows).pieces] == [("giữ", 0), ("giữ nữa", 1)]


def test_merged_cells_know_their_spans_and_empty_cells_keep_their_place() -> None:
    tall, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = row(cell("TT"), cell("Nhiệm vụ"), cell("Đơn vị", '<w:gridSpan w:val="2"/>'))
    rows += row(cell("1"), cell("Trồng rừng"), cell("Chi cục Kiểm lâm", tall), cell(""))
    rows += row(cell("2"), cell("Tuần tra"), cell("", on), cell("phối hợp"))
    places = {piece.text: (piece.row, piece.column, piece.row_span, piece.column_span) for piece in loaded(table(rows)).pieces}
    assert places["Đơn vị"] == (0, 2, 1, 2)
    assert places["Chi cục Kiểm lâm"] == (1, 2, 2, 1)
    assert places[""] == (1, 3, 1, 1)
    assert places["phối hợp"] == (2, 3, 1, 1)


def test_a_table_in_a_cell_gives_its_words_to_the_cell_and_a_row_may_begin_late() -> None:
    inner = f"<w:tc><w:tcPr/>{table(row(cell('trong')))}{p('ngoài')}</w:tc>"
    late = row(cell("muộn"), settings='<w:gridBefore w:val="1"/>')
    found = [(piece.text, piece.table, piece.row, piece.column) for piece in loaded(table(row(inner, cell("bên")), late)).pieces]
    assert found == [("trong", 0, 0, 0), ("ngoài", 0, 0, 0), ("bên", 0, 0, 1), ("muộn", 0, 1, 1)]


def test_a_framed_table_is_a_table_of_its_own() -> None:
    inner = table(row(cell("TT"), cell("Việc"), cell("Đơn vị")), row(cell("1"), cell("Tiêm phòng"), cell("Trạm y tế")))
    outer = table(row(f"<w:tc><w:tcPr/>{p('Bảng')}{inner}{p('Ghi chú')}</w:tc>"), row(cell("dưới")))
    found = [(piece.text, piece.table, piece.row, piece.column) for piece in loaded(outer).pieces]
    assert found == [
        ("Bảng", 0, 0, 0), ("TT", 1, 0, 0), ("Việc", 1, 0, 1), ("Đơn vị", 1, 0, 2), ("1", 1, 1, 0), ("Tiêm phòng", 1, 1, 1),
        ("Trạm y tế", 1, 1, 2), ("Ghi chú", 0, 0, 0), ("dưới", 0, 1, 0),
    ]  # fmt: skip


def test_a_column_of_nothing_but_automatic_numbers() -> None:
    numbering = template(1, level(0, "decimal", "%1")) + num(1, 1)
    rows = [row(f"<w:tc><w:tcPr/>{in_list('', 1)}</w:tc>", cell(words)) for words in ("Tiêm phòng", "Kiểm tra")]
    found = [(piece.text, piece.row, piece.column) for piece in loaded(table(*rows) + in_list("", 1), numbering=numbering).pieces]
    assert found == [("1", 0, 0), ("Tiêm phòng", 0, 1), ("2", 1, 0), ("Kiểm tra", 1, 1)]


def test_a_prompt_that_nobody_answered_is_no_text() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Bấm vào đây</w:t></w:r></w:sdtContent></w:sdt>"
    assert texts(f"<w:p><w:r><w:t>Số:</w:t></w:r>{prompt}<w:r><w:t>/KH</w:t></w:r></w:p>{p('Hết')}") == ["Số:/KH", "Hết"]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{p('Trong khung')}</w:txbxContent>"
    run = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    assert texts(f"<w:p><w:r><w:t>Trước </w:t></w:r>{run}<w:r><w:t>sau</w:t></w:r></w:p>{p('Hết')}") == ["Trước sau", "Trong khung", "Hết"]


def test_fields_content_controls_and_links_give_what_they_show() -> None:
    field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
    field += "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>15/7</w:t></w:r>"
    control = "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t> tại Sở</w:t></w:r></w:sdtContent></w:sdt>"
    link = "<w:hyperlink><w:r><w:t> Xây dựng</w:t></w:r></w:hyperlink>"
    assert texts(f"<w:p>{field}{control}{link}</w:p><w:sdt><w:sdtContent>{p('Đoạn')}</w:sdtContent></w:sdt>") == [
        "15/7 tại Sở Xây dựng",
        "Đoạn",
    ]


def test_signs_breaks_and_hidden_words() -> None:
    body = "<w:p><w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>5 lớp</w:t><w:br/>"
    body += "<w:t>xã</w:t><w:noBreakHyphen/><w:t>phường &amp; thôn</w:t></w:r>"
    body += "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
    assert texts(body) == ["≥5 lớp", "xã-phường & thôn"]


def test_notes_are_a_story_of_their_own() -> None:
    notes = f"<w:footnote w:type='separator' w:id='0'>{p()}</w:footnote><w:footnote w:id='1'>{p('Theo báo cáo của Sở Y tế')}</w:footnote>"
    out = loaded(p("Nội dung"), footnotes=notes)
    assert [(piece.text, piece.part) for piece in out.pieces] == [("Nội dung", "body"), ("Theo báo cáo của Sở Y tế", "footnote")]


def test_words_in_fonts_of_old_become_unicode_and_unicode_in_such_a_font_stays() -> None:
    old = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH"/>'
    vni = '<w:rFonts w:ascii="VNI-Times"/>'
    table_of_fonts = '<w:font w:name=".VnTime"/>'
    body = (
        p("Uû ban nh©n d©n tØnh kiÓm tra", run=old) + p("kÕ ho¹ch", run=capitals) + p("Sôû Giaùo duïc", run=vni) + p("Sở Nội vụ", run=old)
    )
    out = loaded(body, fontTable=table_of_fonts)
    assert [piece.text for piece in out.pieces] == ["Uỷ ban nhân dân tỉnh kiểm tra", "KẾ HOẠCH", "Sở Giáo dục", "Sở Nội vụ"]
    assert out.source.encoding == "tcvn3"


def test_another_prefix_comments_and_raw_sections_read_the_same() -> None:
    plain = p("Sở Y tế &amp; Sở Nội vụ", '<w:jc w:val="center"/>', "<w:b/>") + table(row(cell("a"), cell("b", '<w:gridSpan w:val="2"/>')))
    other = plain.replace("w:", "x:").replace("Sở Y tế &amp; Sở", "<!-- ghi chú --><![CDATA[Sở Y tế & Sở]]>")
    document = f'<x:document xmlns:x="{SPACES.split(chr(34))[1]}"><x:body>{other}</x:body></x:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", document)
    assert [*load(out.getvalue(), name="a.docx").pieces] == [*load(docx(plain), name="a.docx").pieces]


def test_bad_files_are_refused_with_a_reason() -> None:
    good = docx(p("Nội dung"))
    with pytest.raises(DamagedFile, match="hỏng"):
        load(good[: len(good) // 2], name="cut.docx")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{p('cụt')}")
    with pytest.raises(DamagedFile, match="hỏng"):
        load(broken.getvalue(), name="broken.docx")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(TooLarge, match="giải nén"):
        load(bomb.getvalue(), name="bomb.docx")
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnsupportedFormat, match="Excel"):
        load(sheet.getvalue(), name="bang.docx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(EncryptedFile, match="mật khẩu"):
        load(locked, name="khoa.docx")


def test_a_file_that_asks_for_a_newer_unpacker_is_damaged_not_a_fault() -> None:
    data = bytearray(docx(p("Kế hoạch")))
    central = data.rfind(b"PK\x01\x02")
    data[central + 6] = 184  # "version needed to extract" 18.4, as a flipped byte makes it
    with pytest.raises(DamagedFile):
        load(bytes(data), name="x.docx")


def test_headers_and_footers_are_furniture_behind_the_text() -> None:
    field = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>"
    head = table(row(cell("MẬT"), cell("Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020")))
    parts = {"header1": head + field, "header2": p("MẬT"), "footer1": p("1. Lưu hành nội bộ")}
    made = docx(p("KẾ HOẠCH") + p("Tiêm phòng dại năm 2026") + p("1. Tiêm phòng") + p("Hết"), **parts)
    document = vanban.read(made, name="a.docx")
    edges = [(document.text[b.start : b.end], b.part, b.table) for b in document.blocks if b.kind == "furniture"]
    assert edges == [
        ("1. Lưu hành nội bộ", "footer", None),
        ("MẬT", "header", None),
        ("Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020", "header", None),
    ]
    assert [document.text[b.start : b.end] for b in document.blocks[:4]] == ["KẾ HOẠCH", "Tiêm phòng dại năm 2026", "1. Tiêm phòng", "Hết"]
    assert (document.source.secrecy_mark, document.citations) == ("MẬT", ())
    assert [(node.label, document.text[node.start : node.end]) for node in document.outline] == [("1.", "1. Tiêm phòng\nHết")]


def test_text_in_the_body_is_no_header() -> None:
    document = vanban.read(docx(p("Kế hoạch bảo vệ bí mật nhà nước độ MẬT") + p("Thực hiện theo Luật."), footer1=p("2")), name="a.docx")
    assert document.source.secrecy_mark is None
    assert {block.kind for block in document.blocks} == {"paragraph"}
