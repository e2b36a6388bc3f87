"""One value of a form: from typed words or a workbook's cell to what is kept, and back to words. Pure; never guesses.

Kept values are plain JSON: text and list as words, numbers as exact decimal words, dates as ISO days, yes/no as true or false, a unit as
its id. What cannot be read is kept as it came, `{"raw": …}`, so that nothing typed is lost.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.core import numbers, text
from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import Column

MOST_LETTERS = 2000
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_WORDS = re.compile(r"(?:ngày\s+)?([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})", re.IGNORECASE)
YES, NO = {"có", "x", "✓", "đúng", "yes", "true", "1"}, {"không", "sai", "no", "false", "0"}


class Unreadable(ValueError):  # noqa: N818 - the word of the house
    """A value that its column does not take; the message says why and what to write."""


def is_blank(value: Any) -> bool:
    """Nothing was entered."""
    return value is None or value == ""


def parse(column: Column, given: Any, units: Mapping[str, int] | None = None) -> Any:
    """The value to keep, "" for a blank one. Raises Unreadable. `units` gives ids by folded name and by code."""
    if isinstance(given, str):
        given = " ".join(unicodedata.normalize("NFC", given).split()) if column.kind != ColumnKind.TEXT else given
        given = unicodedata.normalize("NFC", given).strip()
    if is_blank(given):
        return ""
    return _READERS[ColumnKind(column.kind)](column, given, units or {})


def kept(column: Column, given: Any, units: Mapping[str, int] | None = None) -> tuple[Any, str]:
    """The value to keep and the fault it has, "" for none: what cannot be read stays as it was typed."""
    try:
        return parse(column, given, units), ""
    except Unreadable as fault:
        return {"raw": _words(given)[:MOST_LETTERS]}, str(fault)


def fault_of(column: Column, value: Any) -> str:
    """Why a kept value cannot be read, "" when it can."""
    if not isinstance(value, dict):
        return ""
    try:
        parse(column, value["raw"])
    except Unreadable as fault:
        return str(fault)
    return _("Chưa nhận ra giá trị này. Hãy nhập lại.")


def shown(column: Column, value: Any, units: Mapping[int, str] | None = None) -> str:
    """A kept value in words, as it may be typed again."""
    if is_blank(value) or isinstance(value, dict):
        return str(value["raw"]) if isinstance(value, dict) else ""
    if column.is_numeric:
        return numbers.typed(Decimal(value))
    if column.kind == ColumnKind.DATE:
        return text.date(dt.date.fromisoformat(value))
    if column.kind == ColumnKind.YESNO:
        return _("Có") if value else _("Không")
    return (units or {}).get(value, str(value)) if column.kind == ColumnKind.UNIT else str(value)


def number_of(value: Any) -> Decimal | None:
    """A kept number, None for blank or unreadable."""
    if is_blank(value) or isinstance(value, dict | bool):
        return None
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError):
        return None


def plain(value: Decimal) -> str:
    """An exact number as it is kept."""
    return f"{value.normalize():f}" if value else "0"


def _words(given: Any) -> str:
    return text.moment(given) if isinstance(given, dt.datetime) else text.date(given) if isinstance(given, dt.date) else str(given)


def _text(column: Column, given: Any, _units: Mapping[str, int]) -> str:
    words = plain(Decimal(str(given))) if isinstance(given, int | float) and not isinstance(given, bool) else _words(given)
    if len(words) > MOST_LETTERS:
        raise Unreadable(_("Dài quá 2.000 chữ cái. Hãy viết gọn lại."))
    del column
    return words


def _number(column: Column, given: Any, _units: Mapping[str, int]) -> str:
    if isinstance(given, bool | dt.date | dt.time):
        raise Unreadable(_("Cột này cần số, ví dụ 1.250 hoặc 12,5."))
    try:
        exact = isinstance(given, int | float | Decimal)
        value = numbers.fitting(Decimal(str(given))) if exact else numbers.read(str(given))
    except numbers.Unclear as fault:
        raise Unreadable(str(fault)) from fault
    if column.minimum is not None and value < column.minimum:
        raise Unreadable(_("Không được nhỏ hơn %(n)s.") % {"n": text.number(column.minimum)})
    if column.maximum is not None and value > column.maximum:
        raise Unreadable(_("Không được lớn hơn %(n)s.") % {"n": text.number(column.maximum)})
    return plain(value)


def _date(column: Column, given: Any, _units: Mapping[str, int]) -> str:
    del column
    if isinstance(given, dt.datetime):
        return given.date().isoformat()
    if isinstance(given, dt.date):
        return given.isoformat()
    words = str(given)
    for shape, order in ((_DAY, (3, 2, 1)), (_ISO, (1, 2, 3)), (_WORDS, (3, 2, 1))):
        found = shape.fullmatch(words)
        if found:
            try:
                day = dt.date(*(int(found.group(at)) for at in order))
            except ValueError:
                break
            if 1900 <= day.year <= 2200:
                return day.isoformat()
    raise Unreadable(_("«%(words)s» không phải là ngày. Hãy nhập ngày/tháng/năm, ví dụ 06/02/2026.") % {"words": words[:40]})


def _list(column: Column, given: Any, _units: Mapping[str, int]) -> str:
    words = plain(Decimal(str(given))) if isinstance(given, int | float) and not isinstance(given, bool) else _words(given)
    wanted = text.phrase_key(words)
    for choice in column.choices:
        if text.phrase_key(choice) == wanted:
            return choice
    raise Unreadable(_("Hãy chọn một trong: %(choices)s.") % {"choices": ", ".join(column.choices)[:300]})


def _yesno(column: Column, given: Any, _units: Mapping[str, int]) -> bool:
    del column
    words = text.phrase_key(str(int(given)) if isinstance(given, int | float) else _words(given))
    if words in YES or words in NO:
        return words in YES
    raise Unreadable(_("Hãy nhập Có hoặc Không."))


def _unit(column: Column, given: Any, units: Mapping[str, int]) -> int:
    del column
    words = _words(given)
    for key in (words, text.fold(words)):
        if units.get(key):
            return units[key]
    if units.get(text.fold(words)) == 0:
        raise Unreadable(_("Có nhiều đơn vị tên «%(words)s». Hãy nhập mã đơn vị.") % {"words": words[:80]})
    raise Unreadable(_("Không có đơn vị nào tên hoặc mã là «%(words)s» trong cơ quan.") % {"words": words[:80]})


_READERS = {
    ColumnKind.TEXT: _text,
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY: _number,
    ColumnKind.DATE: _date,
    ColumnKind.LIST: _list,
    ColumnKind.YESNO: _yesno,
    ColumnKind.UNIT: _unit,
}
