"""A submission that was filled in elsewhere and came back: its words by section and by piece of work, and what a person should know.

Nothing is guessed: what stands outside every section is told, a section that is gone stays as it is, a state that is none is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import vanban
from django.utils.translation import gettext as _
from vanban.errors import VanbanError
from vanban.legacy import in_text

from trienkhai.core import text
from trienkhai.core.errors import Refusal
from trienkhai.core.text import phrase_key
from trienkhai.plans.choices import REPORTABLE, State
from trienkhai.registers.taking import open_workbook
from trienkhai.reporting import paper, paper_xlsx
from trienkhai.reporting.paper import MARK, WORK_MARK

_PICTURE = re.compile(rb"<(?:w:drawing|w:pict)[ >]")
_OWED = re.compile(r"\((\d{1,18})\)\s*$")
STATES = {phrase_key(str(State(state).label)): str(state) for state in REPORTABLE}
OUTSIDE = 1000
"""Letters of words outside every section that are told."""
ROWS = 5_000


@dataclass(slots=True)
class Returned:
    """What a file says. `code` is (submission, version, outline), None when there is none that was made here."""

    code: tuple[int, int, str] | None = None
    said: dict[str, str] = field(default_factory=dict)
    works: dict[int, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    has_pictures: bool = False

    def take_work(self, cells: list[str]) -> None:
        """A progress line: code, task, state, what was done, result, difficulty."""
        cells = [*cells, *([""] * 6)][:6]
        owed = _OWED.search(cells[0])
        if owed is None:
            if any(cells[2:]):
                self.notes.append(_("Một dòng tiến độ không còn mã việc nên không nhận: «%(words)s».") % {"words": " ".join(cells)[:200]})
            return
        state = STATES.get(phrase_key(cells[2]), "")
        if cells[2] and not state:
            said = {"code": cells[0], "state": cells[2]}
            self.notes.append(_("Việc %(code)s: không có tình trạng «%(state)s», giữ tình trạng đang có.") % said)
        self.works[int(owed[1])] = {"state": state, "text": cells[3], "result": cells[4], "difficulty": cells[5]}


def read(data: bytes, *, is_docx: bool) -> Returned:
    """What a file says. Raises Refusal for one that cannot be read."""
    return _docx(data) if is_docx else _xlsx(data)


def _docx(data: bytes) -> Returned:
    try:
        seen = vanban.read(data)
    except VanbanError as error:
        raise Refusal(str(error), _("Hãy mở tệp bằng Word, lưu lại dạng .docx rồi nạp lại.")) from error
    if seen.source.secrecy_mark:
        raise Refusal(_("Tệp có dấu mật nên không được nhận; tệp đã bị huỷ."), _("Hãy gửi theo quy định về bảo vệ bí mật nhà nước."))
    out, at = Returned(code=paper.read_code(seen.text)), ""
    parts: dict[str, list[str]] = defaultdict(list)
    rows: dict[tuple[int, int], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for block in seen.blocks:
        words = seen.text[block.start : block.end]
        mark = MARK.search(words) if block.table is None else None
        if mark is not None:
            at = mark[1]
            parts.setdefault(at, [])
        elif block.table is not None and at == WORK_MARK:
            rows[block.table, block.row or 0][block.column or 0].append(words)
        elif block.kind != "furniture":
            parts[at].append(words)
    out.said = {key: "\n".join(lines).strip() for key, lines in parts.items() if key.startswith("s")}
    for line in list(rows.values())[1:]:
        out.take_work(["\n".join(line.get(column, [])).strip() for column in range(6)])
    _tell_docx(out, seen.source.encoding, "\n".join(parts.get(WORK_MARK, [])), data)
    return out


def _tell_docx(out: Returned, encoding: str, outside: str, data: bytes) -> None:
    if encoding != "unicode":
        said = {"name": {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}.get(encoding, encoding.upper())}
        out.notes.append(_("Tệp có chữ %(name)s, đã chuyển sang Unicode: hãy đọc kỹ phần đối chiếu trước khi nhận.") % said)
    if outside.strip():
        out.notes.append(_("Có chữ nằm ngoài các phần nên không nhận: «%(words)s».") % {"words": text.shortened(outside.strip(), OUTSIDE)})
    pictures = _pictures(data)
    if pictures:
        out.has_pictures = True
        words = _("Tệp có %(n)s hình ảnh. Phần chữ được nhận vào báo cáo; hình ảnh giữ trong chính tệp này, kèm theo báo cáo khi nhận.")
        out.notes.append(words % {"n": text.number(pictures)})


def _pictures(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return len(_PICTURE.findall(packed.read("word/document.xml")))


def _xlsx(data: bytes) -> Returned:
    book = open_workbook(data)
    try:
        pages = {page.title: page for page in book.worksheets}
        if paper_xlsx.SECTIONS not in pages:
            raise Refusal(
                _("Tệp thiếu trang «%(name)s».") % {"name": paper_xlsx.SECTIONS},
                _("Hãy tải lại tệp của đơn vị rồi chép nội dung sang."),
            )
        out = Returned()
        parts: dict[str, list[str]] = defaultdict(list)
        for number, cells in enumerate(_cells(pages[paper_xlsx.SECTIONS]), start=1):
            out.code = out.code or (paper.read_code(cells[0]) if number < 6 and cells else None)
            if len(cells) > 1 and re.fullmatch(r"s\d{1,2}", cells[0]):
                parts[cells[0]].append(_words(out, cells[2] if len(cells) > 2 else "", f"C{number}"))
        out.said = {key: "".join(lines).strip() for key, lines in parts.items()}
        for number, cells in enumerate(_cells(pages[paper_xlsx.WORKS]) if paper_xlsx.WORKS in pages else [], start=1):
            if number > 1:
                out.take_work([_words(out, words, f"{paper_xlsx.WORKS} {number}") for words in cells])
        return out
    finally:
        book.close()


def _cells(page: Any) -> list[list[str]]:
    rows = page.iter_rows(max_row=ROWS, max_col=6, values_only=True)
    return [[str(value).replace("\r\n", "\n").replace("_x000D_", "") if value is not None else "" for value in row] for row in rows]


def _words(out: Returned, words: str, place: str) -> str:
    """The words of a cell: a formula is told and left out; words of the time before Unicode are put into Unicode, and that is told."""
    if words.startswith("=") and len(words) > 1:
        out.notes.append(_("Ô %(place)s có công thức nên không nhận. Hãy chép rồi dán giá trị (Paste Values).") % {"place": place})
        return ""
    decoded, scheme = in_text(words)
    if scheme is not None:
        said = {"place": place, "name": scheme.upper()}
        out.notes.append(_("Ô %(place)s là chữ %(name)s, đã chuyển sang Unicode: hãy đọc kỹ trước khi nhận.") % said)
    return decoded.strip("\r")
