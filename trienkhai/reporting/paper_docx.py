"""A submission as .docx: each section under its head with a mark, in a content control to write in; progress lines in a table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from trienkhai.reporting.paper import MORE_MARK, WORK_MARK

if TYPE_CHECKING:
    from trienkhai.reporting.paper import Paper

FONT = "Times New Roman"
WIDTHS = (22, 48, 26, 60, 40, 40)
"""Millimetres of the columns of progress lines, on a page that lies."""


def work_heads() -> list[str]:
    """The heads over progress lines: code, task, state, what was done, result, difficulty."""
    return [_("Mã việc"), _("Nhiệm vụ"), _("Tình trạng"), _("Đã làm"), _("Kết quả"), _("Khó khăn, vướng mắc")]


def write(paper: Paper) -> bytes:
    """The bytes of the .docx."""
    made = Document()
    _set_up(made, paper)
    _line(made, paper.unit.upper(), bold=True, centred=True)
    _line(made, paper.title, bold=True, centred=True, size=14)
    _line(made, paper.lead, centred=True, size=11)
    if paper.code:
        _line(made, _("Mã tệp: %(code)s") % {"code": paper.code}, size=9)
        guide = _(
            "Viết vào khung dưới mỗi đề mục và vào bảng tiến độ; giữ nguyên mã tệp, các đề mục có dấu [ ] và cột «Mã việc». "
            "Nạp lại tệp ở trang báo cáo của đơn vị: phần đã sửa được đối chiếu trước khi nhận."
        )
        _line(made, guide, size=11, italic=True)
    if paper.is_nil:
        _line(made, _("Trong kỳ không phát sinh nội dung báo cáo."), bold=True)
    for at, (key, title, words) in enumerate(paper.sections, start=1):
        _head(made, f"{at}. {title}", key if paper.code else "")
        _editable(made, key, words) if paper.code else _paragraphs(made, words)
    if paper.works:
        _head(made, _("Kết quả thực hiện nhiệm vụ"), WORK_MARK if paper.code else "")
        _works(made, paper)
    _more(made, paper)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, paper: Paper) -> None:
    made.core_properties.title = paper.title[:250]
    page = made.sections[0]
    page.page_width, page.page_height = Mm(297 if paper.works else 210), Mm(210 if paper.works else 297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(20)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _line(made: Any, words: str, *, size: int = 13, bold: bool = False, italic: bool = False, centred: bool = False) -> Any:
    line = made.add_paragraph()
    run = line.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return line


def _head(made: Any, words: str, mark: str) -> None:
    line = _line(made, words, bold=True)
    line.paragraph_format.keep_with_next = True
    if mark:
        run = line.add_run(f" [{mark}]")
        run.font.size = Pt(8)


def _paragraphs(made: Any, words: str) -> list[Any]:
    return [_line(made, line) for line in words.split("\n")]


def _editable(made: Any, key: str, words: str) -> None:
    """The words in a content control, which word processors show as a place to write in."""
    lines = _paragraphs(made, words or " ")
    control, about, tag, inside = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:tag", "w:sdtContent"))
    tag.set(qn("w:val"), f"trienkhai:{key}")
    about.append(tag)
    control.append(about)
    control.append(inside)
    lines[0]._p.addprevious(control)
    for line in lines:
        inside.append(line._p)


def _works(made: Any, paper: Paper) -> None:
    table = made.add_table(rows=1, cols=len(WIDTHS), style="Table Grid")
    for cell, words, width in zip(table.rows[0].cells, work_heads(), WIDTHS, strict=True):
        cell.width = Mm(width)
        _cell(cell, words, bold=True)
    for work in paper.works:
        row = table.add_row()
        said = (work.code, work.title, work.state, work.text, work.result, work.difficulty)
        for cell, words, width in zip(row.cells, said, WIDTHS, strict=True):
            cell.width = Mm(width)
            _cell(cell, words)


def _cell(cell: Any, words: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(words)
    run.font.size, run.bold = Pt(11), bold


def _more(made: Any, paper: Paper) -> None:
    """What is only shown: it is written where it was said."""
    if not (paper.forms or paper.figures or paper.files or paper.late_reason):
        return
    _head(made, _("Biểu, chỉ tiêu và tệp kèm theo"), MORE_MARK if paper.code else "")
    for title, sums in paper.forms:
        _line(made, f"{title}: " + ("; ".join(f"{name} {value}" for name, value in sums) or "–"))
    for title, value, source in paper.figures:
        _line(made, f"{title}: {value}" + (f" ({source})" if source else ""))
    for name in paper.files:
        _line(made, _("Tệp: %(name)s") % {"name": name})
    if paper.late_reason:
        _line(made, _("Lý do nộp muộn: %(words)s") % {"words": paper.late_reason})
