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
    out = Copy(row.person)
    for at, section in enumerate(found):
        if at % 5 == 0:
            _say(row, 5 + 80 * at // len(found), _("Đang gom: %(what)s") % {"what": section.title})
        out.add(section)
    _say(row, 90, _("Đang ghi tệp"))
    sealed = personal.seal(row.person_id, out.close(whole=row.is_whole))
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


class Copy:
    """The three files side by side: each row goes from the database into them as it comes, so that many take no more memory than few."""

    def __init__(self, person: Person) -> None:
        self.person, self.shown = person, list[dict[str, Any]]()
        self.out, self.sheets = io.BytesIO(), io.BytesIO()
        self.pack = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)
        plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.sheets, plain)
        self.head = self.book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
        self.index = self.book.add_worksheet(_("Mục lục"))
        self.json = self.pack.open("du-lieu.json", "w")
        said = {"person": person.pk, "made_at": clock.now().isoformat()}
        self._say(json.dumps(said)[:-1] + ', "sections": [')

    def add(self, section: Section) -> None:
        """One section with all its rows."""
        heads = [column.label for column in section.columns]
        sheet = self._sheet(section.title, heads)
        self._say((",\n" if self.shown else "\n") + json.dumps({"name": section.name, "title": section.title}, ensure_ascii=False)[:-1])
        self._say(f', "held_back": {json.dumps(sorted(secret_fields(section.label)))}, "rows": [')
        rows, count = list[list[str]](), 0
        for row in section.rows():
            texts = [as_text(value) for value in row.values()]
            self._say((",\n" if count else "\n") + json.dumps(row, ensure_ascii=False, default=_plain))
            if count < SHEET_ROWS:
                self._row(sheet, count + 2, texts)
            if count < PAGE_ROWS:
                rows.append(texts)
            count += 1
        self._say("]}")
        self.index.write_row(len(self.shown), 0, [str(len(self.shown) + 1), section.title, text.number(count)])
        self.shown.append({"title": section.title, "heads": heads, "rows": rows, "count": count, "more": count - PAGE_ROWS})

    def close(self, *, whole: bool) -> bytes:
        """The bytes of the .zip; the page for people comes last, when everything is counted."""
        self._say("]}\n")
        self.json.close()
        said = {"owner": self.person, "made_at": clock.now(), "sections": self.shown, "whole": whole}
        self.pack.writestr("du-lieu.html", render_to_string("privacy/copy.html", said))
        self.book.close()
        self.pack.writestr("du-lieu.xlsx", self.sheets.getvalue())
        self.pack.close()
        return self.out.getvalue()

    def _say(self, words: str) -> None:
        self.json.write(words.encode())

    def _sheet(self, title: str, heads: list[str]) -> Any:
        """One sheet a section; texts stay texts, so that nothing typed can become a formula."""
        sheet = self.book.add_worksheet(str(len(self.shown) + 1))
        sheet.write_string(0, 0, title, self.head)
        sheet.write_row(1, 0, heads, self.head)
        return sheet

    def _row(self, sheet: Any, down: int, texts: list[str]) -> None:
        for across, words in enumerate(texts):
            sheet.write_string(down, across, words[:32_000])


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
