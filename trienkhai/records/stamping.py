"""Number and day put into a draft that an office typed itself: at its own "Số:" line and its own "ngày … tháng … năm …" line."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.oxml.ns import qn

from trienkhai.core.errors import Refusal

_NUMBER = re.compile(r"^(\s*Số\s*:?)[\s.…_]*\d*[\s.…_]*([/-])\s*(?=\S)")
_DAY = re.compile(r"ngày[\s.…_\d]*tháng[\s.…_\d]*năm[\s.…_]*(?:\d{4})?", re.IGNORECASE)
HEAD = 40
"""Paragraphs from the top among which the head stands."""


def places(data: bytes) -> tuple[Any | None, Any | None]:
    """The texts of the number's line and the day's line, None where the head has none."""
    number, day = _found(docx.Document(io.BytesIO(data)))
    return (_words(number) if number is not None else None, _words(day) if day is not None else None)


def require_places(data: bytes) -> None:
    """Raises Refusal for a draft in whose head number and day have no place."""
    number, day = places(data)
    missing = [words for words, found in ((_("dòng «Số: …/ký hiệu»"), number), (_("dòng «…, ngày … tháng … năm …»"), day)) if not found]
    if missing:
        raise Refusal(
            _("Đầu văn bản không có %(missing)s nên không ghi được số và ngày vào đúng chỗ.") % {"missing": _(" và ").join(missing)},
            _("Hãy thêm vào phần đầu dự thảo theo mẫu của Nghị định 30/2020/NĐ-CP, để trống số và ngày, rồi tải lại."),
            "Phụ lục I Nghị định 30/2020/NĐ-CP",
        )


def stamp(data: bytes, number: str, day: dt.date) -> bytes:
    """The draft with its number and its day; everything else stays as it was typed."""
    made = docx.Document(io.BytesIO(data))
    line, place = _found(made)
    if line is None or place is None:
        require_places(data)
    _put(line, _NUMBER, lambda found: f"{found.group(1)} {number}{found.group(2)}")
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    _put(place, _DAY, lambda found: f"{found.group(0)[:4]} {day.day:02d} tháng {month} năm {day.year}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _found(made: Any) -> tuple[Any | None, Any | None]:
    lines = list(made.element.body.iter(qn("w:p")))[:HEAD]
    number = next((line for line in lines if _NUMBER.search(_words(line))), None)
    day = next((line for line in lines if _DAY.search(_words(line))), None)
    return number, day


def _words(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _put(paragraph: Any, pattern: re.Pattern[str], words: Any) -> None:
    """The match, which may run over several runs, replaced in the run where it begins; each run keeps its look."""
    nodes = list(paragraph.iter(qn("w:t")))
    whole = "".join(node.text or "" for node in nodes)
    found = pattern.search(whole)
    if found is None:
        return
    at, start, end, said = 0, found.start(), found.end(), words(found)
    for node in nodes:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            node.text = text[:first] + said + text[last:]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            said = ""
        at += len(text)
