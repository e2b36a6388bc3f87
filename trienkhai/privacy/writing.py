"""The file somebody gets of their own data: .json for programs, .html and .xlsx for people, in one .zip. May run twice, may be killed."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, personal, text
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.gathering import as_text, sections
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.retention import copy_days
from trienkhai.privacy.rules import secret_fields

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.privacy.gathering import Section

PAGE_ROWS = 500
"""Rows of one section in the .html; the other two files hold all."""
SHEET_ROWS = 1_000_000


def path_of(row: DataRequest) -> Path:
    """Where the sealed file of a copy stands: among what a backup leaves out."""
    return files.derived_of("copies") / f"{row.file_key.hex}.zip.sealed"


def write_copy(request_id: int) -> None:
    """Write the file of a request that waits. Does nothing when it is done or was taken back."""
    row = (
        DataRequest.objects.select_related("person").filter(pk=request_id, kind=Kind.COPY, state__in=(State.QUEUED, State.RUNNING)).first()
    )
    if row is None:
        return
    try:
        _write(row)
    except Exception:
        DataRequest.objects.filter(pk=row.pk, state=State.RUNNING).update(state=State.FAILED, step="")
        raise


def _write(row: DataRequest) -> None:
    found = sections(row.person_id, whole=row.is_whole)
    kept: list[tuple[Section, list[dict[str, Any]]]] = []
    for at, section in enumerate(found):
        kept.append((section, list(section.rows())))
        if at % 5 == 0:
            _say(row, 10 + 60 * at // len(found), _("Đang gom: %(what)s") % {"what": section.title})
    _say(row, 75, _("Đang ghi tệp"))
    sealed = personal.seal(row.person_id, _packed(row.person, kept, whole=row.is_whole))
    waits = DataRequest.objects.filter(pk=row.pk, state=State.RUNNING)
    if sealed is None:
        waits.update(state=State.OVER, step="")
        return
    if not files.keep_derived(path_of(row), sealed):
        raise files.no_room()
    now = clock.now()
    ends = now + dt.timedelta(days=copy_days())
    waits.update(state=State.DONE, step="", progress=100, done_at=now, expires_at=ends, size=len(sealed))


def _say(row: DataRequest, progress: int, step: str) -> None:
    DataRequest.objects.filter(pk=row.pk, state__in=(State.QUEUED, State.RUNNING)).update(state=State.RUNNING, progress=progress, step=step)


def _packed(person: Person, kept: list[tuple[Section, list[dict[str, Any]]]], *, whole: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("du-lieu.json", _json(person, kept))
        pack.writestr("du-lieu.html", _html(person, kept, whole=whole))
        pack.writestr("du-lieu.xlsx", _xlsx(kept))
    return out.getvalue()


def _json(person: Person, kept: list[tuple[Section, list[dict[str, Any]]]]) -> str:
    said = {
        "person": person.pk,
        "made_at": clock.now().isoformat(),
        "held_back": sorted(f"{section.label}.{name}" for section, _rows in kept for name in secret_fields(section.label)),
        "sections": [{"name": section.name, "title": section.title, "rows": rows} for section, rows in kept],
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _html(person: Person, kept: list[tuple[Section, list[dict[str, Any]]]], *, whole: bool) -> str:
    shown = [
        {
            "title": section.title,
            "heads": [column.label for column in section.columns],
            "rows": [[as_text(value) for value in row.values()] for row in rows[:PAGE_ROWS]],
            "count": len(rows),
            "more": len(rows) - PAGE_ROWS,
        }
        for section, rows in kept
    ]
    return render_to_string("privacy/copy.html", {"owner": person, "made_at": clock.now(), "sections": shown, "whole": whole})


def _xlsx(kept: list[tuple[Section, list[dict[str, Any]]]]) -> bytes:
    """One sheet a section; texts stay texts, so that nothing typed can become a formula."""
    out = io.BytesIO()
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, plain)
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
    index = book.add_worksheet(_("Mục lục"))
    for at, (section, rows) in enumerate(kept):
        index.write_row(at, 0, [str(at + 1), section.title, text.number(len(rows))])
        sheet = book.add_worksheet(str(at + 1))
        sheet.write_string(0, 0, section.title, head)
        sheet.write_row(1, 0, [column.label for column in section.columns], head)
        for down, row in enumerate(rows[:SHEET_ROWS]):
            for across, value in enumerate(row.values()):
                sheet.write_string(down + 2, across, as_text(value)[:32_000])
    book.close()
    return out.getvalue()
