"""Bringing a structure in from a table: first what would change, then, as a whole, the change. Nothing half done.

Columns: mã, tên, loại, mã cấp trên, nhãn (labels, parted by commas). A row of a known code changes that unit; other units stay.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.units import selectors, tree
from trienkhai.units.choices import Kind
from trienkhai.units.models import Placement, Unit, UnitTag
from trienkhai.units.services import sort_text

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

HEADERS = ("mã", "tên", "loại", "mã cấp trên", "nhãn")
MAX_ROWS = 60_000
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    line: int
    code: str
    name: str
    kind: str
    above: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """What the table would do: rows to open, to rename or change in kind, to move, to label; and what is wrong, line by line."""

    opened: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, str]] = field(default_factory=list)
    labelled: list[tuple[Row, str]] = field(default_factory=list)
    same: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.opened or self.changed or self.labelled)


def read_table(name: str, data: bytes) -> list[Row]:
    """The rows of a .csv (UTF-8, comma or semicolon) or the first sheet of an .xlsx. Raises Refusal for anything else."""
    suffix = PurePath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        raise Refusal(_("Bảng lớn hơn 20 MB."), _("Hãy bỏ hình ảnh, định dạng thừa hoặc chia bảng thành nhiều tệp."))
    if suffix not in {".csv", ".xlsx"}:
        raise Refusal(_("Chỉ nhận tệp .csv hoặc .xlsx."), _("Hãy lưu bảng thành một trong hai loại này."))
    try:
        lines = _xlsx(data) if suffix == ".xlsx" else _csv(data)
    except (ValueError, OSError, csv.Error) as error:
        raise Refusal(_("Không mở được bảng."), _("Hãy mở tệp trên máy, lưu lại (CSV chọn mã UTF-8) rồi thử lần nữa.")) from error
    if len(lines) > MAX_ROWS:
        raise Refusal(_("Bảng có quá %(n)s dòng.") % {"n": text.number(MAX_ROWS)}, _("Hãy chia bảng thành nhiều tệp."))
    return _rows(lines)


def pack(data: bytes) -> str:
    """A table as words for a form field, to come back with the confirmation; large ones stay below what a form may carry."""
    return base64.b64encode(zlib.compress(data)).decode()


def unpack(words: str) -> bytes:
    """The same table. Raises Refusal for anything else."""
    whole = zlib.decompressobj()
    try:
        data = whole.decompress(base64.b64decode(words, validate=True), MAX_BYTES + 1)
    except (ValueError, zlib.error):
        data = b""
    if not (data and whole.eof):
        raise Refusal(_("Chưa có bảng nào."), _("Hãy chọn lại tệp."))
    return data


def _csv(data: bytes) -> list[list[str]]:
    words = data.decode("utf-8-sig")
    first = words.partition("\n")[0]
    return list(csv.reader(io.StringIO(words), delimiter=";" if first.count(";") > first.count(",") else ","))


def _xlsx(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ValueError("unpacks to too much")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise ValueError from error
    return [[_cell(value) for value in row] for row in sheet.to_python()]


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _rows(lines: list[list[str]]) -> list[Row]:
    head = [text.phrase_key(cell) for cell in lines[0]] if lines else []
    missing = [name for name in HEADERS[:4] if name not in head]
    if missing:
        raise Refusal(
            _("Bảng thiếu cột: %(names)s.") % {"names": ", ".join(missing)},
            _("Dòng đầu phải có các cột: mã, tên, loại, mã cấp trên, nhãn."),
        )
    at = {name: head.index(name) for name in HEADERS if name in head}

    def cell(row: list[str], name: str) -> str:
        place = at.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    return [
        Row(n, cell(row, "mã"), " ".join(cell(row, "tên").split()), cell(row, "loại"), cell(row, "mã cấp trên"), _tags(cell(row, "nhãn")))
        for n, row in enumerate(lines[1:], start=2)
        if any(value.strip() for value in row)
    ]


def _tags(words: str) -> tuple[str, ...]:
    return tuple(sorted({part.strip()[:60] for part in words.split(",") if part.strip()}))


def kind_of(words: str) -> str | None:
    """A kind by its value or its Vietnamese name, without case or diacritics."""
    wanted = text.fold(words)
    return next((kind.value for kind in Kind if wanted in {kind.value, text.fold(str(kind.label))}), None)


def preview(rows: Iterable[Row], *, root: selectors.UnitAt) -> Preview:
    """What the rows would do under `root`. Four queries."""
    out, table = Preview(), list(rows)
    low, high = tree.subtree(root.path)
    known = {p.unit.code: p for p in selectors.on_day().filter(path__gte=low, path__lt=high)}
    elsewhere = set(Unit.objects.values_list("code", flat=True)) - known.keys()
    codes = {row.code for row in table}
    tags = _tags_of(known)
    code_of = {p.unit_id: code for code, p in known.items()}
    seen: set[str] = set()
    for row in table:
        problem = _problem(row, seen, known.keys() | codes, elsewhere, root)
        seen.add(row.code)
        if problem:
            out.errors.append((row.line, problem))
        elif row.code not in known:
            out.opened.append(row)
        else:
            changes = _changes(row, known[row.code], code_of)
            if changes:
                out.changed.append((row, changes))
            missing = [tag for tag in row.tags if tag not in tags.get(row.code, ())]
            if missing:
                out.labelled.append((row, _("thêm nhãn %(tags)s") % {"tags": ", ".join(missing)}))
            out.same += not (changes or missing)
    out.errors += _loops(table, {code: code_of.get(p.parent_id or 0, "") for code, p in known.items()})
    return out


def _tags_of(known: dict[str, Placement]) -> dict[str, set[str]]:
    """The tags of the known units by code. One query."""
    tags: dict[str, set[str]] = {}
    for code, name in UnitTag.objects.values_list("unit__code", "name"):
        if code in known:
            tags.setdefault(code, set()).add(name)
    return tags


def _problem(row: Row, seen: set[str], codes: set[str], elsewhere: set[str], root: selectors.UnitAt) -> str:
    checks = (
        (not row.code or not row.name, _("thiếu mã hoặc tên")),
        (len(row.code) > 40 or len(row.name) > 250, _("mã quá 40 hoặc tên quá 250 chữ")),
        (row.code in seen, _("mã %(code)s có hai lần trong bảng") % {"code": row.code}),
        (row.code in elsewhere, _("mã %(code)s là của đơn vị ngoài phạm vi bạn quản trị") % {"code": row.code}),
        (
            kind_of(row.kind) is None,
            _("không biết loại «%(kind)s»; dùng: %(kinds)s") % {"kind": row.kind, "kinds": ", ".join(str(k.label) for k in Kind)},
        ),
        (row.code != root.code and not row.above, _("thiếu mã cấp trên")),
        (
            bool(row.above) and row.code != root.code and row.above not in codes,
            _("không có đơn vị cấp trên mang mã %(code)s") % {"code": row.above},
        ),
    )
    return next((words for wrong, words in checks if wrong), "")


def _changes(row: Row, now: Placement, code_of: dict[int, str]) -> str:
    parts = []
    if row.name != now.name:
        parts.append(_("đổi tên từ «%(name)s»") % {"name": now.name})
    if kind_of(row.kind) != now.kind:
        parts.append(_("đổi loại"))
    if row.above and now.parent_id and row.above != code_of.get(now.parent_id):
        parts.append(_("chuyển về %(code)s") % {"code": row.above})
    return "; ".join(parts)


def _loops(table: list[Row], above: dict[str, str]) -> list[tuple[int, str]]:
    above = above | {row.code: row.above for row in table}
    found = []
    for row in table:
        walk, seen = row.above, {row.code}
        while walk and walk not in seen:
            seen.add(walk)
            walk = above.get(walk, "")
        if row.code and walk == row.code:
            found.append((row.line, _("cấp trên vòng lại chính đơn vị này")))
    return found


@transaction.atomic
def apply(*, actor: Person | None, root_id: int, rows: list[Row], on: dt.date | None = None) -> Preview:
    """Do what the preview says, as one change dated `on`. Raises Refusal when any row is wrong. `actor`'s right is the caller's to ask."""
    Unit.objects.select_for_update().get(pk=root_id)  # two imports at once take turns
    root = selectors.get_unit(unit_id=root_id)
    found = preview(rows, root=root)
    if found.errors:
        raise Refusal(
            _("Bảng còn %(n)s dòng sai.") % {"n": len(found.errors)}, _("Hãy sửa các dòng được nêu rồi nhập lại; chưa có gì thay đổi.")
        )
    day = on or clock.today()
    known = {p.unit.code: p for p in selectors.on_day().filter(path__gte=root.path, path__lt=tree.subtree(root.path)[1])}
    made = Unit.objects.bulk_create([Unit(code=row.code, created_at=clock.now()) for row in found.opened], batch_size=BATCH)
    ids = {code: p.unit_id for code, p in known.items()} | {unit.code: unit.pk for unit in made}
    _place(found, known, ids, day)
    _label(rows, ids)
    journal.record(actor, "units.structure.imported", Unit(pk=root_id), root_id, opened=len(found.opened), changed=len(found.changed))
    return found


def _place(found: Preview, known: dict[str, Placement], ids: dict[str, int], day: dt.date) -> None:
    """New placements for opened, changed and moved units, and for everything under a moved one."""
    touched = {row.code: row for row, _words in found.changed} | {row.code: row for row in found.opened}
    code_of = {unit_id: code for code, unit_id in ids.items()}
    above = {code: code_of.get(p.parent_id or 0, "") for code, p in known.items()} | {c: r.above for c, r in touched.items() if r.above}
    paths: dict[str, str] = {}

    def path(code: str) -> str:
        if code not in paths:
            parent = above.get(code, "")
            outside = known[code].path[: -tree.WIDTH] if not parent and code in known else ""
            paths[code] = tree.path_of(path(parent) if parent else outside, ids[code])
        return paths[code]

    stale = [p for code, p in known.items() if code in touched or path(code) != p.path]
    codes = [p.unit.code for p in stale] + [row.code for row in found.opened]
    fresh = [_placement(ids[code], ids.get(above.get(code, "")), path(code), touched.get(code), known.get(code), day) for code in codes]
    same_day = [p.pk for p in stale if p.valid_from >= day]
    Placement.objects.filter(pk__in=[p.pk for p in stale if p.valid_from < day]).update(valid_to=day)
    Placement.objects.filter(pk__in=same_day).delete()
    Placement.objects.bulk_create(fresh, batch_size=BATCH)


def _placement(unit_id: int, parent_id: int | None, path: str, row: Row | None, now: Placement | None, day: dt.date) -> Placement:
    """The unsaved placement of a unit from `day` on: what the row says, else what it was."""
    name = row.name if row else (now.name if now else "")
    kind = kind_of(row.kind) if row else (now.kind if now else "")
    return Placement(
        unit_id=unit_id,
        parent_id=parent_id or (now.parent_id if now else None),
        name=name,
        short_name=now.short_name if now else "",
        kind=kind or "",
        path=path,
        depth=len(path) // tree.WIDTH - 1,
        name_fold=text.fold(name),
        sort_key=sort_text(name),
        valid_from=day,
    )


def _label(rows: list[Row], ids: dict[str, int]) -> None:
    wanted = {(ids[row.code], tag) for row in rows for tag in row.tags}
    UnitTag.objects.bulk_create([UnitTag(unit_id=u, name=t) for u, t in sorted(wanted)], batch_size=BATCH, ignore_conflicts=True)
