"""A workbook that came back: streamed by openpyxl, checked against the shape it was made of, read as a whole or refused with what to do.

Refused as a whole: no workbook, another form or version, hidden sheets, merged cells, missing or changed heads, too many lines. Faults of
single cells (formulas, wrong dates, numbers that could be read in two ways) are told by their cell, and nothing is taken in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from trienkhai.core import text
from trienkhai.core.errors import Refusal
from trienkhai.registers import cells, workbook
from trienkhai.registers.shape import Shape, Sheet

MOST_UNPACKED = 400 * 1024 * 1024
BLANK_RUN = 20_000
"""Blank rows after which nothing more is looked for."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
CHUNK = 1024 * 1024

Units = Callable[[Sheet, list[dict[str, Any]]], Mapping[str, int]]


@dataclass(slots=True)
class Taken:
    """What a workbook holds: lines by sheet, and what is wrong at which cell."""

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    faults: dict[tuple[str, int, str], str] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Lines in all sheets."""
        return sum(len(lines) for lines in self.rows.values())


def read(data: bytes, shape: Shape, *, filling_id: int, version: int, units: Units) -> Taken:
    """The lines of a workbook that was made for this filling. Raises Refusal for what cannot be taken at all."""
    return read_pages(data, shape, units=units, check=lambda book: _check_code(book, filling_id, version))


def read_pages(data: bytes, shape: Shape, *, units: Units, check: Callable[[Any], None]) -> Taken:
    """The lines of a workbook made here; `check` refuses one that was made for something else."""
    book = open_workbook(data)
    try:
        _refuse_hidden(book)
        _refuse_merged(data, book)
        pages = {page.title: page for page in book.worksheets}
        check(book)
        out = Taken()
        for at, sheet in enumerate(shape.sheets, start=1):
            name = workbook.sheet_name(at, sheet)
            if name not in pages:
                raise Refusal(
                    _("Tệp thiếu trang «%(name)s».") % {"name": name}, _("Hãy tải lại tệp biểu của đơn vị rồi chép số liệu sang.")
                )
            _sheet(out, pages[name], sheet, units)
        return out
    finally:
        book.close()


def open_workbook(data: bytes, *, read_only: bool = True) -> Any:
    """A workbook opened for streaming; a Refusal for anything else, for what unpacks to too much, and for entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _refuse_bomb(packed)
        return load_workbook(io.BytesIO(data), read_only=read_only, data_only=False, keep_links=False)
    except Refusal:
        raise
    except Exception as error:
        raise _unreadable() from error


def _unreadable() -> Refusal:
    return Refusal(_("Không mở được tệp này như một bảng tính .xlsx."), _("Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi nạp lại."))


def _refuse_bomb(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refusal(_("Tệp giải nén ra quá lớn."), _("Hãy bỏ hình ảnh, định dạng thừa rồi nạp lại."))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _ENTITY.search(packed.open(part).read(2048)):
            raise _unreadable()


def _refuse_hidden(book: Any) -> None:
    hidden = [page.title for page in book.worksheets if page.sheet_state != "visible"]
    if hidden:
        raise Refusal(
            _("Tệp có trang ẩn: %(names)s.") % {"names": ", ".join(hidden)},
            _("Hãy bỏ ẩn (bấm phải vào tên trang, chọn Unhide/Bỏ ẩn), xoá trang không thuộc biểu rồi nạp lại."),
        )


def _refuse_merged(data: bytes, book: Any) -> None:
    """Merged cells hide values; the ranges stand after the lines, so that the part is streamed once."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for page in book.worksheets:
            with packed.open(page._worksheet_path.lstrip("/")) as part:
                found = _first(part)
            if found:
                raise Refusal(
                    _("Trang «%(name)s» có ô gộp: %(cells)s.") % {"name": page.title, "cells": found},
                    _("Hãy bỏ gộp ô (Unmerge Cells/Bỏ gộp ô), mỗi ô một giá trị, rồi nạp lại."),
                )


def _first(part: Any) -> str:
    tail = b""
    while chunk := part.read(CHUNK):
        found = _MERGED.search(tail + chunk)
        if found:
            return found.group(1).decode()
        tail = chunk[-200:]
    return ""


def code_of(book: Any, mark: str) -> tuple[int, int] | None:
    """The numbers of the code on the first page; None where there is none, or a changed one."""
    first = book.worksheets[0] if book.worksheets else None
    words = [str(value) for row in (first.iter_rows(max_row=6, max_col=6, values_only=True) if first else ()) for value in row if value]
    return workbook.read_code(next((word for word in words if word.strip().startswith(f"{mark}-")), ""), mark)


def _check_code(book: Any, filling_id: int, version: int) -> None:
    known = code_of(book, "BM")
    again = _("Hãy tải tệp biểu của đơn vị tại trang này, chép số liệu sang rồi nạp lại.")
    if known is None:
        raise Refusal(_("Không thấy mã tệp biểu ở đầu trang đầu tiên, hoặc mã đã bị sửa."), again)
    if known[0] != filling_id:
        raise Refusal(_("Tệp này lập cho đơn vị khác, kỳ khác hoặc biểu khác."), again)
    if known[1] != version:
        raise Refusal(
            _("Tệp làm theo phiên bản %(old)s của biểu; biểu đang dùng phiên bản %(now)s.") % {"old": str(known[1]), "now": str(version)},
            again,
        )


def _sheet(out: Taken, page: Any, sheet: Sheet, units: Units) -> None:
    rows = page.iter_rows(min_row=workbook.HEAD, max_col=len(workbook.heads(sheet)) + 1)
    _check_heads(page.title, next(rows, ()), sheet)
    found = list(_lines(page.title, rows, sheet))
    known = units(sheet, [{key: value for key, (_kind, value) in line.items()} for _place, line in found])
    kept = out.rows[sheet.key] = []
    for place, line in found:
        values: dict[str, Any] = {}
        for column in sheet.columns:
            kind, given = line.get(column.key, ("n", None))
            value, fault = _value(column, kind, given, known)
            if not cells.is_blank(value):
                values[column.key] = value
            if fault:
                out.faults[sheet.key, place, column.key] = fault
        kept.append((place, values))


def _value(column: Any, kind: str, given: Any, units: Mapping[str, int]) -> tuple[Any, str]:
    if column.is_computed:
        return "", ""
    if kind == "f":
        return {"raw": str(given)}, _("Ô có công thức. Hãy chép rồi dán giá trị (Paste Values).")
    if kind == "e":
        return {"raw": str(given)}, _("Ô báo lỗi %(words)s. Hãy nhập giá trị.") % {"words": given}
    return cells.kept(column, given, units)


def _check_heads(name: str, row: Any, sheet: Sheet) -> None:
    wanted = workbook.heads(sheet)
    given = [text.phrase_key(str(cell.value or "")) for cell in row][: len(wanted)]
    for at, words in enumerate(wanted):
        if at >= len(given) or given[at] != text.phrase_key(words):
            raise Refusal(
                _("Dòng tiêu đề của trang «%(name)s» đã bị sửa: cột thứ %(n)s phải là «%(words)s».")
                % {"name": name, "n": text.number(at + 1), "words": words},
                _("Hãy giữ nguyên tiêu đề: tải lại tệp biểu rồi chép số liệu sang."),
            )


def _lines(name: str, rows: Iterator[Any], sheet: Sheet) -> Iterator[tuple[int, dict[str, tuple[str, Any]]]]:
    """Lines that hold something: place, and by column the kind and value of its cell."""
    first, place, blank = (1 if sheet.is_free else 2), 0, 0
    for at, row in enumerate(rows, start=1):
        if not sheet.is_free:
            if at > len(sheet.lines):
                return
            _check_line(name, row, sheet, at)
        line = {
            column.key: (cell.data_type, cell.value)
            for column, cell in zip(sheet.columns, row[first:], strict=False)
            if cell.value is not None and cell.value != ""
        }
        if not sheet.is_free and sheet.lines[at - 1].sum_of:
            continue
        if not line:
            blank += 1
            if blank > BLANK_RUN:
                return
            continue
        blank, place = 0, (place + 1 if sheet.is_free else at)
        if sheet.is_free and place > workbook.MOST_ROWS:
            raise Refusal(
                _("Trang «%(name)s» có quá %(n)s dòng.") % {"name": name, "n": text.number(workbook.MOST_ROWS)},
                _("Chưa có gì được ghi. Hãy bỏ dòng thừa, hoặc báo nơi giao biểu chia thành nhiều biểu."),
            )
        yield place, line


def _check_line(name: str, row: Any, sheet: Sheet, at: int) -> None:
    given = str(row[1].value or "") if len(row) > 1 else ""
    wanted = sheet.lines[at - 1].title
    if text.phrase_key(given) != text.phrase_key(wanted):
        raise Refusal(
            _("Trang «%(name)s»: dòng thứ %(n)s phải là «%(words)s».") % {"name": name, "n": text.number(at), "words": wanted},
            _("Hãy giữ nguyên các dòng của biểu: tải lại tệp biểu rồi chép số liệu sang."),
        )
